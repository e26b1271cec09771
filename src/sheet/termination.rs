//! Exact questions about the amounts of a sheet: is a price a finite decimal, is a bound a multiple of a step
//! (section 4, *Termination*)?

use rust_decimal::Decimal;

/// What of `per` is left to make a decimal endless when it divides a multiple of `step`: 1 where nothing is.
pub(super) fn endless_part(step: Decimal, per: Decimal) -> u128 {
    // Powers of ten never make a decimal endless, so that only the mantissas count, and of the divisor only what is
    // not made of twos and fives.
    let divisor = without(without(mantissa(per), 2), 5);
    let common = greatest_common_divisor(divisor, mantissa(step));
    divisor.checked_div(common).unwrap_or(1)
}

/// Whether a price, times a step and over a `per` of which this part is endless, is a finite decimal.
pub(super) fn is_made_finite(price: Decimal, endless_part: u128) -> bool {
    mantissa(price).is_multiple_of(endless_part)
}

/// The greatest common divisor of amounts, up to powers of ten; 0, which everything divides, where there are none.
pub(super) fn common_divisor(amounts: impl Iterator<Item = Decimal>) -> u128 {
    amounts.map(mantissa).reduce(greatest_common_divisor).unwrap_or_default()
}

/// Whether `value` is a whole multiple of `step`.
pub(super) fn is_multiple(value: Decimal, step: Decimal) -> bool {
    let (value_mantissa, step_mantissa) = (mantissa(value), mantissa(step));
    match step.scale().checked_sub(value.scale()) {
        // The value is the mantissa times a power of ten, in units of the step's last place.
        Some(places) => {
            let common = greatest_common_divisor(step_mantissa, value_mantissa);
            let rest = step_mantissa.checked_div(common).unwrap_or(1);
            power_of_ten(places).is_multiple_of(rest)
        }
        None => {
            let places = value.scale().saturating_sub(step.scale());
            let ten = power_of_ten(places);
            let whole = value_mantissa.checked_div(ten).unwrap_or_default();
            value_mantissa.is_multiple_of(ten) && whole.is_multiple_of(step_mantissa)
        }
    }
}

/// Amounts of a sheet are never below zero.
fn mantissa(value: Decimal) -> u128 {
    value.mantissa().unsigned_abs()
}

/// The scale of a decimal is at most 28.
fn power_of_ten(exponent: u32) -> u128 {
    10_u128.saturating_pow(exponent)
}

/// The value without its factors of `prime`.
fn without(mut value: u128, prime: u128) -> u128 {
    while value != 0 && value.is_multiple_of(prime) {
        value = value.checked_div(prime).unwrap_or_default();
    }
    value
}

fn greatest_common_divisor(left: u128, right: u128) -> u128 {
    let (mut left, mut right) = (left, right);
    while let Some(remainder) = left.checked_rem(right) {
        (left, right) = (right, remainder);
    }
    left.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::parse;

    fn finite(price: &str, step: &str, per: &str) -> bool {
        is_made_finite(parse(price).unwrap(), endless_part(parse(step).unwrap(), parse(per).unwrap()))
    }

    fn multiple(value: &str, step: &str) -> bool {
        is_multiple(parse(value).unwrap(), parse(step).unwrap())
    }

    #[test]
    fn finite_decimals() {
        assert!(finite("1", "1", "1000"));
        assert!(!finite("1", "1", "3"));
        assert!(finite("1", "3", "3"));
        assert!(finite("0.05", "153", "153"));
        assert!(finite("0.7", "1", "0.07"));
        assert!(!finite("0.7", "1", "3600"));
        assert!(finite("0.9", "1", "3600"));
        assert!(finite("0", "1", "7"));
        assert!(finite("2", "1.5", "3"));
        assert!(!finite("2", "1", "79228162514264337593543950335"));
    }

    #[test]
    fn multiples() {
        assert!(multiple("100", "50"));
        assert!(!multiple("100", "30"));
        assert!(multiple("100", "0.25"));
        assert!(multiple("0.75", "0.25"));
        assert!(!multiple("0.8", "0.25"));
        assert!(multiple("1.2", "0.3"));
        assert!(!multiple("0.5", "1"));
        assert!(multiple("79228162514264337593543950335", "0.0000000000000000000000000001"));
    }
}
