//! A hold from data.

use alloc::string::String;
use core::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

use super::Hold;
use crate::usage::read::{Number, Options, Quantities};

pub(super) const FIELDS: &[&str] =
    &["sheet", "endpoint", "options", "quantities", "calls", "amount", "charged"];

/// Every field is needed, and any other is an error.
impl<'de> Deserialize<'de> for Hold {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct("Hold", FIELDS, HoldVisitor)
    }
}

struct HoldVisitor;

impl<'de> Visitor<'de> for HoldVisitor {
    type Value = Hold;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a hold")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Hold, A::Error> {
        let (mut sheet, mut endpoint, mut options, mut quantities) = (None, None, None, None);
        let (mut calls, mut amount, mut charged) = (None, None, None);
        while let Some(key) = map.next_key::<String>()? {
            let repeated = match key.as_str() {
                "sheet" => sheet.replace(map.next_value()?).is_some(),
                "endpoint" => endpoint.replace(map.next_value()?).is_some(),
                "options" => options.replace(map.next_value::<Options>()?).is_some(),
                "quantities" => quantities.replace(map.next_value::<Quantities>()?).is_some(),
                "calls" => calls.replace(map.next_value::<Number>()?).is_some(),
                "amount" => amount.replace(map.next_value::<Number>()?).is_some(),
                "charged" => charged.replace(map.next_value::<Option<Number>>()?).is_some(),
                unknown => return Err(de::Error::unknown_field(unknown, FIELDS)),
            };
            if repeated {
                return Err(de::Error::custom(format_args!("the field `{key}` is given twice")));
            }
        }
        let missing = |field| move || de::Error::missing_field(field);
        Ok(Hold {
            fingerprint: sheet.ok_or_else(missing("sheet"))?,
            endpoint: endpoint.ok_or_else(missing("endpoint"))?,
            options: options.ok_or_else(missing("options"))?.0,
            quantities: quantities.ok_or_else(missing("quantities"))?.0,
            calls: calls.ok_or_else(missing("calls"))?.0,
            amount: amount.ok_or_else(missing("amount"))?.0,
            charged: charged.ok_or_else(missing("charged"))?.map(|Number(charged)| charged),
        })
    }
}
