//! Usages from data (section 3): integers and strings, never a binary float.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use rust_decimal::Decimal;
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::{ExactNumber, Usage};
use crate::number;

/// A number that the data hold as an integer or as a string.
pub(crate) struct Number(pub(crate) Decimal);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberVisitor)
    }
}

struct NumberVisitor;

impl Visitor<'_> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer, or a string that holds a decimal number")
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Number, E> {
        Ok(Number(value.into_decimal()))
    }

    // Below zero is for pricing to refuse, by the name of the quantity.
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Number, E> {
        Ok(Number(value.into_decimal()))
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Number, E> {
        let value =
            i128::try_from(value).ok().and_then(|value| Decimal::try_from_i128_with_scale(value, 0).ok());
        value.map(Number).ok_or_else(|| E::custom(number::NumberError::TooLarge))
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Number, E> {
        Err(E::custom("a binary float is not exact: write it as a string"))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Number, E> {
        let number = number::parse(text);
        number.map(Number).map_err(|error| E::custom(format_args!("`{text}` is {error}")))
    }
}

/// The quantities in the order of the data; what is stated twice stays twice.
pub(crate) struct Quantities(pub(crate) Vec<(String, Decimal)>);

impl<'de> Deserialize<'de> for Quantities {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(QuantitiesVisitor)
    }
}

struct QuantitiesVisitor;

impl<'de> Visitor<'de> for QuantitiesVisitor {
    type Value = Quantities;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of quantities")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Quantities, A::Error> {
        let mut quantities = Vec::new();
        while let Some((name, Number(value))) = map.next_entry()? {
            quantities.push((name, value));
        }
        Ok(Quantities(quantities))
    }
}

/// The names of options.
pub(crate) struct Options(pub(crate) Vec<String>);

impl<'de> Deserialize<'de> for Options {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(OptionsVisitor)
    }
}

struct OptionsVisitor;

impl<'de> Visitor<'de> for OptionsVisitor {
    type Value = Options;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of option names")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Options, A::Error> {
        let mut options = Vec::new();
        while let Some(name) = list.next_element()? {
            options.push(name);
        }
        Ok(Options(options))
    }
}

const FIELDS: &[&str] = &["endpoint", "options", "quantities", "calls", "at"];

/// `{ "endpoint", "options", "quantities", "calls", "at" }`, all but the first optional. Any other field is an error: a
/// misspelled one would price a different usage.
impl<'de> Deserialize<'de> for Usage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct("Usage", FIELDS, UsageVisitor)
    }
}

struct UsageVisitor;

impl<'de> Visitor<'de> for UsageVisitor {
    type Value = Usage;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a usage")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Usage, A::Error> {
        let (mut endpoint, mut options, mut quantities, mut calls, mut at) = (None, None, None, None, None);
        while let Some(key) = map.next_key::<String>()? {
            let repeated = match key.as_str() {
                "endpoint" => endpoint.replace(map.next_value::<String>()?).map(|_| "endpoint"),
                "options" => options.replace(map.next_value::<Options>()?).map(|_| "options"),
                "quantities" => quantities.replace(map.next_value::<Quantities>()?).map(|_| "quantities"),
                "calls" => calls.replace(map.next_value::<Number>()?).map(|_| "calls"),
                "at" => at.replace(map.next_value::<String>()?).map(|_| "at"),
                unknown => return Err(de::Error::unknown_field(unknown, FIELDS)),
            };
            if let Some(field) = repeated {
                return Err(de::Error::duplicate_field(field));
            }
        }
        Ok(Usage {
            endpoint: endpoint.ok_or_else(|| de::Error::missing_field("endpoint"))?,
            options: options.map(|Options(list)| list).unwrap_or_default(),
            quantities: quantities.map(|Quantities(list)| list).unwrap_or_default(),
            calls: calls.map_or(Decimal::ONE, |Number(calls)| calls),
            at,
        })
    }
}
