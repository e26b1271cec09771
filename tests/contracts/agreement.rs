//! Drawn contracts over drawn sheets against the second implementation of section 8, which was written from the text alone.
//!
//! What the naive resolver makes of both is loaded as a sheet of its own: a contract has the same content, or is faulty where
//! that is, or where there is none.

use super::*;

use std::collections::BTreeSet;

use num_traits::One;
use pricesheet_testing::dice::Dice;
use pricesheet_testing::generate;
use pricesheet_testing::reference::decimal::whole;
use pricesheet_testing::reference::document::Value;
use pricesheet_testing::reference::overlay::resolve;
use pricesheet_testing::reference::parse::parse;
use pricesheet_testing::reference::read::Fields;
use pricesheet_testing::reference::toml::{render, render_entries};
use pricesheet_testing::runs;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

type Entries = Vec<(String, Value)>;

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn entries(value: &Value) -> Entries {
    match value {
        Value::Named(entries) | Value::Record(entries) => entries.clone(),
        _ => Vec::new(),
    }
}

fn find<'v>(entries: &'v Entries, key: &str) -> Option<&'v Value> {
    entries.iter().find(|(name, _)| name == key).map(|(_, value)| value)
}

/// Draws contracts over a document, with pieces of another one for what is new.
struct Draw<'d> {
    dice: Dice,
    donor: &'d Entries,
    /// One in so many names and numbers is wrong.
    slips: usize,
}

impl Draw<'_> {
    fn contract(&mut self, base: &Entries, name: &str) -> Entries {
        let listed = find(base, "endpoints").map(entries).unwrap_or_default();
        let mut over = vec![("name".to_owned(), find(base, "name").cloned().unwrap())];
        if let Some(version) = find(base, "version").filter(|_| self.dice.one_in(2)) {
            over.push(("version".to_owned(), version.clone()));
        }
        let others = self.dice.pick(&["as-listed", "as-listed", "refused"]);
        let mut contract = vec![
            ("name".to_owned(), text(name)),
            ("over".to_owned(), Value::Record(over)),
            ("others".to_owned(), text(others)),
        ];
        for key in ["version", "note"] {
            if self.dice.one_in(3) {
                contract.push((key.to_owned(), text("its own")));
            }
        }
        if self.dice.one_in(2) {
            let adjusts = (0..=self.dice.below(3)).map(|_| self.adjust(&listed)).collect();
            contract.push(("adjust".to_owned(), Value::List(adjusts)));
        }
        let mut stated = Entries::new();
        for (name, endpoint) in &listed {
            if self.dice.one_in(2) {
                let graft = self.donor_endpoint();
                stated.push((name.clone(), Value::Named(self.endpoint(&entries(endpoint), &graft))));
            }
        }
        if self.dice.one_in(3) && find(&listed, "added").is_none() {
            stated.push(("added".to_owned(), Value::Named(self.donor_endpoint())));
        }
        contract.push(("endpoints".to_owned(), Value::Named(stated)));
        contract
    }

    fn adjust(&mut self, listed: &Entries) -> Value {
        let times = whole(self.dice.roll() % 5) / whole(self.dice.pick(&[1, 1, 2, 4]));
        let mut adjust = vec![("times".to_owned(), Value::Number(times))];
        let names: Vec<&String> = listed.iter().map(|(name, _)| name).collect();
        let groups: Vec<Value> =
            listed.iter().filter_map(|(_, endpoint)| find(&entries(endpoint), "group").cloned()).collect();
        match self.dice.below(3) {
            0 => {
                let mut chosen: Vec<Value> =
                    names.iter().filter(|_| self.dice.one_in(2)).map(|name| text(name)).collect();
                if chosen.is_empty() || self.dice.one_in(self.slips) {
                    chosen.push(text(if self.dice.one_in(self.slips) { "no-such" } else { names[0] }));
                }
                let distinct: BTreeSet<String> = chosen.iter().map(|name| format!("{name:?}")).collect();
                chosen.truncate(distinct.len());
                adjust.push(("endpoints".to_owned(), Value::List(chosen)));
            }
            1 if !groups.is_empty() => {
                let group = match &groups[self.dice.below(groups.len())] {
                    Value::List(groups) => groups[self.dice.below(groups.len())].clone(),
                    group => group.clone(),
                };
                adjust.push(("group".to_owned(), group));
            }
            _ => {}
        }
        Value::Record(adjust)
    }

    fn donor_endpoint(&mut self) -> Entries {
        let donors = find(self.donor, "endpoints").map(entries).unwrap_or_default();
        entries(&donors[self.dice.below(donors.len())].1)
    }

    /// What is stated of an endpoint, with pieces of another endpoint.
    fn endpoint(&mut self, base: &Entries, graft: &Entries) -> Entries {
        let mut own = self.table("endpoint", base, graft);
        let mut dropped = Vec::new();
        if self.dice.one_in(4) {
            dropped.extend(base.iter().filter(|_| self.dice.one_in(5)).map(|(key, _)| text(key)));
        }
        if self.dice.one_in(4 * self.slips) {
            dropped.push(text("min"));
        }
        let distinct: BTreeSet<String> = dropped.iter().map(|key| format!("{key:?}")).collect();
        dropped.truncate(distinct.len());
        if !dropped.is_empty() {
            own.push(("drop".to_owned(), Value::List(dropped)));
        }
        own
    }

    /// Some keys of what the base has, changed, and some of another table of the kind.
    fn table(&mut self, kind: &str, base: &Entries, graft: &Entries) -> Entries {
        let mut own = Entries::new();
        for (key, value) in base {
            let foreign = find(graft, key);
            if self.dice.one_in(3)
                && let Some(value) = self.value(kind, key, value, foreign)
            {
                own.push((key.clone(), value));
            }
        }
        for (key, value) in graft {
            let is_new = find(base, key).is_none() && find(&own, key).is_none();
            if is_new && self.dice.one_in(6) {
                own.push((key.clone(), value.clone()));
            }
        }
        own
    }

    fn value(&mut self, kind: &str, key: &str, value: &Value, foreign: Option<&Value>) -> Option<Value> {
        let names = matches!(key, "options" | "choices" | "quantities" | "attributes" | "charges");
        let of_names = matches!(kind, "options" | "choices" | "quantities" | "attributes" | "charges");
        if of_names && self.dice.one_in(6) {
            return Some(text("none"));
        }
        let is_number = matches!(value, Value::Number(_))
            && (kind == "options" || kind == "weights" || !matches!(key, "of" | "when") && !of_names);
        if is_number && self.dice.one_in(2) {
            let Value::Number(number) = value else { return None };
            let was = if self.dice.one_in(self.slips) { number + whole(1) } else { number.clone() };
            let now = if self.dice.one_in(2) { number + whole(1) } else { num_rational::BigRational::one() };
            return Some(Value::Record(vec![
                ("was".to_owned(), Value::Number(was)),
                ("now".to_owned(), Value::Number(now)),
            ]));
        }
        match value {
            Value::Named(inner) | Value::Record(inner) if key != "round" && key != "increment" => {
                let graft = foreign.map(entries).unwrap_or_default();
                let kind = match key {
                    _ if names => key,
                    "plus" | "minus" | "included_by" | "sum" => "weights",
                    _ => "table",
                };
                let mut own = self.table(kind, inner, &graft);
                if of_names && kind == "table" && find(inner, "price").is_some() && self.dice.one_in(12) {
                    own.push(("drop".to_owned(), Value::List(vec![text("price")])));
                }
                Some(Value::Named(own))
            }
            _ => Some(foreign.unwrap_or(value).clone()),
        }
    }
}

/// The faults of both without their places.
fn messages(error: &Diagnostics) -> BTreeSet<String> {
    error.iter().map(|fault| format!("{} {}", fault.code(), fault.message())).collect()
}

/// The contract over the sheet of a text; the content of both ways is compared. Whether it loads.
fn agree(
    base_text: &str,
    contract: &Entries,
    seed: u64,
) -> Result<Option<(PriceSheet, String)>, TestCaseError> {
    let base = PriceSheet::from_bytes("base", base_text.as_bytes()).unwrap();
    let contract_text = render_entries(contract.clone(), Dice::new(seed));
    let loaded = PriceSheet::from_toml_over(&contract_text, &base);
    let shown = || format!("{base_text}\n---\n{contract_text}");
    let plain = match resolve(&Fields(parse(base_text)), &Fields(parse(&contract_text))) {
        Err(refused) => {
            prop_assert!(loaded.is_err(), "{refused}\n{}", shown());
            return Ok(None);
        }
        Ok(plain) => {
            let is_empty = |value: &Value| {
                matches!(value, Value::List(list) if list.is_empty())
                    || matches!(value, Value::Named(entries) if entries.is_empty())
            };
            let stated = plain.0.into_iter().filter(|(_, value)| !is_empty(value));
            render_entries(stated.collect(), Dice::new(seed))
        }
    };
    match (loaded, PriceSheet::from_toml(&plain)) {
        (Ok(loaded), Ok(plain)) => {
            prop_assert_eq!(listings(&loaded), listings(&plain), "{}", shown());
            prop_assert_eq!(loaded.to_toml(), PriceSheet::from_toml(&loaded.to_toml()).unwrap().to_toml());
            prop_assert_eq!(
                loaded.fingerprint(),
                plain.fingerprint(),
                "{}\n---\n{}\n---\n{}",
                shown(),
                loaded.to_toml(),
                plain.to_toml()
            );
            Ok(Some((loaded, contract_text)))
        }
        (Err(ours), Err(plain)) => {
            prop_assert_eq!(messages(&ours), messages(&plain), "{}", shown());
            Ok(None)
        }
        (Ok(_), Err(error)) => Err(TestCaseError::fail(format!("{error}\n{}\n---\n{plain}", shown()))),
        (Err(error), Ok(_)) => Err(TestCaseError::fail(format!("{error}\n{}\n---\n{plain}", shown()))),
    }
}

proptest! {
    #![proptest_config(runs::config(300))]

    #[test]
    fn contracts_come_to_what_the_naive_resolver_makes_of_them(
        list in generate::listed(), donor in generate::listed(), seed in any::<u64>(), slips in prop::sample::select(&[8_usize, 1_000_000][..]),
    ) {
        let base = render(&list, seed);
        let donor = parse(&render(&donor, seed));
        let mut draw = Draw { dice: Dice::new(seed), donor: &donor, slips };
        let contract = draw.contract(&parse(&base), "Acme");
        // Over what comes of it another may be written: over the sheet and over its text alike.
        if let Some((loaded, _)) = agree(&base, &contract, seed)? {
            let resolved = loaded.to_toml();
            let second = draw.contract(&parse(&resolved), "Acme again");
            let second_text = render_entries(second.clone(), Dice::new(seed));
            agree(&resolved, &second, seed)?;
            let over_text = PriceSheet::from_toml_over(&second_text, &PriceSheet::from_toml(&resolved).unwrap());
            match (PriceSheet::from_toml_over(&second_text, &loaded), over_text) {
                (Ok(left), Ok(right)) => {
                    prop_assert_eq!(left.fingerprint(), right.fingerprint());
                    prop_assert_eq!(listings(&left), listings(&right));
                }
                (Err(left), Err(right)) => prop_assert_eq!(messages(&left), messages(&right)),
                (left, right) => prop_assert!(false, "{left:?}\n{right:?}"),
            }
        }
    }
}
