//! Conditions: the text of a `when`.

use super::Fields;
use crate::reference::model::{Condition, Operator};
use crate::reference::parse::number_of;

/// The conditions of a `when`, none where it is left out.
pub(super) fn conditions(fields: &Fields) -> Vec<Condition> {
    fields.texts("when").iter().map(|text| condition(text)).collect()
}

/// One condition, read as section 2 says.
pub fn condition(text: &str) -> Condition {
    // The first of `=`, `<` and `>` is its sign, with a `!` directly before a `=`, or a `=` directly after the others.
    let Some(at) = text.find(['=', '<', '>']) else { return without_sign(text) };
    let (left, right) = (&text[..at], &text[at + 1..]);
    match (&text[at..=at], right.strip_prefix('=')) {
        ("<", Some(bound)) => compare(left, Operator::AtMost, bound),
        ("<", None) => compare(left, Operator::Below, right),
        (">", Some(bound)) => compare(left, Operator::AtLeast, bound),
        (">", None) => compare(left, Operator::Above, right),
        _ => {
            let (name, value) = (left.strip_suffix('!'), right.trim().to_owned());
            match name {
                Some(name) => Condition::IsNot { attribute: name.trim().to_owned(), value },
                None => Condition::Is { attribute: left.trim().to_owned(), value },
            }
        }
    }
}

fn compare(quantity: &str, operator: Operator, bound: &str) -> Condition {
    Condition::Compare { quantity: quantity.trim().to_owned(), operator, bound: number_of(bound.trim()) }
}

fn without_sign(text: &str) -> Condition {
    match text.split_whitespace().collect::<Vec<_>>()[..] {
        ["in", window] => Condition::In(window.to_owned()),
        ["not", "in", window] => Condition::NotIn(window.to_owned()),
        ["not", option] => Condition::NotGiven(option.to_owned()),
        [option] => Condition::Given(option.to_owned()),
        _ => panic!("`{text}` is not a condition"),
    }
}
