//! Usages of genai-prices' models, priced by its own calculator (`agreement.py --write`), and by the sheets made of its data.

use std::collections::BTreeMap;
use std::fs;

use pricesheet::{Decimal, PriceBook, Usage, number};
use pricesheet_import::{Options, Source};
use serde::Deserialize;

use crate::common::{at, fixture, imported, loaded, path};

#[derive(Deserialize)]
struct Priced {
    endpoint: String,
    quantities: BTreeMap<String, u64>,
    attributes: BTreeMap<String, String>,
    at: String,
    /// Nothing where its calculator refuses the usage.
    total: Option<String>,
}

impl Priced {
    fn usage(&self) -> Usage {
        let usage = Usage::new(self.endpoint.as_str());
        let usage =
            self.quantities.iter().fold(usage, |usage, (name, count)| usage.quantity(name.as_str(), *count));
        let stated = self.attributes.iter();
        stated
            .fold(usage, |usage, (name, value)| usage.attribute(name.as_str(), value.as_str()))
            .made_at_text(self.at.as_str())
    }
}

fn all() -> Vec<Priced> {
    let text = fs::read_to_string(path("fixtures/genai-prices.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Whether two totals are one, or as close as the places that a price by the hour is rounded to.
fn agree(one: Decimal, other: Decimal) -> bool {
    let close = Decimal::new(1, 15);
    number::difference(one, other).is_some_and(|difference| difference.abs() <= close)
}

#[test]
fn the_book_prices_as_the_projects_own_calculator() {
    let imported = imported(Source::GenaiPrices, &fixture(Source::GenaiPrices), &Options::default());
    let book = PriceBook::new(loaded(&imported)).unwrap();
    let (mut equal, mut refused) = (0, 0);
    for priced in all() {
        let found = book.price(&priced.usage());
        match (&priced.total, found) {
            (Some(total), Ok(found)) => {
                let total = number::parse(total).unwrap();
                assert!(agree(found, total), "{} at {}: {found}, not {total}", priced.endpoint, priced.at);
                equal += 1;
            }
            // A context that the data do not know yet at this date has no price here, and the standard one there.
            (_, Err(_)) => refused += 1,
            (None, Ok(found)) => panic!("{} at {}: {found}, not refused", priced.endpoint, priced.at),
        }
    }
    assert!(equal > 100 && refused < equal / 4, "{equal} equal, {refused} refused");
}

#[test]
fn the_prices_of_an_instant_are_those_of_the_book_then() {
    for instant in ["2026-03-12T23:59:59Z", "2026-10-19T00:00:00Z", "2026-11-30T12:00:00Z"] {
        let text = fixture(Source::GenaiPrices);
        let book =
            PriceBook::new(loaded(&imported(Source::GenaiPrices, &text, &Options::default()))).unwrap();
        let sheets = loaded(&imported(Source::GenaiPrices, &text, &at(instant)));
        for priced in all() {
            let usage = priced.usage().made_at_text(instant);
            assert_eq!(
                sheets[0].price(&usage).ok(),
                book.price(&usage).ok(),
                "{} at {instant}",
                priced.endpoint
            );
        }
    }
}
