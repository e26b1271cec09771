//! Rows as they are written back.

use std::io::{self, Write};

use csv_core::WriteResult;

use super::{amount, convert};
use crate::csv::Header;
use crate::error::RecordError;
use crate::field::{Field, Meaning, OUTCOME_COLUMNS, is_outcome, is_outcome_column};
use crate::json::{Member, Object};
use crate::mapping::Mapping;
use crate::rater::Outcome;
use crate::usage::is_null;

/// Writes rows below one header.
#[derive(Debug)]
pub(super) struct Rows<W: Write> {
    output: W,
    format: csv_core::Writer,
    delimiter: u8,
    /// The row at hand, and whether it has a field already.
    row: Vec<u8>,
    begun: bool,
    /// The kept columns, once the header is written.
    columns: Option<Vec<String>>,
}

impl<W: Write> Rows<W> {
    pub(super) fn new(output: W, delimiter: u8) -> Self {
        let format = csv_core::WriterBuilder::new().delimiter(delimiter).build();
        Rows { output, format, delimiter, row: Vec::new(), begun: false, columns: None }
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

    /// Takes the header of a CSV input for written.
    pub(super) fn resume(&mut self, header: &Header) {
        self.columns = Some(header.kept_names());
    }

    /// Writes the header of an object, and of what the usage of a later one may state.
    fn header_of_object(&mut self, members: &[Member<'_>], mapping: &Mapping) -> io::Result<()> {
        let mut kept: Vec<String> = Vec::new();
        for member in members.iter().filter(|member| !is_outcome_column(&member.key)) {
            match convert::columns_within(member) {
                Some(columns) => kept.extend(columns),
                None => kept.push(member.key.to_string()),
            }
        }
        for field in Field::COLUMNS {
            if !kept.iter().any(|column| column == field.name()) && mapping.field_source(field).is_none() {
                kept.push(field.name().to_string());
            }
        }
        self.header(kept)
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

    /// Writes an object; the first one sets the columns, and a later one that has more fields keeps its whole text. Where one
    /// of those would be read, nothing else is written of it: rated again, it must not be another usage.
    pub(super) fn object(
        &mut self,
        object: &Object<'_>,
        text: &[u8],
        mapping: &Mapping,
        readable: bool,
        outcome: &Outcome,
    ) -> io::Result<()> {
        if self.columns.is_none() {
            self.header_of_object(&object.members, mapping)?;
        }
        let columns = self.columns.take().unwrap_or_default();
        let has = |name: &str| columns.iter().any(|column| column == name);
        let placed = |member: &Member<'_>| match convert::columns_within(member) {
            Some(names) => has(&member.key) || names.iter().all(|name| has(name)),
            None => has(&member.key) || is_outcome(&member.key),
        };
        let whole = object.members.iter().all(placed);
        let read = |Member { key, value, .. }: &Member<'_>| {
            !is_null(value) && (Meaning::of(key) != Meaning::Other || mapping.accounts_for(key))
        };
        let partial = !whole && object.members.iter().any(|member| read(member) && !placed(member));
        for column in &columns {
            let cell = if partial { "".into() } else { convert::cell(column, object, readable) };
            self.field(cell.as_bytes());
        }
        self.columns = Some(columns);
        self.outcome(outcome, if whole { b"" } else { text.trim_ascii() })
    }

    /// Writes what is not a record: its text and why.
    pub(super) fn unreadable(
        &mut self,
        text: &[u8],
        mapping: &Mapping,
        error: &RecordError,
    ) -> io::Result<()> {
        if self.columns.is_none() {
            self.header_of_object(&[], mapping)?;
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
                self.row.extend_from_slice(&[self.delimiter; 2]);
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
