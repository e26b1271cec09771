#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
// Bad input never panics: what could panic, wrap or lose a digit is refused at compile time.
#![cfg_attr(
    not(test),
    warn(
        clippy::arithmetic_side_effects,
        clippy::as_conversions,
        clippy::expect_used,
        clippy::float_arithmetic,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

// In the order of imports.
mod error;
mod json;
mod amount;
mod report;
mod names;
mod item;
mod write;
mod sheet;
mod stripe;

use std::fmt;

pub use error::ImportError;
pub use report::{Entry, Kind, Remark, Report};

/// Whose price list it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// Stripe: price objects, alone, as a list of them, or as `GET /v1/prices` answers.
    Stripe,
}

impl Source {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Source; 1] = [Source::Stripe];

    /// The name by which the command knows it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Source::Stripe => "stripe",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What is to be said beside the document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The currency of the sheet (ISO 4217, in any case), where the source has several.
    pub currency: Option<String>,
}

/// The sheet made of a document, and what there is to say of them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Imported {
    /// The sheet that was made.
    pub sheets: Vec<SheetText>,
    /// What was taken over and what was left out.
    pub report: Report,
}

impl Imported {
    fn of(sheets: Vec<SheetText>, report: Report) -> Result<Self, ImportError> {
        match report.endpoints {
            0 => Err(ImportError::NothingPriced { report: Box::new(report) }),
            _ => Ok(Imported { sheets, report }),
        }
    }
}

/// A sheet, and what its file may be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetText {
    /// The name of a file, without an ending.
    pub name: String,
    /// The sheet, in TOML.
    pub text: String,
}

/// Makes a sheet of a document.
///
/// # Errors
///
/// [`ImportError`] where the document is not what the project publishes, or nothing in it has a price.
pub fn import(source: Source, text: &str, options: &Options) -> Result<Imported, ImportError> {
    match source {
        Source::Stripe => stripe::import(text, options),
    }
}
