//! An estimate as data: amounts are strings, as in a quote.

use alloc::string::ToString;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::Estimate;

/// `{ unit, quotes, total }`
impl Serialize for Estimate<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Estimate", 3)?;
        fields.serialize_field("unit", &self.unit())?;
        fields.serialize_field("quotes", &self.quotes)?;
        fields.serialize_field("total", &self.total.normalize().to_string())?;
        fields.end()
    }
}
