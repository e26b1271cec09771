//! The minimised corpus of the fuzz targets, replayed by an ordinary test: what they found stays found.

use std::fs;
use std::path::Path;

use pricesheet::{PriceSheet, Usage, number};
use pricesheet_testing::ways;

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

/// A usage as the fuzz target reads it: `endpoint option quantity=number calls:number`.
fn usage(line: &str) -> Option<Usage> {
    let mut words = line.split_whitespace();
    let mut usage = Usage::new(words.next()?);
    for word in words {
        usage = if let Some((name, value)) = word.split_once('=') {
            usage.quantity(name, number::parse(value).ok()?)
        } else if let Some(calls) = word.strip_prefix("calls:") {
            usage.calls(number::parse(calls).ok()?)
        } else {
            usage.option(word)
        };
    }
    Some(usage)
}

#[test]
fn price() {
    let mut priced = 0;
    for bytes in inputs("price") {
        let text = String::from_utf8_lossy(&bytes);
        let Some((sheet, usages)) = text.split_once("\n---\n") else { continue };
        let Ok(sheet) = PriceSheet::from_toml(sheet) else { continue };
        for usage in usages.lines().take(20).filter_map(usage) {
            ways::usage(&sheet, &usage);
            priced += usize::from(sheet.price(&usage).is_ok());
        }
    }
    assert!(priced > 10);
}
