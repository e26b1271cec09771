//! The shape that most endpoints have: a flat amount, options that add to it, and whole counts at a price each.
//!
//! The price of such an endpoint is a sum of products in 64 bits at one scale, then bounds and a rounding whose
//! division is a multiplication. It is the arithmetic of [`crate::price`] with everything that this shape does not
//! need left out; where it does not hold a number it says so, and that arithmetic is asked instead. A property test
//! compares the two.

use alloc::boxed::Box;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::{ChargePlan, EffectPlan, EndpointPlan, OptionBits, PricingPlan, StepPlan};
use crate::exact::{Exact, Integer, Stated};
use crate::number::SCALE_MAX;
use crate::rounding::RoundingMode;
use crate::usage::AnyUsage;

/// Sums stay below this, so that two of them can be added, and rounded, without a look at their size.
pub(crate) const SUM_LIMIT: u64 = 1 << 62;

#[derive(Debug, Clone)]
pub(crate) struct LinearPlan {
    pub(crate) flat: u64,
    /// What each subset of four neighbouring options adds, the first four first.
    pub(crate) options: Box<[[u64; 16]]>,
    /// For each quantity, by its place, what one of it costs.
    pub(crate) terms: Box<[Term]>,
    pub(crate) bounds: Bounds,
    /// Bits of the quantities that have a default above zero.
    defaulted: u64,
}

/// What a quantity adds: a price for each of it above what is included.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Term {
    pub(crate) included: u64,
    pub(crate) price: u64,
    pub(crate) default: u64,
}

/// The last steps of the arithmetic: at least, at most, rounded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) min: u64,
    pub(crate) max: u64,
    /// Added before the division, it makes of rounding down another mode.
    pub(crate) bias: u64,
    /// The size of a step.
    divisor: u64,
    reciprocal: u64,
    shift: u32,
    /// 1 where a tie, rounded down so far, goes to the even neighbour, else 0.
    ties_to_even: u64,
    /// What one step comes to, at the scale of the result.
    pub(crate) step: u64,
    pub(crate) scale: u32,
}

impl LinearPlan {
    /// The plan of an endpoint that has this shape.
    pub(super) fn of(plan: &EndpointPlan) -> Option<Self> {
        let flat = match &*plan.rates {
            [] => Exact::zero(),
            [rate] if rate.when.is_empty() => rate.price,
            _ => return None,
        };
        let mut prices = Vec::new();
        for option in &plan.options {
            let adds = match option.effect {
                EffectPlan::Nothing => continue,
                EffectPlan::Price(price) if option.when.is_empty() => price,
                _ => return None,
            };
            prices.push((option.bit, adds));
        }
        let mut terms = Vec::new();
        for quantity in &plan.quantities {
            let default = whole(Stated::of(quantity.default))?;
            let kept = quantity.at_least.is_none_or(|least| !least.exceeds(ONE))
                && quantity.increment.is_none_or(keeps_whole_counts);
            if !kept {
                return None;
            }
            terms.push((Term { default, ..Term::default() }, None));
        }
        for charge in &plan.charges {
            let (place, included, price) = charge_term(charge)?;
            if price.is_zero() {
                continue;
            }
            let (term, sum) = terms.get_mut(place)?;
            *sum = match *sum {
                None => Some(price),
                Some(_) if term.included != included => return None,
                Some(other) => Some(price.add(other)?),
            };
            term.included = included;
        }
        let charged = terms.iter().filter_map(|(_, price)| *price);
        let amounts = prices.iter().map(|(_, price)| *price).chain(charged).chain([flat]);
        let bounds = [plan.min, plan.max, plan.round.map(|round| round.to)];
        let scale =
            amounts.chain(bounds.into_iter().flatten()).map(|amount| amount.normalized().scale).max()?;
        let at_scale = |amount: Stated| narrow_at(amount, scale);
        let mut linear = LinearPlan {
            flat: at_scale(flat)?,
            options: option_sums(plan.option_names.len(), &prices, scale)?,
            terms: Box::default(),
            bounds: Bounds::of(plan, scale)?,
            defaulted: 0,
        };
        let all = linear.options.iter().try_fold(linear.flat, |sum, four| sum.checked_add(*four.last()?))?;
        if all >= SUM_LIMIT || scale > SCALE_MAX {
            return None;
        }
        for (place, (term, price)) in terms.iter_mut().enumerate() {
            term.price = price.map_or(Some(0), at_scale)?;
            if term.default > 0 && term.price > 0 {
                linear.defaulted |= 1_u64.checked_shl(u32::try_from(place).ok()?)?;
            }
        }
        linear.terms = terms.into_iter().map(|(term, _)| term).collect();
        Some(linear)
    }

    /// What a usage costs, whose names are all known and stated once, whose choices are made and whose quantities are
    /// whole; none for every other one, priceable or not.
    #[inline(always)]
    pub(crate) fn price<U: AnyUsage>(&self, plan: &EndpointPlan, usage: &U) -> Option<Decimal> {
        let mut options: OptionBits = 0;
        for name in usage.options() {
            let bit = plan.option_bit(name)?;
            if options & bit != 0 {
                return None;
            }
            options |= bit;
        }
        let mut sum = self.flat(plan.given(options)?);
        let mut stated = 0_u64;
        for (name, value) in usage.quantities() {
            let place = plan.quantity_names.get(name)?;
            let bit = 1_u64.wrapping_shl(u32::try_from(place).ok()?);
            if stated & bit != 0 {
                return None;
            }
            stated |= bit;
            sum = self.add(sum, place, whole_count(value)?)?;
        }
        if plan.required & !stated != 0 || (plan.must_count && stated == 0) {
            return None;
        }
        let sum = self.add_defaults(sum, stated)?;
        Some(self.bounds.decimal(self.bounds.settle(sum)?))
    }

    /// What one call costs with these options given and so much of every quantity, in the sheet's order.
    #[inline(always)]
    pub(crate) fn price_counts(&self, given: OptionBits, counts: &[u64]) -> Option<Decimal> {
        let mut sum = self.flat(given);
        for (term, count) in self.terms.iter().zip(counts) {
            sum = term.add(sum, *count)?;
        }
        Some(self.bounds.decimal(self.bounds.settle(sum)?))
    }

    /// The flat amount and the options that are given. Their bits are those of the endpoint's options, no others.
    #[inline(always)]
    pub(crate) fn flat(&self, given: OptionBits) -> u64 {
        if given == 0 {
            return self.flat;
        }
        let mut given = given;
        let mut sum = self.flat;
        for four in &self.options {
            let place = usize::try_from(given & 15).unwrap_or_default();
            // All of them together are below the limit.
            sum = sum.wrapping_add(four.get(place).copied().unwrap_or_default());
            given >>= 4;
        }
        sum
    }

    /// The sum with so much of a quantity.
    #[inline(always)]
    pub(crate) fn add(&self, sum: u64, place: usize, count: u64) -> Option<u64> {
        self.terms.get(place)?.add(sum, count)
    }

    /// The sum with the defaults of the quantities that are not stated.
    #[inline(always)]
    pub(crate) fn add_defaults(&self, mut sum: u64, stated: u64) -> Option<u64> {
        let mut missing = self.defaulted & !stated;
        while missing != 0 {
            let place = usize::try_from(missing.trailing_zeros()).ok()?;
            let term = self.terms.get(place)?;
            sum = term.add(sum, term.default)?;
            missing &= missing.wrapping_sub(1);
        }
        Some(sum)
    }
}

impl Term {
    #[inline(always)]
    fn add(self, sum: u64, count: u64) -> Option<u64> {
        sum.checked_add(self.price.checked_mul(count.saturating_sub(self.included))?)
    }
}

impl Bounds {
    /// No bounds at all.
    pub(crate) const NONE: Bounds = Bounds {
        min: 0,
        max: SUM_LIMIT - 1,
        bias: 0,
        divisor: 1,
        reciprocal: 1 << 63,
        shift: 0,
        ties_to_even: 0,
        step: 1,
        scale: 0,
    };

    fn of(plan: &EndpointPlan, scale: u32) -> Option<Self> {
        let at_scale = |amount: Option<Stated>, otherwise| {
            amount.map_or(Some(otherwise), |amount| narrow_at(amount, scale))
        };
        let (min, max) = (at_scale(plan.min, 0)?, at_scale(plan.max, SUM_LIMIT.wrapping_sub(1))?);
        let (divisor, mode, step, scale) = match plan.round {
            None => (1, RoundingMode::Down, 1, scale),
            Some(StepPlan { to, mode }) => {
                let step = to.normalized();
                (narrow_at(to, scale)?, mode, u64::try_from(step.mantissa).ok()?, step.scale)
            }
        };
        let last = divisor.checked_sub(1)?;
        let below_half = divisor.div_ceil(2).saturating_sub(1);
        let bias = match mode {
            RoundingMode::Down => 0,
            RoundingMode::Up => last,
            RoundingMode::HalfUp => divisor >> 1,
            RoundingMode::HalfDown | RoundingMode::HalfEven => below_half,
        };
        let (reciprocal, shift) = reciprocal(divisor)?;
        // The rounded sum, one step further up at most, must still have 64 bits.
        let representable = min < SUM_LIMIT && max < SUM_LIMIT && divisor < SUM_LIMIT;
        let ties_to_even = u64::from(mode == RoundingMode::HalfEven && divisor.is_multiple_of(2));
        let bounds = Bounds { min, max, bias, divisor, reciprocal, shift, ties_to_even, step, scale };
        representable.then_some(bounds)
    }

    /// What a sum comes to, at the scale of the result; none where it is too large to be told here.
    #[inline(always)]
    pub(crate) fn settle(&self, sum: u64) -> Option<u64> {
        (sum < SUM_LIMIT).then(|| self.settle_small(sum))
    }

    /// What a sum below the limit comes to.
    #[inline(always)]
    pub(crate) fn settle_small(&self, sum: u64) -> u64 {
        self.steps(sum).wrapping_mul(self.step)
    }

    /// How many steps a sum below the limit comes to.
    #[inline(always)]
    pub(crate) fn steps(&self, sum: u64) -> u64 {
        let steps = self.steps_biased(sum);
        if self.ties_to_even == 0 { steps } else { self.settle_tie(sum, steps) }
    }

    /// Whether a tie goes to the even neighbour, which the bias alone does not see to.
    pub(crate) fn ties_to_even(&self) -> bool {
        self.ties_to_even != 0
    }

    /// How many steps a sum below the limit comes to, where no tie goes to the even neighbour.
    #[inline(always)]
    pub(crate) fn steps_biased(&self, sum: u64) -> u64 {
        // Biased, it has 63 bits, for which the reciprocal is exact.
        let wide = u128::from(self.biased(sum).wrapping_shl(1)).wrapping_mul(u128::from(self.reciprocal));
        let high = u64::try_from(wide >> 64).unwrap_or_default();
        high.wrapping_shr(self.shift)
    }

    #[inline(always)]
    fn biased(&self, sum: u64) -> u64 {
        sum.max(self.min).min(self.max).wrapping_add(self.bias)
    }

    /// A tie was half a step, and with the bias it is one unit short of a whole one.
    #[inline(always)]
    fn settle_tie(&self, sum: u64, steps: u64) -> u64 {
        let rest = self.biased(sum).wrapping_sub(steps.wrapping_mul(self.divisor));
        let tie = u64::from(rest == self.divisor.wrapping_sub(1));
        steps.wrapping_add(steps & tie)
    }

    /// A settled sum in the decimal type, without trailing zeros.
    #[inline(always)]
    pub(crate) fn decimal(&self, settled: u64) -> Decimal {
        Bounds::decimal_of(settled, self.scale)
    }

    /// A mantissa and a scale in the decimal type, without trailing zeros.
    #[inline(always)]
    pub(crate) fn decimal_of(mantissa: u64, scale: u32) -> Decimal {
        let (mantissa, scale) = mantissa.strip_zeros(scale);
        let [low, mid] = halves(mantissa);
        Decimal::from_parts(low, mid, 0, false, scale)
    }
}

/// A quantity that is a whole number of 64 bits, written as one.
#[inline(always)]
fn whole_count(value: Decimal) -> Option<u64> {
    let parts = value.unpack();
    let whole = parts.scale == 0 && parts.hi == 0 && !parts.negative;
    whole.then(|| u64::from(parts.mid) << 32 | u64::from(parts.lo))
}

#[inline(always)]
fn halves(value: u64) -> [u32; 2] {
    [value & 0xffff_ffff, value >> 32].map(|half| u32::try_from(half).unwrap_or_default())
}

const ONE: Stated = Exact { mantissa: 1, scale: 0 };

/// Whether a whole count is a multiple of the step already.
fn keeps_whole_counts(step: StepPlan) -> bool {
    10_u128.checked_pow(step.to.scale).is_some_and(|one| one.is_multiple_of(step.to.mantissa))
}

fn whole(amount: Stated) -> Option<u64> {
    narrow_at(amount, 0)
}

/// The mantissa of an amount at a scale, where it has one of 64 bits there.
fn narrow_at(amount: Stated, scale: u32) -> Option<u64> {
    let Exact { mantissa, scale: own } = amount.normalized();
    let factor = 10_u128.checked_pow(scale.checked_sub(own)?)?;
    u64::try_from(mantissa.checked_mul(factor)?).ok()
}

/// The quantity that a charge counts, how many of it are free, and what one costs, where that is all there is to it.
fn charge_term(charge: &ChargePlan) -> Option<(usize, u64, Stated)> {
    let plain = charge.plus.is_empty()
        && charge.minus.is_empty()
        && charge.options.is_empty()
        && charge.round.is_none();
    let ([place], [rate], true) = (&*charge.factors, &*charge.rates, plain) else { return None };
    let plain = rate.when.is_empty()
        && rate.min.is_none()
        && rate.max.is_none()
        && rate.increment.is_none_or(keeps_whole_counts);
    let (PricingPlan::Unit(unit), true) = (&rate.pricing, plain) else { return None };
    if unit.divisor != 1 {
        return None;
    }
    Some((*place, whole(rate.included)?, unit.price.multiply(unit.factor)?.normalized()))
}

/// For each four options, what every subset of them adds.
fn option_sums(count: usize, prices: &[(OptionBits, Stated)], scale: u32) -> Option<Box<[[u64; 16]]>> {
    if prices.is_empty() {
        return Some(Box::default());
    }
    let fours = count.div_ceil(4);
    let mut sums = Vec::with_capacity(fours);
    for four in 0..fours {
        let mut subsets = [0_u64; 16];
        for (bit, price) in prices {
            let place = bit.checked_shr(u32::try_from(four.checked_mul(4)?).ok()?)? & 15;
            if place == 0 {
                continue;
            }
            let price = narrow_at(*price, scale)?;
            for (subset, sum) in subsets.iter_mut().enumerate() {
                if u128::try_from(subset).ok()? & place != 0 {
                    *sum = sum.checked_add(price)?;
                }
            }
        }
        sums.push(subsets);
    }
    Some(sums.into())
}

/// A factor and a shift that divide: for every dividend below 2^63, the upper half of twice the dividend times the
/// factor, shifted, is the quotient.
///
/// With `2^(shift - 1) < divisor <= 2^shift`, the factor is `2^(63 + shift) / divisor`, rounded up. It is too large by
/// less than `1 / 2^63` of a quotient's unit for each unit of the dividend, which no dividend of 63 bits can sum up
/// to the distance from a quotient to the next.
fn reciprocal(divisor: u64) -> Option<(u64, u32)> {
    let shift = u64::BITS.checked_sub(divisor.checked_sub(1)?.leading_zeros())?;
    let power = 1_u128.checked_shl(63_u32.checked_add(shift)?)?;
    Some((u64::try_from(power.div_ceil(divisor.into())).ok()?, shift))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn divide(dividend: u64, divisor: u64) -> u64 {
        let (factor, shift) = reciprocal(divisor).unwrap();
        ((u128::from(dividend << 1) * u128::from(factor)) >> 64) as u64 >> shift
    }

    #[test]
    fn reciprocals_divide_at_the_edges() {
        let dividends = [0, 1, 2, 9, 10, 11, (1 << 63) - 1, (1 << 62) - 1, 1 << 62];
        for power in 0..62 {
            for divisor in [(1_u64 << power).saturating_sub(1).max(1), 1 << power, (1 << power) + 1] {
                let near = [divisor - 1, divisor, divisor + 1, divisor.saturating_mul(7) & ((1 << 63) - 1)];
                for dividend in dividends.into_iter().chain(near) {
                    assert_eq!(divide(dividend, divisor), dividend / divisor, "{dividend} / {divisor}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn reciprocals_divide(dividend in 0..1_u64 << 63, divisor in 1..SUM_LIMIT, narrow in 0..62_u32) {
            let divisor = (divisor >> narrow).max(1);
            prop_assert_eq!(divide(dividend, divisor), dividend / divisor);
        }
    }
}
