//! What every charge costs in every case, where the facts that matter are few: a call of whole counts looks its case up
//! instead of trying rows and options one by one.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use super::RulesPlan;
use super::charge::{ChargeRules, Times};
use crate::plan::Narrow;
use crate::plan::OptionBits;
use crate::plan::bounds::{Bounds, SUM_LIMIT};
use crate::plan::facts::{Reached, When};
use crate::plan::linear::NARROW_PRICE;

/// Cells of all charges in all cases: more are looked for row by row.
const CELLS_MAX: usize = 64;
/// Facts that tell cases apart.
const FACTS_MAX: u32 = 6;

/// Quantities and what else is counted have fewer places than this.
const PLACES: usize = 8;

#[derive(Debug, Clone)]
pub(crate) struct Grid {
    quantities: usize,
    /// The options that tell cases apart.
    options: Box<[Given]>,
    /// The bounds of quantities that tell cases apart.
    bounds: Box<[Reached]>,
    /// The cells of all cases, one after the other: one for each charge, and one where there is no charge.
    cells: Box<[Cell]>,
    /// How many cells a case has.
    width: usize,
    /// The bounds and the rounding of a sum.
    last: Bounds,
    /// How to price in a grid of so many bounds and cells.
    way: fn(&Grid, Opening, &[u64]) -> Narrow,
    /// What each subset of four neighbouring options adds in every case, the first four first.
    adds: Box<[[u64; 16]]>,
    /// The charges that count something else than a product of quantities, and the place of what they count.
    weighted: Box<[(usize, usize)]>,
}

/// An option that, given, sets a bit of the case.
#[derive(Debug, Clone, Copy)]
struct Given {
    place: u32,
    bit: u32,
}

/// What is charged for a count in one case. All steps are taken of every count: where there is nothing to round, by 1.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Cell {
    /// The flat amount of the case, in its first cell; [`UNTOLD`] where the case is not told here.
    flat: u64,
    /// The most of which this cell tells the amount; beyond, the sum after the endpoint's multipliers might wrap.
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

/// What is known of a call before anything is counted: what options add in every case, and its case, as long as no bound is
/// reached.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Opening {
    pub(crate) flat: u64,
    pub(crate) case: u32,
}

/// More than any sum.
const UNTOLD: u64 = 1 << 63;

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
        let beside = rules.adds.iter().filter(always).filter(|(when, _)| when.wanted() & relevant == 0);
        let adds: Vec<(u64, u64)> = beside.map(|(when, price)| (when.wanted(), *price)).collect();
        let added = adds.iter().try_fold(0, |sum: u64, (_, price)| sum.checked_add(*price))?;
        let (factors, weighted) = places(rules)?;
        let width = rules.charges.len().max(1);
        let mut cells = Vec::with_capacity(cases.checked_mul(width)?);
        for case in 0..cases {
            let facts = facts.word(u64::try_from(case).ok()?);
            let flat = rules.flat(facts).and_then(|flat| Times::multiply(&rules.times, facts, flat));
            // Where nothing is left of a sum, it could have been anything: no cell knows how much it may have been.
            let nothing_left = rules.free.iter().any(|when| when.holds(facts))
                || rules.times.iter().any(|times| times.leaves_nothing(facts));
            let told = |flat: &u64| !nothing_left && flat.checked_add(added).is_some_and(|all| all < limit);
            let flat = flat.filter(told);
            let first = cells.len();
            for (charge, [count, second, third]) in rules.charges.iter().zip(&factors) {
                let cell = Cell::of(charge, &rules.times, facts, limit)?;
                cells.push(Cell { count: *count, second: *second, third: *third, ..cell });
            }
            if rules.charges.is_empty() {
                cells.push(Cell::ABSENT);
            }
            cells.get_mut(first)?.flat = flat.unwrap_or(UNTOLD);
        }
        let options = facts.options.iter().map(|(place, bit)| Given { place: *place, bit: *bit });
        let bounds = facts.bounds.iter().map(|(_, bound)| *bound);
        let plain = cells.iter().all(Cell::is_plain);
        let way = match (facts.bounds.len(), width, plain) {
            (0, 1, false) => Grid::price_of::<0, 1, false>,
            (0, 2, false) => Grid::price_of::<0, 2, false>,
            (1, 1, false) => Grid::price_of::<1, 1, false>,
            (1, 2, false) => Grid::price_of::<1, 2, false>,
            (0, 1, true) => Grid::price_of::<0, 1, true>,
            (0, 2, true) => Grid::price_of::<0, 2, true>,
            (1, 1, true) => Grid::price_of::<1, 1, true>,
            (1, 2, true) => Grid::price_of::<1, 2, true>,
            _ => Grid::price_counted,
        };
        Some(Grid {
            quantities: rules.quantities,
            options: options.collect(),
            bounds: bounds.collect(),
            cells: cells.into(),
            width,
            last: rules.bounds,
            way,
            adds: sums(&adds)?,
            weighted: weighted.into(),
        })
    }

    /// What these options say of a call.
    #[inline(always)]
    pub(crate) fn opening(&self, given: OptionBits) -> Opening {
        // The plan's options have 64 bits at the most.
        let options = u64::try_from(given & u128::from(u64::MAX)).unwrap_or_default();
        let mut opening = Opening::default();
        let mut rest = options;
        for four in &self.adds {
            let place = usize::try_from(rest & 15).unwrap_or_default();
            // All of them together are below the limit.
            opening.flat = opening.flat.wrapping_add(four.get(place).copied().unwrap_or_default());
            rest >>= 4;
        }
        for Given { place, bit } in &self.options {
            let given = u32::from(options.wrapping_shr(*place) & 1 == 1);
            opening.case |= given.wrapping_shl(*bit);
        }
        opening
    }

    /// What a call of whole counts costs, where its case is told here and nothing is [weighed](Self::weighs).
    #[inline(always)]
    pub(crate) fn price(&self, opening: Opening, counts: &[u64]) -> Narrow {
        if counts.len() == self.quantities { (self.way)(self, opening, counts) } else { Narrow::NONE }
    }

    /// As many bounds and cells as these, and whether all of them are [plain](Cell::is_plain).
    fn price_of<const BOUNDS: usize, const CELLS: usize, const PLAIN: bool>(
        &self,
        opening: Opening,
        counts: &[u64],
    ) -> Narrow {
        let bounds = self.bounds.first_chunk::<BOUNDS>();
        let case = bounds.and_then(|bounds| reached(opening.case, bounds, counts));
        let cells = case.and_then(|case| self.cells.get(case.wrapping_mul(CELLS)..)?.first_chunk::<CELLS>());
        match cells {
            Some(cells) if PLAIN => self.plain_sum(opening.flat, cells, counts),
            Some(cells) => self.sum(opening.flat, cells, counts),
            None => Narrow::NONE,
        }
    }

    /// The bounds that tell cases apart.
    pub(crate) fn bounds(&self) -> &[Reached] {
        &self.bounds
    }

    /// How many cases there are.
    pub(crate) fn cases(&self) -> usize {
        self.cells.len().checked_div(self.width).unwrap_or_default()
    }

    /// The flat amount of a case and what each of every quantity costs; none where a charge is more than one price. The flat
    /// amount is above every sum where the case is not told here.
    pub(crate) fn prices(&self, case: usize) -> Option<(u64, Box<[u64]>)> {
        let cells = self.cells.get(case.checked_mul(self.width)?..)?.get(..self.width)?;
        let mut prices = vec![0_u64; self.quantities];
        for cell in cells {
            // There is no charge, or one whose price is one for all that is told.
            let Some(price) = prices.get_mut(usize::from(cell.count)) else { continue };
            let straight = cell.is_unrounded() && cell.most > u64::from(u32::MAX) && cell.second == u8::MAX;
            *price = price.checked_add(cell.price).filter(|_| straight)?;
        }
        Some((cells.first()?.flat, prices.into()))
    }

    /// The bounds and the rounding of a sum.
    pub(crate) fn last(&self) -> &Bounds {
        &self.last
    }

    /// Whether charges count something else than a product of quantities.
    #[inline(always)]
    pub(super) fn weighs(&self) -> bool {
        !self.weighted.is_empty()
    }

    /// As [`price`](Self::price), where charges count something else than a product of quantities.
    #[inline(never)]
    pub(super) fn price_weighted(&self, charges: &[ChargeRules], opening: Opening, counts: &[u64]) -> Narrow {
        let mut room = [0; PLACES];
        if counts.len() != self.quantities || self.weigh(charges, counts, &mut room).is_none() {
            return Narrow::NONE;
        }
        (self.way)(self, opening, &room)
    }

    /// Puts what is stated and what the weighted charges count in their places.
    fn weigh(&self, charges: &[ChargeRules], counts: &[u64], room: &mut [u64]) -> Option<()> {
        room.get_mut(..counts.len())?.copy_from_slice(counts);
        for (charge, place) in &self.weighted {
            *room.get_mut(*place)? = charges.get(*charge)?.whole_count(counts)?;
        }
        Some(())
    }

    fn price_counted(&self, opening: Opening, counts: &[u64]) -> Narrow {
        let case = reached(opening.case, &self.bounds, counts);
        let cells = case.and_then(|case| self.cells.get(case.wrapping_mul(self.width)..)?.get(..self.width));
        cells.map_or(Narrow::NONE, |cells| self.sum(opening.flat, cells, counts))
    }

    #[inline(always)]
    fn sum(&self, flat: u64, cells: &[Cell], counts: &[u64]) -> Narrow {
        let mut sum = flat;
        // The highest bit, where a count is beyond what its cell tells.
        let mut beyond = 0;
        for cell in cells {
            let Some(count) = cell.counted(counts) else { return Narrow::NONE };
            // Also where the count is so large that the difference lacks the bit.
            beyond |= count | cell.most.wrapping_sub(count);
            // Without meaning where it is more than that, and not used then.
            sum = sum.wrapping_add(cell.flat).wrapping_add(cell.amount(count));
        }
        if (beyond | sum) >> 63 != 0 { Narrow::NONE } else { self.settle(sum) }
    }

    /// The same for [plain](Cell::is_plain) cells; counts of more than 32 bits are not told.
    #[inline(always)]
    fn plain_sum(&self, flat: u64, cells: &[Cell], counts: &[u64]) -> Narrow {
        let (mut sum, mut all) = (flat, 0);
        for (at, cell) in cells.iter().enumerate() {
            let count = counts.get(usize::from(cell.count)).copied().unwrap_or_default();
            all |= count;
            // The others have nothing flat.
            sum = if at == 0 { sum.wrapping_add(cell.flat) } else { sum };
            sum = sum.wrapping_add(count.wrapping_mul(cell.price));
        }
        if u32::try_from(all).is_err() || sum >= UNTOLD { Narrow::NONE } else { self.settle(sum) }
    }

    #[inline(always)]
    fn settle(&self, sum: u64) -> Narrow {
        let settled = if self.last.keeps_sums() { sum } else { self.last.settle_small(sum) };
        Narrow::of(settled, self.last.scale)
    }
}

/// The case, with the bounds that the counts reach. Nobody could foresee a branch here.
#[inline(always)]
fn reached(mut case: u32, bounds: &[Reached], counts: &[u64]) -> Option<usize> {
    for Reached { quantity, least, bit } in bounds {
        case |= u32::from(counts.get(*quantity)? >= least).wrapping_shl(*bit);
    }
    usize::try_from(case).ok()
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
        flat: 0,
        most: 0,
        included: 0,
        offset: 0,
        reciprocal: 1 << 63,
        price: 0,
        shift: 0,
        count: u8::MAX,
        second: u8::MAX,
        third: u8::MAX,
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

    /// Whether each of one quantity has its price, a narrow one, from the first on and without a rounding.
    fn is_plain(&self) -> bool {
        // What no row covers is told for a count of nothing alone.
        let told = self.most > u64::from(u32::MAX);
        self.is_unrounded() && told && self.price < NARROW_PRICE && self.second == u8::MAX
    }

    /// Whether what is counted is what the price is for.
    fn is_unrounded(&self) -> bool {
        let Cell { included, offset, reciprocal, shift, .. } = Cell::ABSENT;
        (self.included, self.offset, self.reciprocal, self.shift) == (included, offset, reciprocal, shift)
    }

    /// What is counted; none where that has no room.
    #[inline(always)]
    fn counted(&self, counts: &[u64]) -> Option<u64> {
        let mut count = counts.get(usize::from(self.count)).copied().unwrap_or_default();
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
