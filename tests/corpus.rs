//! The minimised corpus of the fuzz targets, replayed by an ordinary test: what they found stays found.

use std::fs;
use std::path::Path;

use pricesheet::PriceSheet;
use pricesheet_testing::{usage_line, ways};

/// The inputs of one target.
fn inputs(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let inputs: Vec<_> = paths.map(|path| fs::read(path).unwrap()).collect();
    assert!(!inputs.is_empty());
    inputs
}

#[test]
fn check() {
    for bytes in inputs("check") {
        if let Err(diagnostics) = PriceSheet::from_bytes("corpus", &bytes) {
            for diagnostic in &diagnostics {
                let span = diagnostic.span();
                assert!(span.start <= span.end && span.end <= bytes.len(), "{diagnostic:?}");
            }
        }
    }
}

#[test]
fn price() {
    let mut priced = 0;
    for bytes in inputs("price") {
        let text = String::from_utf8_lossy(&bytes);
        let Some((sheet, usages)) = text.split_once("\n---\n") else { continue };
        let Ok(sheet) = PriceSheet::from_toml(sheet) else { continue };
        for usage in usages.lines().take(20).filter_map(usage_line::read) {
            ways::usage(&sheet, &usage);
            priced += usize::from(sheet.price(&usage).is_ok());
        }
    }
    assert!(priced > 10);
}
