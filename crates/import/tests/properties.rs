//! What holds for every document: prices stand in the source, the same document gives the same sheets, and whatever is wrong in
//! it, what is made of it loads.

use std::collections::BTreeSet;

use pricesheet::number;
use pricesheet_import::{Options, Source, import};
use pricesheet_testing::runs::config;
use proptest::prelude::*;
use serde_json::Value;

use crate::common::{currency, fixture, imported, loaded};

/// The digits of every number of a text, without zeros at either end.
fn digits(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | '_'))) {
        if let Ok(number) = number::parse(word) {
            found.insert(number.normalize().mantissa().to_string().trim_end_matches('0').to_string());
        }
    }
    found
}

/// The prices of a sheet, as they are written.
fn prices(sheet: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for key in ["price = ", "flat = ", "was = ", "now = ", "times = "] {
        let written = sheet.match_indices(key).map(|(at, _)| &sheet[at + key.len()..]);
        let numbers = written.filter_map(|rest| rest.split([' ', ',', '\n', '}']).next());
        found.extend(numbers.filter(|number| number.starts_with(|first: char| first.is_ascii_digit())));
    }
    found
}

#[test]
fn every_price_stands_in_the_source() {
    for source in Source::ALL {
        let text = fixture(source);
        let stated = digits(&text);
        let mut count = 0;
        for sheet in imported(source, &text, &Options::default()).sheets {
            for price in prices(&sheet.text) {
                count += 1;
                let found = digits(price);
                // What a discount of a quarter leaves is the one number that is computed.
                assert!(found.is_subset(&stated) || price == "0.75", "{source}: {price}");
            }
        }
        assert!(count > 10, "{source}: {count}");
    }
}

#[test]
fn the_same_document_gives_the_same_sheets() {
    for source in Source::ALL {
        let text = fixture(source);
        let once = imported(source, &text, &Options::default());
        assert_eq!(once, imported(source, &text, &Options::default()));
    }
}

/// What may stand anywhere by mistake.
const ODD: [&str; 14] = [
    "null",
    "true",
    "-1",
    "0",
    "\"\"",
    "\"-0.5\"",
    "[]",
    "{}",
    "1e30",
    "1e-30",
    "\"not\"",
    "\" a,b \"",
    "12345678901234567890",
    "\"2026-02-30\"",
];

/// Replaces the value at a place, counted in the order of the text, by another; keys keep what they are.
fn replace(value: &mut Value, place: &mut usize, by: &Value) -> bool {
    if *place == 0 {
        *value = by.clone();
        return true;
    }
    *place -= 1;
    match value {
        Value::Array(items) => items.iter_mut().any(|item| replace(item, place, by)),
        Value::Object(members) => members.values_mut().any(|item| replace(item, place, by)),
        _ => false,
    }
}

fn places(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(places).sum(),
        Value::Object(members) => members.values().map(places).sum(),
        _ => 0,
    }
}

proptest! {
    #![proptest_config(config(192))]

    #[test]
    fn what_is_made_of_a_damaged_document_loads(
        source in 0..Source::ALL.len(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), 0..ODD.len()), 1..6),
    ) {
        let source = Source::ALL[source];
        let mut document: Value = serde_json::from_str(&fixture(source)).unwrap();
        for (at, odd) in damage {
            let mut place = at.index(places(&document));
            replace(&mut document, &mut place, &serde_json::from_str(ODD[odd]).unwrap());
        }
        let text = document.to_string();
        for options in [Options::default(), currency("jpy")] {
            if let Ok(imported) = import(source, &text, &options) {
                loaded(&imported);
            }
        }
    }

    #[test]
    fn no_text_is_too_odd(source in 0..Source::ALL.len(), text in "[\\[\\]{}\":,a-e0-9 .-]{0,60}", cut in any::<prop::sample::Index>()) {
        let source = Source::ALL[source];
        let _ = import(source, &text, &Options::default());
        let whole = fixture(source);
        let whole = whole.trim_end();
        let cut = cut.index(whole.len());
        if let Some(start) = whole.get(..cut) {
            prop_assert!(import(source, start, &Options::default()).is_err());
        }
    }
}
