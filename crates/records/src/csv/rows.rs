//! Rows as they are read.

use std::io::{self, BufRead};

use csv_core::ReadRecordResult;

use crate::RECORD_BYTES_MAX;
use crate::error::RecordError;

/// The end of a row, two bytes at the most, does not count to its length.
const BYTES_HELD_MAX: usize = RECORD_BYTES_MAX + 2;

/// Reads rows, and holds no more of one than a record may have.
#[derive(Debug)]
pub(crate) struct Rows<R> {
    input: R,
    parser: csv_core::Reader,
    delimiter: u8,
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
    /// The file ends inside quotes: what is missing is not known.
    Unclosed,
    /// Both: how many of its rows have been taken for this one, nobody knows.
    CutUnclosed,
}

impl<R: BufRead> Rows<R> {
    pub(crate) fn new(input: R, delimiter: u8) -> Self {
        const START_BYTES: usize = 4_096;
        Rows {
            input,
            parser: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            delimiter,
            fields: vec![0; START_BYTES],
            ends: vec![0; START_BYTES],
            ends_count: 0,
            raw: Vec::new(),
        }
    }

    /// Reads rows from the midst of a file: what looks like a mark of its encoding is a part of the first.
    pub(crate) fn within(input: R, delimiter: u8) -> Self {
        let mut rows = Rows::new(input, delimiter);
        // The parser looks for a mark until it has read something.
        let _ = rows.parser.read_record(b"\n", &mut rows.fields, &mut rows.ends);
        rows
    }

    /// Reads the next row that is not blank. None at the end.
    pub(crate) fn next_row(&mut self) -> io::Result<Option<Row>> {
        loop {
            match self.read()? {
                Some(Row::Whole) if self.without_break().iter().all(|byte| matches!(byte, b' ' | b'\t')) => {}
                row => return Ok(row),
            }
        }
    }

    /// Reads the next row that is not empty. None at the end.
    fn read(&mut self) -> io::Result<Option<Row>> {
        self.raw.clear();
        self.ends_count = 0;
        let mut used = 0_usize;
        let mut cut = false;
        // What is beyond the room is looked at for quotes only, after all that is held.
        let (mut quotes, mut beyond) = (Quotes::of(self.delimiter), false);
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
            if text.len() > room {
                if !std::mem::replace(&mut beyond, true) {
                    quotes.read(&self.raw);
                }
                cut = true;
                quotes.read(text.get(room..).unwrap_or_default());
            }
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
                    // Only the end of the file ends a row within quotes.
                    let at_end = read == 0;
                    if at_end && !beyond {
                        quotes.read(&self.raw);
                    }
                    let unclosed = at_end && quotes.open;
                    return Ok(Some(match (cut, unclosed) {
                        (true, true) => Row::CutUnclosed,
                        (true, false) => Row::Cut,
                        (false, true) => Row::Unclosed,
                        (false, false) => Row::Whole,
                    }));
                }
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    pub(crate) fn into_input(self) -> R {
        self.input
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

    /// The fields that the row would have with another delimiter; none where it is not UTF-8.
    pub(crate) fn split_by(&self, delimiter: u8) -> Vec<String> {
        let mut other = Rows::new(self.text(), delimiter);
        let read = other.next_row().is_ok_and(|row| row.is_some());
        let fields = other.fields().ok().filter(|_| read);
        fields.map(|fields| fields.iter().map(ToString::to_string).collect()).unwrap_or_default()
    }

    /// The fields of the row.
    pub(crate) fn fields(&self) -> Result<Fields<'_>, RecordError> {
        let ends = self.ends.get(..self.ends_count).unwrap_or_default();
        let bytes = self.fields.get(..ends.last().copied().unwrap_or_default()).unwrap_or_default();
        let text = std::str::from_utf8(bytes).ok();
        // Two fields may make a character together that neither of them holds.
        let text = text.filter(|text| ends.iter().all(|end| text.is_char_boundary(*end)));
        let text = text.ok_or_else(|| RecordError::not_a_record("the row is not UTF-8"))?;
        Ok(Fields { text, ends })
    }
}

/// The fields of a row, one behind the other, and where each of them ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields<'a> {
    text: &'a str,
    ends: &'a [usize],
}

impl<'a> Fields<'a> {
    pub(crate) fn len(self) -> usize {
        self.ends.len()
    }

    pub(crate) fn get(self, place: usize) -> Option<&'a str> {
        let end = *self.ends.get(place)?;
        let start =
            place.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        self.text.get(start..end)
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = &'a str> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let field = self.text.get(start..*end).unwrap_or_default();
            start = *end;
            field
        })
    }
}

/// Whether a row, as far as it was read, ends in a field whose quotes are not closed.
#[derive(Debug)]
pub(crate) struct Quotes {
    delimiter: u8,
    /// Whether a quote would open the field or, within it, stand for itself.
    starts: bool,
    open: bool,
}

impl Quotes {
    pub(crate) fn of(delimiter: u8) -> Self {
        Quotes { delimiter, starts: true, open: false }
    }

    pub(crate) fn is_open(&self) -> bool {
        self.open
    }

    pub(crate) fn read(&mut self, text: &[u8]) {
        for byte in text {
            match byte {
                // Two of them within quotes close and open them again.
                b'"' if self.open || self.starts => (self.open, self.starts) = (!self.open, true),
                byte if *byte == self.delimiter && !self.open => self.starts = true,
                // The next row begins.
                b'\n' | b'\r' if !self.open => self.starts = true,
                _ => self.starts = false,
            }
        }
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
