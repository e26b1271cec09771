//! Prices, read from the text of their literals and moved by powers of ten, exactly.

use pricesheet::Decimal;
use pricesheet::number::{self, NumberError};

use crate::error::Fault;
use crate::json::Value;

/// A price of the source: a number, or a string that holds one.
pub(crate) fn amount(value: &Value<'_>) -> Result<Decimal, Fault> {
    let text = match value.number() {
        Some(literal) => literal.into(),
        None if value.is_text() => value.text()?,
        None => return Err(value.expected("a price")),
    };
    number::parse(&text).map_err(|error| {
        let fault = Fault::new(&value.path, format!("`{text}` is {error}"));
        fault.with_help(match error {
            NumberError::Negative => "a price is 0 or above",
            NumberError::NotANumber | NumberError::NotDecimal => "a price is a decimal number",
            NumberError::TooLarge | NumberError::TooManyDigits => {
                "an exact decimal has 96 bits and 28 decimal places"
            }
        })
    })
}

/// A price times ten to this power.
pub(crate) fn shifted(value: Decimal, power: i32, path: &str) -> Result<Decimal, Fault> {
    let ten = |places: u32| Decimal::try_from_i128_with_scale(1, places).ok();
    let mut factor = ten(0);
    for _ in 0..power.unsigned_abs() {
        let step = if power > 0 { Decimal::TEN } else { ten(1).unwrap_or(Decimal::ONE) };
        factor = factor.and_then(|factor| number::product(factor, step));
    }
    let moved = factor.and_then(|factor| number::product(value, factor));
    moved.ok_or_else(|| {
        Fault::new(path, format!("`{value}` has more digits than an exact decimal holds once it is moved"))
            .with_help("an exact decimal has 96 bits and 28 decimal places")
    })
}

/// Whether a price per so many units is a finite decimal for each of them.
pub(crate) fn terminates(price: Decimal, per: u64) -> bool {
    let mut odd = i128::from(per);
    for prime in [2, 5] {
        while odd.checked_rem(prime) == Some(0) {
            odd = odd.checked_div(prime).unwrap_or(1);
        }
    }
    price.mantissa().checked_rem(odd) == Some(0)
}

/// The short decimal that a literal of 16 or 17 digits misses by a hair, as sums and products of binary floats do:
/// `1.0000000000000001e-07` is a program's `1e-7`.
pub(crate) fn shorter(literal: &str) -> Option<String> {
    const DIGITS_KEPT: usize = 14;
    const DIGITS_SHORT_MAX: usize = 10;
    let number = number::parse(literal).ok()?.normalize();
    let digits = number.mantissa().to_string();
    if !(16..=17).contains(&digits.len()) {
        return None;
    }
    let dropped = digits.len().checked_sub(DIGITS_KEPT)?;
    let places = u32::try_from(dropped).ok().and_then(|dropped| number.scale().checked_sub(dropped))?;
    let short = number.round_dp(places).normalize();
    (short.mantissa().to_string().len() <= DIGITS_SHORT_MAX).then(|| short.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_float_written_out_is_told_from_a_price() {
        assert_eq!(shorter("1.0000000000000001e-07").as_deref(), Some("0.0000001"));
        assert_eq!(shorter("8.999999999999999e-07").as_deref(), Some("0.0000009"));
        assert_eq!(shorter("0.30000000000000004").as_deref(), Some("0.3"));
        for exact in ["1e-07", "0.0005666666666666667", "1.25", "8.39233e-08", "1234567890123456789"] {
            let found = shorter(exact);
            assert!(found.is_none(), "{exact}: {found:?}");
        }
    }

    #[test]
    fn prices_move_by_powers_of_ten_without_losing_a_digit() {
        let price = number::parse("1.0000000000000001e-07").unwrap();
        assert_eq!(shifted(price, 6, "").unwrap().to_string(), "0.10000000000000001");
        assert_eq!(shifted(price, -3, "").unwrap().to_string(), "0.00000000010000000000000001");
        let long = number::parse("79228162514264337593543950335").unwrap();
        assert!(shifted(long, 1, "a.b").unwrap_err().message.contains("more digits"));
    }

    #[test]
    fn what_terminates_is_a_multiple_of_the_odd_part() {
        let price = |text| number::parse(text).unwrap();
        assert!(terminates(price("0.09"), 3_600));
        assert!(!terminates(price("0.111"), 3_600));
        assert!(terminates(price("0.111"), 1_000_000));
    }
}
