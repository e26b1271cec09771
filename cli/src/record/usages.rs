//! The records of a stream, one at a time, for whoever does not write them back.

use std::io::BufRead;

use super::csv;
use super::jsonl::{self, Line, Object};
use super::logged::Logged;
use super::mapping::Mapping;
use crate::args::Format;
use crate::failure::Failure;
use crate::fault::Fault;

/// Hands on each record with its place: its line, or its row as a spreadsheet counts them.
pub(crate) fn each(
    input: impl BufRead,
    name: &str,
    format: Format,
    mapping: &Mapping,
    with: impl FnMut(u64, Result<Logged<'_>, Fault>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    match format {
        Format::Jsonl => each_line(input, name, with),
        Format::Csv => each_row(input, name, mapping, with),
    }
}

/// What the places of a format are called.
pub(crate) fn place_word(format: Format) -> &'static str {
    match format {
        Format::Jsonl => "line",
        Format::Csv => "row",
    }
}

fn each_line(
    mut input: impl BufRead,
    name: &str,
    mut with: impl FnMut(u64, Result<Logged<'_>, Fault>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    let mut buffer = Vec::new();
    let mut line = 0_u64;
    while let Some(kind) =
        jsonl::read_line(&mut input, &mut buffer).map_err(|error| Failure::reading(name, &error))?
    {
        line = line.saturating_add(1);
        let unmarked = if line == 1 { buffer.strip_prefix(MARK) } else { None };
        let text = unmarked.unwrap_or(&buffer);
        match kind {
            Line::Blank => {}
            Line::Cut => with(line, Err(Fault::too_long()))?,
            // A mark and nothing else is blank too.
            Line::Whole if text.is_empty() => {}
            Line::Whole => match Object::parse(text) {
                Ok(object) => with(line, Ok(Logged::Object(&object)))?,
                Err(fault) => with(line, Err(fault))?,
            },
        }
    }
    Ok(())
}

fn each_row(
    input: impl BufRead,
    name: &str,
    mapping: &Mapping,
    mut with: impl FnMut(u64, Result<Logged<'_>, Fault>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut rows = csv::Rows::new(input);
    let header = csv::Header::read(&mut rows, name, false, mapping)?;
    let mut count = 1_u64;
    while let Some(row) = rows.next().map_err(|error| Failure::reading(name, &error))? {
        count = count.saturating_add(1);
        let fields = match row {
            csv::Row::Cut => Err(Fault::too_long()),
            csv::Row::Unclosed | csv::Row::CutUnclosed => Err(Fault::unclosed()),
            csv::Row::Whole => rows.fields().and_then(|fields| header.fit(fields)),
        };
        with(count, fields.map(|fields| Logged::Row(&header, fields)))?;
        if let csv::Row::CutUnclosed = row {
            return Err(csv::rows_lost(name, count));
        }
    }
    Ok(())
}
