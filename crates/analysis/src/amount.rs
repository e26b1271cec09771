//! Numbers as data: written as text, so that no reader takes one for a binary float.

use alloc::string::String;

use pricesheet::Decimal;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A number as text, without trailing zeros.
pub(crate) struct Amount(pub(crate) Decimal);

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.normalize())
    }
}

/// For `#[serde(serialize_with = "crate::amount::serialize")]`.
pub(crate) fn serialize<S: Serializer>(amount: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    Amount(*amount).serialize(serializer)
}

/// For `#[serde(deserialize_with = "crate::amount::deserialize")]`: text that is a decimal, all of it.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    let text = String::deserialize(deserializer)?;
    Decimal::from_str_exact(&text)
        .map_err(|_| D::Error::custom(format_args!("`{text}` is not an exact decimal")))
}
