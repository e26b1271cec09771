//! An endpoint as numbers, and a usage of it as a few multiplications without a branch.

use alloc::vec::Vec;

use crate::exact::Integer;
use crate::plan::{Bounds, EndpointPlan, OptionBits};

/// How many quantities a row has room for.
const PLACES: usize = 4;

/// How many options have their subsets summed up in one table, and how many tables a row has.
const OPTIONS_IN_TABLE: usize = 11;
const TABLES: usize = 2;

/// How many sums all rows may have together: what more there is would not stay near the processor.
const SUMS_MAX: usize = 1 << 18;

/// A count below this times a price below [`PRICE_LIMIT`] is below 2^59, and four of them with [`FLAT_LIMIT`] below 2^62.
const COUNT_BITS: u32 = 32;
const PRICE_LIMIT: u64 = 1 << 27;
const FLAT_LIMIT: u64 = 1 << 60;

/// An endpoint as numbers; a usage that does not fit in them is priced by itself.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// The flat amount; too large for a sum where this endpoint has no such form.
    flat: u64,
    /// Where its tables of sums begin, and the bits of their options.
    tables: [Table; TABLES],
    /// The bits of no option, and of those that the tables leave out.
    other_options: u64,
    prices: [u64; PLACES],
    /// All ones where the endpoint has no such quantity.
    absent: [u64; PLACES],
    short: Short,
    /// Whether the short way is all that the row needs.
    plain: bool,
    included: [u64; PLACES],
    bounds: Bounds,
    /// The most steps whose amount has 64 bits.
    steps_max: u64,
}

#[derive(Debug, Clone, Copy)]
struct Table {
    start: usize,
    options: u64,
}

/// An endpoint whose usages are priced one by one.
pub(super) static SINGLE: Row = Row {
    flat: FLAT_LIMIT,
    tables: [Table { start: 0, options: 0 }; TABLES],
    other_options: 0,
    prices: [0; PLACES],
    absent: [0; PLACES],
    short: Short::NONE,
    plain: true,
    included: [0; PLACES],
    bounds: Bounds::NONE,
    steps_max: 0,
};

impl Row {
    /// The row of an endpoint that has this form; its tables join those of the others.
    pub(super) fn of(plan: &EndpointPlan, scale: u32, sums: &mut Vec<u32>) -> Option<Self> {
        let linear = plan.linear.as_ref()?;
        // The default of a choice, or two of its members, are for others to see to.
        if linear.terms.len() > PLACES
            || !plan.choices.is_empty()
            || linear.flat >= FLAT_LIMIT
            || !linear.tables.is_empty()
        {
            return None;
        }
        let mut row = SINGLE.clone();
        let widening = u64::power_of_ten(scale.checked_sub(linear.bounds.scale)?)?;
        row.bounds = linear.bounds;
        row.bounds.step = row.bounds.step.checked_mul(widening)?;
        row.steps_max = u64::MAX.wrapping_sub(1).checked_div(row.bounds.step)?;
        row.flat = linear.flat;
        row.absent = [u64::MAX; PLACES];
        let rooms = row.prices.iter_mut().zip(&mut row.included).zip(&mut row.absent);
        for (((price, included), absent), term) in rooms.zip(&linear.terms) {
            if term.price >= PRICE_LIMIT {
                return None;
            }
            (*price, *included, *absent) = (term.price, term.included, 0);
        }
        let mut known = 0_usize;
        for (table, options) in row.tables.iter_mut().zip(linear.option_prices.chunks(OPTIONS_IN_TABLE)) {
            table.start = add_table(sums, options)?;
            table.options = ones(options.len());
            known = known.saturating_add(options.len());
        }
        row.other_options = !ones(known);
        let short = Short::of(&row.bounds);
        row.plain = short.is_some() && known <= OPTIONS_IN_TABLE && row.included == [0; PLACES];
        row.short = short.unwrap_or(Short::NONE);
        Some(row)
    }

    /// The amount of a usage, and 0 where it is one: a usage that does not fit yields a number without meaning.
    #[inline(always)]
    pub(super) fn price<const W: usize, const PLAIN: bool>(
        &self,
        sums: &[u32],
        options: OptionBits,
        counts: [u64; W],
    ) -> (u64, u64) {
        let (low, high) = (u64::try_from(options & u128::from(u64::MAX)), options >> 64);
        let low = low.unwrap_or_default();
        let mut unfit = (low & self.other_options) | u64::from(high != 0);
        let [first, second] = &self.tables;
        let mut sum = self.flat.wrapping_add(first.sum(sums, low));
        if !PLAIN {
            sum = sum.wrapping_add(second.sum(sums, low >> OPTIONS_IN_TABLE));
        }
        let terms = self.prices.iter().zip(&self.included).zip(&self.absent);
        let mut all = 0;
        for (((price, included), absent), count) in terms.zip(counts) {
            all |= count;
            unfit |= count & absent;
            // Where a count is too large for this, the usage is priced by itself.
            let charged = if PLAIN { count } else { count.saturating_sub(*included) };
            sum = sum.wrapping_add(charged.wrapping_mul(*price));
        }
        unfit |= all.wrapping_shr(COUNT_BITS);
        if PLAIN {
            unfit |= sum >> Short::SUM_BITS;
            (self.short.settle(sum), unfit)
        } else {
            let steps = self.bounds.steps(sum);
            unfit |= u64::from(steps > self.steps_max);
            (steps.wrapping_mul(self.bounds.step), unfit)
        }
    }

    /// Whether the short way is all that it needs.
    pub(super) fn is_plain(&self) -> bool {
        self.plain
    }
}

impl Table {
    #[inline(always)]
    fn sum(&self, sums: &[u32], options: u64) -> u64 {
        let subset = usize::try_from(options & self.options).unwrap_or_default();
        sums.get(self.start.wrapping_add(subset)).copied().unwrap_or_default().into()
    }
}

/// So many low bits.
fn ones(count: usize) -> u64 {
    let bits = u32::try_from(count).ok().and_then(|count| u64::MAX.checked_shl(count));
    !bits.unwrap_or_default()
}

/// Adds what every subset of these options comes to, and tells where that begins.
fn add_table(sums: &mut Vec<u32>, options: &[u64]) -> Option<usize> {
    let start = sums.len();
    sums.push(0);
    for price in options {
        let price = u32::try_from(*price).ok()?;
        if sums.len() >= SUMS_MAX {
            return None;
        }
        for without in start..sums.len() {
            let sum = sums.get(without)?.checked_add(price)?;
            sums.push(sum);
        }
    }
    Some(start)
}

/// The last steps of the arithmetic for sums and steps that are not large: one multiplication and no shift.
#[derive(Debug, Clone, Copy)]
struct Short {
    min: u64,
    max: u64,
    bias: u64,
    reciprocal: u64,
    step: u64,
}

impl Short {
    /// What is rounded has at most one bit more.
    const SUM_BITS: u32 = 43;
    /// The bits of a divisor and of a step: the product of a divisor and a sum has 64 bits then.
    const STEP_BITS: u32 = 20;

    /// Keeps every sum.
    const NONE: Short = Short { min: 0, max: u64::MAX, bias: 1, reciprocal: u64::MAX, step: 1 };

    fn of(bounds: &Bounds) -> Option<Self> {
        let (divisor, step) = (bounds.divisor, bounds.step);
        let large = divisor.max(step) >> Short::STEP_BITS != 0 || bounds.min >> Short::SUM_BITS != 0;
        if large || bounds.ties_to_even() {
            return None;
        }
        let (bias, reciprocal) = match divisor {
            // A half of the largest word, so to speak: one more makes up for what it is too small.
            1 => (bounds.bias.checked_add(1)?, u64::MAX),
            _ => (bounds.bias, u64::try_from((1_u128 << 64).div_ceil(divisor.into())).ok()?),
        };
        let max = bounds.max.min(1 << Short::SUM_BITS);
        Some(Short { min: bounds.min, max, bias, reciprocal, step })
    }

    /// What a sum comes to, of [`SUM_BITS`](Self::SUM_BITS); the reciprocal divides exactly, for it is too large by less
    /// than one unit of the divisor in 2^64.
    #[inline(always)]
    fn settle(&self, sum: u64) -> u64 {
        let biased = sum.max(self.min).min(self.max).wrapping_add(self.bias);
        let wide = u128::from(biased).wrapping_mul(u128::from(self.reciprocal));
        u64::try_from(wide >> 64).unwrap_or_default().wrapping_mul(self.step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_divides() {
        let largest = (1_u64 << Short::SUM_BITS) - 1;
        for divisor in (1..2_000).chain([9_999, 10_000, 65_536, 999_999, (1 << 20) - 1]) {
            let mut bounds = Bounds::NONE;
            (bounds.divisor, bounds.step) = (divisor, 3);
            let short = Short::of(&bounds).unwrap();
            let near = |times: u64| [times - 1, times, times + 1];
            let multiples = [divisor, divisor * 7, largest / divisor * divisor].into_iter().flat_map(near);
            for sum in [0, 1, 9, 10, largest].into_iter().chain(multiples).filter(|sum| *sum <= largest) {
                assert_eq!(short.settle(sum), sum / divisor * 3, "{sum} / {divisor}");
            }
        }
        let mut large = Bounds::NONE;
        large.divisor = 1 << 20;
        assert!(Short::of(&large).is_none());
        assert_eq!(Short::NONE.settle(largest), largest);
    }

    #[test]
    fn tables_hold_every_subset() {
        let mut sums = Vec::from([0]);
        let start = add_table(&mut sums, &[1, 10, 100]).unwrap();
        assert_eq!(sums[start..], [0, 1, 10, 11, 100, 101, 110, 111]);
        let second = add_table(&mut sums, &[]).unwrap();
        assert_eq!((second, sums[second]), (9, 0));
        assert!(add_table(&mut sums, &[1 << 32]).is_none());
    }
}
