//! Aliases: further names of endpoints, by which usages call them (sections 2, 3 and 5).

use pricesheet::{Estimate, Hold, Meter, Minimum, PriceBook, PriceSheet, Usage};

const SHEET: &str = r#"
name = "Models"
[endpoints.gpt-5]
aliases = ["gpt-5-2026", "openai/gpt-5"]
charges.tokens = { price = 2 }
[endpoints.small]
aliases = ["tiny"]
price = 1
"#;

fn sheet() -> PriceSheet {
    PriceSheet::from_toml(SHEET).unwrap_or_else(|faults| panic!("{faults}"))
}

fn called(name: &str) -> Usage {
    Usage::new(name).quantity("tokens", 3)
}

#[test]
fn usages_call_by_alias() {
    let sheet = sheet();
    for name in ["gpt-5", "gpt-5-2026", "openai/gpt-5"] {
        assert_eq!(sheet.price(&called(name)).unwrap().to_string(), "6", "{name}");
        assert_eq!(sheet.endpoint(name).unwrap().model().name, "gpt-5");
        let quote = sheet.quote(&called(name)).unwrap();
        assert_eq!((quote.endpoint(), quote.total().to_string()), ("gpt-5", "6".into()));
        assert_eq!(quote.alias(), (name != "gpt-5").then_some(name));
        assert_eq!(quote.to_string().contains(&format!("called as {name}")), name != "gpt-5");
        let json = serde_json::to_value(&quote).unwrap();
        assert_eq!(json["endpoint"], "gpt-5");
        assert_eq!(json.get("alias").and_then(|alias| alias.as_str()), quote.alias());
        let book = PriceBook::from(sheet.clone());
        assert_eq!(book.price(&called(name)).unwrap().to_string(), "6");
        let mut estimate = Estimate::new();
        estimate.add(quote).unwrap();
        assert_eq!(estimate.total().to_string(), "6");
    }
    assert_eq!(sheet.price(&Usage::new("tiny")).unwrap().to_string(), "1");
    // An endpoint is listed once, by its name.
    assert!(sheet.endpoints().map(|endpoint| &*endpoint.model().name).eq(["gpt-5", "small"]));
}

#[test]
fn unknown_names_are_near_to_aliases_too() {
    let error = sheet().price(&called("gpt-5-2025")).unwrap_err();
    assert_eq!(error.help().as_deref(), Some("did you mean `gpt-5-2026`?"));
}

#[test]
fn meters_and_holds_take_either() {
    let sheet = sheet();
    let mut job = Meter::open(sheet.endpoint("openai/gpt-5").unwrap(), Minimum::AtOnce);
    assert_eq!(job.record(&called("gpt-5")).unwrap().to_string(), "6");
    assert_eq!(job.record(&called("gpt-5-2026")).unwrap().to_string(), "6");
    assert_eq!(job.record(&called("small")).unwrap_err().code(), "other-endpoint");
    assert_eq!(job.state().endpoint(), "gpt-5");
    let mut hold = Hold::reserve(sheet.endpoint("gpt-5").unwrap(), &called("gpt-5-2026")).unwrap();
    assert_eq!(hold.settle(&sheet, &called("small")).unwrap_err().code(), "other-endpoint");
    assert_eq!(hold.settle(&sheet, &called("openai/gpt-5")).unwrap().charged.to_string(), "6");
    let afford = sheet.afford(&Usage::new("gpt-5-2026"), "tokens", 7.into()).unwrap();
    assert_eq!(afford, pricesheet::Affordable::UpTo(3.into()));
}

#[test]
fn fingerprints() {
    let of = |aliases: &str| {
        let text = format!("name = 't'\nendpoints.e = {{ price = 1{aliases} }}");
        PriceSheet::from_toml(&text).unwrap().fingerprint()
    };
    assert_eq!(of(""), of(", aliases = []"));
    let different = [of(""), of(", aliases = ['a']"), of(", aliases = ['b']"), of(", aliases = ['a', 'b']")];
    assert_eq!(different.iter().collect::<std::collections::BTreeSet<_>>().len(), different.len());
}

#[test]
fn a_sheet_over_another_keeps_names_and_aliases_apart() {
    let base = PriceSheet::from_toml(
        "name = 'List'\n[endpoints.large]\naliases = ['big', 'latest']\nprice = 3\n[endpoints.small]\nprice = 1",
    )
    .unwrap();
    let over = |rest: &str| {
        let head = "name = 'Acme'\nover = { name = 'List' }\nothers = 'as-listed'\n";
        PriceSheet::from_toml_over(&format!("{head}{rest}"), &base)
    };
    let price =
        |sheet: &PriceSheet, name: &str| sheet.price(&Usage::new(name)).map(|price| price.to_string());
    // What is as listed keeps its aliases, what is merged has the base's or its own.
    let sheet = over("[endpoints.large]\nprice = 2").unwrap();
    assert_eq!((price(&sheet, "big").unwrap(), price(&sheet, "small").unwrap()), ("2".into(), "1".into()));
    let sheet = over("[endpoints.large]\naliases = ['huge']").unwrap();
    assert_eq!(price(&sheet, "huge").unwrap(), "3");
    assert_eq!(price(&sheet, "big").unwrap_err().code(), "unknown-endpoint");
    let sheet =
        over("[endpoints.small]\naliases = ['tiny']\n[endpoints.new]\naliases = ['newest']\nprice = 9")
            .unwrap();
    assert_eq!((price(&sheet, "tiny").unwrap(), price(&sheet, "newest").unwrap()), ("1".into(), "9".into()));
    assert_eq!(price(&sheet, "latest").unwrap(), "3");
    // A contract that changes one endpoint's aliases alone does not keep the base's index.
    assert_eq!(base.price(&Usage::new("tiny")).unwrap_err().code(), "unknown-endpoint");

    let fault = |rest: &str| {
        let faults = over(rest).unwrap_err();
        let fault = faults.iter().next().unwrap();
        (fault.message().to_string(), fault.line(), faults.len())
    };
    let already = |what: &str, line: usize| (what.to_string(), line, 1);
    assert_eq!(fault("[endpoints.big]\nprice = 1"), already("the name `big` is an alias already", 4));
    assert_eq!(
        fault("[endpoints.small]\naliases = ['large']"),
        already("the alias `large` is the name of an endpoint already", 5)
    );
    assert_eq!(
        fault("[endpoints.small]\naliases = ['big']"),
        already("the alias `big` is an alias already", 5)
    );
    assert_eq!(
        fault("[endpoints.new]\naliases = ['new']\nprice = 1"),
        already("the alias `new` is the name of an endpoint already", 5)
    );
}
