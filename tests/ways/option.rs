//! Options, what they do, and choices between them.

use crate::condition;
use crate::dice::Dice;
use crate::draft::Draft;
use crate::number::{amount, percent, positive, word, written};
use crate::table::{array, quoted, table};

/// A multiplier: one that takes all of it, at times all of what has no price, one that is usual or changes nothing, one of
/// ten to nineteen decimal places, whose product needs more room than what it is of, or any.
fn times(dice: &mut Dice, edgy: usize) -> String {
    match dice.below(6) {
        0 | 1 => dice.pick(&["0", "0.000"]).to_string(),
        2 | 3 => dice.pick(&["0.5", "2", "1.25", "3.00", "1", "1.000"]).to_string(),
        4 => {
            let places = 10 + dice.below(10);
            written(word(dice).into(), places)
        }
        _ => amount(dice, edgy),
    }
}

/// What an option does, where it does anything: half of all add a price.
fn effect(dice: &mut Dice, draft: &Draft) -> Option<String> {
    match dice.below(10) {
        0..=4 => Some(format!("price = {}", positive(dice, draft.features.edgy))),
        5 | 6 => Some(format!("times = {}", times(dice, draft.features.edgy))),
        7 => Some("free = true".to_string()),
        _ => None,
    }
}

/// What an option does and, in a third of the cases, when.
fn rule(dice: &mut Dice, draft: &Draft) -> String {
    let mut entries: Vec<String> = effect(dice, draft).into_iter().collect();
    if !draft.conditions.is_empty() && dice.one_in(3) {
        entries.push(condition::when(dice, draft));
    }
    table(&entries)
}

/// The options of an endpoint, every one of them, so that conditions may name any. Those that do something only add prices
/// in half of the endpoints, and do anything in the others.
pub(crate) fn of_endpoint(dice: &mut Dice, draft: &Draft) -> String {
    let plain = dice.one_in(2);
    let chance = dice.pick(&[60, 100]);
    let mut entries = Vec::new();
    for name in &draft.options {
        let does = if !percent(dice, chance) {
            "{}".to_string()
        } else if plain {
            positive(dice, draft.features.edgy)
        } else {
            rule(dice, draft)
        };
        entries.push(format!("{} = {does}", quoted(name)));
    }
    table(&entries)
}

/// What some of the first four options do to one charge.
pub(crate) fn of_charge(dice: &mut Dice, draft: &Draft) -> String {
    let mut entries = Vec::new();
    for name in draft.options.iter().take(4) {
        if percent(dice, 40) {
            entries.push(format!("{} = {}", quoted(name), rule(dice, draft)));
        }
    }
    table(&entries)
}

/// A choice between two or three neighbouring options in a third of the endpoints, and another one in some of these:
/// without a default, with one, or required.
pub(crate) fn choices(dice: &mut Dice, draft: &Draft) -> String {
    let mut entries = Vec::new();
    let mut left = &draft.options[..];
    while left.len() >= 2 && dice.one_in(3) {
        let (_, from) = left.split_at(dice.below(left.len() - 1));
        let (members, after) = from.split_at(from.len().min(2 + dice.below(2)));
        let names: Vec<String> = members.iter().map(|name| quoted(name)).collect();
        let mut choice = vec![format!("of = {}", array(&names))];
        match dice.below(3) {
            0 => {}
            1 => choice.push(format!("default = {}", names[dice.below(names.len())])),
            _ => choice.push("required = true".to_string()),
        }
        entries.push(format!("choice{} = {}", entries.len(), table(&choice)));
        left = after;
    }
    table(&entries)
}
