//! Names of options and quantities: how one is looked up depends on its length in bytes.

use crate::dice::Dice;

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

/// So many names, none of them twice, in half of the lists all of one style. Names of one letter may be those of another
/// kind too.
pub(crate) fn names(dice: &mut Dice, kind: char, count: usize) -> Vec<String> {
    let only = dice.one_in(2).then(|| dice.pick(&STYLES));
    let mut names = Vec::new();
    for place in 0..count {
        let style = only.unwrap_or_else(|| dice.pick(&STYLES));
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
pub(crate) fn near(dice: &mut Dice, name: &str) -> String {
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
