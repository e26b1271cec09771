//! Section 2, *`when`*: how a condition is read.

use super::endpoint;
use super::{costs, fails, loads, refused};

const DECLARED: &str = "\
attributes.region = { default = \"eu\", open = true }\n\
attributes.\"a!\" = { default = \"x\", open = true }\n\
quantities.n = {}\n\
options = { in = {}, js = {}, region = {} }\n";

/// An endpoint that costs 2 where the condition holds, and 1 where it does not.
fn when(condition: &str) -> String {
    endpoint(&format!("{DECLARED}rates = [{{ when = ['{condition}'], price = 2 }}, {{ price = 1 }}]"))
}

#[test]
fn an_option_is_given_or_not() {
    costs(&when("js"), &[("js", "2"), ("", "1")]);
    costs(&when("not js"), &[("js", "1"), ("", "2")]);
    costs(&when("not   js"), &[("js", "1"), ("", "2")]);
    // An option and an attribute may share a name, and an option may be called `in`.
    costs(&when("region"), &[("region", "2"), ("region~us", "1")]);
    costs(&when("in"), &[("in", "2"), ("", "1")]);
    costs(&when("not in"), &[("in", "1"), ("", "2")]);
}

#[test]
fn a_quantity_is_compared_as_it_is_stated() {
    for (sign, below, at, above) in
        [(">", "1", "1", "2"), (">=", "1", "2", "2"), ("<", "2", "1", "1"), ("<=", "2", "2", "1")]
    {
        for text in [
            format!("n {sign} 3"),
            format!("n{sign}3"),
            format!("n  {sign}  3.0"),
            format!(" n{sign} 3e0 "),
            format!("n {sign}+3"),
        ] {
            costs(
                &when(&text),
                &[
                    ("n=2.9999999999999999999999999999", below),
                    ("n=3", at),
                    ("n=3.0000000000000000000000000001", above),
                ],
            );
        }
    }
}

#[test]
fn an_attribute_has_or_has_not_a_value() {
    for text in ["region = us", "region=us", "region =us", "region= us", "  region  =   us  "] {
        costs(&when(text), &[("region~us", "2"), ("region~eu", "1"), ("", "1")]);
    }
    for text in ["region != us", "region!=us", "region !=us", "region!= us"] {
        costs(&when(text), &[("region~us", "1"), ("region~eu", "2"), ("", "2")]);
    }
    costs(&when("region = eu"), &[("", "2"), ("region~eu", "2"), ("region~EU", "1")]);
}

#[test]
fn the_first_sign_is_the_sign_and_the_rest_is_the_value() {
    costs(&when("region = a = b"), &[("region~a_=_b", "2"), ("region~a", "1")]);
    costs(&when("region = a<b"), &[("region~a<b", "2"), ("", "1")]);
    costs(&when("region => 3"), &[("region~>_3", "2"), ("", "1")]);
    costs(&when("region = not in x"), &[("region~not_in_x", "2"), ("", "1")]);
    costs(&when("region = a  b"), &[("region~a__b", "2"), ("region~a_b", "1")]);
    costs(&when("region = !x"), &[("region~!x", "2"), ("", "1")]);
    costs(&when("region != !=x"), &[("region~!=x", "1"), ("", "2")]);
    // A `!` belongs to the sign only directly before the `=`.
    costs(&when("a! = y"), &[("a!~y", "2"), ("", "1")]);
    costs(&when("a! != y"), &[("a!~y", "1"), ("", "2")]);
    costs(&when("a!!= y"), &[("a!~y", "1"), ("", "2")]);
    costs(&when("region = *"), &[("region~*", "2"), ("region~us", "1"), ("", "1")]);
}

#[test]
fn what_is_no_condition() {
    for text in [
        "",
        " ",
        "=",
        "= eu",
        "!= eu",
        "region =",
        "region = ",
        "region == eu",
        "region = =eu",
        "region !== eu",
        "region ! = eu",
        "region < eu",
        "region >= eu",
        "regio = eu",
        "js = true",
        "n = 3",
        "n != 3",
        "n >> 3",
        "n > = 3",
        "n < = 3",
        "n =< 3",
        "n > ",
        "> 3",
        "n > x",
        "n > 0x10",
        "n > -1",
        "n > 1 000",
        "n > .5",
        "n > 007",
        "m > 3",
        "js > 3",
        "n",
        "not n",
        "not",
        "not not js",
        "js js",
        "in peak",
        "not in peak",
        "in js in",
        "not in peak now",
        "a! = ",
        "a!=",
    ] {
        refused(&format!("{DECLARED}! rates = [{{ when = ['{text}'], price = 2 }}, {{ price = 1 }}]"));
    }
}

#[test]
fn all_conditions_must_hold_and_none_always_holds() {
    let text = endpoint(&format!(
        "{DECLARED}rates = [{{ when = [\"js\", \"n > 1\", \"region = us\"], price = 3 }}, {{ when = [\"n > 1\"], price = 2 }}, {{ when = [], price = 1 }}]"
    ));
    costs(
        &text,
        &[
            ("js n=2 region~us", "3"),
            ("js n=2", "2"),
            ("n=2 region~us", "2"),
            ("js n=1 region~us", "1"),
            ("", "1"),
        ],
    );
}

#[test]
fn the_first_row_that_holds_is_taken_and_no_row_is_an_error() {
    let text = endpoint(&format!(
        "{DECLARED}rates = [{{ when = [\"region = us\"], price = 3 }}, {{ when = [\"region != eu\"], price = 2 }}]"
    ));
    costs(&text, &[("region~us", "3"), ("region~x", "2")]);
    fails(&text, &[("", "no-rate"), ("region~eu", "no-rate")]);
}

#[test]
fn sixty_four_conditions_are_allowed() {
    let conditions = |count: usize| {
        let list: Vec<String> = (0..count).map(|at| format!("\"n > {at}\"")).collect();
        format!("quantities.n = {{}}\nrates = [{{ when = [{}], price = 1 }}]", list.join(", "))
    };
    loads(&conditions(64));
    refused(&conditions(65));
}
