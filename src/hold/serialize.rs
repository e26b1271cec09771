//! A hold as data: amounts and counts are strings.

use alloc::string::{String, ToString};

use rust_decimal::Decimal;
use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use super::Hold;

/// A quantity keeps its zeros at the end: they say how finely it counts.
struct Quantities<'a>(&'a Hold);

impl Serialize for Quantities<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.quantities.len()))?;
        for (name, value) in &self.0.quantities {
            map.serialize_entry(name, &value.to_string())?;
        }
        map.end()
    }
}

fn text(amount: Decimal) -> String {
    amount.normalize().to_string()
}

/// `{ sheet, endpoint, options, quantities, calls, amount, charged }`
impl Serialize for Hold {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Hold", super::read::FIELDS.len())?;
        fields.serialize_field("sheet", &self.fingerprint)?;
        fields.serialize_field("endpoint", &self.endpoint)?;
        fields.serialize_field("options", &self.options)?;
        fields.serialize_field("quantities", &Quantities(self))?;
        fields.serialize_field("calls", &text(self.calls))?;
        fields.serialize_field("amount", &text(self.amount))?;
        fields.serialize_field("charged", &self.charged.map(text))?;
        fields.end()
    }
}
