//! Every rule of section 4, by table: a sheet, usages of it, and what they cost or why they do not.

use pricesheet::{PriceSheet, Usage, number};
use pricesheet_testing::ways;

/// A usage as `option quantity=3 calls:2` of the endpoint `e`.
#[track_caller]
pub(crate) fn usage(text: &str) -> Usage {
    text.split_whitespace().fold(Usage::new("e"), |usage, word| {
        if let Some((name, value)) = word.split_once('=') {
            usage.quantity(name, number::parse(value).unwrap())
        } else if let Some(calls) = word.strip_prefix("calls:") {
            usage.calls(number::parse(calls).unwrap())
        } else {
            usage.option(word)
        }
    })
}

/// Checks `usage -> total` or `usage -> code`, and that the quote agrees.
#[track_caller]
pub(crate) fn check(endpoint: &str, cases: &[(&str, &str)]) {
    check_sheet(&format!("name = \"t\"\n[endpoints.e]\n{endpoint}"), cases);
}

#[track_caller]
pub(crate) fn check_sheet(text: &str, cases: &[(&str, &str)]) {
    let sheet = PriceSheet::from_toml(text).unwrap_or_else(|faults| panic!("{faults}"));
    for (stated, expected) in cases {
        let usage = usage(stated);
        let found = match sheet.price(&usage) {
            Ok(total) => total.to_string(),
            Err(error) => error.code().to_string(),
        };
        assert_eq!(found, *expected, "price of `{stated}` in\n{text}");
        // The same as every other price, and as the sum of the quote's lines.
        ways::usage(&sheet, &usage);
    }
}

#[test]
fn flat_amount_and_options() {
    check(
        "price = 1\noptions = { a = 0.5, b = { price = 0.25, when = [\"not a\"] }, c = {} }\nround = \"down\"",
        &[
            ("", "1"),
            ("a", "1"),
            ("b", "1"),
            ("a b", "1"),
            ("c", "1"),
            ("a c", "1"),
            ("a a", "repeated-option"),
        ],
    );
    check(
        "price = 1\noptions = { a = 0.5, b = { price = 0.25, when = [\"not a\"] } }",
        &[("", "1"), ("b", "1.25"), ("a b", "1.5"), ("a calls:1000", "1500"), ("x", "unknown-option")],
    );
}

#[test]
fn rows_are_tried_in_order_and_no_row_is_an_error() {
    let rates = "options = { p = {}, j = {} }\nrates = [{ when = [\"p\", \"j\"], price = 25 }, { when = [\"p\"], price = 10 }]";
    check(rates, &[("p j", "25"), ("p", "10"), ("j", "no-rate"), ("", "no-rate")]);
}

#[test]
fn conditions_see_quantities_as_stated_or_by_default() {
    let sheet = "quantities.n = { default = 5, at_least = 100 }\nrates = [
        { when = [\"n<5\"], price = 1 }, { when = [\"n <= 5\"], price = 2 },
        { when = [\"n >=1_000.0\"], price = 4 }, { when = [\"n > 5\"], price = 3 }]";
    check(
        sheet,
        &[
            ("", "2"),
            ("n=4.999", "1"),
            ("n=5", "2"),
            ("n=5.0000000000000000000000000001", "3"),
            ("n=1e3", "4"),
        ],
    );
}

#[test]
fn choices() {
    let sheet = "choices.p = { of = [\"x\", \"y\"], default = \"x\" }\nchoices.q = { of = [\"f\", \"g\"], required = true }
        price = 1\noptions = { x = 1, y = 2 }";
    check(
        sheet,
        &[("f", "2"), ("x f", "2"), ("y g", "3"), ("x y f", "exclusive-options"), ("y", "choice-required")],
    );
}

#[test]
fn multipliers_bounds_rounding_and_free_in_their_order() {
    let sheet = "price = 10\noptions = { half = { times = 0.5 }, third = { times = 0.3 }, gone = { free = true }, a = 1 }
        min = 4\nmax = 12\nround = { to = 0.5, mode = \"half-even\" }";
    check(
        sheet,
        &[
            ("", "10"),
            ("a", "11"),
            ("half", "5"),
            ("half a", "5.5"),
            ("third", "4"),
            ("half third", "4"),
            ("gone a", "0"),
            ("a calls:3", "33"),
        ],
    );
    check("price = 13.3\nmin = 4\nmax = 12.2\nround = \"up\"", &[("", "13")]);
}

#[test]
fn quantities_are_raised_then_rounded_for_whoever_reads_them() {
    let sheet = "quantities.s = { at_least = 30, increment = 6 }\ncharges.s = { price = 2 }\ncharges.t = { quantity = \"s\", price = 1 }";
    check(sheet, &[("s=0", "0"), ("s=1", "90"), ("s=31", "108"), ("s=36", "108"), ("", "nothing-counted")]);
    check(
        "quantities.s = { required = true }\nprice = 1\ncharges.s = { price = 2 }",
        &[("", "quantity-required"), ("s=0", "1"), ("s=0.5", "2")],
    );
}

#[test]
fn products_plus_and_minus() {
    let sheet =
        "charges.c = { quantity = [\"gb\", \"days\"], plus = { extra = 0.5 }, minus = [\"off\"], price = 1 }";
    check(
        sheet,
        &[
            ("gb=2.5 days=4", "10"),
            ("gb=2 days=4 extra=3 off=9.5", "0"),
            ("gb=2 days=4 extra=3 off=9.6", "negative-count"),
            ("gb=2 extra=1", "0.5"),
        ],
    );
}

#[test]
fn included_then_increment_then_nothing_below_at_zero() {
    let sheet =
        "basis = \"call\"\ncharges.c = { included = 100, increment = 50, price = 3, per = 50, min = 7 }";
    check(sheet, &[("c=0", "0"), ("c=100", "0"), ("c=100.1", "7"), ("c=150", "7"), ("c=201", "9")]);
    let down = "charges.c = { increment = { to = 50, mode = \"down\" }, price = 3, per = 50, min = 7 }";
    check(down, &[("c=49.9", "0"), ("c=50", "7"), ("c=199", "9")]);
}

#[test]
fn graduated_and_volume_tiers() {
    let tiers = "tiers = [{ up_to = 10, price = 5 }, { up_to = 20, price = 3, flat = 1 }, { up_to = 30, flat = 100 }]";
    check(
        &format!("basis = \"period\"\ncharges.c = {{ tiering = \"graduated\", {tiers} }}"),
        &[
            ("c=10", "50"),
            ("c=10.5", "52.5"),
            ("c=20", "81"),
            ("c=20.1", "181"),
            ("c=30", "181"),
            ("c=31", "beyond-last-tier"),
        ],
    );
    check(
        &format!("basis = \"period\"\ncharges.c = {{ tiering = \"volume\", {tiers} }}"),
        &[
            ("c=10", "50"),
            ("c=10.5", "32.5"),
            ("c=20", "61"),
            ("c=20.1", "100"),
            ("c=31", "beyond-last-tier"),
            ("calls:2 c=1", "calls-on-period"),
        ],
    );
}

#[test]
fn a_tiers_own_per_and_increment() {
    let sheet = "basis = \"period\"
        charges.c = { tiering = \"graduated\", tiers = [
            { up_to = 25, price = 1, per = 10, increment = 10 },
            { price = 2, per = 20, increment = { to = 20, mode = \"down\" } }] }";
    check(sheet, &[("c=1", "1"), ("c=25", "3"), ("c=44", "3"), ("c=45", "5"), ("c=46", "5")]);
}

#[test]
fn options_of_a_charge() {
    let sheet = "charges.c = { price = 2, per = 10, increment = \"none\", min = 1,
        options = { more = 1, twice = { times = 2 }, gone = { free = true } } }";
    check(
        sheet,
        &[
            ("c=20", "4"),
            ("c=20 more", "6"),
            ("c=20 more twice", "12"),
            ("c=1", "1"),
            ("c=1 gone", "0"),
            ("c=4 twice", "1.6"),
        ],
    );
}

#[test]
fn rows_of_a_charge_inherit_what_they_leave_out() {
    let sheet = "basis = \"call\"\noptions.vip = {}
        charges.c = { included = 10, per = 5, increment = 5, min = 3, rates = [
            { when = [\"vip\"], price = 1, included = 0, min = 0 },
            { when = [\"c > 100\"], tiering = \"volume\", tiers = [{ price = 2 }] },
            { price = 4 }] }";
    check(sheet, &[("c=5 vip", "1"), ("c=10", "0"), ("c=11", "4"), ("c=101", "38"), ("c=0 vip", "0")]);
}

#[test]
fn a_prorated_price_that_does_not_terminate_is_rounded_from_its_exact_value() {
    let sheet =
        "charges.c = { price = 1, per = 3, increment = \"none\", round = { to = 0.01, mode = \"half-up\" } }";
    check(
        sheet,
        &[("c=1", "0.33"), ("c=2", "0.67"), ("c=3", "1"), ("c=0.015", "0.01"), ("c=0.0149999999999999", "0")],
    );
    let even = "charges.c = { price = 1, per = 6, increment = \"none\", round = { to = 0.5, mode = \"half-even\" } }";
    check(
        even,
        &[("c=1.5", "0"), ("c=4.5", "1"), ("c=7.5", "1"), ("c=7.500000000000000000000000001", "1.5")],
    );
}

#[test]
fn rounding_modes_at_and_beside_a_tie() {
    for (mode, results) in [
        ("up", ["1", "2", "2", "2", "3", "2"]),
        ("down", ["1", "1", "1", "1", "2", "1"]),
        ("half-up", ["1", "1", "2", "2", "3", "1"]),
        ("half-down", ["1", "1", "1", "2", "2", "1"]),
        ("half-even", ["1", "1", "2", "2", "2", "1"]),
    ] {
        let usages = [
            "c=1",
            "c=1.4999999999999999999999999999",
            "c=1.5",
            "c=1.5000000000000000000000000001",
            "c=2.5",
            "c=1.0000000000000000000000000001",
        ];
        let cases: Vec<_> = usages.into_iter().zip(results).collect();
        check(&format!("charges.c = {{ price = 1 }}\nround = \"{mode}\""), &cases);
    }
}

#[test]
fn what_128_bits_do_not_hold_is_still_exact() {
    // The product of the quantities has 84 decimal places, and its leading digit 84 places below the point.
    let tiny = "charges.c = { quantity = [\"x\", \"y\", \"z\"], price = 1, round = \"up\" }";
    let smallest = "0.0000000000000000000000000001";
    check(tiny, &[(&format!("x={smallest} y={smallest} z={smallest}"), "1")]);
    check(
        "charges.c = { price = 1 }",
        &[("c=79228162514264337593543950335", "79228162514264337593543950335")],
    );
    check("charges.c = { price = 2 }", &[("c=79228162514264337593543950335", "not-representable")]);
    // 30 digits inside the charge, 29 of them whole again after `per`.
    check(
        "charges.c = { price = 1_000, per = 1_000, increment = \"none\" }",
        &[("c=79228162514264337593543950335", "79228162514264337593543950335")],
    );
    check(
        "charges.c = { quantity = [\"x\", \"y\"], price = 0.0000000001, round = \"down\" }",
        &[("x=123456789012345678.9 y=987654321098765432.1", "12193263113702179522374638")],
    );
    check("charges.c = { price = 0.1 }", &[("c=0.0000000000000000000000000001", "not-representable")]);
    check("price = 0.0000000000000000000000000001", &[("calls:1e28", "1")]);
    // Both sums fit, the line between them does not.
    check(
        "price = 3.3\noptions.big = { times = 20000000000000000000000000000 }",
        &[("big", "not-representable")],
    );
}

#[test]
fn calls() {
    check(
        "price = 0.5",
        &[
            ("calls:1", "0.5"),
            ("calls:3", "1.5"),
            ("calls:0", "invalid-calls"),
            ("calls:1.5", "invalid-calls"),
            ("calls:2.0", "1"),
        ],
    );
}

#[test]
fn a_period_without_calls() {
    check_sheet(
        "name = \"t\"\n[endpoints.e]\nbasis = \"period\"\nprice = 1",
        &[("", "1"), ("calls:1", "1"), ("calls:2", "calls-on-period")],
    );
}
