//! Why an audit cannot go on.

use core::fmt;

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

impl AuditError {
    /// A stable code for the kind of error, for what machines read.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            AuditError::NotRepresentable => "not-representable",
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
