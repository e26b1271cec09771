//! Every stable code of an error of this crate.

use crate::audit::AuditError;
use crate::diff::UsageDiffError;

/// Every code of an error of this crate, by what the errors are of; those of the engine are
/// [`pricesheet::codes::ALL`], those of lints [`Lint::ALL`](crate::lint::Lint::ALL).
pub const ALL: &[(&str, &[&str])] = &[("audit", AuditError::CODES), ("usage-diff", UsageDiffError::CODES)];
