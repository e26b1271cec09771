//! One answer on every way to a price, for random sheets of nearly every feature and random usages of them. What each
//! way is compared with is the plain arithmetic, which takes no shorter way: see [`plain`].
//!
//! Beside `tests/shapes.rs`, whose sheets are mostly like real ones, these combine what is at an edge: of words and
//! decimals, of names, of bounds. Every run tries other seeds. A failure states its seed, and
//! `WAYS_SEED=n WAYS_COUNT=m cargo test --test ways` tries the `m` seeds from `n` on.

#[path = "ways/by_columns.rs"]
mod by_columns;
#[path = "ways/by_names.rs"]
mod by_names;
#[path = "ways/by_options.rs"]
mod by_options;
#[path = "ways/case.rs"]
mod case;
#[path = "ways/charge.rs"]
mod charge;
#[path = "ways/condition.rs"]
mod condition;
#[path = "ways/count.rs"]
mod count;
#[path = "reference/dice.rs"]
#[allow(unreachable_pub, reason = "a module shared by test crates has no outside")]
mod dice;
#[path = "ways/draft.rs"]
mod draft;
#[path = "ways/endpoint.rs"]
mod endpoint;
#[path = "ways/name.rs"]
mod name;
#[path = "ways/number.rs"]
mod number;
#[path = "ways/option.rs"]
mod option;
#[path = "ways/plain.rs"]
mod plain;
#[path = "ways/pricing.rs"]
mod pricing;
#[path = "ways/quantity.rs"]
mod quantity;
#[path = "ways/sheet.rs"]
mod sheet;
#[path = "ways/table.rs"]
mod table;
#[path = "ways/usage.rs"]
mod usage;

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use dice::Dice;
use sheet::Sheet;

/// How many seeds are tried where `WAYS_COUNT` says nothing: about five seconds of a build for debugging.
const SEEDS_COUNT: u64 = 600;

/// How many usages of each endpoint are priced by names, and how many by option sets.
const USAGES_PER_ENDPOINT: usize = 24;

/// Of how many seeds it is asked what they generate.
const SEEDS_WATCHED: u64 = 200;

/// The errors of usages that there must be some of.
const CODES: [&str; 13] = [
    "beyond-last-tier",
    "choice-required",
    "exclusive-options",
    "negative-count",
    "negative-quantity",
    "no-rate",
    "not-representable",
    "nothing-counted",
    "quantity-required",
    "repeated-option",
    "repeated-quantity",
    "unknown-option",
    "unknown-quantity",
];

/// The keys of sheets that there must be some of.
const KEYS: [&str; 25] = [
    "at_least",
    "charges.c0",
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

/// What an environment variable says, where it is set.
fn stated(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is `{text}`, which is no whole number")))
}

/// A seed that differs in every run.
fn seed_of_now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970");
    since.as_secs() * 1_000_000 + u64::from(since.subsec_micros())
}

/// A seed, and its sheet as soon as there is one. Whatever the panic comes from, also from the library itself, which knows
/// nothing of seeds, says how to try it again.
struct Trial {
    seed: u64,
    sheet: Option<Sheet>,
}

impl Drop for Trial {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let text = self.sheet.as_ref().map_or("", |sheet| &sheet.text);
            eprintln!("again: WAYS_SEED={} WAYS_COUNT=1 cargo test --test ways\n{text}", self.seed);
        }
    }
}

#[test]
fn every_way_gives_the_price_of_the_plain_arithmetic() {
    let first = stated("WAYS_SEED").unwrap_or_else(seed_of_now);
    let count = stated("WAYS_COUNT").unwrap_or(SEEDS_COUNT);
    for seed in (0..count).map(|at| first.wrapping_add(at)) {
        let mut trial = Trial { seed, sheet: None };
        let mut dice = Dice::new(seed);
        let sheet = &*trial.sheet.insert(Sheet::generate(&mut dice));
        let handles = sheet.handles();
        for (draft, handle) in sheet.endpoints.iter().zip(&handles) {
            for _ in 0..USAGES_PER_ENDPOINT {
                by_names::check(sheet, handle, &usage::of(&mut dice, handle, draft));
            }
            for _ in 0..USAGES_PER_ENDPOINT {
                by_options::check(&mut dice, sheet, handle, draft);
            }
        }
        by_columns::check(&mut dice, sheet, &handles);
    }
}

/// What is never generated, or never has a price, would be compared in vain.
#[test]
fn sheets_load_and_usages_have_prices_and_errors() {
    let (mut loaded, mut refused, mut usages) = (0, 0, 0);
    let mut texts = String::new();
    let mut outcomes = BTreeMap::<_, usize>::new();
    for seed in 1..=SEEDS_WATCHED {
        let mut dice = Dice::new(seed);
        let sheet = Sheet::generate(&mut dice);
        loaded += sheet.endpoints.len();
        refused += sheet.refused;
        texts.push_str(&sheet.text);
        for (draft, handle) in sheet.endpoints.iter().zip(sheet.handles()) {
            for _ in 0..USAGES_PER_ENDPOINT {
                let price = plain::price(&sheet.priced, &usage::of(&mut dice, &handle, draft));
                *outcomes.entry(price.map_or_else(|error| error.code(), |_| "price")).or_default() += 1;
                usages += 1;
            }
        }
    }
    assert!(loaded > 3 * refused, "{loaded} endpoints load, {refused} do not");
    assert!(outcomes["price"] * 10 > usages * 4, "of {usages} usages: {outcomes:?}");
    for code in CODES {
        assert!(outcomes.contains_key(code), "no {code} of {usages} usages: {outcomes:?}");
    }
    for key in KEYS {
        assert!(texts.contains(&format!("{key} = ")), "no sheet that loads says `{key}`");
    }
}
