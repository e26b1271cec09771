//! Differences by what explains them.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use pricesheet::Decimal;
use pricesheet::number::{difference, sum};

use super::{Cause, Judgement};

/// How many causes have totals of their own; records of further ones are counted together.
const CAUSES_MAX: usize = 10_000;

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

/// The causes met so far. Of too many, those whose words come first have totals of their own, so that the order of records says
/// nothing.
#[derive(Clone, Default)]
pub(super) struct Causes {
    list: Vec<CauseTotals>,
    /// Their places in the list, by their words; no words where nothing explains a difference.
    places: BTreeMap<String, usize>,
    /// The place of all others together.
    rest: Option<usize>,
    /// Places that are counted with the others by now.
    moved: BTreeSet<usize>,
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

    fn place_of(&mut self, words: String, cause: Option<Cause>) -> usize {
        if let Some(place) = self.places.get(&words) {
            return *place;
        }
        if self.places.len() >= CAUSES_MAX && !self.make_room(&words) {
            return self.rest();
        }
        let place = self.push(CauseTotals { cause, ..CauseTotals::default() });
        self.places.insert(words, place);
        place
    }

    fn push(&mut self, totals: CauseTotals) -> usize {
        self.list.push(totals);
        self.list.len().saturating_sub(1)
    }

    fn rest(&mut self) -> usize {
        match self.rest {
            Some(rest) => rest,
            None => {
                let rest = self.push(CauseTotals { is_rest: true, ..CauseTotals::default() });
                *self.rest.insert(rest)
            }
        }
    }

    /// Counts the cause whose words come last with the others, where they come after these.
    fn make_room(&mut self, words: &str) -> bool {
        let rest = self.rest();
        let Some(last) = self.places.last_entry().filter(|last| last.key().as_str() > words) else {
            return false;
        };
        let both = self.list.get(rest).zip(self.list.get(*last.get()));
        let Some(both) = both.and_then(|(rest, last)| rest.and(last)) else { return false };
        self.moved.insert(last.remove());
        self.set(rest, both);
        true
    }

    /// Where records of a place are counted by now.
    fn counted(&self, place: usize) -> usize {
        self.rest.filter(|_| self.moved.contains(&place)).unwrap_or(place)
    }

    /// The totals of a place with one more record; none where the decimal type does not hold them.
    pub(super) fn with(&self, place: usize, judgement: &Judgement<'_>) -> Option<CauseTotals> {
        let totals = self.list.get(self.counted(place))?;
        totals.with(judgement.difference().unwrap_or_default(), judgement.causes().len() > 1)
    }

    pub(super) fn set(&mut self, place: usize, totals: CauseTotals) {
        let place = self.counted(place);
        if let Some(old) = self.list.get_mut(place) {
            let cause = old.cause.take();
            *old = CauseTotals { cause, ..totals };
        }
    }

    /// Takes the records of others; none where the decimal type does not hold a total.
    pub(super) fn merge(&mut self, other: &Causes) -> Option<()> {
        for (words, totals) in other.by_words() {
            let own = match words {
                Some(words) => self.place_of(words.into(), totals.cause.clone()),
                None => self.rest(),
            };
            let merged = self.list.get(self.counted(own))?.and(totals)?;
            self.set(own, merged);
        }
        Some(())
    }

    /// What was counted, leaving the places as they are.
    pub(super) fn take(&mut self) -> Causes {
        let mut taken = Causes::default();
        // Sums that were held once are held alone.
        let _ = taken.merge(self);
        for totals in &mut self.list {
            let (cause, is_rest) = (totals.cause.take(), totals.is_rest);
            *totals = CauseTotals { cause, is_rest, ..CauseTotals::default() };
        }
        taken
    }

    /// Those that records have, by their words; none for all others together.
    pub(super) fn by_words(&self) -> impl Iterator<Item = (Option<&str>, &CauseTotals)> {
        let own = self.places.iter().map(|(words, place)| (Some(words.as_str()), *place));
        let all = own.chain(self.rest.map(|rest| (None, rest)));
        let all = all.filter_map(|(words, place)| Some((words, self.list.get(place)?)));
        all.filter(|(_, totals)| totals.records > 0)
    }

    /// Those that records have, by the money at stake.
    pub(super) fn sorted(&self) -> Vec<&CauseTotals> {
        // By their words first, so that the order of records says nothing.
        let mut list: Vec<&CauseTotals> = self.by_words().map(|(_, totals)| totals).collect();
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
