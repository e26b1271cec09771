//! Amounts as integers at a scale.

use pricesheet::Decimal;

/// The most digits that a decimal of 128 bits has.
pub(crate) const PRECISION: u8 = 38;

/// Ten to the power of that.
const TEN_TO_PRECISION: u128 = 10_u128.pow(38);

/// The largest scale that the decimal type has.
pub(crate) const SCALE_MAX: u8 = 28;

/// An amount times ten to the power of the scale, where that is an integer of so many digits.
pub(crate) fn at_scale(amount: Decimal, scale: u8) -> Option<i128> {
    let amount = amount.normalize();
    let power = 10_i128.checked_pow(u32::from(scale).checked_sub(amount.scale())?)?;
    amount.mantissa().checked_mul(power).filter(|mantissa| fits(*mantissa))
}

/// Whether a mantissa has no more digits than there may be.
pub(crate) fn fits(mantissa: i128) -> bool {
    mantissa.unsigned_abs() < TEN_TO_PRECISION
}
