//! Words that reports share.

use std::collections::BTreeMap;

use pricesheet::number::grouped;
use pricesheet::{Decimal, Usage};

/// The usage as the command line states it.
#[must_use]
pub fn words(usage: &Usage) -> String {
    let mut words = vec![usage.endpoint().to_string()];
    words.extend(usage.stated_options().map(ToString::to_string));
    words.extend(usage.stated_quantities().map(|(name, value)| format!("{name}={}", value.normalize())));
    words.extend(usage.stated_attributes().map(|(name, value)| format!("{name}={value}")));
    let calls = usage.call_count();
    if calls != Decimal::ONE {
        words.push(format!("--calls {}", calls.normalize()));
    }
    harmless(&words.join(" "))
}

/// How often each reason was met.
#[must_use]
pub fn counted(reasons: &BTreeMap<&str, u64>) -> String {
    let reasons = reasons.iter().map(|(code, count)| format!("{} {code}", count_of(*count)));
    reasons.collect::<Vec<_>>().join(", ")
}

/// So many of something.
#[must_use]
pub fn count(number: u64, one: &str) -> String {
    format!("{} {one}{}", count_of(number), if number == 1 { "" } else { "s" })
}

/// A count for people.
#[must_use]
pub fn count_of(number: u64) -> String {
    grouped(Decimal::from(number))
}

/// An amount for people.
#[must_use]
pub fn amount(amount: Decimal) -> String {
    grouped(amount)
}

/// A difference for people, with its sign.
#[must_use]
pub fn signed(amount: Decimal) -> String {
    let sign = if amount > Decimal::ZERO { "+" } else { "" };
    format!("{sign}{}", grouped(amount))
}

/// A text in which nothing steers a terminal or breaks a line: what would is written out.
#[must_use]
pub fn harmless(text: &str) -> String {
    let mut words = String::new();
    for c in text.chars() {
        match c {
            c if c.is_control() => words.extend(c.escape_default()),
            c => words.push(c),
        }
    }
    words
}
