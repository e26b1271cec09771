//! Differences by what explains them.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use pricesheet::Decimal;
use pricesheet::number::{difference, sum};

use super::{Cause, Judgement};

/// How many causes have totals of their own; records of further ones are counted together.
const CAUSES_MAX: usize = 10_000;

/// What stands for the words of all causes beyond the last that has totals of its own.
const REST: &str = "\u{0}";

/// What the records come to that one cause explains in the fewest words, in the sheets' unit.
///
/// ```
/// use pricesheet_analysis::audit::{Audit, Cause};
/// use pricesheet::{Decimal, PriceBook, PriceSheet, Usage};
///
/// let sheet: PriceSheet = "name = 'A'\nendpoints.e.price = 2".parse()?;
/// let book = PriceBook::from(sheet);
/// let mut audit = Audit::of(&book);
/// audit.record(1, &Usage::new("e"), None, Decimal::ZERO)?;
/// audit.record(2, &Usage::new("e").calls(3), None, Decimal::ZERO)?;
/// let nothing = audit.causes().next().unwrap();
/// assert_eq!((nothing.cause.as_ref(), nothing.records), (Some(&Cause::NothingCharged), 2));
/// assert_eq!(nothing.undercharged, Decimal::from(8));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct CauseTotals {
    /// The cause; none where nothing explains them.
    pub cause: Option<Cause>,
    /// Whether these are the records of all causes beyond the last that has totals of its own.
    pub is_rest: bool,
    /// How many records.
    pub records: u64,
    /// Those of them that other causes explain too.
    pub ambiguous: u64,
    /// The sum of what was charged too much.
    pub overcharged: Decimal,
    /// The sum of what was charged too little, as a number above zero.
    pub undercharged: Decimal,
    /// What was charged less what they cost.
    pub difference: Decimal,
}

impl CauseTotals {
    fn with(&self, apart: Decimal, ambiguous: bool) -> Option<CauseTotals> {
        let (over, under) =
            if apart > Decimal::ZERO { (apart, Decimal::ZERO) } else { (Decimal::ZERO, apart) };
        Some(CauseTotals {
            cause: None,
            is_rest: self.is_rest,
            records: self.records.saturating_add(1),
            ambiguous: self.ambiguous.saturating_add(u64::from(ambiguous)),
            overcharged: sum(self.overcharged, over)?,
            undercharged: difference(self.undercharged, under)?,
            difference: sum(self.difference, apart)?,
        })
    }

    fn and(&self, other: &CauseTotals) -> Option<CauseTotals> {
        Some(CauseTotals {
            cause: None,
            is_rest: self.is_rest,
            records: self.records.saturating_add(other.records),
            ambiguous: self.ambiguous.saturating_add(other.ambiguous),
            overcharged: sum(self.overcharged, other.overcharged)?,
            undercharged: sum(self.undercharged, other.undercharged)?,
            difference: sum(self.difference, other.difference)?,
        })
    }
}

/// The causes met so far.
#[derive(Clone, Default)]
pub(super) struct Causes {
    list: Vec<CauseTotals>,
    /// Their places in the list, by their words; no words where nothing explains a difference.
    places: BTreeMap<String, usize>,
}

/// Those that no record has say nothing of an audit.
impl fmt::Debug for Causes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.sorted()).finish()
    }
}

impl Causes {
    /// The place under which records with these causes are counted.
    pub(super) fn place(&mut self, causes: &[Cause]) -> usize {
        let cause = causes.first().map(Cause::kind);
        let words = cause.as_ref().map(ToString::to_string).unwrap_or_default();
        self.place_of(words, cause)
    }

    fn place_of(&mut self, mut words: String, cause: Option<Cause>) -> usize {
        let is_full = self.places.len() >= CAUSES_MAX && !self.places.contains_key(&words);
        let is_rest = is_full || words == REST;
        if is_full {
            words = REST.into();
        }
        *self.places.entry(words).or_insert_with(|| {
            let cause = cause.filter(|_| !is_rest);
            self.list.push(CauseTotals { cause, is_rest, ..CauseTotals::default() });
            self.list.len().saturating_sub(1)
        })
    }

    /// The totals of a place with one more record; none where the decimal type does not hold them.
    pub(super) fn with(&self, place: usize, judgement: &Judgement<'_>) -> Option<CauseTotals> {
        let totals = self.list.get(place)?;
        totals.with(judgement.difference().unwrap_or_default(), judgement.causes().len() > 1)
    }

    /// Takes the records of others; none where the decimal type does not hold a total.
    pub(super) fn merge(&mut self, other: &Causes) -> Option<()> {
        for (words, place) in &other.places {
            let Some(totals) = other.list.get(*place).filter(|totals| totals.records > 0) else { continue };
            let own = self.place_of(words.clone(), totals.cause.clone());
            let merged = self.list.get(own)?.and(totals)?;
            self.set(own, merged);
        }
        Some(())
    }

    pub(super) fn set(&mut self, place: usize, totals: CauseTotals) {
        if let Some(old) = self.list.get_mut(place) {
            let cause = old.cause.take();
            *old = CauseTotals { cause, ..totals };
        }
    }

    /// Those that records have, by the money at stake.
    pub(super) fn sorted(&self) -> Vec<&CauseTotals> {
        // By their words first, so that the order of records says nothing.
        let list = self.places.values().filter_map(|place| self.list.get(*place));
        let mut list: Vec<&CauseTotals> = list.filter(|totals| totals.records > 0).collect();
        // What the decimal type does not hold together is more than anything else.
        let stake =
            |totals: &CauseTotals| sum(totals.overcharged, totals.undercharged).unwrap_or(Decimal::MAX);
        list.sort_by(|one, other| {
            let by_records = || other.records.cmp(&one.records);
            stake(other).cmp(&stake(one)).then_with(by_records)
        });
        list
    }
}
