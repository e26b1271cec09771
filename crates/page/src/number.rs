//! Numbers as people read them: every digit, in groups of three.

use alloc::format;
use alloc::string::{String, ToString};

use pricesheet::Decimal;

const GROUP: usize = 3;

/// An exact number, its digits grouped: 1,057,492.97.
pub(crate) fn grouped(value: Decimal) -> String {
    with_places(value, 0)
}

/// The same with at least so many decimal places, filled with zeros.
pub(crate) fn with_places(value: Decimal, least: usize) -> String {
    let text = value.normalize().abs().to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let sign = if value.is_sign_negative() && !value.is_zero() { "−" } else { "" };
    let mut grouped = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        let left = whole.len().saturating_sub(at);
        if at > 0 && left.is_multiple_of(GROUP) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if fraction.is_empty() && least == 0 { grouped } else { format!("{grouped}.{fraction:0<least$}") }
}

/// A number in words where that is shorter and exact: 1 million, 2.5 billion.
pub(crate) fn counted(value: Decimal) -> String {
    let text = value.normalize().to_string();
    for (words, zeros) in [("billion", 9), ("million", 6)] {
        let Some((head, tail)) = text.len().checked_sub(zeros).and_then(|at| text.split_at_checked(at))
        else {
            continue;
        };
        let rest = tail.trim_end_matches('0');
        if head.is_empty() || head.len() > GROUP || rest.len() > 1 || text.contains('.') {
            continue;
        }
        return if rest.is_empty() { format!("{head} {words}") } else { format!("{head}.{rest} {words}") };
    }
    grouped(value)
}

#[cfg(test)]
mod tests {
    use super::{counted, grouped, with_places};

    #[test]
    fn digits() {
        let number = |text: &str| text.parse().unwrap();
        assert_eq!(grouped(number("1057492.97")), "1,057,492.97");
        assert_eq!(grouped(number("-1000.50")), "−1,000.5");
        assert_eq!(grouped(number("999")), "999");
        assert_eq!(grouped(number("-0")), "0");
        assert_eq!(with_places(number("0.3"), 2), "0.30");
        assert_eq!(with_places(number("7"), 2), "7.00");
        assert_eq!(with_places(number("0.0042"), 2), "0.0042");
        for (value, words) in [
            ("1000000", "1 million"),
            ("2500000", "2.5 million"),
            ("1250000", "1,250,000"),
            ("3000000000", "3 billion"),
            ("1000", "1,000"),
            ("1000000.5", "1,000,000.5"),
            ("1234567000000", "1,234,567,000,000"),
        ] {
            assert_eq!(counted(number(value)), words);
        }
    }
}
