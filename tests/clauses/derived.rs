//! Section 2, *A derived quantity*.

use super::{costs, endpoint, fails, loads, refused};

#[test]
fn a_sum_is_of_a_list_or_of_weights() {
    costs(
        &endpoint("quantities.all = { sum = [\"a\", \"b\"] }\ncharges.all = { price = 2 }"),
        &[("a=1 b=2", "6"), ("a=1.5", "3"), ("a=0", "0")],
    );
    costs(
        &endpoint(
            "quantities.all = { sum = { a = 85, b = 0.5 } }\ncharges.n = { quantity = \"all\", price = 2 }",
        ),
        &[("a=1 b=2", "172"), ("b=1", "1")],
    );
    costs(&endpoint("quantities.all = { sum = [\"a\"] }\ncharges.all = { price = 2 }"), &[("a=3", "6")]);
}

#[test]
fn a_product_is_of_two_to_four() {
    costs(
        &endpoint("quantities.area = { product = [\"w\", \"h\"] }\ncharges.area = { price = 1 }"),
        &[("w=3 h=4", "12"), ("w=3", "0"), ("w=0.5 h=0.5", "0.25")],
    );
    loads("quantities.p = { product = [\"a\", \"b\", \"c\", \"d\"] }\ncharges.p = { price = 1 }");
    refused("! quantities.p = { product = [\"a\"] }\ncharges.p = { price = 1 }");
    refused("! quantities.p = { product = [\"a\", \"b\", \"c\", \"d\", \"e\"] }\ncharges.p = { price = 1 }");
    refused("! quantities.p = { product = [] }\ncharges.p = { price = 1 }");
    refused("! quantities.p = { product = { a = 1, b = 2 } }\ncharges.p = { price = 1 }");
    refused("! quantities.p = { product = \"a\" }\ncharges.p = { price = 1 }");
}

#[test]
fn it_says_nothing_else_and_its_weights_are_above_zero() {
    for more in
        ["unit = \"x\"", "default = 1", "required = true", "required = false", "product = [\"a\", \"b\"]"]
    {
        refused(&format!("! quantities.s = {{ sum = [\"a\", \"b\"], {more} }}\ncharges.s = {{ price = 1 }}"));
    }
    loads(
        "quantities.s = { sum = [\"a\"], title = \"S\", at_least = 2, increment = 3 }\ncharges.s = { price = 1 }",
    );
    for sum in [
        "[]",
        "{}",
        "{ a = 0 }",
        "{ a = -1 }",
        "[\"a\", \"a\"]",
        "\"a\"",
        "[1]",
        "{ a = \"x\" }",
        "[\"a b\"]",
        "[\"not\"]",
    ] {
        refused(&format!("! quantities.s = {{ sum = {sum} }}\ncharges.s = {{ price = 1 }}"));
    }
}

#[test]
fn it_is_made_of_ordinary_quantities() {
    refused("quantities.s = { sum = [\"a\"] }\n! quantities.t = { sum = [\"s\"] }\nprice = 1");
    refused("! quantities.t = { product = [\"s\", \"a\"] }\nquantities.s = { sum = [\"a\"] }\nprice = 1");
    refused("! quantities.s = { sum = [\"s\"] }\nprice = 1");
    // They are declared by being listed there.
    costs(
        &endpoint(
            "quantities.s = { sum = [\"a\"] }\nrates = [{ when = [\"a > 1\"], price = 2 }, { price = 1 }]",
        ),
        &[("a=2", "2"), ("a=1", "1")],
    );
}

#[test]
fn a_usage_that_states_it_is_an_error() {
    let text = endpoint("quantities.s = { sum = [\"a\"] }\ncharges.s = { price = 1 }");
    fails(
        &text,
        &[
            ("s=1", "derived-quantity"),
            ("a=1 s=1", "derived-quantity"),
            ("s=0", "derived-quantity"),
            ("", "nothing-counted"),
        ],
    );
}

#[test]
fn conditions_see_what_is_stated_and_charges_what_they_would_read() {
    let text = endpoint(
        "quantities.a = { at_least = 10, increment = 4 }\nquantities.b = { default = 3 }\nquantities.s = { sum = [\"a\", \"b\"], increment = 10 }\n\
         rates = [{ when = [\"s >= 5\"], price = 1000 }, { price = 0 }]\ncharges.s = { price = 1 }",
    );
    costs(
        &text,
        &[
            // a counts as 10, then 12; with 3 of b it is 15, then 20. As stated it is 4 or 5.
            ("a=1", "20"),
            ("a=2", "1020"),
            ("a=0 b=0", "0"),
            ("b=0", "0"),
            ("a=0", "10"),
            ("a=1 b=8", "1020"),
            ("a=1 b=9", "1030"),
        ],
    );
}

#[test]
fn its_own_least_and_increment_hold_above_zero_only() {
    let text = endpoint(
        "quantities.s = { product = [\"a\", \"b\"], at_least = 7, increment = 5 }\ncharges.s = { price = 1 }",
    );
    costs(&text, &[("a=1 b=1", "10"), ("a=0 b=9", "0"), ("a=2 b=5", "10"), ("a=2 b=5.1", "15")]);
}

#[test]
fn charges_multiply_add_and_take_it_off_like_any_other() {
    let text = endpoint(
        "quantities.s = { sum = { a = 1, b = 2 } }\n\
         charges.x = { quantity = [\"s\", \"c\"], plus = \"s\", minus = { s = 0.5 }, price = 1 }",
    );
    costs(&text, &[("a=1 b=2 c=3", "17.5"), ("a=1 b=2", "2.5"), ("c=3", "0")]);
    fails(
        &endpoint(
            "quantities.s = { sum = [\"a\", \"b\"] }\ncharges.x = { quantity = \"a\", minus = \"s\", price = 1 }",
        ),
        &[("a=1 b=1", "negative-count")],
    );
}

#[test]
fn a_threshold_may_count_several_kinds_together() {
    let text = endpoint(
        "quantities.prompt = { sum = [\"input\", \"cache-read\", \"cache-write\"] }\n\
         charges.input.rates = [{ when = [\"prompt > 200000\"], price = 2 }, { price = 1 }]\n\
         charges.cache-read.rates = [{ when = [\"prompt > 200000\"], price = 0.2 }, { price = 0.1 }]\n",
    );
    costs(
        &text,
        &[
            ("input=100000 cache-read=100000", "110000"),
            ("input=100001 cache-read=100000", "220002"),
            ("input=100000 cache-read=100000 cache-write=0.000001", "220000"),
        ],
    );
}

#[test]
fn a_quantity_of_it_may_be_required_or_have_a_default() {
    let text = endpoint(
        "quantities = { a = { required = true }, s = { sum = [\"a\", \"b\"] } }\ncharges.s = { price = 1 }",
    );
    fails(&text, &[("b=1", "quantity-required")]);
    costs(&text, &[("a=0", "0"), ("a=1", "1")]);
}

#[test]
fn what_an_integer_of_ten_to_the_36_holds_must_be_answered() {
    let text = endpoint(
        "quantities.p = { product = [\"a\", \"b\"] }\nrates = [{ when = [\"p > 999999999999999999999999999999999998\"], price = 2 }, { price = 1 }]",
    );
    // The bound is beyond the decimal type.
    assert!(pricesheet::PriceSheet::from_toml(&text).is_err());
    let text = endpoint(
        "quantities.p = { product = [\"a\", \"b\"] }\nrates = [{ when = [\"p > 79228162514264337593543950335\"], price = 2 }, { price = 1 }]",
    );
    costs(
        &text,
        &[
            ("a=1000000000000000000 b=1000000000000000000", "2"),
            ("a=0.000000000000000001 b=0.000000000000000001", "1"),
            ("a=79228162514264337593543950335 b=1", "1"),
            ("a=79228162514264337593543950335 b=1.0000001", "2"),
        ],
    );
    // As a charge reads it.
    let text =
        endpoint("quantities.p = { product = [\"a\", \"b\"] }\ncharges.p = { price = 0.000000000000000001 }");
    costs(&text, &[("a=100000000000000000 b=100000000000000000", "10000000000000000")]);
    costs(
        &endpoint("quantities.p = { product = [\"a\", \"b\"], increment = 1 }\ncharges.p = { price = 1 }"),
        &[("a=0.000000000000000001 b=0.000000000000000001", "1")],
    );
}
