//! A sheet.

use pricesheet::{Affordable, Decimal, PriceSheet, Usage};
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::fault::{Fault, json, thrown};
use crate::{form, stated};

/// The word by which calls are asked for, where no quantity of the endpoint has that name.
const CALLS: &str = "calls";

/// A sheet that JavaScript holds.
#[wasm_bindgen]
pub struct Sheet {
    pub(crate) sheet: PriceSheet,
}

#[derive(Serialize)]
struct Label<'s> {
    name: &'s str,
    version: Option<&'s str>,
    effective: Option<String>,
    unit: &'s str,
    note: Option<&'s str>,
    fingerprint: pricesheet::Fingerprint,
}

#[derive(Serialize)]
struct Most<'q> {
    quantity: &'q str,
    most: Option<String>,
    unlimited: bool,
}

#[wasm_bindgen]
impl Sheet {
    /// Reads a sheet; its faults name it by `source`.
    pub fn parse(text: &str, source: &str) -> Result<Sheet, String> {
        let sheet = PriceSheet::from_bytes(source, text.as_bytes());
        sheet.map(|sheet| Sheet { sheet }).map_err(thrown)
    }

    /// What it is called, and which revision it is.
    pub fn label(&self) -> String {
        json(&Label {
            name: self.sheet.name(),
            version: self.sheet.version(),
            effective: self.sheet.effective().map(|at| at.to_string()),
            unit: self.sheet.unit(),
            note: self.sheet.note(),
            fingerprint: self.sheet.fingerprint(),
        })
    }

    /// What can be asked of each endpoint.
    pub fn endpoints(&self) -> String {
        json(&self.sheet.endpoints().map(|endpoint| form::endpoint(endpoint.model())).collect::<Vec<_>>())
    }

    /// The itemised price of a usage.
    pub fn quote(&self, usage: &str) -> Result<String, String> {
        let quote = stated::usage(&self.sheet, usage).and_then(|usage| Ok(self.sheet.quote(&usage)?));
        quote.map(|quote| json(&quote)).map_err(thrown)
    }

    /// How many of a quantity, or how many calls, a balance covers.
    pub fn afford(&self, usage: &str, quantity: &str, balance: &str) -> Result<String, String> {
        let most = self.spent(usage, balance).and_then(|(usage, balance)| {
            let asks_calls = quantity == CALLS && !self.has_quantity(usage.endpoint(), CALLS);
            Ok(match asks_calls {
                true => self.sheet.afford_calls(&usage, balance)?,
                false => self.sheet.afford(&usage, quantity, balance)?,
            })
        });
        let (most, unlimited) = match most.map_err(thrown)? {
            Affordable::Nothing => (None, false),
            Affordable::UpTo(most) => (Some(most.to_string()), false),
            Affordable::Unlimited => (None, true),
        };
        Ok(json(&Most { quantity, most, unlimited }))
    }
}

impl Sheet {
    fn has_quantity(&self, endpoint: &str, name: &str) -> bool {
        let endpoint = self.sheet.endpoint(endpoint);
        endpoint.is_ok_and(|found| found.model().quantities.iter().any(|quantity| quantity.name == name))
    }

    pub(crate) fn spent(&self, usage: &str, balance: &str) -> Result<(Usage, Decimal), Fault> {
        Ok((stated::usage(&self.sheet, usage)?, stated::balance(balance)?))
    }
}
