//! TOML text as a tree of values. TOML is what the `toml` crate reads; nothing here knows what a key means.

use num_bigint::BigInt;
use toml::de::{DeTable, DeValue};

use super::decimal::{Amount, ten_to};
use super::document::Value;

/// The table of a document, with its keys in the order of the text. Text that is not TOML is a mistake of a test.
pub fn parse(text: &str) -> Vec<(String, Value)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let table = DeTable::parse(text).unwrap_or_else(|error| panic!("{error}\nin\n{text}"));
    entries(table.get_ref())
}

fn entries(table: &DeTable<'_>) -> Vec<(String, Value)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries.into_iter().map(|(key, entry)| (key.get_ref().to_string(), value(entry.get_ref()))).collect()
}

fn value(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => Value::Number(number_of(number.as_str())),
        DeValue::Float(number) => Value::Number(number_of(number.as_str())),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Datetime(instant) => Value::Instant(instant.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(|item| self::value(item.get_ref())).collect()),
        DeValue::Table(table) => Value::Named(entries(table)),
    }
}

/// The number of a literal: digits, a point, an exponent. Underscores and a sign say nothing.
pub fn number_of(literal: &str) -> Amount {
    let plain = literal.trim_start_matches('+').replace('_', "").to_lowercase();
    let (digits, exponent) = plain.split_once('e').unwrap_or((&plain, "0"));
    let (before, behind) = digits.split_once('.').unwrap_or((digits, ""));
    let mantissa: BigInt = format!("{before}{behind}").parse().expect("a decimal literal");
    let exponent: i64 = exponent.parse().expect("an exponent");
    let exponent = exponent - i64::try_from(behind.len()).expect("a short literal");
    let power = ten_to(u32::try_from(exponent.unsigned_abs()).expect("a short exponent"));
    if exponent < 0 { Amount::new(mantissa, power) } else { Amount::from(mantissa * power) }
}
