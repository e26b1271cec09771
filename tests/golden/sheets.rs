//! What is said of a sheet without a usage: fingerprint, faults, warnings, diffs and pages.

use pricesheet::diff::SheetDiff;
use pricesheet::{PriceSheet, lint};
use pricesheet_page::Page;

use super::inputs::{SHEETS, files, read, sheet};
use super::{golden, json};

/// Fingerprints of the sheets of the repository, and of every sheet of the fuzzer's corpus, or what is wrong there.
#[test]
fn fingerprints() {
    let mut lines: Vec<String> =
        SHEETS.iter().map(|path| format!("{path} {}", sheet(path).fingerprint())).collect();
    for path in ["fuzz/corpus/check", "fuzz/corpus/price"].into_iter().flat_map(|folder| files(folder, "")) {
        let bytes = read(&path);
        let dashes = bytes.windows(5).position(|window| window == b"\n---\n").unwrap_or(bytes.len());
        let short: String = path.trim_start_matches("fuzz/corpus/").chars().take(16).collect();
        let said = match PriceSheet::from_bytes("s", &bytes[..dashes]) {
            Ok(sheet) => sheet.fingerprint().to_string(),
            Err(faults) => {
                let faults = faults
                    .iter()
                    .map(|fault| format!("{}@{}:{}", fault.code(), fault.line(), fault.column()));
                faults.collect::<Vec<_>>().join(" ")
            }
        };
        lines.push(format!("{short} {said}"));
    }
    golden("fingerprints.txt", &lines);
}

#[test]
fn diagnostics() {
    let mut lines = Vec::new();
    for path in files("tests/sheets/invalid", ".toml") {
        let faults = PriceSheet::from_bytes(&path, &read(&path)).unwrap_err();
        lines.push(json(&faults));
    }
    golden("diagnostics.jsonl", &lines);
}

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

/// Pages without their style sheet, which `crates/page/tests/pages` holds once.
#[test]
fn pages() {
    let mut lines = Vec::new();
    for path in SHEETS {
        let sheet = sheet(path);
        let html = Page::of(&sheet).to_html();
        let (head, rest) = html.split_once("<style>").unwrap();
        let (_, body) = rest.split_once("</style>").unwrap();
        let markdown = Page::of(&sheet).to_markdown();
        for text in [&*markdown, head, body] {
            lines.extend(text.lines().map(str::to_string));
        }
    }
    golden("pages.txt", &lines);
}
