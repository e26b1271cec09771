//! Options, what they do, and choices between them.

use crate::dice::Dice;
use crate::reference::decimal::{Amount, amount as decimal, scaled};
use crate::reference::model::{Act, Choice, Condition, OptionRule};

use super::condition::when;
use super::features::Features;
use super::number::{amount, percent, positive, word};
use super::{maybe, name, text};

/// A multiplier: one that takes all of it, one that is usual or changes nothing, one of ten to nineteen decimal places,
/// whose product needs more room than what it is of, or any.
pub(super) fn times(dice: &mut Dice, features: &Features) -> Amount {
    match dice.below(7) {
        0 => decimal("0"),
        1..=3 => decimal(dice.pick(&["0.5", "1.1", "2", "0.85", "1.25", "3", "1", "10", "0.999"])),
        4 => decimal(dice.pick(&["0.5", "0.0000000001", "0.0000000000000000001"])),
        5 if features.numbers.edges > 0 => scaled(word(dice), 10 + dice.below(10) as u32),
        _ => amount(dice, features),
    }
}

/// What an option does, where it does anything.
fn act(dice: &mut Dice, features: &Features) -> Act {
    if !percent(dice, features.acts) {
        return Act::Price(positive(dice, features));
    }
    match dice.below(12) {
        0..=4 => Act::Price(positive(dice, features)),
        5..=8 => Act::Times(times(dice, features)),
        9 => Act::Free,
        _ => Act::Nothing,
    }
}

/// What some of the names do in one place, each with the same chance; what the others are is for the caller to say.
pub(super) fn rules(
    dice: &mut Dice,
    features: &Features,
    conditions: &[Condition],
    names: &[String],
    chance: usize,
    idle: bool,
) -> Vec<OptionRule> {
    let mut rules = Vec::new();
    for name in names {
        let acts = percent(dice, chance);
        if !acts && !idle {
            continue;
        }
        let act = if acts { act(dice, features) } else { Act::Nothing };
        let count = if acts && percent(dice, features.option_conditions) { 1 + dice.below(2) } else { 0 };
        rules.push(OptionRule {
            name: name.clone(),
            title: maybe(dice, features.texts / 6, |dice| text(dice, "An option")),
            act,
            when: when(dice, conditions, count),
        });
    }
    rules
}

/// Choices between up to three neighbouring options: without a default, with one, or required. No name is a member of two.
pub(super) fn choices(dice: &mut Dice, features: &Features, names: &[String]) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    let mut left = names;
    while left.len() >= 2 && choices.len() < name::CHOICES.len() && percent(dice, features.choices) {
        let (_, from) = left.split_at(dice.below(left.len() - 1));
        let (members, after) = from.split_at(from.len().min(1 + dice.below(3)));
        let (default, required) = match dice.below(5) {
            0 | 1 => (None, false),
            2 | 3 => (Some(members[dice.below(members.len())].clone()), false),
            _ => (None, true),
        };
        let name = name::CHOICES[choices.len()].to_owned();
        choices.push(Choice { name, of: members.to_vec(), default, required });
        left = after;
    }
    choices
}
