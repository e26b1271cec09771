//! `pricesheet rate`: a stream of recorded usages, each written back with its total or its error.

use std::io::{self, BufRead, BufReader, BufWriter, IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::Finding;
use crate::args::{Format, RateArguments};
use crate::failure::{Failure, tell};
use crate::fault::Fault;
use crate::record::input::Input;
use crate::record::jsonl::{self, Line, Object};
use crate::record::mapping::Mapping;
use crate::record::meters::{METERS, Meters};
use crate::record::rater::{Periods, Rater};
use crate::record::{Outcome, UsageFields, convert, csv};
use crate::sheet_source::SourcedBook;

const BUFFER_BYTES: usize = 1 << 17;

pub(crate) fn run(arguments: &RateArguments) -> Result<Finding, Failure> {
    let sourced = SourcedBook::load(&arguments.sheet.sheets)?;
    let input = Input::open(arguments.file.as_deref())?;
    let from = arguments.from.map_or_else(|| input.format(), Ok)?;
    let progress = progress(input.bytes);
    let periods = Periods::of(arguments.totals, &arguments.meter);
    let mut stream = Stream {
        rater: Rater { book: &sourced.book, periods },
        name: input.name,
        output: Output::new(
            arguments.to.unwrap_or(from),
            BufWriter::with_capacity(BUFFER_BYTES, io::stdout().lock()),
        ),
        rated: 0,
        failed: 0,
    };
    let reader = BufReader::with_capacity(BUFFER_BYTES, progress.wrap_read(input.reader));
    match from {
        Format::Jsonl => stream.jsonl(reader),
        Format::Csv => stream.csv(reader),
    }?;
    stream.output.flush().map_err(|error| Failure::writing(&error))?;
    progress.finish_and_clear();
    let Stream { rated, failed, rater, .. } = stream;
    let counted = |count: u64, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let meters = rater.periods.meters().map(|meters| u64::try_from(meters.len()).unwrap_or(u64::MAX));
    let meters = meters.map(|count| format!(", {}", counted(count, "meter"))).unwrap_or_default();
    tell(&format!(
        "{}, {rated} rated, {failed} failed{meters}; {}\n",
        counted(rated.saturating_add(failed), "record"),
        sourced.label()
    ));
    Ok(if failed == 0 { Finding::Fine } else { Finding::Failed })
}

/// A bar on a terminal's standard error, nothing elsewhere.
pub(super) fn progress(bytes: Option<u64>) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    const TICK: Duration = Duration::from_millis(200);
    let (bar, template) = match bytes {
        Some(bytes) => {
            (ProgressBar::new(bytes), "{bar:40} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left")
        }
        None => (ProgressBar::no_length(), "{spinner} {bytes}, {bytes_per_sec}"),
    };
    bar.set_draw_target(ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(TICK);
    bar
}

/// Where the records go.
enum Output<W: Write> {
    Jsonl(W),
    Csv(Box<csv::Writer<W>>),
}

impl<W: Write> Output<W> {
    fn new(format: Format, output: W) -> Self {
        match format {
            Format::Jsonl => Output::Jsonl(output),
            Format::Csv => Output::Csv(Box::new(csv::Writer::new(output))),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Output::Jsonl(output) => output.flush(),
            Output::Csv(output) => output.flush(),
        }
    }

    fn unreadable(&mut self, text: &[u8], fault: Fault) -> io::Result<()> {
        match self {
            Output::Jsonl(output) => jsonl::write_unreadable(output, text, fault),
            Output::Csv(output) => output.unreadable(text, fault),
        }
    }
}

/// One run over a stream of records.
struct Stream<'s, W: Write> {
    rater: Rater<'s>,
    name: String,
    output: Output<W>,
    rated: u64,
    failed: u64,
}

impl<W: Write> Stream<'_, W> {
    fn jsonl(&mut self, mut input: impl BufRead) -> Result<(), Failure> {
        const MARK: &[u8] = b"\xef\xbb\xbf";
        let mut buffer = Vec::new();
        let mut first = true;
        while let Some(kind) =
            jsonl::read_line(&mut input, &mut buffer).map_err(|error| Failure::reading(&self.name, &error))?
        {
            let unmarked = if first { buffer.strip_prefix(MARK) } else { None };
            let line = unmarked.unwrap_or(&buffer);
            first = false;
            let written = match kind {
                Line::Blank => continue,
                Line::Cut => self.unreadable(line, Fault::too_long()),
                // A mark and nothing else is blank too.
                Line::Whole if line.is_empty() => continue,
                Line::Whole => match Object::parse(line) {
                    Ok(object) => self.object(line, &object),
                    Err(error) => self.unreadable(line, error),
                },
            };
            written.map_err(|error| Failure::writing(&error))?;
        }
        Ok(())
    }

    fn unreadable(&mut self, text: &[u8], fault: Fault) -> io::Result<()> {
        self.failed = self.failed.saturating_add(1);
        self.output.unreadable(text, fault)
    }

    fn object(&mut self, line: &[u8], object: &Object<'_>) -> io::Result<()> {
        let usage = object.usage();
        let outcome = self.outcome(&usage, |field| object.text(field).map(Into::into));
        match &mut self.output {
            Output::Jsonl(output) => jsonl::write_record(output, line, object, &outcome),
            Output::Csv(output) => output.object(object, line, usage.as_ref().ok(), &outcome),
        }
    }

    fn outcome(
        &mut self,
        usage: &Result<UsageFields<'_>, Fault>,
        value: impl Fn(&str) -> Option<String>,
    ) -> Outcome {
        let outcome = match usage {
            Ok(usage) => self.rater.rate(usage, value),
            Err(fault) => Err(fault.clone()),
        };
        let count = if outcome.is_ok() { &mut self.rated } else { &mut self.failed };
        *count = count.saturating_add(1);
        outcome
    }

    fn csv(&mut self, input: impl BufRead) -> Result<(), Failure> {
        let mut rows = csv::Rows::new(input);
        let as_objects = matches!(self.output, Output::Jsonl(_));
        let meters = self.rater.periods.meters();
        let mapping = Mapping::default().requiring(meters.map(Meters::fields).unwrap_or_default(), METERS);
        let header = csv::Header::read(&mut rows, &self.name, as_objects, &mapping)?;
        if let Output::Csv(output) = &mut self.output {
            output.header_of(&header).map_err(|error| Failure::writing(&error))?;
        }
        while let Some(row) = rows.next().map_err(|error| Failure::reading(&self.name, &error))? {
            let fields = match row {
                csv::Row::Cut => Err(Fault::too_long()),
                csv::Row::Unclosed | csv::Row::CutUnclosed => Err(Fault::unclosed()),
                csv::Row::Whole => rows.fields().and_then(|fields| header.fit(fields)),
            };
            let written = match fields {
                Ok(fields) => self.row(&header, fields, rows.plain_text()),
                Err(fault) => self.unreadable(rows.text(), fault),
            };
            written.map_err(|error| Failure::writing(&error))?;
            if let csv::Row::CutUnclosed = row {
                self.output.flush().map_err(|error| Failure::writing(&error))?;
                // The header is the first row.
                let place = self.rated.saturating_add(self.failed).saturating_add(1);
                return Err(csv::rows_lost(&self.name, place));
            }
        }
        Ok(())
    }

    /// One row; its text, where that says the same as its fields.
    fn row(&mut self, header: &csv::Header, fields: csv::Fields<'_>, plain: Option<&[u8]>) -> io::Result<()> {
        let usage = header.usage(fields);
        let outcome = self.outcome(&usage, |field| header.field(fields, field).map(Into::into));
        match &mut self.output {
            Output::Jsonl(output) => {
                convert::write_object(output, header, fields, usage.as_ref().ok(), &outcome)
            }
            Output::Csv(output) => match plain.filter(|_| header.keeps_all()) {
                Some(text) => output.plain_row(text, &outcome),
                None => output.row(header.kept(fields).map(|(_, _, field)| field), &outcome),
            },
        }
    }
}
