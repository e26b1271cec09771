//! What every charge costs in every case, where the facts that matter are few: a call of whole counts looks its case up
//! instead of trying rows and options one by one.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::RulesPlan;
use super::charge::{ChargeRules, Times};
use crate::plan::Narrow;
use crate::plan::OptionBits;
use crate::plan::bounds::{Bounds, SUM_LIMIT};
use crate::plan::facts::{Few, When};

/// Cells of all charges in all cases: more are looked for row by row.
const CELLS_MAX: usize = 256;
/// Facts that tell cases apart.
const FACTS_MAX: u32 = 6;

/// Quantities and what else is counted have fewer places than this.
const PLACES: usize = 8;

#[derive(Debug, Clone)]
pub(super) struct Grid {
    quantities: usize,
    /// The charges that count something else than a product of quantities, and the place of what they count.
    weighted: Box<[(usize, usize)]>,
    facts: Few,
    /// What each subset of four neighbouring options adds in every case, the first four first.
    adds: Box<[[u64; 16]]>,
    cases: Box<[Case]>,
    bounds: Bounds,
    /// Whether there are bounds at all.
    bounded: bool,
    /// The scale of the settled sum.
    scale: u32,
}

#[derive(Debug, Clone)]
struct Case {
    /// The flat amount; where the case is not told here, what is no amount.
    flat: u64,
    /// One for each charge.
    cells: Box<[Cell]>,
}

/// What is charged for a count in one case. All steps are taken of every count: where there is nothing to round, by 1.
#[derive(Debug, Clone, Copy)]
struct Cell {
    /// The most of which this cell tells the amount; beyond, sums might wrap.
    most: u64,
    included: u64,
    /// What is added to the count, or to what is included, for the division to round what is left.
    offset: u64,
    reciprocal: u64,
    price: u64,
    shift: u8,
    /// The place of what is counted, and of what that is multiplied with: by nothing, where there is no such place.
    count: u8,
    second: u8,
    third: u8,
}

impl Grid {
    pub(super) fn of(rules: &RulesPlan) -> Option<Self> {
        if !rules.raises.is_empty() {
            return None;
        }
        let always = |option: &&(When, u64)| rules.times.is_empty() && option.0.is_one_option(&rules.facts);
        let relevant = rules.conditions(|option| !always(&option));
        let facts = rules.facts.few(relevant, FACTS_MAX)?;
        let cases = 1_usize.checked_shl(facts.count())?;
        if cases.checked_mul(rules.charges.len())? > CELLS_MAX {
            return None;
        }
        // The flat amount and every charge stay below this, so that their sum stays below the limit.
        let limit = SUM_LIMIT.checked_div(u64::try_from(rules.charges.len().checked_add(2)?).ok()?)?;
        // An option that matters to anything else is one of the facts, and adds its price by them.
        let beside = rules.adds.iter().filter(always).filter(|(when, _)| when.options() & relevant == 0);
        let adds: Vec<(u64, u64)> = beside.map(|(when, price)| (when.options(), *price)).collect();
        let added = adds.iter().try_fold(0, |sum: u64, (_, price)| sum.checked_add(*price))?;
        let (factors, weighted) = places(rules)?;
        let mut told = Vec::with_capacity(cases);
        for case in 0..cases {
            let facts = facts.word(u64::try_from(case).ok()?);
            let flat = rules.flat(facts).and_then(|flat| Times::multiply(&rules.times, facts, flat));
            let free = rules.free.iter().any(|when| when.holds(facts));
            let flat = flat.filter(|flat| !free && flat.checked_add(added).is_some_and(|all| all < limit));
            let cells = rules.charges.iter().zip(&factors).map(|(charge, [count, second, third])| {
                let cell = Cell::of(charge, &rules.times, facts, limit)?;
                Some(Cell { count: *count, second: *second, third: *third, ..cell })
            });
            told.push(Case { flat: flat.unwrap_or(u64::MAX), cells: cells.collect::<Option<_>>()? });
        }
        Some(Grid {
            quantities: rules.quantities,
            weighted: weighted.into(),
            facts,
            adds: sums(&adds)?,
            cases: told.into(),
            bounds: rules.bounds,
            bounded: rules.bounds.acts(),
            scale: rules.bounds.scale,
        })
    }

    /// What a call of whole counts costs, where its case is told here.
    #[inline(always)]
    pub(super) fn price(&self, charges: &[ChargeRules], given: OptionBits, counts: &[u64]) -> Narrow {
        if counts.len() != self.quantities {
            return Narrow::NONE;
        }
        if self.weighted.is_empty() {
            self.price_counted(given, counts)
        } else {
            self.price_weighted(charges, given, counts)
        }
    }

    #[inline(never)]
    fn price_weighted(&self, charges: &[ChargeRules], given: OptionBits, counts: &[u64]) -> Narrow {
        let mut room = [0; PLACES];
        if self.weigh(charges, counts, &mut room).is_none() {
            return Narrow::NONE;
        }
        self.price_counted(given, &room)
    }

    /// Puts what is stated and what the weighted charges count in their places.
    fn weigh(&self, charges: &[ChargeRules], counts: &[u64], room: &mut [u64]) -> Option<()> {
        room.get_mut(..counts.len())?.copy_from_slice(counts);
        for (charge, place) in &self.weighted {
            *room.get_mut(*place)? = charges.get(*charge)?.whole_count(counts)?;
        }
        Some(())
    }

    #[inline(always)]
    fn price_counted(&self, given: OptionBits, counts: &[u64]) -> Narrow {
        let options = u64::try_from(given & u128::from(u64::MAX)).unwrap_or_default();
        let Some(case) = self.cases.get(self.facts.case(options, counts)) else { return Narrow::NONE };
        let mut sum = case.flat;
        // Bits of what is no amount, and then of a count beyond what its cell tells.
        let mut beyond = sum >> 62;
        let mut rest = options;
        for four in &self.adds {
            let place = usize::try_from(rest & 15).unwrap_or_default();
            // All of them together are below the limit.
            sum = sum.wrapping_add(four.get(place).copied().unwrap_or_default());
            rest >>= 4;
        }
        for cell in &case.cells {
            let Some(count) = cell.counted(counts) else { return Narrow::NONE };
            beyond |= u64::from(count > cell.most);
            // Without meaning where it is more than that, and not used then.
            sum = sum.wrapping_add(cell.amount(count));
        }
        if beyond != 0 {
            return Narrow::NONE;
        }
        let settled = if self.bounded { self.bounds.settle_small(sum) } else { sum };
        Narrow::of(settled, self.scale)
    }
}

/// The factors of each charge, and the charges that are counted at a place of their own.
type Places = (Vec<[u8; 3]>, Vec<(usize, usize)>);

/// Where everything is counted.
fn places(rules: &RulesPlan) -> Option<Places> {
    let (mut factors, mut weighted) = (Vec::new(), Vec::new());
    for (charge, of) in rules.charges.iter().enumerate() {
        // No place at all, where nothing is multiplied.
        let mut places = [u8::MAX; 3];
        match of.product() {
            Some((first, others)) => {
                let stated = core::iter::once(&first).chain(others);
                let mut rooms = places.iter_mut();
                for quantity in stated {
                    *rooms.next()? = u8::try_from(*quantity).ok()?;
                }
            }
            None => {
                let place = rules.quantities.checked_add(weighted.len())?;
                weighted.push((charge, place));
                *places.first_mut()? = u8::try_from(place).ok()?;
            }
        }
        factors.push(places);
    }
    (rules.quantities.checked_add(weighted.len())? < PLACES).then_some((factors, weighted))
}

impl Cell {
    /// What is not covered by a row costs nothing where it is nothing.
    const ABSENT: Cell = Cell {
        most: 0,
        included: 0,
        offset: 0,
        reciprocal: 1 << 63,
        price: 0,
        shift: 0,
        count: 0,
        second: 0,
        third: 0,
    };

    /// None where a charge is more than a count, some steps and a price. The factors are for others to see to.
    fn of(charge: &ChargeRules, times: &[Times], facts: u64, limit: u64) -> Option<Self> {
        let Some(row) = charge.row(facts) else { return Some(Cell::ABSENT) };
        let (included, step, price) = row.plain(charge, facts)?;
        let price = Times::multiply(times, facts, price)?;
        let step = step.unwrap_or(Bounds::NONE);
        // A rounded count has one step more than it fills, at the most.
        let filled = match limit.wrapping_sub(1).checked_div(price) {
            None => SUM_LIMIT,
            Some(steps) => steps.checked_sub(1)?.saturating_mul(step.divisor),
        };
        let left = filled.min(SUM_LIMIT.wrapping_sub(1).checked_sub(step.bias)?);
        let (reciprocal, shift) = step.division()?;
        let most = left.checked_add(included)?;
        let offset = step.bias.wrapping_sub(included);
        Some(Cell {
            most,
            included,
            offset,
            reciprocal,
            price,
            shift: u8::try_from(shift).ok()?,
            ..Cell::ABSENT
        })
    }

    /// What is counted.
    #[inline(always)]
    fn counted(&self, counts: &[u64]) -> Option<u64> {
        let mut count = *counts.get(usize::from(self.count))?;
        if let Some(second) = counts.get(usize::from(self.second)) {
            count = count.checked_mul(*second)?;
            if let Some(third) = counts.get(usize::from(self.third)) {
                count = count.checked_mul(*third)?;
            }
        }
        Some(count)
    }

    #[inline(always)]
    fn amount(&self, count: u64) -> u64 {
        // Up to the most, no more than 63 bits are divided, and the product is below the limit.
        let left = count.max(self.included).wrapping_add(self.offset);
        Bounds::divide(left, self.reciprocal, self.shift.into()).wrapping_mul(self.price)
    }
}

/// What every subset of four neighbouring options adds.
fn sums(adds: &[(u64, u64)]) -> Option<Box<[[u64; 16]]>> {
    let all = adds.iter().fold(0, |all, (bit, _)| all | bit);
    let fours = u64::BITS.saturating_sub(all.leading_zeros()).div_ceil(4);
    let mut sums = Vec::new();
    for four in 0..fours {
        let mut subsets = [0_u64; 16];
        for (bit, price) in adds {
            let places = bit.checked_shr(four.checked_mul(4)?)? & 15;
            for (subset, sum) in (0_u64..).zip(&mut subsets) {
                *sum = if subset & places == 0 { *sum } else { sum.checked_add(*price)? };
            }
        }
        sums.push(subsets);
    }
    Some(sums.into())
}
