//! The tests of the public interface, in one binary.

mod audits;
mod functions;
mod program;
mod texts;

use pricesheet::{EMBEDDED_SHEET, PriceSheet};

/// The vendor's sheet.
fn vendor() -> PriceSheet {
    PriceSheet::from_toml(EMBEDDED_SHEET).unwrap()
}
