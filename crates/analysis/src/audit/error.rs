//! Why an audit cannot go on.

use alloc::string::{String, ToString};
use core::fmt;

use pricesheet::CodedError;

/// Why a record, or those of another audit, are not counted in an audit.
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
    /// Audits by different books were to be put together.
    OtherBook,
}

impl AuditError {
    /// The codes of the kinds of error.
    pub const CODES: &'static [&'static str] = &["not-representable", "other-book"];

    /// A stable code for the kind of error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            AuditError::NotRepresentable => "not-representable",
            AuditError::OtherBook => "other-book",
        }
    }

    /// What the error is about: the `total`, or the `book`.
    #[must_use]
    pub fn culprit(&self) -> &str {
        match self {
            AuditError::NotRepresentable => "total",
            AuditError::OtherBook => "book",
        }
    }

    /// What to do instead, where something can be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            AuditError::NotRepresentable => Some("split the records in two".to_string()),
            AuditError::OtherBook => Some("audit all parts by the same sheets".to_string()),
        }
    }
}

impl fmt::Display for AuditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AuditError::NotRepresentable => {
                f.write_str("the exact total of the records has more digits than the decimal type")
            }
            AuditError::OtherBook => f.write_str("the audits are by different sheets"),
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
