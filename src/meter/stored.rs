//! A meter's state from data. What it says is believed only after it has been priced again.

use alloc::string::String;
use alloc::vec::Vec;

use rust_decimal::Decimal;
use serde::Deserialize;

use super::{MeterState, Minimum};
use crate::fingerprint::Fingerprint;

/// A state as it is stored, before it is checked. Every field but `attributes` and `at` is needed, and any other is an
/// error.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "the state of a meter")]
pub(super) struct Stored {
    sheet: Fingerprint,
    endpoint: String,
    minimum: Minimum,
    recorded: bool,
    closed: bool,
    #[serde(with = "sequence")]
    sequence: u64,
    #[serde(deserialize_with = "crate::usage::data::options")]
    options: Vec<String>,
    #[serde(with = "crate::usage::data::quantities")]
    quantities: Vec<(String, Decimal)>,
    #[serde(default, with = "crate::usage::data::attributes")]
    attributes: Vec<(String, String)>,
    #[serde(default)]
    at: Option<String>,
    #[serde(with = "crate::amount")]
    charged: Decimal,
}

impl TryFrom<Stored> for MeterState {
    type Error = &'static str;

    fn try_from(stored: Stored) -> Result<Self, &'static str> {
        let Stored { sheet, endpoint, minimum, recorded, closed, sequence, .. } = stored;
        let Stored { options, quantities, attributes, at, charged, .. } = stored;
        let nothing_stated =
            options.is_empty() && quantities.is_empty() && attributes.is_empty() && at.is_none();
        let blank = nothing_stated && sequence == 0;
        if !recorded && !blank {
            return Err("nothing was recorded, and yet something is there");
        }
        let quantities = quantities.into_iter().map(|(name, value)| (name, value.normalize())).collect();
        let charged = charged.normalize();
        let fingerprint = sheet;
        Ok(MeterState {
            fingerprint,
            endpoint,
            minimum,
            recorded,
            closed,
            sequence,
            options,
            quantities,
            attributes,
            at,
            charged,
        })
    }
}

/// A whole number of 64 bits: written as a string, read from a string or an integer.
pub(super) mod sequence {
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    use crate::amount::Amount;

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that `serialize_with` asks for")]
    pub(in super::super) fn serialize<S: Serializer>(
        sequence: &u64,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(sequence)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let Amount(number) = Amount::deserialize(deserializer)?;
        let whole = number.normalize();
        match u64::try_from(whole.mantissa()) {
            Ok(sequence) if whole.scale() == 0 => Ok(sequence),
            _ => Err(D::Error::custom(format_args!("`{number}` is not a number of a record"))),
        }
    }
}
