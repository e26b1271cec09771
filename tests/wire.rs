//! Every type that is written as JSON, byte by byte, and every type that is read from it.
//! `UPDATE_SNAPSHOTS=1 cargo test --test wire` rewrites `tests/wire.jsonl`.
#![cfg(feature = "serde")]

use std::fmt::Write as _;

use pricesheet::audit::{Audit, Cause, Part, Verdict};
use pricesheet::diff::{SheetDiff, UsageDiff};
use pricesheet::rounding::RoundingMode;
use pricesheet::{
    Decimal, Estimate, Fingerprint, Hold, Instant, Meter, MeterState, Minimum, PriceBook, PriceSheet, Usage,
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

const LATER: &str = r#"
name = "Jobs"
version = "2"
effective = 2026-06-01T00:00:00Z
[endpoints.search]
title = "Search"
options = { skills = 0.75 }
quantities.pages = { title = "Pages" }
[endpoints.search.charges]
search = { unit = "request", price = 40 }
results = { unit = "profile", price = 0.25, per = 10, increment = 10 }
pages = { price = 1 }
[endpoints.month]
basis = "period"
charges.rows = { tiering = "graduated", tiers = [{ up_to = 10, price = 3 }, { price = 1 }] }
[endpoints.new]
price = 1
"#;

const SUSPICIOUS: &str = r#"
name = "Odd"
[endpoints.a]
title = "A"
price = 1
options.o = 0.25
round = "down"
[endpoints.b]
choices.c = ["x", "y"]
rates = [{ when = ["x", "y"], price = 9 }, { price = 1 }]
[endpoints.c]
title = "C"
basis = "call"
charges.n = { tiering = "volume", tiers = [{ up_to = 9, price = 2 }, { price = 1 }] }
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
    let (_, warnings) = pricesheet::lint::check("odd.toml", SUSPICIOUS.as_bytes()).unwrap();
    for warning in &warnings {
        written.add("warning", warning);
    }
    let evidence = warnings.iter().flat_map(|warning| warning.evidence()).next().unwrap();
    written.add("evidence", evidence);
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

fn diffs(written: &mut Written) {
    let (old, new) = (sheet(JOBS), sheet(LATER));
    written.add("sheet-diff", &SheetDiff::between(&old, &new));
    let mut diff = UsageDiff::between(&old, &new).unwrap();
    diff.record(1, &search().option("skills").quantity("results", Decimal::new(250, 1)).calls(2)).unwrap();
    diff.record(2, &search().option("fast")).unwrap();
    diff.record(3, &Usage::new("month").quantity("rows", 20)).unwrap();
    diff.record(4, &Usage::new("old")).unwrap();
    diff.record(5, &Usage::new("new")).unwrap();
    diff.record(6, &Usage::new("never")).unwrap();
    written.add("usage-diff", &diff);
    written.add("usage-totals", diff.totals());
}

fn audits(written: &mut Written) {
    let book = PriceBook::new([sheet(JOBS), sheet(LATER)]).unwrap();
    let (may, june) = (Some("2026-05-09T00:00:00Z"), Some("2026-06-09T00:00:00Z"));
    let mut audit = Audit::of(&book);
    let usage = search().option("skills").quantity("results", Decimal::new(30, 1));
    let mut record = |place, usage: &Usage, at, charged: i64| {
        let judgement = audit.record(place, usage, at, Decimal::new(charged, 2)).unwrap();
        written.add("judgement", &judgement);
    };
    record(1, &usage, may, 5100);
    record(2, &usage, may, 5075);
    record(3, &usage, may, 10_000);
    record(4, &usage.clone().calls(2), june, 4100);
    record(5, &usage, june, 5100);
    record(6, &Usage::new("never"), june, 5100);
    record(7, &usage, None, 5100);
    audit.record_unpriceable("not-a-record", None, None, None).unwrap();
    written.add("audit", &audit);
    written.add("audit-totals", audit.totals());
    written.add("roundings", &audit.totals().roundings);
    for totals in audit.endpoints() {
        written.add("endpoint-totals", &totals);
    }
    for verdict in [Verdict::Agreed, Verdict::Over, Verdict::Under, Verdict::Unpriceable] {
        written.add("verdict", &verdict);
    }
    let rounding = sheet(JOBS).model().endpoints[0].round.unwrap();
    let (fingerprint, version) = (book.sheets()[0].fingerprint(), Some("1".to_string()));
    let (option, given, charged) = ("a".to_string(), "a".to_string(), "b".to_string());
    for part in [Part::Call, Part::Everything, Part::Charge("n".into())] {
        written.add("part", &part);
        written.add("cause", &Cause::NotRounded { part: part.clone() });
        written.add("cause", &Cause::RoundedOtherwise { part, rounding });
    }
    for cause in [
        Cause::RoundedPerLine,
        Cause::RoundedOverCalls,
        Cause::OptionMissed { option: option.clone() },
        Cause::OptionsMissed,
        Cause::OptionCharged { option },
        Cause::OptionInstead { given, charged },
        Cause::OtherVersion { version, fingerprint },
        Cause::OtherVersion { version: None, fingerprint },
        Cause::StepTwice { charge: Some("n".into()) },
        Cause::StepTwice { charge: None },
        Cause::StepLeftOut { charge: None },
        Cause::BlocksInProportion { charge: "n".into() },
        Cause::BlocksWhole { charge: "n".into() },
        Cause::BlocksRounded { charge: "n".into(), mode: RoundingMode::HalfEven },
        Cause::RatedAlone,
    ] {
        written.add("cause", &cause);
    }
}

#[test]
fn what_is_written() {
    let mut written = Written::default();
    diagnostics(&mut written);
    quotes(&mut written);
    stored(&mut written);
    diffs(&mut written);
    audits(&mut written);
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
