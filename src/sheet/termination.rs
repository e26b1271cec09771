//! Exact questions about the amounts of a sheet: is a price a finite decimal, is a bound a multiple of a step
//! (section 4, *Termination*)?

use rust_decimal::Decimal;

/// The factors of an amount that decide whether it is a finite decimal, and of how many places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Factors {
    /// The mantissa.
    whole: u128,
    /// How often the amount, its scale counted in, is divided by 2 and by 5 until nothing is left: below zero where its
    /// denominator is.
    twos: i32,
    fives: i32,
}

impl Factors {
    pub(super) fn of(amount: Decimal) -> Self {
        let whole = mantissa(amount);
        let scale = i32::try_from(amount.scale()).unwrap_or(i32::MAX);
        let exponent =
            |prime| i32::try_from(count_of(whole, prime)).unwrap_or(i32::MAX).saturating_sub(scale);
        Factors { whole, twos: exponent(2), fives: exponent(5) }
    }

    /// Those that all of some amounts have in common; none where there are no amounts but zeros.
    pub(super) fn common(amounts: impl Iterator<Item = Decimal>) -> Option<Self> {
        amounts.filter(|amount| !amount.is_zero()).map(Factors::of).reduce(|left, right| Factors {
            whole: greatest_common_divisor(left.whole, right.whole),
            twos: left.twos.min(right.twos),
            fives: left.fives.min(right.fives),
        })
    }

    /// How many decimal places the amount has times a step and over a `per`; none where it is not a finite decimal.
    pub(super) fn places(self, ratio: Ratio) -> Option<u32> {
        if self.whole == 0 {
            return Some(0);
        }
        if !self.whole.is_multiple_of(ratio.endless) {
            return None;
        }
        let least = self.twos.saturating_add(ratio.twos).min(self.fives.saturating_add(ratio.fives));
        Some(least.min(0).unsigned_abs())
    }
}

/// A step over a `per`: what every price of a step is multiplied by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ratio {
    /// What of `per` is left to make a decimal endless: 1 where nothing is.
    endless: u128,
    twos: i32,
    fives: i32,
}

impl Ratio {
    pub(super) fn of(step: Decimal, per: Decimal) -> Self {
        let (of_step, of_per) = (Factors::of(step), Factors::of(per));
        let divisor = without(without(of_per.whole, 2), 5);
        let common = greatest_common_divisor(divisor, of_step.whole);
        Ratio {
            endless: divisor.checked_div(common).unwrap_or(1),
            twos: of_step.twos.saturating_sub(of_per.twos),
            fives: of_step.fives.saturating_sub(of_per.fives),
        }
    }
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

/// How often a value is divided by a prime; 0 for zero.
fn count_of(mut value: u128, prime: u128) -> u32 {
    let mut count = 0_u32;
    while value != 0 && value.is_multiple_of(prime) {
        value = value.checked_div(prime).unwrap_or_default();
        count = count.saturating_add(1);
    }
    count
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

    fn places(price: &str, step: &str, per: &str) -> Option<u32> {
        Factors::of(parse(price).unwrap()).places(Ratio::of(parse(step).unwrap(), parse(per).unwrap()))
    }

    fn finite(price: &str, step: &str, per: &str) -> bool {
        places(price, step, per).is_some()
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
    fn decimal_places() {
        assert_eq!(places("5", "1", "1099511627776"), Some(40));
        assert_eq!(places("5", "1099511627776", "1099511627776"), Some(0));
        assert_eq!(places("5", "4096", "1099511627776"), Some(28));
        assert_eq!(places("1", "1", "268435456"), Some(28));
        assert_eq!(places("1", "1", "536870912"), Some(29));
        assert_eq!(places("0.5", "1", "268435456"), Some(29));
        // 5^28 and 5^29 below a price.
        assert_eq!(places("1", "1", "37252902984619140625"), Some(28));
        assert_eq!(places("1", "1", "186264514923095703125"), Some(29));
        assert_eq!(places("0.0000000000000000000000000001", "1", "1"), Some(28));
        assert_eq!(places("0.0000000000000000000000000001", "0.1", "1"), Some(29));
        assert_eq!(places("0.0000000000000000000000000010", "0.1", "1"), Some(28));
        assert_eq!(places("0.0000000000000000000000000001", "1", "0.1"), Some(27));
        assert_eq!(places("0", "1", "536870912"), Some(0));
        assert_eq!(places("3", "1", "6"), Some(1));
        assert_eq!(places("100", "1", "1"), Some(0));
    }

    #[test]
    fn common_factors() {
        let common = |amounts: &[&str], per: &str| {
            let amounts = amounts.iter().map(|amount| parse(amount).unwrap());
            Factors::common(amounts)?.places(Ratio::of(Decimal::ONE, parse(per).unwrap()))
        };
        assert_eq!(common(&["6", "9"], "3"), Some(0));
        assert_eq!(common(&["6", "8"], "3"), None);
        assert_eq!(common(&["2", "0.5"], "2"), Some(2));
        assert_eq!(common(&["0.04", "5"], "1"), Some(2));
        assert_eq!(common(&[], "3"), None);
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
