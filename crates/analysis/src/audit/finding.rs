//! Records that differ, those that differ most.

use alloc::string::String;
use alloc::vec::Vec;

use pricesheet::{Decimal, Usage};

use super::Judgement;

/// Records that differ alike: the first of them, where it stands and what was used.
///
/// ```
/// use pricesheet_analysis::audit::Audit;
/// use pricesheet::{Decimal, PriceBook, PriceSheet, Usage};
///
/// let sheet: PriceSheet = "name = 'A'\nversion = '1'\nendpoints.e.price = 2".parse()?;
/// let book = PriceBook::from(sheet);
/// let mut audit = Audit::of(&book);
/// for place in 7..10 {
///     audit.record(place, &Usage::new("e"), None, Decimal::from(5))?;
/// }
/// let finding = &audit.largest()[0];
/// assert_eq!((finding.place, finding.records, finding.usage.endpoint()), (7, 3, "e"));
/// assert_eq!(finding.judgement.difference(), Some(Decimal::from(3)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, serde::Serialize)]
#[non_exhaustive]
pub struct Finding<'b> {
    /// Where the first record stands, as whoever recorded it counts.
    pub place: u64,
    /// How many records of the same endpoint and sheet were charged the same amount where the same was right, for the same
    /// causes.
    pub records: u64,
    /// What else the first record states, as whoever recorded it [said](super::Audit::annotate).
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "super::serialize::fields")]
    pub fields: Vec<(String, Option<String>)>,
    /// What was used.
    #[serde(flatten)]
    pub usage: Usage,
    /// What the audit says of it.
    #[serde(flatten)]
    pub judgement: Judgement<'b>,
}

impl Finding<'_> {
    fn apart(&self) -> Decimal {
        self.judgement.difference.unwrap_or_default().abs()
    }
}

/// How many findings are kept: the largest, and further ones that differ as much as the last of those.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    pub(super) max: usize,
    pub(super) ties_max: usize,
}

impl Room {
    fn all(self) -> usize {
        self.max.saturating_add(self.ties_max)
    }
}

/// The records that differ most, the largest difference first; of those that differ as much, the one at the lowest place.
#[derive(Debug, Clone, Default)]
pub(super) struct Largest<'b> {
    findings: Vec<Finding<'b>>,
}

impl<'b> Largest<'b> {
    /// So many of them.
    pub(super) fn first(&self, max: usize) -> &[Finding<'b>] {
        self.findings.get(..max.min(self.findings.len())).unwrap_or_default()
    }

    pub(super) fn all_mut(&mut self) -> &mut [Finding<'b>] {
        &mut self.findings
    }

    pub(super) fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.findings.clear();
    }

    /// Counts a record where one that differs alike is kept, or keeps it, where there is room. Whether it is kept.
    pub(super) fn add(
        &mut self,
        judgement: &Judgement<'b>,
        room: Room,
        finding: impl FnOnce() -> Finding<'b>,
    ) -> bool {
        let apart = judgement.difference.unwrap_or_default().abs();
        if self.is_beyond(apart, room) {
            return false;
        }
        let (at, alike) = self.find(apart, judgement);
        if let Some(kept) = alike.and_then(|alike| self.findings.get_mut(alike)) {
            kept.records = kept.records.saturating_add(1);
            return false;
        }
        if at >= room.all() {
            return false;
        }
        self.findings.insert(at, finding());
        self.trim(room);
        true
    }

    /// Takes the findings of other records: those that differ alike are one, the first of them.
    pub(super) fn merge(&mut self, other: Largest<'b>, room: Room) {
        for mut finding in other.findings {
            let apart = finding.apart();
            if self.is_beyond(apart, room) {
                return;
            }
            let (_, alike) = self.find(apart, &finding.judgement);
            if let Some(alike) = alike.filter(|alike| *alike < self.findings.len()) {
                let kept = self.findings.remove(alike);
                let records = kept.records.saturating_add(finding.records);
                finding = if kept.place <= finding.place { kept } else { finding };
                finding.records = records;
            }
            let before = |kept: &Finding<'_>| {
                kept.apart() > apart || (kept.apart() == apart && kept.place <= finding.place)
            };
            let at = self.findings.partition_point(before);
            self.findings.insert(at, finding);
            self.trim(room);
        }
    }

    /// Whether so many differ more.
    fn is_beyond(&self, apart: Decimal, room: Room) -> bool {
        let last = room.max.checked_sub(1).map(|last| self.findings.get(last));
        last.is_none_or(|last| last.is_some_and(|last| last.apart() > apart))
    }

    /// Where the findings end that differ more than this or as much, and the one that differs alike.
    fn find(&self, apart: Decimal, judgement: &Judgement<'b>) -> (usize, Option<usize>) {
        let start = self.findings.partition_point(|kept| kept.apart() > apart);
        let later = self.findings.get(start..).unwrap_or_default();
        let mut as_much = 0_usize;
        for kept in later.iter().take_while(|kept| kept.apart() == apart) {
            if kept.judgement.is_like(judgement) {
                return (start, Some(start.saturating_add(as_much)));
            }
            as_much = as_much.saturating_add(1);
        }
        (start.saturating_add(as_much), None)
    }

    /// Drops the findings beyond the limit.
    pub(super) fn trim(&mut self, room: Room) {
        if let Some(least) =
            room.max.checked_sub(1).and_then(|last| self.findings.get(last)).map(Finding::apart)
        {
            let end = self.findings.partition_point(|kept| kept.apart() >= least);
            self.findings.truncate(end.min(room.all()));
        }
        if room.max == 0 {
            self.findings.clear();
        }
    }

    /// The one that was recorded at a place.
    pub(super) fn at(&mut self, place: u64) -> Option<&mut Finding<'b>> {
        self.findings.iter_mut().find(|finding| finding.place == place)
    }
}
