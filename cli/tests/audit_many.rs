//! Many records into which faults of every kind are planted, by arithmetic of the test's own: counts and money by cause, to
//! the digit, in memory that does not grow with the log.

use std::collections::BTreeMap;
use std::io::Write;

use crate::common::{command, file};
use serde_json::Value;

/// Prices in thousandths of a unit, by which the test reckons.
const SHEET: &str = "
name = 'Many'
[endpoints.search]
price = 7
options = { deep = 3.001 }
charges.results = { price = 0.013, min = 0.5, max = 900 }
[endpoints.chat.charges]
input = { minus = 'cached', price = 0.003 }
cached = { price = 0.0005 }
[endpoints.storage]
basis = 'period'
charges.gb = { included = 10, tiering = 'graduated', tiers = [{ up_to = 100, price = 0.019 }, { price = 0.007 }] }
[endpoints.scan.charges.pages]
price = 1.3
per = 100
increment = 100
[endpoints.route]
rates = [{ when = ['size > 1000'], price = 11.7 }, { price = 5.3 }]
quantities.size = {}
";

/// Ten-thousandths of a unit.
type Amount = i64;

/// What is stated of a record, what is right and what is charged, and the code of the cause that stands first.
struct Planted {
    usage: String,
    right: Amount,
    charged: Amount,
    code: &'static str,
}

/// The record of a number. Every ninth has a fault, each kind as often as another.
fn planted(at: i64) -> Planted {
    // No two kinds come to the same amount for these counts: they are prime to what the prices are made of.
    let spread = |from: i64, step: i64| from + at * 37 % step;
    let search = |results: i64, fault: &dyn Fn(Amount) -> Amount, code| {
        let right = 70_000 + (results * 130).clamp(5_000, 9_000_000);
        let usage = format!("\"endpoint\":\"search\",\"quantities\":{{\"results\":{results}}}");
        Planted { usage, right, charged: fault(right), code }
    };
    let results = spread(101, 4_001);
    if at % 9 != 0 {
        return search(results, &|right| right, "");
    }
    match at / 9 % 14 {
        0 => search(results, &|_| 0, "nothing-charged"),
        1 => search(results, &|right| -right, "refunded"),
        2 => search(results, &|right| right * 2, "charged-twice"),
        3 => search(results, &|right| right * 100, "power-of-ten"),
        4 => search(results, &|right| right - 70_000, "step-left-out"),
        5 => search(results, &|right| right + 30_010, "option-charged"),
        6 => search(spread(1, 31), &|right| right - 5_000 + spread(1, 31) * 130, "min-not-applied"),
        7 => {
            let results = spread(70_001, 5_003);
            search(results, &|_| 70_000 + results * 130, "max-not-applied")
        }
        8 => {
            let planted = search(results, &|right| right, "calls-not-applied");
            let usage = planted.usage + ",\"calls\":7";
            Planted { usage, right: planted.right * 7, ..planted }
        }
        9 => {
            let (input, cached) = (spread(5_003, 4_001), spread(101, 3_001));
            let usage =
                format!("\"endpoint\":\"chat\",\"quantities\":{{\"input\":{input},\"cached\":{cached}}}");
            let right = (input - cached) * 30 + cached * 5;
            Planted { usage, right, charged: right + cached * 30, code: "minus-not-taken" }
        }
        kind @ (10 | 11) => {
            let gb = spread(211, 4_001);
            let usage = format!("\"endpoint\":\"storage\",\"quantities\":{{\"gb\":{gb}}}");
            let right = 100 * 190 + (gb - 110) * 70;
            let (charged, code) = match kind {
                10 => ((gb - 10) * 70, "other-tiering"),
                _ => (100 * 190 + (gb - 100) * 70, "included-not-applied"),
            };
            Planted { usage, right, charged, code }
        }
        12 => {
            // Never a whole block.
            let pages = spread(101, 4_001) / 100 * 100 + 37;
            let usage = format!("\"endpoint\":\"scan\",\"quantities\":{{\"pages\":{pages}}}");
            let right = (pages + 99) / 100 * 13_000;
            Planted { usage, right, charged: pages * 130, code: "blocks-in-proportion" }
        }
        _ => {
            let size = spread(1, 900);
            let usage = format!("\"endpoint\":\"route\",\"quantities\":{{\"size\":{size}}}");
            Planted { usage, right: 53_000, charged: 117_000, code: "other-row" }
        }
    }
}

/// An amount as a decimal.
fn decimal(amount: Amount) -> String {
    let (sign, size) = (if amount < 0 { "-" } else { "" }, amount.unsigned_abs());
    let text = format!("{sign}{}.{:04}", size / 10_000, size % 10_000);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// Audits so many records; their report, and the most memory that it took, in KiB, where the system says so.
fn audit(records: i64) -> (Value, Option<u64>) {
    let sheet = file(&format!("audit-many-{records}.toml"), SHEET);
    let mut child = command(&["audit", "-", "--sheet", &sheet, "--totals", "--json"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let id = child.id();
    let writer = std::thread::spawn(move || {
        let mut memory = None;
        let mut chunk = String::new();
        for at in 0..records {
            let Planted { usage, charged, .. } = planted(at);
            chunk.push_str(&format!(
                "{{{usage},\"charged\":{},\"at\":\"2026-05-01T00:00:00Z\"}}\n",
                decimal(charged)
            ));
            if at % 1_000 == 999 {
                stdin.write_all(chunk.as_bytes()).unwrap();
                chunk.clear();
            }
            if at + 1 == records {
                stdin.write_all(chunk.as_bytes()).unwrap();
                let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok();
                let peak =
                    status.as_deref().and_then(|text| text.lines().find(|line| line.starts_with("VmHWM")));
                memory = peak.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
            }
        }
        memory
    });
    let output = child.wait_with_output().unwrap();
    (serde_json::from_slice(&output.stdout).unwrap(), writer.join().unwrap())
}

#[track_caller]
fn check(records: i64) {
    let (report, memory) = audit(records);
    let mut causes: BTreeMap<&str, (u64, Amount)> = BTreeMap::new();
    let (mut right, mut charged) = (0, 0);
    for at in 0..records {
        let planted = planted(at);
        (right, charged) = (right + planted.right, charged + planted.charged);
        if !planted.code.is_empty() {
            assert_ne!(planted.right, planted.charged, "{}", planted.usage);
            let of = causes.entry(planted.code).or_default();
            *of = (of.0 + 1, of.1 + planted.charged - planted.right);
        }
    }
    assert_eq!(causes.len(), 14);
    assert_eq!(report["totals"]["charged"], decimal(charged));
    assert_eq!(report["totals"]["expected"], decimal(right));
    assert_eq!(report["totals"]["difference"], decimal(charged - right));
    let found: BTreeMap<String, (u64, String)> = report["causes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| {
            let text = |key: &str| of[key].as_str().unwrap().to_string();
            (text("code"), (of["records"].as_u64().unwrap(), text("difference")))
        })
        .collect();
    let planted: BTreeMap<String, (u64, String)> =
        causes.iter().map(|(code, (count, sum))| (code.to_string(), (*count, decimal(*sum)))).collect();
    assert_eq!(found, planted);
    // 64 MiB, whatever the number of records.
    assert!(memory.is_none_or(|memory| memory < 64 << 10), "{memory:?}");
}

/// A million with `PRICESHEET_TIMES=50`.
#[test]
fn counts_and_money_by_cause() {
    let times = std::env::var("PRICESHEET_TIMES").ok().and_then(|times| times.parse().ok());
    check(20_000 * times.unwrap_or(1));
}
