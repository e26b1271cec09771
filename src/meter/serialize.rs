//! A meter's state as data: amounts and counts are strings.

use alloc::string::ToString;

use rust_decimal::Decimal;
use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use super::MeterState;

struct Quantities<'a>(&'a MeterState);

impl Serialize for Quantities<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.quantities.len()))?;
        for (name, value) in &self.0.quantities {
            map.serialize_entry(name, &text(*value))?;
        }
        map.end()
    }
}

fn text(amount: Decimal) -> alloc::string::String {
    amount.normalize().to_string()
}

/// `{ sheet, endpoint, minimum, recorded, closed, sequence, options, quantities, charged }`
impl Serialize for MeterState {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("MeterState", super::read::FIELDS.len())?;
        fields.serialize_field("sheet", &self.fingerprint)?;
        fields.serialize_field("endpoint", &self.endpoint)?;
        fields.serialize_field("minimum", self.minimum.as_str())?;
        fields.serialize_field("recorded", &self.recorded)?;
        fields.serialize_field("closed", &self.closed)?;
        fields.serialize_field("sequence", &self.sequence.to_string())?;
        fields.serialize_field("options", &self.options)?;
        fields.serialize_field("quantities", &Quantities(self))?;
        fields.serialize_field("charged", &text(self.charged))?;
        fields.end()
    }
}
