//! Endpoints: everything but their charges.

use proptest::prelude::*;

use super::amount::{Temper, amount, positive};
use super::charge::charge;
use super::rule::{options, when};
use super::{CHARGES, CHOICES, OPTIONS, QUANTITIES, allow, bounds, maybe, named, setting, text};
use crate::reference::model::{Basis, Charge, Choice, Endpoint, Flat, FlatRow, Quantity};

impl Endpoint {
    /// The endpoint under a name.
    pub fn called(self, name: &str) -> Endpoint {
        Endpoint { name: name.to_owned(), ..self }
    }
}

/// An endpoint without its name.
pub fn endpoint(temper: Temper) -> BoxedStrategy<Endpoint> {
    let people = (
        maybe(0.5, text("Title")),
        prop::collection::vec(text("Group"), 0..=2),
        maybe(0.1, text("note")),
        allow(),
    );
    let basis = prop::sample::select(vec![Basis::Call, Basis::Call, Basis::Period]);
    (
        people,
        maybe(0.4, basis),
        flat(temper),
        prop_oneof![2 => Just(Vec::new()), 3 => options(temper, 0.35)],
        prop_oneof![2 => Just(Vec::new()), 2 => choices()],
        prop_oneof![1 => Just(Vec::new()), 2 => named(QUANTITIES, 0.35, quantity(temper)).prop_map(called)],
        prop_oneof![1 => Just(Vec::new()), 5 => named(CHARGES, 0.3, charge(temper)).prop_map(charges)],
        bounds(temper),
        setting(temper, 6, 3, 1),
    )
        .prop_map(|(people, basis, flat, options, choices, quantities, charges, (min, max), round)| {
            let (title, mut group, note, allow) = people;
            group.dedup();
            let (name, examples) = (String::new(), Vec::new());
            Endpoint {
                name,
                title,
                group,
                note,
                basis,
                flat,
                options,
                choices,
                quantities,
                charges,
                min,
                max,
                round,
                examples,
                allow,
            }
        })
        .boxed()
}

fn called(quantities: Vec<(&'static str, Quantity)>) -> Vec<Quantity> {
    let quantities = quantities.into_iter();
    quantities.map(|(name, quantity)| Quantity { name: name.to_owned(), ..quantity }).collect()
}

fn charges(charges: Vec<(&'static str, Charge)>) -> Vec<Charge> {
    charges.into_iter().map(|(name, charge)| Charge { name: name.to_owned(), ..charge }).collect()
}

fn flat(temper: Temper) -> BoxedStrategy<Flat> {
    let row = (when(temper, 1..=2), amount(temper)).prop_map(|(when, price)| FlatRow { when, price });
    let rows = (prop::collection::vec(row, 1..=4), prop::bool::weighted(0.8));
    prop_oneof![
        3 => Just(Flat::LeftOut),
        3 => amount(temper).prop_map(Flat::Price),
        2 => rows.prop_map(|(mut rows, last_holds)| {
            if let (true, Some(last)) = (last_holds, rows.last_mut()) {
                last.when.clear();
            }
            Flat::Rates(rows)
        }),
    ]
    .boxed()
}

/// Choices among the names of options; no name is a member of two.
fn choices() -> BoxedStrategy<Vec<Choice>> {
    #[derive(Clone, Debug)]
    enum Rule {
        Plain,
        Default(prop::sample::Index),
        Required,
    }
    let rule = prop_oneof![
        2 => Just(Rule::Plain),
        2 => any::<prop::sample::Index>().prop_map(Rule::Default),
        1 => Just(Rule::Required),
    ];
    let sizes = prop::collection::vec((1usize..=3, rule), 1..=CHOICES.len());
    (Just(OPTIONS.to_vec()).prop_shuffle(), sizes)
        .prop_map(|(mut names, sizes)| {
            let mut choices = Vec::new();
            for ((size, rule), name) in sizes.into_iter().zip(CHOICES) {
                let of: Vec<String> = names.drain(..size).map(str::to_owned).collect();
                let default = match &rule {
                    Rule::Default(index) => Some(index.get(&of).clone()),
                    Rule::Plain | Rule::Required => None,
                };
                let required = matches!(rule, Rule::Required);
                choices.push(Choice { name: (*name).to_owned(), of, default, required });
            }
            choices
        })
        .boxed()
}

fn quantity(temper: Temper) -> BoxedStrategy<Quantity> {
    (
        maybe(0.1, text("Quantity")),
        maybe(0.1, text("second")),
        maybe(0.25, amount(temper)),
        prop::bool::weighted(0.2),
        maybe(0.3, positive(temper)),
        setting(temper, 6, 3, 1),
    )
        .prop_map(|(title, unit, default, required, at_least, increment)| Quantity {
            name: String::new(),
            title,
            unit,
            default: if required { None } else { default },
            required,
            at_least,
            increment,
        })
        .boxed()
}
