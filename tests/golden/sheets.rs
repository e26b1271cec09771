//! What is said of a sheet without a usage: fingerprint and faults.

use pricesheet::PriceSheet;

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
