//! What is said of a quantity beside its name.

use crate::dice::Dice;
use crate::draft::Draft;
use crate::number::step;
use crate::table::{quoted, table};

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

/// What a quantity is raised to a multiple of: whole, of decimal places, nothing that changes a whole count, or any step.
fn increment(dice: &mut Dice, draft: &Draft) -> String {
    match dice.below(4) {
        0 => "6".to_string(),
        1 => "0.25".to_string(),
        2 => "1".to_string(),
        _ => step(dice, draft.features.edgy),
    }
}

/// A quantity, one in eight required and one in eight with a default.
fn quantity(dice: &mut Dice, draft: &Draft) -> String {
    let mut entries = Vec::new();
    match dice.below(8) {
        0 => entries.push("required = true".to_string()),
        1 => entries.push(format!("default = {}", dice.pick(&DEFAULTS))),
        _ => {}
    }
    if draft.features.raises && dice.one_in(3) {
        entries.push(format!("at_least = {}", dice.pick(&["3", "0.5", "1", "2.5", "100"])));
    }
    if draft.features.raises && dice.one_in(3) {
        entries.push(format!("increment = {}", increment(dice, draft)));
    }
    table(&entries)
}

/// All quantities of an endpoint: also those that no charge counts.
pub(crate) fn of_endpoint(dice: &mut Dice, draft: &Draft) -> String {
    let mut entries = Vec::new();
    for name in &draft.quantities {
        entries.push(format!("{} = {}", quoted(name), quantity(dice, draft)));
    }
    table(&entries)
}
