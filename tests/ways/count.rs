//! Counts and measured quantities.

use pricesheet::Decimal;

use crate::dice::Dice;
use crate::draft::Draft;
use crate::number::{EDGES, percent, word};

/// The number, the one above or the one below.
fn beside(dice: &mut Dice, number: u64) -> u64 {
    number.saturating_add(dice.below(3) as u64).saturating_sub(1)
}

/// One of the bounds that conditions of the endpoint compare with; 0 where there are none.
fn bound(dice: &mut Dice, draft: &Draft) -> Decimal {
    if draft.bounds.is_empty() { Decimal::ZERO } else { dice.pick(&draft.bounds) }
}

/// A count of 64 bits: mostly small, often beside an edge, a bound of a condition or a power of two, and at times as large
/// as 32 and 64 bits hold. Where amounts are at an edge, counts of any length are as frequent: what has no price at all is
/// mostly a product of both.
pub(crate) fn count(dice: &mut Dice, draft: &Draft) -> u64 {
    if percent(dice, draft.features.edgy) {
        return word(dice);
    }
    match dice.below(24) {
        0..=5 => dice.below(4) as u64,
        6..=10 => {
            let edge = dice.pick(&EDGES);
            beside(dice, edge)
        }
        11..=14 => dice.below(3_000) as u64,
        15 => {
            let power = 1 << dice.below(64);
            beside(dice, power)
        }
        16 => u64::MAX - dice.below(3) as u64,
        17 => word(dice),
        18 => u64::from(u32::MAX) - dice.below(2) as u64,
        19 | 20 => {
            let bound = u64::try_from(bound(dice, draft).trunc()).unwrap_or(u64::MAX);
            beside(dice, bound)
        }
        _ => 0,
    }
}

/// A measured quantity: a count, a count of a small or of any decimal place, a number with zeros at its end, any number of
/// 96 bits, or exactly a bound.
pub(crate) fn measured(dice: &mut Dice, draft: &Draft) -> Decimal {
    let (mantissa, scale) = match dice.below(12) {
        0..=3 => (count(dice, draft).into(), 0),
        4..=6 => (count(dice, draft).into(), dice.below(4)),
        7 => (count(dice, draft).into(), dice.below(29)),
        8 => {
            let zeros = dice.below(6);
            (dice.below(100_000) as u128 * 10_u128.pow(zeros as u32), zeros)
        }
        9 => {
            let bits = (u128::from(dice.roll()) << 32 | u128::from(dice.roll() >> 32)) >> dice.below(96);
            (bits, dice.below(29))
        }
        10 => return bound(dice, draft),
        _ => (count(dice, draft).into(), 1 + dice.below(2)),
    };
    Decimal::from_i128_with_scale(mantissa as i128, scale as u32)
}

/// A number with the sign of what is below zero: of 0, that is -0, which is no less than 0.
pub(crate) fn negative(mut number: Decimal) -> Decimal {
    number.set_sign_negative(true);
    number
}
