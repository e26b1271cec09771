//! What an audit has to say, whichever way it is said.

use pricesheet::audit::{Audit, Totals};
use serde_json::{Map, Value, json};

use super::{Groups, Repeats};
use crate::commands::data;
use crate::failure::Failure;
use crate::sheet_source::SourcedBook;

/// An audit of a file, with all that somebody else needs to repeat it.
pub(super) struct Report<'r> {
    pub(super) audit: &'r Audit<'r>,
    pub(super) sourced: &'r SourcedBook,
    pub(super) file: &'r str,
    /// What a place in the file is called.
    pub(super) place: &'static str,
    pub(super) groups: &'r Groups,
    pub(super) repeats: Option<&'r Repeats>,
    /// The fields spoken of in the arguments that no record states: a log without headers does not say that one of them is
    /// misspelt.
    pub(super) unstated: &'r [&'r str],
    pub(super) meters: Option<u64>,
}

/// The program, as every report names it.
pub(super) const PROGRAM: &str = concat!("pricesheet ", env!("CARGO_PKG_VERSION"));

impl Report<'_> {
    /// Whether nothing differs, everything has a price, and nothing was logged twice.
    pub(super) fn is_clean(&self) -> bool {
        let totals = self.audit.totals();
        let alone = self.repeats.is_none_or(|repeats| repeats.totals.records == 0 && repeats.unknown == 0);
        totals.agreed == totals.records && alone
    }

    pub(super) fn json(&self) -> Result<Value, Failure> {
        let mut report = Map::new();
        let mut say = |key: &str, value: Value| report.insert(key.to_string(), value);
        say("program", json!(PROGRAM));
        say("sheets", self.sourced.json());
        say("unit", json!(self.sourced.book.unit()));
        say("file", json!(self.file));
        say("places", json!(self.place));
        let audit = data(self.audit)?;
        if let Value::Object(fields) = audit {
            for (key, value) in fields {
                say(&key, value);
            }
        }
        if let Some(repeats) = self.repeats {
            say(
                "repeats",
                json!({
                    "field": repeats.field,
                    "totals": data(&repeats.totals)?,
                    "unknown": repeats.unknown,
                }),
            );
        }
        say("unstated", json!(self.unstated));
        if let Some(meters) = self.meters {
            say("meters", json!(meters));
        }
        if !self.groups.fields.is_empty() {
            let group = |(values, totals): (&Vec<Option<String>>, &Totals)| {
                Ok::<_, Failure>(json!({ "values": values, "totals": data(totals)? }))
            };
            let groups = self.groups.by_difference().into_iter().map(group).collect::<Result<Value, _>>()?;
            let others = data(&self.groups.others)?;
            say("by", json!({ "fields": self.groups.fields, "groups": groups, "others": others }));
        }
        Ok(Value::Object(report))
    }

    /// Why records differ, in the order of how many do.
    pub(super) fn causes(&self) -> Vec<(String, u64)> {
        let mut causes: Vec<_> = self.audit.causes().collect();
        causes.sort_by_key(|(_, records)| std::cmp::Reverse(*records));
        let words = |codes: &[&str]| match codes {
            [] => "unexplained".to_string(),
            codes => codes.join(" or "),
        };
        causes.into_iter().map(|(codes, records)| (words(codes), records)).collect()
    }
}
