//! Audits and diffs of usage.

use pricesheet::PriceBook;
use pricesheet_analysis::audit::Audit;
use pricesheet_analysis::diff::UsageDiff;

use super::compare::{golden, json};
use super::inputs::{SHEETS, records, sheet, usages};

/// Every judgement, and the report of all.
fn audit(lines: &mut Vec<String>, book: &PriceBook, path: &str, at: Option<&str>) {
    let mut audit = Audit::of(book).keeping(3);
    for (place, (usage, charged)) in (1..).zip(records(path)) {
        let judgement = audit.record(place, &usage, at, charged).unwrap();
        let causes: Vec<String> = judgement.causes().iter().map(ToString::to_string).collect();
        lines.push(format!("{} {}", json(&judgement), json(&causes)));
    }
    lines.push(json(&audit));
}

#[test]
fn audits_of_one_sheet() {
    let mut lines = Vec::new();
    for path in SHEETS {
        audit(
            &mut lines,
            &PriceBook::from(sheet(path)),
            path,
            sheet(path).effective().map(|at| at.to_string()).as_deref(),
        );
    }
    golden("audits.txt", &lines);
}

#[test]
fn audits_of_three_revisions() {
    let revisions = ["pricing.toml", "tests/revisions/b.toml", "tests/revisions/c.toml"];
    let book = PriceBook::new(revisions.map(sheet)).unwrap();
    let mut lines = Vec::new();
    for at in [None, Some("2026-04-01T00:00:00Z"), Some("2026-06-02T00:00:00Z"), Some("soon")] {
        audit(&mut lines, &book, "pricing.toml", at);
    }
    golden("audits_of_revisions.txt", &lines);
}

#[test]
fn diffs_of_usage() {
    let mut lines = Vec::new();
    for (old, new) in
        [("pricing.toml", "tests/revisions/b.toml"), ("tests/revisions/b.toml", "tests/revisions/c.toml")]
    {
        let (before, after) = (sheet(old), sheet(new));
        let mut diff = UsageDiff::between(&before, &after).unwrap();
        for (place, usage) in (1..).zip(usages(old)) {
            diff.record(place, &usage).unwrap();
        }
        lines.push(json(&diff));
    }
    golden("diffs_of_usage.txt", &lines);
}
