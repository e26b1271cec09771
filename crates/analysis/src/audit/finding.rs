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

/// The records that differ most, as many as are kept.
#[derive(Debug, Clone, Default)]
pub(super) struct Largest<'b> {
    pub(super) findings: Vec<Finding<'b>>,
}

impl<'b> Largest<'b> {
    /// Counts a record where one that differs alike is kept, or keeps it, where it differs more than one of so many. Of two
    /// that differ as much, the earlier stands first. Whether it is kept.
    pub(super) fn add(
        &mut self,
        judgement: &Judgement<'b>,
        max: usize,
        finding: impl FnOnce() -> Finding<'b>,
    ) -> bool {
        let apart = judgement.difference.unwrap_or_default().abs();
        let is_full = self.findings.len() >= max;
        if is_full && self.findings.last().is_none_or(|last| last.apart() < apart) && max == 0 {
            return false;
        }
        if is_full && self.findings.last().is_some_and(|last| last.apart() > apart) {
            return false;
        }
        let start = self.findings.partition_point(|kept| kept.apart() > apart);
        let later = self.findings.get_mut(start..).unwrap_or_default();
        let mut as_much = 0_usize;
        for kept in later.iter_mut().take_while(|kept| kept.apart() == apart) {
            if kept.judgement.is_like(judgement) {
                kept.records = kept.records.saturating_add(1);
                return false;
            }
            as_much = as_much.saturating_add(1);
        }
        let at = start.saturating_add(as_much);
        if at >= max {
            return false;
        }
        self.findings.truncate(max.saturating_sub(1));
        self.findings.insert(at, finding());
        true
    }

    /// Takes the findings of other records: those that differ alike are one, the first of them.
    pub(super) fn merge(&mut self, other: Largest<'b>, max: usize) {
        for finding in other.findings {
            let alike = |kept: &&mut Finding<'b>| kept.judgement.is_like(&finding.judgement);
            match self.findings.iter_mut().find(alike) {
                None => self.findings.push(finding),
                Some(kept) => {
                    let records = kept.records.saturating_add(finding.records);
                    if finding.place < kept.place {
                        *kept = finding;
                    }
                    kept.records = records;
                }
            }
        }
        self.findings
            .sort_by(|one, other| other.apart().cmp(&one.apart()).then_with(|| one.place.cmp(&other.place)));
        self.findings.truncate(max);
    }

    /// The one that was recorded at a place.
    pub(super) fn at(&mut self, place: u64) -> Option<&mut Finding<'b>> {
        self.findings.iter_mut().find(|finding| finding.place == place)
    }
}
