//! Usages of genai-prices' models, priced by its own calculator (`agreement.py --write`), and by the sheets made of its data.

use std::collections::BTreeMap;
use std::fs;

use pricesheet::{Decimal, PriceSheet, Usage, number};
use pricesheet_import::Source;
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
fn a_sheet_prices_as_the_projects_own_calculator() {
    let text = fixture(Source::GenaiPrices);
    let mut sheets: BTreeMap<String, PriceSheet> = BTreeMap::new();
    let (mut equal, mut refused) = (0, 0);
    for priced in all() {
        let imported = || loaded(&imported(Source::GenaiPrices, &text, &at(&priced.at))).remove(0);
        let found = sheets.entry(priced.at.clone()).or_insert_with(imported).price(&priced.usage());
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
