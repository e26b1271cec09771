//! Rounding in 64 bits: the one place of the fast path where a digit is dropped.

use crate::rounding::{Rounding, RoundingMode};

use super::number::narrow_at;

/// Sums stay below this, so that two of them can be added, and rounded, without a check of their size.
pub(crate) const SUM_LIMIT: u64 = 1 << 62;

/// Rounds to steps of one size: a bias is added before the division, which makes of rounding down every other mode.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rounder {
    /// The size of a step.
    pub(super) size: u64,
    /// What one step comes to in the result.
    pub(super) value: u64,
    pub(super) bias: u64,
    reciprocal: u64,
    shift: u8,
    /// Whether a tie, rounded down so far, goes to the even neighbour.
    ties_to_even: bool,
    of_size: Bias,
}

/// How the bias follows from the size of a step.
#[derive(Debug, Clone, Copy)]
struct Bias {
    more: u8,
    halvings: u8,
    less: u8,
    even: bool,
}

impl Bias {
    fn of(mode: RoundingMode) -> Self {
        let (more, halvings, less) = match mode {
            RoundingMode::Down => (0, 63, 0),
            RoundingMode::Up => (0, 0, 1),
            RoundingMode::HalfUp => (0, 1, 0),
            RoundingMode::HalfDown | RoundingMode::HalfEven => (1, 1, 1),
        };
        Bias { more, halvings, less, even: mode == RoundingMode::HalfEven }
    }

    /// What is added before a division by the size of a step, which is above zero and below 2^63, that rounds down.
    #[inline(always)]
    fn bias(self, size: u64) -> u64 {
        let all = size.wrapping_add(self.more.into()).wrapping_shr(self.halvings.into());
        all.wrapping_sub(self.less.into())
    }

    /// Whether there are ties, and they go to the even neighbour.
    #[inline(always)]
    fn ties_to_even(self, size: u64) -> bool {
        self.even & size.is_multiple_of(2)
    }
}

impl Rounder {
    /// Leaves every number as it is.
    pub(super) const IDENTITY: Rounder = Rounder {
        size: 1,
        value: 1,
        bias: 0,
        reciprocal: 1 << 63,
        shift: 0,
        ties_to_even: false,
        of_size: Bias { more: 0, halvings: 63, less: 0, even: false },
    };

    /// Steps of this size, each of which comes to this value; none where 64 bits do not hold what is rounded.
    pub(super) fn new(size: u64, mode: RoundingMode, value: u64) -> Option<Self> {
        let (reciprocal, shift) = reciprocal(size)?;
        let of_size = Bias::of(mode);
        let (bias, ties_to_even) = (of_size.bias(size), of_size.ties_to_even(size));
        (size < SUM_LIMIT).then_some(Rounder { size, value, bias, reciprocal, shift, ties_to_even, of_size })
    }

    /// An increment at the scale of the counts that it rounds; each of its steps comes to 1.
    pub(super) fn increment(increment: Rounding, scale: u32) -> Option<Self> {
        Rounder::new(narrow_at(increment.to, scale)?, increment.mode, 1)
    }

    /// How many steps a number below [`SUM_LIMIT`] comes to, whose unit is the one of the size.
    #[inline(always)]
    pub(super) fn steps(&self, number: u64) -> u64 {
        let biased = number.wrapping_add(self.bias);
        self.settle_tie(biased, self.size, divide(biased, self.reciprocal, self.shift))
    }

    /// How many steps a number comes to that is in parts of `one`.
    #[inline(always)]
    pub(super) fn steps_of(&self, number: u64, one: u64) -> Option<u64> {
        if number >= SUM_LIMIT {
            return None;
        }
        if one == 1 {
            return Some(self.steps(number));
        }
        let size = self.size.checked_mul(one).filter(|size| *size <= SUM_LIMIT)?;
        let biased = number.wrapping_add(self.of_size.bias(size));
        let even = Rounder { ties_to_even: self.of_size.ties_to_even(size), ..*self };
        Some(even.settle_tie(biased, size, biased.checked_div(size)?))
    }

    /// The number rounded, in its own parts.
    #[inline(always)]
    pub(super) fn rounded(&self, number: u64, one: u64) -> Option<u64> {
        self.steps_of(number, one)?.checked_mul(self.size)?.checked_mul(one)
    }

    /// A tie was half a step, and with the bias it is one unit short of a whole one.
    #[inline(always)]
    fn settle_tie(&self, biased: u64, size: u64, steps: u64) -> u64 {
        if !self.ties_to_even {
            return steps;
        }
        let rest = biased.wrapping_sub(steps.wrapping_mul(size));
        let tie = u64::from(rest == size.wrapping_sub(1));
        steps.wrapping_add(steps & tie)
    }

    /// Whether the bias and the division alone round.
    pub(super) fn divides_only(&self) -> Option<(u64, u8)> {
        (!self.ties_to_even).then_some((self.reciprocal, self.shift))
    }
}

/// The quotient of what has 63 bits, for which the reciprocal is exact.
#[inline(always)]
pub(super) fn divide(dividend: u64, reciprocal: u64, shift: u8) -> u64 {
    let wide = u128::from(dividend.wrapping_shl(1)).wrapping_mul(u128::from(reciprocal));
    let high = u64::try_from(wide >> 64).unwrap_or_default();
    high.wrapping_shr(shift.into())
}

/// A factor and a shift that divide: for every dividend below 2^63, the upper half of twice the dividend times the
/// factor, shifted, is the quotient.
///
/// With `2^(shift - 1) < divisor <= 2^shift`, the factor is `2^(63 + shift) / divisor`, rounded up. It is too large by
/// less than `1 / 2^63` of a quotient's unit for each unit of the dividend, which no dividend of 63 bits can sum up
/// to the distance from a quotient to the next.
fn reciprocal(divisor: u64) -> Option<(u64, u8)> {
    let shift = u64::BITS.checked_sub(divisor.checked_sub(1)?.leading_zeros())?;
    let power = 1_u128.checked_shl(63_u32.checked_add(shift)?)?;
    Some((u64::try_from(power.div_ceil(divisor.into())).ok()?, u8::try_from(shift).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::{Exact, Fraction};
    use proptest::prelude::*;

    fn quotient(dividend: u64, divisor: u64) -> u64 {
        let (factor, shift) = reciprocal(divisor).unwrap();
        divide(dividend, factor, shift)
    }

    #[test]
    fn reciprocals_divide_at_the_edges() {
        let dividends = [0, 1, 2, 9, 10, 11, (1 << 63) - 1, (1 << 62) - 1, 1 << 62];
        for power in 0..62 {
            for divisor in [(1_u64 << power).saturating_sub(1).max(1), 1 << power, (1 << power) + 1] {
                let near = [divisor - 1, divisor, divisor + 1, divisor.saturating_mul(7) & ((1 << 63) - 1)];
                for dividend in dividends.into_iter().chain(near) {
                    assert_eq!(quotient(dividend, divisor), dividend / divisor, "{dividend} / {divisor}");
                }
            }
        }
    }

    /// Both roundings of the crate, at every mode, size and scale, around every tie.
    #[test]
    fn the_definition_rounds_alike() {
        for mode in RoundingMode::ALL {
            for size in (1..40).chain([99, 100, 101, 1_000, 4_096, 99_999]) {
                let rounder = Rounder::new(size, mode, 3).unwrap();
                let halves = (0..6).flat_map(|step: u64| [step * size, step * size + size / 2]);
                for number in halves.flat_map(|near| [near.saturating_sub(1), near, near + 1]) {
                    for scale in 0..4 {
                        let to = Exact { mantissa: size, scale: 2 };
                        let value = Fraction { mantissa: number, scale: 2 + scale, divisor: 1_u64 };
                        let defined = crate::rounding::round(value, to, mode).unwrap();
                        let steps = if scale == 0 {
                            rounder.steps(number)
                        } else {
                            rounder.steps_of(number, 10_u64.pow(scale)).unwrap()
                        };
                        let expected = defined.compare(Exact { mantissa: steps * size, scale: 2 });
                        assert!(expected.is_eq(), "{mode}: {number} at {scale} in steps of {size}");
                    }
                }
            }
        }
    }

    proptest! {
        #![proptest_config(pricesheet_testing::runs::config(256))]

        #[test]
        fn reciprocals_divide(dividend in 0..1_u64 << 63, divisor in 1..SUM_LIMIT, narrow in 0..62_u32) {
            let divisor = (divisor >> narrow).max(1);
            prop_assert_eq!(quotient(dividend, divisor), dividend / divisor);
        }
    }
}
