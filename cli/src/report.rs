//! Words and tables that reports share.

use std::collections::BTreeMap;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use pricesheet::{Decimal, Usage};

/// The usage as the command line states it.
pub(crate) fn words(usage: &Usage) -> String {
    let mut words = vec![usage.endpoint().to_string()];
    words.extend(usage.stated_options().map(ToString::to_string));
    words.extend(usage.stated_quantities().map(|(name, value)| format!("{name}={}", value.normalize())));
    let calls = usage.call_count();
    if calls != Decimal::ONE {
        words.push(format!("--calls {}", calls.normalize()));
    }
    words.join(" ")
}

/// How often each reason was met.
pub(crate) fn counted(reasons: &BTreeMap<&str, u64>) -> String {
    let reasons = reasons.iter().map(|(code, count)| format!("{count} {code}"));
    reasons.collect::<Vec<_>>().join(", ")
}

/// So many of something.
pub(crate) fn count(number: u64, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

pub(crate) fn plain(amount: Decimal) -> String {
    amount.normalize().to_string()
}

/// An amount for people: its whole digits in groups of three.
pub(crate) fn grouped(amount: Decimal) -> String {
    let text = plain(amount);
    let (whole, fraction) = text.split_at(text.find('.').unwrap_or(text.len()));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut words = sign.to_string();
    for (place, digit) in digits.chars().enumerate() {
        let rest = digits.len().saturating_sub(place);
        if place > 0 && rest.checked_rem(3) == Some(0) {
            words.push(',');
        }
        words.push(digit);
    }
    words + fraction
}

pub(crate) fn signed(amount: Decimal) -> String {
    let sign = if amount > Decimal::ZERO { "+" } else { "" };
    format!("{sign}{}", plain(amount))
}

/// A table as every command frames one. Its numbers, in these columns, stand below each other.
pub(crate) fn table(header: &[&str], numbers: std::ops::Range<usize>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header.iter().copied());
    for column in table.column_iter_mut().skip(numbers.start).take(numbers.len()) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}
