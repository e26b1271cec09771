//! An endpoint as numbers, and a usage of it as a few multiplications without a branch.
//!
//! There are five forms of a row, and all rows of a pricer have one: a sum ([`Sum`]), a sum that is rounded
//! ([`Rounded`]), tiers and what else there is without conditions, without and with bounds
//! ([`Curved`](super::curved::Curved)), and few cases, likewise ([`Cased`](super::cased::Cased)).

use alloc::boxed::Box;

use super::sums::{Budget, sums};
use crate::exact::Integer;
use crate::plan::{Bounds, EndpointPlan, LinearPlan, OptionBits};

/// How many bits a count has: the product of one and a price below [`PRICE_LIMIT`] has 63, so none wraps.
pub(super) const COUNT_BITS: u32 = 32;
pub(super) const PRICE_LIMIT: u64 = 1 << 31;

/// The price of a quantity that the endpoint does not have: minus one, so that a count of it, unless it is 0, comes to
/// a product above every amount.
pub(super) const ABSENT: u64 = u64::MAX;

/// An endpoint as numbers. `W` is how many quantities a usage has.
pub(super) trait Form<const W: usize>: Sized {
    /// How many bits the parts of an amount have, where they fit.
    const BITS: u32;

    /// The row of an endpoint that has this form, for amounts at this scale.
    fn of(plan: &EndpointPlan, scale: u32, budget: &mut Budget) -> Option<Self>;

    /// An endpoint whose usages are priced one by one.
    fn single() -> Self;

    /// What a usage comes to, whose counts have [`COUNT_BITS`], and its parts, ORed: where those have more than
    /// [`BITS`](Self::BITS), it does not fit, and the amount is without meaning. None where its options are no set of
    /// the endpoint's. The parts are in two words, for each is a step from one usage to the next.
    fn price(&self, options: OptionBits, counts: [u64; W]) -> Option<(u64, [u64; 2])>;
}

/// An endpoint of linear plan, and what is known of it beforehand.
pub(super) struct Linear<'p> {
    pub(super) plan: &'p EndpointPlan,
    pub(super) linear: &'p LinearPlan,
    /// What an amount of the endpoint's own scale is multiplied with.
    pub(super) widening: u64,
}

impl<'p> Linear<'p> {
    pub(super) fn of(plan: &'p EndpointPlan, scale: u32) -> Option<Self> {
        let linear = plan.linear.as_ref()?;
        let widening = u64::power_of_ten(scale.checked_sub(linear.bounds.scale)?)?;
        Some(Linear { plan, linear, widening })
    }

    /// Whether the options say all: each set of them has its price in the table.
    pub(super) fn is_tabulated(&self) -> bool {
        self.linear.terms.is_empty() && super::sums::is_one_table(self.linear)
    }

    /// Whether a sum is the amount.
    pub(super) fn keeps_sums(&self) -> bool {
        self.linear.bounds.keeps_sums()
    }

    /// Whether every count has one price, and the options one table.
    pub(super) fn is_straight(&self) -> bool {
        let included = self.linear.terms.iter().any(|term| term.included > 0 && term.price > 0);
        self.linear.tables.is_empty() && !included && super::sums::is_one_table(self.linear)
    }

    /// What an amount is multiplied with where sums are amounts.
    pub(super) fn factor(&self) -> Option<u64> {
        self.linear.bounds.step.checked_mul(self.widening)
    }

    /// A price for each place: times the factor, as long as it is no larger than a price may be.
    pub(super) fn prices<const W: usize>(&self, factor: u64) -> Option<[u64; W]> {
        let mut prices = [ABSENT; W];
        if self.linear.terms.len() > W {
            return None;
        }
        for (price, term) in prices.iter_mut().zip(&self.linear.terms) {
            *price = term.price.checked_mul(factor).filter(|price| *price < PRICE_LIMIT)?;
        }
        Some(prices)
    }

    /// What each set of options comes to, with the flat amount and the last steps; none where more is to come.
    pub(super) fn tabulated(&self, budget: &mut Budget) -> Option<Box<[u64]>> {
        let bounds = &self.linear.bounds;
        sums(self, budget, |sum| bounds.settle(sum)?.checked_mul(self.widening))
    }
}

/// A flat amount with options, and counts at a price each: the sum is the amount.
#[derive(Debug, Clone)]
pub(super) struct Sum<const W: usize> {
    sums: Box<[u64]>,
    prices: [u64; W],
}

impl<const W: usize> Form<W> for Sum<W> {
    /// Eight such parts have a sum of 64 bits, which is not the largest.
    const BITS: u32 = 60;

    fn of(plan: &EndpointPlan, scale: u32, budget: &mut Budget) -> Option<Self> {
        let endpoint = &Linear::of(plan, scale)?;
        if endpoint.is_tabulated() {
            return Some(Sum { sums: endpoint.tabulated(budget)?, prices: [ABSENT; W] });
        }
        if !endpoint.is_straight() || !endpoint.keeps_sums() {
            return None;
        }
        let factor = endpoint.factor()?;
        let prices = endpoint.prices(factor)?;
        Some(Sum { sums: sums(endpoint, budget, |sum| sum.checked_mul(factor))?, prices })
    }

    fn single() -> Self {
        Sum { sums: Box::default(), prices: [ABSENT; W] }
    }

    #[inline(always)]
    fn price(&self, options: OptionBits, counts: [u64; W]) -> Option<(u64, [u64; 2])> {
        summed(&self.sums, &self.prices, options, counts)
    }
}

/// What a set of options and the counts come to, and the parts of that.
#[inline(always)]
fn summed<const W: usize>(
    sums: &[u64],
    prices: &[u64; W],
    options: OptionBits,
    counts: [u64; W],
) -> Option<(u64, [u64; 2])> {
    let mut sum = *sums.get(usize::try_from(options).ok()?)?;
    let (mut parts, mut others) = (sum, 0);
    for (at, (price, count)) in prices.iter().zip(counts).enumerate() {
        let amount = count.wrapping_mul(*price);
        let parts = if at % 2 == 0 { &mut others } else { &mut parts };
        *parts |= amount;
        sum = sum.wrapping_add(amount);
    }
    Some((sum, [parts, others]))
}

/// The same, rounded.
#[derive(Debug, Clone)]
pub(super) struct Rounded<const W: usize> {
    /// With the bias of the rounding.
    sums: Box<[u64]>,
    prices: [u64; W],
    short: Short,
}

impl<const W: usize> Form<W> for Rounded<W> {
    const BITS: u32 = Short::SUM_BITS;

    fn of(plan: &EndpointPlan, scale: u32, budget: &mut Budget) -> Option<Self> {
        let endpoint = &Linear::of(plan, scale)?;
        if endpoint.is_tabulated() || endpoint.keeps_sums() {
            let Sum { mut sums, prices } = Sum::of(plan, scale, budget)?;
            for sum in &mut sums {
                *sum = sum.saturating_add(Short::KEEPS.bias);
            }
            return Some(Rounded { sums, prices, short: Short::KEEPS });
        }
        let EndpointPlan { min: None, max: None, .. } = endpoint.plan else { return None };
        if !endpoint.is_straight() {
            return None;
        }
        let short = Short::of(&endpoint.linear.bounds, endpoint.widening)?;
        let prices = endpoint.prices(1)?;
        Some(Rounded { sums: sums(endpoint, budget, |sum| sum.checked_add(short.bias))?, prices, short })
    }

    fn single() -> Self {
        Rounded { sums: Box::default(), prices: [ABSENT; W], short: Short::KEEPS }
    }

    #[inline(always)]
    fn price(&self, options: OptionBits, counts: [u64; W]) -> Option<(u64, [u64; 2])> {
        let (sum, [parts, others]) = summed(&self.sums, &self.prices, options, counts)?;
        Some((self.short.settle(sum), [parts | sum, others]))
    }
}

/// A rounding of sums and to steps that are not large: one multiplication and no shift.
#[derive(Debug, Clone, Copy)]
struct Short {
    bias: u64,
    reciprocal: u64,
    step: u64,
}

impl Short {
    /// What is rounded has at most so many bits, with the bias.
    const SUM_BITS: u32 = 43;
    /// The bits of a divisor and of a step: the product of one and a sum has 63 bits then.
    const STEP_BITS: u32 = 20;

    /// Keeps every sum: the reciprocal is one as good as, and the bias makes up for what it is too small.
    const KEEPS: Short = Short { bias: 1, reciprocal: u64::MAX, step: 1 };

    fn of(bounds: &Bounds, widening: u64) -> Option<Self> {
        let (divisor, step) = (bounds.divisor, bounds.step.checked_mul(widening)?);
        if divisor.max(step) >> Short::STEP_BITS != 0 || bounds.ties_to_even() {
            return None;
        }
        let (bias, reciprocal) = match divisor {
            1 => (Short::KEEPS.bias, Short::KEEPS.reciprocal),
            _ => (bounds.bias, u64::try_from((1_u128 << 64).div_ceil(divisor.into())).ok()?),
        };
        Some(Short { bias, reciprocal, step })
    }

    /// What a sum comes to that has its bias, of [`SUM_BITS`](Self::SUM_BITS); the reciprocal divides exactly, for it is
    /// too large by less than one unit of the divisor in 2^64.
    #[inline(always)]
    fn settle(&self, biased: u64) -> u64 {
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
        for divisor in (2..2_000).chain([9_999, 10_000, 65_536, 999_999, (1 << 20) - 1]) {
            let mut bounds = Bounds::NONE;
            (bounds.divisor, bounds.step) = (divisor, 3);
            let short = Short::of(&bounds, 2).unwrap();
            let near = |times: u64| [times - 1, times, times + 1];
            let multiples = [divisor, divisor * 7, largest / divisor * divisor].into_iter().flat_map(near);
            for sum in [0, 1, 9, 10, largest].into_iter().chain(multiples).filter(|sum| *sum <= largest) {
                assert_eq!(short.settle(sum), sum / divisor * 6, "{sum} / {divisor}");
            }
        }
        let mut large = Bounds::NONE;
        large.divisor = 1 << 20;
        assert!(Short::of(&large, 1).is_none());
        for sum in [0, 1, largest - 1] {
            assert_eq!(Short::KEEPS.settle(sum + Short::KEEPS.bias), sum);
        }
    }
}
