//! The sheets, and the usages and records of them.

use std::fs;
use std::path::Path;

use pricesheet::{Decimal, PriceSheet, Usage};

/// The valid sheets of the repository, by their paths.
pub(crate) const SHEETS: [&str; 19] = [
    "pricing.toml",
    "examples/plan.toml",
    "tests/pages/everything.toml",
    "tests/revisions/b.toml",
    "tests/revisions/c.toml",
    "tests/sheets/lints/allow.toml",
    "tests/sheets/lints/choices.toml",
    "tests/sheets/lints/conditions.toml",
    "tests/sheets/lints/merged.toml",
    "tests/sheets/lints/others.toml",
    "tests/sheets/lints/prices.toml",
    "tests/sheets/lints/tiers.toml",
    "tests/sheets/valid/every-form.toml",
    "tests/sheets/valid/every-key.toml",
    "tests/sheets/valid/plans.toml",
    "tests/sheets/valid/scraping.toml",
    "tests/sheets/valid/storage.toml",
    "tests/sheets/valid/telephony.toml",
    "tests/sheets/valid/tokens.toml",
];

/// The root of the repository, from whichever package.
fn root() -> &'static Path {
    let mut folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    folders.find(|folder| folder.join("pricing.toml").exists()).unwrap()
}

/// A file of the repository.
pub(crate) fn read(path: &str) -> Vec<u8> {
    fs::read(root().join(path)).unwrap()
}

/// A sheet of the repository.
pub(crate) fn sheet(path: &str) -> PriceSheet {
    PriceSheet::from_bytes(path, &read(path)).unwrap_or_else(|faults| panic!("{faults}"))
}

/// The paths of a folder's files that end so, in order.
pub(crate) fn files(folder: &str, end: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut paths: Vec<String> =
        names.filter(|name| name.ends_with(end)).map(|name| format!("{folder}/{name}")).collect();
    paths.sort();
    paths
}

/// The usages of one sheet.
pub(crate) fn usages(path: &str) -> Vec<Usage> {
    lines("tests/golden/usages.jsonl", path).into_iter().map(|(usage, _)| usage).collect()
}

/// The records of one sheet: each a usage, and what is said to have been charged for it.
pub(crate) fn records(path: &str) -> Vec<(Usage, Decimal)> {
    let records = lines("tests/golden/records.jsonl", path);
    records.into_iter().map(|(usage, charged)| (usage, charged.unwrap())).collect()
}

fn lines(file: &str, sheet: &str) -> Vec<(Usage, Option<Decimal>)> {
    let text = String::from_utf8(read(file)).unwrap();
    let start = format!("{{\"sheet\":\"{sheet}\",");
    let mut found = Vec::new();
    // Cut as text: a map of JSON may lose the order of what a usage states.
    for rest in text.lines().filter_map(|line| line.strip_prefix(&start)) {
        let (charged, rest) =
            match rest.strip_prefix("\"charged\":\"").and_then(|rest| rest.split_once("\",")) {
                Some((charged, rest)) => (Some(charged.parse().unwrap()), rest),
                None => (None, rest),
            };
        found.push((serde_json::from_str(&format!("{{{rest}")).unwrap(), charged));
    }
    assert!(!found.is_empty(), "no line of {file} is of {sheet}");
    found
}
