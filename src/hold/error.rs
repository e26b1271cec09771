//! Why a hold is not reserved, or not settled.

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

use rust_decimal::Decimal;

use super::PRICES_MAX;
use crate::errors::coded;
use crate::exact::difference;
use crate::fingerprint::Fingerprint;
use crate::usage::UsageError;

/// Why a hold is not reserved, or not settled; it stays as it was.
///
/// The list is complete on purpose: a biller has to notice a new way to fail.
///
/// ```
/// use pricesheet::{Hold, PriceSheet, Usage};
///
/// let sheet = PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET)?;
/// let search = |results: u32| Usage::new("search-employees").quantity("search", 1).quantity("results", results);
/// let mut hold = Hold::reserve(sheet.endpoint("search-employees")?, &search(100))?;
/// let error = hold.settle(&sheet, &search(101)).unwrap_err();
/// assert_eq!(error.to_string(), "the hold is for 100 of `results`, and 101 were used: 1 too many");
///
/// hold.settle(&sheet, &search(100))?;
/// let error = hold.settle(&sheet, &search(100)).unwrap_err();
/// assert_eq!(error.to_string(), "the hold is settled already: 100 was charged");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HoldError {
    /// The usage has no price.
    Usage(UsageError),
    /// The dearest use can only be found by pricing too many.
    TooMuchWork,
    /// The hold is settled.
    AlreadySettled {
        /// What was charged then.
        charged: Decimal,
    },
    /// The hold was reserved under another sheet.
    OtherSheet {
        /// That sheet.
        reserved: Fingerprint,
        /// The one by which it was to be settled.
        sheet: Fingerprint,
    },
    /// The usage is of another endpoint.
    OtherEndpoint {
        /// The hold's.
        endpoint: String,
        /// The usage's.
        stated: String,
    },
    /// The use gives other options than the hold is for.
    OptionsDiffer {
        /// The endpoint.
        endpoint: String,
    },
    /// An attribute of the use is not what the hold is for.
    AttributeDiffers {
        /// The attribute.
        attribute: String,
        /// What it is, by the hold.
        held: String,
        /// What it is, by the use.
        used: String,
    },
    /// More was used of a quantity than the hold is for.
    BeyondQuantity {
        /// The quantity, or `calls`.
        quantity: String,
        /// How much of it the hold is for.
        held: Decimal,
        /// How much of it was used.
        used: Decimal,
    },
    /// The use costs more than is held, for it counts more finely than the hold does.
    BeyondAmount {
        /// What is held.
        held: Decimal,
        /// What the use costs.
        charged: Decimal,
    },
    /// What is to be released has more digits than the decimal type.
    NotRepresentable,
}

coded!(HoldError {
    HoldError::TooMuchWork => "too-much-work",
    HoldError::AlreadySettled { .. } => "already-settled",
    HoldError::OtherSheet { .. } => "other-sheet",
    HoldError::OtherEndpoint { .. } => "other-endpoint",
    HoldError::OptionsDiffer { .. } => "options-differ",
    HoldError::AttributeDiffers { .. } => "attribute-differs",
    HoldError::BeyondQuantity { .. } => "beyond-quantity",
    HoldError::BeyondAmount { .. } => "beyond-amount",
    HoldError::NotRepresentable => "not-representable",
} {
    HoldError::Usage(error) => error,
});

impl HoldError {
    /// What the error is about: a name that was stated, or a word of the hold's.
    #[must_use]
    pub fn culprit(&self) -> &str {
        match self {
            HoldError::Usage(error) => error.culprit(),
            HoldError::OtherSheet { .. } => "sheet",
            HoldError::OtherEndpoint { stated, .. } => stated,
            HoldError::OptionsDiffer { .. } => "options",
            HoldError::AttributeDiffers { attribute, .. } => attribute,
            HoldError::BeyondQuantity { quantity, .. } => quantity,
            HoldError::TooMuchWork
            | HoldError::AlreadySettled { .. }
            | HoldError::BeyondAmount { .. }
            | HoldError::NotRepresentable => "hold",
        }
    }

    /// What to do instead, where something can be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let help = match self {
            HoldError::Usage(error) => return error.help(),
            HoldError::TooMuchWork => "hold less at a time",
            HoldError::AlreadySettled { .. } => "leave it: it has been charged",
            HoldError::OtherSheet { .. } => "settle by the sheet under which it was reserved",
            HoldError::OtherEndpoint { .. } => "make a hold for each endpoint",
            HoldError::OptionsDiffer { .. } => "make a hold with the options of the use",
            HoldError::AttributeDiffers { .. } => "make a hold with the attributes of the use",
            HoldError::BeyondQuantity { .. } => "settle what the hold is for, and charge the rest by itself",
            HoldError::BeyondAmount { .. } => {
                "state the quantities of the hold with as many digits as its use has"
            }
            HoldError::NotRepresentable => return None,
        };
        Some(help.to_string())
    }
}

impl fmt::Display for HoldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let beyond = |held: &Decimal, used: &Decimal, what: &str| {
            difference(*used, *held).map(|more| format!(": {more} too {what}")).unwrap_or_default()
        };
        match self {
            HoldError::Usage(error) => error.fmt(f),
            HoldError::TooMuchWork => write!(
                f,
                "totals may fall as usage grows, and more than {PRICES_MAX} uses would have to be priced to find the \
                 dearest one"
            ),
            HoldError::AlreadySettled { charged } => {
                write!(f, "the hold is settled already: {} was charged", charged.normalize())
            }
            HoldError::OtherSheet { reserved, sheet } => {
                write!(f, "the hold was reserved under the sheet {reserved}, not under {sheet}")
            }
            HoldError::OtherEndpoint { endpoint, stated } => {
                write!(f, "a hold of endpoint `{endpoint}` takes no usage of `{stated}`")
            }
            HoldError::AttributeDiffers { attribute, held, used } => {
                write!(f, "the hold is for `{held}` as `{attribute}`, not for `{used}`")
            }
            HoldError::OptionsDiffer { endpoint } => {
                write!(f, "the options are not those that the hold is for, of endpoint `{endpoint}`")
            }
            HoldError::BeyondQuantity { quantity, held, used } => write!(
                f,
                "the hold is for {} of `{quantity}`, and {} were used{}",
                held.normalize(),
                used.normalize(),
                beyond(held, used, "many")
            ),
            HoldError::BeyondAmount { held, charged } => write!(
                f,
                "{} is held, and the use costs {}{}",
                held.normalize(),
                charged.normalize(),
                beyond(held, charged, "much")
            ),
            HoldError::NotRepresentable => {
                f.write_str("the exact amount to release has more digits than the decimal type")
            }
        }
    }
}

impl core::error::Error for HoldError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            HoldError::Usage(error) => Some(error),
            _ => None,
        }
    }
}

impl From<UsageError> for HoldError {
    fn from(error: UsageError) -> Self {
        HoldError::Usage(error)
    }
}
