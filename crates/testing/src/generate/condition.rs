//! Conditions of tables and options.

use crate::dice::Dice;
use crate::reference::decimal::{Amount, amount as decimal, scaled, whole};
use crate::reference::model::{Attribute, Condition, Operator, Window};

use super::attribute::value;
use super::features::Features;
use super::number::{EDGES, amount};

/// What no whole count meets, or none of 64 bits, or none that 64 bits hold with all its decimal places.
const EXTREMES: [&str; 10] = [
    "0",
    "0.01",
    "0.0000000001",
    "0.0000000000000000001",
    "0.00000000000000000001",
    "1844674407370955161.5",
    "9223372036854775808",
    "18446744073709551614",
    "18446744073709551615",
    "18446744073709551616",
];

/// What a quantity is compared with: mostly an edge, at times half above one, at times an extreme.
fn bound(dice: &mut Dice, features: &Features) -> Amount {
    match dice.below(10) {
        0 => whole(dice.pick(&EDGES)) + scaled(5, 1),
        1 => decimal(dice.pick(&EXTREMES)),
        2 | 3 => amount(dice, features),
        _ => whole(dice.pick(&EDGES)),
    }
}

/// The conditions that tables and options of an endpoint take theirs from: few, so that the same ones meet in several
/// places. Most are about one of the first three options.
pub(super) fn conditions(dice: &mut Dice, features: &Features, names: &Names<'_>) -> Vec<Condition> {
    let mut conditions = Vec::new();
    for _ in 0..features.conditions {
        conditions.extend(condition(dice, features, names));
    }
    conditions
}

/// What conditions of an endpoint may be about.
pub(super) struct Names<'a> {
    pub(super) options: &'a [String],
    pub(super) quantities: &'a [String],
    pub(super) attributes: &'a [Attribute],
    pub(super) windows: &'a [Window],
}

fn condition(dice: &mut Dice, features: &Features, names: &Names<'_>) -> Option<Condition> {
    let Names { options, quantities, attributes, windows } = *names;
    if !windows.is_empty() && dice.one_in(4) {
        let window = windows[dice.below(windows.len())].name.clone();
        return Some(if dice.one_in(2) { Condition::In(window) } else { Condition::NotIn(window) });
    }
    if !attributes.is_empty() && dice.one_in(3) {
        let attribute = attributes[dice.below(attributes.len())].name.clone();
        let value = value(dice);
        let is = !dice.one_in(3);
        return Some(if is {
            Condition::Is { attribute, value }
        } else {
            Condition::IsNot { attribute, value }
        });
    }
    if !options.is_empty() && !dice.one_in(3) {
        let among = if dice.one_in(6) { options.len() } else { options.len().min(3) };
        let name = options[dice.below(among)].clone();
        return Some(if dice.one_in(2) { Condition::Given(name) } else { Condition::NotGiven(name) });
    }
    if quantities.is_empty() {
        return None;
    }
    let quantity = quantities[dice.below(quantities.len())].clone();
    let operators = [Operator::Above, Operator::AtLeast, Operator::Below, Operator::AtMost];
    let (operator, bound) = (dice.pick(&operators), bound(dice, features));
    Some(Condition::Compare { quantity, operator, bound })
}

/// So many of the conditions, as far as there are any. No option stands twice among them.
pub(super) fn when(dice: &mut Dice, conditions: &[Condition], count: usize) -> Vec<Condition> {
    let mut when: Vec<Condition> = Vec::new();
    for _ in 0..if conditions.is_empty() { 0 } else { count } {
        let condition = &conditions[dice.below(conditions.len())];
        let stands = when.iter().any(|other| match (other, condition) {
            (
                Condition::Given(one) | Condition::NotGiven(one),
                Condition::Given(other) | Condition::NotGiven(other),
            ) => one == other,
            (one, other) => one == other,
        });
        if !stands {
            when.push(condition.clone());
        }
    }
    when
}
