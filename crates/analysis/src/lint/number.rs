//! Exact sums, differences and quotients of the numbers of a sheet; none where the decimal type does not hold them.

use pricesheet::Decimal;

use pricesheet::number;

pub(super) fn add(left: Decimal, right: Decimal) -> Option<Decimal> {
    number::sum(left, right)
}

/// None also where the difference is below zero.
pub(super) fn subtract(left: Decimal, right: Decimal) -> Option<Decimal> {
    number::difference(left, right).filter(|_| left >= right)
}

/// How often a divisor above zero goes into a value as a whole, and whether nothing is left.
pub(super) fn divide(value: Decimal, divisor: Decimal) -> Option<(u128, bool)> {
    let (value, divisor) = (value.normalize(), divisor.normalize());
    let scale = value.scale().max(divisor.scale());
    let [value, divisor] = [value, divisor].map(|number| {
        let zeros = scale.checked_sub(number.scale()).and_then(|places| 10_u128.checked_pow(places));
        zeros.and_then(|ten| number.mantissa().unsigned_abs().checked_mul(ten))
    });
    let (value, divisor) = value.zip(divisor)?;
    Some((value.checked_div(divisor)?, value.checked_rem(divisor)? == 0))
}

/// The value without what is behind its point.
pub(super) fn floor(value: Decimal) -> Option<u128> {
    divide(value, Decimal::ONE).map(|(whole, _)| whole)
}

pub(super) fn whole(value: u128) -> Option<Decimal> {
    i128::try_from(value).ok().and_then(|value| Decimal::try_from_i128_with_scale(value, 0).ok())
}
