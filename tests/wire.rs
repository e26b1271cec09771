//! Every type that is written as JSON, byte by byte, and every type that is read from it.
//! `UPDATE_SNAPSHOTS=1 cargo test wire::` rewrites `tests/wire.jsonl`.

use std::fmt::Write as _;

use pricesheet::{
    Decimal, Estimate, Fingerprint, Hold, Instant, Meter, MeterState, Minimum, PriceSheet, Usage,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/wire.jsonl");

const JOBS: &str = r#"
name = "Jobs"
version = "1"
effective = 2026-05-01T00:00:00Z
[endpoints.search]
title = "Search"
basis = "call"
options = { skills = 0.5, fast = { times = 2 } }
choices.proxy = { of = ["classic", "premium"], default = "classic" }
quantities.pages = { title = "Pages", increment = 3 }
round = "up"
[endpoints.search.charges]
search = { unit = "request", price = 50 }
results = { unit = "profile", price = 0.25, per = 10, increment = 10, options.premium = 1, round = "half-even" }
pages = { rates = [{ when = ["premium", "pages > 10"], price = 2 }, { price = 1 }], included = 1 }
[endpoints.month]
basis = "period"
min = 5
charges.rows = { tiering = "graduated", tiers = [{ up_to = 10, price = 3 }, { price = 1.50, flat = 1 }] }
[endpoints.old]
price = 1
"#;

fn sheet(text: &str) -> PriceSheet {
    text.parse().unwrap()
}

fn search() -> Usage {
    Usage::new("search").quantity("search", 1)
}

/// What has been written, a line for each value.
#[derive(Default)]
struct Written(String);

impl Written {
    fn add(&mut self, name: &str, value: &impl Serialize) {
        writeln!(self.0, "{name} {}", serde_json::to_string(value).unwrap()).unwrap();
    }
}

fn diagnostics(written: &mut Written) {
    let faulty = b"name = 't'\n[endpoints.e]\nprice = -1\nrond = 'up'\n";
    let diagnostics = PriceSheet::from_bytes("my.toml", faulty).unwrap_err();
    written.add("diagnostics", &diagnostics);
    let diagnostic = diagnostics.iter().next().unwrap();
    written.add("diagnostic", diagnostic);
    written.add("span", &diagnostic.span());
}

fn quotes(written: &mut Written) {
    let sheet = sheet(JOBS);
    let usage = search().option("skills").option("premium").quantity("results", 25).quantity("pages", 12);
    let quote = sheet.quote(&usage.calls(2)).unwrap();
    written.add("quote", &quote);
    let mut estimate = Estimate::new();
    written.add("estimate", &estimate);
    estimate.add(sheet.quote(&Usage::new("month").quantity("rows", Decimal::new(1250, 2))).unwrap()).unwrap();
    estimate.add(sheet.quote(&search()).unwrap()).unwrap();
    written.add("estimate", &estimate);
}

fn stored(written: &mut Written) {
    let sheet = sheet(JOBS);
    let use_up_to = search().option("fast").quantity("results", Decimal::new(1000, 1)).calls(3);
    let mut hold = Hold::reserve(sheet.endpoint("search").unwrap(), &use_up_to).unwrap();
    written.add("hold", &hold);
    let settlement = hold.settle(&sheet, &search().option("fast").quantity("results", 5)).unwrap();
    written.add("hold", &hold);
    written.add("settlement", &settlement);
    written.add("usage", &Usage::new("month"));
    let at: Instant = "2026-05-09T02:00:00+02:00".parse().unwrap();
    let all =
        search().options(["skills", "fast"]).quantity("pages", Decimal::new(120, 2)).calls(3).made_at(at);
    written.add("usage", &all);
    let mut meter = Meter::open(sheet.endpoint("month").unwrap(), Minimum::AtClose);
    written.add("meter", meter.state());
    meter.record_numbered(1, &Usage::new("month").quantity("rows", Decimal::new(1050, 2))).unwrap();
    meter.close().unwrap();
    written.add("meter", meter.state());
    written.add("fingerprint", &sheet.fingerprint());
    written.add("instant", &sheet.effective());
}

#[test]
fn what_is_written() {
    let mut written = Written::default();
    diagnostics(&mut written);
    quotes(&mut written);
    stored(&mut written);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(SNAPSHOT, &written.0).unwrap();
    }
    let expected = std::fs::read_to_string(SNAPSHOT).unwrap();
    for (place, (line, expected)) in written.0.lines().zip(expected.lines()).enumerate() {
        assert_eq!(line, expected, "line {}", place + 1);
    }
    assert_eq!(written.0.lines().count(), expected.lines().count());
}

/// Every line that is stored is read back. It is written again as it was, but for zeros at the end of a hold's quantities.
#[test]
fn what_is_read() {
    fn again<T: DeserializeOwned + Serialize>(json: &str) {
        let value: T = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&value).unwrap(), json.replace("\"100.0\"", "\"100\""));
    }
    let lines = std::fs::read_to_string(SNAPSHOT).unwrap();
    for line in lines.lines() {
        match line.split_once(' ').unwrap() {
            ("hold", json) => again::<Hold>(json),
            ("usage", json) => again::<Usage>(json),
            ("meter", json) => again::<MeterState>(json),
            ("fingerprint", json) => again::<Fingerprint>(json),
            ("instant", json) => again::<Instant>(json),
            _ => {}
        }
    }
}

/// A stored object needs every field, and takes no other and none twice.
#[test]
fn stored_objects_are_complete() {
    fn refused<T: DeserializeOwned>(kind: &str) {
        let lines = std::fs::read_to_string(SNAPSHOT).unwrap();
        let stored = lines.lines().filter_map(|line| line.split_once(' ')).find(|(name, _)| *name == kind);
        let (_, json) = stored.unwrap();
        let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json).unwrap();
        let refused = |json: &str| serde_json::from_str::<T>(json).err().expect(json).to_string();
        for (field, value) in &object {
            let mut without = object.clone();
            without.remove(field);
            let error = refused(&serde_json::to_string(&without).unwrap());
            assert_eq!(error.split(" at line").next(), Some(&*format!("missing field `{field}`")));
            let twice = json.replacen('{', &format!("{{\"{field}\":{value},"), 1);
            assert!(refused(&twice).contains(field));
        }
        let more = json.replacen('{', "{\"other\":1,", 1);
        assert!(refused(&more).starts_with("unknown field `other`"));
        refused("[]");
        refused("null");
    }
    refused::<Hold>("hold");
    refused::<MeterState>("meter");
}

#[test]
fn numbers_are_never_binary_floats() {
    let lines = std::fs::read_to_string(SNAPSHOT).unwrap();
    let (_, hold) =
        lines.lines().filter_map(|line| line.split_once(' ')).find(|(name, _)| *name == "hold").unwrap();
    let with = |field: &str, value: serde_json::Value| {
        let mut object: serde_json::Value = serde_json::from_str(hold).unwrap();
        object[field] = value;
        serde_json::from_value::<Hold>(object).map(|_| ()).map_err(|error| error.to_string())
    };
    assert_eq!(with("calls", 3.into()), Ok(()));
    assert_eq!(with("calls", "3.00".into()), Ok(()));
    assert_eq!(with("amount", 0.5.into()), Err("a binary float is not exact: write it as a string".into()));
    assert_eq!(with("amount", "1 0".into()), Err("`1 0` is not a decimal number".into()));
    assert_eq!(with("charged", "x".into()), Err("`x` is not a decimal number".into()));
    assert_eq!(with("sheet", "x".into()), Err("not a fingerprint (64 hexadecimal digits)".into()));
}
