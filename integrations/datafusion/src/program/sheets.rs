//! The sheets of a command.

use std::path::PathBuf;

use pricesheet::sheet::Heading;
use pricesheet::{EMBEDDED_SHEET, PriceBook, PriceSheet};

use super::Failure;

/// The sheets of files, or the one built in where there are none. One that is over another is read over the base that it names.
pub(crate) fn load(paths: &[PathBuf], bases: &[PathBuf]) -> Result<PriceBook, Failure> {
    let mut sheets = Vec::new();
    if paths.is_empty() {
        sheets.push(PriceSheet::from_toml(EMBEDDED_SHEET).map_err(|faults| Failure::faults(&faults))?);
    }
    for path in paths {
        sheets.push(read(path, bases)?);
    }
    PriceBook::new(sheets).map_err(|error| Failure::with_help(error.to_string(), error.help()))
}

fn read(path: &PathBuf, bases: &[PathBuf]) -> Result<PriceSheet, Failure> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| Failure::new(format!("cannot read {name}: {error}")))?;
    let over = std::str::from_utf8(&bytes).map(Heading::of).unwrap_or_default().over;
    let Some(over) = over else {
        return PriceSheet::from_bytes(&name, &bytes).map_err(|faults| Failure::faults(&faults));
    };
    for base in bases.iter().filter(|base| *base != path) {
        let sheet = read(base, bases)?;
        let is_version = over.version.is_none() || over.version.as_deref() == sheet.version();
        if sheet.name() == over.name && is_version {
            return PriceSheet::from_bytes_over(&name, &bytes, &sheet)
                .map_err(|faults| Failure::faults(&faults));
        }
    }
    let message = format!("{name} is over `{}`, which is not among the bases", over.name);
    Err(Failure::with_help(message, Some("give the sheet that it is over as --base FILE".to_string())))
}
