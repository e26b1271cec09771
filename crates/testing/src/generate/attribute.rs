//! Attributes, their values, and tables of prices by them.

use crate::dice::Dice;
use crate::reference::model::{Attribute, Endpoint, Table, TableRow, WILDCARD};

use super::features::Features;
use super::number::{amount, percent};
use super::{maybe, text};

/// Names of attributes. The last one ends in what would make a sign of a `=` behind it.
const NAMES: [&str; 6] = ["region", "model", "rows", "größe", "in", "tier!"];

/// Values: such as people write, such as only differ in case or space, and such as look like parts of a condition.
const VALUES: [&str; 14] = [
    "eu",
    "us",
    "EU",
    "eu-west-1",
    "gpt 5",
    "gpt  5",
    "a = b",
    "x<y",
    "> 3",
    "not in",
    "7",
    "ﬁ",
    "!",
    WILDCARD,
];

/// A value that no condition can name, for it begins like the sign before it.
const TABLE_VALUE: &str = "=eu";

/// So many attributes. What they are known to be is added to by whoever names a value.
pub(super) fn attributes(dice: &mut Dice, features: &Features) -> Vec<Attribute> {
    let mut names = NAMES.to_vec();
    dice.shuffle(&mut names);
    names.truncate(features.attributes);
    names.into_iter().map(|name| attribute(dice, features, name)).collect()
}

fn attribute(dice: &mut Dice, features: &Features, name: &str) -> Attribute {
    let mut of: Vec<String> = Vec::new();
    if dice.one_in(3) {
        let mut members = VALUES.to_vec();
        dice.shuffle(&mut members);
        of.extend(members.into_iter().take(1 + dice.below(4)).map(str::to_owned));
    }
    Attribute {
        name: name.to_owned(),
        title: maybe(dice, features.texts / 6, |dice| text(dice, "An attribute")),
        default: maybe(dice, 60, value),
        of,
        open: dice.one_in(4),
    }
}

/// A value that a condition can name: half of them are among the first three, so that rules are about the same ones.
pub(super) fn value(dice: &mut Dice) -> String {
    let among = if dice.one_in(2) { 3 } else { VALUES.len() };
    if dice.one_in(40) { "v".repeat(200) } else { VALUES[dice.below(among)].to_owned() }
}

/// A table by some of the attributes, in a third of the tables with a row for whatever has none.
pub(super) fn table(dice: &mut Dice, features: &Features, attributes: &[Attribute]) -> Table {
    let mut by: Vec<String> = attributes.iter().map(|attribute| attribute.name.clone()).collect();
    dice.shuffle(&mut by);
    by.truncate(1 + dice.below(by.len().min(4)));
    let mut rows: Vec<TableRow> = Vec::new();
    let count = if dice.one_in(6) { 12 + dice.below(60) } else { 1 + dice.below(6) };
    for _ in 0..count {
        let cell = |_| match dice.below(12) {
            0..=2 => WILDCARD.to_owned(),
            3 => TABLE_VALUE.to_owned(),
            _ => value(dice),
        };
        let cells: Vec<String> = (0..by.len()).map(cell).collect();
        push(&mut rows, TableRow { cells, price: amount(dice, features) });
    }
    if dice.one_in(3) {
        push(
            &mut rows,
            TableRow { cells: vec![WILDCARD.to_owned(); by.len()], price: amount(dice, features) },
        );
    }
    Table { by, rows }
}

/// No values stand twice.
fn push(rows: &mut Vec<TableRow>, row: TableRow) {
    if rows.iter().all(|other| other.cells != row.cells) {
        rows.push(row);
    }
}

/// What a usage states for an attribute: mostly a known value, one in three times one that the attribute may not have.
pub(super) fn stated(dice: &mut Dice, endpoint: &Endpoint, attribute: &Attribute) -> Option<String> {
    let known = endpoint.known_values(attribute);
    if attribute.default.is_some() && percent(dice, 35) {
        None
    } else if known.is_empty() || (attribute.open && dice.one_in(3)) {
        Some(if dice.one_in(2) { value(dice) } else { "elsewhere".to_owned() })
    } else {
        Some(known[dice.below(known.len())].to_owned())
    }
}

/// Text that is nearly a value of the attribute, or cannot be a value at all.
pub(super) fn slip(dice: &mut Dice, value: &str) -> String {
    match dice.below(9) {
        0 => String::new(),
        1 => format!("{value} "),
        2 => format!("\u{2003}{value}"),
        3 => "v".repeat(201),
        4 => format!("{value}\u{7}x"),
        5 => value.to_uppercase(),
        6 => WILDCARD.to_owned(),
        7 => self::value(dice),
        _ => format!("{value}s"),
    }
}
