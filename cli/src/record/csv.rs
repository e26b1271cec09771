//! CSV: a header that says what each column is, and a row a record.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{self, BufRead, Write};

use csv_core::ReadRecordResult;
use pricesheet::{Decimal, number};

use super::error::RecordError;
use super::jsonl::Object;
use super::{Outcome, RECORD_BYTES_MAX, UsageFields};
use crate::failure::Failure;

/// The columns that every output has at its end.
const OUTCOME_COLUMNS: [&str; 4] = ["total", "error_code", "error_message", "line"];

/// Reads rows, and holds no more of one than a record may have.
pub(crate) struct Rows<R> {
    input: R,
    parser: csv_core::Reader,
    fields: Vec<u8>,
    ends: Vec<usize>,
    ends_count: usize,
    raw: Vec<u8>,
}

/// One row as it was read.
pub(crate) enum Row {
    Whole,
    /// Longer than a record may be: only its start is known.
    Cut,
}

impl<R: BufRead> Rows<R> {
    pub(crate) fn new(input: R) -> Self {
        const START_BYTES: usize = 4_096;
        Rows {
            input,
            parser: csv_core::Reader::new(),
            fields: vec![0; START_BYTES],
            ends: vec![0; START_BYTES],
            ends_count: 0,
            raw: Vec::new(),
        }
    }

    /// Reads the next row that is not blank. None at the end.
    pub(crate) fn next(&mut self) -> io::Result<Option<Row>> {
        self.raw.clear();
        self.ends_count = 0;
        let mut used = 0_usize;
        let mut cut = false;
        loop {
            let available = match self.input.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let output = self.fields.get_mut(used..).unwrap_or_default();
            let ends = self.ends.get_mut(self.ends_count..).unwrap_or_default();
            let (result, read, written, ended) = self.parser.read_record(available, output, ends);
            let room = RECORD_BYTES_MAX.saturating_sub(self.raw.len());
            let text = available.get(..read).unwrap_or_default();
            self.raw.extend_from_slice(text.get(..room).unwrap_or(text));
            cut |= text.len() > room;
            self.input.consume(read);
            used = used.saturating_add(written);
            self.ends_count = self.ends_count.saturating_add(ended);
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if grow(&mut self.fields) => {}
                ReadRecordResult::OutputEndsFull if grow(&mut self.ends) => {}
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    // Too long: what follows is read over.
                    cut = true;
                    used = 0;
                    self.ends_count = 0;
                }
                ReadRecordResult::Record => return Ok(Some(if cut { Row::Cut } else { Row::Whole })),
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    /// The text of the row, without the line breaks around it.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        let text = self.raw.trim_ascii_start();
        String::from_utf8_lossy(text.trim_ascii_end())
    }

    /// The fields of the row.
    pub(crate) fn fields(&self) -> Result<Vec<&str>, RecordError> {
        let mut start = 0;
        let ends = self.ends.get(..self.ends_count).unwrap_or_default();
        let fields = ends.iter().map(|end| {
            let field = self.fields.get(start..*end).unwrap_or_default();
            start = *end;
            std::str::from_utf8(field)
                .map_err(|_| RecordError::new("not-a-record", "line", "the row is not UTF-8"))
        });
        fields.collect()
    }
}

/// Doubles a buffer, up to what a record may have; false where that is reached.
fn grow<T: Copy + Default>(buffer: &mut Vec<T>) -> bool {
    let larger = buffer.len().saturating_mul(2).min(RECORD_BYTES_MAX);
    let grows = larger > buffer.len();
    buffer.resize(larger.max(buffer.len()), T::default());
    grows
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Column {
    Endpoint,
    Options,
    Quantities,
    Calls,
    Option(String),
    Quantity(String),
    /// Replaced by the outcome.
    Outcome,
    Other,
}

impl Column {
    fn of(name: &str) -> Self {
        match name {
            "endpoint" => Column::Endpoint,
            "options" => Column::Options,
            "quantities" => Column::Quantities,
            "calls" => Column::Calls,
            _ if OUTCOME_COLUMNS.contains(&name) => Column::Outcome,
            _ => match (name.strip_prefix("options."), name.strip_prefix("quantities.")) {
                (Some(option), _) => Column::Option(option.to_string()),
                (_, Some(quantity)) => Column::Quantity(quantity.to_string()),
                _ => Column::Other,
            },
        }
    }
}

/// The columns of a file.
#[derive(Debug)]
pub(crate) struct Header {
    names: Vec<String>,
    columns: Vec<Column>,
}

impl Header {
    /// `unique` asks for distinct names of all columns, where each becomes the key of a field.
    pub(crate) fn read<R: BufRead>(rows: &mut Rows<R>, file: &str, unique: bool) -> Result<Self, Failure> {
        match rows.next().map_err(|error| Failure::reading(file, &error))? {
            None => {
                return Err(Failure::with_help(
                    format!("{file} is empty"),
                    "a CSV file starts with a header",
                ));
            }
            Some(Row::Cut) => return Err(Failure::new(format!("the header of {file} is too long"))),
            Some(Row::Whole) => {}
        }
        let names = rows.fields().map_err(|_| Failure::new(format!("the header of {file} is not UTF-8")))?;
        let names: Vec<String> = names.into_iter().map(ToString::to_string).collect();
        let columns: Vec<Column> = names.iter().map(|name| Column::of(name)).collect();
        if !columns.contains(&Column::Endpoint) {
            let help = "the header names the columns: endpoint, options, quantities, calls, …";
            return Err(Failure::with_help(format!("{file} has no column `endpoint`"), help));
        }
        let mut seen = HashSet::new();
        let mut read = names.iter().zip(&columns).filter(|(_, column)| unique || **column != Column::Other);
        let twice = read.find(|(name, _)| !seen.insert(name.as_str()));
        if let Some((name, _)) = twice {
            return Err(Failure::new(format!("{file} has the column `{name}` twice")));
        }
        Ok(Header { names, columns })
    }

    /// The fields that make the usage of a row.
    pub(crate) fn usage<'a>(&'a self, row: &[&'a str]) -> Result<UsageFields<'a>, RecordError> {
        if row.len() != self.columns.len() {
            let message = format!("the row has {} fields, the header {}", row.len(), self.columns.len());
            return Err(RecordError::new("not-a-record", "line", message));
        }
        let mut usage = UsageFields {
            endpoint: Cow::Borrowed(""),
            options: Vec::new(),
            quantities: Vec::new(),
            calls: Decimal::ONE,
        };
        for ((column, name), field) in self.columns.iter().zip(&self.names).zip(row) {
            match column {
                Column::Endpoint => usage.endpoint = Cow::Borrowed(field),
                Column::Options => usage.options.extend(field.split_whitespace().map(Cow::Borrowed)),
                Column::Quantities => {
                    for word in field.split_whitespace() {
                        let wanted = || RecordError::field("quantities", "like `results=120 search=1`");
                        let (quantity, value) = word.split_once('=').ok_or_else(wanted)?;
                        usage.quantities.push((Cow::Borrowed(quantity), number_of(quantity, value)?));
                    }
                }
                Column::Calls if field.is_empty() => {}
                Column::Calls => usage.calls = number_of(name, field)?,
                Column::Option(option) => match *field {
                    "true" | "1" => usage.options.push(Cow::Borrowed(option)),
                    "false" | "0" | "" => {}
                    _ => return Err(RecordError::field(name, "true, 1, false, 0 or empty")),
                },
                Column::Quantity(_) if field.is_empty() => {}
                Column::Quantity(quantity) => {
                    usage.quantities.push((Cow::Borrowed(quantity), number_of(name, field)?));
                }
                Column::Outcome | Column::Other => {}
            }
        }
        if usage.endpoint.is_empty() {
            return Err(RecordError::no_endpoint());
        }
        Ok(usage)
    }

    /// The kept columns of a row, by name.
    pub(crate) fn kept<'a>(&'a self, row: &'a [&'a str]) -> impl Iterator<Item = (&'a str, &'a str)> {
        let named = self.names.iter().zip(&self.columns).zip(row);
        named
            .filter(|((_, column), _)| **column != Column::Outcome)
            .map(|((name, _), field)| (name.as_str(), *field))
    }
}

fn number_of(name: &str, text: &str) -> Result<Decimal, RecordError> {
    number::parse(text).map_err(|error| RecordError::number(name, text, error))
}

/// Writes rows below one header.
pub(crate) struct Writer<W: Write> {
    output: csv::Writer<W>,
    /// The kept columns, once the header is written.
    columns: Option<Vec<String>>,
}

impl<W: Write> Writer<W> {
    pub(crate) fn new(output: W) -> Self {
        Writer { output: csv::WriterBuilder::new().flexible(true).from_writer(output), columns: None }
    }

    /// Writes the header of these columns and of the outcome.
    fn header(&mut self, kept: Vec<String>) -> io::Result<()> {
        self.output.write_record(kept.iter().map(String::as_str).chain(OUTCOME_COLUMNS))?;
        self.columns = Some(kept);
        Ok(())
    }

    /// Writes the header of a CSV input.
    pub(crate) fn header_of(&mut self, header: &Header) -> io::Result<()> {
        let named = header.names.iter().zip(&header.columns);
        self.header(
            named.filter(|(_, column)| **column != Column::Outcome).map(|(name, _)| name.clone()).collect(),
        )
    }

    /// Writes a row of the same columns with its outcome.
    pub(crate) fn row<'a>(
        &mut self,
        kept: impl Iterator<Item = (&'a str, &'a str)>,
        outcome: &Outcome,
    ) -> io::Result<()> {
        for (_, field) in kept {
            self.output.write_field(field)?;
        }
        self.outcome(outcome, "")
    }

    /// Writes an object; its first one sets the columns, and a later one that has more fields keeps its whole text.
    pub(crate) fn object(&mut self, object: &Object<'_>, text: &[u8], outcome: &Outcome) -> io::Result<()> {
        if self.columns.is_none() {
            let keys = object.fields.iter().map(|(key, _)| key.to_string());
            self.header(
                keys.filter(|key| key != "error" && !OUTCOME_COLUMNS.contains(&key.as_str())).collect(),
            )?;
        }
        let columns = self.columns.as_deref().unwrap_or_default();
        for column in columns {
            let value = object.fields.iter().find(|(key, _)| key == column).map(|(_, value)| value.get());
            let text = value
                .map(|value| serde_json::from_str::<String>(value).map_or(Cow::Borrowed(value), Cow::Owned));
            self.output.write_field(text.as_deref().unwrap_or_default())?;
        }
        let kept = |key: &str| columns.iter().any(|column| column == key) || matches!(key, "total" | "error");
        let whole = object.fields.iter().all(|(key, _)| kept(key));
        let text = if whole { Cow::Borrowed("") } else { String::from_utf8_lossy(text.trim_ascii()) };
        self.outcome(outcome, &text)
    }

    /// Writes what is no record: its text and why.
    pub(crate) fn unreadable(&mut self, text: &str, error: RecordError) -> io::Result<()> {
        if self.columns.is_none() {
            self.header(Vec::new())?;
        }
        for _ in self.columns.as_deref().unwrap_or_default() {
            self.output.write_field("")?;
        }
        self.outcome(&Err(error), text)
    }

    fn outcome(&mut self, outcome: &Outcome, text: &str) -> io::Result<()> {
        match outcome {
            Ok(total) => self.output.write_record([&total.normalize().to_string(), "", "", text])?,
            Err(error) => self.output.write_record(["", error.code, &error.message, text])?,
        }
        Ok(())
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}
