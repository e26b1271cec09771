//! How records are read, and what stands for a billing period.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::failure::Failure;

/// How records are read, by whichever command.
#[derive(Debug, Args)]
pub(crate) struct RecordArguments {
    /// The format of the records [default: by the file's name, JSON Lines on standard input]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) from: Option<Format>,
    /// The delimiter of CSV, read and written: a character, or `tab`
    #[arg(long, value_name = "CHARACTER", default_value = ",", value_parser = delimiter)]
    pub(crate) delimiter: u8,
    /// The field of the log that stands for one of a record, such as endpoint=path or quantities.input=usage.prompt_tokens
    #[arg(long, value_name = "TARGET=FIELD")]
    pub(crate) map: Vec<String>,
    /// Such entries in a TOML file, which may also say what is made of a field
    #[arg(long, value_name = "FILE")]
    pub(crate) map_file: Option<PathBuf>,
    /// A field whose name is nearly one that is read, and which means something else
    #[arg(long, value_name = "FIELD")]
    pub(crate) keep: Vec<String>,
}

/// What single records of a period stand for.
#[derive(Debug, Args)]
pub(crate) struct PeriodArguments {
    /// Each record of an endpoint whose basis is a period is the total of its period
    #[arg(long)]
    pub(crate) totals: bool,
    /// Records of such an endpoint that agree in these fields share a billing period, and each gets the amount it makes
    /// due: below zero where it makes the whole cheaper. year(at), month(at), day(at) and hour(at) are taken of the instant
    #[arg(
        long,
        value_name = "FIELD,FIELD",
        value_delimiter = ',',
        value_parser = clap::builder::NonEmptyStringValueParser::new(),
        conflicts_with = "totals"
    )]
    pub(crate) meter: Vec<String>,
    /// The time zone of these years, months, days and hours: an IANA name such as Europe/Berlin, or an offset such as +02:00
    /// [default: UTC]
    #[arg(long, value_name = "ZONE", requires = "meter", allow_hyphen_values = true)]
    pub(crate) zone: Option<String>,
    /// What becomes of a period in which another sheet comes into force
    #[arg(long, value_name = "WHICH", requires = "meter")]
    pub(crate) period_sheet: Option<PeriodSheet>,
}

/// Which sheet governs a period in which another one comes into force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PeriodSheet {
    /// That of its first record governs all of it
    Opening,
    /// Each has a meter of its own, with its allowance and its minimum
    Split,
}

impl RecordArguments {
    /// Refuses what only says how records are read, where there are none to be read.
    pub(crate) fn refuse(&self) -> Result<(), Failure> {
        let stated = [
            ("--from", self.from.is_some()),
            ("--map", !self.map.is_empty()),
            ("--map-file", self.map_file.is_some()),
            ("--keep", !self.keep.is_empty()),
        ];
        match stated.into_iter().find(|(_, stated)| *stated) {
            Some((option, _)) => {
                let message = format!("{option} says how records are read, and no file of them is named");
                Err(Failure::with_help(message, "name the file, or leave it out"))
            }
            None => Ok(()),
        }
    }
}

/// A delimiter from its argument.
fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        _ if text == "tab" || text == "\\t" => Ok(b'\t'),
        [byte] if (byte.is_ascii_punctuation() && *byte != b'"') || matches!(byte, b' ' | b'\t') => Ok(*byte),
        _ => Err("a delimiter is one character such as ; or |, or `tab`".to_string()),
    }
}

/// How records are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// An object a line
    Jsonl,
    /// A row a record, below a header
    Csv,
}

impl From<Format> for pricesheet_records::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Jsonl => pricesheet_records::Format::JsonLines,
            Format::Csv => pricesheet_records::Format::Csv,
        }
    }
}
