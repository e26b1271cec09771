//! Endpoints: everything but their charges.

use crate::dice::Dice;
use crate::reference::decimal::{Amount, amount as decimal};
use crate::reference::model::{Attribute, Basis, Condition, Endpoint, Flat, FlatRow, Made, Quantity, Window};

use super::attribute::{attributes, table};
use super::charge::weight;
use super::condition::{Names, conditions, when};
use super::features::{Features, Profile};
use super::number::{amount, bounds, percent, positive, setting};
use super::{allow, charge, maybe, name, option, text};

/// Names of quantities that are made of others. A charge may have the same name.
const DERIVED: [&str; 2] = ["prompt", "area"];

/// What a quantity is where a usage does not state it: also with decimal places, and the largest and the smallest decimal,
/// which no whole count and no word can be.
const DEFAULTS: [&str; 10] = [
    "0",
    "1",
    "3",
    "10",
    "64",
    "2.5",
    "0.125",
    "18446744073709551615",
    "79228162514264337593543950335",
    "0.0000000000000000000000000001",
];

/// An endpoint of the profile.
pub(super) fn endpoint(dice: &mut Dice, profile: Profile, windows: &[Window], name: String) -> Endpoint {
    let features = &profile.features(dice);
    let options = name::options(dice, features.naming, features.options);
    let quantities = name::quantities(dice, features.naming, features.quantities);
    let derived = derived(dice, features, &quantities);
    let attributes = attributes(dice, features);
    // What charges and conditions are about, derived quantities included.
    let made = derived.iter().map(|quantity| quantity.name.clone());
    let all: Vec<String> = quantities.iter().cloned().chain(made).collect();
    let names = Names { options: &options, quantities: &all, attributes: &attributes, windows };
    let conditions = conditions(dice, features, &names);
    let texts = features.texts;
    let mut group: Vec<String> = if percent(dice, texts) {
        (0..dice.below(3)).map(|_| text(dice, "Group")).collect()
    } else {
        Vec::new()
    };
    group.dedup();
    let (min, max) = bounds(dice, features, features.bounds);
    let charges = name::charges(dice, features.naming, &all, features.charges);
    let charges = charges.into_iter().map(|name| charge::charge(dice, features, &conditions, &names, name));
    let charges = charges.collect();
    let aliases = maybe(dice, features.aliases, |dice| aliases(dice, &name)).unwrap_or_default();
    let mut listed = listed(dice, features, &quantities);
    listed.extend(derived);
    if dice.one_in(4) {
        dice.shuffle(&mut listed);
    }
    Endpoint {
        name,
        aliases,
        charges,
        title: maybe(dice, texts, |dice| text(dice, "Title")),
        group,
        note: maybe(dice, texts / 6, |dice| text(dice, "note")),
        basis: match dice.below(100) {
            chance if chance < features.period => Some(Basis::Period),
            // Left out, it is repaired where it must be stated.
            chance if chance < 60 || texts == 0 => Some(Basis::Call),
            _ => None,
        },
        flat: flat(dice, features, &conditions, &attributes),
        options: option::rules(dice, features, &conditions, &options, features.option_rules, texts == 0),
        choices: option::choices(dice, features, &options),
        quantities: listed,
        attributes,
        times: maybe(dice, features.times, |dice| option::times(dice, features)),
        min,
        max,
        round: if percent(dice, features.roundings) { setting(dice, features) } else { Default::default() },
        examples: Vec::new(),
        allow: allow(dice, texts),
    }
}

/// The flat amount of a call: also from a table of up to five rows, in a fourth of the tables none of which always holds.
fn flat(dice: &mut Dice, features: &Features, conditions: &[Condition], attributes: &[Attribute]) -> Flat {
    if !percent(dice, features.flat) {
        Flat::LeftOut
    } else if !attributes.is_empty() && percent(dice, features.tables) {
        Flat::Table(table(dice, features, attributes))
    } else if conditions.is_empty() || !percent(dice, features.flat_rates) {
        Flat::Price(amount(dice, features))
    } else {
        let mut rows = Vec::new();
        for _ in 0..1 + dice.below(if features.texts == 0 { 8 } else { 4 }) {
            let count = dice.below(3);
            rows.push(FlatRow { when: when(dice, conditions, count), price: amount(dice, features) });
        }
        if !dice.one_in(4) {
            rows.push(FlatRow { when: Vec::new(), price: amount(dice, features) });
        }
        Flat::Rates(rows)
    }
}

/// What the endpoint says of its quantities, also of those that no charge counts.
fn listed(dice: &mut Dice, features: &Features, names: &[String]) -> Vec<Quantity> {
    let mut quantities = Vec::new();
    for name in names {
        if !percent(dice, features.listed) {
            continue;
        }
        let (required, default) = match percent(dice, features.expected).then(|| dice.below(5)) {
            None => (false, None),
            Some(0 | 1) => (true, None),
            Some(2) if features.numbers.wild + features.numbers.edges > 0 => {
                (false, Some(decimal(dice.pick(&DEFAULTS))))
            }
            Some(_) => (false, Some(amount(dice, features))),
        };
        quantities.push(Quantity {
            name: name.clone(),
            title: maybe(dice, features.texts / 6, |dice| text(dice, "Quantity")),
            unit: maybe(dice, features.texts / 6, |dice| text(dice, "second")),
            made: None,
            default,
            required,
            at_least: maybe(dice, features.raises, |dice| at_least(dice, features)),
            increment: if percent(dice, features.raises) {
                setting(dice, features)
            } else {
                Default::default()
            },
        });
    }
    quantities
}

/// Quantities that are the sum or the product of others.
fn derived(dice: &mut Dice, features: &Features, names: &[String]) -> Vec<Quantity> {
    let count = if names.is_empty() { 0 } else { features.derived.min(DERIVED.len()) };
    let made = DERIVED[..count].iter().map(|name| Quantity {
        name: (*name).to_owned(),
        title: maybe(dice, features.texts / 6, |dice| text(dice, "Made of others")),
        made: Some(made(dice, features, names)),
        at_least: maybe(dice, features.raises, |dice| at_least(dice, features)),
        increment: if percent(dice, features.raises) { setting(dice, features) } else { Default::default() },
        ..Quantity::default()
    });
    made.collect()
}

fn made(dice: &mut Dice, features: &Features, names: &[String]) -> Made {
    let mut parts = names.to_vec();
    dice.shuffle(&mut parts);
    if parts.len() >= 2 && dice.one_in(2) {
        parts.truncate(2 + dice.below(3));
        return Made::Product(parts);
    }
    parts.truncate(1 + dice.below(4));
    let plain = dice.one_in(2);
    let weigh = |part| (part, if plain { decimal("1") } else { weight(dice, features) });
    Made::Sum(parts.into_iter().map(weigh).collect())
}

/// Further names of an endpoint, which no other endpoint has.
fn aliases(dice: &mut Dice, name: &str) -> Vec<String> {
    (0..1 + dice.below(3)).map(|at| format!("{name}~{at}")).collect()
}

fn at_least(dice: &mut Dice, features: &Features) -> Amount {
    if dice.one_in(2) {
        decimal(dice.pick(&["3", "0.5", "1", "2.5", "100"]))
    } else {
        positive(dice, features)
    }
}
