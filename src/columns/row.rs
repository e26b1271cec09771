//! An endpoint as numbers, and a usage of it as a few multiplications without a branch.

use crate::exact::Integer;
use crate::plan::{Bounds, EndpointPlan, OptionBits};

/// How many quantities, and how many groups of four options, a row has room for.
const PLACES: usize = 4;

/// A count below this times a price below [`PRICE_LIMIT`] is below 2^59, and four of them with [`FLAT_LIMIT`] below 2^62.
const COUNT_BITS: u32 = 32;
const PRICE_LIMIT: u64 = 1 << 27;
const FLAT_LIMIT: u64 = 1 << 60;

/// An endpoint as numbers; a usage that does not fit in them is priced by itself.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// All ones where this endpoint has no such form.
    single: u64,
    flat: u64,
    prices: [u64; PLACES],
    included: [u64; PLACES],
    /// All ones where the endpoint has no such quantity.
    absent: [u64; PLACES],
    /// The bits of no option, and of those that the sums leave out.
    other_options: u64,
    sums: [[u64; 16]; PLACES],
    bounds: Bounds,
    /// The most steps whose amount has 64 bits.
    steps_max: u64,
}

/// An endpoint whose usages are priced one by one.
pub(super) static SINGLE: Row = Row {
    single: u64::MAX,
    flat: 0,
    prices: [0; PLACES],
    included: [0; PLACES],
    absent: [0; PLACES],
    other_options: 0,
    sums: [[0; 16]; PLACES],
    bounds: Bounds::NONE,
    steps_max: u64::MAX,
};

impl Row {
    pub(super) fn of(plan: &EndpointPlan, scale: u32) -> Option<Self> {
        let linear = plan.linear.as_ref()?;
        // The default of a choice, or two of its members, are for others to see to.
        if linear.terms.len() > PLACES || !plan.choices.is_empty() {
            return None;
        }
        let mut row = SINGLE.clone();
        let widening = u64::power_of_ten(scale.checked_sub(linear.bounds.scale)?)?;
        row.bounds = linear.bounds;
        row.bounds.step = row.bounds.step.checked_mul(widening)?;
        row.steps_max = u64::MAX.wrapping_sub(1).checked_div(row.bounds.step)?;
        row.flat = linear.flat;
        for (row, four) in row.sums.iter_mut().zip(&linear.options) {
            *row = *four;
        }
        let known = plan.option_names.len().min(row.sums.len().saturating_mul(4));
        row.other_options = u64::MAX.checked_shl(u32::try_from(known).ok()?).unwrap_or_default();
        row.absent = [u64::MAX; PLACES];
        let rooms = row.prices.iter_mut().zip(&mut row.included).zip(&mut row.absent);
        for (((price, included), absent), term) in rooms.zip(&linear.terms) {
            if term.price >= PRICE_LIMIT {
                return None;
            }
            (*price, *included, *absent) = (term.price, term.included, 0);
        }
        let most = row.sums.iter().try_fold(row.flat, |sum, four| sum.checked_add(*four.last()?))?;
        row.single = 0;
        (most < FLAT_LIMIT).then_some(row)
    }

    /// The amount of a usage, and 0 where it is one: a usage that does not fit yields a number without meaning.
    #[inline(always)]
    pub(super) fn price<const W: usize, const PLAIN: bool>(
        &self,
        options: OptionBits,
        counts: [u64; W],
    ) -> (u64, u64) {
        let (low, high) = (u64::try_from(options & u128::from(u64::MAX)), options >> 64);
        let low = low.unwrap_or_default();
        let mut unfit = self.single | (low & self.other_options) | u64::from(high != 0);
        let mut sum = self.flat;
        let mut rest = low;
        for four in &self.sums {
            let subset = usize::try_from(rest & 15).unwrap_or_default();
            sum = sum.wrapping_add(four.get(subset).copied().unwrap_or_default());
            rest >>= 4;
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
        let steps = if PLAIN { self.bounds.steps_biased(sum) } else { self.bounds.steps(sum) };
        unfit |= u64::from(steps > self.steps_max);
        (steps.wrapping_mul(self.bounds.step), unfit)
    }

    /// Whether it neither includes a count nor rounds to the even neighbour.
    pub(super) fn is_plain(&self) -> bool {
        self.included == [0; PLACES] && !self.bounds.ties_to_even()
    }
}
