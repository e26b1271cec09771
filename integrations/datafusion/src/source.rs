//! Records in files: one file, or all files of a folder in one format.

mod exact;
mod parquet;
mod text;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::streaming::StreamingTable;
use datafusion::common::{Result, plan_datafusion_err, plan_err};
use datafusion::error::DataFusionError;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::physical_plan::streaming::PartitionStream;
use datafusion::prelude::{ParquetReadOptions, SessionContext};

use parquet::Group;
use text::TextFile;
pub use text::TextOptions;

/// A file or folder of records.
#[derive(Debug, Clone)]
pub struct Source {
    path: PathBuf,
    schema: SchemaRef,
    files: Files,
}

/// The files, in the order of their names, by what they are made of.
#[derive(Debug, Clone)]
enum Files {
    Parquet(Vec<Group>),
    Text(Vec<Arc<TextFile>>),
}

/// A part of the records that can be read alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    at: usize,
    /// The place of its first record among all of them, from 1; none where nobody has counted the records before.
    pub first_place: Option<u64>,
    /// How many records it has, where that is known before they are read.
    pub records: Option<u64>,
}

impl Part {
    /// Its place among the parts, from 0.
    #[must_use]
    pub fn number(self) -> usize {
        self.at
    }
}

impl Source {
    /// Opens a file, or a folder whose files have one format: Parquet, CSV or JSON Lines, by the ends of their names.
    ///
    /// # Errors
    ///
    /// Where there is no such file, its format is not one of them, a folder mixes formats, or files differ in their columns.
    pub fn open(path: &Path, options: &TextOptions) -> Result<Self> {
        let files = files(path)?;
        let formats: Vec<Format> = files.iter().map(|file| Format::of(file)).collect::<Result<_>>()?;
        let Some(format) = formats.first().copied() else {
            return plan_err!(
                "{} has no files of records; they end in .parquet, .csv, .jsonl, .ndjson or .json",
                path.display()
            );
        };
        if let Some((other, file)) = formats.iter().zip(&files).find(|(other, _)| **other != format) {
            return plan_err!(
                "{} is {} among files of {}; keep the formats in folders of their own",
                file.display(),
                other.name(),
                format.name()
            );
        }
        let (schema, files) = match format {
            Format::Parquet => {
                let (schema, groups) = parquet::open(&files)?;
                (schema, Files::Parquet(groups))
            }
            Format::Csv | Format::JsonLines => {
                let (schema, files) = text::open(&files, format == Format::Csv, options)?;
                (schema, Files::Text(files))
            }
        };
        Ok(Source { path: path.to_path_buf(), schema, files })
    }

    /// The columns of the records.
    #[must_use]
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// How many records there are, where the files say so.
    #[must_use]
    pub fn records(&self) -> Option<u64> {
        self.parts().iter().map(|part| part.records).sum()
    }

    /// The parts, in order. Those of Parquet are its row groups; a file of text is one.
    #[must_use]
    pub fn parts(&self) -> Vec<Part> {
        match &self.files {
            Files::Parquet(groups) => {
                let mut next = 1_u64;
                let part = |(at, group): (usize, &Group)| {
                    let first_place = Some(next);
                    next = next.saturating_add(group.records);
                    Part { at, first_place, records: Some(group.records) }
                };
                groups.iter().enumerate().map(part).collect()
            }
            Files::Text(files) => {
                let part = |at: usize| Part { at, first_place: (at == 0).then_some(1), records: None };
                (0..files.len()).map(part).collect()
            }
        }
    }

    /// Reads some columns of a part, by their places in the schema, in ascending order.
    ///
    /// # Errors
    ///
    /// Where the file is not there any more; what is wrong in it comes with the batches.
    pub fn read(
        &self,
        part: Part,
        columns: &[usize],
        context: &SessionContext,
    ) -> Result<SendableRecordBatchStream> {
        let gone = || plan_datafusion_err!("{} has no part {}", self.path.display(), part.at);
        match &self.files {
            Files::Parquet(groups) => {
                groups.get(part.at).ok_or_else(gone)?.read(&self.schema, columns, context.task_ctx())
            }
            Files::Text(files) => files.get(part.at).ok_or_else(gone)?.read(columns),
        }
    }

    /// Makes the records a table of a session.
    ///
    /// # Errors
    ///
    /// Where the session has a table of that name, or cannot read the files.
    pub async fn register(&self, context: &SessionContext, table: &str) -> Result<()> {
        match &self.files {
            Files::Parquet(_) => {
                // A folder is one where its name ends like one.
                let end = if self.path.is_dir() { "/" } else { "" };
                let name = self.path.to_str().ok_or_else(|| not_unicode(&self.path))?;
                let path = format!("{}{end}", name.trim_end_matches('/'));
                context.register_parquet(table, path, ParquetReadOptions::default()).await
            }
            Files::Text(files) => {
                let partitions = files.iter().map(|file| Arc::clone(file) as Arc<dyn PartitionStream>);
                let streaming = StreamingTable::try_new(Arc::clone(&self.schema), partitions.collect())?;
                context.register_table(table, Arc::new(streaming)).map(drop)
            }
        }
    }
}

/// What records are written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Parquet,
    Csv,
    JsonLines,
}

impl Format {
    fn of(path: &Path) -> Result<Self> {
        match path.extension().and_then(|end| end.to_str()) {
            Some("parquet") => Ok(Format::Parquet),
            Some("csv") => Ok(Format::Csv),
            Some("jsonl" | "ndjson" | "json") => Ok(Format::JsonLines),
            _ => plan_err!(
                "the format of {} is not known by its name; names of records end in .parquet, .csv, .jsonl, .ndjson or .json",
                path.display()
            ),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Format::Parquet => "Parquet",
            Format::Csv => "CSV",
            Format::JsonLines => "JSON Lines",
        }
    }
}

/// A file, or those of a folder, in the order of their names. Hidden files are somebody else's, and so are those that
/// writers mark with an underscore.
fn files(path: &Path) -> Result<Vec<PathBuf>> {
    let cannot = |error: std::io::Error| cannot_read(path, &error);
    if !std::fs::metadata(path).map_err(cannot)?.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(cannot)? {
        let entry = entry.map_err(cannot)?;
        let name = entry.file_name();
        let marked = name.to_str().is_some_and(|name| name.starts_with(['.', '_']));
        if !marked && entry.path().is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

fn cannot_read(path: &Path, error: &std::io::Error) -> DataFusionError {
    plan_datafusion_err!("cannot read {}: {error}", path.display())
}

fn not_unicode(path: &Path) -> DataFusionError {
    plan_datafusion_err!("the name of {} is not Unicode", path.display())
}
