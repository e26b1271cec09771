//! Exact arithmetic: decimals and fractions over checked integers. Nothing here rounds.
//!
//! Every operation returns `None` where the integer type is too small for the exact result, never a near value.
//! The engine computes with [`u64`] first and, where that does not hold a result, again with [`u128`] and then [`Wide`].

mod integer;
mod wide;

use alloc::string::ToString;
use core::cmp::Ordering;
use core::fmt;

use rust_decimal::Decimal;

/// The most decimal places that the decimal type holds.
pub const SCALE_MAX: u32 = 28;
/// The largest mantissa that the decimal type holds: 2^96 - 1.
pub const MANTISSA_MAX: u128 = (1 << 96) - 1;

pub(crate) use integer::Integer;
pub(crate) use wide::Wide;

/// A non-negative decimal: `mantissa` over ten to the `scale`. Trailing zeros are allowed and do not count.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Exact<I> {
    pub(crate) mantissa: I,
    pub(crate) scale: u32,
}

/// A decimal that a sheet or a usage states, before an integer type is chosen for the computation.
pub(crate) type Stated = Exact<u128>;

impl Stated {
    /// The absolute value: whoever calls has refused what is below zero.
    #[inline]
    pub(crate) fn of(value: Decimal) -> Stated {
        let parts = value.unpack();
        let low = u64::from(parts.mid) << 32 | u64::from(parts.lo);
        Exact { mantissa: u128::from(parts.hi) << 64 | u128::from(low), scale: parts.scale }
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn over<I: Integer>(self) -> Option<Exact<I>> {
        Some(Exact { mantissa: I::from_u128(self.mantissa)?, scale: self.scale })
    }

    /// The same value without trailing zeros.
    pub(crate) fn normalized(self) -> Stated {
        if self.mantissa == 0 {
            return Exact::zero();
        }
        let (mantissa, scale) = self.mantissa.strip_zeros(self.scale);
        Exact { mantissa, scale }
    }
}

/// The exact sum of two amounts, which may be below zero; none where the decimal type does not hold it.
///
/// ```
/// use pricesheet::{Decimal, number};
///
/// assert_eq!(number::sum(Decimal::new(15, 1), Decimal::new(-2, 0)), Some(Decimal::new(-5, 1)));
/// assert_eq!(number::sum(Decimal::MAX, Decimal::new(1, 1)), None);
/// ```
#[must_use]
pub fn sum(left: Decimal, right: Decimal) -> Option<Decimal> {
    let of_left = Stated::of(left).over::<Wide>()?;
    let of_right = Stated::of(right).over::<Wide>()?;
    let (size, negative) = if left.is_sign_negative() == right.is_sign_negative() {
        (of_left.add(of_right)?, left.is_sign_negative())
    } else if of_left.compare(of_right) == Ordering::Less {
        (of_right.subtract(of_left)?, right.is_sign_negative())
    } else {
        (of_left.subtract(of_right)?, left.is_sign_negative())
    };
    let mut sum = size.to_decimal()?;
    sum.set_sign_negative(negative && !sum.is_zero());
    Some(sum)
}

/// The first amount less the second, exactly; none where the decimal type does not hold it.
///
/// ```
/// use pricesheet::{Decimal, number};
///
/// assert_eq!(number::difference(Decimal::ONE, Decimal::new(15, 1)), Some(Decimal::new(-5, 1)));
/// ```
#[must_use]
pub fn difference(from: Decimal, mut less: Decimal) -> Option<Decimal> {
    less.set_sign_negative(!less.is_sign_negative());
    sum(from, less)
}

/// The exact product of two amounts; none where the decimal type does not hold it.
///
/// ```
/// use pricesheet::{Decimal, number};
///
/// assert_eq!(number::product(Decimal::new(15, 1), Decimal::TWO), Some(Decimal::from(3)));
/// assert_eq!(number::product(Decimal::MAX, Decimal::TWO), None);
/// ```
#[must_use]
pub fn product(left: Decimal, right: Decimal) -> Option<Decimal> {
    let negative = left.is_sign_negative() != right.is_sign_negative();
    let (left, right) = (Stated::of(left).over::<Wide>()?, Stated::of(right).over()?);
    let mut product = left.multiply(right)?.to_decimal()?;
    product.set_sign_negative(negative && !product.is_zero());
    Some(product)
}

impl<I: Integer> Exact<I> {
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn zero() -> Self {
        Exact { mantissa: I::ZERO, scale: 0 }
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn is_zero(self) -> bool {
        self.mantissa.is_zero()
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn multiply(self, other: Self) -> Option<Self> {
        Some(Exact {
            mantissa: self.mantissa.multiply(other.mantissa)?,
            scale: self.scale.checked_add(other.scale)?,
        })
    }

    /// Both at the larger of their scales.
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn align(self, other: Self) -> Option<(I, I, u32)> {
        if self.scale == other.scale {
            return Some((self.mantissa, other.mantissa, self.scale));
        }
        self.align_unequal(other)
    }

    #[inline(never)]
    fn align_unequal(self, other: Self) -> Option<(I, I, u32)> {
        let scale = self.scale.max(other.scale);
        Some((self.mantissa_at(scale)?, other.mantissa_at(scale)?, scale))
    }

    /// The mantissa of the same value at a larger scale.
    fn mantissa_at(self, scale: u32) -> Option<I> {
        if self.mantissa.is_zero() {
            return Some(I::ZERO);
        }
        self.mantissa.multiply(I::power_of_ten(scale.checked_sub(self.scale)?)?)
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn add(self, other: Self) -> Option<Self> {
        let (left, right, scale) = self.align(other)?;
        Some(Exact { mantissa: left.add(right)?, scale })
    }

    /// The difference; `None` also where it is below zero.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn subtract(self, other: Self) -> Option<Self> {
        let (left, right, scale) = self.align(other)?;
        Some(Exact { mantissa: left.subtract(right)?, scale })
    }

    /// Comparison never fails: what is too large to be aligned is larger than whatever is not.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn compare(self, other: Self) -> Ordering {
        match self.scale.cmp(&other.scale) {
            Ordering::Equal => self.mantissa.cmp(&other.mantissa),
            Ordering::Less => match self.mantissa_at(other.scale) {
                Some(mantissa) => mantissa.cmp(&other.mantissa),
                None => Ordering::Greater,
            },
            Ordering::Greater => match other.mantissa_at(self.scale) {
                Some(mantissa) => self.mantissa.cmp(&mantissa),
                None => Ordering::Less,
            },
        }
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn exceeds(self, other: Self) -> bool {
        self.compare(other) == Ordering::Greater
    }

    /// Whether the decimal type holds the value.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn is_representable(self) -> bool {
        let plain = self.scale <= SCALE_MAX && self.mantissa.bit_length() <= 96;
        plain || self.to_decimal().is_some()
    }

    /// The value in the decimal type, normalized, where that holds it.
    pub(crate) fn to_decimal(self) -> Option<Decimal> {
        if self.mantissa.is_zero() {
            return Some(Decimal::ZERO);
        }
        let (mantissa, scale) = self.mantissa.strip_zeros(self.scale);
        if scale > SCALE_MAX {
            return None;
        }
        let mantissa = mantissa.to_u128().filter(|mantissa| *mantissa <= MANTISSA_MAX)?;
        let part = |shift: u32| {
            u32::try_from(mantissa.wrapping_shr(shift) & u128::from(u32::MAX)).unwrap_or_default()
        };
        Some(Decimal::from_parts(part(0), part(32), part(64), false, scale))
    }
}

/// A non-negative fraction: `mantissa` over ten to the `scale` and over the `divisor`, which is above zero.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fraction<I> {
    pub(crate) mantissa: I,
    pub(crate) scale: u32,
    pub(crate) divisor: I,
}

impl<I: Integer> Fraction<I> {
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn whole(value: Exact<I>) -> Self {
        Fraction { mantissa: value.mantissa, scale: value.scale, divisor: I::ONE }
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    fn numerator(self) -> Exact<I> {
        Exact { mantissa: self.mantissa, scale: self.scale }
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn multiply(self, factor: Exact<I>) -> Option<Self> {
        let Exact { mantissa, scale } = self.numerator().multiply(factor)?;
        Some(Fraction { mantissa, scale, divisor: self.divisor })
    }

    /// Divided by a decimal above zero.
    pub(crate) fn divide(self, by: Exact<I>) -> Option<Self> {
        // What is divided by a mantissa is multiplied by the power of ten that this is over.
        let shift = self.scale.min(by.scale);
        let (scale, power) = (self.scale.checked_sub(shift)?, by.scale.checked_sub(shift)?);
        let mantissa = self.mantissa.multiply(I::power_of_ten(power)?)?;
        Some(Fraction { mantissa, scale, divisor: self.divisor.multiply(by.mantissa)? })
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn add(self, other: Self) -> Option<Self> {
        if self.divisor == other.divisor {
            let Exact { mantissa, scale } = self.numerator().add(other.numerator())?;
            return Some(Fraction { mantissa, scale, divisor: self.divisor });
        }
        self.add_unlike(other)
    }

    #[inline(never)]
    fn add_unlike(self, other: Self) -> Option<Self> {
        // A fraction that is a finite decimal is added as one: blocks of different sizes need no common divisor.
        let (left, right) = (self.settled(), other.settled());
        if left.divisor == right.divisor {
            let Exact { mantissa, scale } = left.numerator().add(right.numerator())?;
            return Some(Fraction { mantissa, scale, divisor: left.divisor });
        }
        let common = greatest_common_divisor(left.divisor, right.divisor)?;
        let (left_factor, _) = right.divisor.divide(common)?;
        let (right_factor, _) = left.divisor.divide(common)?;
        let whole = |mantissa| Exact { mantissa, scale: 0 };
        let sum = left
            .numerator()
            .multiply(whole(left_factor))?
            .add(right.numerator().multiply(whole(right_factor))?)?;
        let divisor = left.divisor.multiply(left_factor)?;
        Some(Fraction { mantissa: sum.mantissa, scale: sum.scale, divisor })
    }

    /// The same value, without a divisor where it is a finite decimal.
    fn settled(self) -> Self {
        self.to_exact().map_or(self, Fraction::whole)
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn compare(self, other: Exact<I>) -> Option<Ordering> {
        if self.divisor == I::ONE {
            return Some(self.numerator().compare(other));
        }
        let other = other.multiply(Exact { mantissa: self.divisor, scale: 0 })?;
        Some(self.numerator().compare(other))
    }

    /// The value as a decimal, where it is a finite one.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn to_exact(self) -> Option<Exact<I>> {
        if self.divisor == I::ONE {
            return Some(self.numerator());
        }
        self.divide_out()
    }

    #[inline(never)]
    fn divide_out(self) -> Option<Exact<I>> {
        // In lowest terms, the decimal is finite where the divisor has no prime factor but 2 and 5; each further
        // decimal place takes one of either away.
        let common = greatest_common_divisor(self.mantissa, self.divisor)?;
        let (mut mantissa, _) = self.mantissa.divide(common)?;
        let (mut divisor, _) = self.divisor.divide(common)?;
        let mut scale = self.scale;
        let (two, five, ten) = (I::from_u8(2), I::from_u8(5), I::from_u8(10));
        while divisor != I::ONE {
            let (factor, rest) = match divisor.divide(ten)? {
                (rest, digit) if digit.is_zero() => (I::ONE, rest),
                _ => match divisor.divide(five)? {
                    (rest, remainder) if remainder.is_zero() => (two, rest),
                    _ => match divisor.divide(two)? {
                        (rest, remainder) if remainder.is_zero() => (five, rest),
                        _ => return None,
                    },
                },
            };
            mantissa = mantissa.multiply(factor)?;
            divisor = rest;
            scale = scale.checked_add(1)?;
        }
        Some(Exact { mantissa, scale })
    }
}

/// `None` where both are zero.
fn greatest_common_divisor<I: Integer>(left: I, right: I) -> Option<I> {
    let (mut left, mut right) = (left, right);
    while !right.is_zero() {
        let (_, remainder) = left.divide(right)?;
        (left, right) = (right, remainder);
    }
    (!left.is_zero()).then_some(left)
}

/// The exact value as text, without an exponent: a decimal where it is a finite one, else a fraction.
impl<I: Integer> fmt::Display for Fraction<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(value) = self.to_exact() {
            return write_plainly(f, value);
        }
        let whole = I::power_of_ten(self.scale).and_then(|ten| ten.multiply(self.divisor));
        let lowest = whole.and_then(|divisor| {
            let common = greatest_common_divisor(self.mantissa, divisor)?;
            Some((self.mantissa.divide(common)?.0, divisor.divide(common)?.0))
        });
        match lowest {
            Some((mantissa, divisor)) => write!(f, "{mantissa}/{divisor}"),
            // The integer type does not hold the divisor.
            None => {
                write_plainly(f, self.numerator())?;
                write!(f, "/{}", self.divisor)
            }
        }
    }
}

/// The digits of a decimal, however many they are, without zeros at their end.
fn write_plainly<I: Integer>(f: &mut fmt::Formatter<'_>, value: Exact<I>) -> fmt::Result {
    if value.is_zero() {
        return f.write_str("0");
    }
    let digits = value.mantissa.to_string();
    let places = usize::try_from(value.scale).map_err(|_| fmt::Error)?;
    let significant = digits.trim_end_matches('0').len();
    // Zeros before the point stay.
    let kept = significant.max(digits.len().saturating_sub(places));
    let places = places.saturating_sub(digits.len().saturating_sub(kept));
    let digits = digits.get(..kept).unwrap_or_default();
    match kept.checked_sub(places).and_then(|at| digits.split_at_checked(at)) {
        Some((whole, "")) => f.write_str(whole),
        Some(("", part)) => write!(f, "0.{part}"),
        Some((whole, part)) => write!(f, "{whole}.{part}"),
        None => write!(f, "0.{digits:0>places$}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_divided() {
        let quotient = |mantissa: u64, scale, by: u64, by_scale| {
            let of = Fraction { mantissa, scale, divisor: 1 };
            of.divide(Exact { mantissa: by, scale: by_scale }).unwrap().to_string()
        };
        assert_eq!(quotient(31, 0, 31, 0), "1");
        assert_eq!(quotient(10, 0, 4, 0), "2.5");
        assert_eq!(quotient(10, 1, 4, 0), "0.25");
        assert_eq!(quotient(10, 0, 4, 1), "25");
        assert_eq!(quotient(10, 2, 4, 1), "0.25");
        assert_eq!(quotient(10, 1, 4, 3), "250");
        assert_eq!(quotient(1, 0, 3, 0), "1/3");
        assert_eq!(
            (Fraction { mantissa: 7_u64, scale: 1, divisor: 3 })
                .divide(Exact { mantissa: 7, scale: 1 })
                .unwrap()
                .to_string(),
            "1/3"
        );
    }

    #[test]
    fn values_are_written_without_exponents() {
        let text = |mantissa: u64, scale, divisor| Fraction { mantissa, scale, divisor }.to_string();
        assert_eq!(text(0, 40, 1), "0");
        assert_eq!(text(15, 1, 1), "1.5");
        assert_eq!(text(150, 2, 1), "1.5");
        assert_eq!(text(1500, 1, 1), "150");
        assert_eq!(text(100, 0, 1), "100");
        assert_eq!(text(5, 1, 1), "0.5");
        assert_eq!(text(1, 4, 8), "0.0000125");
        assert_eq!(text(70, 3, 1), "0.07");
        // More places than the decimal type has.
        assert_eq!(text(120, 33, 1), "0.00000000000000000000000000000012");
        assert_eq!(text(2, 0, 6), "1/3");
        assert_eq!(text(5, 1, 3), "1/6");
        // More than the integer type has.
        assert_eq!(text(7, 30, 3), "0.000000000000000000000000000007/3");
    }
}
