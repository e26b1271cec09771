//! A sheet over another (section 8), and sheets as texts.

#![allow(clippy::panic, reason = "a helper of tests may stop the test")]

use std::fs;
use std::path::Path;

use pricesheet::{Diagnostics, EMBEDDED_SHEET, PriceSheet, Usage};

mod adjust;
mod agreement;
mod merge;
mod sharing;
mod to_toml;

/// A sheet, which has to be valid.
#[track_caller]
fn sheet(text: &str) -> PriceSheet {
    PriceSheet::from_toml(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// A sheet over another, which has to be valid.
#[track_caller]
fn over(text: &str, base: &PriceSheet) -> PriceSheet {
    PriceSheet::from_toml_over(text, base).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// A contract over a base called `List`, which states this beside its head.
fn contract(stated: &str) -> String {
    format!("name = 'Acme'\nover = {{ name = 'List' }}\nothers = 'as-listed'\n{stated}")
}

/// The same with `others = "refused"`.
fn narrow_contract(stated: &str) -> String {
    contract(stated).replace("as-listed", "refused")
}

/// A list of one endpoint `e` that states this.
fn list(endpoint: &str) -> PriceSheet {
    sheet(&format!("name = 'List'\n[endpoints.e]\n{endpoint}"))
}

/// Code, text and message of every fault.
fn faults(error: &Diagnostics) -> Vec<String> {
    error
        .iter()
        .map(|fault| format!("{} {}:{} {}", fault.code(), fault.line(), fault.column(), fault.message()))
        .collect()
}

/// The faults of a sheet over another.
#[track_caller]
fn faults_over(text: &str, base: &PriceSheet) -> Vec<String> {
    match PriceSheet::from_bytes_over("contract", text.as_bytes(), base) {
        Ok(sheet) => panic!("no fault:\n{text}\n{}", sheet.to_toml()),
        Err(error) => faults(&error),
    }
}

/// Every valid sheet of the repository.
fn sheets() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["tests/sheets/valid", "tests/sheets/lints", "tests/revisions", "tests/pages", "examples"];
    let files = folders.iter().flat_map(|folder| fs::read_dir(root.join(folder)).unwrap());
    let files = files
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"));
    let mut texts: Vec<_> =
        files.map(|path| (path.display().to_string(), fs::read_to_string(path).unwrap())).collect();
    texts.push(("pricing.toml".into(), EMBEDDED_SHEET.into()));
    texts.retain(|(_, text)| PriceSheet::from_toml(text).is_ok());
    texts.sort();
    assert!(texts.len() > 15, "{}", texts.len());
    texts
}

#[track_caller]
fn price(sheet: &PriceSheet, usage: &Usage) -> String {
    sheet.price(usage).map_or_else(|error| error.to_string(), |price| price.to_string())
}

/// Everything that is listed, in its order.
fn listings(sheet: &PriceSheet) -> Vec<(String, [Vec<String>; 4])> {
    let of_endpoint = |endpoint: &std::sync::Arc<pricesheet::sheet::Endpoint>| {
        let quantities = endpoint.quantities.iter().map(|quantity| quantity.name.clone());
        let charges = endpoint.charges.iter().map(|charge| charge.name.clone());
        let choices = endpoint.choices.iter().map(|choice| choice.name.clone());
        let names =
            [quantities.collect(), charges.collect(), choices.collect(), endpoint.option_names.clone()];
        (endpoint.name.clone(), names)
    };
    sheet.model().endpoints.iter().map(of_endpoint).collect()
}
