//! A meter's state from data. What it says is believed only after it has been priced again.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

use super::{MeterState, Minimum};
use crate::usage::read::{Number, Options, Quantities};

pub(super) const FIELDS: &[&str] =
    &["sheet", "endpoint", "minimum", "recorded", "closed", "sequence", "options", "quantities", "charged"];

/// Every field is needed, and any other is an error.
impl<'de> Deserialize<'de> for MeterState {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct("MeterState", FIELDS, StateVisitor)
    }
}

struct StateVisitor;

impl<'de> Visitor<'de> for StateVisitor {
    type Value = MeterState;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the state of a meter")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<MeterState, A::Error> {
        let (mut sheet, mut endpoint, mut minimum) = (None, None, None);
        let (mut recorded, mut closed, mut sequence) = (None, None, None);
        let (mut options, mut quantities, mut charged) = (None, None, None);
        while let Some(key) = map.next_key::<String>()? {
            let repeated = match key.as_str() {
                "sheet" => sheet.replace(map.next_value()?).is_some(),
                "endpoint" => endpoint.replace(map.next_value()?).is_some(),
                "minimum" => minimum.replace(map.next_value()?).is_some(),
                "recorded" => recorded.replace(map.next_value()?).is_some(),
                "closed" => closed.replace(map.next_value()?).is_some(),
                "sequence" => sequence.replace(map.next_value::<Sequence>()?).is_some(),
                "options" => options.replace(map.next_value::<Options>()?).is_some(),
                "quantities" => quantities.replace(map.next_value::<Quantities>()?).is_some(),
                "charged" => charged.replace(map.next_value::<Number>()?).is_some(),
                unknown => return Err(de::Error::unknown_field(unknown, FIELDS)),
            };
            if repeated {
                return Err(de::Error::custom(format_args!("the field `{key}` is given twice")));
            }
        }
        let missing = |field| move || de::Error::missing_field(field);
        let quantities: Vec<_> = quantities.ok_or_else(missing("quantities"))?.0;
        let state = MeterState {
            fingerprint: sheet.ok_or_else(missing("sheet"))?,
            endpoint: endpoint.ok_or_else(missing("endpoint"))?,
            minimum: minimum.ok_or_else(missing("minimum"))?,
            recorded: recorded.ok_or_else(missing("recorded"))?,
            closed: closed.ok_or_else(missing("closed"))?,
            sequence: sequence.ok_or_else(missing("sequence"))?.0,
            options: options.ok_or_else(missing("options"))?.0,
            quantities: quantities.into_iter().map(|(name, value)| (name, value.normalize())).collect(),
            charged: charged.ok_or_else(missing("charged"))?.0.normalize(),
        };
        let blank = state.options.is_empty() && state.quantities.is_empty() && state.sequence == 0;
        if state.recorded || blank {
            Ok(state)
        } else {
            Err(de::Error::custom("nothing was recorded, and yet something is there"))
        }
    }
}

/// A whole number of 64 bits, as a string or an integer.
struct Sequence(u64);

impl<'de> Deserialize<'de> for Sequence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Number(number) = Number::deserialize(deserializer)?;
        let whole = number.normalize();
        match u64::try_from(whole.mantissa()) {
            Ok(sequence) if whole.scale() == 0 => Ok(Sequence(sequence)),
            _ => Err(de::Error::custom(format_args!("`{number}` is no number of a record"))),
        }
    }
}

impl<'de> Deserialize<'de> for Minimum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let known = [Minimum::AtOnce, Minimum::AtClose].into_iter().find(|known| known.as_str() == text);
        known.ok_or_else(|| de::Error::unknown_variant(&text, &["at-once", "at-close"]))
    }
}
