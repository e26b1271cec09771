//! Numbers: exact rationals, what of them is a finite decimal, what of those the decimal type can hold, and
//! rounding.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Pow, Signed, Zero};

use super::model::{Mode, Rounding};

/// Every number of the reference. Numbers of a sheet and of a usage are finite decimals among them.
pub type Amount = BigRational;

/// The decimal type has at most this many digits behind the point.
pub const SCALE_MAX: u32 = 28;

/// The decimal type has a mantissa of this many bits.
pub const MANTISSA_BITS: u32 = 96;

/// A whole number.
pub fn whole(number: u64) -> Amount {
    Amount::from(BigInt::from(number))
}

/// `mantissa` over ten to the power of `scale`.
pub fn scaled(mantissa: impl Into<BigInt>, scale: u32) -> Amount {
    Amount::new(mantissa.into(), ten_to(scale))
}

/// Ten to the power of `exponent`.
pub fn ten_to(exponent: u32) -> BigInt {
    Pow::pow(BigInt::from(10), exponent)
}

/// A number written plainly in a test: `12`, `-0.05`, `1_000.5`.
pub fn amount(text: &str) -> Amount {
    let text = text.replace('_', "");
    let (before, behind) = text.split_once('.').unwrap_or((&text, ""));
    let mantissa: BigInt = format!("{before}{behind}").parse().expect("a plain number");
    scaled(mantissa, u32::try_from(behind.len()).expect("a short number"))
}

/// The number as an integer over a power of ten, with the least power that serves and none below zero:
/// `1.50` is 15 over 10, a million is a million over 1. Nothing where it is not a finite decimal.
pub fn digits(value: &Amount) -> Option<(BigInt, u32)> {
    let mut rest = value.denom().clone();
    let twos = strip(&mut rest, 2);
    let fives = strip(&mut rest, 5);
    let scale = twos.max(fives);
    rest.is_one().then(|| ((value * ten_to(scale)).to_integer(), scale))
}

/// Divides `number` by `factor` as often as it goes, and says how often that was.
fn strip(number: &mut BigInt, factor: u32) -> u32 {
    let mut times = 0;
    while number.is_multiple_of(&BigInt::from(factor)) {
        *number /= factor;
        times += 1;
    }
    times
}

/// Whether the number has an end when it is written as a decimal.
pub fn is_finite(value: &Amount) -> bool {
    digits(value).is_some()
}

/// Whether the decimal type can hold the number. Trailing zeros do not count.
pub fn fits(value: &Amount) -> bool {
    digits(value).is_some_and(|(mantissa, scale)| {
        scale <= SCALE_MAX && mantissa.abs() < BigInt::one() << MANTISSA_BITS
    })
}

/// The number, which is not below zero, rounded to a multiple of `rounding.to`.
pub fn round(value: &Amount, rounding: &Rounding) -> Amount {
    let steps = value / &rounding.to;
    let below = steps.floor();
    let rest = &steps - &below;
    let half = scaled(5, 1);
    let goes_up = match rounding.mode {
        Mode::Up => !rest.is_zero(),
        Mode::Down => false,
        Mode::HalfUp => rest >= half,
        Mode::HalfDown => rest > half,
        Mode::HalfEven => rest > half || (rest == half && below.to_integer().is_odd()),
    };
    let steps = if goes_up { below + Amount::one() } else { below };
    steps * &rounding.to
}
