//! Numbers as data: written as text, so that no reader takes one for a binary float.

use pricesheet::Decimal;
use serde::{Serialize, Serializer};

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
