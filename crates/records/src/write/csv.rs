//! Rows as they are written back.

use std::io::{self, Write};

use csv_core::WriteResult;

use super::{amount, convert};
use crate::csv::{Column, Header};
use crate::error::RecordError;
use crate::field::{Field, OUTCOME_COLUMNS, Target, is_outcome, is_outcome_column};
use crate::jsonl::Object;
use crate::rater::Outcome;
use crate::usage::RecordedUsage;

/// Writes rows below one header.
#[derive(Debug)]
pub(super) struct Rows<W: Write> {
    output: W,
    format: csv_core::Writer,
    /// The row at hand, and whether it has a field already.
    row: Vec<u8>,
    begun: bool,
    /// The kept columns, once the header is written.
    columns: Option<Vec<String>>,
}

impl<W: Write> Rows<W> {
    pub(super) fn new(output: W) -> Self {
        Rows { output, format: csv_core::Writer::new(), row: Vec::new(), begun: false, columns: None }
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
    pub(super) fn header_of(&mut self, header: &Header) -> io::Result<()> {
        self.header(header.kept_names())
    }

    /// Writes the header of an object, and of what the usage of a later one may state.
    fn header_of_object<'a>(&mut self, keys: impl Iterator<Item = &'a str>) -> io::Result<()> {
        // A column of an option or a quantity would be read as a part of the usage, which the field was not.
        let part =
            |key: &str| matches!(Column::of(key), Column::Usage(Target::Option(_) | Target::Quantity(_)));
        let mut kept: Vec<&str> = keys.filter(|key| !is_outcome_column(key) && !part(key)).collect();
        for column in Field::ALL.into_iter().filter(|field| field.is_usage()).map(Field::name) {
            if !kept.contains(&column) {
                kept.push(column);
            }
        }
        self.header(kept.into_iter().map(String::from).collect())
    }

    /// Writes a row of the same columns with its outcome.
    pub(super) fn row<'a>(
        &mut self,
        kept: impl Iterator<Item = &'a str>,
        outcome: &Outcome,
    ) -> io::Result<()> {
        kept.for_each(|field| self.field(field.as_bytes()));
        self.outcome(outcome, b"")
    }

    /// Writes a row as it stood, which has no quotes, with its outcome.
    pub(super) fn plain_row(&mut self, text: &[u8], outcome: &Outcome) -> io::Result<()> {
        self.row.extend_from_slice(text);
        self.begun = true;
        self.outcome(outcome, b"")
    }

    /// Writes an object; the first one sets the columns, and a later one that has more fields keeps its whole text.
    pub(super) fn object(
        &mut self,
        object: &Object<'_>,
        text: &[u8],
        usage: Option<&RecordedUsage<'_>>,
        outcome: &Outcome,
    ) -> io::Result<()> {
        if self.columns.is_none() {
            self.header_of_object(object.members.iter().map(|member| &*member.key))?;
        }
        let columns = self.columns.take().unwrap_or_default();
        for column in &columns {
            self.field(convert::cell(column, object, usage).as_bytes());
        }
        let kept = |key: &str| columns.iter().any(|column| column == key) || is_outcome(key);
        let whole = object.members.iter().all(|member| kept(&member.key));
        self.columns = Some(columns);
        self.outcome(outcome, if whole { b"" } else { text.trim_ascii() })
    }

    /// Writes what is not a record: its text and why.
    pub(super) fn unreadable(&mut self, text: &[u8], error: &RecordError) -> io::Result<()> {
        if self.columns.is_none() {
            self.header_of_object(std::iter::empty())?;
        }
        for _ in 0..self.columns.as_ref().map_or(0, Vec::len) {
            self.field(b"");
        }
        self.error(error);
        self.end(text)
    }

    fn outcome(&mut self, outcome: &Outcome, text: &[u8]) -> io::Result<()> {
        match outcome {
            Ok(total) => {
                // An amount needs no quotes; no code and no message follow it.
                self.delimit();
                amount(&mut self.row, *total)?;
                self.row.extend_from_slice(b",,");
            }
            Err(error) => self.error(error),
        }
        self.end(text)
    }

    fn error(&mut self, error: &RecordError) {
        for field in ["", error.code(), &error.sentence()] {
            self.field(field.as_bytes());
        }
    }

    /// Ends the row with the text of the record, where its fields do not say everything.
    fn end(&mut self, text: &[u8]) -> io::Result<()> {
        if text.is_empty() {
            self.delimit();
        } else {
            self.field(String::from_utf8_lossy(text).as_bytes());
        }
        self.end_row()
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}
