//! An amount as data: a text, so that no reader takes it for a binary float.

use rust_decimal::Decimal;
use serde::ser::{Serialize, Serializer};

/// An amount as text, without trailing zeros.
pub(crate) struct Amount(pub(crate) Decimal);

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.normalize())
    }
}
