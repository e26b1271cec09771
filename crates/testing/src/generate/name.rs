//! Names: how one is looked up depends on its length in bytes.

use crate::dice::Dice;

/// Names of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    /// Some need quotes in TOML, some are names of other things too.
    Strange,
    /// Every length that is looked up in a way of its own.
    Lengths,
    /// A letter and a number.
    Numbered,
}

const OPTIONS: [&str; 7] = ["js", "not-found", "4k", "größe.2", "x+y", "rows", "batch"];
const QUANTITIES: [&str; 6] = ["input", "4k", "a.b", "µs", "rows", "days"];
const ENDPOINTS: [&str; 4] = ["get-profile", "v2/search", "a.b", "42"];

/// Names that charges have beside those of quantities.
const CHARGES: [&str; 2] = ["storage", "schritt(2)"];

/// Names that choices have.
pub(super) const CHOICES: [&str; 2] = ["proxy", "js"];

/// How long a name is, and where it differs from others.
#[derive(Debug, Clone, Copy)]
enum Style {
    /// One letter.
    Letter,
    /// Two or three bytes.
    Short,
    /// Any of these lengths, which are read in the same way; what tells the name apart is anywhere in it.
    Padded { least: usize, most: usize },
    /// Above 32 bytes, of which the first 16 and the last 16 are those of every other such name.
    SameEnds,
    /// Letters of several bytes, in any number.
    Multibyte,
}

/// Every style, of which short names are twice as frequent.
const STYLES: [Style; 9] = [
    Style::Letter,
    Style::Short,
    Style::Short,
    Style::Padded { least: 4, most: 8 },
    Style::Padded { least: 9, most: 16 },
    Style::Padded { least: 17, most: 32 },
    Style::Padded { least: 33, most: 40 },
    Style::SameEnds,
    Style::Multibyte,
];

/// The names of so many endpoints.
pub(super) fn endpoints(dice: &mut Dice, count: usize, strange: bool) -> Vec<String> {
    if strange { pool(dice, &ENDPOINTS, count) } else { (0..count).map(|at| format!("e{at}")).collect() }
}

/// The names of so many options.
pub(super) fn options(dice: &mut Dice, naming: Naming, count: usize) -> Vec<String> {
    if naming == Naming::Strange { pool(dice, &OPTIONS, count) } else { names(dice, naming, 'o', count) }
}

/// The names of so many quantities.
pub(super) fn quantities(dice: &mut Dice, naming: Naming, count: usize) -> Vec<String> {
    if naming == Naming::Strange { pool(dice, &QUANTITIES, count) } else { names(dice, naming, 'q', count) }
}

/// The names of so many charges: some are those of quantities, which they count if nothing else is said.
pub(super) fn charges(dice: &mut Dice, naming: Naming, quantities: &[String], count: usize) -> Vec<String> {
    let mut names: Vec<String> = quantities.to_vec();
    if naming == Naming::Strange {
        names.extend(CHARGES.map(str::to_owned));
        dice.shuffle(&mut names);
    }
    names.truncate(if naming == Naming::Strange { count } else { dice.below(count + 1) });
    names.extend((names.len()..count).map(|at| format!("c{at}")));
    names
}

fn pool(dice: &mut Dice, of: &[&str], count: usize) -> Vec<String> {
    let mut names: Vec<String> = of.iter().map(|name| (*name).to_owned()).collect();
    dice.shuffle(&mut names);
    names.truncate(count);
    names
}

/// So many names, none of them twice, in half of the lists all of one style. Names of one letter may be those of another
/// kind too.
fn names(dice: &mut Dice, naming: Naming, kind: char, count: usize) -> Vec<String> {
    let only = dice.one_in(2).then(|| dice.pick(&STYLES));
    let mut names = Vec::new();
    for place in 0..count {
        let style = only.unwrap_or_else(|| dice.pick(&STYLES));
        let style = if naming == Naming::Lengths { style } else { Style::Short };
        names.push(name(dice, style, kind, place));
    }
    names
}

/// The name at a place of its list: no other one of its kind holds that number, or is that letter.
fn name(dice: &mut Dice, style: Style, kind: char, place: usize) -> String {
    let mark = format!("{kind}{place}");
    match style {
        Style::Letter => ('a'..='z').nth(place).map_or(mark, String::from),
        Style::Short => mark,
        Style::Padded { least, most } => {
            let length = least + dice.below(most - least + 1);
            let padding = length - mark.len();
            let before = dice.below(padding + 1);
            format!("{}{mark}{}", "x".repeat(before), "x".repeat(padding - before))
        }
        Style::SameEnds => {
            let width = 8 + dice.below(3);
            format!("1234567812345678{mark:0>width$}1234567812345678")
        }
        Style::Multibyte => format!("{}{mark}日", "é".repeat(1 + dice.below(20))),
    }
}

/// A name that is nearly the given one: it must not be taken for it.
pub(super) fn near(dice: &mut Dice, name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let at = dice.below(letters.len());
    match dice.below(3) {
        0 => letters[at] = 'z',
        1 => letters.insert(at, 'z'),
        _ => {
            letters.remove(at);
        }
    }
    letters.into_iter().collect()
}
