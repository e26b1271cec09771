//! The four sheets that come with the specification, built by hand, key by key, with their examples.

use num_traits::One;

use super::decimal::{Amount, amount};
use super::model::{
    Act, Basis, Charge, Choice, Condition, Endpoint, Example, Flat, FlatRow, Mode, Operator, OptionRule,
    Pricing, Quantity, Rounding, Row, Setting, Sheet, Tariff, Terms, Tier, Tiering,
};

/// Multiples of `to`.
pub fn to(to: &str, mode: Mode) -> Setting {
    Setting::To(Rounding { to: amount(to), mode })
}

/// An option that always acts where it is given.
pub fn option(name: &str, act: Act) -> OptionRule {
    OptionRule { name: name.to_owned(), act, ..OptionRule::default() }
}

/// An option that adds a price.
pub fn adds(name: &str, price: &str) -> OptionRule {
    option(name, Act::Price(amount(price)))
}

/// A quantity of which nothing is said yet.
pub fn quantity(name: &str) -> Quantity {
    Quantity { name: name.to_owned(), ..Quantity::default() }
}

/// Conditions as the format writes them.
pub fn when(conditions: &[&str]) -> Vec<Condition> {
    let condition = |text: &&str| match text.split(' ').collect::<Vec<_>>()[..] {
        [option] => Condition::Given(option.to_owned()),
        ["not", option] => Condition::NotGiven(option.to_owned()),
        [quantity, operator, bound] => Condition::Compare {
            quantity: quantity.to_owned(),
            operator: match operator {
                ">" => Operator::Above,
                ">=" => Operator::AtLeast,
                "<" => Operator::Below,
                "<=" => Operator::AtMost,
                _ => panic!("no operator in {text}"),
            },
            bound: amount(bound),
        },
        _ => panic!("no condition: {text}"),
    };
    conditions.iter().map(condition).collect()
}

/// A charge of one price.
pub fn priced(name: &str, price: &str) -> Charge {
    Charge::new(name, Tariff::Price(amount(price)))
}

/// An endpoint of charges.
pub fn endpoint(name: &str, charges: Vec<Charge>) -> Endpoint {
    Endpoint { name: name.to_owned(), charges, ..Endpoint::default() }
}

/// A tier from its bound (`""` for none), its price and its `flat`.
pub fn tier(up_to: &str, price: &str, flat: &str) -> Tier {
    let up_to = if up_to.is_empty() { None } else { Some(amount(up_to)) };
    Tier { up_to, price: amount(price), flat: amount(flat), ..Tier::default() }
}

/// Rows from their conditions and prices.
pub fn rates(rows: &[(&[&str], &str)]) -> Pricing {
    let rows = rows.iter().map(|(conditions, price)| Row {
        when: when(conditions),
        terms: Terms::default(),
        tariff: Tariff::Price(amount(price)),
    });
    Pricing::Rates(rows.collect())
}

fn example(options: &[&str], quantities: &[(&str, &str)], total: &str) -> Example {
    Example {
        options: options.iter().map(|name| (*name).to_owned()).collect(),
        quantities: quantities.iter().map(|(name, value)| ((*name).to_owned(), amount(value))).collect(),
        total: amount(total),
        ..Example::default()
    }
}

fn sheet(name: &str, unit: Option<&str>, endpoints: Vec<Endpoint>) -> Sheet {
    Sheet { name: name.to_owned(), unit: unit.map(str::to_owned), endpoints, ..Sheet::default() }
}

/// `scraping.toml`
pub fn scraping() -> Sheet {
    let of = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let row = |conditions: &[&str], price: &str| FlatRow { when: when(conditions), price: amount(price) };
    let private = OptionRule { when: when(&["not stealth"]), ..adds("private", "1") };
    let scrape = Endpoint {
        choices: vec![
            Choice {
                name: "proxy".to_owned(),
                of: of(&["classic", "premium", "stealth"]),
                default: Some("classic".to_owned()),
                required: false,
            },
            Choice {
                name: "outcome".to_owned(),
                of: of(&["found", "not-found", "failed"]),
                default: None,
                required: true,
            },
        ],
        options: vec![
            option("js", Act::Nothing),
            option("social", Act::Nothing),
            adds("extract", "4"),
            private,
            option("failed", Act::Free),
        ],
        flat: Flat::Rates(vec![
            row(&["social"], "30"),
            row(&["stealth"], "75"),
            row(&["premium", "js"], "25"),
            row(&["premium"], "10"),
            row(&["js"], "5"),
            row(&[], "1"),
        ]),
        examples: vec![
            example(&["found"], &[], "1"),
            example(&["found", "premium", "js", "extract"], &[], "29"),
            example(&["found", "social", "js", "private"], &[], "31"),
            example(&["found", "stealth", "private"], &[], "75"),
            example(&["failed", "stealth", "extract"], &[], "0"),
        ],
        ..endpoint("scrape", Vec::new())
    };
    let counted =
        Charge { options: vec![adds("traffic", "10"), adds("backlinks", "5")], ..priced("rows", "1") };
    let rows = Endpoint {
        min: Some(amount("50")),
        options: vec![option("cached", Act::Free)],
        examples: vec![
            example(&["traffic"], &[("rows", "3")], "50"),
            example(&["traffic", "backlinks"], &[("rows", "100")], "1600"),
            example(&["cached"], &[("rows", "100")], "0"),
        ],
        ..endpoint("rows", vec![counted])
    };
    sheet("Web scraping", None, vec![scrape, rows])
}

/// `storage.toml`
pub fn storage() -> Sheet {
    let kept = Charge {
        quantity: vec!["gigabytes".to_owned(), "days".to_owned()],
        terms: Terms { per: Some(amount("30")), increment: to("30", Mode::Up), ..Terms::default() },
        ..priced("kept", "0.01")
    };
    let cold = Endpoint {
        quantities: vec![
            Quantity { at_least: Some(amount("30")), ..quantity("days") },
            quantity("gigabytes"),
        ],
        examples: vec![example(&[], &[("gigabytes", "2.5"), ("days", "3")], "0.03")],
        ..endpoint("cold", vec![kept])
    };

    let counted = Charge {
        plus: vec![("messages".to_owned(), amount("0.05"))],
        terms: Terms {
            included: Some(amount("1_000_000")),
            per: Some(amount("1_000_000")),
            increment: to("1_000_000", Mode::Up),
            max: Some(amount("40")),
            ..Terms::default()
        },
        ..priced("requests", "0.15")
    };
    let requests = Endpoint {
        basis: Some(Basis::Period),
        round: to("0.01", Mode::HalfEven),
        examples: vec![
            example(&[], &[("requests", "1_000_000"), ("messages", "20")], "0.15"),
            example(&[], &[("requests", "1_000_000_000")], "40"),
        ],
        ..endpoint("requests", vec![counted])
    };

    let tiered = |name: &str, tiering: Tiering, tiers: Vec<Tier>, example: Example| {
        let terms = Terms { tiering: Some(tiering), ..Terms::default() };
        let charge = Charge { terms, ..Charge::new(name, Tariff::Tiers(tiers)) };
        Endpoint { basis: Some(Basis::Period), examples: vec![example], ..endpoint("", vec![charge]) }
    };
    let traffic = tiered(
        "gigabytes",
        Tiering::Graduated,
        vec![tier("100", "0", "0"), tier("1_000", "0.09", "1"), tier("", "0.05", "0")],
        example(&[], &[("gigabytes", "1_100.5")], "87.025"),
    );
    let seats = tiered(
        "seats",
        Tiering::Volume,
        vec![tier("10", "5", "0"), tier("100", "4", "0"), tier("1_000", "0", "350")],
        example(&[], &[("seats", "11")], "44"),
    );
    let endpoints = vec![cold, requests, traffic.called("traffic"), seats.called("seats")];
    sheet("Storage", Some("USD"), endpoints)
}

/// `telephony.toml`
pub fn telephony() -> Sheet {
    let by = |price: &str, per: &str, increment: Setting| {
        let terms = Terms { per: Some(amount(per)), increment, ..Terms::default() };
        Charge { terms, ..priced("seconds", price) }
    };
    let call = Endpoint {
        quantities: vec![Quantity {
            at_least: Some(amount("30")),
            increment: to("6", Mode::Up),
            ..quantity("seconds")
        }],
        examples: vec![
            example(&[], &[("seconds", "1")], "0.0075"),
            example(&[], &[("seconds", "31")], "0.009"),
        ],
        ..endpoint("call", vec![by("0.015", "60", Setting::Without)])
    };
    let minute = Endpoint {
        examples: vec![example(&[], &[("seconds", "61")], "0.04")],
        ..endpoint("minute", vec![by("0.02", "60", to("60", Mode::Up))])
    };
    let row = |conditions: &[&str], segment: &str| Row {
        when: when(conditions),
        terms: Terms { per: Some(amount(segment)), increment: to(segment, Mode::Up), ..Terms::default() },
        tariff: Tariff::Price(amount("0.05")),
    };
    let characters = Charge {
        pricing: Pricing::Rates(vec![row(&["characters <= 160"], "160"), row(&[], "153")]),
        ..priced("characters", "0")
    };
    let sms = Endpoint {
        examples: vec![
            example(&[], &[("characters", "160")], "0.05"),
            example(&[], &[("characters", "161")], "0.1"),
        ],
        ..endpoint("sms", vec![characters])
    };
    let machine = Endpoint {
        quantities: vec![Quantity { at_least: Some(amount("60")), ..quantity("seconds") }],
        examples: vec![example(&[], &[("seconds", "61")], "0.011861")],
        ..endpoint("machine", vec![by("0.7", "3_600", to("1", Mode::Up))])
    };
    Sheet {
        round_charges: to("0.000001", Mode::HalfUp),
        ..sheet("Telephony", Some("EUR"), vec![call, minute, sms, machine])
    }
}

/// `tokens.toml`
pub fn tokens() -> Sheet {
    let per = |per: &str, charge: Charge| Charge {
        terms: Terms { per: Some(amount(per)), increment: Setting::Without, ..Terms::default() },
        ..charge
    };
    let above: &[&str] = &["input > 200_000"];
    let input = Charge {
        minus: vec![("cached".to_owned(), Amount::one())],
        pricing: rates(&[(above, "6"), (&[], "3")]),
        ..priced("input", "0")
    };
    let output = Charge { pricing: rates(&[(above, "22.5"), (&[], "15")]), ..priced("output", "0") };
    let large = Endpoint {
        options: vec![
            option("batch", Act::Times(amount("0.5"))),
            option("us-only", Act::Times(amount("1.1"))),
        ],
        charges: vec![
            per("1_000_000", input),
            per("1_000_000", priced("cached", "0.3")),
            per("1_000_000", output),
            per("1_000", priced("search", "10")),
        ],
        examples: vec![
            example(&[], &[("input", "50_000"), ("cached", "40_000"), ("output", "2_000")], "0.072"),
            example(&[], &[("input", "200_000"), ("output", "0")], "0.6"),
            example(&[], &[("input", "200_001"), ("output", "1_000")], "1.222506"),
            example(
                &["batch", "us-only"],
                &[("input", "1_000"), ("output", "1_000"), ("search", "1")],
                "0.0154",
            ),
        ],
        ..endpoint("large", Vec::new())
    };
    sheet("Language model", Some("USD"), vec![large])
}
