//! Exact sums, differences, products and quotients of the numbers of a sheet; none where the decimal type does not hold them.

use pricesheet::Decimal;

use pricesheet::number;

pub(super) fn add(left: Decimal, right: Decimal) -> Option<Decimal> {
    number::sum(left, right)
}

/// None also where the difference is below zero.
pub(super) fn subtract(left: Decimal, right: Decimal) -> Option<Decimal> {
    number::difference(left, right).filter(|_| left >= right)
}

pub(super) fn multiply(left: Decimal, right: Decimal) -> Option<Decimal> {
    number::product(left, right)
}

/// How often a divisor above zero goes into a value as a whole, and whether nothing is left.
pub(super) fn divide(value: Decimal, divisor: Decimal) -> Option<(u128, bool)> {
    let [value, divisor] = to_integers([value, divisor])?;
    Some((value.checked_div(divisor)?, value.checked_rem(divisor)? == 0))
}

/// The same numbers as multiples of one power of ten.
pub(super) fn to_integers<const N: usize>(values: [Decimal; N]) -> Option<[u128; N]> {
    let values = values.map(|value| value.normalize());
    let scale = values.iter().map(|value| value.scale()).max()?;
    let mut integers = [0; N];
    for (integer, value) in integers.iter_mut().zip(values) {
        let zeros = 10_u128.checked_pow(scale.checked_sub(value.scale())?)?;
        *integer = value.mantissa().unsigned_abs().checked_mul(zeros)?;
    }
    Some(integers)
}

/// The value without what is behind its point.
pub(super) fn floor(value: Decimal) -> Option<u128> {
    divide(value, Decimal::ONE).map(|(whole, _)| whole)
}

pub(super) fn whole(value: u128) -> Option<Decimal> {
    i128::try_from(value).ok().and_then(|value| Decimal::try_from_i128_with_scale(value, 0).ok())
}
