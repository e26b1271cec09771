//! Rounding to a multiple: the only place where a digit may be dropped (sections 2 and 4, *Rounding*).

use core::fmt;

use rust_decimal::Decimal;

use crate::exact::{Exact, Fraction, Integer, Stated, Wide};

/// A rounding as a sheet states it: to which multiple, and which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Rounding {
    /// The result is a multiple of this; above zero.
    #[cfg_attr(feature = "serde", serde(serialize_with = "crate::amount::serialize"))]
    pub to: Decimal,
    /// Which of the two nearest multiples is taken.
    pub mode: RoundingMode,
}

/// Which of the two nearest multiples is taken. Amounts and quantities are never negative, so up and down are
/// away from and toward zero; what is a multiple already stays as it is, in every mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
pub enum RoundingMode {
    /// Always the higher one: 1.1 becomes 2.
    Up,
    /// Always the lower one: 1.9 becomes 1.
    Down,
    /// The nearer one, at a tie the higher: 1.5 becomes 2, 2.5 becomes 3.
    HalfUp,
    /// The nearer one, at a tie the lower: 1.5 becomes 1, 2.5 becomes 2.
    HalfDown,
    /// The nearer one, at a tie the one whose count of steps is even: 1.5 becomes 2, 2.5 becomes 2.
    HalfEven,
}

impl Rounding {
    /// Rounding to a multiple of `to`, which has to be above zero.
    #[must_use]
    pub fn new(to: Decimal, mode: RoundingMode) -> Self {
        Rounding { to, mode }
    }

    /// The amount, rounded; none where the amount is below zero, where `to` is not above zero, and where the decimal type
    /// does not hold the result.
    ///
    /// ```
    /// use pricesheet::Decimal;
    /// use pricesheet::rounding::{Rounding, RoundingMode};
    ///
    /// let to_quarters = Rounding::new(Decimal::new(25, 2), RoundingMode::HalfEven);
    /// assert_eq!(to_quarters.apply(Decimal::new(11, 1)), Some(Decimal::ONE));
    /// assert_eq!(to_quarters.apply(Decimal::NEGATIVE_ONE), None);
    /// ```
    #[must_use]
    pub fn apply(self, amount: Decimal) -> Option<Decimal> {
        if amount < Decimal::ZERO || self.to <= Decimal::ZERO {
            return None;
        }
        let amount = Fraction::whole(Stated::of(amount).over::<Wide>()?);
        round(amount, Stated::of(self.to).over()?, self.mode)?.to_decimal()
    }
}

impl RoundingMode {
    /// Every mode, in the order in which the specification lists them.
    pub const ALL: [RoundingMode; 5] = [
        RoundingMode::Up,
        RoundingMode::Down,
        RoundingMode::HalfUp,
        RoundingMode::HalfDown,
        RoundingMode::HalfEven,
    ];

    /// The word by which a sheet states the mode.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            RoundingMode::Up => "up",
            RoundingMode::Down => "down",
            RoundingMode::HalfUp => "half-up",
            RoundingMode::HalfDown => "half-down",
            RoundingMode::HalfEven => "half-even",
        }
    }
}

impl fmt::Display for RoundingMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Rounds an exact value to a multiple of `to`; `None` where the integer type is too small for the exact way there.
///
/// This function is the one door through which digits leave a computation.
#[cfg_attr(not(feature = "small"), inline(always))]
pub(crate) fn round<I: Integer>(value: Fraction<I>, to: Exact<I>, mode: RoundingMode) -> Option<Exact<I>> {
    if to.mantissa == I::ONE && to.scale >= value.scale && value.divisor == I::ONE {
        // A decimal with no more places than the step has.
        return Some(Exact { mantissa: value.mantissa, scale: value.scale });
    }
    let (steps, remainder, divisor) = match steps(value, to)? {
        Steps::Counted { steps, remainder, divisor } => (steps, remainder, divisor),
        Steps::FarBelowHalf => (I::ZERO, I::ONE, None),
    };
    let up = match divisor {
        _ if remainder.is_zero() => false,
        None => mode == RoundingMode::Up,
        Some(divisor) => {
            // The remainder is below the divisor: what is missing to the next step is compared, which cannot overflow.
            let half = remainder.cmp(&divisor.subtract(remainder)?);
            match mode {
                RoundingMode::Up => true,
                RoundingMode::Down => false,
                RoundingMode::HalfUp => half.is_ge(),
                RoundingMode::HalfDown => half.is_gt(),
                RoundingMode::HalfEven => half.is_gt() || (half.is_eq() && is_odd(steps)?),
            }
        }
    };
    let steps = if up { steps.add(I::ONE)? } else { steps };
    Some(Exact { mantissa: steps.multiply(to.mantissa)?, scale: to.scale })
}

/// How many whole steps a value holds, and what is left of it.
enum Steps<I> {
    /// The remainder is a part of the divisor, which stands for one whole step.
    Counted { steps: I, remainder: I, divisor: Option<I> },
    /// Above zero, and so far below half a step that the integer type does not hold the step in the value's units.
    FarBelowHalf,
}

#[cfg_attr(not(feature = "small"), inline(always))]
fn steps<I: Integer>(value: Fraction<I>, to: Exact<I>) -> Option<Steps<I>> {
    let step = to.mantissa.multiply(value.divisor)?;
    let (dividend, divisor) = if value.scale >= to.scale {
        let widened = I::power_of_ten(value.scale.checked_sub(to.scale)?).and_then(|ten| step.multiply(ten));
        match widened {
            Some(divisor) => (value.mantissa, divisor),
            None if value.mantissa.is_zero() => {
                return Some(Steps::Counted { steps: I::ZERO, remainder: I::ZERO, divisor: None });
            }
            // The step is at least 2^BITS: twice a value with a bit to spare is still less.
            None if value.mantissa.bit_length() < I::BITS => return Some(Steps::FarBelowHalf),
            None => return None,
        }
    } else {
        let ten = I::power_of_ten(to.scale.checked_sub(value.scale)?)?;
        (value.mantissa.multiply(ten)?, step)
    };
    let (steps, remainder) = dividend.divide(divisor)?;
    Some(Steps::Counted { steps, remainder, divisor: Some(divisor) })
}

fn is_odd<I: Integer>(value: I) -> Option<bool> {
    Some(!value.divide(I::from_u8(2))?.1.is_zero())
}
