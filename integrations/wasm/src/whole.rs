//! What else can be asked of a sheet, beside a quote and what a balance buys: whether a text is one, prices, differences.

use pricesheet::{Coverage, Decimal, Diagnostic, Diagnostics, PriceSheet, Usage};
use pricesheet_analysis::diff::SheetDiff;
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::fault::{Fault, json, thrown};
use crate::sheet::Sheet;
use crate::stated;

#[derive(Serialize)]
struct Checked {
    ok: bool,
    diagnostics: Vec<Diagnostic>,
}

fn checked(sheet: Result<PriceSheet, Diagnostics>) -> String {
    let diagnostics: Vec<_> = sheet.err().into_iter().flatten().collect();
    json(&Checked { ok: diagnostics.is_empty(), diagnostics })
}

#[wasm_bindgen]
impl Sheet {
    /// Every fault of a sheet.
    pub fn check(text: &str, source: &str) -> String {
        checked(PriceSheet::from_bytes(source, text.as_bytes()))
    }

    /// The same of a sheet that is over another.
    pub fn check_over(text: &str, source: &str, base: &Sheet) -> String {
        checked(PriceSheet::from_bytes_over(source, text.as_bytes(), &base.sheet))
    }

    /// Reads a sheet that is over another.
    pub fn parse_over(text: &str, source: &str, base: &Sheet) -> Result<Sheet, String> {
        let sheet = PriceSheet::from_bytes_over(source, text.as_bytes(), &base.sheet);
        sheet.map(|sheet| Sheet { sheet }).map_err(thrown)
    }

    /// The sheet as one text.
    pub fn toml(&self) -> String {
        self.sheet.to_toml()
    }

    /// What a usage costs.
    pub fn price(&self, usage: &str) -> Result<String, String> {
        let price = stated::usage(&self.sheet, usage).and_then(|usage| Ok(self.sheet.price(&usage)?));
        price.map(|price| price.normalize().to_string()).map_err(thrown)
    }

    /// Whether a balance covers a usage.
    pub fn cover(&self, usage: &str, balance: &str) -> Result<String, String> {
        let cover = |(usage, balance): (Usage, Decimal)| -> Result<Coverage, Fault> {
            Ok(self.sheet.cover(&usage, balance)?)
        };
        self.spent(usage, balance).and_then(cover).map(|coverage| json(&coverage)).map_err(thrown)
    }

    /// What changed from this sheet to another.
    pub fn diff(&self, other: &Sheet) -> String {
        json(&SheetDiff::between(&self.sheet, &other.sheet))
    }
}
