//! Attributes, conditions on them and tables of prices, by hand: every clause of sections 2 to 6 that speaks of them.

mod life;

use pricesheet::{
    Decimal, Hold, HoldError, Meter, MeterError, Minimum, PriceSheet, Usage, UsageError, UsageRef,
};

#[track_caller]
fn sheet(endpoint: &str) -> PriceSheet {
    let text = format!("name = 't'\n[endpoints.e]\n{endpoint}\n");
    PriceSheet::from_toml(&text).unwrap_or_else(|faults| panic!("{faults}"))
}

/// The price by every way there is by names, or the code of the error.
#[track_caller]
fn price(sheet: &PriceSheet, usage: &Usage) -> Result<String, String> {
    let said = sheet.price(usage).map(|price| price.to_string()).map_err(|error| error.code().to_owned());
    let endpoint = sheet.endpoint("e").unwrap();
    let by_rules = endpoint.price_by_rules(usage).map(|price| price.to_string());
    assert_eq!(by_rules.map_err(|error| error.code().to_owned()), said);
    let quote = sheet.quote(usage).map(|quote| {
        let sum: Decimal = quote.lines().map(|line| line.amount()).sum();
        assert_eq!(sum, quote.price());
        quote.total().to_string()
    });
    assert_eq!(quote.map_err(|error| error.code().to_owned()), said);
    let (options, quantities): (Vec<_>, Vec<_>) =
        (usage.stated_options().collect(), usage.stated_quantities().collect());
    let attributes: Vec<_> = usage.stated_attributes().collect();
    let borrowed = UsageRef::new("e").options(&options).quantities(&quantities).attributes(&attributes);
    let borrowed = sheet.price(&borrowed.calls(usage.call_count()));
    assert_eq!(borrowed.map(|price| price.to_string()).map_err(|error| error.code().to_owned()), said);
    said
}

#[track_caller]
fn costs(sheet: &PriceSheet, usage: &Usage, total: &str) {
    assert_eq!(price(sheet, usage), Ok(total.to_owned()), "{usage:?}");
}

#[track_caller]
fn refused(sheet: &PriceSheet, usage: &Usage, code: &str) -> UsageError {
    assert_eq!(price(sheet, usage), Err(code.to_owned()), "{usage:?}");
    sheet.price(usage).unwrap_err()
}

fn usage() -> Usage {
    Usage::new("e")
}

fn in_region(region: &str) -> Usage {
    usage().attribute("region", region)
}

#[test]
fn conditions_on_values() {
    let sheet = sheet(
        r#"
        attributes.region = { default = "global" }
        rates = [
            { when = ["region = eu"], price = 3 },
            { when = ["region!=global", "region != us west"], price = 2 },
            { when = ["region=us west"], price = 1 },
            { price = 0 },
        ]
        options.fast = { price = 10, when = ["region = eu"] }
        charges.n = { rates = [{ when = ["region != eu"], price = 5 }, { when = ["region = eu"], price = 7 }] }
        "#,
    );
    costs(&sheet, &in_region("eu"), "3");
    costs(&sheet, &in_region("us west"), "1");
    costs(&sheet, &in_region("global"), "0");
    // The default holds where nothing is stated.
    costs(&sheet, &usage(), "0");
    costs(&sheet, &in_region("eu").option("fast"), "13");
    costs(&sheet, &usage().option("fast"), "0");
    costs(&sheet, &in_region("eu").quantity("n", 2).calls(3), "51");
    costs(&sheet, &usage().quantity("n", 2), "10");
    // Values are compared as they are.
    refused(&sheet, &in_region("EU"), "unknown-value");
    refused(&sheet, &in_region("us  west"), "unknown-value");
}

#[test]
fn which_values_are_known() {
    let sheet = sheet(
        r#"
        attributes.of = { required = true, of = ["a", "b"] }
        attributes.default = { default = "c" }
        attributes.named = { default = "x" }
        attributes.open = { default = "x", open = true, of = ["y"] }
        attributes.star = { default = "*" }
        by = ["named"]
        table = [["y", 1], ["x", 2]]
        options.o = { price = 1, when = ["named != z", "open = q", "star = *"] }
        "#,
    );
    let usage = || usage().attribute("of", "a");
    costs(&sheet, &usage(), "2");
    costs(&sheet, &usage().attribute("named", "y"), "1");
    // A value that only a condition names is known; that no row has it is another error.
    refused(&sheet, &usage().attribute("named", "z"), "no-rate");
    refused(&sheet, &usage().attribute("named", "w"), "unknown-value");
    refused(&sheet, &usage().attribute("default", "d"), "unknown-value");
    refused(&sheet, &Usage::new("e").attribute("of", "c"), "unknown-value");
    costs(&sheet, &usage().attribute("open", "anything at all").option("o"), "2");
    costs(&sheet, &usage().attribute("open", "q").option("o"), "3");
    // Outside tables a star is a value like any other.
    costs(&sheet, &usage().attribute("star", "*").attribute("open", "q").option("o"), "3");
    refused(&sheet, &usage().attribute("star", "x"), "unknown-value");
    refused(&sheet, &usage().attribute("named", "*"), "unknown-value");
}

#[test]
fn errors_of_statements() {
    let sheet = sheet(
        r#"
        price = 1
        options.fast = {}
        charges.tokens = { price = 1 }
        attributes.region = { required = true, of = ["eu", "us"] }
        attributes.tokens = { default = "any", open = true }
        attributes.note = { default = "none", open = true }
        "#,
    );
    let said = |usage: &Usage, code: &str| {
        let error = refused(&sheet, usage, code);
        (error.culprit().to_owned(), error.to_string(), error.help().unwrap_or_default())
    };
    let owned = |texts: [&str; 3]| (texts[0].to_owned(), texts[1].to_owned(), texts[2].to_owned());
    assert_eq!(
        said(&usage(), "attribute-required"),
        owned(["region", "the required attribute `region` is not stated", "state one of `eu`, `us`"])
    );
    assert_eq!(
        said(&in_region("ue"), "unknown-value"),
        owned(["region", "unknown value `ue` of attribute `region`", "did you mean `eu`?"])
    );
    assert_eq!(
        said(&in_region("eu").attribute("regoin", "eu"), "unknown-attribute"),
        owned(["regoin", "unknown attribute `regoin` of endpoint `e`", "did you mean `region`?"])
    );
    assert_eq!(
        said(&in_region("eu").attribute("fast", "yes"), "unknown-attribute").2,
        "`fast` is an option: state it as one, without a value"
    );
    // An attribute and a quantity may share a name.
    costs(&sheet, &in_region("eu").attribute("tokens", "many").quantity("tokens", 2), "3");
    // Stated twice, with the same value too.
    assert_eq!(
        said(&in_region("eu").attribute("region", "eu"), "repeated-attribute"),
        owned(["region", "attribute `region` is stated twice", "state it once"])
    );
    refused(&sheet, &in_region("eu").attribute("region", "xx"), "repeated-attribute");
    // What cannot be a value of an open attribute either.
    let long = "x".repeat(200);
    let beyond = "x".repeat(201);
    costs(&sheet, &in_region("eu").attribute("note", &long), "1");
    costs(&sheet, &in_region("eu").attribute("note", "é".repeat(200)), "1");
    costs(&sheet, &in_region("eu").attribute("note", "two  words"), "1");
    for text in ["", " x", "x\t", "a\nb", "a\u{85}b", "\u{2003}x", "x\u{a0}", &beyond] {
        let error = refused(&sheet, &in_region("eu").attribute("note", text), "invalid-value");
        assert_eq!(error.culprit(), "note");
        refused(&sheet, &in_region(text), "invalid-value");
    }
    // Of statements, names of options and quantities are looked at first.
    refused(&sheet, &usage().option("slow"), "unknown-option");
}

#[test]
fn tables_of_prices() {
    let sheet = sheet(
        r#"
        attributes.model = { required = true, of = ["small", "large", "huge"] }
        attributes.region = { default = "global", of = ["eu", "us"], open = true }
        by = ["model"]
        table = [["large", 1], ["*", 0.5]]
        round = { to = 0.001, mode = "up" }
        [endpoints.e.charges.input]
        by = ["model", "region"]
        table = [
            ["small", "eu", 1.5],
            ["small", "*", "1.25"],
            ["*", "us", 9],
            ["large", "global", 3],
            ["small", "us", 100],
        ]
        per = 1000
        increment = "none"
        options.cached = { times = 0.5 }
        options.more = { price = 1 }
        min = 0.001
        "#,
    );
    let of = |model: &str, region: &str| {
        usage().attribute("model", model).attribute("region", region).quantity("input", 1000)
    };
    costs(&sheet, &of("small", "eu"), "2");
    // The first row that matches, whichever others do.
    costs(&sheet, &of("small", "us"), "1.75");
    costs(&sheet, &of("small", "mars"), "1.75");
    costs(&sheet, &of("huge", "us"), "9.5");
    costs(&sheet, &of("large", "us"), "10");
    costs(&sheet, &of("large", "global"), "4");
    costs(&sheet, &usage().attribute("model", "large").quantity("input", 1000), "4");
    costs(&sheet, &of("small", "eu").option("cached").option("more"), "1.75");
    costs(
        &sheet,
        &usage().attribute("model", "small").quantity("input", "0.5".parse::<Decimal>().unwrap()),
        "0.501",
    );
    // A charge that counts nothing looks nothing up.
    costs(&sheet, &usage().attribute("model", "huge"), "0.5");
    let error = refused(&sheet, &of("huge", "eu"), "no-rate");
    assert_eq!(error.culprit(), "input");
    assert_eq!(
        error.to_string(),
        "no row of the table of charge `input` has `model` = `huge`, `region` = `eu`"
    );
    let error = refused(&sheet, &of("large", "the moon"), "no-rate");
    assert_eq!(
        error.to_string(),
        "no row of the table of charge `input` has `model` = `large`, `region` = `the moon`"
    );
}

#[test]
fn a_table_instead_of_the_flat_amount() {
    let sheet = sheet(
        r#"
        attributes.a = { required = true, of = ["x", "y"] }
        by = ["a"]
        table = [["x", 2]]
        charges.n = { price = 1 }
        options.o = { free = true }
        "#,
    );
    // The flat amount is a price: nothing need be counted.
    costs(&sheet, &usage().attribute("a", "x"), "2");
    let error = refused(&sheet, &usage().attribute("a", "y"), "no-rate");
    assert_eq!(error.culprit(), "e");
    assert_eq!(error.to_string(), "no row of the table of endpoint `e` has `a` = `y`");
    // What is free is not thereby priced.
    refused(&sheet, &usage().attribute("a", "y").option("o"), "no-rate");
    let quote = sheet.quote(&usage().attribute("a", "x")).unwrap();
    assert_eq!(quote.lines().next().unwrap().label(), "flat amount (a = x)");
}

#[test]
fn what_charges_alone_have_must_be_counted() {
    let sheet = sheet("attributes.a = { default = 'x' }\ncharges.n = { by = ['a'], table = [['x', 2]] }");
    refused(&sheet, &usage(), "nothing-counted");
    refused(&sheet, &usage().attribute("a", "x"), "nothing-counted");
    costs(&sheet, &usage().quantity("n", 0), "0");
}

#[test]
fn allowances_and_tables() {
    let sheet = sheet(
        r#"
        basis = "period"
        attributes.a = { required = true, of = ["x", "y"] }
        charges.n = { included = 10, by = ["a"], table = [["x", 2]] }
        "#,
    );
    costs(&sheet, &usage().attribute("a", "x").quantity("n", 12), "4");
    costs(&sheet, &usage().attribute("a", "x").quantity("n", 9), "0");
    // The row is chosen before the allowance is taken off.
    refused(&sheet, &usage().attribute("a", "y").quantity("n", 9), "no-rate");
}

#[test]
fn quotes_name_the_values() {
    let sheet = sheet(
        r#"
        attributes.model = { required = true, of = ["small", "large"] }
        attributes.region = { default = "global", open = true }
        charges.input = { by = ["model", "region"], table = [["small", "*", 2]] }
        "#,
    );
    let quote = sheet
        .quote(&usage().attribute("model", "small").attribute("region", "mars").quantity("input", 3))
        .unwrap();
    assert!(quote.attributes().eq([("model", "small"), ("region", "mars")]));
    let text = quote.to_string();
    assert!(text.contains("row model = small, region = mars (any)"), "{text}");
    assert!(text.contains("3 × 2"), "{text}");
    let json = serde_json::to_value(&quote).unwrap();
    assert_eq!(json["attributes"], serde_json::json!({"model": "small", "region": "mars"}));
    assert_eq!(
        json["lines"][0]["details"]["matched"],
        serde_json::json!([
            {"attribute": "model", "value": "small", "any": false},
            {"attribute": "region", "value": "mars", "any": true},
        ])
    );
    let quote = sheet.quote(&usage().attribute("model", "small").quantity("input", 3)).unwrap();
    assert!(quote.attributes().eq([("model", "small"), ("region", "global")]));
}

#[test]
fn examples_state_attributes() {
    let of = |example: &str| {
        PriceSheet::from_toml(&format!(
            "name = 't'\n[endpoints.e]\nattributes.a = {{ default = 'x' }}\nby = ['a']\ntable = [['x', 1], ['y', 2]]\n\
             examples = [{example}]"
        ))
    };
    for example in [
        "{ total = 1 }",
        "{ attributes = {}, total = 1 }",
        "{ attributes.a = 'y', total = 2 }",
        "{ attributes.a = 'y', at = 2026-05-01T00:00:00Z, total = 2 }",
        "{ attributes.a = 'y', at = '2026-05-01 00:00:60.123456789123+02:00', total = 2 }",
    ] {
        let sheet = of(example).unwrap_or_else(|faults| panic!("{faults}"));
        let endpoint = sheet.endpoint("e").unwrap();
        for example in &endpoint.model().examples {
            assert_eq!(endpoint.price(&endpoint.usage_of(example)).unwrap(), example.total);
        }
    }
    for (example, code) in [
        ("{ attributes.a = 'y', total = 1 }", "P0601"),
        ("{ attributes.a = 'z', total = 1 }", "P0602"),
        ("{ attributes.a = ' y', total = 1 }", "P0602"),
        ("{ attributes.b = 'y', total = 1 }", "P0303"),
        ("{ attributes.a = 1, total = 1 }", "P0101"),
        ("{ at = 2026-05-01, total = 1 }", "P0106"),
        ("{ at = 2026-05-01T00:00:00, total = 1 }", "P0106"),
        ("{ at = 'yesterday', total = 1 }", "P0106"),
        ("{ at = 5, total = 1 }", "P0101"),
    ] {
        let faults = of(example).unwrap_err();
        let codes: Vec<_> = faults.iter().map(|fault| fault.code().as_str()).collect();
        assert_eq!(codes, [code], "{example}: {faults}");
    }
}

#[test]
fn a_sheet_keeps_its_fingerprint() {
    let plain = sheet("price = 1");
    let empty = sheet("price = 1\nattributes = {}");
    assert_eq!(plain.fingerprint(), empty.fingerprint());
    let attributed = sheet("price = 1\nattributes.a = { default = 'x' }");
    assert_ne!(plain.fingerprint(), attributed.fingerprint());
    let same = sheet("price = 1\nattributes.a = { default = 'x', required = false, open = false }");
    assert_eq!(attributed.fingerprint(), same.fingerprint());
    // What makes no two of these the same.
    let bodies = [
        "price = 1\nattributes.a = { default = 'x' }",
        "price = 1\nattributes.a = { default = 'y' }",
        "price = 1\nattributes.a = { default = 'x', open = true }",
        "price = 1\nattributes.a = { default = 'x', title = 'A' }",
        "price = 1\nattributes.a = { default = 'x', of = ['x'] }",
        "price = 1\nattributes.a = { default = 'x', of = ['x', 'y'] }",
        "price = 1\nattributes.a = { default = 'x', of = ['y', 'x'] }",
        "price = 1\nattributes.a = { required = true, of = ['x'] }",
        "attributes.a = { default = 'x' }\nrates = [{ when = ['a = x'], price = 1 }]",
        "attributes.a = { default = 'x' }\nrates = [{ when = ['a = y'], price = 1 }]",
        "attributes.a = { default = 'x' }\nrates = [{ when = ['a != y'], price = 1 }]",
        "attributes.a = { default = 'x' }\nby = ['a']\ntable = [['x', 1]]",
        "attributes.a = { default = 'x' }\nby = ['a']\ntable = [['*', 1]]",
        "attributes.a = { default = 'x' }\nby = ['a']\ntable = [['x', 2]]",
        "attributes.a = { default = 'x' }\nby = ['a']\ntable = [['x', 1], ['*', 1]]",
        "attributes.a = { default = 'x' }\nby = ['a']\ntable = [['*', 1], ['x', 1]]",
        "attributes.a = { default = 'x' }\ncharges.c = { by = ['a'], table = [['x', 1]] }",
        "attributes.a = { default = 'x' }\ncharges.c = { by = ['a'], table = [['x', 1]], per = 2, increment = 2 }",
        "attributes = { a = { default = 'x' }, b = { default = 'x' } }\nby = ['a', 'b']\ntable = [['x', '*', 1]]",
        "attributes = { a = { default = 'x' }, b = { default = 'x' } }\nby = ['b', 'a']\ntable = [['x', '*', 1]]",
        "attributes = { a = { default = 'x' }, b = { default = 'x' } }\nby = ['a', 'b']\ntable = [['*', 'x', 1]]",
        "price = 1\nattributes.a = { default = 'x', open = true }\nexamples = [{ total = 1 }]",
        "price = 1\nattributes.a = { default = 'x', open = true }\nexamples = [{ attributes.a = 'x', total = 1 }]",
        "price = 1\nattributes.a = { default = 'x', open = true }\nexamples = [{ attributes.a = 'y', total = 1 }]",
        "price = 1\nexamples = [{ at = 2026-05-01T00:00:00Z, total = 1 }]",
        "price = 1\nexamples = [{ at = 2026-05-01T02:00:00+02:00, total = 1 }]",
    ];
    let prints: std::collections::BTreeSet<_> = bodies.iter().map(|body| sheet(body).fingerprint()).collect();
    assert_eq!(prints.len(), bodies.len());
    // Notation and the order of names are layout.
    let one = sheet(
        "price = 1\nattributes = { a = { default = 'x' }, b = { default = 'y' } }\nexamples = [{ at = '2026-05-01 00:00:00z', total = 1 }]",
    );
    let other = sheet(
        "price = 1\nattributes = { b = { default = 'y' }, a = { default = 'x' } }\nexamples = [{ at = 2026-05-01T00:00:00Z, total = 1 }]",
    );
    assert_eq!(one.fingerprint(), other.fingerprint());
}

/// 100,000 rows by four attributes load in time that grows with their number, and are found by their values.
#[test]
fn large_tables() {
    let mut rows = String::new();
    for row in 0..99_999 {
        let any = if row % 7 == 0 { "*".to_owned() } else { format!("d{}", row % 11) };
        rows.push_str(&format!(
            "['a{}', 'b{}', 'c{}', '{any}', {}],\n",
            row / 1_000,
            row / 100 % 10,
            row % 100,
            row % 1_000
        ));
    }
    rows.push_str("['*', '*', '*', '*', 12345],\n");
    let attributes: String =
        ["a", "b", "c", "d"].map(|name| format!("attributes.{name} = {{ default = '-' }}\n")).concat();
    let sheet = sheet(&format!("{attributes}by = ['a', 'b', 'c', 'd']\ntable = [\n{rows}]"));
    let of =
        |a: &str, b: &str, c: &str, d: &str| usage().attributes([("a", a), ("b", b), ("c", c), ("d", d)]);
    costs(&sheet, &of("a0", "b0", "c1", "d1"), "1");
    costs(&sheet, &of("a0", "b0", "c0", "d10"), "0");
    costs(&sheet, &of("a99", "b9", "c98", "d8"), "998");
    costs(&sheet, &of("a99", "b9", "c98", "d9"), "12345");
    costs(&sheet, &usage(), "12345");
}

#[test]
fn sets_of_options_state_no_attribute() {
    let sheet = sheet(
        "attributes.a = { default = 'x' }\nby = ['a']\ntable = [['x', 2], ['y', 3]]\noptions.o = 1\ncharges.n.price = 1",
    );
    let endpoint = sheet.endpoint("e").unwrap();
    let set = endpoint.option_set(["o"]).unwrap();
    assert_eq!(set.price(&[4]).unwrap().to_string(), "7");
    assert_eq!(set.price_quantities(&[Decimal::new(5, 1)]).unwrap().to_string(), "3.5");
    assert_eq!(endpoint.option_set_from_bits(0).unwrap().price(&[0]).unwrap().to_string(), "2");
    // Whole usages are selected once, with their attributes.
    let selected = endpoint.select(&usage().attribute("a", "y").quantity("n", 4)).unwrap();
    assert_eq!(endpoint.price_selected(&selected).unwrap().to_string(), "7");
    assert_eq!(endpoint.price_selected_with(&selected, 1).unwrap().to_string(), "8");
    let free = endpoint.revised(|endpoint| endpoint.charges.clear());
    assert_eq!(free.price(&usage().attribute("a", "y")).unwrap().to_string(), "3");

    let required = self::sheet("attributes.a = { required = true, of = ['x'] }\nprice = 1");
    let endpoint = required.endpoint("e").unwrap();
    assert_eq!(endpoint.option_set([]).unwrap_err().code(), "attribute-required");
    assert_eq!(endpoint.option_set_from_bits(0).unwrap_err().code(), "attribute-required");
}
