//! Section 4: the steps in their order, what must fit, and which prices terminate.

use super::{costs, endpoint, fails, loads, refused};

#[test]
fn flat_then_options_then_charges_then_multipliers_then_bounds_then_round() {
    let text = endpoint(
        "price = 1\noptions = { a = 0.5, twice = { times = 2 }, thrice = { times = 3 } }\n\
         charges.n = { price = 0.25, round = \"up\" }\ntimes = 0.5\nmin = 2\nmax = 9.75\nround = \"half-even\"",
    );
    costs(
        &text,
        &[
            ("", "2"),
            ("n=1", "2"),
            ("a n=1 twice", "2"),
            ("a n=9 twice", "4"),
            ("a n=9 twice thrice", "10"),
            ("n=12", "2"),
            ("n=16", "2"),
            ("n=17 a", "3"),
            ("n=24", "4"),
            ("*3 n=24", "12"),
        ],
    );
}

#[test]
fn a_quantity_of_zero_stays_zero() {
    let text =
        endpoint("quantities.n = { at_least = 5, increment = 3 }\ncharges.n = { price = 1, min = 100 }");
    costs(&text, &[("n=0", "0"), ("n=0.0000000000000000000000000001", "100"), ("n=200", "201")]);
}

#[test]
fn the_minimum_of_a_charge_is_for_what_is_left_to_pay() {
    let text = endpoint("basis = \"call\"\ncharges.n = { included = 10, price = 0, min = 3 }");
    costs(&text, &[("n=10", "0"), ("n=10.5", "3"), ("n=0", "0")]);
}

#[test]
fn the_minimum_of_the_endpoint_is_for_every_usage() {
    costs(
        &endpoint("price = 0\ncharges.n = { price = 1 }\nmin = 5"),
        &[("", "5"), ("n=0", "5"), ("n=6", "6"), ("*2", "10")],
    );
}

#[test]
fn free_excuses_the_price_and_no_error() {
    let text = endpoint(
        "options = { no = { free = true }, js = {} }\nrates = [{ when = [\"js\"], price = 1 }]\n\
         charges.n = { price = 1, minus = \"m\", options = { gratis = { free = true } } }\nmin = 5",
    );
    costs(&text, &[("js no n=3", "0"), ("js n=3", "5"), ("js gratis n=30", "5")]);
    fails(&text, &[("no", "no-rate"), ("js no m=1", "negative-count"), ("js gratis m=1", "negative-count")]);
}

#[test]
fn every_line_and_every_sum_between_them_must_fit() {
    let most = "79228162514264337593543950335";
    let text = endpoint(&format!(
        "price = {most}\ncharges.n = {{ price = 1 }}\noptions = {{ no = {{ free = true }}, none = {{ times = 0 }} }}\nmax = 1"
    ));
    costs(&text, &[("", "1"), ("n=0", "1")]);
    fails(
        &text,
        &[
            ("n=1", "not-representable"),
            ("n=1 no", "not-representable"),
            ("n=1 none", "not-representable"),
            ("n=0.1", "not-representable"),
        ],
    );
    costs(&endpoint(&format!("price = {most}")), &[("*1", most)]);
    fails(&endpoint(&format!("price = {most}")), &[("*2", "not-representable")]);
    // The line of a rounding is what it takes off: 1e-28 off the largest number is none that fits.
    let text = endpoint("price = 1\ncharges.n = { price = 0.0000000000000000000000000001 }\nround = \"up\"");
    costs(&text, &[("n=1", "2"), ("n=0", "1")]);
    let text = endpoint("price = 10\ncharges.n = { price = 0.0000000000000000000000000001 }\nround = \"up\"");
    fails(&text, &[("n=1", "not-representable")]);
}

#[test]
fn inside_a_charge_only_size_beyond_ten_to_the_36_may_stop_an_engine() {
    // The largest product there is room for on the way, whose amount fits.
    let text = endpoint(
        "charges.n = { quantity = [\"a\", \"b\"], price = 1, per = 1000000000000000000, increment = \"none\" }",
    );
    costs(&text, &[("a=1000000000000000000 b=1000000000000000000", "1000000000000000000")]);
    let text = endpoint(
        "charges.n = { quantity = [\"a\", \"b\"], price = 1, increment = \"none\", round = \"up\" }",
    );
    costs(&text, &[("a=0.000000000000000001 b=0.000000000000000001", "1")]);
    let text = endpoint(
        "charges.n = { price = 79228162514264337593543950335, per = 10000000, increment = \"none\" }",
    );
    costs(
        &text,
        &[("n=1", "7922816251426433759354.3950335"), ("n=10000000", "79228162514264337593543950335")],
    );
}

#[test]
fn prices_of_a_charge_terminate_within_28_places() {
    for charge in [
        "{ price = 1, per = 3, increment = \"none\" }",
        "{ price = 5, per = 1099511627776, increment = \"none\" }",
        "{ price = 0.0000000000000000000000000001, per = 2, increment = \"none\" }",
        "{ price = 1, per = 3, increment = 2 }",
        "{ price = 3, per = 3, increment = \"none\", options = { o = 1 } }",
        "{ per = 3, increment = 3, tiering = \"volume\", tiers = [{ price = 1, increment = 1 }] }",
        "{ per = 3, increment = 1, tiering = \"volume\", tiers = [{ price = 1 }] }",
        "{ per = 1, increment = 3, tiering = \"volume\", tiers = [{ price = 1, per = 9 }] }",
        "{ per = 3, increment = 3, rates = [{ price = 1, increment = \"none\" }] }",
        "{ per = 3, increment = 3, rates = [{ price = 1, per = 7 }] }",
        "{ price = 1, per = 3, increment = \"none\", round = \"none\" }",
    ] {
        refused(&format!("basis = \"call\"\n! charges.n = {charge}"));
    }
    for charge in [
        "{ price = 1, per = 3, increment = 3 }",
        "{ price = 1, per = 3, increment = 6 }",
        "{ price = 1, per = 3, increment = \"none\", round = \"up\" }",
        "{ price = 0, per = 3, increment = \"none\" }",
        "{ price = 1, per = 268435456, increment = \"none\" }",
        "{ price = 5, per = 1099511627776, increment = 4096 }",
        "{ price = 0.0000000000000000000000000001, per = 2, increment = 2 }",
        "{ price = 2, per = 3, increment = 1.5 }",
        "{ per = 3, increment = 1, tiering = \"volume\", tiers = [{ price = 1, increment = 3 }] }",
        "{ per = 3, increment = 3, tiering = \"volume\", tiers = [{ price = 1, increment = \"none\" }] }",
        "{ price = 3, per = 3, increment = \"none\", options = { o = 3, p = { times = 0.1 } } }",
    ] {
        loads(&format!("basis = \"call\"\ncharges.n = {charge}"));
    }
    // Each option's price with the charge's, but not two of them together.
    loads("charges.n = { price = 0, per = 3, increment = \"none\", options = { o = 3, p = 6 } }");
    // A free charge without a price is checked by its options' prices too.
    refused("! charges.n = { price = 0, per = 3, increment = \"none\", options = { o = 1 } }");
}

#[test]
fn steps_of_graduated_and_volume_tiers() {
    let tiers = "tiers = [{ up_to = 10, price = 1, flat = 5 }, { up_to = 20, price = 0.5, per = 2, increment = 2 }, { price = 0.1, flat = 1 }]";
    let text = endpoint(&format!(
        "basis = \"call\"\ncharges.n = {{ included = 1, increment = \"none\", tiering = \"graduated\", {tiers} }}"
    ));
    costs(
        &text,
        &[
            ("n=1", "0"),
            ("n=2", "6"),
            ("n=11", "15"),
            ("n=11.5", "15.5"),
            ("n=14", "16"),
            ("n=21", "17.5"),
            ("n=22", "18.6"),
        ],
    );
    let text = endpoint(&format!(
        "basis = \"call\"\ncharges.n = {{ included = 1, increment = \"none\", tiering = \"volume\", {tiers} }}"
    ));
    costs(
        &text,
        &[
            ("n=1", "0"),
            ("n=2", "6"),
            ("n=11", "15"),
            ("n=11.5", "3"),
            ("n=14", "3.5"),
            ("n=21", "5"),
            ("n=22", "3.1"),
        ],
    );
}

#[test]
fn options_that_act_have_their_conditions() {
    let text = endpoint(
        "attributes.region = { default = \"eu\", open = true }\nprice = 1\noptions.fast = { times = 2, when = [\"region = us\", \"n > 3\"] }\n\
         charges.n = { price = 1, options = { fast = { price = 1, when = [\"region != us\"] } } }",
    );
    costs(
        &text,
        &[
            ("fast n=4 region~us", "10"),
            ("fast n=3 region~us", "4"),
            ("fast n=4", "9"),
            ("n=4 region~us", "5"),
        ],
    );
}
