//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use pricesheet_datafusion::{Limits, TextOptions};

use super::Failure;

/// SQL over Parquet, CSV and JSON Lines, with prices by a price sheet
#[derive(Debug, Parser)]
#[command(name = "pricesheet-sql", version)]
pub(crate) struct Arguments {
    /// The sheet, or several, each in force from its `effective` [default: the vendor's sheet that is built in]
    #[arg(long = "sheet", value_name = "FILE", global = true)]
    pub(crate) sheets: Vec<PathBuf>,
    /// A sheet that others are over
    #[arg(long = "base", value_name = "FILE", global = true)]
    pub(crate) bases: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) limits: LimitArguments,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Args)]
pub(crate) struct LimitArguments {
    /// How many MiB groups, joins and sorts may take together; what needs more goes to disk
    #[arg(long, value_name = "MIB", default_value_t = 1_024, global = true)]
    memory: usize,
    /// The folder for what goes to disk [default: the system's for temporary files]
    #[arg(long, value_name = "FOLDER", global = true)]
    spill: Option<PathBuf>,
    /// How many threads work [default: one for each core]
    #[arg(long, value_name = "NUMBER", global = true)]
    threads: Option<usize>,
}

impl LimitArguments {
    pub(crate) fn threads(&self) -> usize {
        self.threads.unwrap_or_else(|| Limits::default().threads).max(1)
    }

    pub(crate) fn limits(&self) -> Result<Limits, Failure> {
        let memory_bytes = self.memory.checked_mul(1 << 20).filter(|bytes| *bytes > 0);
        let memory_bytes = memory_bytes
            .ok_or_else(|| Failure::new(format!("--memory {} is not an amount of memory", self.memory)))?;
        Ok(Limits { memory_bytes, threads: self.threads(), spill: self.spill.clone() })
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Answer a query; the files are the table `records`, or tables with names of their own
    Query(QueryArguments),
    /// Write every record back as Parquet, with its `total` or its `error`
    Rate(RateArguments),
    /// Make records up, charged by the sheet, with faults planted
    Generate(GenerateArguments),
    /// Time the scan, a sum and an audit of the same records, and say what they took
    Bench(BenchArguments),
}

/// How CSV and JSON Lines are read.
#[derive(Debug, Args)]
pub(crate) struct TextArguments {
    /// The delimiter of CSV
    #[arg(long, value_name = "CHARACTER", default_value = ",")]
    delimiter: char,
    /// How many decimal places numbers of CSV and JSON Lines have; more are an error, not rounded
    #[arg(long, value_name = "NUMBER", default_value_t = 18, value_parser = clap::value_parser!(u8).range(0..=28))]
    decimal_places: u8,
    /// A column of CSV or JSON Lines that holds numbers, whatever its first records show
    #[arg(long, value_name = "COLUMN")]
    decimal: Vec<String>,
    /// A column of CSV or JSON Lines that holds instants, beside `at`
    #[arg(long, value_name = "COLUMN")]
    instant: Vec<String>,
}

impl TextArguments {
    pub(crate) fn options(&self) -> TextOptions {
        TextOptions {
            // A delimiter beyond ASCII is not one that CSV has; the comma's reader then names the columns it found.
            delimiter: u8::try_from(self.delimiter).unwrap_or(b','),
            decimal_places: self.decimal_places,
            decimals: self.decimal.clone(),
            instants: self.instant.clone(),
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct QueryArguments {
    /// The query, or `-` to read it from standard input
    pub(crate) query: String,
    /// A file or folder of records: a path, or NAME=PATH for a table of that name
    #[arg(value_name = "PATH|NAME=PATH")]
    pub(crate) files: Vec<String>,
    /// How rows are written
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) to: RowFormat,
    #[command(flatten)]
    pub(crate) text: TextArguments,
}

/// How rows of a query are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RowFormat {
    /// A table for a terminal, of at most 10,000 rows
    Table,
    /// An object a line
    Jsonl,
    /// A row a line, below a header
    Csv,
}

#[derive(Debug, Args)]
pub(crate) struct RateArguments {
    /// A file of Parquet, CSV or JSON Lines, or a folder of them
    pub(crate) file: PathBuf,
    /// The folder that is written, one file for each part of the records, in order
    #[arg(long, value_name = "FOLDER")]
    pub(crate) out: PathBuf,
    /// The column that stands for a field of records
    #[arg(long, value_name = "TARGET=COLUMN")]
    pub(crate) map: Vec<String>,
    #[command(flatten)]
    pub(crate) text: TextArguments,
}

#[derive(Debug, Args)]
pub(crate) struct GenerateArguments {
    /// The file: Parquet or JSON Lines, by its name
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// How many records
    #[arg(long, value_name = "NUMBER", default_value_t = 1_000_000)]
    pub(crate) records: u64,
    /// How many of 10,000 records are charged wrongly
    #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = clap::value_parser!(u32).range(0..=10_000))]
    pub(crate) faults: u32,
    /// The same seed makes the same records
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,
}

#[derive(Debug, Args)]
pub(crate) struct BenchArguments {
    /// A file of Parquet, such as `generate` makes, or a folder of them
    pub(crate) file: PathBuf,
}
