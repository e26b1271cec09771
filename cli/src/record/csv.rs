//! CSV: a header that says what each column is, and a row a record.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{self, BufRead, Write};

use csv_core::ReadRecordResult;
use pricesheet::Decimal;

use super::jsonl::{Object, is_outcome};
use super::mapping::{Mapping, Target};
use super::{Outcome, RECORD_BYTES_MAX, UsageFields, calls_of, convert, flag, quantity_of};
use crate::failure::Failure;
use crate::fault::Fault;

/// The end of a row, two bytes at the most, does not count to its length.
const BYTES_HELD_MAX: usize = RECORD_BYTES_MAX + 2;

/// The columns that every output has at its end.
const OUTCOME_COLUMNS: [&str; 4] = ["total", "error_code", "error_message", "line"];

/// The columns that every usage may have.
const USAGE_COLUMNS: [&str; 5] = ["endpoint", "options", "quantities", "calls", "at"];

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
            let text = available.get(..read).unwrap_or_default();
            // Blank lines before a row are none of its text.
            let text = if self.raw.is_empty() { without_leading_breaks(text) } else { text };
            let room = BYTES_HELD_MAX.saturating_sub(self.raw.len());
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
                ReadRecordResult::Record => {
                    cut |= self.without_break().len() > RECORD_BYTES_MAX;
                    return Ok(Some(if cut { Row::Cut } else { Row::Whole }));
                }
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    /// The text of the row, as much of it as a record may have.
    pub(crate) fn text(&self) -> &[u8] {
        let text = self.without_break();
        text.get(..RECORD_BYTES_MAX).unwrap_or(text)
    }

    fn without_break(&self) -> &[u8] {
        let end = self.raw.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n'));
        self.raw.get(..end.map_or(0, |at| at.saturating_add(1))).unwrap_or_default()
    }

    /// The fields of the row.
    pub(crate) fn fields(&self) -> Result<Vec<&str>, Fault> {
        let mut start = 0;
        let ends = self.ends.get(..self.ends_count).unwrap_or_default();
        let fields = ends.iter().map(|end| {
            let field = self.fields.get(start..*end).unwrap_or_default();
            start = *end;
            std::str::from_utf8(field).map_err(|_| Fault::not_a_record("the row is not UTF-8"))
        });
        fields.collect()
    }
}

fn without_leading_breaks(text: &[u8]) -> &[u8] {
    let start = text.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(text.len());
    text.get(start..).unwrap_or_default()
}

/// Doubles a buffer, up to what a record may have; false where that is reached.
fn grow<T: Copy + Default>(buffer: &mut Vec<T>) -> bool {
    let larger = buffer.len().saturating_mul(2).min(BYTES_HELD_MAX);
    let grows = larger > buffer.len();
    buffer.resize(larger.max(buffer.len()), T::default());
    grows
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Column {
    Endpoint,
    Options,
    Quantities,
    Calls,
    At,
    Option(String),
    Quantity(String),
    /// Replaced by the outcome.
    Outcome,
    Other,
}

impl Column {
    /// What a column holds where the map says so, or its name.
    fn mapped(name: &str, mapping: &Mapping) -> Self {
        match mapping.targets().find(|(field, _)| *field == name) {
            Some((_, Target::Option(option))) => Column::Option(option.to_string()),
            Some((_, Target::Quantity(quantity))) => Column::Quantity(quantity.to_string()),
            Some((_, Target::Field(field))) => Column::of(field),
            // Another column stands for it.
            None if mapping.replaces(name) => Column::Other,
            None => Column::of(name),
        }
    }

    fn of(name: &str) -> Self {
        match name {
            "endpoint" => Column::Endpoint,
            "options" => Column::Options,
            "quantities" => Column::Quantities,
            "calls" => Column::Calls,
            "at" => Column::At,
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
    /// Reads the header, for output as objects or as rows.
    pub(crate) fn read<R: BufRead>(
        rows: &mut Rows<R>,
        file: &str,
        as_objects: bool,
        mapping: &Mapping,
    ) -> Result<Self, Failure> {
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
        let columns: Vec<Column> = names.iter().map(|name| Column::mapped(name, mapping)).collect();
        if let Some((missing, purpose)) = mapping.missing(&names) {
            return Err(Failure::new(format!("{file} has no column `{missing}` {purpose}")));
        }
        if !columns.contains(&Column::Endpoint) {
            let help = "the header names the columns: endpoint, options, quantities, calls, …";
            return Err(Failure::with_help(format!("{file} has no column `endpoint`"), help));
        }
        let mut seen = HashSet::new();
        let twice = names.iter().zip(&columns).find(|(name, column)| {
            // Others are only kept, and may have one name in CSV; an object has a key once.
            let kept = matches!(column, Column::Other | Column::Outcome);
            !seen.insert(name.as_str()) && (as_objects || !kept)
        });
        if let Some((name, _)) = twice {
            return Err(Failure::new(format!("{file} has the column `{name}` twice")));
        }
        Ok(Header { names, columns })
    }

    /// A row whose fields stand below the columns, or why they do not.
    pub(crate) fn fit<'a>(&self, row: Vec<&'a str>) -> Result<Vec<&'a str>, Fault> {
        let (fields, columns) = (row.len(), self.columns.len());
        if fields == columns {
            return Ok(row);
        }
        Err(Fault::not_a_record(format!("the row has {fields} fields, the header {columns}")))
    }

    /// The field of a row below a column; empty is not stated.
    pub(crate) fn field<'a>(&self, row: &[&'a str], column: &str) -> Option<&'a str> {
        let (_, field) = self.names.iter().zip(row).find(|(name, _)| *name == column)?;
        Some(*field).filter(|field| !field.is_empty())
    }

    /// The fields that make the usage of a row.
    pub(crate) fn usage<'a>(&'a self, row: &[&'a str]) -> Result<UsageFields<'a>, Fault> {
        let mut usage = UsageFields {
            endpoint: Cow::Borrowed(""),
            options: Vec::new(),
            quantities: Vec::new(),
            calls: Decimal::ONE,
            at: None,
        };
        for ((column, name), field) in self.columns.iter().zip(&self.names).zip(row) {
            match column {
                Column::Endpoint => usage.endpoint = Cow::Borrowed(field),
                Column::Options => usage.options.extend(field.split_whitespace().map(Cow::Borrowed)),
                Column::Quantities => {
                    for word in field.split_whitespace() {
                        let wanted = || Fault::field("quantities", "like `results=120 search=1`");
                        let (quantity, value) = word.split_once('=').ok_or_else(wanted)?;
                        usage.quantities.push((Cow::Borrowed(quantity), quantity_of(quantity, value)?));
                    }
                }
                Column::Calls if field.is_empty() => {}
                Column::Calls => usage.calls = calls_of(field)?,
                Column::At if field.is_empty() => {}
                Column::At => usage.at = Some(Cow::Borrowed(field)),
                Column::Option(option) if flag(name, field)? => usage.options.push(Cow::Borrowed(option)),
                Column::Option(_) => {}
                Column::Quantity(_) if field.is_empty() => {}
                Column::Quantity(quantity) => {
                    usage.quantities.push((Cow::Borrowed(quantity), quantity_of(quantity, field)?));
                }
                Column::Outcome | Column::Other => {}
            }
        }
        if usage.endpoint.is_empty() {
            return Err(Fault::no_endpoint());
        }
        Ok(usage)
    }

    /// The kept fields of a row: what their column holds, its name, and the field.
    pub(crate) fn kept<'a>(
        &'a self,
        row: &'a [&'a str],
    ) -> impl Iterator<Item = (&'a Column, &'a str, &'a str)> {
        let named = self.columns.iter().zip(&self.names).zip(row);
        named
            .filter(|((column, _), _)| **column != Column::Outcome)
            .map(|((column, name), field)| (column, name.as_str(), *field))
    }
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
        self.output.write_record(kept.iter().map(String::as_str).chain(OUTCOME_COLUMNS)).map_err(io_error)?;
        self.columns = Some(kept);
        Ok(())
    }

    /// Writes the header of a CSV input.
    pub(crate) fn header_of(&mut self, header: &Header) -> io::Result<()> {
        let named = header.names.iter().zip(&header.columns);
        let kept = named.filter(|(_, column)| **column != Column::Outcome);
        self.header(kept.map(|(name, _)| name.clone()).collect())
    }

    /// Writes the header of an object, and of what the usage of a later one may state.
    fn header_of_object<'a>(&mut self, keys: impl Iterator<Item = &'a str>) -> io::Result<()> {
        // A column of an option or a quantity would be read as a part of the usage, which the field was not.
        let other = |key: &&str| !matches!(Column::of(key), Column::Option(_) | Column::Quantity(_));
        let kept = keys.filter(|key| !is_outcome(key) && !OUTCOME_COLUMNS.contains(key));
        let mut kept: Vec<&str> = kept.filter(other).collect();
        for column in USAGE_COLUMNS {
            if !kept.contains(&column) {
                kept.push(column);
            }
        }
        self.header(kept.into_iter().map(String::from).collect())
    }

    /// Writes a row of the same columns with its outcome.
    pub(crate) fn row<'a>(
        &mut self,
        kept: impl Iterator<Item = &'a str>,
        outcome: &Outcome,
    ) -> io::Result<()> {
        for field in kept {
            self.output.write_field(field).map_err(io_error)?;
        }
        self.outcome(outcome, b"")
    }

    /// Writes an object; the first one sets the columns, and a later one that has more fields keeps its whole text.
    pub(crate) fn object(
        &mut self,
        object: &Object<'_>,
        text: &[u8],
        usage: Option<&UsageFields<'_>>,
        outcome: &Outcome,
    ) -> io::Result<()> {
        if self.columns.is_none() {
            self.header_of_object(object.fields.iter().map(|field| &*field.key))?;
        }
        let columns = self.columns.as_deref().unwrap_or_default();
        for column in columns {
            self.output.write_field(&*convert::cell(column, object, usage)).map_err(io_error)?;
        }
        let kept = |key: &str| columns.iter().any(|column| column == key) || is_outcome(key);
        let whole = object.fields.iter().all(|field| kept(&field.key));
        self.outcome(outcome, if whole { b"" } else { text.trim_ascii() })
    }

    /// Writes what is no record: its text and why.
    pub(crate) fn unreadable(&mut self, text: &[u8], fault: Fault) -> io::Result<()> {
        if self.columns.is_none() {
            self.header_of_object(std::iter::empty())?;
        }
        for _ in self.columns.as_deref().unwrap_or_default() {
            self.output.write_field("").map_err(io_error)?;
        }
        self.outcome(&Err(fault), text)
    }

    fn outcome(&mut self, outcome: &Outcome, text: &[u8]) -> io::Result<()> {
        let text = String::from_utf8_lossy(text);
        match outcome {
            Ok(total) => self.output.write_record([&total.normalize().to_string(), "", "", &text]),
            Err(fault) => self.output.write_record(["", fault.code, &fault.sentence(), &text]),
        }
        .map_err(io_error)
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

/// The error below; its kind tells a closed pipe from a full disk.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
