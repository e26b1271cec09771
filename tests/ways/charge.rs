//! Charges: what is counted, and what that costs.

use crate::dice::Dice;
use crate::draft::Draft;
use crate::number::{EDGES, amount, positive, step};
use crate::pricing::pricing;
use crate::table::{array, quoted, table};
use crate::{condition, option};

/// One quantity, or in a fourth of the charges the product of up to four, which soon leaves 64 bits.
fn product(dice: &mut Dice, draft: &Draft) -> String {
    let factors = if dice.one_in(4) { 1 + dice.below(4) } else { 1 };
    let mut names: Vec<String> = Vec::new();
    for _ in 0..factors {
        let name = quoted(&draft.quantities[dice.below(draft.quantities.len())]);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    format!("quantity = {}", array(&names))
}

/// A quantity that is added to the product, one that is taken off, or both, as often as their weights say. What is counted
/// may be below zero then.
fn weights(dice: &mut Dice, draft: &Draft) -> Vec<String> {
    let mut entries = Vec::new();
    for key in ["plus", "minus"] {
        if dice.one_in(2) {
            let name = quoted(&draft.quantities[dice.below(draft.quantities.len())]);
            let weight = match dice.below(4) {
                0 => "1".to_string(),
                1 => "0.5".to_string(),
                2 => "0.05".to_string(),
                _ => positive(dice, draft.features.edgy),
            };
            entries.push(format!("{key} = {{ {name} = {weight} }}"));
        }
    }
    entries
}

/// How much costs nothing: an edge, half a unit, any amount, or about as much as 64 bits count.
fn included(dice: &mut Dice, draft: &Draft) -> String {
    let included = match dice.below(6) {
        0 => "0.5".to_string(),
        1 => amount(dice, draft.features.edgy),
        2 => u64::MAX.to_string(),
        3 => (1_u64 << 63).to_string(),
        _ => dice.pick(&EDGES).to_string(),
    };
    format!("included = {included}")
}

/// A minimum or a maximum in a third of the cases, where the endpoint has any: never both, as one might be above the other.
fn bound(dice: &mut Dice, draft: &Draft) -> Option<String> {
    if draft.features.bounds && dice.one_in(3) {
        let bound = dice.pick(&["min", "max"]);
        Some(format!("{bound} = {}", amount(dice, draft.features.edgy)))
    } else {
        None
    }
}

/// A table of up to four rows with conditions: in a third of the tables there is none that always holds.
fn rows(dice: &mut Dice, draft: &Draft) -> String {
    let mut rows = Vec::new();
    for _ in 0..1 + dice.below(4) {
        let mut row = vec![condition::when(dice, draft)];
        row.extend(pricing(dice, draft));
        row.extend(bound(dice, draft));
        if dice.one_in(8) {
            row.push(included(dice, draft));
        }
        rows.push(table(&row));
    }
    if !dice.one_in(3) {
        rows.push(table(&pricing(dice, draft)));
    }
    format!("rates = {}", array(&rows))
}

/// A charge of any features that the endpoint has. There must be a quantity to count.
pub(crate) fn charge(dice: &mut Dice, draft: &Draft) -> String {
    let mut entries = vec![product(dice, draft)];
    if draft.features.weights && dice.one_in(2) {
        entries.extend(weights(dice, draft));
    }
    if dice.one_in(4) {
        entries.push(included(dice, draft));
    }
    if !draft.conditions.is_empty() && dice.one_in(2) {
        entries.push(rows(dice, draft));
    } else {
        entries.extend(pricing(dice, draft));
        entries.extend(bound(dice, draft));
    }
    if draft.features.roundings && dice.one_in(4) {
        entries.push(format!("round = {}", step(dice, draft.features.edgy)));
    }
    if dice.one_in(3) {
        entries.push(format!("options = {}", option::of_charge(dice, draft)));
    }
    table(&entries)
}
