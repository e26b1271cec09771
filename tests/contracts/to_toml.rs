//! Any sheet as one text, which says the same.

use super::*;

use pricesheet_testing::generate;
use pricesheet_testing::reference::toml::render;
use pricesheet_testing::runs;
use proptest::prelude::*;

/// What a sheet prints loads to the same content, in the same order, and prints the same again.
#[track_caller]
fn holds(sheet: &PriceSheet) {
    let text = sheet.to_toml();
    let again = PriceSheet::from_toml(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(again.fingerprint(), sheet.fingerprint(), "{text}");
    assert_eq!(again.to_toml(), text);
    assert_eq!(listings(&again), listings(sheet), "{text}");
}

#[test]
fn every_sheet_of_the_repository() {
    for (_, text) in sheets() {
        holds(&sheet(&text));
    }
}

proptest! {
    #![proptest_config(runs::config(400))]

    #[test]
    fn generated_sheets(generated in generate::listed(), seed in any::<u64>()) {
        holds(&sheet(&render(&generated, seed)));
    }
}

#[test]
fn keeps_every_order_and_every_literal() {
    let text = r#"name = "A \"name\" \\ with\ttabs\nand lines"
[endpoints]
dotted.price = "2.50"
dotted.title = 'dotted'
inline = { price = 1_000.50, options = { b = 2.5e-3, a = { price = 1, title = "x" } } }
[endpoints."with.dots".charges.z]
price = 1
[endpoints.other]
price = 0
[endpoints."with.dots".charges]
a = { price = 2 }
[[endpoints.other.examples]]
total = 0
"#;
    let sheet = sheet(text);
    holds(&sheet);
    holds(&super::sheet("name = 'A'\nendpoints.b.price = 1\nendpoints.a.price = 2\nendpoints.b.title = 'B'"));
    holds(&super::sheet("name = 'A'\nendpoints = { endpoints = { price = 1 }, a = { price = 2 } }"));
    holds(&super::sheet(
        "name = 'A'\n[endpoints.endpoints]\nprice = 1\n[endpoints.endpoints.options]\nendpoints = 1",
    ));
    let expected = r#"name = "A \"name\" \\ with\ttabs\nand lines"

[endpoints.dotted]
price = "2.50"
title = "dotted"

[endpoints.inline]
price = 1000.50
options = { b = 2.5e-3, a = { price = 1, title = "x" } }

[endpoints."with.dots"]
charges = { z = { price = 1 }, a = { price = 2 } }

[endpoints.other]
price = 0
examples = [{ total = 0 }]
"#;
    assert_eq!(sheet.to_toml(), expected);
}

#[test]
fn long_tables_stand_under_headers_and_names_keep_their_order() {
    let long =
        "a title that is long enough to need a line of its own, and a little longer than that, to be sure";
    let text = format!(
        "name = 'A'\nendpoints.e = {{ charges = {{ a = {{ price = 1 }}, b = {{ price = 1, note = '{long}' }}, c = {{ price = 3 }} }}, \
         options = {{ d = {{ price = 1, title = '{long}' }}, x = 2 }}, price = 1 }}"
    );
    let sheet = sheet(&text);
    holds(&sheet);
    let expected = format!(
        "name = \"A\"\n\n[endpoints.e]\nprice = 1\n\n[endpoints.e.charges]\na = {{ price = 1 }}\n\n[endpoints.e.charges.b]\nprice = 1\n\
         note = \"{long}\"\n\n[endpoints.e.charges.c]\nprice = 3\n\n[endpoints.e.options]\nd = {{ price = 1, title = \"{long}\" }}\nx = 2\n"
    );
    assert_eq!(sheet.to_toml(), expected);
}
