//! Section 2, *Charge*: `included_by` and `share`; and the endpoint's `times`.

use super::{costs, endpoint, fails, loads, refused};

#[test]
fn included_by_frees_more_for_each_of_others() {
    let text = endpoint(
        "basis = \"period\"\nprice = 0\nquantities.seats = { increment = 2 }\n\
         charges.messages = { included = 100, included_by = { seats = 1000, rolled-over = 0.5 }, price = 1 }",
    );
    costs(
        &text,
        &[
            ("messages=100", "0"),
            ("messages=101", "1"),
            ("messages=2100 seats=1", "0"),
            ("messages=2101 seats=2", "1"),
            ("messages=2101 seats=2 rolled-over=1", "0.5"),
            ("messages=5 seats=100", "0"),
            ("seats=1", "0"),
        ],
    );
}

#[test]
fn included_by_alone_and_before_the_increment_and_the_tiers() {
    let text = endpoint(
        "basis = \"call\"\ncharges.n = { included_by = { s = 10 }, increment = 5, tiering = \"graduated\", tiers = [{ up_to = 10, price = 1 }, { price = 2 }] }",
    );
    costs(
        &text,
        &[("n=31 s=2", "20"), ("n=20 s=2", "0"), ("n=20.1 s=2", "5"), ("n=30 s=2", "10"), ("n=1", "5")],
    );
}

#[test]
fn included_by_reads_derived_quantities_and_the_charge_s_own() {
    let text = endpoint(
        "basis = \"call\"\nquantities.both = { sum = [\"a\", \"b\"], at_least = 3 }\ncharges.n = { included_by = { both = 2 }, price = 1 }",
    );
    costs(&text, &[("n=10 a=1", "4"), ("n=10 a=2 b=2", "2"), ("n=10", "10")]);
    costs(
        &endpoint("basis = \"call\"\ncharges.n = { included_by = { n = 0.25 }, price = 1 }"),
        &[("n=8", "6")],
    );
}

#[test]
fn a_row_s_included_by_replaces_the_whole_and_what_it_leaves_out_is_the_charge_s() {
    let text = endpoint(
        "basis = \"call\"\noptions = { own = {}, none = {} }\n[endpoints.e.charges.n]\nincluded = 1\nincluded_by = { a = 10, b = 100 }\n\
         rates = [{ when = [\"own\"], included_by = { a = 2 }, price = 1 }, { when = [\"none\"], included = 5, price = 1 }, { price = 1 }]",
    );
    costs(&text, &[("n=1000 a=1 b=1", "889"), ("n=1000 a=1 b=1 own", "997"), ("n=1000 a=1 b=1 none", "885")]);
    // The basis is asked for wherever one stands.
    refused("charges.n.rates = [{ included_by = { a = 2 }, price = 1 }]");
}

#[test]
fn included_by_needs_a_basis_and_weights_above_zero() {
    refused("charges.n = { included_by = { a = 1 }, price = 1 }");
    for weights in ["{}", "{ a = 0 }", "{ a = -1 }", "[\"a\"]", "\"a\"", "1", "{ a = \"x\" }"] {
        refused(&format!("basis = \"call\"\n! charges.n = {{ included_by = {weights}, price = 1 }}"));
    }
    loads("basis = \"call\"\ncharges.n = { included_by = { a = 0.5 }, price = 1 }");
    // It declares what it reads.
    let text = endpoint(
        "basis = \"call\"\nrates = [{ when = [\"a > 0\"], price = 1 }, { price = 0 }]\ncharges.n = { included_by = { a = 1 }, price = 1 }",
    );
    costs(&text, &[("a=1 n=1", "1")]);
}

const SHARE: &str = "charges.n = { price = 7, share = { of = \"days\", in = \"all\" }, round = { to = 0.01, mode = \"half-up\" }, ";

#[test]
fn a_share_is_the_amount_times_one_by_the_other_exactly() {
    let text = endpoint(&format!("{SHARE}}}").replace(", }", " }"));
    costs(
        &text,
        &[
            ("n=1 days=1 all=3", "2.33"),
            ("n=3 days=1 all=7", "3"),
            ("n=1 days=31 all=31", "7"),
            ("n=1 days=0 all=31", "0"),
            ("n=0 days=5 all=0", "0"),
            ("n=1 days=0.5 all=0.75", "4.67"),
        ],
    );
    fails(
        &text,
        &[
            ("n=1 days=0 all=0", "invalid-share"),
            ("n=1 days=1 all=0", "invalid-share"),
            ("n=1", "invalid-share"),
            ("n=1 days=31.0000000001 all=31", "invalid-share"),
            ("n=1 days=5", "invalid-share"),
        ],
    );
}

#[test]
fn a_share_comes_before_multipliers_bounds_and_free() {
    let text = endpoint(&format!(
        "{SHARE}min = 2, max = 5, options = {{ twice = {{ times = 2 }}, no = {{ free = true }} }} }}\noptions.gratis = {{ free = true }}"
    ));
    costs(
        &text,
        &[
            ("n=1 days=0 all=3", "2"),
            ("n=1 days=1 all=3 twice", "4.67"),
            ("n=1 days=2 all=3 twice", "5"),
            ("n=1 days=1 all=3 no", "0"),
            ("n=1 days=1 all=3 gratis", "0"),
            ("n=0 no", "0"),
        ],
    );
    // `free` excuses the price, not the error.
    fails(
        &text,
        &[
            ("n=1 days=4 all=3 no", "invalid-share"),
            ("n=1 days=4 all=3 gratis", "invalid-share"),
            ("n=1 no", "invalid-share"),
        ],
    );
}

#[test]
fn a_share_is_asked_for_only_where_the_arithmetic_comes_to_it() {
    let text = endpoint(
        "basis = \"call\"\noptions.js = {}\n[endpoints.e.charges.n]\nincluded = 5\nshare = { of = \"d\", in = \"a\" }\nround = \"up\"\n\
         rates = [{ when = [\"not js\"], price = 3 }]",
    );
    costs(&text, &[("n=5 d=9 a=1", "0"), ("n=0", "0"), ("n=6 d=1 a=1", "3")]);
    fails(&text, &[("n=6 d=9 a=1", "invalid-share"), ("n=6 js d=9 a=1", "no-rate")]);
}

#[test]
fn both_quantities_of_a_share_are_as_a_charge_reads_them() {
    let text = endpoint(
        "quantities = { d = { at_least = 10 }, a = { default = 30, increment = 4 }, half = { sum = { d = 0.5 } } }\n\
         charges.n = { price = 96, share = { of = \"d\", in = \"a\" }, round = { to = 0.001, mode = \"down\" } }\n\
         charges.m = { price = 96, share = { of = \"half\", in = \"d\" }, round = { to = 0.001, mode = \"down\" } }",
    );
    costs(&text, &[("n=1 d=1", "30"), ("n=1 d=32", "96"), ("n=1 d=10 a=9", "80"), ("m=1 d=1", "48")]);
    // One of 9 by 8 as stated is 10 by 8 as read.
    fails(&text, &[("n=1 d=9 a=8", "invalid-share"), ("n=1 d=0.1 a=4", "invalid-share")]);
}

#[test]
fn a_share_needs_a_rounding_and_two_names() {
    for lines in [
        "charges.n = { price = 1, share = { of = \"d\", in = \"a\" } }",
        "charges.n = { price = 1, share = { of = \"d\", in = \"a\" }, round = \"none\" }",
        "charges.n = { price = 1, share = { of = \"d\" }, round = \"up\" }",
        "charges.n = { price = 1, share = { in = \"d\" }, round = \"up\" }",
        "charges.n = { price = 1, share = {}, round = \"up\" }",
        "charges.n = { price = 1, share = [\"d\", \"a\"], round = \"up\" }",
        "charges.n = { price = 1, share = { of = \"d\", in = \"a\", per = 1 }, round = \"up\" }",
        "charges.n = { price = 1, share = { of = [\"d\"], in = \"a\" }, round = \"up\" }",
        "charges.n.rates = [{ price = 1, share = { of = \"d\", in = \"a\" } }]",
    ] {
        refused(&format!("! {lines}"));
    }
    let by_sheet = "name = \"t\"\nround_charges = \"up\"\n[endpoints.e]\ncharges.n = { price = 1, share = { of = \"d\", in = \"a\" } }";
    costs(by_sheet, &[("n=1 d=1 a=3", "1")]);
    assert!(
        pricesheet::PriceSheet::from_toml(&by_sheet.replace("price = 1,", "price = 1, round = \"none\","))
            .is_err()
    );
}

#[test]
fn the_endpoint_multiplies_after_its_options() {
    let text = endpoint(
        "price = 10\noptions = { half = { times = 0.5 }, no = { free = true }, more = 1 }\ncharges.n = { price = 1 }\ntimes = 1.1\nmin = 3\nmax = 30\nround = { to = 0.1, mode = \"down\" }",
    );
    costs(
        &text,
        &[
            ("", "11"),
            ("half", "5.5"),
            ("more n=1", "13.2"),
            ("n=100", "30"),
            ("no", "0"),
            ("half more n=1", "6.6"),
            ("*3", "33"),
        ],
    );
    costs(&endpoint("price = 10\ntimes = 0"), &[("", "0")]);
    costs(&endpoint("price = 10\ntimes = 0\nmin = 4"), &[("", "4")]);
    costs(&endpoint("price = 10\ntimes = 1"), &[("", "10")]);
    costs(&endpoint("price = 10\ntimes = \"0.85\""), &[("", "8.5")]);
    refused("price = 10\n! times = -1");
    refused("price = 10\n! times = \"x\"");
    refused("price = 10\n! times = { to = 1 }");
}

#[test]
fn the_product_of_times_must_fit() {
    let text = endpoint("price = 0.0000000000000000000000000001\ntimes = 0.1\noptions.big = { times = 10 }");
    fails(&text, &[("", "not-representable")]);
    costs(&text, &[("big", "0.0000000000000000000000000001")]);
    fails(&endpoint("price = 79228162514264337593543950335\ntimes = 1.1"), &[("", "not-representable")]);
}
