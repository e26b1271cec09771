//! An integer of 1,024 bits on the stack: what 128 bits do not hold is computed again with it, just as exactly.

use core::cmp::Ordering;
use core::fmt;

use super::Integer;

const LIMBS: usize = 16;
const LIMB_BITS: u32 = 64;

/// A non-negative integer below 2^1024; the least significant limb first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wide([u64; LIMBS]);

/// The low and the high half.
fn halves(value: u128) -> (u64, u64) {
    let [a, b, c, d, e, f, g, h, rest @ ..] = value.to_le_bytes();
    (u64::from_le_bytes([a, b, c, d, e, f, g, h]), u64::from_le_bytes(rest))
}

fn joined(low: u64, high: u64) -> u128 {
    u128::from(high).wrapping_shl(LIMB_BITS) | u128::from(low)
}

impl Wide {
    /// How many limbs are in use.
    fn length(&self) -> usize {
        self.0.iter().rposition(|limb| *limb != 0).map_or(0, |last| last.saturating_add(1))
    }

    fn multiply_by_limb(self, factor: u64) -> Option<Self> {
        let mut carry = 0;
        let mut product = self;
        // One limb more takes what is carried out of the last one in use.
        for limb in product.0.iter_mut().take(self.length().saturating_add(1)) {
            // 64 bits times 64 bits plus 64 bits always fit into 128.
            let (low, high) =
                halves(u128::from(*limb).wrapping_mul(u128::from(factor)).wrapping_add(u128::from(carry)));
            *limb = low;
            carry = high;
        }
        (carry == 0).then_some(product)
    }

    /// The value moved up by whole limbs.
    fn shifted_by_limbs(self, count: usize) -> Option<Self> {
        let mut shifted = Self::ZERO;
        if self.length().checked_add(count)? > LIMBS {
            return self.is_zero().then_some(self);
        }
        for (to, from) in shifted.0.iter_mut().skip(count).zip(self.0) {
            *to = from;
        }
        Some(shifted)
    }

    fn divide_by_limb(self, divisor: u64) -> Option<(Self, u64)> {
        let mut quotient = self;
        let mut remainder = 0;
        for limb in quotient.0.iter_mut().take(self.length()).rev() {
            // Mostly there is one limb, and 64 bits are divided far sooner than 128.
            if remainder == 0 {
                (*limb, remainder) = (limb.checked_div(divisor)?, limb.checked_rem(divisor)?);
                continue;
            }
            let divisor = u128::from(divisor);
            let dividend = joined(*limb, remainder);
            (*limb, _) = halves(dividend.checked_div(divisor)?);
            (remainder, _) = halves(dividend.checked_rem(divisor)?);
        }
        Some((quotient, remainder))
    }

    /// Twice the value, plus one where `bit` is set; the bits that leave at the top are lost.
    fn doubled(self, bit: bool) -> Self {
        let mut carry = u64::from(bit);
        let mut doubled = self;
        for limb in &mut doubled.0 {
            let out = limb.wrapping_shr(63);
            *limb = limb.wrapping_shl(1) | carry;
            carry = out;
        }
        doubled
    }

    /// Long division bit by bit: simple, and only reached by divisors above 64 bits.
    fn divide_by_wide(self, divisor: Self) -> (Self, Self) {
        let mut quotient = Self::ZERO;
        let mut remainder = Self::ZERO;
        for limb in self.0.into_iter().take(self.length()).rev() {
            for bit in (0..LIMB_BITS).rev() {
                let overflows = remainder.bit_length() == <Self as Integer>::BITS;
                remainder = remainder.doubled(limb.wrapping_shr(bit) & 1 == 1);
                let fits = overflows || remainder >= divisor;
                if fits {
                    remainder = remainder.wrapping_subtract(divisor).0;
                }
                quotient = quotient.doubled(fits);
            }
        }
        (quotient, remainder)
    }

    fn wrapping_subtract(self, other: Self) -> (Self, bool) {
        let mut borrow = false;
        let mut difference = self;
        for (limb, taken) in difference.0.iter_mut().zip(other.0) {
            let (partial, first) = limb.overflowing_sub(taken);
            let (rest, second) = partial.overflowing_sub(u64::from(borrow));
            *limb = rest;
            borrow = first || second;
        }
        (difference, borrow)
    }
}

impl Integer for Wide {
    const BITS: u32 = 1_024;
    const ZERO: Self = Wide([0; LIMBS]);
    const ONE: Self = {
        let mut limbs = [0; LIMBS];
        limbs[0] = 1;
        Wide(limbs)
    };

    fn from_u128(value: u128) -> Option<Self> {
        Some(value.into())
    }

    fn from_u8(value: u8) -> Self {
        u128::from(value).into()
    }

    fn to_u128(self) -> Option<u128> {
        let [low, high, rest @ ..] = self.0;
        rest.iter().all(|limb| *limb == 0).then(|| joined(low, high))
    }

    #[cfg(feature = "small")]
    fn to_wide(self) -> Self {
        self
    }

    fn add(self, other: Self) -> Option<Self> {
        let mut carry = false;
        let mut sum = self;
        for (limb, added) in sum.0.iter_mut().zip(other.0) {
            let (partial, first) = limb.overflowing_add(added);
            let (total, second) = partial.overflowing_add(u64::from(carry));
            *limb = total;
            carry = first || second;
        }
        (!carry).then_some(sum)
    }

    fn subtract(self, other: Self) -> Option<Self> {
        let (difference, borrow) = self.wrapping_subtract(other);
        (!borrow).then_some(difference)
    }

    fn multiply(self, other: Self) -> Option<Self> {
        let mut product = Self::ZERO;
        for (at, factor) in other.0.into_iter().enumerate().filter(|(_, factor)| *factor != 0) {
            product = product.add(self.multiply_by_limb(factor)?.shifted_by_limbs(at)?)?;
        }
        Some(product)
    }

    fn divide(self, divisor: Self) -> Option<(Self, Self)> {
        if divisor.is_zero() {
            return None;
        }
        match divisor.to_u128().map(u64::try_from) {
            Some(Ok(limb)) => {
                let (quotient, remainder) = self.divide_by_limb(limb)?;
                Some((quotient, u128::from(remainder).into()))
            }
            _ if self < divisor => Some((Self::ZERO, self)),
            _ => Some(self.divide_by_wide(divisor)),
        }
    }

    fn power_of_ten(exponent: u32) -> Option<Self> {
        const STEP: u32 = 19;
        const TEN_TO_STEP: u64 = 10_u64.pow(STEP);
        let mut power = Self::ONE;
        let mut left = exponent;
        while let Some(rest) = left.checked_sub(STEP) {
            power = power.multiply_by_limb(TEN_TO_STEP)?;
            left = rest;
        }
        power.multiply_by_limb(10_u64.checked_pow(left)?)
    }

    fn bit_length(self) -> u32 {
        let Some((at, limb)) = self.0.iter().enumerate().rfind(|(_, limb)| **limb != 0) else { return 0 };
        let below = u32::try_from(at).unwrap_or(u32::MAX).saturating_mul(LIMB_BITS);
        below.saturating_add(LIMB_BITS).saturating_sub(limb.leading_zeros())
    }
}

impl From<u128> for Wide {
    fn from(value: u128) -> Self {
        let (low, high) = halves(value);
        let mut wide = Self::ZERO;
        for (limb, half) in wide.0.iter_mut().zip([low, high]) {
            *limb = half;
        }
        wide
    }
}

impl Ord for Wide {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.iter().rev().cmp(other.0.iter().rev())
    }
}

impl PartialOrd for Wide {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Wide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const STEP: u64 = 10_u64.pow(19);
        // 1,024 bits are at most 309 digits: 17 groups of 19.
        let mut groups = [0; 17];
        let mut rest = *self;
        let mut used = 0_usize;
        for group in &mut groups {
            if rest.is_zero() && used > 0 {
                break;
            }
            (rest, *group) = rest.divide_by_limb(STEP).ok_or(fmt::Error)?;
            used = used.saturating_add(1);
        }
        let mut leading = true;
        for group in groups.iter().take(used).rev() {
            if leading {
                write!(f, "{group}")?;
            } else {
                write!(f, "{group:019}")?;
            }
            leading = false;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use num_bigint::BigUint;
    use proptest::prelude::*;

    use super::*;

    fn big(value: Wide) -> BigUint {
        value.to_string().parse().unwrap()
    }

    fn wide() -> impl Strategy<Value = Wide> {
        (prop::array::uniform16(prop_oneof![Just(0), Just(u64::MAX), any::<u64>()]), 0..=LIMBS).prop_map(
            |(mut limbs, used)| {
                limbs[used..].fill(0);
                Wide(limbs)
            },
        )
    }

    proptest! {
        #![proptest_config(pricesheet_testing::runs::config(256))]

        #[test]
        fn agrees_with_a_big_integer(a in wide(), b in wide()) {
            let limit = BigUint::from(1_u8) << 1_024_u32;
            let fits = |value: BigUint| (value < limit).then_some(value);
            prop_assert_eq!(a.add(b).map(big), fits(big(a) + big(b)));
            prop_assert_eq!(a.multiply(b).map(big), fits(big(a) * big(b)));
            prop_assert_eq!(a.subtract(b).map(big), (a >= b).then(|| big(a) - big(b)));
            prop_assert_eq!(a.cmp(&b), big(a).cmp(&big(b)));
            prop_assert_eq!(u64::from(a.bit_length()), big(a).bits());
            match a.divide(b) {
                Some((quotient, remainder)) => {
                    prop_assert_eq!(big(quotient), big(a) / big(b));
                    prop_assert_eq!(big(remainder), big(a) % big(b));
                }
                None => prop_assert!(b.is_zero()),
            }
        }

        #[test]
        fn powers_of_ten(exponent in 0_u32..400) {
            let power = BigUint::from(10_u8).pow(exponent);
            prop_assert_eq!(Wide::power_of_ten(exponent).map(big), (power.bits() <= 1_024).then_some(power));
        }
    }
}
