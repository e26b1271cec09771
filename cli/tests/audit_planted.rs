//! Generated logs into which faults of every kind are planted: all of them are found, each by its name, and no other.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::{file, run};
use pricesheet::{Decimal, PriceSheet, Usage};
use serde_json::{Value, json};

const SHEET: &str = "
name = 'Planted'
version = '2'
effective = 2026-06-01T00:00:00Z
[endpoints.profile]
price = 1
options = { skills = 0.5, photo = 0.25, inferred = 0.75, fresh = 2, deep = 3 }
choices = { source = ['fresh', 'deep'] }
round = 'down'
[endpoints.search.charges]
search = { price = 50 }
results = { price = 0.5 }
[endpoints.export.charges]
rows = { price = 3, per = 100, increment = 100 }
bytes = { price = 2, per = 1000, increment = 'none', round = { to = 0.01, mode = 'half-even' } }
";

/// Numbers that look like chance and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[usize::try_from(self.below(u64::try_from(of.len()).unwrap())).unwrap()]
    }

    fn usage(&mut self) -> Usage {
        match self.below(3) {
            0 => {
                let options = ["skills", "photo", "inferred"].into_iter().filter(|_| self.below(2) == 0);
                let mut usage =
                    options.collect::<Vec<_>>().into_iter().fold(Usage::new("profile"), Usage::option);
                match self.below(3) {
                    0 => usage = usage.option("fresh"),
                    1 => usage = usage.option("deep"),
                    _ => {}
                }
                usage.calls(1 + self.below(3))
            }
            1 => Usage::new("search")
                .quantity("search", 1 + self.below(2))
                .quantity("results", self.below(2_500)),
            _ => Usage::new("export")
                .quantity("rows", self.below(5_000))
                .quantity("bytes", self.below(100_000)),
        }
    }
}

fn sheet(text: &str) -> PriceSheet {
    PriceSheet::from_toml(text).unwrap()
}

fn changed(from: &str, to: &str) -> PriceSheet {
    let text = SHEET.replace(from, to);
    assert_ne!(text, SHEET, "{from}");
    sheet(&text)
}

/// The same usage with other options.
fn with_options(usage: &Usage, options: Vec<String>) -> Usage {
    let other =
        options.into_iter().fold(Usage::new(usage.endpoint()).calls(usage.call_count()), Usage::option);
    usage.stated_quantities().fold(other, |other, (name, value)| other.quantity(name, value))
}

/// A biller that makes one kind of fault, and what it charges; none where it cannot be made with this usage.
fn charge(kind: &str, usage: &Usage, dice: &mut Dice) -> Option<Decimal> {
    let given: Vec<String> = usage.stated_options().map(String::from).collect();
    let by = |sheet: PriceSheet| sheet.price(usage).ok();
    let right = || sheet(SHEET);
    let quantity =
        |name: &str| usage.stated_quantities().find(|(known, _)| *known == name).map(|(_, value)| value);
    match (kind, usage.endpoint()) {
        ("not-rounded", "profile") => by(changed("round = 'down'\n", "")),
        ("not-rounded", "export") => by(changed(", round = { to = 0.01, mode = 'half-even' }", "")),
        ("rounded-otherwise", "profile") => {
            let mode = dice.pick(&["'up'", "'half-up'", "'half-even'", "'half-down'"]);
            by(changed("round = 'down'", &format!("round = {mode}")))
        }
        ("rounded-otherwise", "export") => by(changed("half-even", dice.pick(&["up", "down", "half-up"]))),
        ("rounded-per-line", "profile") => {
            // Below one each option that is rounded down adds nothing.
            by(changed(
                "skills = 0.5, photo = 0.25, inferred = 0.75",
                "skills = {}, photo = {}, inferred = {}",
            ))
        }
        ("rounded-over-calls", "profile") => by(changed("round = 'down'\n", "")).map(|exact| exact.floor()),
        ("option-missed", "profile") => {
            let mut fewer = given;
            let at = dice.below(u64::try_from(fewer.len()).ok().filter(|count| *count > 0)?);
            fewer.remove(usize::try_from(at).ok()?);
            right().price(&with_options(usage, fewer)).ok()
        }
        ("options-missed", "profile") if given.len() > 1 => {
            right().price(&with_options(usage, Vec::new())).ok()
        }
        ("option-charged", "profile") => {
            let all = ["skills", "photo", "inferred", "fresh", "deep"];
            let absent: Vec<&str> =
                all.into_iter().filter(|name| !given.iter().any(|given| given == name)).collect();
            let mut more = given;
            more.push(dice.pick(&absent).to_string());
            right().price(&with_options(usage, more)).ok()
        }
        ("option-instead", "profile") => {
            let swapped = given.iter().map(|name| match name.as_str() {
                "fresh" => "deep".to_string(),
                "deep" => "fresh".to_string(),
                other => other.to_string(),
            });
            let swapped: Vec<String> = swapped.collect();
            (swapped != given).then(|| right().price(&with_options(usage, swapped)).ok())?
        }
        ("other-version", _) => by(older()),
        ("step-twice", "search") => {
            let (searches, results) = (quantity("search")?, quantity("results")?);
            let price = right().price(usage).ok()?;
            Some(price + dice.pick(&[&(searches * Decimal::from(50)), &(results * Decimal::new(5, 1))]))
        }
        ("step-twice", "profile") => by(changed("price = 1\noptions", "price = 2\noptions")),
        ("step-left-out", "search") => {
            let (searches, results) = (quantity("search")?, quantity("results")?);
            Some(*dice.pick(&[&(searches * Decimal::from(50)), &(results * Decimal::new(5, 1))]))
        }
        ("step-left-out", "profile") => by(changed("price = 1\noptions", "price = 0\noptions")),
        ("blocks-in-proportion", "export") => by(changed("increment = 100", "increment = 'none'")),
        ("blocks-whole", "export") => by(changed("increment = 'none'", "increment = 1000")),
        ("blocks-rounded", "export") => {
            let down = "increment = { to = 100, mode = 'down' }";
            by(changed("increment = 100", down))
        }
        _ => None,
    }
}

/// The sheet before: everything costs something else.
fn older_text() -> String {
    SHEET
        .replace("version = '2'\neffective = 2026-06-01", "version = '1'\neffective = 2026-01-01")
        .replace("price = 1\n", "price = 17\n")
        .replace("search = { price = 50 }", "search = { price = 51.5 }")
        .replace("price = 3, per", "price = 7.5, per")
}

fn older() -> PriceSheet {
    sheet(&older_text())
}

const KINDS: [&str; 14] = [
    "not-rounded",
    "rounded-otherwise",
    "rounded-per-line",
    "rounded-over-calls",
    "option-missed",
    "options-missed",
    "option-charged",
    "option-instead",
    "other-version",
    "step-twice",
    "step-left-out",
    "blocks-in-proportion",
    "blocks-whole",
    "blocks-rounded",
];

#[test]
fn every_planted_fault_is_found_and_no_other() {
    const RECORDS_COUNT: u64 = 12_000;
    let right = sheet(SHEET);
    let mut dice = Dice(2_026);
    let mut records: Vec<(Value, Option<&str>)> = Vec::new();
    let mut unplanted = 0;
    for id in 0..RECORDS_COUNT {
        let usage = dice.usage();
        let expected = right.price(&usage).unwrap();
        // Every eighth record has a fault, where this one can have it and it makes a difference.
        let kind = (dice.below(8) == 0).then(|| dice.pick(&KINDS));
        let planted = kind.and_then(|kind| Some((kind, charge(kind, &usage, &mut dice)?)));
        let planted = planted.filter(|(_, charged)| *charged != expected);
        unplanted += u64::from(kind.is_some() && planted.is_none());
        let quantities: serde_json::Map<String, Value> = usage
            .stated_quantities()
            .map(|(name, value)| (name.to_string(), json!(value.to_string())))
            .collect();
        let record = json!({
            "id": id,
            "endpoint": usage.endpoint(),
            "options": usage.stated_options().collect::<Vec<_>>(),
            "quantities": quantities,
            "calls": usage.call_count().to_string(),
            "at": "2026-07-01T00:00:00Z",
            "charged": planted.map_or(expected, |(_, charged)| charged).to_string(),
        });
        records.push((record, planted.map(|(kind, _)| kind)));
    }
    let planted: BTreeMap<&str, u64> = KINDS
        .iter()
        .map(|kind| (*kind, records.iter().filter(|(_, planted)| planted == &Some(*kind)).count() as u64))
        .collect();
    assert!(planted.values().all(|count| *count > 3), "{planted:?}, {unplanted} not");

    // What cannot be judged, and what was logged twice.
    let unpriceable = [
        "\"endpoint\":\"nothing\",\"charged\":1",
        "\"endpoint\":\"search\",\"charged\":1",
        "\"endpoint\":\"profile\"",
    ];
    let twice = records[17].0.to_string();
    let mut lines: Vec<(String, Option<&str>)> =
        records.iter().map(|(record, planted)| (record.to_string(), *planted)).collect();
    for (at, fields) in unpriceable.iter().enumerate() {
        let line = format!("{{\"id\":\"u{at}\",\"at\":\"2026-07-01T00:00:00Z\",{fields}}}");
        lines.insert(100 * (at + 1), (line, Some("unpriceable")));
    }
    lines.push((twice, records[17].1.or(Some("twice"))));

    let sheets = [file("planted-2.toml", SHEET), file("planted-1.toml", older_text())];
    let mut totals = Vec::new();
    for order in ["as logged", "backwards", "shuffled"] {
        match order {
            "backwards" => lines.reverse(),
            "shuffled" => {
                for at in (1..lines.len()).rev() {
                    let other = usize::try_from(dice.below(u64::try_from(at).unwrap())).unwrap();
                    lines.swap(at, other);
                }
            }
            _ => {}
        }
        let log: String = lines.iter().map(|(line, _)| format!("{line}\n")).collect();
        let log = file(&format!("planted-{}.jsonl", order.replace(' ', "-")), log);
        let out = file("planted-findings.jsonl", "");
        let arguments = [
            "audit", &log, "--sheet", &sheets[0], "--sheet", &sheets[1], "--unique", "id", "--out", &out,
            "--json",
        ];
        let report = run(&arguments).json(1);
        totals.push((report["totals"].clone(), report["causes"].clone(), report["endpoints"].clone()));
        assert_eq!(report["totals"]["unpriceable"], 3, "{order}");
        assert_eq!(report["repeats"]["totals"]["records"], 1, "{order}");
        let findings = std::fs::read_to_string(&out).unwrap();
        let mut found = BTreeSet::new();
        for finding in findings.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
            let place = finding["place"].as_u64().unwrap();
            found.insert(place);
            let (line, planted) = &lines[usize::try_from(place).unwrap() - 1];
            let codes: Vec<_> = finding["causes"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|cause| cause["code"].as_str().unwrap())
                .collect();
            match planted {
                Some("unpriceable") => assert_eq!(finding["verdict"], "unpriceable", "{line}"),
                Some("twice") => assert!(finding["repeats"].is_u64(), "{finding}"),
                Some(kind) => assert!(codes.contains(kind), "{kind} is not among {codes:?}: {line}"),
                // The other one of the two that were logged twice.
                None => assert!(finding["repeats"].is_u64(), "invented: {finding}"),
            }
        }
        let planted =
            lines.iter().enumerate().filter(|(_, (_, planted))| planted.is_some_and(|kind| kind != "twice"));
        for (at, (line, kind)) in planted {
            assert!(found.contains(&u64::try_from(at + 1).unwrap()), "{kind:?} is not found: {line}");
        }
    }
    assert_eq!(totals[0], totals[1]);
    assert_eq!(totals[0], totals[2]);
}
