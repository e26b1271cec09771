//! Numbers of sheets and of usages: mostly such as people write, at times such as hurt.

use num_traits::{One, Zero};

use crate::dice::Dice;
use crate::reference::decimal::{Amount, amount as decimal, scaled, whole};
use crate::reference::model::{Mode, Rounding, Setting};

use super::features::Features;

/// How far numbers go. Chances are out of a hundred.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbers {
    /// Anything that the decimal type can hold, its bounds above all.
    pub(super) wild: usize,
    /// Where words of 32 and 64 bits end.
    pub(super) edges: usize,
}

/// Where tiers and conditions have their bounds: counts are often at such an edge, or beside one.
pub(super) const EDGES: [u64; 8] = [0, 1, 4, 10, 64, 1_000, 1 << 31, 1 << 32];

/// Powers of two that prices, products and sums must stay below to take a fast path, and those where words end.
const POWERS: [u32; 19] = [20, 26, 27, 30, 31, 32, 33, 43, 53, 57, 58, 59, 60, 61, 62, 63, 64, 95, 96];

/// How many decimal places an amount at such a power has: none, few, those where powers of ten leave 32 and 64 bits, and
/// the most that a decimal can have.
const SCALES: [u32; 10] = [0, 0, 0, 1, 2, 4, 9, 19, 20, 28];

const MODES: [Mode; 5] = [Mode::Up, Mode::Down, Mode::HalfUp, Mode::HalfDown, Mode::HalfEven];

/// The largest mantissa of the decimal type.
const MANTISSA_MAX: u128 = (1 << 96) - 1;

/// True so many times in a hundred.
pub fn percent(dice: &mut Dice, chance: usize) -> bool {
    dice.below(100) < chance
}

/// A word of any length: every number of bits is as likely as any other.
pub fn word(dice: &mut Dice) -> u64 {
    dice.roll() >> dice.below(64)
}

/// The number, the one above or the one below.
pub(super) fn beside(dice: &mut Dice, number: u64) -> u64 {
    number.saturating_add(dice.below(3) as u64).saturating_sub(1)
}

/// A whole count: mostly small, often at an edge, at times as large as 32 and 64 bits hold.
pub fn count(dice: &mut Dice) -> u64 {
    match dice.below(24) {
        0..=5 => dice.below(4) as u64,
        6..=10 => {
            let edge = dice.pick(&EDGES);
            beside(dice, edge)
        }
        11..=15 => dice.below(3_000) as u64,
        16 => {
            let power = 1 << dice.below(64);
            beside(dice, power)
        }
        17 => u64::MAX - dice.below(3) as u64,
        18 => word(dice),
        19 => u64::from(u32::MAX) - dice.below(2) as u64,
        _ => 0,
    }
}

/// A number not below zero.
pub(super) fn amount(dice: &mut Dice, features: &Features) -> Amount {
    let Numbers { wild, edges } = features.numbers;
    if percent(dice, wild) {
        self::wild(dice)
    } else if percent(dice, edges) {
        edge(dice)
    } else {
        usual(dice)
    }
}

/// A number above zero.
pub(super) fn positive(dice: &mut Dice, features: &Features) -> Amount {
    let amount = amount(dice, features);
    if amount.is_zero() { Amount::one() } else { amount }
}

/// An amount as price pages have them.
fn usual(dice: &mut Dice) -> Amount {
    let below = |dice: &mut Dice, sides| dice.below(sides) as u64;
    match dice.below(14) {
        0 => Amount::zero(),
        1..=4 => whole(below(dice, 30)),
        5..=7 => scaled(below(dice, 200), 1),
        8 => scaled(below(dice, 500), 2),
        9 => scaled(below(dice, 1_000), 3),
        10 => scaled(below(dice, 99_999), 4),
        11 | 12 => whole((1 + below(dice, 9)) * 10_u64.pow(dice.below(7) as u32)),
        _ => scaled(1 + below(dice, 999_999), 4 + dice.below(6) as u32),
    }
}

/// An amount at the edges of what words and decimals hold: beside a power of two, a few units of any decimal place, or
/// any word, whole or with decimal places.
fn edge(dice: &mut Dice) -> Amount {
    match dice.below(6) {
        0..=2 => {
            let beside = (1_u128 << dice.pick(&POWERS)) - 1 + dice.below(3) as u128;
            scaled(beside.min(MANTISSA_MAX), dice.pick(&SCALES))
        }
        3 => scaled(1 + dice.below(30), 1 + dice.below(28) as u32),
        4 => scaled(word(dice), dice.below(10) as u32),
        _ => whole(word(dice)),
    }
}

/// Anything that the decimal type can hold, its bounds above all.
pub(super) fn wild(dice: &mut Dice) -> Amount {
    match dice.below(6) {
        0..=2 => {
            let bits = u128::from(dice.roll()) << 64 | u128::from(dice.roll());
            scaled(bits >> (32 + dice.below(93)), dice.below(29) as u32)
        }
        3 => scaled(MANTISSA_MAX - dice.below(3) as u128, dice.below(29) as u32),
        4 => scaled(1 + dice.below(9), 20 + dice.below(9) as u32),
        _ => scaled(10_u128.pow(10 + dice.below(19) as u32), 0),
    }
}

/// Steps of every mode, among them such as leave ties to break, and those that differ for the arithmetic: powers of ten, of
/// two, neither, and below 1.
pub(super) fn rounding_step(dice: &mut Dice, features: &Features) -> Rounding {
    let nice = [
        "1", "1", "0.01", "0.5", "0.05", "2", "6", "100", "0.3", "0.000001", "4", "7", "10", "2.5", "3",
        "0.25", "0.0001", "0.02", "1048576",
    ];
    let to = if dice.one_in(8) { positive(dice, features) } else { decimal(dice.pick(&nice)) };
    Rounding { to, mode: dice.pick(&MODES) }
}

/// A rounding that is stated.
pub(super) fn rounding(dice: &mut Dice, features: &Features) -> Setting {
    Setting::To(rounding_step(dice, features))
}

/// A rounding that is stated, or at times `"none"`.
pub(super) fn setting(dice: &mut Dice, features: &Features) -> Setting {
    if percent(dice, features.variants) { Setting::Without } else { rounding(dice, features) }
}

/// How many units a price is for: packages that divide everything, and such as divide little.
pub(super) fn per(dice: &mut Dice, features: &Features) -> Amount {
    let nice = [1, 1, 10, 100, 1_000, 1_000_000, 3, 7, 8, 30, 60, 153, 3_600];
    match dice.below(12) {
        0 => scaled(dice.pick(&[5, 3]), 1),
        1 => scaled(5, 2),
        2 => positive(dice, features),
        _ => whole(dice.pick(&nice)),
    }
}

/// A bound from below and one from above, in that order where there are both.
pub(super) fn bounds(
    dice: &mut Dice,
    features: &Features,
    chance: usize,
) -> (Option<Amount>, Option<Amount>) {
    if !percent(dice, chance) {
        return (None, None);
    }
    let (one, other) = (amount(dice, features), amount(dice, features));
    match dice.below(5) {
        0 if features.variants > 0 => (Some(one.clone().min(other.clone())), Some(one.max(other))),
        0..=2 => (Some(one), None),
        _ => (None, Some(one)),
    }
}

/// The step that rounds up to multiples of a number.
pub(super) fn up_to(to: Amount) -> Setting {
    Setting::To(Rounding { to, mode: Mode::Up })
}
