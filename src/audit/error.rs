//! Why an audit cannot go on.

use alloc::string::{String, ToString};
use core::fmt;

use crate::errors::coded;

/// Why a record is not counted in an audit.
///
/// ```
/// use pricesheet::audit::AuditError;
///
/// assert_eq!(AuditError::NotRepresentable.code(), "not-representable");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditError {
    /// A total with this record has more digits than the decimal type. It has not been counted.
    NotRepresentable,
}

coded!(AuditError {
    AuditError::NotRepresentable => "not-representable",
});

impl AuditError {
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
