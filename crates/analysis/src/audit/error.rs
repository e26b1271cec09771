//! Why an audit cannot go on.

use alloc::string::{String, ToString};
use core::fmt;

use pricesheet::CodedError;

/// Why a record is not counted in an audit.
///
/// ```
/// use pricesheet_analysis::audit::AuditError;
///
/// assert_eq!(AuditError::NotRepresentable.code(), "not-representable");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditError {
    /// A total with this record has more digits than the decimal type. It has not been counted.
    NotRepresentable,
}

impl AuditError {
    /// The codes of the kinds of error.
    pub const CODES: &'static [&'static str] = &["not-representable"];

    /// A stable code for the kind of error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            AuditError::NotRepresentable => "not-representable",
        }
    }

    /// What the error is about: always the `total`.
    #[must_use]
    pub fn culprit(&self) -> &str {
        "total"
    }

    /// What to do instead, where something can be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            AuditError::NotRepresentable => Some("split the records in two".to_string()),
        }
    }
}

impl fmt::Display for AuditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AuditError::NotRepresentable => {
                f.write_str("the exact total of the records has more digits than the decimal type")
            }
        }
    }
}

impl core::error::Error for AuditError {}

impl CodedError for AuditError {
    fn code(&self) -> &'static str {
        AuditError::code(self)
    }

    fn culprit(&self) -> &str {
        AuditError::culprit(self)
    }

    fn help(&self) -> Option<String> {
        AuditError::help(self)
    }
}
