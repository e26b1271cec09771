//! An endpoint with included counts, tiers, bounds, any rounding or many options, as numbers.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::row::{ABSENT, Form, Linear, PRICE_LIMIT};
use super::sums::{Budget, NO_SUM, OPTIONS_IN_TABLE, TABLE, subsets, sums};
use crate::plan::{Bounds, LinearPlan, OptionBits, Term, TierTable};

/// Where a curve bends at the most, and how many lines it has.
const BENDS: usize = 7;
const LINES: usize = BENDS + 1;

/// What the lines begin with has fewer bits than this; with a product of 63 bits, none has more than 64.
const BASE_LIMIT: u64 = 1 << 62;

#[derive(Debug, Clone)]
pub(super) struct Curved<const W: usize> {
    /// With the flat amount.
    first: Box<[u64]>,
    /// What the options beyond the first table add.
    second: Box<[u64]>,
    curves: [Curve; W],
    bounds: Bounds,
    /// The most steps whose amount has 64 bits and is not the largest.
    steps_max: u64,
}

/// What a count comes to: a line up to a bend, another one up to the next.
#[derive(Debug, Clone, Copy)]
struct Curve {
    /// The last counts of all lines but the last: in rising order, filled up with what no count passes.
    bends: [u32; BENDS],
    lines: [Line; LINES],
}

/// What a count costs: the base and a price for each. The base may stand for a number below 0, the whole never does.
#[derive(Debug, Clone, Copy)]
struct Line {
    base: u64,
    price: u64,
}

impl<const W: usize> Form<W> for Curved<W> {
    /// Eight such parts and two more have a sum that can be rounded.
    const BITS: u32 = 58;

    fn of(endpoint: &Linear<'_>, budget: &mut Budget) -> Option<Self> {
        let linear = endpoint.linear;
        let mut row = Self::single();
        if endpoint.is_tabulated() {
            (row.first, row.second) = (endpoint.tabulated(budget)?, Box::from([0]));
            return Some(row);
        }
        (row.first, row.second) = match linear.option_prices.split_at_checked(OPTIONS_IN_TABLE) {
            // The default of a choice, or two of its members, would have to be seen to over both tables.
            Some((first, second)) if endpoint.plan.choices.is_empty() => {
                (subsets(first, linear.flat, budget)?, subsets(second, 0, budget)?)
            }
            _ => (sums(endpoint, budget, Some)?, Box::from([0])),
        };
        row.bounds = linear.bounds;
        row.bounds.step = endpoint.factor()?;
        row.steps_max = u64::MAX.wrapping_sub(1).checked_div(row.bounds.step)?;
        if linear.terms.len() > W {
            return None;
        }
        for (place, curve) in row.curves.iter_mut().enumerate().take(linear.terms.len()) {
            *curve = Curve::of(linear, place)?;
        }
        Some(row)
    }

    fn single() -> Self {
        Curved {
            first: Box::default(),
            second: Box::default(),
            curves: [Curve::NONE; W],
            bounds: Bounds::NONE,
            steps_max: u64::MAX.wrapping_sub(1),
        }
    }

    #[inline(always)]
    fn price(&self, options: OptionBits, counts: [u64; W]) -> Option<(u64, u64)> {
        let options = usize::try_from(options).ok()?;
        let first = *self.first.get(options % TABLE)?;
        let second = *self.second.get(options / TABLE)?;
        let (mut sum, mut parts) = (first.wrapping_add(second), first | second);
        for (curve, count) in self.curves.iter().zip(counts) {
            let amount = curve.amount(count);
            parts |= amount;
            sum = sum.wrapping_add(amount);
        }
        let steps = self.bounds.steps_of_any(sum);
        let large = u64::from(steps > self.steps_max);
        Some((steps.wrapping_mul(self.bounds.step), parts | large.wrapping_shl(Self::BITS)))
    }
}

impl Curve {
    /// Of a quantity that the endpoint does not have.
    const NONE: Curve = Curve { bends: [u32::MAX; BENDS], lines: [Line { base: 0, price: ABSENT }; LINES] };

    /// What a quantity of this place comes to, where it bends no more than that.
    fn of(linear: &LinearPlan, place: usize) -> Option<Self> {
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
        let mut curve = Curve::NONE;
        if bends.len() > BENDS {
            return None;
        }
        for (room, bend) in curve.bends.iter_mut().zip(&bends) {
            *room = u32::try_from(*bend).ok()?;
        }
        let firsts = bends.iter().map(|bend| bend.saturating_add(1));
        for (room, count) in curve.lines.iter_mut().zip([0].into_iter().chain(firsts)) {
            *room = Line::at(*term, table, count)?;
        }
        Some(curve)
    }

    /// What a count comes to, of 32 bits; above every amount where the tiers end before it.
    #[inline(always)]
    fn amount(&self, count: u64) -> u64 {
        let narrow = u32::try_from(count & u64::from(u32::MAX)).unwrap_or_default();
        let passed =
            self.bends.iter().fold(0_usize, |passed, bend| passed.wrapping_add((*bend < narrow).into()));
        let line = self.lines.get(passed).unwrap_or(&Line::END);
        line.base.wrapping_add(line.price.wrapping_mul(count))
    }
}

impl Line {
    /// Beyond the last tier.
    const END: Line = Line { base: NO_SUM, price: 0 };

    /// The line on which a count is.
    fn at(term: Term, table: Option<&TierTable>, count: u64) -> Option<Self> {
        let mut line = Line { base: 0, price: 0 };
        if count > term.included || term.included == 0 {
            line = Line { base: term.included.wrapping_mul(term.price).wrapping_neg(), price: term.price };
        }
        if let Some(table) = table {
            let Some((base, below, price)) = table.line(count) else { return Some(Line::END) };
            if base >= BASE_LIMIT {
                return None;
            }
            let base = base.wrapping_sub(below.wrapping_mul(price));
            line = Line { base: line.base.wrapping_add(base), price: line.price.checked_add(price)? };
        }
        (line.price < PRICE_LIMIT).then_some(line)
    }
}
