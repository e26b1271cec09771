//! The last steps of the arithmetic in 64 bits: at least, at most, rounded.

use super::{EndpointPlan, Narrow, StepPlan};
use crate::exact::{Exact, Stated};
use crate::rounding::RoundingMode;

/// Sums stay below this, so that two of them can be added, and rounded, without a look at their size.
pub(crate) const SUM_LIMIT: u64 = 1 << 62;

/// One, as a sheet states it.
pub(crate) const ONE: Stated = Exact { mantissa: 1, scale: 0 };

/// The last steps of the arithmetic: at least, at most, rounded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) min: u64,
    pub(crate) max: u64,
    /// Added before the division, it makes of rounding down another mode.
    pub(crate) bias: u64,
    /// The size of a step.
    pub(crate) divisor: u64,
    reciprocal: u64,
    shift: u32,
    /// 1 where a tie, rounded down so far, goes to the even neighbour, else 0.
    ties_to_even: u64,
    /// What one step comes to, at the scale of the result.
    pub(crate) step: u64,
    pub(crate) scale: u32,
    /// Whether every sum stays as it is.
    plain: bool,
    /// None where nothing is rounded.
    mode: Option<RoundingMode>,
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
        plain: true,
        mode: None,
    };

    pub(super) fn of(plan: &EndpointPlan, scale: u32) -> Option<Self> {
        let at_scale = |amount: Option<Stated>, otherwise| {
            amount.map_or(Some(otherwise), |amount| narrow_at(amount, scale))
        };
        let (min, max) = (at_scale(plan.min, 0)?, at_scale(plan.max, SUM_LIMIT.wrapping_sub(1))?);
        match plan.round {
            None => Bounds::between(min, max, None, 1, scale),
            Some(StepPlan { to, mode }) => {
                let step = to.normalized();
                let divisor = (narrow_at(to, scale)?, mode);
                Bounds::between(min, max, Some(divisor), u64::try_from(step.mantissa).ok()?, step.scale)
            }
        }
    }

    /// The steps in which a number is rounded, each of this size and of this value.
    pub(super) fn stepping(divisor: u64, mode: RoundingMode, step: u64) -> Option<Self> {
        Bounds::between(0, Bounds::NONE.max, Some((divisor, mode)), step, 0)
    }

    /// At least, at most, and rounded to steps of a size and by a mode; what one of them comes to, and its scale.
    pub(super) fn between(
        min: u64,
        max: u64,
        round: Option<(u64, RoundingMode)>,
        step: u64,
        scale: u32,
    ) -> Option<Self> {
        let (divisor, rounding) = round.unwrap_or((1, RoundingMode::Down));
        let last = divisor.checked_sub(1)?;
        let below_half = divisor.div_ceil(2).saturating_sub(1);
        let bias = match rounding {
            RoundingMode::Down => 0,
            RoundingMode::Up => last,
            RoundingMode::HalfUp => divisor >> 1,
            RoundingMode::HalfDown | RoundingMode::HalfEven => below_half,
        };
        let (reciprocal, shift) = reciprocal(divisor)?;
        // The rounded sum, one step further up at most, must still have 64 bits.
        let representable = min < SUM_LIMIT && max < SUM_LIMIT && divisor < SUM_LIMIT;
        let ties_to_even = u64::from(rounding == RoundingMode::HalfEven && divisor.is_multiple_of(2));
        let mode = round.map(|(_, mode)| mode);
        let plain = (min, max, divisor, step) == (Bounds::NONE.min, Bounds::NONE.max, 1, 1);
        let bounds =
            Bounds { min, max, bias, divisor, reciprocal, shift, ties_to_even, step, scale, plain, mode };
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

    /// The same without a branch on the mode.
    #[inline(always)]
    pub(crate) fn steps_of_any(&self, sum: u64) -> u64 {
        self.settle_tie(sum, self.steps_biased(sum))
    }

    /// A sum below the limit and within the bounds, rounded, at its own scale.
    #[inline(always)]
    pub(crate) fn rounded(&self, sum: u64) -> u64 {
        if self.divisor == 1 { sum } else { self.steps(sum).wrapping_mul(self.divisor) }
    }

    /// Whether a tie goes to the even neighbour, which the bias alone does not see to.
    pub(crate) fn ties_to_even(&self) -> bool {
        self.ties_to_even != 0
    }

    /// How many steps a sum below the limit comes to, where no tie goes to the even neighbour.
    #[inline(always)]
    fn steps_biased(&self, sum: u64) -> u64 {
        Bounds::divide(self.biased(sum), self.reciprocal, self.shift)
    }

    /// The quotient of what has 63 bits, for which the reciprocal is exact.
    #[inline(always)]
    pub(super) fn divide(dividend: u64, reciprocal: u64, shift: u32) -> u64 {
        let wide = u128::from(dividend.wrapping_shl(1)).wrapping_mul(u128::from(reciprocal));
        let high = u64::try_from(wide >> 64).unwrap_or_default();
        high.wrapping_shr(shift)
    }

    /// The reciprocal of the steps and its shift; none where the bias alone does not round.
    pub(super) fn division(&self) -> Option<(u64, u32)> {
        (!self.ties_to_even()).then_some((self.reciprocal, self.shift))
    }

    /// Whether every sum stays as it is.
    #[inline(always)]
    pub(crate) fn keeps_sums(&self) -> bool {
        self.plain
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
        steps.wrapping_add(steps & tie & self.ties_to_even)
    }

    /// Whether there is a rounding at all.
    #[inline(always)]
    pub(super) fn rounds(&self) -> bool {
        self.mode.is_some()
    }

    /// A sum in parts of `one`, within the bounds.
    #[inline(always)]
    pub(super) fn bounded_in(&self, sum: u64, one: u64) -> Option<u64> {
        // No maximum is as large as what there is no room for.
        let max = self.max.saturating_mul(one);
        let min = if self.min == 0 { 0 } else { self.min.checked_mul(one)? };
        (sum < SUM_LIMIT).then(|| sum.max(min).min(max))
    }

    /// How many steps a sum in parts of `one` comes to that is within the bounds.
    #[inline(always)]
    pub(super) fn steps_in(&self, sum: u64, one: u64) -> Option<u64> {
        let divisor = self.divisor.checked_mul(one)?;
        let (steps, rest) = (sum.checked_div(divisor)?, sum.checked_rem(divisor)?);
        let missing = divisor.checked_sub(rest)?;
        let up = match self.mode? {
            RoundingMode::Down => false,
            RoundingMode::Up => rest > 0,
            RoundingMode::HalfUp => rest >= missing,
            RoundingMode::HalfDown => rest > missing,
            RoundingMode::HalfEven => rest > missing || (rest == missing && steps & 1 == 1),
        };
        steps.checked_add(u64::from(up))
    }

    /// What a sum comes to, if it is not too large.
    #[inline(always)]
    pub(crate) fn amount(&self, sum: u64) -> Option<Narrow> {
        if self.plain {
            return (sum < SUM_LIMIT).then(|| Narrow::of(sum, self.scale));
        }
        Some(Narrow::of(self.settle(sum)?, self.scale))
    }
}

/// Ten to the power, where 64 bits hold it.
#[inline(always)]
pub(super) fn ten_to(exponent: u32) -> Option<u64> {
    const POWERS: [u64; 20] = [
        1,
        10,
        100,
        1_000,
        10_000,
        100_000,
        1_000_000,
        10_000_000,
        100_000_000,
        1_000_000_000,
        10_000_000_000,
        100_000_000_000,
        1_000_000_000_000,
        10_000_000_000_000,
        100_000_000_000_000,
        1_000_000_000_000_000,
        10_000_000_000_000_000,
        100_000_000_000_000_000,
        1_000_000_000_000_000_000,
        10_000_000_000_000_000_000,
    ];
    POWERS.get(usize::try_from(exponent).ok()?).copied()
}

/// The mantissa of an amount at a scale, where it has one of 64 bits there.
pub(super) fn narrow_at(amount: Stated, scale: u32) -> Option<u64> {
    let Exact { mantissa, scale: own } = amount.normalized();
    let factor = 10_u128.checked_pow(scale.checked_sub(own)?)?;
    u64::try_from(mantissa.checked_mul(factor)?).ok()
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
        #![proptest_config(pricesheet_testing::runs::config(256))]

        #[test]
        fn reciprocals_divide(dividend in 0..1_u64 << 63, divisor in 1..SUM_LIMIT, narrow in 0..62_u32) {
            let divisor = (divisor >> narrow).max(1);
            prop_assert_eq!(divide(dividend, divisor), dividend / divisor);
        }
    }
}
