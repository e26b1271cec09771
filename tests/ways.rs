//! One answer on every way to a price, for random sheets of every profile and random usages of them.
//!
//! A seed that fails is kept in `ways.seeds` and tried first from then on.

use std::collections::BTreeMap;
use std::path::Path;

use pricesheet::{PriceSheet, UsageError};
use pricesheet_testing::dice::Dice;
use pricesheet_testing::generate::{self, Profile};
use pricesheet_testing::reference::bridge::stated;
use pricesheet_testing::reference::toml::render;
use pricesheet_testing::ways;

/// Of how many seeds of each profile it is asked what they generate.
const SEEDS_COUNTED: u64 = 100;

/// How many usages of each of these.
const USAGES_PER_SHEET: usize = 24;

/// The errors of usages that there must be some of.
const CODES: [&str; 25] = [
    "attribute-required",
    "beyond-last-tier",
    "calls-on-period",
    "choice-required",
    "derived-quantity",
    "exclusive-options",
    "invalid-at",
    "invalid-calls",
    "invalid-share",
    "invalid-value",
    "missing-at",
    "negative-count",
    "negative-quantity",
    "no-rate",
    "not-representable",
    "nothing-counted",
    "quantity-required",
    "repeated-attribute",
    "repeated-option",
    "repeated-quantity",
    "unknown-attribute",
    "unknown-endpoint",
    "unknown-option",
    "unknown-quantity",
    "unknown-value",
];

/// The keys of sheets that there must be some of.
const KEYS: [&str; 42] = [
    "allow",
    "at_least",
    "attributes",
    "by",
    "clock",
    "hours",
    "in",
    "included_by",
    "open",
    "product",
    "share",
    "sum",
    "table",
    "weekdays",
    "windows",
    "of",
    "basis",
    "charges",
    "choices",
    "default",
    "flat",
    "free",
    "included",
    "increment",
    "max",
    "min",
    "minus",
    "mode",
    "per",
    "plus",
    "price",
    "quantities",
    "quantity",
    "rates",
    "required",
    "round",
    "round_charges",
    "tiering",
    "tiers",
    "times",
    "up_to",
    "when",
];

fn check(profile: Profile, count: u32) {
    ways::check_all(profile, count, &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ways.seeds"));
}

#[test]
fn price_lists() {
    check(Profile::List, 250);
}

#[test]
fn wild_numbers() {
    check(Profile::Wild, 250);
}

#[test]
fn edges_of_words_and_names() {
    check(Profile::Edges, 700);
}

#[test]
fn linear_endpoints() {
    check(Profile::Linear, 500);
}

#[test]
fn general_rules() {
    check(Profile::Rules, 500);
}

#[test]
fn few_cases() {
    check(Profile::Cases, 400);
}

#[test]
fn tables_and_windows() {
    check(Profile::Tables, 500);
}

#[test]
fn rows_of_columns() {
    check(Profile::Rows, 900);
}

/// What is never generated, or never has a price, would be compared in vain.
#[test]
fn usages_have_prices_and_errors() {
    let mut texts = String::new();
    let mut outcomes = BTreeMap::<_, usize>::new();
    for profile in Profile::ALL {
        let (mut usages, mut priced, mut of_many) = (0, 0, 0);
        for seed in 1..=SEEDS_COUNTED {
            let mut dice = Dice::new(seed);
            let drawn = generate::sheet(&mut dice, profile);
            let text = render(&drawn, seed);
            let sheet = PriceSheet::from_toml(&text).unwrap_or_else(|faults| panic!("{faults}\n{text}"));
            texts.push_str(&text);
            for _ in 0..USAGES_PER_SHEET {
                let usage = generate::usage(&mut dice, &drawn);
                let price = sheet.price(&stated(&usage));
                usages += 1;
                priced += usize::from(price.is_ok());
                of_many += usize::from(price.is_ok() && !usage.calls.numer().eq(usage.calls.denom()));
                *outcomes.entry(price.as_ref().map_or_else(UsageError::code, |_| "price")).or_default() += 1;
            }
        }
        assert!(priced * 10 > usages * 4, "{profile:?}: of {usages} usages {priced} have a price");
        assert!(
            of_many * 20 > usages,
            "{profile:?}: of {usages} usages {of_many} have a price and several calls"
        );
    }
    for code in CODES {
        assert!(outcomes.contains_key(code), "no {code}: {outcomes:?}");
    }
    let words: std::collections::BTreeSet<&str> =
        texts.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    for key in KEYS {
        assert!(words.contains(key), "no sheet says `{key}`");
    }
}
