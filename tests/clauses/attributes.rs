//! Section 2, *An attribute*.

use super::{costs, endpoint, fails, loads, refused};

#[test]
fn it_has_exactly_one_of_default_and_required() {
    for lines in [
        "{}",
        "{ required = false }",
        "{ open = true }",
        "{ default = \"eu\", required = true }",
        "{ of = [\"eu\"] }",
    ] {
        refused(&format!("price = 1\n! attributes.region = {lines}"));
    }
    loads("price = 1\nattributes.region = { default = \"eu\" }");
    loads(
        "price = 1\nattributes.region = { default = \"eu\", required = false, open = false, title = \"Region\" }",
    );
    loads("price = 1\nattributes.region = { required = true, of = [\"eu\"] }");
    loads("price = 1\nattributes = {}");
}

#[test]
fn its_default_holds_where_none_is_stated_and_a_required_one_must_be() {
    let rates = "rates = [{ when = [\"region = eu\"], price = 2 }, { price = 1 }]\n";
    costs(
        &endpoint(&format!("{rates}attributes.region = {{ default = \"eu\" }}")),
        &[("", "2"), ("region~eu", "2")],
    );
    let required =
        endpoint(&format!("{rates}attributes.region = {{ required = true, of = [\"us\", \"eu\"] }}"));
    costs(&required, &[("region~eu", "2"), ("region~us", "1")]);
    fails(&required, &[("", "attribute-required")]);
    // Also where nothing asks for it.
    fails(
        &endpoint("price = 1\nattributes.region = { required = true, open = true }"),
        &[("", "attribute-required")],
    );
}

#[test]
fn known_values_are_the_default_the_members_and_what_the_endpoint_names() {
    let text =
        endpoint("attributes.region = { default = \"home\", of = [\"a\", \"b\"], open = false }\nprice = 1");
    costs(&text, &[("region~home", "1"), ("region~a", "1"), ("region~b", "1")]);
    fails(
        &text,
        &[
            ("region~c", "unknown-value"),
            ("region~A", "unknown-value"),
            ("region~homes", "unknown-value"),
            ("region~*", "unknown-value"),
        ],
    );
    let text = endpoint(
        "attributes.region = { default = \"home\" }\n\
         rates = [{ when = [\"region = a\"], price = 2 }, { price = 1 }]\n\
         options.o = { price = 1, when = [\"region != b\"] }\n\
         charges.n = { by = [\"region\"], table = [[\"c\", 1], [\"*\", 2]], options = { o = { times = 2, when = [\"region = d\"] } } }\n\
         charges.m.rates = [{ when = [\"region = e\"], price = 1 }, { price = 2 }]",
    );
    costs(
        &text,
        &[
            ("region~a", "2"),
            ("region~b o", "1"),
            ("region~c n=1", "2"),
            ("region~d n=1 o", "6"),
            ("region~e m=1", "2"),
            ("n=1", "3"),
        ],
    );
    fails(&text, &[("region~f", "unknown-value"), ("region~*", "unknown-value")]);
}

#[test]
fn an_open_one_has_any_value() {
    let text = endpoint(
        "attributes.region = { default = \"home\", of = [\"a\"], open = true }\n\
         rates = [{ when = [\"region = z\"], price = 2 }, { price = 1 }]",
    );
    costs(&text, &[("region~z", "2"), ("region~anything_at_all", "1"), ("region~*", "1"), ("", "1")]);
}

#[test]
fn members_close_it_and_what_names_another_value_is_an_error() {
    let closed = "attributes.region = { default = \"home\", of = [\"a\"] }\n";
    loads(&format!(
        "{closed}rates = [{{ when = [\"region = home\"], price = 2 }}, {{ when = [\"region = a\"], price = 1 }}]"
    ));
    loads(&format!("{closed}by = [\"region\"]\ntable = [[\"a\", 1], [\"*\", 2]]"));
    refused(&format!("{closed}! rates = [{{ when = [\"region = b\"], price = 2 }}, {{ price = 1 }}]"));
    refused(&format!("{closed}! rates = [{{ when = [\"region != *\"], price = 2 }}, {{ price = 1 }}]"));
    refused(&format!("{closed}price = 1\n! options.o = {{ price = 1, when = [\"region = b\"] }}"));
    refused(&format!("{closed}by = [\"region\"]\n! table = [[\"b\", 1]]"));
    refused(&format!("{closed}! charges.n = {{ by = [\"region\"], table = [[\"b\", 1]] }}"));
    loads(
        "attributes.region = { default = \"home\", of = [\"a\"], open = true }\nby = [\"region\"]\ntable = [[\"b\", 1]]",
    );
    // Without members nothing is closed.
    loads("attributes.region = { default = \"home\" }\nby = [\"region\"]\ntable = [[\"b\", 1]]");
}

#[test]
fn values_are_text_of_1_to_200_characters_without_control_characters_and_white_space_around() {
    let long = "ü".repeat(200);
    loads(&format!("price = 1\nattributes.region = {{ default = \"{long}\" }}"));
    loads("price = 1\nattributes.region = { default = \"a  b = <c>, \\\"d\\\" * not\" }");
    for value in [
        "",
        " ",
        " eu",
        "eu ",
        "\\u00a0eu",
        "eu\\u2003",
        "e\\u0007u",
        "e\\tu",
        "e\\nu",
        "e\\u0085u",
        "e\\u007Fu",
    ] {
        refused(&format!("price = 1\n! attributes.region = {{ default = \"{value}\" }}"));
        refused(&format!("price = 1\n! attributes.region = {{ default = \"x\", of = [\"{value}\"] }}"));
        refused(&format!(
            "attributes.region = {{ default = \"x\" }}\nby = [\"region\"]\n! table = [[\"{value}\", 1]]"
        ));
    }
    refused(&format!("price = 1\n! attributes.region = {{ default = \"{long}x\" }}"));
    let open = endpoint("price = 1\nattributes.region = { default = \"x\", open = true }");
    costs(&open, &[(&format!("region~{long}"), "1")]);
    fails(
        &open,
        &[
            (&format!("region~{long}x"), "invalid-value"),
            ("region~", "invalid-value"),
            ("region~_eu", "invalid-value"),
            ("region~eu_", "invalid-value"),
            ("region~e\u{7}u", "invalid-value"),
        ],
    );
}

#[test]
fn values_are_compared_as_they_are() {
    let text = endpoint(
        "attributes.region = { default = \"x\", open = true }\nrates = [{ when = [\"region = é\"], price = 2 }, { price = 1 }]",
    );
    costs(&text, &[("region~é", "2"), ("region~e\u{301}", "1"), ("region~É", "1")]);
}

#[test]
fn members_stand_once_and_are_text() {
    refused("price = 1\n! attributes.region = { default = \"x\", of = [] }");
    refused("price = 1\n! attributes.region = { default = \"x\", of = [\"a\", \"a\"] }");
    refused("price = 1\n! attributes.region = { default = \"x\", of = [1] }");
    refused("price = 1\n! attributes.region = { default = 1 }");
    refused("price = 1\n! attributes.region = \"eu\"");
    refused("price = 1\n! attributes.region = { default = \"x\", unit = \"y\" }");
    loads("price = 1\nattributes.region = { default = \"x\", of = [\"x\", \"y\"] }");
}

#[test]
fn it_may_share_its_name_with_an_option_a_quantity_or_a_charge() {
    let text = endpoint(
        "attributes.n = { default = \"x\", open = true }\noptions.n = 10\ncharges.n = { price = 1 }\nprice = 0",
    );
    costs(&text, &[("n n=3 n~y", "13"), ("n=3", "3"), ("n~y", "0")]);
}

#[test]
fn an_endpoint_has_at_most_sixteen() {
    let lines = |count: usize| {
        let all: Vec<String> =
            (0..count).map(|at| format!("attributes.a{at} = {{ default = \"x\" }}\n")).collect();
        format!("price = 1\n{}", all.concat())
    };
    loads(&lines(16));
    refused(&lines(17));
}
