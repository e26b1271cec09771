//! Which sheet was used.

use pricesheet::{Fingerprint, PriceSheet};
use serde::Serialize;

/// Which sheet was used, and where it was read.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct SheetLabel<'a> {
    name: &'a str,
    version: Option<&'a str>,
    source: &'a str,
    fingerprint: Fingerprint,
}

impl<'a> SheetLabel<'a> {
    /// A sheet that was read from here: a file, or "embedded".
    #[must_use]
    pub fn of(sheet: &'a PriceSheet, source: &'a str) -> Self {
        SheetLabel { name: sheet.name(), version: sheet.version(), source, fingerprint: sheet.fingerprint() }
    }

    /// What the sheet says, to the bit.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// Name, version and source.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{} ({})", name_and_version(self.name, self.version), self.source)
    }
}

/// Name and version.
#[must_use]
pub fn title(sheet: &PriceSheet) -> String {
    name_and_version(sheet.name(), sheet.version())
}

fn name_and_version(name: &str, version: Option<&str>) -> String {
    match version {
        Some(version) => format!("{name} {version}"),
        None => name.to_string(),
    }
}
