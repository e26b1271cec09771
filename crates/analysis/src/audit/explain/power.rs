//! Powers of ten.

use pricesheet::Decimal;

/// How far an amount may be off by a power of ten: per 1 for per 1,000,000.
pub(super) const POWER_MAX: i8 = 6;

/// Powers by which one step of a price is off.
pub(super) const OF_A_STEP: [i8; 6] = [1, 2, 3, -1, -2, -3];

/// An amount times ten to a power; none where the decimal type does not hold it.
pub(super) fn times_power_of_ten(amount: Decimal, power: i8) -> Option<Decimal> {
    let (mantissa, scale) = (amount.mantissa(), i32::try_from(amount.scale()).ok()?);
    let scale = scale.checked_sub(power.into())?;
    match u32::try_from(scale) {
        Ok(scale) => Decimal::try_from_i128_with_scale(mantissa, scale).ok(),
        Err(_) => {
            let mantissa = mantissa.checked_mul(10_i128.checked_pow(scale.unsigned_abs())?)?;
            Decimal::try_from_i128_with_scale(mantissa, 0).ok()
        }
    }
}

/// The power of ten that makes the first amount of the other; none where there is none, or it is too far off.
pub(super) fn power_of_ten(from: Decimal, to: Decimal) -> Option<i8> {
    let (from, to) = (from.normalize(), to.normalize());
    // Without zeros at the end, only whole numbers have them in their mantissas.
    let (mut of_from, mut of_to) = (from.mantissa(), to.mantissa());
    if of_from == 0 || of_to == 0 {
        return None;
    }
    let mut power = i32::try_from(from.scale()).ok()?.checked_sub(i32::try_from(to.scale()).ok()?)?;
    while of_from != of_to {
        if of_from.unsigned_abs() < of_to.unsigned_abs() && of_to.checked_rem(10)? == 0 {
            (of_to, power) = (of_to.checked_div(10)?, power.checked_add(1)?);
        } else if of_from.checked_rem(10)? == 0 {
            (of_from, power) = (of_from.checked_div(10)?, power.checked_sub(1)?);
        } else {
            return None;
        }
    }
    i8::try_from(power).ok().filter(|power| *power != 0 && (-POWER_MAX..=POWER_MAX).contains(power))
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn powers_are_found() {
        let number = |text: &str| text.parse::<Decimal>().unwrap();
        for (from, to, power) in [
            ("1.5", "15", Some(1)),
            ("15", "1.5", Some(-1)),
            ("0.000004", "4", Some(6)),
            ("300", "3", Some(-2)),
            ("3", "3000.00", Some(3)),
            ("-2", "-0.2", Some(-1)),
            ("2", "-20", None),
            ("3", "3", None),
            ("3", "31", None),
            ("12", "21", None),
            ("0", "10", None),
            ("1", "10000000", None),
        ] {
            assert_eq!(power_of_ten(number(from), number(to)), power, "{from} {to}");
            if let Some(power) = power {
                assert_eq!(times_power_of_ten(number(from), power), Some(number(to)));
            }
        }
        assert_eq!(times_power_of_ten(number("1.25"), 3).unwrap().to_string(), "1250");
        assert_eq!(times_power_of_ten(Decimal::MAX, 1), None);
    }
}
