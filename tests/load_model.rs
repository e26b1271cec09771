//! The model that a sheet becomes: defaults filled in, what is left out inherited, names listed once.

use pricesheet::rounding::{Rounding, RoundingMode};
use pricesheet::sheet::{Basis, Charge, ChargeRate, Endpoint, Pricing, Sheet, Tiering};
use pricesheet::{PriceSheet, number};

#[track_caller]
fn load(text: &str) -> Sheet {
    PriceSheet::from_toml(text).unwrap_or_else(|faults| panic!("{faults}")).model().clone()
}

#[track_caller]
fn endpoint(body: &str) -> Endpoint {
    load(&format!("name = \"t\"\n[endpoints.e]\nbasis = \"call\"\n{body}\n")).endpoints[0].as_ref().clone()
}

#[track_caller]
fn charge(body: &str) -> Charge {
    endpoint(&format!("charges.c = {{ {body} }}")).charges.remove(0)
}

/// To which multiple, and which way.
fn step(rounding: Option<Rounding>) -> Option<(String, RoundingMode)> {
    rounding.map(|rounding| (rounding.to.to_string(), rounding.mode))
}

/// `included increment price/per min max` of a row, and of its tiers `up_to price/per flat increment`.
fn terms(rate: &ChargeRate) -> String {
    let bound = |bound: Option<pricesheet::Decimal>| bound.map_or("-".to_string(), |bound| bound.to_string());
    let increment = |rounding| step(rounding).map_or("-".to_string(), |(to, mode)| format!("{to}:{mode}"));
    let pricing = match &rate.pricing {
        Pricing::Unit(unit) => format!("{}/{}", unit.price, unit.per),
        Pricing::Tiers { tiers, .. } => {
            let tier = |tier: &pricesheet::sheet::Tier| {
                let (up_to, own) = (bound(tier.up_to), increment(tier.increment));
                format!("[{up_to} {}/{} {} {own}]", tier.unit.price, tier.unit.per, tier.flat)
            };
            tiers.iter().map(tier).collect()
        }
        Pricing::Table { table, per } => {
            let rows = table.rows().iter().map(|row| format!("[{}/{per}]", row.price));
            rows.collect()
        }
    };
    let (included, increment) = (rate.included, increment(rate.increment));
    format!("{included} {increment} {pricing} {} {}", bound(rate.min), bound(rate.max))
}

#[track_caller]
fn check_terms(body: &str, expected: &[&str]) {
    assert_eq!(charge(body).rates.iter().map(terms).collect::<Vec<_>>(), expected, "{body}");
}

#[test]
fn what_a_charge_leaves_out() {
    check_terms("price = 2", &["0 - 2/1 - -"]);
    check_terms("price = 2, per = 10, increment = 5, included = 3, min = 1, max = 9", &["3 5:up 2/10 1 9"]);
    check_terms("price = 2, increment = \"none\"", &["0 - 2/1 - -"]);
    check_terms("price = 2, increment = \"down\"", &["0 1:down 2/1 - -"]);
    check_terms("price = 2, increment = \"2.5\"", &["0 2.5:up 2/1 - -"]);
    check_terms("price = 2, increment = { to = 6, mode = \"half-even\" }", &["0 6:half-even 2/1 - -"]);
    let endpoint = endpoint("charges.c = { price = 2 }");
    let charge = &endpoint.charges[0];
    let counted: Vec<_> = charge.quantity.iter().map(|id| endpoint.quantity_name(*id)).collect();
    assert_eq!((counted.as_slice(), charge.plus.len(), charge.minus.len()), (&["c"][..], 0, 0));
}

#[test]
fn rows_take_what_they_leave_out_from_their_charge() {
    let own = "included = 3, per = 10, increment = 10, min = 1, max = 9";
    check_terms(
        &format!(
            "{own}, rates = [
                {{ when = [\"c < 5\"], price = 2 }},
                {{ when = [\"c < 6\"], price = 2, included = 0, per = 5, increment = \"none\", min = 0, max = 4 }},
                {{ when = [\"c < 7\"], price = 2, increment = 20 }},
                {{ price = 0 }},
            ]"
        ),
        &["3 10:up 2/10 1 9", "0 - 2/5 0 4", "3 20:up 2/10 1 9", "3 10:up 0/10 1 9"],
    );
}

#[test]
fn tiers_take_their_per_from_their_row_and_state_their_own_increment() {
    check_terms(
        "per = 10, increment = 10, tiering = \"graduated\", tiers = [
            { up_to = 20, price = 1, flat = 4 },
            { up_to = 40, per = 5, increment = { to = 2, mode = \"down\" } },
            { price = 3, increment = \"none\" },
        ]",
        &["0 10:up [20 1/10 4 -][40 0/5 0 2:down][- 3/10 0 -] - -"],
    );
    let charge = charge(
        "tiering = \"volume\", per = 10, increment = 1, rates = [
            { when = [\"c > 1\"], per = 4, tiers = [{ price = 1 }] },
            { tiering = \"graduated\", tiers = [{ price = 1, per = 2 }] },
        ]",
    );
    assert!(
        matches!(&charge.rates[0].pricing, Pricing::Tiers { mode: Tiering::Volume, tiers } if tiers[0].unit.per == number::parse("4").unwrap())
    );
    assert!(
        matches!(&charge.rates[1].pricing, Pricing::Tiers { mode: Tiering::Graduated, tiers } if tiers[0].unit.per == number::parse("2").unwrap())
    );
}

#[test]
fn roundings_come_from_the_sheet_where_none_is_stated() {
    let sheet = load(
        "name = \"t\"
        round = \"down\"
        round_charges = { to = 0.01, mode = \"half-up\" }
        endpoints.a = { charges = { x = { price = 1 }, y = { price = 1, round = \"none\" }, z = { price = 1, round = \"up\" } } }
        endpoints.b = { price = 1, round = \"none\" }
        endpoints.c = { price = 1, round = { to = 5, mode = \"half-down\" } }",
    );
    let rounds = sheet.endpoints.iter().map(|endpoint| step(endpoint.round)).collect::<Vec<_>>();
    let to = |to: &str, mode| Some((to.to_string(), mode));
    assert_eq!(rounds, [to("1", RoundingMode::Down), None, to("5", RoundingMode::HalfDown)]);
    let rounds = sheet.endpoints[0].charges.iter().map(|charge| step(charge.round)).collect::<Vec<_>>();
    assert_eq!(rounds, [to("0.01", RoundingMode::HalfUp), None, to("1", RoundingMode::Up)]);
    assert_eq!((sheet.unit.as_str(), sheet.endpoints[0].basis), ("credit", Basis::Call));
}

#[test]
fn names_are_listed_once_in_the_order_of_options_choices_and_charges() {
    let endpoint = endpoint(
        "charges.c = { price = 1, options = { d = 1, a = 1 }, quantity = [\"q\", \"listed\"], plus = \"r\", minus = { s = 2, q = 1 } }
        charges.t = { price = 1 }
        choices.p = [\"m\", \"a\"]
        choices.n = { of = [\"o\"], required = true }
        options = { b = 1, a = 1 }
        quantities = { z = {}, listed = {} }
        price = 1",
    );
    assert_eq!(endpoint.option_names, ["b", "a", "m", "o", "d"]);
    let quantities = endpoint.quantities.iter().map(|quantity| quantity.name.as_str()).collect::<Vec<_>>();
    assert_eq!(quantities, ["z", "listed", "q", "r", "s", "t"]);
    assert_eq!(endpoint.rates.len(), 1);
    assert!(endpoint.rates[0].when.is_empty());
}

#[test]
fn conditions_print_as_a_sheet_writes_them() {
    let endpoint = endpoint(
        "options = { a = {} }\nquantities = { q = {} }
        rates = [{ when = [\"a\", \"not  a\", \"q>=1_000.50\", \" q <\\t2 \"], price = 1 }]",
    );
    let printed =
        endpoint.rates[0].when.iter().map(|condition| endpoint.written(condition)).collect::<Vec<_>>();
    assert_eq!(printed, ["a", "not a", "q >= 1000.5", "q < 2"]);
}

#[test]
fn an_instant_is_the_same_in_every_offset() {
    for (written, printed) in [
        ("2026-05-01T00:00:00Z", "2026-05-01T00:00:00Z"),
        ("2026-05-01 00:00:00z", "2026-05-01T00:00:00Z"),
        ("2026-05-01T00:00Z", "2026-05-01T00:00:00Z"),
        ("2026-05-01T00:00:00.000-00:00", "2026-05-01T00:00:00Z"),
        ("2026-05-01T00:00:00.250-07:30", "2026-05-01T07:30:00.25Z"),
        ("2026-05-01T00:00:00.123456789+23:59", "2026-04-30T00:01:00.123456789Z"),
        ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z"),
    ] {
        let sheet = load(&format!("name = \"t\"\neffective = {written}\nendpoints.e.price = 1\n"));
        assert_eq!(sheet.effective.unwrap().to_string(), printed, "{written}");
    }
}
