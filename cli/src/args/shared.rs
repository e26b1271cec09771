//! What may stand before every command.

use std::path::PathBuf;

use anstream::ColorChoice;
use clap::{Args, ValueEnum};

use super::Command;
use crate::failure::{self, Failure};

/// The variable that says which sheet is meant where no argument does; several as in PATH.
const DEFAULT_SHEET: &str = "PRICESHEET_SHEET";

#[derive(Debug, Args)]
pub(crate) struct SharedArguments {
    /// The price sheet, as after the command
    #[arg(id = "sheet_before", long = "sheet", value_name = "FILE")]
    sheets: Vec<PathBuf>,
    /// Whether what is printed has colours
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true, hide_possible_values = true)]
    color: Color,
    /// Print results and errors only: no warnings and no summaries
    #[arg(short, long, global = true)]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Color {
    /// On a terminal
    Auto,
    /// Everywhere
    Always,
    /// Nowhere
    Never,
}

impl SharedArguments {
    /// Makes them hold for a command.
    pub(crate) fn apply(self, command: &mut Command) -> Result<(), Failure> {
        match self.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
        .write_global();
        if self.quiet {
            failure::be_quiet();
        }
        let is_audit = matches!(command, Command::Audit(_));
        let Some(sheets) = command.sheets() else {
            if self.sheets.is_empty() {
                return Ok(());
            }
            let help = "name the files after the command";
            return Err(Failure::with_help("the command takes no `--sheet`", help));
        };
        sheets.splice(0..0, self.sheets);
        if sheets.is_empty() {
            *sheets = default_sheets();
            for path in sheets.iter() {
                let named = || format!("{} (named by {DEFAULT_SHEET})", path.display());
                std::fs::metadata(path).map_err(|error| Failure::reading(&named(), &error))?;
            }
        }
        if sheets.is_empty() && is_audit {
            let help = format!("state --sheet <FILE>, or {DEFAULT_SHEET}");
            return Err(Failure::with_help("an audit is by a sheet that is stated", help));
        }
        Ok(())
    }
}

/// The sheets of the variable.
pub(crate) fn default_sheets() -> Vec<PathBuf> {
    let stated = std::env::var_os(DEFAULT_SHEET).unwrap_or_default();
    std::env::split_paths(&stated).filter(|path| !path.as_os_str().is_empty()).collect()
}
