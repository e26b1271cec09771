//! Conditions of tables and options.

use crate::dice::Dice;
use crate::draft::Draft;
use crate::number::EDGES;

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
fn bound(dice: &mut Dice) -> String {
    match dice.below(8) {
        0 => format!("{}.5", dice.pick(&EDGES)),
        1 => dice.pick(&EXTREMES).to_string(),
        _ => dice.pick(&EDGES).to_string(),
    }
}

/// Adds a condition to those of the draft. Two of three are about an option, mostly one of the first three, given or not;
/// the others, and all where there are no options, compare a quantity. Where there is nothing to be about, none is added.
pub(crate) fn add(dice: &mut Dice, draft: &mut Draft) {
    if !draft.options.is_empty() && !dice.one_in(3) {
        let among = if dice.one_in(6) { draft.options.len() } else { draft.options.len().min(3) };
        let option = &draft.options[dice.below(among)];
        let not = if dice.one_in(2) { "not " } else { "" };
        draft.conditions.push(format!("\"{not}{option}\""));
    } else if !draft.quantities.is_empty() {
        let quantity = &draft.quantities[dice.below(draft.quantities.len())];
        let bound = bound(dice);
        let sign = dice.pick(&[">", ">=", "<", "<="]);
        draft.conditions.push(format!("\"{quantity} {sign} {bound}\""));
        draft.bounds.push(bound.parse().expect("a decimal"));
    }
}

/// Up to two of the conditions, as the entry that states them: without any, it holds always.
pub(crate) fn when(dice: &mut Dice, draft: &Draft) -> String {
    let mut all: Vec<&str> = Vec::new();
    if !draft.conditions.is_empty() {
        for _ in 0..dice.below(3) {
            all.push(&draft.conditions[dice.below(draft.conditions.len())]);
        }
    }
    // The same condition twice is a fault of the sheet.
    all.sort_unstable();
    all.dedup();
    format!("when = [{}]", all.join(", "))
}
