//! Rows as they are written back.

use std::io::{self, Write};

use csv_core::WriteResult;

use super::{Column, Header, OUTCOME_COLUMNS, USAGE_COLUMNS};
use crate::fault::Fault;
use crate::record::jsonl::{Object, is_outcome};
use crate::record::{Outcome, UsageFields, convert, write_amount};

/// Writes rows below one header.
pub(crate) struct Writer<W: Write> {
    output: W,
    format: csv_core::Writer,
    /// The row at hand, and whether it has a field already.
    row: Vec<u8>,
    begun: bool,
    /// The kept columns, once the header is written.
    columns: Option<Vec<String>>,
}

impl<W: Write> Writer<W> {
    pub(crate) fn new(output: W) -> Self {
        Writer { output, format: csv_core::Writer::new(), row: Vec::new(), begun: false, columns: None }
    }

    /// Puts a field at the end of the row at hand: in one piece, for each further one would be searched for quotes to its end.
    fn field(&mut self, field: &[u8]) {
        self.delimit();
        let start = self.row.len();
        // At the most, every byte is a quote that is doubled, within quotes.
        let most = field.len().saturating_mul(2).saturating_add(2);
        self.row.resize(start.saturating_add(most), 0);
        let (_, _, written) = self.format.field(field, self.row.get_mut(start..).unwrap_or_default());
        self.row.truncate(start.saturating_add(written));
    }

    fn delimit(&mut self) {
        if std::mem::replace(&mut self.begun, true) {
            self.close(csv_core::Writer::delimiter);
        }
    }

    /// Ends what is open: a field or the row. Quotes and the end itself are a few bytes.
    fn close(&mut self, end: impl FnOnce(&mut csv_core::Writer, &mut [u8]) -> (WriteResult, usize)) {
        let mut room = [0; 8];
        let (_, written) = end(&mut self.format, &mut room);
        self.row.extend_from_slice(room.get(..written).unwrap_or_default());
    }

    fn end_row(&mut self) -> io::Result<()> {
        self.close(csv_core::Writer::terminator);
        self.begun = false;
        let written = self.output.write_all(&self.row);
        self.row.clear();
        written
    }

    /// Writes the header of these columns and of the outcome.
    fn header(&mut self, kept: Vec<String>) -> io::Result<()> {
        for name in kept.iter().map(String::as_str).chain(OUTCOME_COLUMNS) {
            self.field(name.as_bytes());
        }
        self.columns = Some(kept);
        self.end_row()
    }

    /// Writes the header of a CSV input.
    pub(crate) fn header_of(&mut self, header: &Header) -> io::Result<()> {
        self.header(header.kept_names())
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
        kept.for_each(|field| self.field(field.as_bytes()));
        self.outcome(outcome, b"")
    }

    /// Writes a row as it stood, which has no quotes, with its outcome.
    pub(crate) fn plain_row(&mut self, text: &[u8], outcome: &Outcome) -> io::Result<()> {
        self.row.extend_from_slice(text);
        self.begun = true;
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
        let columns = self.columns.take().unwrap_or_default();
        for column in &columns {
            self.field(convert::cell(column, object, usage).as_bytes());
        }
        let kept = |key: &str| columns.iter().any(|column| column == key) || is_outcome(key);
        let whole = object.fields.iter().all(|field| kept(&field.key));
        self.columns = Some(columns);
        self.outcome(outcome, if whole { b"" } else { text.trim_ascii() })
    }

    /// Writes what is no record: its text and why.
    pub(crate) fn unreadable(&mut self, text: &[u8], fault: Fault) -> io::Result<()> {
        if self.columns.is_none() {
            self.header_of_object(std::iter::empty())?;
        }
        for _ in 0..self.columns.as_ref().map_or(0, Vec::len) {
            self.field(b"");
        }
        self.outcome(&Err(fault), text)
    }

    fn outcome(&mut self, outcome: &Outcome, text: &[u8]) -> io::Result<()> {
        match outcome {
            Ok(total) => {
                // An amount needs no quotes; no code and no message follow it.
                self.delimit();
                write_amount(&mut self.row, *total)?;
                self.row.extend_from_slice(b",,");
            }
            Err(fault) => {
                for field in ["", fault.code, &fault.sentence()] {
                    self.field(field.as_bytes());
                }
            }
        }
        if text.is_empty() {
            self.delimit();
        } else {
            self.field(String::from_utf8_lossy(text).as_bytes());
        }
        self.end_row()
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}
