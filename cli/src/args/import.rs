//! Whose price list is imported, and how.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Whose price list it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ImportSource {
    /// LiteLLM's price map
    Litellm,
    /// genai-prices' data
    GenaiPrices,
    /// OpenRouter's models
    Openrouter,
    /// Stripe's price objects
    Stripe,
}

impl From<ImportSource> for pricesheet_import::Source {
    fn from(source: ImportSource) -> Self {
        match source {
            ImportSource::Litellm => pricesheet_import::Source::LiteLlm,
            ImportSource::GenaiPrices => pricesheet_import::Source::GenaiPrices,
            ImportSource::Openrouter => pricesheet_import::Source::OpenRouter,
            ImportSource::Stripe => pricesheet_import::Source::Stripe,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct ImportArguments {
    /// Whose price list it is
    pub(crate) source: ImportSource,
    /// The file, as the project publishes it; - is standard input
    pub(crate) file: PathBuf,
    /// A folder for the sheet, and for a sheet over it for each date on which its prices change
    #[arg(long, value_name = "FOLDER")]
    pub(crate) out: Option<PathBuf>,
    /// Of dated prices, those alone that hold at this instant
    #[arg(long, value_name = "INSTANT")]
    pub(crate) at: Option<String>,
    /// The currency of the sheet, where the prices are in several
    #[arg(long, value_name = "CODE")]
    pub(crate) currency: Option<String>,
    /// What was taken over and what was not, as JSON on standard output
    #[arg(long, requires = "out")]
    pub(crate) json: bool,
}
