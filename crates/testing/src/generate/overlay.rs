//! Sheets over another: what is stated anew, taken away, adjusted and added. About half of them come to a valid sheet.

use num_traits::One;

use crate::dice::Dice;
use crate::reference::decimal::{Amount, amount as decimal, fits};
use crate::reference::document::Value;
use crate::reference::overlay::{Form, Kind};
use crate::reference::read::{Fields, number};

use super::number::percent;

/// A document over the base, which takes what is new from another document.
pub fn over(dice: &mut Dice, base: &Fields, donor: &Fields) -> Fields {
    let mut over = Fields::default();
    let name = base.text("name").unwrap_or_default();
    over.set("name", text(if dice.one_in(3) { &name } else { "Acme" }));
    let mut target = Fields::default();
    target.set("name", text(&name));
    if let (Some(version), true) = (base.get("version"), dice.one_in(2)) {
        target.set("version", version.clone());
    }
    over.set("over", Value::Record(target.0));
    over.set("others", text(if dice.one_in(6) { "refused" } else { "as-listed" }));
    for key in ["version", "effective", "note", "allow"] {
        if let (Some(value), true) = (donor.get(key), dice.one_in(3)) {
            over.set(key, value.clone());
        }
    }
    let adjusts: Vec<Value> = (0..dice.pick(&[0, 0, 1, 1, 2])).map(|_| adjust(dice, base)).collect();
    if !adjusts.is_empty() {
        over.set("adjust", Value::List(adjusts));
    }
    let endpoints = endpoints(dice, base, donor);
    if !endpoints.is_empty() || dice.one_in(3) {
        over.set("endpoints", Value::Named(endpoints));
    }
    over
}

fn endpoints(dice: &mut Dice, base: &Fields, donor: &Fields) -> Vec<(String, Value)> {
    let listed = base.table("endpoints").unwrap_or_default().0;
    let others = donor.table("endpoints").unwrap_or_default().0;
    let mut stated = Vec::new();
    for (name, endpoint) in &listed {
        if dice.one_in(3) {
            continue;
        }
        let other = others[dice.below(others.len())].1.clone();
        // Few changes of each, so that what they come to is valid often enough.
        let chance = dice.pick(&[0, 4, 8, 20]);
        let changes = changes(dice, Kind::Endpoint, &Fields::of(endpoint), &Fields::of(&other), chance);
        stated.push((name.clone(), Value::Named(changes.0)));
    }
    if dice.one_in(4) {
        let (name, endpoint) = others[dice.below(others.len())].clone();
        let mut endpoint = Fields::of(&endpoint);
        endpoint.remove("aliases");
        let mut name = format!("{name}+");
        while listed.iter().any(|(other, _)| *other == name) {
            name.push('+');
        }
        stated.push((name, Value::Named(endpoint.0)));
    }
    dice.shuffle(&mut stated);
    stated
}

/// Multiplies some endpoints: those of a list, of a group, or all.
fn adjust(dice: &mut Dice, base: &Fields) -> Value {
    let listed = base.table("endpoints").unwrap_or_default().0;
    let mut adjust = Fields::default();
    let times = dice.pick(&["0.85", "2", "0.5", "1", "0", "1.1", "0.0000000000000000000000000001", "10"]);
    adjust.set("times", Value::Number(decimal(times)));
    match dice.below(3) {
        0 => {
            let names =
                listed.iter().filter(|_| dice.one_in(2)).map(|(name, _)| text(name)).collect::<Vec<_>>();
            let names = if names.is_empty() { vec![text(&listed[0].0)] } else { names };
            adjust.set("endpoints", Value::List(names));
        }
        1 => {
            let groups: Vec<String> =
                listed.iter().flat_map(|(_, endpoint)| Fields::of(endpoint).one_or_more("group")).collect();
            let group = if groups.is_empty() { "None" } else { &groups[dice.below(groups.len())] };
            if !groups.is_empty() || dice.one_in(10) {
                adjust.set("group", text(group));
            }
        }
        _ => {}
    }
    Value::Record(adjust.0)
}

/// Some keys of a table stated anew, with what another table of its kind has, and some that it does not have yet.
fn changes(dice: &mut Dice, kind: Kind, base: &Fields, donor: &Fields, chance: usize) -> Fields {
    let mut own = Fields::default();
    for (key, value) in &base.0 {
        match kind.form(key) {
            Form::Names(kind) => {
                let other = donor.table(key).unwrap_or_default();
                let names = names(dice, kind, &Fields::of(value), &other, chance);
                if !names.0.is_empty() {
                    own.set(key, Value::Named(names.0));
                }
            }
            Form::Table(kind) if matches!(value, Value::Named(_) | Value::Record(_)) => {
                let other = donor.table_of(key);
                let inner = changes(dice, kind, &Fields::of(value), &other, chance);
                if !inner.0.is_empty() {
                    own.set(key, Value::Named(inner.0));
                }
            }
            Form::Number if percent(dice, chance) && is_number(value) => own.set(key, changed(dice, value)),
            _ if percent(dice, chance) => {
                let value = donor.get(key).unwrap_or(value).clone();
                own.set(key, value);
            }
            _ => {}
        }
    }
    for (key, value) in &donor.0 {
        if base.get(key).is_none() && percent(dice, chance / 4) {
            own.set(key, value.clone());
        }
    }
    if matches!(kind, Kind::Endpoint | Kind::Charge) && percent(dice, chance / 2) && !base.0.is_empty() {
        let mut keys = vec![base.0[dice.below(base.0.len())].0.clone()];
        if dice.one_in(8) {
            keys.push("note".to_owned());
        }
        own.set("drop", Value::List(keys.iter().map(|key| text(key)).collect()));
    }
    own
}

/// Some entries of a table of names changed, taken away or added.
fn names(dice: &mut Dice, kind: Kind, base: &Fields, donor: &Fields, chance: usize) -> Fields {
    let mut own = Fields::default();
    for (name, value) in &base.0 {
        if percent(dice, chance / 4) {
            own.set(name, text("none"));
        } else if is_number(value) && percent(dice, chance) {
            // The short form of an option.
            let value = changed(dice, value);
            own.set(name, value);
        } else if percent(dice, 2 * chance) {
            let other = if donor.0.is_empty() {
                Fields::default()
            } else {
                kind.long(&donor.0[dice.below(donor.0.len())].1)
            };
            let inner = changes(dice, kind, &kind.long(value), &other, 3 * chance);
            own.set(name, Value::Named(inner.0));
        }
    }
    for (name, value) in &donor.0 {
        if base.get(name).is_none() && percent(dice, chance / 4) {
            own.set(name, value.clone());
        }
    }
    if percent(dice, chance / 20) {
        own.set("nothing-such", text("none"));
    }
    own
}

fn is_number(value: &Value) -> bool {
    matches!(value, Value::Number(_))
}

/// Another number, at times with what it was, and rarely with what it was not.
fn changed(dice: &mut Dice, value: &Value) -> Value {
    let was = number(value);
    let factor = decimal(dice.pick(&["2", "0.5", "3", "1", "1.25"]));
    let now = &was * factor + if dice.one_in(4) { Amount::one() } else { Amount::default() };
    let now = Value::Number(if fits(&now) { now } else { Amount::one() });
    if dice.one_in(2) {
        return now;
    }
    let was = if dice.one_in(40) { was + Amount::one() } else { was };
    let was = if fits(&was) { was } else { Amount::one() };
    Value::Record(vec![("was".to_owned(), Value::Number(was)), ("now".to_owned(), now)])
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}
