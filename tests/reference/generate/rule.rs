//! Conditions, and what options do under them.

use proptest::prelude::*;

use super::amount::{Temper, amount, positive};
use super::{OPTIONS, QUANTITIES, maybe, named, text};
use crate::reference::decimal::Amount;
use crate::reference::model::{Act, Condition, Operator, OptionRule};

/// The conditions of one row or option. No option stands twice in it: a name twice in one list is an error,
/// and whether conditions are names in this sense is a question that no test needs to ask.
pub fn when(temper: Temper, range: std::ops::RangeInclusive<usize>) -> BoxedStrategy<Vec<Condition>> {
    prop::collection::vec(condition(temper), range)
        .prop_map(|conditions| {
            let mut when: Vec<Condition> = Vec::new();
            for condition in conditions {
                let stands = when.iter().any(|other| match (other, &condition) {
                    (
                        Condition::Given(one) | Condition::NotGiven(one),
                        Condition::Given(other) | Condition::NotGiven(other),
                    ) => one == other,
                    (one, other) => one == other,
                });
                if !stands {
                    when.push(condition);
                }
            }
            when
        })
        .boxed()
}

fn condition(temper: Temper) -> BoxedStrategy<Condition> {
    let option = || prop::sample::select(OPTIONS).prop_map(str::to_owned);
    let operators = vec![Operator::Above, Operator::AtLeast, Operator::Below, Operator::AtMost];
    prop_oneof![
        2 => option().prop_map(Condition::Given),
        2 => option().prop_map(Condition::NotGiven),
        3 => (prop::sample::select(QUANTITIES), prop::sample::select(operators), amount(temper)).prop_map(
            |(quantity, operator, bound)| Condition::Compare { quantity: quantity.to_owned(), operator, bound }
        ),
    ]
    .boxed()
}

/// The options of one place, each name of the pool with the same chance.
pub fn options(temper: Temper, chance: f64) -> BoxedStrategy<Vec<OptionRule>> {
    let rule = (
        maybe(0.1, text("An option")),
        act(temper),
        prop_oneof![
            3 => Just(Vec::new()),
            2 => when(temper, 1..=2),
        ],
    );
    named(OPTIONS, chance, rule)
        .prop_map(|rules| {
            let rules = rules.into_iter();
            rules
                .map(|(name, (title, act, when))| OptionRule { name: name.to_owned(), title, act, when })
                .collect()
        })
        .boxed()
}

fn act(temper: Temper) -> BoxedStrategy<Act> {
    prop_oneof![
        6 => positive(temper).prop_map(Act::Price),
        4 => times(temper).prop_map(Act::Times),
        1 => Just(Act::Free),
        1 => Just(Act::Nothing),
    ]
    .boxed()
}

fn times(temper: Temper) -> impl Strategy<Value = Amount> {
    use crate::reference::decimal::amount as decimal;
    let nice: Vec<Amount> =
        ["0.5", "1.1", "2", "0.85", "1", "10", "0.999", "0"].into_iter().map(decimal).collect();
    prop_oneof![6 => prop::sample::select(nice), 1 => amount(temper)]
}
