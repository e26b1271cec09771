//! What is said of a sheet without a usage: warnings and diffs.

use pricesheet_analysis::diff::SheetDiff;
use pricesheet_analysis::lint;

use super::compare::{golden, json};
use super::inputs::{SHEETS, read, sheet};

#[test]
fn warnings() {
    let mut lines = Vec::new();
    for path in SHEETS {
        let (_, warnings) = lint::check(path, &read(path)).unwrap();
        lines.extend(warnings.iter().flat_map(|warning| [json(warning), warning.to_string()]));
    }
    golden("warnings.jsonl", &lines);
}

#[test]
fn diffs() {
    let mut lines = Vec::new();
    for pair in
        [["pricing.toml", "tests/revisions/b.toml"], ["tests/revisions/b.toml", "tests/revisions/c.toml"]]
            .into_iter()
            .chain(SHEETS.windows(2).skip(7).map(|pair| [pair[0], pair[1]]))
    {
        let [old, new] = pair.map(sheet);
        let diff = SheetDiff::between(&old, &new);
        lines.push(format!("# {} -> {}", pair[0], pair[1]));
        lines.push(json(&diff));
        lines.extend(diff.to_string().lines().map(str::to_string));
    }
    golden("diffs.txt", &lines);
}
