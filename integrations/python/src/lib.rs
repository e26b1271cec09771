//! The native half of the Python package `pricesheet`: classes and functions over the engine, with Python's types on one side
//! and the engine's exact ones on the other. What needs no engine is Python, in `python/pricesheet`.
//!
//! There is no arithmetic here: amounts and counts go through [`number`] in both directions, and nowhere else.
#![deny(unsafe_code)]
// Bad input raises an exception, and never aborts the interpreter: what could panic or lose a digit is refused at compile time.
#![warn(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::float_arithmetic,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unreachable,
    clippy::unwrap_used
)]

// In the order of imports.
mod error;
mod json;
mod loading;
mod number;
mod usage;
mod quote;
mod afford;
mod sheet;
mod book;
mod meter;
mod hold;
mod check;
mod diff;
mod mapping;
mod record;
mod audit;
mod stream;
mod pieces;
mod charged;
mod judge;
mod table;

use pyo3::prelude::*;

/// What `python/pricesheet/__init__.py` shows to users.
#[pymodule]
mod _pricesheet {
    #[pymodule_export]
    use super::audit::audit;
    #[pymodule_export]
    use super::book::PriceBook;
    #[pymodule_export]
    use super::check::check;
    #[pymodule_export]
    use super::diff::{SheetDiff, diff};
    #[pymodule_export]
    use super::hold::Hold;
    #[pymodule_export]
    use super::meter::Meter;
    #[pymodule_export]
    use super::quote::Quote;
    #[pymodule_export]
    use super::sheet::{PriceSheet, restore_sheet};
    #[pymodule_export]
    use super::table::{Table, audit_table, price_table};
}
