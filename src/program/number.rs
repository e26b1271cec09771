//! Numbers of a sheet as integers of 64 bits.

use rust_decimal::Decimal;

use crate::exact::{Exact, Stated};
use crate::rounding::Rounding;
use crate::rules::reciprocal;

/// Ten to the power, where 64 bits hold it.
#[inline(always)]
pub(crate) fn ten_to(exponent: u32) -> Option<u64> {
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

/// The mantissa of a number at a scale, where it has one of 64 bits there.
pub(super) fn narrow_at(number: Decimal, scale: u32) -> Option<u64> {
    narrow(Stated::of(number), scale)
}

/// The same for a number that the decimal type need not hold.
pub(super) fn narrow(number: Stated, scale: u32) -> Option<u64> {
    let Exact { mantissa, scale: own } = number.normalized();
    let factor = 10_u128.checked_pow(scale.checked_sub(own)?)?;
    u64::try_from(mantissa.checked_mul(factor)?).ok()
}

/// The decimal places of a number, without zeros at its end.
pub(super) fn scale_of(number: Decimal) -> u32 {
    Stated::of(number).normalized().scale
}

/// What one unit costs at a price per so many, or one step where there is an increment: a decimal over a divisor.
pub(super) fn price_over(price: Stated, per: Decimal, step: Option<Rounding>) -> Option<(Stated, u64)> {
    let (factor, divisor) = reciprocal(Stated::of(per));
    let mut price = price.multiply(factor)?;
    if let Some(step) = step {
        price = price.multiply(Stated::of(step.to))?;
    }
    let (mut left, mut common) = (price.mantissa, divisor);
    while left != 0 {
        (left, common) = (common.checked_rem(left)?, left);
    }
    let price = Exact { mantissa: price.mantissa.checked_div(common)?, scale: price.scale };
    Some((price.normalized(), u64::try_from(divisor.checked_div(common)?).ok()?))
}

/// Whether every whole number is a multiple of the step already.
pub(crate) fn keeps_whole_counts(step: Decimal) -> bool {
    let Stated { mantissa, scale } = Stated::of(step);
    10_u128.checked_pow(scale).is_some_and(|one| one.is_multiple_of(mantissa))
}
