//! Section 2, *Charge*: `by` and `table`, there and at the endpoint.

use super::{costs, endpoint, fails, loads, refused};

const ATTRIBUTES: &str =
    "attributes.model = { required = true }\nattributes.region = { default = \"global\" }\n";

#[test]
fn rows_are_tried_in_order_and_a_star_is_any_known_value() {
    let rows = "[\"m1\", \"eu\", 1], [\"*\", \"eu\", 2], [\"m1\", \"*\", 3], [\"m2\", \"us\", 4], [\"*\", \"global\", 5]";
    let flat = endpoint(&format!("{ATTRIBUTES}by = [\"model\", \"region\"]\ntable = [{rows}]"));
    let cases = [
        ("model~m1 region~eu", "1"),
        ("model~m2 region~eu", "2"),
        ("model~m1 region~us", "3"),
        ("model~m1", "3"),
        ("model~m2 region~us", "4"),
        ("model~m2", "5"),
    ];
    costs(&flat, &cases);
    let charge =
        endpoint(&format!("{ATTRIBUTES}charges.n = {{ by = [\"model\", \"region\"], table = [{rows}] }}"));
    let counted = cases.map(|(words, price)| (format!("{words} n=1"), price));
    costs(&charge, &counted.each_ref().map(|(words, price)| (words.as_str(), *price)));
}

#[test]
fn a_later_exact_row_does_not_go_before_an_earlier_star() {
    let text = endpoint(&format!("{ATTRIBUTES}by = [\"model\"]\ntable = [[\"*\", 1], [\"m1\", 2]]"));
    costs(&text, &[("model~m1", "1")]);
}

#[test]
fn a_star_is_any_value_at_all_where_the_attribute_is_open_and_is_itself_no_value() {
    let open = endpoint(
        "attributes.model = { default = \"x\", open = true }\nby = [\"model\"]\ntable = [[\"m1\", 1], [\"*\", 2]]",
    );
    costs(&open, &[("model~m1", "1"), ("model~unheard-of", "2"), ("model~*", "2"), ("", "2")]);
    let closed = endpoint(
        "attributes.model = { default = \"x\" }\nby = [\"model\"]\ntable = [[\"m1\", 1], [\"*\", 2]]",
    );
    fails(&closed, &[("model~unheard-of", "unknown-value"), ("model~*", "unknown-value")]);
    let member = endpoint(
        "attributes.model = { default = \"x\", of = [\"*\", \"m1\"] }\nby = [\"model\"]\ntable = [[\"m1\", 1], [\"*\", 2]]",
    );
    costs(&member, &[("model~*", "2"), ("model~m1", "1")]);
}

#[test]
fn no_row_is_an_error() {
    let text = endpoint(
        "attributes.model = { default = \"x\", open = true }\nby = [\"model\"]\ntable = [[\"m1\", 1]]",
    );
    fails(&text, &[("", "no-rate"), ("model~m2", "no-rate"), ("model~*", "no-rate")]);
    let charge = endpoint(
        "attributes.model = { default = \"x\" }\ncharges.n = { by = [\"model\"], table = [[\"m1\", 1]] }\noptions.o = { free = true }",
    );
    // What counts nothing needs no row, and `free` excuses none that is missing.
    costs(&charge, &[("n=0", "0"), ("n=1 model~m1 o", "0")]);
    fails(&charge, &[("n=1", "no-rate"), ("n=1 o", "no-rate")]);
}

#[test]
fn a_row_has_as_many_values_as_there_are_attributes_and_a_price() {
    for row in [
        "[\"m1\", 1]",
        "[\"m1\", \"eu\", \"us\", 1]",
        "[\"m1\", \"eu\"]",
        "[]",
        "[1]",
        "[\"m1\", 1, 2]",
        "[1, \"m1\", \"eu\"]",
        "[\"m1\", \"eu\", -1]",
        "[\"m1\", \"eu\", \"free\"]",
        "[\"m1\", \"eu\", 0x10]",
        "[\"m1\", \"eu\", nan]",
        "{ model = \"m1\", region = \"eu\", price = 1 }",
        "\"m1\"",
    ] {
        refused(&format!("{ATTRIBUTES}by = [\"model\", \"region\"]\n! table = [{row}]"));
    }
    costs(
        &endpoint(&format!(
            "{ATTRIBUTES}by = [\"model\", \"region\"]\ntable = [[\"m1\", \"*\", \"1.50\"], [\"m2\", \"*\", 2.5e-3]]"
        )),
        &[("model~m1", "1.5"), ("model~m2", "0.0025")],
    );
}

#[test]
fn the_same_values_stand_once() {
    refused(&format!("{ATTRIBUTES}by = [\"model\"]\ntable = [[\"m1\", 1],\n! [\"m1\", 2]]"));
    refused(&format!(
        "{ATTRIBUTES}by = [\"model\", \"region\"]\ntable = [[\"m1\", \"*\", 1], [\"m1\", \"eu\", 1],\n! [\"m1\", \"*\", 1]]"
    ));
    loads(&format!(
        "{ATTRIBUTES}by = [\"model\", \"region\"]\ntable = [[\"m1\", \"m2\", 1], [\"m2\", \"m1\", 1]]"
    ));
}

#[test]
fn by_lists_one_to_four_attributes_each_once() {
    let five = "attributes = { a = { default = \"x\" }, b = { default = \"x\" }, c = { default = \"x\" }, d = { default = \"x\" }, e = { default = \"x\" } }\n";
    loads(&format!("{five}by = [\"d\", \"c\", \"b\", \"a\"]\ntable = [[\"x\", \"x\", \"x\", \"x\", 1]]"));
    refused(&format!(
        "{five}! by = [\"a\", \"b\", \"c\", \"d\", \"e\"]\ntable = [[\"x\", \"x\", \"x\", \"x\", \"x\", 1]]"
    ));
    refused(&format!("{five}! by = [\"a\", \"a\"]\ntable = [[\"x\", \"x\", 1]]"));
    refused(&format!("{five}! by = [\"z\"]\ntable = [[\"x\", 1]]"));
    refused(&format!("{five}! by = \"a\"\ntable = [[\"x\", 1]]"));
    refused(&format!("{five}! by = []\ntable = [[1]]"));
    refused(&format!("{five}by = [\"a\"]\n! table = []"));
}

#[test]
fn by_and_table_go_together_and_instead_of_other_prices() {
    refused(&format!("{ATTRIBUTES}by = [\"model\"]"));
    refused(&format!("{ATTRIBUTES}price = 1\n! by = [\"model\"]"));
    refused(&format!("{ATTRIBUTES}table = [[\"m1\", 1]]"));
    refused(&format!("{ATTRIBUTES}by = [\"model\"]\ntable = [[\"m1\", 1]]\nprice = 1"));
    refused(&format!("{ATTRIBUTES}by = [\"model\"]\ntable = [[\"m1\", 1]]\nrates = [{{ price = 1 }}]"));
    refused(&format!("{ATTRIBUTES}charges.n = {{ by = [\"model\"], table = [[\"m1\", 1]], price = 1 }}"));
    refused(&format!(
        "{ATTRIBUTES}charges.n = {{ by = [\"model\"], table = [[\"m1\", 1]], rates = [{{ price = 1 }}] }}"
    ));
    refused(&format!(
        "{ATTRIBUTES}basis = \"call\"\ncharges.n = {{ by = [\"model\"], table = [[\"m1\", 1]], tiering = \"volume\", tiers = [{{ price = 1 }}] }}"
    ));
    refused(&format!(
        "{ATTRIBUTES}! charges.n = {{ by = [\"model\"], table = [[\"m1\", 1]], tiering = \"volume\" }}"
    ));
    refused(&format!("{ATTRIBUTES}! charges.n = {{ price = 1, by = [\"model\"] }}"));
    refused(&format!("{ATTRIBUTES}! charges.n.rates = [{{ by = [\"model\"], table = [[\"m1\", 1]] }}]"));
}

#[test]
fn a_table_stands_under_the_terms_and_options_of_its_charge() {
    let text = endpoint(
        "basis = \"call\"\nattributes.m = { default = \"a\" }\n[endpoints.e.charges.n]\n\
         included = 2\nper = 10\nincrement = 10\nby = [\"m\"]\ntable = [[\"a\", 1], [\"b\", 3]]\nmin = 2\nmax = 40\nround = \"up\"\n\
         options = { o = 0.5, twice = { times = 2 }, none = { free = true } }",
    );
    costs(
        &text,
        &[
            ("n=2", "0"),
            ("n=3", "2"),
            ("n=23", "3"),
            ("n=23 m~b", "9"),
            ("n=23 m~b o", "11"),
            ("n=23 m~b o twice", "21"),
            ("n=23 m~b o twice none", "0"),
            ("n=203 m~b", "40"),
        ],
    );
}

#[test]
fn every_price_of_a_table_terminates() {
    refused(
        "attributes.m = { default = \"a\" }\n! charges.n = { by = [\"m\"], table = [[\"a\", 3], [\"b\", 1]], per = 3, increment = \"none\" }",
    );
    refused(
        "attributes.m = { default = \"a\" }\n! charges.n = { by = [\"m\"], table = [[\"a\", 3]], per = 3, increment = \"none\", options = { o = 1 } }",
    );
    loads(
        "attributes.m = { default = \"a\" }\ncharges.n = { by = [\"m\"], table = [[\"a\", 3], [\"b\", 1]], per = 3, increment = 3 }",
    );
    loads(
        "attributes.m = { default = \"a\" }\ncharges.n = { by = [\"m\"], table = [[\"a\", 3], [\"b\", 1]], per = 3, increment = \"none\", round = \"up\" }",
    );
}
