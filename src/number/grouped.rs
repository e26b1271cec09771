//! Numbers for people.

use alloc::string::{String, ToString};

use rust_decimal::Decimal;

/// A number for people: its whole digits in groups of three, without trailing zeros. Machines read
/// [`normalize`](Decimal::normalize)d numbers.
///
/// ```
/// use pricesheet::number::grouped;
///
/// assert_eq!(grouped("1057492.970".parse()?), "1,057,492.97");
/// assert_eq!(grouped("-1000".parse()?), "-1,000");
/// assert_eq!(grouped("0.123456".parse()?), "0.123456");
/// # Ok::<(), rust_decimal::Error>(())
/// ```
#[must_use]
pub fn grouped(number: Decimal) -> String {
    let plain = number.normalize().to_string();
    let unsigned = plain.trim_start_matches('-');
    let whole = unsigned.split('.').next().unwrap_or_default();
    let (sign, rest) = (&plain.strip_suffix(unsigned), unsigned.strip_prefix(whole));
    let mut grouped = String::from(sign.unwrap_or_default());
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && whole.len().saturating_sub(at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped.push_str(rest.unwrap_or_default());
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_digits_stand_in_threes() {
        for (plain, expected) in [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1,000"),
            ("-999999.5", "-999,999.5"),
            ("-0", "0"),
            ("12345678", "12,345,678"),
            ("1234.1234567", "1,234.1234567"),
            ("79228162514264337593543950335", "79,228,162,514,264,337,593,543,950,335"),
        ] {
            assert_eq!(grouped(plain.parse().unwrap()), expected);
        }
    }
}
