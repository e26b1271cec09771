//! Endpoints.

use crate::charge::charge;
use crate::dice::Dice;
use crate::draft::Draft;
use crate::number::{amount, step};
use crate::table::{array, table};
use crate::{condition, option, quantity};

/// The flat amount of a call: from a table of up to five rows where there are conditions, in a fourth of the tables none of
/// which always holds.
fn flat(dice: &mut Dice, draft: &Draft) -> String {
    let edgy = draft.features.edgy;
    if draft.conditions.is_empty() || dice.one_in(2) {
        return format!("price = {}", amount(dice, edgy));
    }
    let mut rows = Vec::new();
    for _ in 0..1 + dice.below(5) {
        let when = condition::when(dice, draft);
        rows.push(table(&[when, format!("price = {}", amount(dice, edgy))]));
    }
    if !dice.one_in(4) {
        rows.push(format!("{{ price = {} }}", amount(dice, edgy)));
    }
    format!("rates = {}", array(&rows))
}

/// The lines of an endpoint without its name: up to six charges where there are quantities, and a flat amount in most of
/// those that have charges, and in all others.
pub(crate) fn endpoint(dice: &mut Dice, draft: &Draft) -> String {
    let edgy = draft.features.edgy;
    let basis = if dice.one_in(8) { "period" } else { "call" };
    let mut lines = vec![format!("basis = \"{basis}\"")];
    let charges = if draft.quantities.is_empty() { 0 } else { dice.pick(&[0, 1, 1, 2, 2, 3, 4, 6]) };
    if charges == 0 || !dice.one_in(4) {
        lines.push(flat(dice, draft));
    }
    lines.push(format!("options = {}", option::of_endpoint(dice, draft)));
    lines.push(format!("choices = {}", option::choices(dice, draft)));
    lines.push(format!("quantities = {}", quantity::of_endpoint(dice, draft)));
    if dice.one_in(5) {
        let bound = dice.pick(&["min", "max"]);
        lines.push(format!("{bound} = {}", amount(dice, edgy)));
    }
    if dice.one_in(4) {
        lines.push(format!("round = {}", step(dice, edgy)));
    }
    for at in 0..charges {
        lines.push(format!("charges.c{at} = {}", charge(dice, draft)));
    }
    lines.join("\n") + "\n"
}
