//! Diffs as data; amounts are strings.

use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use super::{Change, EndpointDiff, Mover, SheetDiff, Side, Step, Totals, UsageDiff};
use crate::amount::Amount;
use crate::usage::{AnyUsage, Usage};

impl Serialize for SheetDiff {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("SheetDiff", 2)?;
        fields.serialize_field("sheet", &self.sheet)?;
        fields.serialize_field("endpoints", &self.endpoints)?;
        fields.end()
    }
}

impl Serialize for EndpointDiff {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("EndpointDiff", 3)?;
        fields.serialize_field("name", &self.name)?;
        fields.serialize_field("kind", self.kind.as_str())?;
        fields.serialize_field("changes", &self.changes)?;
        fields.end()
    }
}

impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Change", 4)?;
        fields.serialize_field("path", &self.path)?;
        fields.serialize_field("kind", self.kind().as_str())?;
        fields.serialize_field("old", &self.old)?;
        fields.serialize_field("new", &self.new)?;
        fields.end()
    }
}

impl Serialize for Step {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Step::Key(name) => serializer.serialize_str(name),
            Step::Place(place) => place.serialize(serializer),
        }
    }
}

/// `{ "totals", "endpoints": [{ "name", …totals }], "unknown", "old_reasons": { code: count }, "new_reasons", "movers" }`
impl Serialize for UsageDiff<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let endpoints = self.endpoints();
        let endpoints: alloc::vec::Vec<_> =
            endpoints.into_iter().map(|(name, totals)| Named { name: Some(name), totals }).collect();
        let mut fields = serializer.serialize_struct("UsageDiff", 6)?;
        fields.serialize_field("totals", self.totals())?;
        fields.serialize_field("endpoints", &endpoints)?;
        fields.serialize_field("unknown", &self.unknown())?;
        fields.serialize_field(
            "old_reasons",
            &self.old_reasons().collect::<alloc::collections::BTreeMap<_, _>>(),
        )?;
        fields.serialize_field(
            "new_reasons",
            &self.new_reasons().collect::<alloc::collections::BTreeMap<_, _>>(),
        )?;
        fields.serialize_field("movers", self.movers())?;
        fields.end()
    }
}

/// `{ "records", "dearer", "cheaper", "unchanged", "old", "new", "difference", "old_alone", "new_alone", "neither" }`
impl Serialize for Totals {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Named { name: None, totals: self }.serialize(serializer)
    }
}

struct Named<'a> {
    name: Option<&'a str>,
    totals: &'a Totals,
}

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Totals {
            records,
            dearer,
            cheaper,
            unchanged,
            old,
            new,
            difference,
            old_alone,
            new_alone,
            neither,
        } = self.totals;
        let mut fields = serializer.serialize_map(None)?;
        if let Some(name) = self.name {
            fields.serialize_entry("name", name)?;
        }
        fields.serialize_entry("records", records)?;
        fields.serialize_entry("dearer", dearer)?;
        fields.serialize_entry("cheaper", cheaper)?;
        fields.serialize_entry("unchanged", unchanged)?;
        fields.serialize_entry("old", &Amount(*old))?;
        fields.serialize_entry("new", &Amount(*new))?;
        fields.serialize_entry("difference", &Amount(*difference))?;
        fields.serialize_entry("old_alone", old_alone)?;
        fields.serialize_entry("new_alone", new_alone)?;
        fields.serialize_entry("neither", neither)?;
        fields.end()
    }
}

/// `{ "records", "total" }`
impl Serialize for Side {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Side", 2)?;
        fields.serialize_field("records", &self.records)?;
        fields.serialize_field("total", &Amount(self.total))?;
        fields.end()
    }
}

/// `{ "place", "endpoint", "options", "quantities", "calls", "old", "new", "difference" }`
impl Serialize for Mover {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Mover", 8)?;
        fields.serialize_field("place", &self.place)?;
        fields.serialize_field("endpoint", self.usage.endpoint())?;
        fields.serialize_field("options", &self.usage.options().collect::<alloc::vec::Vec<_>>())?;
        fields.serialize_field("quantities", &Quantities(&self.usage))?;
        fields.serialize_field("calls", &Amount(self.usage.call_count()))?;
        fields.serialize_field("old", &Amount(self.old))?;
        fields.serialize_field("new", &Amount(self.new))?;
        fields.serialize_field("difference", &Amount(self.difference))?;
        fields.end()
    }
}

struct Quantities<'a>(&'a Usage);

impl Serialize for Quantities<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.0.quantities() {
            map.serialize_entry(name, &Amount(value))?;
        }
        map.end()
    }
}
