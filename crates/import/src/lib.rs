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
mod window;
mod counts;
mod sheet;
mod genai_prices;
mod litellm;
mod openrouter;
mod stripe;

use std::fmt;

use pricesheet::Instant;

pub use error::ImportError;
pub use report::{Entry, Kind, Remark, Report};

/// Whose price list it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// LiteLLM: `model_prices_and_context_window.json`.
    LiteLlm,
    /// genai-prices: `prices/data.json`, or `prices/new_data/v2/data.json`.
    GenaiPrices,
    /// OpenRouter: what `https://openrouter.ai/api/v1/models` answers.
    OpenRouter,
    /// Stripe: price objects, alone, as a list of them, or as `GET /v1/prices` answers.
    Stripe,
}

impl Source {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Source; 4] = [Source::LiteLlm, Source::GenaiPrices, Source::OpenRouter, Source::Stripe];

    /// The name by which the command knows it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Source::LiteLlm => "litellm",
            Source::GenaiPrices => "genai-prices",
            Source::OpenRouter => "openrouter",
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
    /// Of dated prices, those at this instant alone. Where it is left out, they become sheets over the first.
    pub at: Option<Instant>,
    /// The currency of the sheet (ISO 4217, in any case), where the source has several.
    pub currency: Option<String>,
}

/// The sheets made of a document, and what there is to say of them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Imported {
    /// The list, and a sheet over it for each date on which its prices change, in the order of these dates.
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

/// Makes sheets of a document.
///
/// # Errors
///
/// [`ImportError`] where the document is not what the project publishes, or nothing in it has a price.
pub fn import(source: Source, text: &str, options: &Options) -> Result<Imported, ImportError> {
    match source {
        Source::LiteLlm => litellm::import(text),
        Source::GenaiPrices => genai_prices::import(text, options),
        Source::OpenRouter => openrouter::import(text),
        Source::Stripe => stripe::import(text, options),
    }
}
