//! Records as they are written back, each with what it comes to.

mod convert;
mod csv;
mod json;

use std::io::{self, BufRead, Write};

use pricesheet::Decimal;

use crate::format::Format;
use crate::rater::Outcome;
use crate::reader::{Entry, Layout, Reader};
use crate::record::Shape;
use crate::usage::RecordedUsage;

/// Writes records back in either format, whichever they were read in. Every field is kept but an outcome from before, and
/// what is written can be read again.
#[derive(Debug)]
pub struct Writer<W: Write>(Form<W>);

#[derive(Debug)]
enum Form<W: Write> {
    JsonLines(W),
    Csv(Box<csv::Rows<W>>),
}

impl<W: Write> Writer<W> {
    /// Writes in a format; CSV with commas.
    pub fn new(format: Format, output: W) -> Self {
        Writer::delimited_by(b',', format, output)
    }

    /// Writes in a format; CSV with this delimiter, which must be that of what is read where that is CSV too.
    pub fn delimited_by(delimiter: u8, format: Format, output: W) -> Self {
        Writer(match format.written() {
            Format::JsonLines | Format::JsonArray => Form::JsonLines(output),
            Format::Csv => Form::Csv(Box::new(csv::Rows::new(output, delimiter))),
        })
    }

    /// Writes the header of what is read, where both formats have one. A header of rows that were objects comes with the
    /// first of them.
    ///
    /// # Errors
    ///
    /// Where the output fails.
    pub fn begin<R: BufRead>(&mut self, reader: &Reader<'_, R>) -> io::Result<()> {
        match (&mut self.0, reader.header()) {
            (Form::Csv(rows), Some(header)) => rows.header_of(header),
            _ => Ok(()),
        }
    }

    /// Goes on where another writer has written the header of what is read.
    pub fn resume(&mut self, layout: &Layout<'_>) {
        if let (Form::Csv(rows), Some(header)) = (&mut self.0, layout.header()) {
            rows.resume(header);
        }
    }

    /// Writes an entry back with what it comes to, or why it comes to nothing. `usage` is that of the entry, where it has
    /// one: between formats, its options and quantities are written in the words of the other.
    ///
    /// # Errors
    ///
    /// Where the output fails.
    pub fn write(
        &mut self,
        entry: &Entry<'_>,
        usage: Option<&RecordedUsage<'_>>,
        outcome: &Outcome,
    ) -> io::Result<()> {
        let text = entry.text();
        let record = match entry.record() {
            Ok(record) => record,
            Err(error) => {
                return match &mut self.0 {
                    Form::JsonLines(output) => json::unreadable(output, text, error),
                    Form::Csv(rows) => rows.unreadable(text, entry.mapping(), error),
                };
            }
        };
        let readable = usage.is_some();
        match (&mut self.0, &record.shape) {
            (Form::JsonLines(output), Shape::Object(object)) => json::record(output, text, object, outcome),
            (Form::JsonLines(output), Shape::Row(header, row)) => {
                convert::object(output, header, *row, readable, outcome)
            }
            (Form::Csv(rows), Shape::Object(object)) => {
                rows.object(object, text, entry.mapping(), readable, outcome)
            }
            // Where it has no quotes, the row stands there field by field.
            (Form::Csv(rows), Shape::Row(header, _)) if header.keeps_all() && !text.contains(&b'"') => {
                rows.plain_row(text, outcome)
            }
            (Form::Csv(rows), Shape::Row(header, row)) => {
                rows.row(header.kept(*row).map(|(_, _, field)| field), outcome)
            }
        }
    }

    /// Writes what is buffered.
    ///
    /// # Errors
    ///
    /// Where the output fails.
    pub fn flush(&mut self) -> io::Result<()> {
        match &mut self.0 {
            Form::JsonLines(output) => output.flush(),
            Form::Csv(rows) => rows.flush(),
        }
    }
}

/// Writes an amount without trailing zeros; most are a count.
fn amount(output: &mut impl Write, amount: Decimal) -> io::Result<()> {
    let amount = amount.normalize();
    match i64::try_from(amount.mantissa()) {
        Ok(count) if amount.scale() == 0 => output.write_all(itoa::Buffer::new().format(count).as_bytes()),
        _ => write!(output, "{amount}"),
    }
}
