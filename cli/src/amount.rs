//! Amounts as data.

use pricesheet::Decimal;
use serde::Serialize;

/// An amount as text without trailing zeros, so that no reader takes it for a binary float.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Amount(String);

impl From<Decimal> for Amount {
    fn from(amount: Decimal) -> Self {
        Amount(amount.normalize().to_string())
    }
}
