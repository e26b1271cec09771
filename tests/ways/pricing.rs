//! How a count becomes an amount: by the unit, by blocks, in proportion, or by tiers.

use crate::dice::Dice;
use crate::draft::Draft;
use crate::number::{EDGES, amount, step};
use crate::table::{array, table};

/// The entries of a pricing: of tiers in a fourth of the cases, where the endpoint has any.
pub(crate) fn pricing(dice: &mut Dice, draft: &Draft) -> Vec<String> {
    if draft.features.tiers && dice.one_in(4) { tiers(dice, draft) } else { unit(dice, draft) }
}

/// A price by the unit or by the block, started ones whole, rounded in any way, or in proportion: over powers of ten and of
/// two, and over those that leave no finite decimal.
fn unit(dice: &mut Dice, draft: &Draft) -> Vec<String> {
    let mut entries = vec![format!("price = {}", amount(dice, draft.features.edgy))];
    match dice.below(6) {
        0 if draft.features.increments => {
            entries.push(format!("increment = {}", step(dice, draft.features.edgy)));
        }
        1 if draft.features.increments => {
            let per = dice.pick(&[3, 8, 60, 100, 1_000]);
            entries.push(format!("per = {per}, increment = {per}"));
        }
        2 => {
            let per = dice.pick(&[7, 8, 100, 1_000]);
            entries.push(format!("per = {per}, increment = \"none\""));
        }
        3 => entries.push("increment = \"none\"".to_string()),
        _ => {}
    }
    entries
}

/// Up to four tiers that end at neighbouring edges, the last one mostly open: with flat amounts, steps of their own and
/// prices per block.
fn tiers(dice: &mut Dice, draft: &Draft) -> Vec<String> {
    let edgy = draft.features.edgy;
    let count = 1 + dice.below(4);
    let open = !dice.one_in(3);
    let mut tiers = Vec::new();
    for (at, edge) in EDGES.iter().skip(1 + dice.below(4)).take(count).enumerate() {
        let mut tier = vec![format!("price = {}", amount(dice, edgy))];
        if !(open && at == count - 1) {
            tier.push(format!("up_to = {edge}"));
        }
        if dice.one_in(3) {
            tier.push(format!("flat = {}", amount(dice, edgy)));
        }
        match dice.below(8) {
            0 => tier.push("increment = \"none\"".to_string()),
            1 => tier.push(format!("increment = {}", step(dice, edgy))),
            2 => tier.push("per = 8, increment = \"none\"".to_string()),
            _ => {}
        }
        tiers.push(table(&tier));
    }
    let tiering = dice.pick(&["graduated", "volume"]);
    let mut entries = vec![format!("tiering = \"{tiering}\""), format!("tiers = {}", array(&tiers))];
    if dice.one_in(4) {
        entries.push(format!("increment = {}", step(dice, edgy)));
    }
    entries
}
