//! The formats of records.

use std::path::Path;

/// How records are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// JSON Lines: an object a line.
    JsonLines,
    /// A JSON array of objects.
    JsonArray,
    /// CSV: a row a record, below a header.
    Csv,
}

impl Format {
    /// The format that a file's name states by its ending: `.jsonl`, `.ndjson` or `.json`, and `.csv`; before `.gz` or `.zst`
    /// where it is compressed.
    ///
    /// ```
    /// use pricesheet_records::Format;
    ///
    /// assert_eq!(Format::of_path("log.NDJSON"), Some(Format::JsonLines));
    /// assert_eq!(Format::of_path("log.csv.gz"), Some(Format::Csv));
    /// assert_eq!(Format::of_path("log.txt"), None);
    /// ```
    #[must_use]
    pub fn of_path(path: impl AsRef<Path>) -> Option<Self> {
        let ending = |path: &Path| Some(path.extension()?.to_string_lossy().to_ascii_lowercase());
        let path = path.as_ref();
        let outer = ending(path)?;
        let inner =
            if matches!(&*outer, "gz" | "zst") { ending(Path::new(path.file_stem()?))? } else { outer };
        match &*inner {
            "csv" => Some(Format::Csv),
            "jsonl" | "ndjson" | "json" => Some(Format::JsonLines),
            _ => None,
        }
    }

    /// The format in which records of this one are written back: what was an array becomes lines, for it is written as it is
    /// read.
    #[must_use]
    pub fn written(self) -> Self {
        match self {
            Format::JsonLines | Format::JsonArray => Format::JsonLines,
            Format::Csv => Format::Csv,
        }
    }

    /// What the place of a record is called: the `line` of an object, the `row` of a table, the `record` of an array.
    #[must_use]
    pub fn place_word(self) -> &'static str {
        match self {
            Format::JsonLines => "line",
            Format::JsonArray => "record",
            Format::Csv => "row",
        }
    }
}
