//! Sheets by the instants from which they apply.

use pricesheet::{PriceBook, PriceSheet};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::fault::thrown;
use crate::sheet::Sheet;

/// The sheets that a book is to be made of.
#[wasm_bindgen]
#[derive(Default)]
pub struct Sheets {
    sheets: Vec<PriceSheet>,
}

#[wasm_bindgen]
impl Sheets {
    /// None yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Sheets::default()
    }

    /// One more.
    pub fn add(&mut self, sheet: &Sheet) {
        self.sheets.push(sheet.sheet.clone());
    }

    /// The book of them.
    pub fn book(self) -> Result<Book, String> {
        PriceBook::new(self.sheets).map(|book| Book { book }).map_err(thrown)
    }
}

/// A book that JavaScript holds.
#[wasm_bindgen]
pub struct Book {
    book: PriceBook,
}

#[wasm_bindgen]
impl Book {
    /// The sheet at a place, the earliest first; none beyond the last.
    pub fn sheet(&self, place: usize) -> Option<Sheet> {
        self.book.sheets().get(place).map(|sheet| Sheet { sheet: sheet.clone() })
    }

    /// The place of the sheet in force at an instant, or for a usage that states none.
    pub fn in_force(&self, at: Option<String>) -> Result<usize, String> {
        let found = self.book.in_force_for(at.as_deref()).map_err(thrown)?;
        let place = self.book.sheets().iter().position(|sheet| std::ptr::eq(sheet, found));
        Ok(place.unwrap_or_default())
    }
}
