//! Derived quantities, what is included by quantities, shares and an endpoint's own multiplier: sections 2 to 5 by table.

use pricesheet::{CodedError, PriceSheet};

use crate::arithmetic::{check, check_sheet, usage};

pub(crate) fn endpoint(text: &str) -> PriceSheet {
    let text = format!("name = \"t\"\n[endpoints.e]\n{text}");
    PriceSheet::from_toml(&text).unwrap_or_else(|faults| panic!("{faults}"))
}

#[track_caller]
fn faults(text: &str) -> Vec<String> {
    let text = format!("name = \"t\"\n[endpoints.e]\n{text}");
    let faults = PriceSheet::from_toml(&text).map(|_| ()).expect_err(&text);
    faults.iter().map(|fault| fault.code().to_string()).collect()
}

#[test]
fn conditions_see_the_sum_of_what_is_stated() {
    check(
        r#"quantities.prompt = { sum = ["input", "cached"] }
        charges.input = { rates = [{ when = ["prompt > 200"], price = 4 }, { price = 2 }] }
        charges.cached = { price = 1 }"#,
        &[
            ("input=200", "400"),
            ("input=201", "804"),
            ("input=100 cached=100", "300"),
            ("input=100 cached=100.00000000000000000000000001", "500.00000000000000000000000001"),
            ("cached=500", "500"),
            // What it is made of is declared by it: it need not be read by a charge.
            ("input=1", "2"),
            ("prompt=1", "derived-quantity"),
            ("input=1 prompt=1", "derived-quantity"),
            ("promt=1", "unknown-quantity"),
            // None of the quantities that a usage can state is stated.
            ("", "nothing-counted"),
        ],
    );
    // Not as they count, but as they are stated, or by their defaults.
    check(
        r#"quantities = { a = { at_least = 10 }, b = { default = 3 }, sum = { sum = { a = 2, b = 0.5 }, at_least = 50 } }
        rates = [{ when = ["sum > 3.5"], price = 7 }, { when = ["sum >= 3.5"], price = 5 }, { price = 1 }]"#,
        &[("", "1"), ("a=1", "5"), ("a=1.01", "7"), ("b=7", "5"), ("b=6.9", "1"), ("a=0 b=7.1", "7")],
    );
}

#[test]
fn charges_read_what_its_parts_count_as() {
    check(
        r#"quantities.width = { at_least = 100 }
        quantities.height = { increment = 10 }
        quantities.area = { product = ["width", "height"], at_least = 5000, increment = 1000 }
        charges.pixels = { quantity = "area", price = 0.001, increment = "none" }"#,
        &[
            // 100 x 50 = 5,000
            ("width=1 height=41", "5"),
            // 101 x 60 = 6,060, in steps of 1,000
            ("width=101 height=55", "7"),
            // 100 x 10 = 1,000, at least 5,000
            ("width=3 height=1", "5"),
            // Nothing is not raised.
            ("width=3", "0"),
            ("height=3", "0"),
        ],
    );
    check(
        r#"quantities.a.increment = 10
        quantities.total = { sum = { a = 0.5, b = 3 } }
        charges.c = { quantity = ["total", "n"], plus = { total = 2 }, minus = "b", price = 1 }"#,
        // 5 + 3 x 2 = 11; 11 x 2 + 2 x 11 - 2 = 42
        &[("a=1 b=2 n=2", "42"), ("a=1 b=2", "20"), ("n=5", "0"), ("b=1", "5")],
    );
    // A charge by the name of a derived quantity counts it.
    check(
        r#"quantities.all = { sum = ["a", "b"] }
        charges.all.price = 2"#,
        &[("a=1", "2"), ("a=1 b=2", "6"), ("all=1", "derived-quantity")],
    );
    check(
        r#"quantities.box = { product = ["a", "b", "c", "d"] }
        charges.box.price = 1"#,
        &[("a=2 b=3 c=4 d=5", "120"), ("a=2 b=3 c=4", "0")],
    );
}

/// Whatever the size of its parts, a condition has an answer.
#[test]
fn conditions_on_numbers_of_any_size() {
    let most = "79228162514264337593543950335";
    let least = "0.0000000000000000000000000001";
    check(
        r#"quantities.p = { product = ["a", "b", "c", "d"] }
        quantities.s = { sum = { a = 79228162514264337593543950335, b = 0.0000000000000000000000000001 } }
        rates = [{ when = ["p > 79228162514264337593543950334"], price = 3 },
                 { when = ["s > 0.0000000000000000000000000001"], price = 2 }, { price = 1 }]"#,
        &[
            (&format!("a={most} b={most} c={most} d={most}"), "3"),
            (&format!("a={most} b={most} c={least} d={least}"), "2"),
            (&format!("a={least} b={least} c={least} d={least}"), "2"),
            (&format!("b={least}"), "1"),
            ("b=1", "1"),
            ("b=1.000000000000000000000000001", "2"),
            (&format!("a={most} b={most}"), "2"),
        ],
    );
}

#[test]
fn included_by_quantities() {
    check(
        r#"basis = "period"
        charges.seats = { price = 20 }
        charges.messages = { included = 100, included_by = { seats = 1000, "rolled-over" = 1 }, price = 0.01, increment = "none" }"#,
        &[
            ("seats=2 messages=2100", "40"),
            ("seats=2 messages=2101", "40.01"),
            ("seats=2 rolled-over=1 messages=2101", "40"),
            ("messages=101", "0.01"),
            ("seats=1000000", "20000000"),
        ],
    );
    // By what the quantity counts as, ordinary or derived; a row's replaces the charge's whole.
    check(
        r#"basis = "call"
        options.big = {}
        quantities.seats.increment = 5
        quantities.days = { sum = { weeks = 7, days-over = 1 }, at_least = 10 }
        charges.m = { included = 1, included_by = { seats = 10, days = 1 }, rates = [
          { when = ["big"], included_by = { weeks = 2 }, price = 1 },
          { when = ["m > 1000"], included = 0, price = 1 },
          { price = 1 },
        ] }"#,
        &[
            // 1 + 10 x 5 + 10
            ("seats=1 weeks=1 m=62", "1"),
            ("seats=1 weeks=2 m=66", "1"),
            ("big seats=1 weeks=3 m=8", "1"),
            ("seats=1 weeks=2 m=1065", "1001"),
        ],
    );
    // Tier bounds count what is left, and nothing left is nothing due.
    check(
        r#"basis = "call"
        charges.m = { included_by = { seats = 10 }, min = 5, tiering = "graduated", tiers = [{ up_to = 10, price = 1, flat = 3 }, { price = 2 }] }"#,
        &[
            ("seats=1 m=10", "0"),
            ("seats=1 m=11", "5"),
            ("seats=1 m=20", "13"),
            ("seats=1 m=22", "17"),
            ("m=2", "5"),
        ],
    );
}

#[test]
fn shares_of_an_amount() {
    let cents = "round = { to = 0.01, mode = \"half-up\" }";
    let share = r#"share = { of = "days", in = "month" }"#;
    check(
        &format!("charges.seats = {{ price = 20, {share}, {cents} }}"),
        &[
            ("seats=3 days=10 month=31", "19.35"),
            ("seats=3 days=31 month=31", "60"),
            ("seats=3 days=0 month=31", "0"),
            ("seats=3 days=15.5 month=31.0", "30"),
            ("seats=1 days=0.5 month=0.75", "13.33"),
            // Nothing counted: the arithmetic does not come to it.
            ("days=1", "0"),
            ("seats=0 days=32 month=31", "0"),
            ("seats=1 days=32 month=31", "invalid-share"),
            ("seats=1 days=0", "invalid-share"),
            ("seats=1", "invalid-share"),
        ],
    );
    // After the price and before the options' multipliers, bounds and rounding; `free` excuses the price, not the error.
    check(
        &format!(
            "charges.s = {{ price = 10, options = {{ more = 2, half = {{ times = 0.5 }}, gone = {{ free = true }} }}, min = 2, max = 9, {share}, {cents} }}"
        ),
        &[
            ("s=1 days=1 month=3", "3.33"),
            ("s=1 days=1 month=3 more", "4"),
            ("s=1 days=1 month=3 half", "2"),
            ("s=3 days=1 month=3 half", "5"),
            ("s=9 days=1 month=3", "9"),
            ("s=1 days=1 month=3 gone", "0"),
            ("s=1 days=4 month=3 gone", "invalid-share"),
            ("s=1 gone", "invalid-share"),
        ],
    );
    // Whatever is free of the endpoint does not excuse it either; a row that is missing and a tier that ends come before it.
    check(
        &format!(
            "basis = \"call\"\noptions.gone = {{ free = true }}\ncharges.s = {{ {share}, {cents}, rates = [{{ when = [\"s > 1\"], tiering = \"volume\", tiers = [{{ up_to = 5, price = 1 }}] }}] }}"
        ),
        &[
            ("s=2 days=4 month=3 gone", "invalid-share"),
            ("s=1 days=4 month=3", "no-rate"),
            ("s=6 days=4 month=3", "beyond-last-tier"),
        ],
    );
    // Both as read, ordinary or derived.
    check(
        &format!(
            "quantities.days.increment = 7\nquantities.month = {{ sum = {{ weeks = 7 }}, at_least = 14 }}\ncharges.s = {{ price = 10, {share}, {cents} }}"
        ),
        &[
            ("s=1 days=1 weeks=4", "2.5"),
            ("s=1 days=1 weeks=1", "5"),
            ("s=1 days=8 weeks=1", "10"),
            ("s=1 days=15 weeks=1", "invalid-share"),
        ],
    );
    // Exactly, however the price itself terminates; and by the sheet's `round_charges`.
    check_sheet(
        "name = \"t\"\nround_charges = { to = 0.000001, mode = \"down\" }\n[endpoints.e]\ncharges.s = { price = 1, per = 3, increment = \"none\", share = { of = \"a\", in = \"b\" } }",
        &[("s=3 a=1 b=3", "0.333333"), ("s=9 a=1 b=3", "1"), ("s=1 a=0.07 b=0.7", "0.033333")],
    );
}

#[test]
fn an_endpoint_multiplies_its_sum() {
    check(
        "price = 10\noptions = { half = { times = 0.5 }, plus = 2 }\ntimes = 0.85\nmin = 1\nmax = 9\nround = { to = 0.1, mode = \"up\" }\ncharges.c = { price = 1 }",
        &[("", "8.5"), ("half", "4.3"), ("plus", "9"), ("c=1", "9"), ("half plus", "5.1")],
    );
    check("price = 1\ntimes = 1", &[("", "1")]);
    check("price = 1\ntimes = 0\nmin = 0.5", &[("", "0.5")]);
    check("price = 1\ntimes = 0", &[("", "0")]);
    // Every sum between the lines fits the decimal type, or the usage is an error.
    check(
        "price = 0.0000000000000000000000000001\ntimes = 0.5\nround = \"down\"",
        &[("", "not-representable"), ("calls:2", "not-representable")],
    );
    assert_eq!(faults("price = 1\ntimes = -1"), ["P0203"]);
    assert_eq!(faults("price = 1\ntimes = \"half\""), ["P0201"]);
}

#[test]
fn quotes_show_all_of_it() {
    let sheet = endpoint(
        r#"basis = "period"
        times = 0.5
        options.gold = { times = 0.8 }
        quantities.days.increment = 1
        quantities.used = { sum = { sms = 1, mms = 4 } }
        charges.messages = { quantity = "used", included = 100, included_by = { seats = 1_000 }, price = 0.1,
          share = { of = "days", in = "month" }, round = { to = 0.01, mode = "half-up" } }"#,
    );
    let usage = usage("sms=3000 mms=100.5 seats=2 days=9.5 month=31 gold");
    let quote = sheet.quote(&usage).unwrap();
    let lines: Vec<String> = quote
        .lines()
        .map(|line| format!("{} {:?} {} {}", line.kind(), line.name(), line.label(), line.amount()))
        .collect();
    assert_eq!(
        lines,
        [
            "charge Some(\"messages\") messages 42",
            "times Some(\"gold\") option gold, times 0.8 -8.4",
            "times None times 0.5 -16.8",
        ]
    );
    assert_eq!(
        quote.to_string(),
        "\
e
t
used: 3402

                                                credit
  messages                                          42
      2000 included by seats: 2 × 1000
      3402 counted, 2100 included, 1302 billed
      1302 × 0.1
      share 10 days of 31 month: 42
  option gold, times 0.8                          -8.4
  times 0.5                                      -16.8
  ────────────────────────────────────────────  ──────
  total                                           16.8
"
    );
    let json = serde_json::to_value(&quote).unwrap();
    assert_eq!(json["derived"], serde_json::json!({ "used": "3402" }));
    let details = &json["lines"][0]["details"];
    assert_eq!(details["included"], "2100");
    assert_eq!(
        details["included_by"],
        serde_json::json!([{ "name": "seats", "counted": "2", "weight": "1000", "included": "2000" }])
    );
    assert_eq!(
        details["share"],
        serde_json::json!({ "of": "days", "of_counted": "10", "in": "month", "in_counted": "31", "amount": "42" })
    );
    assert_eq!(
        details["quantities"],
        serde_json::json!([{ "name": "used", "stated": "3402", "counted": "3402" }])
    );
}

#[test]
fn errors_say_what_to_state_instead() {
    let sheet = endpoint(
        r#"quantities.prompt = { sum = ["input", "cached"] }
        charges.input = { price = 1, share = { of = "days", in = "month" }, round = "up" }"#,
    );
    let error = sheet.price(&usage("prompt=1")).unwrap_err();
    assert_eq!(error.to_string(), "quantity `prompt` is stated, but the endpoint derives it from others");
    assert_eq!(
        (error.culprit(), error.help().as_deref()),
        ("prompt", Some("state `input`, `cached` instead"))
    );
    let error = sheet.price(&usage("input=1 days=2 month=1")).unwrap_err();
    assert_eq!(error.to_string(), "the share of charge `input` is not a part: `days` of `month`");
    assert_eq!(CodedError::culprit(&error), "input");
    assert_eq!(error.help().as_deref(), Some("state `month` above zero, and `days` at most as much"));
}

#[test]
fn bases_and_rounds_must_be_stated() {
    assert_eq!(faults("charges.c = { price = 1, included_by = { a = 1 } }"), ["P0406"]);
    assert_eq!(faults("charges.c = { rates = [{ price = 1, included_by = { a = 1 } }] }"), ["P0406"]);
    let share = r#"share = { of = "a", in = "b" }"#;
    assert_eq!(faults(&format!("charges.c = {{ price = 1, {share} }}")), ["P0414"]);
    assert_eq!(faults(&format!("charges.c = {{ price = 1, {share}, round = \"none\" }}")), ["P0414"]);
    assert_eq!(faults(&format!("round = \"up\"\ncharges.c = {{ price = 1, {share} }}")), ["P0414"]);
}

#[test]
fn fingerprints_are_of_the_content() {
    let fingerprint = |text: &str| endpoint(text).fingerprint().to_string();
    let same = [
        ("price = 1\ntimes = 1", "price = 1"),
        (
            "price = 1\nquantities.s.sum = [\"a\", \"b\"]",
            "price = 1\nquantities = { s.sum = { b = 1, a = 1.0 }, a = {}, b = {} }",
        ),
    ];
    for (left, right) in same {
        assert_eq!(fingerprint(left), fingerprint(right), "{left}");
    }
    let texts = [
        "price = 1",
        "price = 1\ntimes = 2",
        "price = 1\nquantities = { a = {}, b = {} }",
        "price = 1\nquantities.s.sum = [\"a\", \"b\"]",
        "price = 1\nquantities.s.sum = { a = 1, b = 2 }",
        "price = 1\nquantities.s.product = [\"a\", \"b\"]",
        "price = 1\nquantities.s = { product = [\"a\", \"b\"], at_least = 1 }",
        "price = 1\nquantities.s = { product = [\"a\", \"b\"], increment = 1 }",
        "price = 1\nquantities.s = { product = [\"a\", \"b\"], title = \"S\" }",
        "basis = \"call\"\ncharges.c = { price = 1, plus = { a = 1 }, included_by = { b = 1 }, round = \"up\" }",
        "basis = \"call\"\ncharges.c = { price = 1, plus = { a = 1 }, included_by = { b = 2 }, round = \"up\" }",
        "basis = \"call\"\ncharges.c = { price = 1, share = { of = \"a\", in = \"b\" }, round = \"up\" }",
        "basis = \"call\"\ncharges.c = { price = 1, share = { of = \"b\", in = \"a\" }, round = \"up\" }",
    ];
    let all: std::collections::BTreeSet<String> = texts.iter().map(|text| fingerprint(text)).collect();
    assert_eq!(all.len(), texts.len());
    let allowing = "name = \"t\"\nallow = [\"total-falls\"]\nendpoints.e.price = 1";
    let allowing = PriceSheet::from_toml(allowing).unwrap();
    assert_ne!(allowing.fingerprint(), endpoint("price = 1").fingerprint());
}

#[test]
fn all_quantities_together_are_limited() {
    let parts = |count: usize| (0..count).map(|at| format!("\"p{at}\"")).collect::<Vec<_>>().join(", ");
    let text = |count: usize| format!("price = 1\nquantities.all.sum = [{}]", parts(count));
    endpoint(&text(63));
    assert_eq!(faults(&text(64)), ["P0505"]);
}
