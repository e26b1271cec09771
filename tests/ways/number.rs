//! Amounts of sheets, and steps of roundings and increments.

use crate::dice::Dice;

/// Where tiers and conditions have their bounds: counts are often at such an edge, or beside one.
pub(crate) const EDGES: [u64; 8] = [0, 1, 4, 10, 64, 1_000, 1 << 31, 1 << 32];

/// Powers of two that prices, products and sums must stay below to take a shorter way, and those where words end.
const POWERS: [u32; 15] = [26, 30, 31, 32, 43, 53, 57, 58, 59, 60, 61, 62, 63, 64, 95];

/// How many decimal places an amount at such a power has: none, few, those where powers of ten leave 32 and 64 bits, and
/// the most that a decimal can have.
const SCALES: [usize; 10] = [0, 0, 0, 1, 2, 4, 9, 19, 20, 28];

const MODES: [&str; 5] = ["up", "down", "half-up", "half-down", "half-even"];

/// So many units of the last of so many decimal places, with all zeros.
pub(crate) fn written(mantissa: u128, scale: usize) -> String {
    let digits = format!("{mantissa:0>width$}", width = scale + 1);
    let (whole, places) = digits.split_at(digits.len() - scale);
    if places.is_empty() { whole.to_string() } else { format!("{whole}.{places}") }
}

/// A word of any length: every number of bits is as likely as any other.
pub(crate) fn word(dice: &mut Dice) -> u64 {
    dice.roll() >> dice.below(64)
}

/// True so many times in a hundred.
pub(crate) fn percent(dice: &mut Dice, chance: usize) -> bool {
    dice.below(100) < chance
}

/// An amount as price pages have them: small, with up to four decimal places.
fn usual(dice: &mut Dice) -> String {
    match dice.below(8) {
        0 => "0".to_string(),
        1 | 2 => dice.below(30).to_string(),
        3..=5 => written(dice.below(200) as u128, 1),
        6 => written(dice.below(9_999) as u128, 4),
        _ => written(dice.below(500) as u128, 2),
    }
}

/// An amount at the edges of what words and decimals hold: beside a power of two, a few units of any decimal place, or
/// any word, whole or with decimal places.
fn unusual(dice: &mut Dice) -> String {
    match dice.below(4) {
        0 => {
            let beside = (1_u128 << dice.pick(&POWERS)) - 1 + dice.below(3) as u128;
            written(beside, dice.pick(&SCALES))
        }
        1 => written(1 + dice.below(30) as u128, 1 + dice.below(28)),
        2 => written(word(dice).into(), dice.below(10)),
        _ => word(dice).to_string(),
    }
}

/// An amount, of which so many in a hundred are at an edge.
pub(crate) fn amount(dice: &mut Dice, edgy: usize) -> String {
    if percent(dice, edgy) { unusual(dice) } else { usual(dice) }
}

/// An amount above zero, for what a sheet may not have be zero.
pub(crate) fn positive(dice: &mut Dice, edgy: usize) -> String {
    loop {
        let amount = amount(dice, edgy);
        if amount.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) {
            return amount;
        }
    }
}

/// What is rounded to which multiple: mostly to one of those that differ for the arithmetic, as powers of ten, of two,
/// neither and below 1 do.
pub(crate) fn step(dice: &mut Dice, edgy: usize) -> String {
    let to = if percent(dice, edgy) {
        positive(dice, edgy)
    } else {
        dice.pick(&["1", "4", "7", "10", "0.5", "2.5", "0.01", "0.05", "3", "100"]).to_string()
    };
    format!("{{ to = {to}, mode = \"{}\" }}", dice.pick(&MODES))
}
