//! The records of an input, one at a time.

use std::io::{self, BufRead};
use std::sync::Arc;

use crate::array::{Element, Elements};
use crate::csv::{Header, HeaderOptions, Row, Rows};
use crate::error::{ReadError, RecordError};
use crate::format::Format;
use crate::json::{self, Line, Object};
use crate::mapping::Mapping;
use crate::record::{Record, Shape};
use crate::usage::RecordedUsage;

/// How an input is read.
#[derive(Debug, Clone)]
pub struct ReadOptions<'m> {
    mapping: &'m Mapping,
    name: String,
    required: Vec<(String, String)>,
    columns_as_keys: bool,
    delimiter: u8,
}

impl<'m> ReadOptions<'m> {
    /// Reads fields as a mapping says.
    #[must_use]
    pub fn new(mapping: &'m Mapping) -> Self {
        let name = "input".to_string();
        ReadOptions { mapping, name, required: Vec::new(), columns_as_keys: false, delimiter: b',' }
    }

    /// Names the input, for messages: usually its file.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Requires columns of a file with a header, besides those that are mapped. `purpose` says what for and ends the
    /// message where one is missing: "log.csv has no column `customer` *to group records by*". JSON Lines have no header
    /// that could be asked: there, a record states the field or does not.
    #[must_use]
    pub fn requiring(mut self, fields: &[impl AsRef<str>], purpose: &str) -> Self {
        self.required.extend(fields.iter().map(|field| (field.as_ref().to_string(), purpose.to_string())));
        self
    }

    /// Refuses a file with two columns of one name, whatever they are: where rows are written as objects, a column becomes
    /// a key. Otherwise only a column that is read must be unique.
    #[must_use]
    pub fn columns_as_keys(mut self, unique: bool) -> Self {
        self.columns_as_keys = unique;
        self
    }

    /// Takes another delimiter of CSV than a comma: an ASCII character.
    #[must_use]
    pub fn delimited_by(mut self, delimiter: u8) -> Self {
        self.delimiter = delimiter;
        self
    }

    /// Starts to read, the header included where there is one.
    ///
    /// # Errors
    ///
    /// Where the header is missing, cannot be read, or has not the columns that it must have.
    pub fn read<R: BufRead>(self, input: R, format: Format) -> Result<Reader<'m, R>, ReadError> {
        let input = match format {
            Format::JsonLines => Input::Lines(Lines { input, buffer: Vec::new(), place: 0 }),
            Format::JsonArray => Input::Elements(Elements::new(input)),
            Format::Csv => {
                let mut rows = Rows::new(input, self.delimiter);
                let header = self.header(&mut rows)?;
                Input::Rows(Box::new(Table { rows, header: Arc::new(header), place: 1, lost: false }))
            }
        };
        Ok(Reader { name: self.name, mapping: self.mapping, delimiter: self.delimiter, input })
    }

    fn header<R: BufRead>(&self, rows: &mut Rows<R>) -> Result<Header, ReadError> {
        let name = &self.name;
        let bad = |reason| ReadError::BadHeader { input: name.clone(), reason };
        match rows.next_row().map_err(|error| io_error(name, error))? {
            None => return Err(ReadError::Empty { input: name.clone() }),
            Some(Row::Unclosed | Row::CutUnclosed) => return Err(bad("ends inside quotes")),
            Some(Row::Cut) => return Err(bad("is too long")),
            Some(Row::Whole) => {}
        }
        let names = rows.fields().map_err(|_| bad("is not UTF-8"))?;
        let names = names.iter().map(ToString::to_string).collect();
        let others = [b',', b';', b'\t', b'|'].into_iter().filter(|delimiter| *delimiter != self.delimiter);
        let options = HeaderOptions {
            file: name,
            mapping: self.mapping,
            required: &self.required,
            as_keys: self.columns_as_keys,
            others: others.map(|delimiter| (char::from(delimiter), rows.split_by(delimiter))).collect(),
        };
        Header::new(names, &options)
    }
}

/// The records of an input, in order, in constant memory.
///
/// ```
/// use pricesheet_records::{Format, Mapping, ReadOptions};
///
/// let log = "endpoint,quantities.results\nsearch-employees,120\nsearch-employees,many\n";
/// let mapping = Mapping::new();
/// let mut records = ReadOptions::new(&mapping).named("log.csv").read(log.as_bytes(), Format::Csv)?;
/// let first = records.next_entry()?.unwrap();
/// assert_eq!(first.place(), 2);
/// assert_eq!(first.usage()?.quantities[0].1.to_string(), "120");
/// let second = records.next_entry()?.unwrap();
/// assert_eq!(second.usage().unwrap_err().code(), "invalid-number");
/// assert!(records.next_entry()?.is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Reader<'m, R> {
    name: String,
    mapping: &'m Mapping,
    delimiter: u8,
    input: Input<R>,
}

#[derive(Debug)]
enum Input<R> {
    Lines(Lines<R>),
    Elements(Elements<R>),
    Rows(Box<Table<R>>),
}

#[derive(Debug)]
struct Lines<R> {
    input: R,
    buffer: Vec<u8>,
    place: u64,
}

#[derive(Debug)]
struct Table<R> {
    rows: Rows<R>,
    header: Arc<Header>,
    place: u64,
    /// Whether the last row has taken others for its own.
    lost: bool,
}

impl<'m, R: BufRead> Reader<'m, R> {
    /// Reads the next record, or what stands in its place; nothing at the end. Blank lines are skipped.
    ///
    /// # Errors
    ///
    /// Where the input fails, or its rows are lost behind quotes that are never closed. What is wrong with one record is
    /// the entry's own error.
    pub fn next_entry(&mut self) -> Result<Option<Entry<'_>>, ReadError> {
        let Reader { name, mapping, input, .. } = self;
        match input {
            Input::Lines(lines) => lines.next(mapping).map_err(|error| io_error(name, error)),
            Input::Elements(elements) => {
                match elements.next_element().map_err(|error| io_error(name, error))? {
                    Element::End => Ok(None),
                    Element::Missing => Err(ReadError::ArrayNotClosed { input: name.clone() }),
                    Element::Read { place, text, error } => {
                        let object = match error {
                            None => Object::parse(text),
                            Some(error) => Err(error),
                        };
                        let record = object.map(|object| Record { shape: Shape::Object(object), mapping });
                        Ok(Some(Entry { place, text, record, mapping }))
                    }
                }
            }
            Input::Rows(table) if table.lost => {
                Err(ReadError::RowsLost { input: name.clone(), row: table.place })
            }
            Input::Rows(table) => table.next(mapping).map_err(|error| io_error(name, error)),
        }
    }

    /// How many lines or rows have been read, blank lines and the header among them; of an array, how many elements.
    #[must_use]
    pub fn read(&self) -> u64 {
        match &self.input {
            Input::Lines(lines) => lines.place,
            Input::Elements(elements) => elements.count(),
            Input::Rows(table) => table.place,
        }
    }

    /// What is known of the input before its records, and the input at the first of them.
    pub fn into_parts(self) -> (Layout<'m>, R) {
        let (header, input) = match self.input {
            Input::Lines(Lines { input, .. }) => (None, input),
            Input::Elements(elements) => (None, elements.into_input()),
            Input::Rows(table) => (Some(table.header), table.rows.into_input()),
        };
        (Layout { name: self.name, mapping: self.mapping, delimiter: self.delimiter, header }, input)
    }

    /// The columns of a file with a header.
    pub(crate) fn header(&self) -> Option<&Header> {
        match &self.input {
            Input::Lines(_) | Input::Elements(_) => None,
            Input::Rows(table) => Some(&table.header),
        }
    }
}

/// What is known of an input before its records are read: its columns, where it has a header. Several threads may read pieces of
/// one input by it.
#[derive(Debug, Clone)]
pub struct Layout<'m> {
    name: String,
    mapping: &'m Mapping,
    delimiter: u8,
    header: Option<Arc<Header>>,
}

impl<'m> Layout<'m> {
    /// Reads a piece of the input that holds whole records of lines or rows. `read` is how many lines or rows are known to stand
    /// before it, the header included; 0 at the start of the input alone.
    pub fn reader<R: BufRead>(&self, piece: R, read: u64) -> Reader<'m, R> {
        let input = match &self.header {
            None => Input::Lines(Lines { input: piece, buffer: Vec::new(), place: read }),
            Some(header) => {
                let rows = Rows::within(piece, self.delimiter);
                Input::Rows(Box::new(Table { rows, header: Arc::clone(header), place: read, lost: false }))
            }
        };
        Reader { name: self.name.clone(), mapping: self.mapping, delimiter: self.delimiter, input }
    }

    /// Whether a header stands before the records.
    #[must_use]
    pub fn has_header(&self) -> bool {
        self.header.is_some()
    }

    pub(crate) fn header(&self) -> Option<&Header> {
        self.header.as_deref()
    }

    pub(crate) fn delimiter(&self) -> u8 {
        self.delimiter
    }
}

fn io_error(name: &str, error: io::Error) -> ReadError {
    ReadError::Io { input: name.to_string(), error }
}

impl<R: BufRead> Lines<R> {
    fn next<'r>(&'r mut self, mapping: &'r Mapping) -> io::Result<Option<Entry<'r>>> {
        const MARK: &[u8] = b"\xef\xbb\xbf";
        let (kind, start) = loop {
            let Some(kind) = json::read_line(&mut self.input, &mut self.buffer)? else { return Ok(None) };
            self.place = self.place.saturating_add(1);
            let start = if self.place == 1 && self.buffer.starts_with(MARK) { MARK.len() } else { 0 };
            match kind {
                Line::Blank => {}
                // A mark and nothing else is blank too.
                Line::Whole if self.buffer.len() == start => {}
                Line::Whole | Line::Cut => break (kind, start),
            }
        };
        let text = self.buffer.get(start..).unwrap_or_default();
        let object = match kind {
            Line::Cut => Err(RecordError::TooLong),
            Line::Blank | Line::Whole => Object::parse(text),
        };
        let record = object.map(|object| Record { shape: Shape::Object(object), mapping });
        Ok(Some(Entry { place: self.place, text, record, mapping }))
    }
}

impl<R: BufRead> Table<R> {
    fn next<'r>(&'r mut self, mapping: &'r Mapping) -> io::Result<Option<Entry<'r>>> {
        let Some(row) = self.rows.next_row()? else { return Ok(None) };
        self.place = self.place.saturating_add(1);
        self.lost = matches!(row, Row::CutUnclosed);
        let fields = match row {
            Row::Cut => Err(RecordError::TooLong),
            Row::Unclosed | Row::CutUnclosed => Err(RecordError::unclosed()),
            Row::Whole => self.rows.fields().and_then(|fields| self.header.fit(fields)),
        };
        let record = fields.map(|fields| Record { shape: Shape::Row(&self.header, fields), mapping });
        Ok(Some(Entry { place: self.place, text: self.rows.text(), record, mapping }))
    }
}

/// A record, or what stands in its place and could not be read as one.
#[derive(Debug)]
pub struct Entry<'r> {
    place: u64,
    text: &'r [u8],
    record: Result<Record<'r>, RecordError>,
    mapping: &'r Mapping,
}

impl<'r> Entry<'r> {
    /// Its line, or its row as a spreadsheet counts them, from 1; the header is the first row.
    #[must_use]
    pub fn place(&self) -> u64 {
        self.place
    }

    /// Its text without the end of the line; no more of it than [`RECORD_BYTES_MAX`](crate::RECORD_BYTES_MAX).
    #[must_use]
    pub fn text(&self) -> &'r [u8] {
        self.text
    }

    pub(crate) fn mapping(&self) -> &'r Mapping {
        self.mapping
    }

    /// The record.
    ///
    /// # Errors
    ///
    /// Where it could not be read as one.
    pub fn record(&self) -> Result<&Record<'r>, &RecordError> {
        self.record.as_ref()
    }

    /// The usage that the record states.
    ///
    /// # Errors
    ///
    /// As of [`Record::usage`], and where there is no record.
    #[inline]
    pub fn usage(&self) -> Result<RecordedUsage<'r>, RecordError> {
        match &self.record {
            Ok(record) => record.usage(),
            Err(error) => Err(error.clone()),
        }
    }
}
