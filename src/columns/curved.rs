//! An endpoint with included counts, tiers, bounds, any rounding or many options, as numbers.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::row::{Form, Linear, PRICE_LIMIT};
use super::sums::{Budget, NO_SUM, OPTIONS_IN_TABLE, TABLE, subsets, sums};
use crate::plan::{Bounds, EndpointPlan, LinearPlan, OptionBits, Term, TierTable};

/// How many lines a curve has at the most; it bends once less.
const LINES: usize = 8;

/// What a line begins with is below this; with a product of 63 bits, it has no more than 64.
const BASE_LIMIT: u64 = 1 << 62;

/// Counts in lines that bend, options in two tables, and the last steps.
#[derive(Debug, Clone)]
pub(super) struct Curved<L, const W: usize> {
    /// With the flat amount.
    first: Box<[u64]>,
    /// What the options beyond the first table add.
    second: Box<[u64]>,
    curves: [Curve; W],
    last: L,
}

/// What is left to do with a sum.
pub(super) trait Last: Sized {
    /// Nothing.
    const NONE: Self;

    /// The last steps of an endpoint whose amounts are multiplied by this, and what they are multiplied by before.
    fn of(bounds: &Bounds, widening: u64) -> Option<(Self, u64)>;

    /// What a sum comes to, and a high bit where that is too large.
    fn settle(&self, sum: u64) -> (u64, u64);
}

/// Nothing: the sum is the amount.
#[derive(Debug, Clone)]
pub(super) struct Kept;

/// Bounds and a rounding.
#[derive(Debug, Clone)]
pub(super) struct Bounded {
    bounds: Bounds,
    /// The most steps whose amount has 64 bits and is not the largest.
    steps_max: u64,
}

/// What a count comes to: a line up to a bend, another one up to the next. Two lines of the processor's memory.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
struct Curve {
    /// The last counts of the lines in rising order; that of the last one, and what there is room for, no count passes.
    bends: [u32; LINES],
    prices: [u32; LINES],
    /// What is due beside the price of each. It may stand for a number below 0, the whole never does.
    bases: [u64; LINES],
}

/// A base, and the price of each.
#[derive(Debug, Clone, Copy)]
struct Line(u64, u32);

impl<L: Last, const W: usize> Form<W> for Curved<L, W> {
    /// Eight such parts and two more have a sum that can be rounded.
    const BITS: u32 = 58;

    fn of(plan: &EndpointPlan, scale: u32, budget: &mut Budget) -> Option<Self> {
        let endpoint = &Linear::of(plan, scale)?;
        let linear = endpoint.linear;
        let mut row = Self::single();
        if endpoint.is_tabulated() {
            (row.first, row.second) = (endpoint.tabulated(budget)?, Box::from([0]));
            return Some(row);
        }
        let (last, factor) = L::of(&linear.bounds, endpoint.widening)?;
        row.last = last;
        (row.first, row.second) = match linear.option_prices.split_at_checked(OPTIONS_IN_TABLE) {
            // The default of a choice, or two of its members, would have to be seen to over both tables.
            Some((first, second)) if endpoint.plan.choices.is_empty() => {
                (subsets(first, linear.flat, factor, budget)?, subsets(second, 0, factor, budget)?)
            }
            _ => (sums(endpoint, budget, |sum| sum.checked_mul(factor))?, Box::from([0])),
        };
        if linear.terms.len() > W {
            return None;
        }
        for (place, curve) in row.curves.iter_mut().enumerate().take(linear.terms.len()) {
            *curve = Curve::of(linear, place, factor)?;
        }
        Some(row)
    }

    fn single() -> Self {
        Curved { first: Box::default(), second: Box::default(), curves: [Curve::ABSENT; W], last: L::NONE }
    }

    #[inline(always)]
    fn price(&self, options: OptionBits, counts: [u64; W]) -> Option<(u64, [u64; 2])> {
        let options = usize::try_from(options).ok()?;
        let first = *self.first.get(options % TABLE)?;
        let second = *self.second.get(options / TABLE)?;
        let (mut sum, mut parts) = (first.wrapping_add(second), first | second);
        for (curve, count) in self.curves.iter().zip(counts) {
            let amount = curve.amount(count);
            parts |= amount;
            sum = sum.wrapping_add(amount);
        }
        let (amount, large) = self.last.settle(sum);
        Some((amount, [parts, large]))
    }
}

impl Last for Kept {
    const NONE: Self = Kept;

    fn of(bounds: &Bounds, widening: u64) -> Option<(Self, u64)> {
        bounds.keeps_sums().then_some((Kept, bounds.step.checked_mul(widening)?))
    }

    #[inline(always)]
    fn settle(&self, sum: u64) -> (u64, u64) {
        (sum, 0)
    }
}

impl Bounded {
    /// No sum has as many.
    const STEPS: u64 = (1 << 63) - 1;
}

impl Last for Bounded {
    const NONE: Self = Bounded { bounds: Bounds::NONE, steps_max: Self::STEPS };

    fn of(bounds: &Bounds, widening: u64) -> Option<(Self, u64)> {
        let mut bounds = *bounds;
        bounds.step = bounds.step.checked_mul(widening)?;
        let steps_max = u64::MAX.wrapping_sub(1).checked_div(bounds.step)?.min(Self::STEPS);
        Some((Bounded { bounds, steps_max }, 1))
    }

    #[inline(always)]
    fn settle(&self, sum: u64) -> (u64, u64) {
        let steps = self.bounds.steps_of_any(sum);
        // The highest bit, where there are more steps: both numbers lack it.
        let large = self.steps_max.wrapping_sub(steps) & (1 << 63);
        (steps.wrapping_mul(self.bounds.step), large)
    }
}

impl Curve {
    /// A quantity that the endpoint does not have.
    const ABSENT: Curve = {
        let mut curve = Curve { bends: [u32::MAX; LINES], prices: [0; LINES], bases: [NO_SUM; LINES] };
        (curve.bends[0], curve.bases[0]) = (0, 0);
        curve
    };

    /// What a quantity of this place comes to, times the factor, where it bends no more than that.
    fn of(linear: &LinearPlan, place: usize, factor: u64) -> Option<Self> {
        let (term, table) = (linear.terms.get(place)?, linear.table(place));
        let mut bends = Vec::new();
        if term.price > 0 && term.included > 0 {
            bends.push(term.included);
        }
        bends.extend(table.into_iter().flat_map(TierTable::ends));
        // What is left out is passed by no count.
        bends.retain(|bend| *bend < u64::from(u32::MAX));
        bends.sort_unstable();
        bends.dedup();
        if bends.len() >= LINES {
            return None;
        }
        let mut curve = Curve { bends: [u32::MAX; LINES], prices: [0; LINES], bases: [NO_SUM; LINES] };
        for (room, bend) in curve.bends.iter_mut().zip(&bends) {
            *room = u32::try_from(*bend).ok()?;
        }
        let firsts = bends.iter().map(|bend| bend.saturating_add(1));
        let rooms = curve.bases.iter_mut().zip(&mut curve.prices);
        for ((base, price), count) in rooms.zip([0].into_iter().chain(firsts)) {
            Line(*base, *price) = Line::at(*term, table, count, factor)?;
        }
        Some(curve)
    }

    /// What a count comes to, of 32 bits; above every amount where the tiers end before it. Half of the lines that are
    /// left are passed or not, by no branch.
    #[inline(always)]
    fn amount(&self, count: u64) -> u64 {
        let narrow = u32::try_from(count & u64::from(u32::MAX)).unwrap_or_default();
        // No place lies beyond what it is the remainder by: that it is known costs nothing.
        let mut passed = 0_usize;
        for half in [4, 2, 1_usize] {
            let bend = self.bends.get(passed.wrapping_add(half).wrapping_sub(1) % LINES);
            let passes = bend.is_some_and(|bend| *bend < narrow);
            passed = passed.wrapping_add(usize::from(passes).wrapping_mul(half));
        }
        let base = self.bases.get(passed % LINES).copied().unwrap_or(NO_SUM);
        let price = self.prices.get(passed % LINES).copied().unwrap_or_default();
        base.wrapping_add(count.wrapping_mul(price.into()))
    }
}

impl Line {
    /// Beyond the last tier.
    const END: Line = Line(NO_SUM, 0);

    /// The line on which a count is.
    fn at(term: Term, table: Option<&TierTable>, count: u64, factor: u64) -> Option<Self> {
        let due = |below: u64, base: u64, price: u64| {
            let (base, price) = (base.checked_mul(factor)?, price.checked_mul(factor)?);
            let fits = base < BASE_LIMIT && price < PRICE_LIMIT;
            fits.then_some((base.wrapping_sub(below.wrapping_mul(price)), price))
        };
        let charged = count > term.included || term.included == 0;
        let (mut base, mut price) = if charged { due(term.included, 0, term.price)? } else { (0, 0) };
        if let Some(table) = table {
            let Some((flat, below, each)) = table.line(count) else { return Some(Line::END) };
            let (tier, each) = due(below, flat, each)?;
            (base, price) = (base.wrapping_add(tier), price.checked_add(each)?);
        }
        let price = u32::try_from(price).ok().filter(|price| u64::from(*price) < PRICE_LIMIT)?;
        Some(Line(base, price))
    }
}
