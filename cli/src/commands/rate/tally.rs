//! What a run over records has come to.

use pricesheet_records::{Entry, Mapping, Outcome, RecordError, RecordedUsage};

use super::sums::Sums;
use crate::fault::Fault;
use crate::watch::Watch;

/// How many records were rated and failed, what they sum to, and what only all of them show.
pub(super) struct Tally<'r> {
    pub(super) rated: u64,
    pub(super) failed: u64,
    pub(super) sums: Sums<'r>,
    pub(super) watch: Watch<'r>,
}

impl<'r> Tally<'r> {
    pub(super) fn new(sums: Sums<'r>, mapping: &'r Mapping) -> Self {
        Tally { rated: 0, failed: 0, sums, watch: Watch::of(mapping) }
    }

    pub(super) fn take(
        &mut self,
        entry: &Entry<'_>,
        usage: &Result<RecordedUsage<'_>, RecordError>,
        outcome: &Outcome,
    ) {
        let error = outcome.as_ref().err();
        self.watch.see(entry, error.map(RecordError::code), || error.cloned().map(Fault::from));
        let counted = if outcome.is_ok() { &mut self.rated } else { &mut self.failed };
        *counted = counted.saturating_add(1);
        self.sums.add(usage.as_ref().ok(), outcome);
    }

    /// Adds what the records behind these have come to.
    pub(super) fn merge(&mut self, later: Tally<'r>) {
        self.rated = self.rated.saturating_add(later.rated);
        self.failed = self.failed.saturating_add(later.failed);
        self.sums.merge(later.sums);
        self.watch.merge(later.watch);
    }

    pub(super) fn records(&self) -> u64 {
        self.rated.saturating_add(self.failed)
    }
}
