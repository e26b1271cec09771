//! Recorded usage under two sheets, one record at a time.

use alloc::collections::BTreeMap;
use alloc::string::ToString;
use alloc::vec::Vec;

use pricesheet::Decimal;

use super::{Totals, UsageDiffError};
use pricesheet::PriceSheet;
use pricesheet::Usage;
use pricesheet::number::difference;
use pricesheet::usage::AnyUsage;

/// What recorded usage would have cost under each of two sheets: totals, totals of every endpoint, and the records that
/// move most.
///
/// It takes usages one by one and keeps sums, so that it needs the same memory for any number of them. Each usage is
/// priced by both sheets as it is; its instant is not looked at. A usage of an endpoint whose basis is a period stands
/// for the whole period, as everywhere.
///
/// ```
/// use pricesheet::{PriceSheet, Usage};
/// use pricesheet_analysis::diff::UsageDiff;
///
/// let old: PriceSheet = "name = 'A'\nendpoints.e = { price = 1, options = { o = 1 } }".parse()?;
/// let new: PriceSheet = "name = 'A'\nendpoints.e = { price = 2, options = { o = 0.5 } }".parse()?;
/// let mut diff = UsageDiff::between(&old, &new)?;
/// diff.record(1, &Usage::new("e"))?;
/// diff.record(2, &Usage::new("e").option("o").calls(10))?;
/// assert_eq!((diff.totals().old.to_string(), diff.totals().new.to_string()), ("21".into(), "27".into()));
/// let most = &diff.movers()[0];
/// assert_eq!((most.place, most.difference.to_string()), (2, "5".into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct UsageDiff<'s> {
    old: &'s PriceSheet,
    new: &'s PriceSheet,
    totals: Totals,
    endpoints: BTreeMap<&'s str, Totals>,
    unknown: Totals,
    old_reasons: BTreeMap<&'static str, u64>,
    new_reasons: BTreeMap<&'static str, u64>,
    movers: Vec<Mover>,
    movers_max: usize,
}

/// A record whose price changes, and by how much.
///
/// ```
/// use pricesheet::{PriceSheet, Usage};
/// use pricesheet_analysis::diff::UsageDiff;
///
/// let old: PriceSheet = "name = 'A'\nendpoints.e.price = 2".parse()?;
/// let new: PriceSheet = "name = 'A'\nendpoints.e.price = 1.5".parse()?;
/// let mut diff = UsageDiff::between(&old, &new)?;
/// diff.record(7, &Usage::new("e"))?;
/// let mover = &diff.movers()[0];
/// assert_eq!((mover.place, mover.usage.endpoint(), mover.difference.to_string()), (7, "e", "-0.5".into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Mover {
    /// Where the record stands, as whoever recorded it counts.
    pub place: u64,
    /// What was used.
    #[serde(flatten)]
    pub usage: Usage,
    /// What it costs under the old sheet.
    #[serde(serialize_with = "crate::amount::serialize")]
    pub old: Decimal,
    /// What it costs under the new sheet.
    #[serde(serialize_with = "crate::amount::serialize")]
    pub new: Decimal,
    /// The new amount less the old one.
    #[serde(serialize_with = "crate::amount::serialize")]
    pub difference: Decimal,
}

impl<'s> UsageDiff<'s> {
    /// How many of the records that move most are kept, where nothing else is said.
    pub const MOVERS_MAX: usize = 10;

    /// A comparison without usage.
    ///
    /// # Errors
    ///
    /// [`UsageDiffError::OtherUnit`]: the sheets count in different units.
    pub fn between(old: &'s PriceSheet, new: &'s PriceSheet) -> Result<Self, UsageDiffError> {
        if old.unit() != new.unit() {
            return Err(UsageDiffError::OtherUnit {
                old: old.unit().to_string(),
                new: new.unit().to_string(),
            });
        }
        let endpoints = old.model().endpoints.iter().chain(&new.model().endpoints);
        Ok(UsageDiff {
            old,
            new,
            totals: Totals::default(),
            endpoints: endpoints.map(|endpoint| (&*endpoint.name, Totals::default())).collect(),
            unknown: Totals::default(),
            old_reasons: BTreeMap::new(),
            new_reasons: BTreeMap::new(),
            movers: Vec::new(),
            movers_max: Self::MOVERS_MAX,
        })
    }

    /// The same, keeping so many of the records that move most.
    #[must_use]
    pub fn keeping(mut self, movers_max: usize) -> Self {
        self.movers_max = movers_max;
        self.movers.truncate(movers_max);
        self
    }

    /// Prices a usage under both sheets and counts it. `place` is where it was recorded, such as its line.
    ///
    /// # Errors
    ///
    /// [`UsageDiffError::NotRepresentable`]: the decimal type does not hold a total with it. It is not counted then.
    pub fn record<U: AnyUsage>(&mut self, place: u64, usage: &U) -> Result<(), UsageDiffError> {
        let [old, new] = [self.old, self.new].map(|sheet| sheet.price(usage).map_err(|error| error.code()));
        self.record_priced(place, usage, old, new)
    }

    /// Counts a usage by what it comes to under each sheet, or by the code of the reason why it has no price there: for
    /// whoever refuses more than the sheets do.
    ///
    /// # Errors
    ///
    /// As [`UsageDiff::record`].
    pub fn record_priced<U: AnyUsage>(
        &mut self,
        place: u64,
        usage: &U,
        old: Result<Decimal, &'static str>,
        new: Result<Decimal, &'static str>,
    ) -> Result<(), UsageDiffError> {
        let error = UsageDiffError::NotRepresentable;
        let of_endpoint = self.endpoints.get_mut(usage.endpoint_name()).unwrap_or(&mut self.unknown);
        let totals = self.totals.with(old.ok(), new.ok()).ok_or(error.clone())?;
        let endpoint = of_endpoint.with(old.ok(), new.ok()).ok_or(error.clone())?;
        let apart = match (old, new) {
            (Ok(old), Ok(new)) => Some((old, new, difference(new, old).ok_or(error)?)),
            _ => None,
        };
        // From here on nothing fails: it is counted everywhere or nowhere.
        (self.totals, *of_endpoint) = (totals, endpoint);
        for (reasons, outcome) in [(&mut self.old_reasons, old), (&mut self.new_reasons, new)] {
            if let Err(code) = outcome {
                let count = reasons.entry(code).or_default();
                *count = count.saturating_add(1);
            }
        }
        if let Some((old, new, difference)) = apart {
            self.keep(place, usage, old, new, difference);
        }
        Ok(())
    }

    /// Keeps a record where it moves more than those that are kept; of two that move alike, the earlier.
    fn keep<U: AnyUsage>(&mut self, place: u64, usage: &U, old: Decimal, new: Decimal, difference: Decimal) {
        let moves = |mover: &Mover| mover.difference.abs() >= difference.abs();
        let at = self.movers.partition_point(moves);
        if difference.is_zero() || at >= self.movers_max {
            return;
        }
        self.movers.truncate(self.movers_max.saturating_sub(1));
        self.movers.insert(at, Mover { place, usage: Usage::of(usage), old, new, difference });
    }

    /// What all usages come to.
    #[must_use]
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    /// What the usages of each endpoint come to: those that become dearest first, those that become cheapest last.
    /// Endpoints without a usage are left out.
    #[must_use]
    pub fn endpoints(&self) -> Vec<(&'s str, &Totals)> {
        let used = self.endpoints.iter().filter(|(_, totals)| totals.records > 0);
        let mut endpoints: Vec<_> = used.map(|(name, totals)| (*name, totals)).collect();
        endpoints.sort_by_key(|(_, totals)| core::cmp::Reverse(totals.difference));
        endpoints
    }

    /// How many usages are of endpoints that neither sheet knows.
    #[must_use]
    pub fn unknown(&self) -> u64 {
        self.unknown.records
    }

    /// Why usages have no price under the old sheet: the codes, and how many usages each.
    pub fn old_reasons(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.old_reasons.iter().map(|(code, count)| (*code, *count))
    }

    /// Why usages have no price under the new sheet: the codes, and how many usages each.
    pub fn new_reasons(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.new_reasons.iter().map(|(code, count)| (*code, *count))
    }

    /// The records whose price moves most, up or down, the largest difference first; as many as are kept.
    #[must_use]
    pub fn movers(&self) -> &[Mover] {
        &self.movers
    }
}
