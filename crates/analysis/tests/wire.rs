//! What is written as JSON, held as a snapshot: a line for each value.
//! `UPDATE_SNAPSHOTS=1 cargo test wire::` rewrites `tests/wire.jsonl`.

use std::fmt::Write as _;

use pricesheet::rounding::RoundingMode;
use pricesheet::sheet::Tiering;
use pricesheet::{Decimal, PriceBook, PriceSheet, Usage};
use pricesheet_analysis::audit::{Audit, Cause, Part, Verdict};
use pricesheet_analysis::diff::{SheetDiff, UsageDiff};
use serde::Serialize;

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

fn warnings(written: &mut Written) {
    let (_, warnings) = pricesheet_analysis::lint::check("odd.toml", SUSPICIOUS.as_bytes()).unwrap();
    for warning in &warnings {
        written.add("warning", warning);
    }
    let evidence = warnings.iter().flat_map(|warning| warning.evidence()).next().unwrap();
    written.add("evidence", evidence);
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
    audit.record_unpriceable(("not-a-record", "record"), None, None, None).unwrap();
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
        written.add("cause", &Cause::RoundedOtherwise { part, roundings: vec![rounding] });
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
        Cause::NothingCharged,
        Cause::Refunded,
        Cause::ChargedTwice,
        Cause::PowerOfTen { charge: None, power: 2 },
        Cause::PowerOfTen { charge: Some("n".into()), power: -3 },
        Cause::CallsNotApplied,
        Cause::CallsTwice,
        Cause::OptionTwice { option: "a".into() },
        Cause::MultiplierLeftOut { option: Some("a".into()), charge: None },
        Cause::MultiplierLeftOut { option: None, charge: None },
        Cause::MultiplierTwice { option: Some("a".into()), charge: Some("n".into()) },
        Cause::OtherRow { charge: None, row: 1, when: String::new() },
        Cause::OtherRow { charge: Some("n".into()), row: 2, when: "a, n > 5".into() },
        Cause::MinusNotTaken { charge: "n".into() },
        Cause::IncludedNotApplied { charge: "n".into() },
        Cause::OtherTiering { charge: "n".into(), tiering: Tiering::Volume },
        Cause::MinNotApplied { charge: None },
        Cause::MaxNotApplied { charge: Some("n".into()) },
        Cause::Pair { causes: Box::new([Cause::CallsTwice, Cause::OptionsMissed]) },
    ] {
        written.add("cause", &cause);
    }
}

#[test]
fn what_is_written() {
    let mut written = Written::default();
    warnings(&mut written);
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
