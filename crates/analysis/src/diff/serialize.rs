//! Diffs as data, where they are not written field by field.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use serde::{Serialize, Serializer};

use super::{Change, ChangeKind, Mover, Step, Totals, UsageDiff};

/// `{ "path", "kind", "old", "new" }`
impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Form<'a> {
            path: &'a [Step],
            kind: ChangeKind,
            old: Option<&'a str>,
            new: Option<&'a str>,
        }
        let (old, new) = (self.old_value(), self.new_value());
        Form { path: self.path(), kind: self.kind(), old, new }.serialize(serializer)
    }
}

/// `{ "totals", "endpoints": [{ "name", …totals }], "unknown", "old_reasons": { code: count }, "new_reasons", "movers" }`
impl Serialize for UsageDiff<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Named<'a> {
            name: &'a str,
            #[serde(flatten)]
            totals: &'a Totals,
        }
        #[derive(Serialize)]
        struct Form<'a> {
            totals: &'a Totals,
            endpoints: Vec<Named<'a>>,
            unknown: u64,
            old_reasons: BTreeMap<&'a str, u64>,
            new_reasons: BTreeMap<&'a str, u64>,
            movers: &'a [Mover],
        }
        let form = Form {
            totals: self.totals(),
            endpoints: self.endpoints().into_iter().map(|(name, totals)| Named { name, totals }).collect(),
            unknown: self.unknown(),
            old_reasons: self.old_reasons().collect(),
            new_reasons: self.new_reasons().collect(),
            movers: self.movers(),
        };
        form.serialize(serializer)
    }
}
