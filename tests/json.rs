//! Usages from JSON and diagnostics to JSON (the shape of a quote is tested with the command line).

use pricesheet::{PriceSheet, Usage};

fn read(json: &str) -> Result<Usage, String> {
    serde_json::from_str(json).map_err(|error| error.to_string())
}

#[test]
fn usages() {
    let usage = read(
        r#"{"endpoint":"e","options":["a"],"quantities":{"n":3,"m":"0.30"},"calls":2,"at":"2026-05-01T00:00:00Z"}"#,
    );
    let usage = usage.unwrap();
    assert_eq!(usage.at(), Some("2026-05-01T00:00:00Z"));
    let sheet = "name = \"t\"\n[endpoints.e]\noptions.a = 1\nprice = 0\ncharges.n = { price = 1 }\ncharges.m = { price = 1 }";
    let sheet = PriceSheet::from_toml(sheet).unwrap();
    assert_eq!(sheet.price(&usage).unwrap().to_string(), "8.6");
    assert_eq!(read(r#"{"endpoint":"e"}"#), Ok(Usage::new("e")));
}

#[test]
fn attributes() {
    let usage = Usage::new("e").attribute("region", "eu").attribute("region", " *");
    let json = r#"{"endpoint":"e","options":[],"quantities":{},"attributes":{"region":"eu","region":" *"},"calls":"1"}"#;
    assert_eq!(serde_json::to_string(&usage).unwrap(), json);
    assert_eq!(read(json), Ok(usage.clone()));
    assert!(usage.stated_attributes().eq([("region", "eu"), ("region", " *")]));
    // What states none is written without the field.
    assert!(!serde_json::to_string(&Usage::new("e")).unwrap().contains("attributes"));
}

#[test]
fn what_is_refused() {
    for (json, message) in [
        (r#"{"endpoint":"e","quantities":{"n":0.3}}"#, "a binary float is not exact: write it as a string"),
        (r#"{"endpoint":"e","quantities":{"n":".3"}}"#, "`.3` is not a decimal number"),
        (
            r#"{"endpoint":"e","quantities":{"n":true}}"#,
            "expected an integer, or a string that holds a decimal number",
        ),
        (r#"{"options":[]}"#, "missing field `endpoint`"),
        (r#"{"endpoint":"e","endpoint":"f"}"#, "duplicate field `endpoint`"),
        (r#"{"endpoint":"e","attributes":{"region":1}}"#, "expected a string"),
        (r#"{"endpoint":"e","attributes":["eu"]}"#, "expected a map of attributes, each a text"),
        (r#"{"endpoint":"e","quantites":{}}"#, "unknown field `quantites`"),
    ] {
        let error = read(json).unwrap_err();
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn what_is_stated_twice_is_refused_when_it_is_priced() {
    let sheet = PriceSheet::from_toml("name = \"t\"\n[endpoints.e]\ncharges.n = { price = 1 }").unwrap();
    let usage = read(r#"{"endpoint":"e","quantities":{"n":1,"n":2}}"#).unwrap();
    assert_eq!(sheet.price(&usage).unwrap_err().code(), "repeated-quantity");
    let usage = read(r#"{"endpoint":"e","quantities":{"n":-1}}"#).unwrap();
    assert_eq!(sheet.price(&usage).unwrap_err().code(), "negative-quantity");
}

#[test]
fn diagnostics() {
    let diagnostics = PriceSheet::from_bytes("my.toml", b"name = \"t\"\nendpoints = {}").unwrap_err();
    assert_eq!(
        serde_json::to_value(diagnostics.iter().next().unwrap()).unwrap(),
        serde_json::json!({
            "code": "P0104",
            "message": "the sheet has no endpoints",
            "source": "my.toml",
            "line": 2,
            "column": 1,
            "span": {"start": 11, "end": 20},
            "help": "add a table such as `[endpoints.my-endpoint]`",
        })
    );
}
