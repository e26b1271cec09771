//! Why a meter refuses a record.

use alloc::string::{String, ToString};
use core::fmt;

use rust_decimal::Decimal;

use crate::errors::coded;
use crate::fingerprint::Fingerprint;
use crate::usage::UsageError;

/// Why a meter does not take a record, or is not continued. The meter stays as it was.
///
/// The list is complete on purpose: a biller has to notice a new way to fail.
///
/// ```
/// use pricesheet::{Meter, MeterError, Minimum, PriceSheet, Usage};
///
/// let sheet = PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET)?;
/// let mut job = Meter::open(sheet.endpoint("search-employees")?, Minimum::AtOnce);
/// let page = Usage::new("search-employees").quantity("results", 25);
/// job.record_numbered(1, &page)?;
/// // The network lost the answer, the record is sent again: it is not charged twice.
/// assert_eq!(job.record_numbered(1, &page), Err(MeterError::AlreadyCounted { sequence: 1, last: 1 }));
/// // And one that is late is not lost.
/// assert_eq!(job.record_numbered(3, &page), Err(MeterError::Gap { sequence: 3, next: 2 }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MeterError {
    /// The usage, or the whole with it, has no price.
    Usage(UsageError),
    /// The record is of another endpoint.
    OtherEndpoint {
        /// The meter's.
        endpoint: String,
        /// The record's.
        stated: String,
    },
    /// The record stands for several calls.
    CallsOnMeter {
        /// How many.
        calls: Decimal,
    },
    /// A record of a period gives other options than those before it.
    OptionsDiffer {
        /// The endpoint.
        endpoint: String,
    },
    /// An attribute is another one than before.
    AttributeDiffers {
        /// The attribute.
        attribute: String,
        /// What it is, by the records before.
        known: String,
        /// What it is, by this record.
        stated: String,
    },
    /// The record has been counted before.
    AlreadyCounted {
        /// Its number.
        sequence: u64,
        /// The meter's own.
        last: u64,
    },
    /// A record before this one is missing.
    Gap {
        /// Its number.
        sequence: u64,
        /// The one that is missing.
        next: u64,
    },
    /// The meter is closed.
    Closed,
    /// What a quantity comes to has more digits than the decimal type.
    QuantityTooLarge {
        /// The quantity.
        quantity: String,
    },
    /// The amount due has more digits than the decimal type.
    NotRepresentable,
    /// The meter was opened under another sheet.
    OtherSheet {
        /// That sheet.
        opened: Fingerprint,
        /// The one by which it is to be continued.
        sheet: Fingerprint,
    },
    /// The sheet has another price for what the state holds than the state says: it has been altered.
    Contradicted {
        /// What was charged, by the state.
        charged: Decimal,
        /// What it costs.
        price: Decimal,
    },
}

coded!(MeterError {
    MeterError::OtherEndpoint { .. } => "other-endpoint",
    MeterError::CallsOnMeter { .. } => "calls-on-meter",
    MeterError::OptionsDiffer { .. } => "options-differ",
    MeterError::AttributeDiffers { .. } => "attribute-differs",
    MeterError::AlreadyCounted { .. } => "already-counted",
    MeterError::Gap { .. } => "sequence-gap",
    MeterError::Closed => "meter-closed",
    MeterError::QuantityTooLarge { .. } => "quantity-too-large",
    MeterError::NotRepresentable => "not-representable",
    MeterError::OtherSheet { .. } => "other-sheet",
    MeterError::Contradicted { .. } => "meter-contradicted",
} {
    MeterError::Usage(error) => error,
});

impl MeterError {
    pub(super) fn attribute_differs(attribute: &str, known: &str, stated: &str) -> Self {
        let (attribute, known, stated) = (attribute.to_string(), known.to_string(), stated.to_string());
        MeterError::AttributeDiffers { attribute, known, stated }
    }

    /// What the error is about: a name of the sheet, or a word of the meter's.
    #[must_use]
    pub fn culprit(&self) -> &str {
        match self {
            MeterError::Usage(error) => error.culprit(),
            MeterError::OtherEndpoint { stated, .. } => stated,
            MeterError::CallsOnMeter { .. } => "calls",
            MeterError::OptionsDiffer { .. } => "options",
            MeterError::AttributeDiffers { attribute, .. } => attribute,
            MeterError::AlreadyCounted { .. } | MeterError::Gap { .. } => "sequence",
            MeterError::QuantityTooLarge { quantity } => quantity,
            MeterError::OtherSheet { .. } => "sheet",
            MeterError::Closed | MeterError::NotRepresentable | MeterError::Contradicted { .. } => "meter",
        }
    }

    /// What to do instead, where something can be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let help = match self {
            MeterError::Usage(error) => return error.help(),
            MeterError::OtherEndpoint { .. } => "open a meter for each endpoint",
            MeterError::CallsOnMeter { .. } => "open a meter for each call",
            MeterError::OptionsDiffer { .. } => "open a meter for each set of options",
            MeterError::AttributeDiffers { .. } => "open a meter for each value of it",
            MeterError::AlreadyCounted { .. } => "leave it: it has been charged",
            MeterError::Gap { .. } => "wait for the missing record, then send this one again",
            MeterError::Closed => "open a meter for the next job or period",
            MeterError::OtherSheet { .. } => {
                "take the sheet that it was opened under, or rerate it on purpose"
            }
            MeterError::Contradicted { .. } => "find out who changed it, or rerate it on purpose",
            MeterError::QuantityTooLarge { .. } | MeterError::NotRepresentable => return None,
        };
        Some(help.to_string())
    }
}

impl fmt::Display for MeterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MeterError::Usage(error) => error.fmt(f),
            MeterError::OtherEndpoint { endpoint, stated } => {
                write!(f, "a meter of endpoint `{endpoint}` takes no usage of `{stated}`")
            }
            MeterError::CallsOnMeter { calls } => write!(f, "`calls` is {calls}, but a meter is of one call"),
            MeterError::AttributeDiffers { attribute, known, stated } => {
                write!(f, "attribute `{attribute}` is `{stated}`, but was `{known}` so far")
            }
            MeterError::OptionsDiffer { endpoint } => {
                write!(f, "the options are not those of the period so far, of endpoint `{endpoint}`")
            }
            MeterError::AlreadyCounted { sequence, last } => {
                write!(f, "record {sequence} is counted already: the last one is {last}")
            }
            MeterError::Gap { sequence, next } => {
                write!(f, "record {sequence} comes before record {next} has")
            }
            MeterError::Closed => f.write_str("the meter is closed"),
            MeterError::QuantityTooLarge { quantity } => {
                write!(f, "what quantity `{quantity}` comes to has more digits than the decimal type")
            }
            MeterError::NotRepresentable => {
                f.write_str("the exact amount due has more digits than the decimal type")
            }
            MeterError::OtherSheet { opened, sheet } => {
                write!(f, "the meter was opened under the sheet {opened}, not under {sheet}")
            }
            MeterError::Contradicted { charged, price } => write!(
                f,
                "the meter says that {} was charged, but what it counted costs {}",
                charged.normalize(),
                price.normalize()
            ),
        }
    }
}

impl core::error::Error for MeterError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            MeterError::Usage(error) => Some(error),
            _ => None,
        }
    }
}

impl From<UsageError> for MeterError {
    fn from(error: UsageError) -> Self {
        MeterError::Usage(error)
    }
}
