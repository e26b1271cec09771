//! Which sheets a command uses, and where they come from.

use std::io::Read;
use std::path::{Path, PathBuf};

use pricesheet::{BookError, InForceError, Instant, PriceBook, PriceSheet};
use pricesheet_report::SheetLabel;

use crate::bases::Bases;
use crate::failure::Failure;

/// A sheet and where it was read.
pub(crate) struct SourcedSheet {
    pub(crate) sheet: PriceSheet,
    /// The file, or "embedded".
    pub(crate) source: String,
}

impl SourcedSheet {
    /// The sheet built in.
    fn embedded() -> Result<Self, Failure> {
        Self::parse("pricing.toml", "embedded", pricesheet::EMBEDDED_SHEET.as_bytes(), &Bases::new(&[], &[]))
    }

    /// The sheet of a file, over its base where it is over one.
    pub(crate) fn load(path: &Path, bases: &Bases) -> Result<Self, Failure> {
        let name = path.display().to_string();
        Self::parse(&name, &name, &read(path)?, bases)
    }

    fn parse(name: &str, source: &str, bytes: &[u8], bases: &Bases) -> Result<Self, Failure> {
        Ok(SourcedSheet { sheet: bases.load(name, bytes)?, source: source.to_string() })
    }

    /// Name, version and source, as every command says it.
    pub(crate) fn label(&self) -> String {
        self.json().words()
    }

    /// The same as data, with the fingerprint.
    pub(crate) fn json(&self) -> SheetLabel<'_> {
        SheetLabel::of(&self.sheet, &self.source)
    }
}

/// The sheets of a command, one or several, and where each was read.
pub(crate) struct SourcedBook {
    pub(crate) book: PriceBook,
    /// In the order of the book; never empty.
    sheets: Vec<SourcedSheet>,
}

impl SourcedBook {
    /// The sheets of these files, or the one built in where there are none. Each may be over one of the bases, or over another
    /// of these sheets.
    pub(crate) fn load(paths: &[PathBuf], bases: &[PathBuf]) -> Result<Self, Failure> {
        let bases = Bases::new(bases, paths);
        let loaded: Vec<_> = if paths.is_empty() {
            Vec::from([SourcedSheet::embedded()])
        } else {
            // Every file is read, so that the faults of all of them are told in one run.
            let load = |path: &PathBuf| SourcedSheet::load(path, &bases).inspect_err(Failure::report);
            paths.iter().map(|path| load(path).map_err(|_| Failure::Reported)).collect()
        };
        let mut sheets = loaded.into_iter().collect::<Result<Vec<_>, _>>()?;
        let book = PriceBook::new(sheets.iter().map(|sourced| sourced.sheet.clone()))
            .map_err(|error| no_book(&error, &sheets))?;
        sheets.sort_by_key(|sourced| sourced.sheet.effective());
        Ok(SourcedBook { book, sheets })
    }

    /// The sheet in force at an instant; without one, the only sheet.
    pub(crate) fn in_force(&self, at: Option<Instant>) -> Result<&SourcedSheet, InForceError> {
        at.map_or_else(|| self.book.in_force_for(None), |at| self.book.in_force(at))
            .and_then(|sheet| self.of(sheet))
    }

    /// The sheet for a record that states this as its `at`, or nothing.
    pub(crate) fn in_force_for(&self, at: Option<&str>) -> Result<&SourcedSheet, InForceError> {
        self.book.in_force_for(at).and_then(|sheet| self.of(sheet))
    }

    /// Where a sheet of the book was read. No two of them have one fingerprint, since no two have one `effective`.
    fn of(&self, sheet: &PriceSheet) -> Result<&SourcedSheet, InForceError> {
        let found = self.sheets.iter().find(|sourced| sourced.sheet.fingerprint() == sheet.fingerprint());
        found.ok_or(InForceError::NoInstant)
    }

    /// Name, version and source of all of them.
    pub(crate) fn label(&self) -> String {
        let labels: Vec<String> = self.sheets.iter().map(SourcedSheet::label).collect();
        let sheets = if labels.len() == 1 { "sheet" } else { "sheets" };
        format!("{sheets}: {}", labels.join(", "))
    }

    /// The same as data, in the order of the book.
    pub(crate) fn json(&self) -> Vec<SheetLabel<'_>> {
        self.sheets.iter().map(SourcedSheet::json).collect()
    }
}

/// Why sheets make no book, and in which files they stand.
fn no_book(error: &BookError, sheets: &[SourcedSheet]) -> Failure {
    let places = match error {
        BookError::Empty => Vec::new(),
        BookError::NoEffective { place, .. } => Vec::from([*place]),
        BookError::SameInstant { first_place, second_place, .. } => Vec::from([*first_place, *second_place]),
        BookError::OtherUnit { place, .. } => Vec::from([0, *place]),
    };
    let files = places.into_iter().filter_map(|place| sheets.get(place)).map(|sourced| &*sourced.source);
    let message = format!("{error} ({})", files.collect::<Vec<_>>().join(", "));
    Failure::Message { code: Some(error.code()), message, help: error.help() }
}

/// The bytes of a file; of standard input for `-`.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let name = path.display().to_string();
    // One byte more than a sheet may have is enough to refuse it.
    let limit =
        u64::try_from(pricesheet::sheet::limits::SHEET_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    let read = if name == "-" {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    read.map_err(|error| Failure::reading(if name == "-" { "standard input" } else { &name }, &error))?;
    Ok(bytes)
}
