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

/// All sheets, loaded: the list, and those over it.
#[track_caller]
pub(crate) fn loaded(imported: &Imported) -> Vec<PriceSheet> {
    let (list, later) = imported.sheets.split_first().unwrap();
    let list = PriceSheet::from_toml(&list.text).unwrap_or_else(|faults| panic!("{}\n{faults}", list.text));
    let over = |sheet: &pricesheet_import::SheetText| {
        PriceSheet::from_toml_over(&sheet.text, &list)
            .unwrap_or_else(|faults| panic!("{}\n{faults}", sheet.text))
    };
    let later: Vec<PriceSheet> = later.iter().map(over).collect();
    std::iter::once(list.clone()).chain(later).collect()
}
