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
        if scale <= 3 {
            // Without a branch on the digits, which nobody could guess.
            let (mut going, mut left) = (true, scale);
            for _ in 0..scale {
                let quotient = self / 10;
                going &= quotient.wrapping_mul(10) == self;
                self = if going { quotient } else { self };
                left = left.wrapping_sub(u32::from(going));
            }
            return (self, left);
        }
        while scale > 0 && self & 1 == 0 && self.is_multiple_of(10) {
            self /= 10;
            scale = scale.wrapping_sub(1);
        }
        (self, scale)
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
