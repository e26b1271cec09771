//! What was logged twice: records that have the same value in a field that tells them apart.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, RandomState};

use pricesheet_analysis::audit::{AuditError, Judgement, Totals};
use pricesheet_records::Record;
use pricesheet_report::Repeated;

use crate::failure::Failure;

/// How many values are held in memory, 32 bytes and what the map adds for each.
const VALUES_MAX: usize = 20_000_000;

/// Whether a record was logged before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    Never,
    /// At this place.
    Of(u64),
    /// It has no value to tell.
    Unknown,
}

/// The values met so far, by hashes of 128 bits under keys that no log can know, and where each was met first.
pub(super) struct Repeats {
    pub(super) field: String,
    keys: [RandomState; 2],
    places: HashMap<[u64; 2], u64>,
    /// What the records that were logged before come to.
    pub(super) totals: Totals,
    /// Records without a value.
    pub(super) unknown: u64,
}

impl Repeats {
    pub(super) fn by(field: &str) -> Self {
        Repeats {
            field: field.to_string(),
            keys: [RandomState::new(), RandomState::new()],
            places: HashMap::new(),
            totals: Totals::default(),
            unknown: 0,
        }
    }

    /// What there is to report.
    pub(super) fn told(&self) -> Repeated<'_> {
        Repeated { field: &self.field, totals: &self.totals, unknown: self.unknown }
    }

    /// Takes a record and says whether it was logged before. The failure is of the run, the error of its sum.
    pub(super) fn record(
        &mut self,
        place: u64,
        record: &Record<'_>,
        judgement: &Judgement<'_>,
    ) -> Result<Result<Repeat, Failure>, AuditError> {
        let Some(value) = record.text(&self.field) else {
            self.unknown = self.unknown.saturating_add(1);
            return Ok(Ok(Repeat::Unknown));
        };
        let full = self.places.len() >= VALUES_MAX;
        match self.places.entry([&self.keys[0], &self.keys[1]].map(|keys| keys.hash_one(&*value))) {
            Entry::Occupied(first) => {
                self.totals.count(judgement)?;
                Ok(Ok(Repeat::Of(*first.get())))
            }
            Entry::Vacant(_) if full => {
                let message = format!("there are more than {VALUES_MAX} values of `{}`", self.field);
                Ok(Err(Failure::with_help(message, "audit the records in parts")))
            }
            Entry::Vacant(room) => {
                room.insert(place);
                Ok(Ok(Repeat::Never))
            }
        }
    }
}
