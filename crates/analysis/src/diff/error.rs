//! Why usage cannot be compared under two sheets.

use alloc::string::{String, ToString};
use core::fmt;

use pricesheet::CodedError;

/// Why usage cannot be compared under two sheets, or no further.
///
/// ```
/// use pricesheet::PriceSheet;
/// use pricesheet_analysis::diff::{UsageDiff, UsageDiffError};
///
/// let credits: PriceSheet = "name = 'A'\nendpoints.e.price = 1".parse()?;
/// let euros: PriceSheet = "name = 'A'\nunit = 'EUR'\nendpoints.e.price = 1".parse()?;
/// let error = UsageDiff::between(&credits, &euros).unwrap_err();
/// assert_eq!(error, UsageDiffError::OtherUnit { old: "credit".into(), new: "EUR".into() });
/// assert_eq!(error.to_string(), "amounts in `credit` cannot be compared with amounts in `EUR`");
/// # Ok::<(), pricesheet::Diagnostics>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UsageDiffError {
    /// The sheets count in different units.
    OtherUnit {
        /// The unit of the old sheet.
        old: String,
        /// The unit of the new sheet.
        new: String,
    },
    /// A total with this usage has more digits than the decimal type. It has not been counted.
    NotRepresentable,
}

impl UsageDiffError {
    /// The codes of the kinds of error.
    pub const CODES: &'static [&'static str] = &["other-unit", "not-representable"];

    /// A stable code for the kind of error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            UsageDiffError::OtherUnit { .. } => "other-unit",
            UsageDiffError::NotRepresentable => "not-representable",
        }
    }

    /// What the error is about: the `unit` or the `total`.
    #[must_use]
    pub fn culprit(&self) -> &str {
        match self {
            UsageDiffError::OtherUnit { .. } => "unit",
            UsageDiffError::NotRepresentable => "total",
        }
    }

    /// What to do instead, where something can be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let help = match self {
            UsageDiffError::OtherUnit { .. } => "compare sheets of one unit",
            UsageDiffError::NotRepresentable => "split the records in two",
        };
        Some(help.to_string())
    }
}

impl fmt::Display for UsageDiffError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UsageDiffError::OtherUnit { old, new } => {
                write!(f, "amounts in `{old}` cannot be compared with amounts in `{new}`")
            }
            UsageDiffError::NotRepresentable => {
                f.write_str("the exact total of the usage has more digits than the decimal type")
            }
        }
    }
}

impl core::error::Error for UsageDiffError {}

impl CodedError for UsageDiffError {
    fn code(&self) -> &'static str {
        UsageDiffError::code(self)
    }

    fn culprit(&self) -> &str {
        UsageDiffError::culprit(self)
    }

    fn help(&self) -> Option<String> {
        UsageDiffError::help(self)
    }
}
