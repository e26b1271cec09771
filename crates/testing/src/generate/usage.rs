//! Usages of a sheet: most of them valid, their quantities where a rule begins or ends.

use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::dice::Dice;
use crate::reference::decimal::{Amount, amount as decimal, fits, scaled, whole};
use crate::reference::model::{Basis, Charge, Condition, Endpoint, Quantity, Setting, Sheet, Tariff};
use crate::reference::usage::Usage;

use super::attribute;
use super::name::near;
use super::number::{beside, count, percent, wild, word};
use super::window;

/// A usage of one of the sheet's endpoints; about one in seven is wrong on purpose.
pub fn usage(dice: &mut Dice, sheet: &Sheet) -> Usage {
    let endpoint = &sheet.endpoints[dice.below(sheet.endpoints.len())];
    let mut usage = valid(dice, sheet, endpoint);
    if dice.one_in(7) {
        for _ in 0..1 + dice.below(2) {
            slip(dice, &mut usage, endpoint);
        }
    }
    usage
}

/// A usage that is stated rightly, though it may still be beyond what the endpoint prices.
fn valid(dice: &mut Dice, sheet: &Sheet, endpoint: &Endpoint) -> Usage {
    let mut options: Vec<String> = Vec::new();
    let chosen = |name: &str| endpoint.choices.iter().any(|choice| choice.of.iter().any(|of| of == name));
    let names = endpoint.option_names();
    // Few of many, for an option that acts must not hide all others; and half of them among the first, which conditions
    // are mostly about.
    let chance = if names.len() > 8 { dice.pick(&[5, 20, 60]) } else { 40 };
    for (place, name) in names.iter().enumerate() {
        let chance = if place < 3 { 40 } else { chance };
        if !chosen(name) && percent(dice, chance) {
            options.push((*name).to_owned());
        }
    }
    for choice in &endpoint.choices {
        if choice.required || percent(dice, 60) {
            options.push(choice.of[dice.below(choice.of.len())].clone());
        }
    }
    dice.shuffle(&mut options);

    let whole_only = dice.one_in(3);
    let mut quantities = Vec::new();
    for name in endpoint.stated_names() {
        let required = endpoint.quantity(name).is_some_and(|quantity| quantity.required);
        if required || percent(dice, 85) {
            let values = values(endpoint, name);
            let value = if whole_only { whole(values.count(dice)) } else { values.measured(dice) };
            quantities.push((name.to_owned(), value));
        }
    }
    share(dice, endpoint, &mut quantities);
    if dice.one_in(2) {
        dice.shuffle(&mut quantities);
    }

    let mut attributes = Vec::new();
    for attribute in &endpoint.attributes {
        let value = attribute::stated(dice, endpoint, attribute);
        attributes.extend(value.map(|value| (attribute.name.clone(), value)));
    }
    let states_at = endpoint.names_a_window() || dice.one_in(20);
    let at = states_at.then(|| window::at(dice, &sheet.windows));

    let calls = match dice.below(15) {
        _ if endpoint.basis == Some(Basis::Period) => 1,
        0 | 1 => 2 + dice.below(999) as u64,
        2 => 2 + dice.below(3) as u64,
        3 => 1_000_000 + word(dice) % 1_000_000_000_000_000,
        _ => 1,
    };
    let called = if endpoint.aliases.is_empty() || dice.one_in(2) {
        &endpoint.name
    } else {
        &endpoint.aliases[dice.below(endpoint.aliases.len())]
    };
    Usage { endpoint: called.clone(), options, quantities, attributes, at, calls: whole(calls) }
}

/// Mostly no more of a share than what it is of.
fn share(dice: &mut Dice, endpoint: &Endpoint, quantities: &mut [(String, Amount)]) {
    for share in endpoint.charges.iter().filter_map(|charge| charge.share.as_ref()) {
        let place = |name: &String| quantities.iter().position(|(other, _)| other == name);
        if let (Some(of), Some(within)) = (place(&share.of), place(&share.within))
            && quantities[of].1 > quantities[within].1
            && !dice.one_in(6)
        {
            let value = quantities[of].1.clone();
            quantities[of].1 = std::mem::replace(&mut quantities[within].1, value);
        }
    }
}

/// What a quantity of an endpoint is worth trying: where the rules that read it begin or end.
#[derive(Clone, Debug)]
pub struct Values {
    marks: Vec<Amount>,
    /// Those that a count of 64 bits can be.
    counts: Vec<u64>,
}

/// What this quantity is worth trying.
pub fn values(endpoint: &Endpoint, name: &str) -> Values {
    let marks = landmarks(endpoint, name);
    let counts = marks.iter().filter_map(|mark| mark.trunc().to_integer().to_u64()).collect();
    Values { marks, counts }
}

impl Values {
    /// A count of 64 bits: mostly small, often beside a mark, and at times as large as 32 and 64 bits hold.
    pub fn count(&self, dice: &mut Dice) -> u64 {
        if dice.one_in(3) {
            let mark = dice.pick(&self.counts);
            beside(dice, mark)
        } else {
            count(dice)
        }
    }

    /// A measured quantity, not below zero: near a mark, a count, a count of any decimal place, or any number that the decimal
    /// type holds.
    pub fn measured(&self, dice: &mut Dice) -> Amount {
        match dice.below(20) {
            0..=7 => self.near(dice),
            8..=11 => whole(self.count(dice)),
            12..=14 => scaled(self.count(dice), dice.below(4) as u32),
            15 => scaled(count(dice), dice.below(29) as u32),
            16 => scaled(dice.below(100_000), 1 + dice.below(4) as u32),
            17 => whole(1 + dice.below(99) as u64) * scaled(10_u128.pow(12 + dice.below(15) as u32), 0),
            18 => wild(dice),
            _ => dice.pick(&[Amount::zero as fn() -> Amount, Amount::one])(),
        }
    }

    fn near(&self, dice: &mut Dice) -> Amount {
        let mark = &self.marks[dice.below(self.marks.len())];
        let factor = decimal(dice.pick(&["1", "1", "1", "2", "3", "0.5", "7"]));
        let nudges =
            ["0", "0", "0", "1", "-1", "0.5", "0.000001", "-0.000001", "-0.0000000000000000000000000001"];
        let near = mark * factor + decimal(dice.pick(&nudges));
        if fits(&near) && !near.is_negative() { near } else { mark.clone() }
    }
}

/// Where the rules that read a quantity begin or end.
fn landmarks(endpoint: &Endpoint, name: &str) -> Vec<Amount> {
    let mut marks: Vec<Amount> = [0, 1, 2, 10].map(whole).to_vec();
    // A derived quantity meets something where one of its parts does, if the others are 0 or 1.
    let made_of_it = |quantity: &Quantity| quantity.made.iter().any(|made| made.of().contains(&name));
    let derived = endpoint.quantities.iter().filter(|quantity| made_of_it(quantity));
    let names: Vec<&str> = derived.map(|quantity| quantity.name.as_str()).chain([name]).collect();
    for charge in &endpoint.charges {
        if names.iter().any(|name| charge.reads().contains(name)) {
            marks.extend(turns(charge));
        }
    }
    marks.extend(endpoint.conditions().filter_map(|condition| match condition {
        Condition::Compare { quantity, bound, .. } if names.contains(&quantity.as_str()) => {
            Some(bound.clone())
        }
        _ => None,
    }));
    for quantity in names.iter().filter_map(|name| endpoint.quantity(name)) {
        marks.extend(quantity.default.iter().chain(&quantity.at_least).cloned());
        marks.extend(step(&quantity.increment));
    }
    marks.retain(fits);
    marks
}

/// Where the counted quantity of a charge meets something.
fn turns(charge: &Charge) -> Vec<Amount> {
    let mut marks = Vec::new();
    for (terms, tariff) in charge.schedules() {
        let included = terms.included.clone().unwrap_or_default();
        marks.push(included.clone());
        marks.extend(terms.per.clone());
        marks.extend(step(&terms.increment).map(|step| step + &included));
        if let Tariff::Tiers(tiers) = tariff {
            for tier in tiers {
                marks.extend(tier.up_to.as_ref().map(|up_to| up_to + &included));
                marks.extend(step(&tier.increment));
            }
        }
    }
    marks
}

fn step(increment: &Setting) -> Option<Amount> {
    increment.rounding().map(|rounding| rounding.to.clone())
}

/// Makes one slip, where the usage gives occasion for it.
fn slip(dice: &mut Dice, usage: &mut Usage, endpoint: &Endpoint) {
    let options = endpoint.option_names();
    let quantities = endpoint.stated_names();
    match dice.below(20) {
        0 => usage.endpoint.push('s'),
        1 => {
            let name = if options.is_empty() { "jss" } else { options[dice.below(options.len())] };
            let near = near(dice, name);
            usage.options.push(near);
        }
        2 => {
            let name = if quantities.is_empty() { "row" } else { quantities[dice.below(quantities.len())] };
            let near = near(dice, name);
            usage.quantities.push((near, Amount::zero()));
        }
        // What is of the other kind.
        3 => usage.options.extend(quantities.first().map(|name| (*name).to_owned())),
        4 => usage.quantities.extend(options.first().map(|name| ((*name).to_owned(), Amount::one()))),
        5 if !usage.options.is_empty() => {
            let again = usage.options[dice.below(usage.options.len())].clone();
            usage.options.push(again);
        }
        6 if !usage.quantities.is_empty() => {
            let (name, _) = usage.quantities[dice.below(usage.quantities.len())].clone();
            usage.quantities.push((name, Amount::one()));
        }
        7 if !options.is_empty() => usage.options.push(options[dice.below(options.len())].to_owned()),
        8 => usage.options.clear(),
        9 if !usage.quantities.is_empty() => {
            usage.quantities.remove(dice.below(usage.quantities.len()));
        }
        10 if !usage.quantities.is_empty() => {
            let at = dice.below(usage.quantities.len());
            let (_, value) = &mut usage.quantities[at];
            // A usage states what the decimal type holds.
            *value = if value.is_zero() || !fits(value) { -Amount::one() } else { -value.clone() };
        }
        11 if !usage.attributes.is_empty() => {
            let at = dice.below(usage.attributes.len());
            usage.attributes[at].1 = attribute::slip(dice, &usage.attributes[at].1);
        }
        12 if !usage.attributes.is_empty() => {
            usage.attributes.remove(dice.below(usage.attributes.len()));
        }
        13 if !usage.attributes.is_empty() => {
            let again = usage.attributes[dice.below(usage.attributes.len())].clone();
            usage.attributes.push(again);
        }
        14 => usage.attributes.push((dice.pick(&["regions", "zone"]).to_owned(), "eu".to_owned())),
        15 => usage.at = None,
        16 => usage.at = Some(window::slip(dice, usage.at.as_deref().unwrap_or("2026-11-30T00:00:00Z"))),
        17 => {
            let derived = endpoint.quantities.iter().filter(|quantity| quantity.made.is_some());
            usage.quantities.extend(derived.take(1).map(|quantity| (quantity.name.clone(), Amount::one())));
        }
        18 => {
            let required = |name: &str| endpoint.quantity(name).is_some_and(|quantity| quantity.required);
            usage.quantities.retain(|(name, _)| !required(name));
        }
        _ => {
            let calls = ["0", "1.5", "-1", "2", "0.0000001", "79228162514264337593543950335"];
            usage.calls = decimal(dice.pick(&calls));
        }
    }
}
