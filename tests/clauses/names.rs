//! Section 2, *Names*; and what is twice in one list.

use super::{load, loads, refused, refused_sheet};

/// What no name can be, as it stands between the quotes of a TOML text.
const NO_NAMES: [&str; 16] = [
    "",
    " ",
    "a b",
    " a",
    "a ",
    "a\\tb",
    "a\\u00a0b",
    "a\\u2003",
    "a=b",
    "a<b",
    "a>b",
    "a\\\"b",
    "a,b",
    "a\\u0007",
    "-a",
    "not",
];

/// Where a name may stand: `NAME` is replaced by it.
const PLACES: [&str; 14] = [
    "price = 1\n! aliases = [\"NAME\"]",
    "price = 1\n! options = { \"NAME\" = 1 }",
    "price = 1\n! choices = { \"NAME\" = [\"a\"] }",
    "price = 1\n! choices = { c = [\"NAME\"] }",
    "price = 1\n! quantities = { \"NAME\" = {} }",
    "price = 1\n! quantities = { s = { sum = [\"NAME\"] } }",
    "price = 1\n! attributes = { \"NAME\" = { default = \"x\" } }",
    "! charges = { \"NAME\" = { quantity = \"q\", price = 1 } }",
    "! charges = { c = { quantity = \"NAME\", price = 1 } }",
    "! charges = { c = { plus = \"NAME\", price = 1 } }",
    "basis = \"call\"\n! charges = { c = { included_by = { \"NAME\" = 1 }, price = 1 } }",
    "! charges = { c = { share = { of = \"NAME\", in = \"q\" }, round = \"up\", price = 1 } }",
    "! charges = { c = { share = { of = \"q\", in = \"NAME\" }, round = \"up\", price = 1 } }",
    "! charges = { c = { options = { \"NAME\" = 1 }, price = 1 } }",
];

#[test]
fn what_no_name_can_be() {
    for name in NO_NAMES {
        for place in PLACES {
            refused(&place.replace("NAME", name));
        }
        refused_sheet(&format!(
            "name = \"t\"\nendpoints.e.price = 1\n! windows = {{ \"{name}\" = {{ clock = \"utc\", weekdays = [\"mon\"] }} }}"
        ));
        refused_sheet(&format!("name = \"t\"\n! endpoints = {{ \"{name}\" = {{ price = 1 }} }}"));
    }
}

#[test]
fn what_a_name_can_be() {
    for name in [
        "a", "in", "nota", "Not", "a-", "a.b", "*", "!", "ä", "1", "a!b", "'", "#", "none", "日本",
        "\u{200d}",
    ] {
        for place in PLACES {
            loads(&place.replace("! ", "").replace("NAME", name));
        }
        load(&format!(
            "name = \"t\"\nendpoints.e.price = 1\nwindows = {{ \"{name}\" = {{ clock = \"utc\", weekdays = [\"mon\"] }} }}"
        ));
        load(&format!("name = \"t\"\nendpoints = {{ \"{name}\" = {{ price = 1 }} }}"));
    }
}

#[test]
fn nothing_stands_twice_in_a_list() {
    for lines in [
        "price = 1\n! group = [\"a\", \"a\"]",
        "price = 1\n! choices.c = [\"a\", \"a\"]",
        "! charges.c = { quantity = [\"a\", \"a\"], price = 1 }",
        "! charges.c = { plus = [\"a\", \"a\"], price = 1 }",
        "! charges.c = { minus = [\"a\", \"a\"], price = 1 }",
        "price = 1\noptions.a = 1\n[[endpoints.e.examples]]\n! options = [\"a\", \"a\"]\ntotal = 2",
    ] {
        refused(lines);
    }
    loads("price = 1\nallow = [\"no-title\", \"no-title\"]");
}
