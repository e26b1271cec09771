//! What the tests share: documents, and sheets made of them.

#![allow(clippy::panic, reason = "a helper of tests may stop the test")]

use std::fs;
use std::path::PathBuf;

use pricesheet::PriceSheet;
use pricesheet_import::{Imported, Options, Source, import};

pub(crate) fn path(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", name].iter().collect()
}

/// The excerpt of what a project publishes.
pub(crate) fn fixture(source: Source) -> String {
    fs::read_to_string(path(&format!("fixtures/{source}.json"))).unwrap()
}

pub(crate) fn imported(source: Source, text: &str, options: &Options) -> Imported {
    import(source, text, options).unwrap_or_else(|error| panic!("{source}: {error}"))
}

pub(crate) fn at(instant: &str) -> Options {
    let mut options = Options::default();
    options.at = Some(instant.parse().unwrap());
    options
}

pub(crate) fn currency(code: &str) -> Options {
    let mut options = Options::default();
    options.currency = Some(code.to_string());
    options
}

/// What a document is imported with, where its prices change.
pub(crate) fn options(source: Source) -> Options {
    if source == Source::GenaiPrices { at("2026-11-30T00:00:00Z") } else { Options::default() }
}

/// All sheets, loaded.
#[track_caller]
pub(crate) fn loaded(imported: &Imported) -> Vec<PriceSheet> {
    let sheet = |text: &str| PriceSheet::from_toml(text).unwrap_or_else(|faults| panic!("{text}\n{faults}"));
    imported.sheets.iter().map(|written| sheet(&written.text)).collect()
}
