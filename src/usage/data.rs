//! Usages as data (section 3): numbers are read from integers and strings, never from a binary float, and written as
//! strings.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use rust_decimal::Decimal;
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{AnyUsage, Usage};
use crate::amount::Amount;

/// For `#[serde(with = "quantities")]`: a map in the order of the data; what is stated twice stays twice.
pub(crate) mod quantities {
    use super::*;

    pub(crate) fn serialize<S: Serializer>(
        quantities: &[(String, Decimal)],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_map(quantities.iter().map(|(name, value)| (name, Amount(*value))))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<(String, Decimal)>, D::Error> {
        deserializer.deserialize_map(QuantitiesVisitor)
    }
}

/// The quantities of a usage, as a map.
pub(crate) struct Quantities<'a, U>(pub(crate) &'a U);

impl<U: AnyUsage> Serialize for Quantities<'_, U> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.0.stated_quantities() {
            map.serialize_entry(name, &Amount(value))?;
        }
        map.end()
    }
}

struct QuantitiesVisitor;

impl<'de> Visitor<'de> for QuantitiesVisitor {
    type Value = Vec<(String, Decimal)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of quantities")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut quantities = Vec::new();
        while let Some((name, Amount(value))) = map.next_entry()? {
            quantities.push((name, value));
        }
        Ok(quantities)
    }
}

/// The attributes of a usage, as a map of texts; for `#[serde(with = "attributes")]` too.
pub(crate) mod attributes {
    use super::*;

    pub(crate) fn serialize<S: Serializer>(
        attributes: &[(String, String)],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_map(attributes.iter().map(|(name, value)| (name, value)))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<(String, String)>, D::Error> {
        deserializer.deserialize_map(AttributesVisitor)
    }
}

struct AttributesVisitor;

impl<'de> Visitor<'de> for AttributesVisitor {
    type Value = Vec<(String, String)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of attributes, each a text")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut attributes = Vec::new();
        while let Some(attribute) = map.next_entry()? {
            attributes.push(attribute);
        }
        Ok(attributes)
    }
}

/// The attributes of a usage, as a map.
struct Attributes<'a, U>(&'a U);

impl<U: AnyUsage> Serialize for Attributes<'_, U> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.stated_attributes())
    }
}

/// For `#[serde(deserialize_with = "options")]`: the names of options.
pub(crate) fn options<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    deserializer.deserialize_seq(OptionsVisitor)
}

struct OptionsVisitor;

impl<'de> Visitor<'de> for OptionsVisitor {
    type Value = Vec<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of option names")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut options = Vec::new();
        while let Some(name) = list.next_element()? {
            options.push(name);
        }
        Ok(options)
    }
}

/// A usage in the shape in which it is read; `attributes` and `at` only where they are stated.
fn write<U: AnyUsage, S: Serializer>(usage: &U, at: Option<&str>, serializer: S) -> Result<S::Ok, S::Error> {
    let mut fields = serializer.serialize_struct("Usage", FIELDS.len())?;
    fields.serialize_field("endpoint", usage.endpoint_name())?;
    fields.serialize_field("options", &usage.stated_options().collect::<Vec<_>>())?;
    fields.serialize_field("quantities", &Quantities(usage))?;
    if usage.stated_attributes().next().is_some() {
        fields.serialize_field("attributes", &Attributes(usage))?;
    } else {
        fields.skip_field("attributes")?;
    }
    fields.serialize_field("calls", &Amount(usage.call_count()))?;
    match at {
        Some(at) => fields.serialize_field("at", at)?,
        None => fields.skip_field("at")?,
    }
    fields.end()
}

/// `{ "endpoint", "options", "quantities", "attributes", "calls", "at" }`: numbers are strings, and `attributes` and `at` are
/// left out where they are not stated.
impl Serialize for Usage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(self, self.at(), serializer)
    }
}

#[derive(Deserialize)]
#[serde(transparent)]
struct ReadOptions(#[serde(deserialize_with = "options")] Vec<String>);

#[derive(Deserialize)]
#[serde(transparent)]
struct ReadQuantities(#[serde(deserialize_with = "quantities::deserialize")] Vec<(String, Decimal)>);

#[derive(Deserialize)]
#[serde(transparent)]
struct ReadAttributes(#[serde(deserialize_with = "attributes::deserialize")] Vec<(String, String)>);

const FIELDS: &[&str] = &["endpoint", "options", "quantities", "attributes", "calls", "at"];

/// `{ "endpoint", "options", "quantities", "attributes", "calls", "at" }`, all but the first optional. Any other field is an error: a
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
        let (mut endpoint, mut options, mut quantities) = (None, None, None);
        let (mut attributes, mut calls, mut at) = (None, None, None);
        while let Some(key) = map.next_key::<String>()? {
            let repeated = match key.as_str() {
                "endpoint" => endpoint.replace(map.next_value::<String>()?).map(|_| "endpoint"),
                "options" => options.replace(map.next_value::<ReadOptions>()?).map(|_| "options"),
                "quantities" => quantities.replace(map.next_value::<ReadQuantities>()?).map(|_| "quantities"),
                "attributes" => attributes.replace(map.next_value::<ReadAttributes>()?).map(|_| "attributes"),
                "calls" => calls.replace(map.next_value::<Amount>()?).map(|_| "calls"),
                "at" => at.replace(map.next_value::<String>()?).map(|_| "at"),
                unknown => return Err(de::Error::unknown_field(unknown, FIELDS)),
            };
            if let Some(field) = repeated {
                return Err(de::Error::duplicate_field(field));
            }
        }
        Ok(Usage {
            endpoint: endpoint.ok_or_else(|| de::Error::missing_field("endpoint"))?,
            options: options.map(|ReadOptions(list)| list).unwrap_or_default(),
            quantities: quantities.map(|ReadQuantities(list)| list).unwrap_or_default(),
            attributes: attributes.map(|ReadAttributes(list)| list).unwrap_or_default(),
            calls: calls.map_or(Decimal::ONE, |Amount(calls)| calls),
            at,
        })
    }
}
