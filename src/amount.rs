//! Numbers as data: written as text, so that no reader takes one for a binary float, and read from integers and strings.

use core::fmt;

use rust_decimal::Decimal;
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::number;

/// A number as text, without trailing zeros.
pub(crate) struct Amount(pub(crate) Decimal);

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.normalize())
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AmountVisitor)
    }
}

struct AmountVisitor;

impl Visitor<'_> for AmountVisitor {
    type Value = Amount;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer, or a string that holds a decimal number")
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Amount, E> {
        Ok(Amount(Decimal::from(value)))
    }

    // Below zero is for pricing to refuse, by the name of the quantity.
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Amount, E> {
        Ok(Amount(Decimal::from(value)))
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Amount, E> {
        let value =
            i128::try_from(value).ok().and_then(|value| Decimal::try_from_i128_with_scale(value, 0).ok());
        value.map(Amount).ok_or_else(|| E::custom(number::NumberError::TooLarge))
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Amount, E> {
        Err(E::custom("a binary float is not exact: write it as a string"))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Amount, E> {
        let number = number::parse(text);
        number.map(Amount).map_err(|error| E::custom(format_args!("`{text}` is {error}")))
    }
}

/// For `#[serde(with = "amount")]`.
pub(crate) fn serialize<S: Serializer>(amount: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    Amount(*amount).serialize(serializer)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    Amount::deserialize(deserializer).map(|Amount(amount)| amount)
}

/// For `#[serde(with = "amount::optional")]`. The field has to be there: none is `null`.
pub(crate) mod optional {
    use super::{Amount, Decimal, Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<S: Serializer>(
        amount: &Option<Decimal>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        amount.map(Amount).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Decimal>, D::Error> {
        Ok(Option::<Amount>::deserialize(deserializer)?.map(|Amount(amount)| amount))
    }
}
