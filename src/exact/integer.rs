//! Integers whose operations are exact, or say that they are not possible.

use core::fmt;

/// A non-negative integer whose operations either are exact or say that they are not possible.
pub(crate) trait Integer: Copy + Ord + fmt::Display {
    /// How many bits the type has.
    const BITS: u32;
    const ZERO: Self;
    const ONE: Self;

    /// The value, where the type holds it.
    fn from_u128(value: u128) -> Option<Self>;
    /// A value that every type holds.
    fn from_u8(value: u8) -> Self;
    fn to_u128(self) -> Option<u128>;
    #[cfg(feature = "small")]
    fn to_wide(self) -> super::Wide;
    fn add(self, other: Self) -> Option<Self>;
    fn subtract(self, other: Self) -> Option<Self>;
    fn multiply(self, other: Self) -> Option<Self>;
    /// Quotient and remainder; `None` where the divisor is zero.
    fn divide(self, divisor: Self) -> Option<(Self, Self)>;
    fn power_of_ten(exponent: u32) -> Option<Self>;
    /// How many bits the value needs.
    fn bit_length(self) -> u32;

    fn is_zero(self) -> bool {
        self == Self::ZERO
    }

    /// As mantissa of a decimal of this scale: the same value without trailing zeros behind the point.
    #[inline]
    fn strip_zeros(mut self, mut scale: u32) -> (Self, u32) {
        let ten = Self::from_u8(10);
        while scale > 0 {
            match self.divide(ten) {
                Some((quotient, digit)) if digit.is_zero() => self = quotient,
                _ => break,
            }
            scale = scale.saturating_sub(1);
        }
        (self, scale)
    }
}

impl Integer for u128 {
    const BITS: u32 = u128::BITS;
    const ZERO: Self = 0;
    const ONE: Self = 1;

    #[inline(always)]
    fn from_u128(value: u128) -> Option<Self> {
        Some(value)
    }

    #[inline(always)]
    fn from_u8(value: u8) -> Self {
        value.into()
    }

    #[inline(always)]
    fn to_u128(self) -> Option<u128> {
        Some(self)
    }

    #[cfg(feature = "small")]
    fn to_wide(self) -> super::Wide {
        self.into()
    }

    #[inline(always)]
    fn add(self, other: Self) -> Option<Self> {
        self.checked_add(other)
    }

    #[inline(always)]
    fn subtract(self, other: Self) -> Option<Self> {
        self.checked_sub(other)
    }

    #[inline(always)]
    fn multiply(self, other: Self) -> Option<Self> {
        // Nearly every amount has 64 bits, whose product always fits.
        match (u64::try_from(self), u64::try_from(other)) {
            (Ok(left), Ok(right)) => Some(u128::from(left).wrapping_mul(u128::from(right))),
            _ => self.checked_mul(other),
        }
    }

    #[inline(always)]
    fn divide(self, divisor: Self) -> Option<(Self, Self)> {
        if let (Ok(dividend), Ok(divisor)) = (u64::try_from(self), u64::try_from(divisor)) {
            let quotient = dividend.checked_div(divisor)?;
            return Some((quotient.into(), dividend.checked_rem(divisor)?.into()));
        }
        Some((self.checked_div(divisor)?, self.checked_rem(divisor)?))
    }

    #[inline]
    fn power_of_ten(exponent: u32) -> Option<Self> {
        10_u128.checked_pow(exponent)
    }

    #[inline]
    fn bit_length(self) -> u32 {
        u128::BITS.saturating_sub(self.leading_zeros())
    }
}

/// A number without so many zeros, where it has them behind the point.
///
/// Of the multiples of an odd number, and of no others, the product with its inverse among the numbers of 64 bits is the
/// quotient; rotated by the twos, it is below the limit where the whole power of ten divides.
#[inline(always)]
fn strip<const ZEROS: u32, const ALLOWED: bool>(value: u64, scale: u32) -> (u64, u32) {
    let quotient = value.wrapping_mul(const { inverse(5_u64.pow(ZEROS)) }).rotate_right(ZEROS);
    let divides = quotient <= const { u64::MAX / 10_u64.pow(ZEROS) } && (ALLOWED || scale >= ZEROS);
    let stripped = (quotient, scale.wrapping_sub(ZEROS));
    if divides { stripped } else { (value, scale) }
}

/// What an odd number is to be multiplied with for 1, in 64 bits.
const fn inverse(odd: u64) -> u64 {
    // Each step doubles the bits that are right, from three.
    let three = odd;
    let six = nearer(odd, three);
    let twelve = nearer(odd, six);
    let half = nearer(odd, nearer(odd, twelve));
    nearer(odd, half)
}

const fn nearer(odd: u64, inverse: u64) -> u64 {
    inverse.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(inverse)))
}

impl Integer for u64 {
    const BITS: u32 = u64::BITS;
    const ZERO: Self = 0;
    const ONE: Self = 1;

    #[inline(always)]
    fn from_u128(value: u128) -> Option<Self> {
        u64::try_from(value).ok()
    }

    #[inline(always)]
    fn from_u8(value: u8) -> Self {
        value.into()
    }

    #[inline(always)]
    fn to_u128(self) -> Option<u128> {
        Some(self.into())
    }

    #[cfg(feature = "small")]
    fn to_wide(self) -> super::Wide {
        u128::from(self).into()
    }

    #[inline(always)]
    fn add(self, other: Self) -> Option<Self> {
        self.checked_add(other)
    }

    #[inline(always)]
    fn subtract(self, other: Self) -> Option<Self> {
        self.checked_sub(other)
    }

    #[inline(always)]
    fn multiply(self, other: Self) -> Option<Self> {
        self.checked_mul(other)
    }

    #[inline(always)]
    fn divide(self, divisor: Self) -> Option<(Self, Self)> {
        // Numbers of 32 bits are divided in a fraction of the time.
        if let (Ok(dividend), Ok(divisor)) = (u32::try_from(self), u32::try_from(divisor)) {
            let quotient = dividend.checked_div(divisor)?;
            return Some((quotient.into(), dividend.checked_rem(divisor)?.into()));
        }
        Some((self.checked_div(divisor)?, self.checked_rem(divisor)?))
    }

    #[inline(always)]
    fn strip_zeros(mut self, mut scale: u32) -> (Self, u32) {
        // Without a branch on the digits, which nobody could guess: by halves, as many zeros as a number in binary says.
        // Where the scale is all ones in binary, they cannot be more than it allows.
        if scale < 3 {
            let (mut going, mut left) = (true, scale);
            for _ in 0..scale {
                let quotient = self / 10;
                going &= quotient.wrapping_mul(10) == self;
                self = if going { quotient } else { self };
                left = left.wrapping_sub(u32::from(going));
            }
            return (self, left);
        }
        if scale == 3 {
            (self, scale) = strip::<2, true>(self, scale);
            return strip::<1, true>(self, scale);
        }
        if scale > 3 {
            if scale == 7 {
                (self, scale) = strip::<4, true>(self, scale);
                (self, scale) = strip::<2, true>(self, scale);
                return strip::<1, true>(self, scale);
            }
            if scale > 7 {
                if scale > 15 {
                    // No number of 64 bits but zero has more than 19 of them.
                    scale = if self == 0 { 0 } else { scale };
                    (self, scale) = strip::<16, false>(self, scale);
                }
                (self, scale) = strip::<8, false>(self, scale);
            }
            (self, scale) = strip::<4, false>(self, scale);
        }
        (self, scale) = strip::<2, false>(self, scale);
        strip::<1, false>(self, scale)
    }

    #[inline]
    fn power_of_ten(exponent: u32) -> Option<Self> {
        10_u64.checked_pow(exponent)
    }

    #[inline]
    fn bit_length(self) -> u32 {
        u64::BITS.saturating_sub(self.leading_zeros())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_are_stripped_as_one_by_one() {
        for scale in 0..40 {
            for zeros in 0..20 {
                let ten = 10_u64.pow(zeros);
                for digits in [0, 1, 2, 3, 4, 5, 7, 15, 16, 25, 99, 128, 625, 1_048_576, u64::MAX / ten] {
                    let value = digits.wrapping_mul(ten);
                    let (mut mantissa, mut left) = (value, scale);
                    while left > 0 && mantissa % 10 == 0 {
                        (mantissa, left) = (mantissa / 10, left - 1);
                    }
                    assert_eq!(value.strip_zeros(scale), (mantissa, left), "{value} over 10^{scale}");
                }
            }
        }
    }
}
