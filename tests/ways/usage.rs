//! Usages that state options and quantities by their names.

use pricesheet::{EndpointPricer, Usage};

use crate::count::{count, measured, negative};
use crate::dice::Dice;
use crate::draft::Draft;
use crate::name::near;

/// A name that the endpoint does not have: nearly one that it has, or one of the other kind.
fn unknown(dice: &mut Dice, names: &[String], others: &[String]) -> String {
    if !names.is_empty() && dice.one_in(2) {
        let name = &names[dice.below(names.len())];
        near(dice, name)
    } else if !others.is_empty() && dice.one_in(2) {
        others[dice.below(others.len())].clone()
    } else {
        "unknown".to_string()
    }
}

/// Up to five options in any order, half of them among the first three, which conditions are mostly about. Few usages state
/// one twice, or one that there is not.
fn with_options(dice: &mut Dice, mut usage: Usage, draft: &Draft) -> Usage {
    let names = &draft.options;
    let mut stated = Vec::new();
    for _ in 0..dice.below(names.len().min(5) + 1) {
        let among = if dice.one_in(2) { names.len().min(3) } else { names.len() };
        let name = &names[dice.below(among)];
        if !stated.contains(&name) || dice.one_in(12) {
            stated.push(name);
            usage = usage.option(name);
        }
    }
    if dice.one_in(40) {
        usage = usage.option(unknown(dice, names, &draft.quantities));
    }
    usage
}

/// The quantities in the order of the sheet or in any other, all of them or some, whole or measured. Few usages state one
/// twice, one below zero, or one that there is not.
fn with_quantities(dice: &mut Dice, mut usage: Usage, handle: &EndpointPricer<'_>, draft: &Draft) -> Usage {
    let mut names: Vec<&str> =
        handle.model().quantities.iter().map(|quantity| quantity.name.as_str()).collect();
    if dice.one_in(3) {
        dice.shuffle(&mut names);
    }
    let (whole, some) = (dice.one_in(2), dice.one_in(2));
    for name in names {
        if some && dice.one_in(3) {
            continue;
        }
        let mut value = if whole { count(dice, draft).into() } else { measured(dice, draft) };
        if dice.one_in(40) {
            value = negative(value);
        }
        usage = usage.quantity(name, value);
        if dice.one_in(60) {
            usage = usage.quantity(name, value);
        }
    }
    if dice.one_in(40) {
        usage = usage.quantity(unknown(dice, &draft.quantities, &draft.options), 1);
    }
    usage
}

/// A usage of an endpoint, by names.
pub(crate) fn of(dice: &mut Dice, handle: &EndpointPricer<'_>, draft: &Draft) -> Usage {
    let usage = with_options(dice, Usage::new(&handle.model().name), draft);
    with_quantities(dice, usage, handle, draft)
}
