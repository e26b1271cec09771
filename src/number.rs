//! Number literals: the one grammar by which amounts and quantities are read from text (section 2, *Numbers*). And exact
//! sums, differences and products of amounts.
//!
//! A literal is read digit by digit into the decimal type, never through a binary float, and either keeps its exact
//! value or is refused.

mod grouped;

use alloc::string::{String, ToString};
use core::fmt;

use rust_decimal::Decimal;

use crate::errors::coded;
pub use crate::exact::{MANTISSA_MAX, SCALE_MAX, difference, product, sum};
pub use grouped::grouped;

/// Why a text is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberError {
    /// Not a decimal literal of the grammar: no digits, a leading zero, a stray character.
    NotANumber,
    /// Hexadecimal, octal, binary, infinite or not a number.
    NotDecimal,
    /// Below zero, or a negative zero.
    Negative,
    /// Above 79228162514264337593543950335.
    TooLarge,
    /// More digits, or more decimal places, than the decimal type holds.
    TooManyDigits,
}

coded!(NumberError {
    NumberError::NotANumber => "not-a-number",
    NumberError::NotDecimal => "not-decimal",
    NumberError::Negative => "negative-number",
    NumberError::TooLarge => "number-too-large",
    NumberError::TooManyDigits => "too-many-digits",
});

impl NumberError {
    /// What the error is about: always the `number`.
    #[must_use]
    pub fn culprit(&self) -> &str {
        "number"
    }

    /// What to do instead, where something can be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            NumberError::NotANumber | NumberError::NotDecimal => {
                Some("write it as 1, 0.5, 1_000 or 2.5e-3".to_string())
            }
            NumberError::Negative => Some("amounts and quantities are 0 or above".to_string()),
            NumberError::TooLarge | NumberError::TooManyDigits => None,
        }
    }
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NumberError::NotANumber => "not a decimal number",
            NumberError::NotDecimal => "not a finite decimal number",
            NumberError::Negative => "below zero",
            NumberError::TooLarge => "larger than 79228162514264337593543950335",
            NumberError::TooManyDigits => "longer than an exact decimal (28 decimal places, 96 bits)",
        })
    }
}

impl core::error::Error for NumberError {}

/// Reads a decimal literal exactly, by TOML's grammar for decimal integers and floats.
///
/// Accepted are `0.3`, `1_000.50`, `2.5e-3`, `+7`; refused are `007`, `.5`, `5.`, `1 000`, `1__0` and whatever the
/// decimal type cannot hold exactly. Trailing zeros do not count. The result is normalized: no trailing zeros.
///
/// # Errors
///
/// [`NumberError`] says why the text is not an amount.
///
/// ```
/// use pricesheet::number::{NumberError, parse};
///
/// assert_eq!(parse("1_000.50").unwrap().to_string(), "1000.5");
/// assert_eq!(parse("2.5e-3").unwrap().to_string(), "0.0025");
/// assert_eq!(parse("-1"), Err(NumberError::Negative));
/// assert_eq!(parse(".5"), Err(NumberError::NotANumber));
/// ```
pub fn parse(text: &str) -> Result<Decimal, NumberError> {
    let bytes = text.as_bytes();
    if let Some(count) = short_count(bytes) {
        return Ok(Decimal::from(count));
    }
    let (negative, unsigned) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    if matches!(unsigned, b"inf" | b"nan") {
        return Err(NumberError::NotDecimal);
    }
    if let [b'0', b'x' | b'o' | b'b', digits @ ..] = unsigned
        && !digits.is_empty()
        && digits.iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b'_')
    {
        return Err(NumberError::NotDecimal);
    }
    let literal = Literal::split(unsigned).ok_or(NumberError::NotANumber)?;
    if negative {
        return Err(NumberError::Negative);
    }
    literal.value()
}

/// Most numbers of usages are a few digits and nothing else.
#[inline]
fn short_count(bytes: &[u8]) -> Option<u64> {
    const DIGITS_MAX: usize = 18;
    if bytes.len() > DIGITS_MAX || (bytes.first() == Some(&b'0') && bytes.len() > 1) {
        return None;
    }
    let (first, rest) = bytes.split_first()?;
    let digit = |byte: u8| Some(u64::from(byte.wrapping_sub(b'0'))).filter(|digit| *digit < 10);
    // So many digits cannot overflow.
    rest.iter().try_fold(digit(*first)?, |count, byte| {
        digit(*byte).map(|digit| count.wrapping_mul(10).wrapping_add(digit))
    })
}

/// The parts of a literal: digits, with underscores between them.
struct Literal<'a> {
    whole: &'a [u8],
    fraction: &'a [u8],
    exponent: &'a [u8],
    exponent_negative: bool,
}

impl<'a> Literal<'a> {
    fn split(text: &'a [u8]) -> Option<Self> {
        let (number, exponent) = match text.iter().position(|byte| matches!(byte, b'e' | b'E')) {
            Some(at) => (text.get(..at)?, Some(text.get(at..)?.get(1..)?)),
            None => (text, None),
        };
        let (whole, fraction) = match number.iter().position(|byte| *byte == b'.') {
            Some(at) => (number.get(..at)?, Some(number.get(at..)?.get(1..)?)),
            None => (number, None),
        };
        let (exponent_negative, exponent) = match exponent {
            Some([b'-', rest @ ..]) => (true, Some(rest)),
            Some([b'+', rest @ ..]) => (false, Some(rest)),
            other => (false, other),
        };
        let leading_zero = matches!(whole, [b'0', _, ..]);
        let well_formed = is_digit_run(whole)
            && !leading_zero
            && fraction.is_none_or(is_digit_run)
            && exponent.is_none_or(is_digit_run);
        well_formed.then_some(Literal {
            whole,
            fraction: fraction.unwrap_or_default(),
            exponent: exponent.unwrap_or_default(),
            exponent_negative,
        })
    }

    fn digits(&self) -> impl Iterator<Item = u8> {
        self.whole
            .iter()
            .chain(self.fraction)
            .filter(|byte| **byte != b'_')
            .map(|byte| byte.wrapping_sub(b'0'))
    }

    /// The exponent, held at a bound that no literal which fits in memory can bring back into range.
    fn exponent(&self) -> i64 {
        const BOUND: i64 = 1 << 56;
        let magnitude = self.exponent.iter().filter(|byte| **byte != b'_').fold(0_i64, |sum, byte| {
            sum.saturating_mul(10).saturating_add(i64::from(byte.wrapping_sub(b'0'))).min(BOUND)
        });
        if self.exponent_negative { magnitude.saturating_neg() } else { magnitude }
    }

    fn value(&self) -> Result<Decimal, NumberError> {
        let fraction_digits = self.fraction.iter().filter(|byte| **byte != b'_').count();
        let places = i64::try_from(fraction_digits).map_err(|_| NumberError::TooManyDigits)?;
        // The value is `mantissa` times ten to the `power`; zeros are held back until a digit follows them, so
        // that trailing ones, however many, never count.
        let mut power = self.exponent().saturating_sub(places);
        let mut mantissa = 0_u128;
        let mut zeros_held = 0_u32;
        for digit in self.digits() {
            if digit == 0 {
                if mantissa != 0 {
                    zeros_held = zeros_held.saturating_add(1);
                }
                continue;
            }
            mantissa = zeros_held
                .checked_add(1)
                .and_then(|places| 10_u128.checked_pow(places))
                .and_then(|ten| mantissa.checked_mul(ten))
                .and_then(|shifted| shifted.checked_add(u128::from(digit)))
                .ok_or_else(|| self.too_much())?;
            zeros_held = 0;
        }
        if mantissa == 0 {
            return Ok(Decimal::ZERO);
        }
        power = power.saturating_add(i64::from(zeros_held));
        let scale = match u32::try_from(power) {
            Ok(zeros) => {
                mantissa = 10_u128
                    .checked_pow(zeros)
                    .and_then(|ten| mantissa.checked_mul(ten))
                    .ok_or(NumberError::TooLarge)?;
                0
            }
            Err(_) => u32::try_from(power.saturating_neg()).map_err(|_| self.too_much())?,
        };
        if mantissa > MANTISSA_MAX {
            return Err(if scale == 0 { NumberError::TooLarge } else { NumberError::TooManyDigits });
        }
        if scale > SCALE_MAX {
            return Err(NumberError::TooManyDigits);
        }
        let mantissa = i128::try_from(mantissa).map_err(|_| NumberError::TooLarge)?;
        Decimal::try_from_i128_with_scale(mantissa, scale).map_err(|_| NumberError::TooManyDigits)
    }

    /// Which of the two limits a literal with too many digits breaks: its size if it is whole, else its digits.
    fn too_much(&self) -> NumberError {
        let whole = self.fraction.iter().all(|byte| matches!(byte, b'0' | b'_')) && self.exponent() >= 0;
        if whole { NumberError::TooLarge } else { NumberError::TooManyDigits }
    }
}

/// Digits with single underscores between them, at least one.
fn is_digit_run(text: &[u8]) -> bool {
    let bounded = |end: Option<&u8>| end.is_some_and(u8::is_ascii_digit);
    bounded(text.first())
        && bounded(text.last())
        && text.iter().all(|byte| byte.is_ascii_digit() || *byte == b'_')
        && !text.windows(2).any(|pair| pair == b"__")
}
