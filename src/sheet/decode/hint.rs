//! What to write instead of a key that is not one of the format.

use alloc::format;
use alloc::string::{String, ToString};

use super::value::list;
use crate::diagnostics::Quoted;
use crate::suggest::nearest;

/// What to write instead of a key which `place` does not have; its keys are these.
pub(super) fn instead_of(key: &str, place: &str, keys: &[&str]) -> String {
    if let Some(meant) = meant(key, place) {
        return meant.to_string();
    }
    match nearest(key, keys.iter().copied()) {
        Some(near) => format!("did you mean {}?", Quoted(near)),
        None => match owner_of(key) {
            Some(owner) => format!("{} is a key of {owner}", Quoted(key)),
            None => format!("{place} has the keys {}", list(keys)),
        },
    }
}

/// What a newcomer may call something else.
fn meant(key: &str, place: &str) -> Option<&'static str> {
    Some(match (place, key) {
        ("a charge" | "a row of `rates`", "free" | "free_units" | "allowance") => {
            "so many units that are free are `included`, as in `included = 100`"
        }
        ("a charge" | "a row of `rates`", "minimum") => {
            "the least amount of a charge is its `min`, the least count is `at_least` of the quantity"
        }
        ("an endpoint", "minimum") => {
            "the least total of an endpoint is its `min`, the least count is `at_least` of a quantity"
        }
        ("a quantity", "minimum" | "min") => "the least count of a quantity is `at_least`",
        // No key of the format begins with a digit: a dot has cut a name in two.
        _ if key.starts_with(|first: char| first.is_ascii_digit()) => {
            "write a name with a dot in quotes, as in `[endpoints.\"gpt-4.1\"]`"
        }
        _ => return None,
    })
}

/// What has a key of this name, for one that stands in the wrong place.
fn owner_of(key: &str) -> Option<&'static str> {
    Some(match key {
        "version" | "effective" | "windows" | "endpoints" | "round_charges" => "the sheet",
        "others" | "adjust" => "a sheet over another",
        "aliases" | "group" | "basis" | "choices" | "quantities" | "attributes" | "charges" | "examples" => {
            "an endpoint"
        }
        "quantity" | "plus" | "minus" | "share" => "a charge",
        "included" | "included_by" | "per" | "tiers" | "tiering" => "a charge",
        "rates" | "by" | "table" | "options" | "round" | "min" | "max" => "an endpoint or a charge",
        "allow" => "a sheet, an endpoint or a charge",
        "price" => "an endpoint, a charge, a row of `rates`, a tier or an option",
        "times" => "an endpoint or an option",
        "free" => "an option",
        "at_least" | "sum" | "product" => "a quantity",
        "default" | "required" => "a choice, a quantity or an attribute",
        "of" => "a choice or an attribute",
        "open" => "an attribute",
        "up_to" | "flat" => "a tier",
        _ => return None,
    })
}
