//! What the command prints, compared with the files of `golden` to the byte: status, output and what it says beside.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test golden::` writes them anew, to be read before they are committed.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::{command, run_command};

/// The sheets of whose prices there are records.
const SHEETS: [&str; 7] = [
    "pricing.toml",
    "examples/plan.toml",
    "tests/sheets/valid/every-key.toml",
    "tests/sheets/valid/scraping.toml",
    "tests/sheets/valid/storage.toml",
    "tests/sheets/valid/telephony.toml",
    "tests/sheets/valid/tokens.toml",
];

const REVISIONS: &str = "--sheet pricing.toml --sheet tests/revisions/b.toml --sheet tests/revisions/c.toml";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The lines of this sheet in one of the library's golden inputs.
fn lines_of(file: &str, sheet: &str) -> String {
    let text = fs::read_to_string(root().join("tests/golden").join(file)).unwrap();
    let start = format!("{{\"sheet\":\"{sheet}\",");
    let lines = text.lines().filter(|line| line.starts_with(&start));
    lines.map(|line| format!("{line}\n")).collect()
}

/// Runs the commands at the root of the repository, each with its input, and compares what they print.
#[track_caller]
fn golden(name: &str, runs: &[(String, String)]) {
    let mut found = String::new();
    for (line, input) in runs {
        let arguments: Vec<&str> = line.split_whitespace().collect();
        let mut command = command(&arguments);
        command.current_dir(root()).env("COLUMNS", "120");
        let run = run_command(command, input);
        found.push_str(&format!("$ pricesheet {line}\n[{:?}]\n{}", run.status, run.stdout));
        if !run.stderr.is_empty() {
            found.push_str(&format!("[beside]\n{}", run.stderr));
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, &found).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if found == expected {
        return;
    }
    let (mut expected, mut found) = (expected.lines(), found.lines());
    for number in 1.. {
        let (expected, found) = (expected.next(), found.next());
        assert!(expected == found, "{name}:{number}\nexpected: {expected:?}\nfound:    {found:?}");
        assert!(expected.is_some(), "{name} differs in how its lines end");
    }
}

/// Commands without input.
fn alone(lines: &[&str]) -> Vec<(String, String)> {
    lines.iter().map(|line| (line.to_string(), String::new())).collect()
}

#[test]
fn models() {
    let mut runs = alone(&["list --json", "list", "list --sheet tests/sheets/invalid/empty.toml"]);
    for sheet in SHEETS
        .into_iter()
        .skip(1)
        .chain(["tests/sheets/valid/every-form.toml", "tests/pages/everything.toml"])
    {
        runs.extend(["", "--json"].map(|form| (format!("list {form} --sheet {sheet}"), String::new())));
    }
    runs.push((format!("list --at 2026-06-02T00:00:00Z {REVISIONS}"), String::new()));
    golden("models.txt", &runs);
}

#[test]
fn checks() {
    let mut runs = Vec::new();
    for folder in ["tests/sheets/invalid", "tests/sheets/lints", "tests/sheets/valid"] {
        let entries = fs::read_dir(root().join(folder)).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| name.ends_with(".toml")).collect();
        names.sort();
        if folder.ends_with("invalid") {
            // The library's golden files hold all of them; the snippets are the command's own.
            names = names.into_iter().step_by(3).collect();
        }
        for name in names {
            runs.push((format!("check {folder}/{name}"), String::new()));
        }
    }
    let json = "check --json pricing.toml tests/sheets/invalid/conflicts.toml tests/sheets/lints/tiers.toml";
    runs.extend(alone(&[
        json,
        "check --deny warnings tests/sheets/lints/tiers.toml",
        "check no-such-file.toml",
    ]));
    golden("checks.txt", &runs);
}

#[test]
fn quotes() {
    let runs = alone(&[
        "quote get-personal-profile skills certifications",
        "quote get-personal-profile skills certifications --json",
        "quote get-personal-profile skills --calls 1000 --balance 999",
        "quote get-personal-profile skills --calls 1000 --balance 999 --json",
        "quote search-employees search=1 status=7 results=120",
        "quote search-employees search=1 status=7 results=120 --json",
        "quote get-personal-profil",
        "quote get-personal-profil --json",
        "quote get-personal-profile skils",
        "quote get-personal-profile skills=1",
        "quote search-employees results=1e",
        "quote search-employees results=-1",
        "quote search-employees",
        "quote get-company-by-url --calls 1.5",
        "quote --file examples/basket.jsonl",
        "quote --file examples/basket.jsonl --json --balance 3000",
        "quote send messages=120 --sheet examples/plan.toml",
        "quote send messages=120 --calls 2 --sheet examples/plan.toml",
        "quote",
        "afford search-employees search=1 --most results --balance 100",
        "afford search-employees search=1 --most results --balance 100 --json",
        "afford search-employees --most results --balance 0 --calls 7",
        "afford search-employees --most result --balance 10",
        "rate examples/usages.jsonl",
        "rate examples/usages.jsonl --totals",
        "rate examples/usages.jsonl --to csv",
        "rate examples/period.jsonl --sheet examples/plan.toml --meter customer,month",
        "audit examples/log.jsonl --map-file examples/log-map.toml --sheet pricing.toml --by customer --unique request",
        "audit examples/log.jsonl --map-file examples/log-map.toml --sheet pricing.toml --by customer --json",
        "diff pricing.toml tests/revisions/b.toml",
        "diff pricing.toml tests/revisions/b.toml --json",
        "diff pricing.toml tests/revisions/b.toml examples/usages.jsonl",
        "diff pricing.toml tests/revisions/b.toml examples/usages.jsonl --json --most 1",
        "diff pricing.toml pricing.toml",
        "diff pricing.toml examples/plan.toml examples/usages.jsonl",
    ]);
    golden("quotes.txt", &runs);
}

#[test]
fn records() {
    let mut runs = Vec::new();
    for sheet in SHEETS {
        let (usages, charged) = (lines_of("usages.jsonl", sheet), lines_of("records.jsonl", sheet));
        for form in ["--totals", "--to csv --totals"] {
            runs.push((format!("rate - {form} --sheet {sheet}"), usages.clone()));
        }
        for form in ["", "--json", "--totals --json", "--most 3 --by endpoint"] {
            runs.push((format!("audit - {form} --sheet {sheet}"), charged.clone()));
        }
    }
    let usages = lines_of("usages.jsonl", "pricing.toml");
    runs.push((
        format!("rate - {REVISIONS}"),
        usages.replace("{\"sheet\":", "{\"at\":\"2026-06-02T00:00:00Z\",\"sheet\":"),
    ));
    runs.push(("rate - --from csv".to_string(), "endpoint,options,quantities.results\nget-personal-profile,skills,\nsearch-employees,,12\nsearch-employees,,x\n,,\n".to_string()));
    runs.push((
        "rate - --from csv --to jsonl".to_string(),
        "endpoint,calls,options\nget-personal-profile,3,\"skills,honors\"\n".to_string(),
    ));
    golden("records.txt", &runs);
}
