//! The arguments of `list`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::SheetArguments;

/// How a page is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PageFormat {
    /// Markdown, with tables as GitHub has them
    Markdown,
    /// One HTML file that asks for nothing else
    Html,
}

#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// The sheet as JSON
    #[arg(long, conflicts_with = "to")]
    pub(crate) json: bool,
    /// The pricing page that a vendor publishes, made from the sheet
    #[arg(long, value_name = "FORMAT")]
    pub(crate) to: Option<PageFormat>,
    /// A style sheet of your own, put into the HTML page behind the page's
    #[arg(long, value_name = "FILE", requires = "to")]
    pub(crate) css: Option<PathBuf>,
    /// A logo above the title of the HTML page, put into it: SVG, PNG, JPEG, WebP or GIF
    #[arg(long, value_name = "FILE", requires = "to")]
    pub(crate) logo: Option<PathBuf>,
    /// A calculator in the HTML page, which has the engine in it; or one of your own, a fragment of HTML with its scripts
    #[arg(long, value_name = "FILE", num_args = 0..=1, requires = "to")]
    pub(crate) calculator: Option<Option<PathBuf>>,
    /// The instant at which the sheet is in force, such as 2026-05-01T00:00:00Z
    #[arg(long, value_name = "INSTANT")]
    pub(crate) at: Option<String>,
    #[command(flatten)]
    pub(crate) sheet: SheetArguments,
}
