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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_move_by_powers_of_ten_without_losing_a_digit() {
        let price = number::parse("1.0000000000000001e-07").unwrap();
        assert_eq!(shifted(price, 6, "").unwrap().to_string(), "0.10000000000000001");
        assert_eq!(shifted(price, -3, "").unwrap().to_string(), "0.00000000010000000000000001");
        let long = number::parse("79228162514264337593543950335").unwrap();
        assert!(shifted(long, 1, "a.b").unwrap_err().message.contains("more digits"));
    }
}
