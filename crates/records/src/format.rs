//! The formats of records.

use std::path::Path;

/// How records are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// JSON Lines: an object a line.
    JsonLines,
    /// CSV: a row a record, below a header.
    Csv,
}

impl Format {
    /// The format that a file's name states by its ending: `.jsonl`, `.ndjson` or `.json`, and `.csv`.
    ///
    /// ```
    /// use pricesheet_records::Format;
    ///
    /// assert_eq!(Format::of_path("log.NDJSON"), Some(Format::JsonLines));
    /// assert_eq!(Format::of_path("log.txt"), None);
    /// ```
    #[must_use]
    pub fn of_path(path: impl AsRef<Path>) -> Option<Self> {
        let extension = path.as_ref().extension()?.to_string_lossy().to_ascii_lowercase();
        match &*extension {
            "csv" => Some(Format::Csv),
            "jsonl" | "ndjson" | "json" => Some(Format::JsonLines),
            _ => None,
        }
    }

    /// What the place of a record is called: the `line` of an object, the `row` of a table.
    #[must_use]
    pub fn place_word(self) -> &'static str {
        match self {
            Format::JsonLines => "line",
            Format::Csv => "row",
        }
    }
}
