//! Warnings as data.

use alloc::string::ToString;

use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use super::{Evidence, Warning};
use crate::usage::{AnyUsage, Usage};

/// `{ code, message, source, line, column, span: { start, end }, help, evidence }`
impl Serialize for Warning {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Warning", 8)?;
        fields.serialize_field("code", self.lint.as_str())?;
        fields.serialize_field("message", &self.message)?;
        fields.serialize_field("source", &*self.source)?;
        fields.serialize_field("line", &self.line)?;
        fields.serialize_field("column", &self.column)?;
        fields.serialize_field("span", &self.span)?;
        fields.serialize_field("help", &self.help)?;
        fields.serialize_field("evidence", &self.evidence)?;
        fields.end()
    }
}

/// A usage with its total, all numbers as strings: `{ endpoint, options, quantities, total }`
impl Serialize for Evidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Evidence", 4)?;
        fields.serialize_field("endpoint", self.usage.endpoint())?;
        fields.serialize_field("options", &Options(&self.usage))?;
        fields.serialize_field("quantities", &Quantities(&self.usage))?;
        fields.serialize_field("total", &self.total.normalize().to_string())?;
        fields.end()
    }
}

struct Options<'a>(&'a Usage);

impl Serialize for Options<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.options())
    }
}

struct Quantities<'a>(&'a Usage);

impl Serialize for Quantities<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.0.quantities() {
            map.serialize_entry(name, &value.normalize().to_string())?;
        }
        map.end()
    }
}
