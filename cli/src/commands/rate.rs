//! `pricesheet rate`: a stream of recorded usages, each written back with its total or its error.

mod parallel;
mod sums;
mod tally;

use std::io::{self, BufRead, BufWriter, Write};
use std::num::NonZeroUsize;
use std::thread;

use pricesheet::PriceBook;
use pricesheet_records::{Format, Mapping, Meters, Periods, Rater, ReadOptions, Reader, Writer};
use pricesheet_report::words::{count, count_of};

use crate::Finding;
use crate::args::RateArguments;
use crate::failure::{Failure, note, tell};
use crate::input::Input;
use crate::reading::{self, BUFFER_BYTES, METERS, meter_fields, periods, warn_of_meters};
use crate::sheet_source::SourcedBook;
use sums::Sums;
use tally::Tally;

/// What every thread of a run knows.
struct Run<'r> {
    book: &'r PriceBook,
    mapping: &'r Mapping,
    name: &'r str,
    to: Format,
    delimiter: u8,
    totals: bool,
    by_endpoint: bool,
}

impl<'r> Run<'r> {
    fn writer<W: Write>(&self, output: W) -> Writer<W> {
        Writer::delimited_by(self.delimiter, self.to, output)
    }

    fn tally(&self) -> Tally<'r> {
        Tally::new(Sums::of(self.book, self.by_endpoint), self.mapping)
    }

    /// A rater of records that need not know each other.
    fn rater(&self) -> Rater<'r> {
        Rater::new(self.book, if self.totals { Periods::Totals } else { Periods::Unsaid })
    }
}

pub(crate) fn run(arguments: &RateArguments) -> Result<Finding, Failure> {
    let sourced = SourcedBook::load(&arguments.sheet.sheets, &arguments.sheet.base.bases)?;
    let mut input = Input::open(arguments.file.as_deref())?;
    let from = input.format(arguments.records.from)?;
    let mapping = reading::mapping(&arguments.records, sourced.book.sheets())?;
    let run = Run {
        book: &sourced.book,
        mapping: &mapping,
        name: &input.name,
        to: arguments.to.map_or(from, Format::from).written(),
        delimiter: arguments.records.delimiter,
        totals: arguments.periods.totals,
        by_endpoint: arguments.sum,
    };
    let periods = periods(&arguments.periods)?;
    let options = ReadOptions::new(&mapping)
        .named(run.name)
        .delimited_by(run.delimiter)
        .requiring(&meter_fields(&periods, &mapping), METERS)
        .columns_as_keys(run.to == Format::JsonLines);
    let records = options.read(input.reader, from)?;
    let mut output = BufWriter::with_capacity(BUFFER_BYTES, io::stdout().lock());
    let mut writer = run.writer(&mut output);
    writer.begin(&records).map_err(|error| Failure::writing(&error))?;
    let mut tally = run.tally();
    // Records of a period are rated one after the other, and a header made of the first of them is known to one thread alone.
    let apart = !matches!(periods, Periods::Meters(_)) && from != Format::JsonArray && from.written() == from;
    let apart = apart && (from == run.to || from == Format::Csv);
    let jobs = arguments.jobs.or_else(|| thread::available_parallelism().ok().filter(|_| input.is_file));
    let mut rater = Rater::new(&sourced.book, periods);
    let rated = match jobs {
        Some(jobs) if apart && jobs > NonZeroUsize::MIN => {
            drop(writer);
            let (layout, input) = records.into_parts();
            parallel::rate(&run, &layout, input, jobs, &mut output, &mut tally)
        }
        _ => rate_all(&mut rater, records, &mut writer, &mut tally),
    };
    // What was rated so far is written, whatever came then.
    output.flush().map_err(|error| Failure::writing(&error))?;
    rated?;
    input.progress.finish_and_clear();
    let meters = rater.meters().map(Meters::count);
    let meters = meters.map(|meters| format!(", {}", count(meters, "meter"))).unwrap_or_default();
    if arguments.sum {
        tell(&format!("{}\n", tally.sums.table()));
    }
    note(&format!(
        "{}, {} rated, {} failed{meters}; {}; {}\n",
        count(tally.records(), "record"),
        count_of(tally.rated),
        count_of(tally.failed),
        tally.sums.words(),
        sourced.label()
    ));
    warn_of_meters(rater.meters(), &arguments.periods.meter);
    tally.watch.tell();
    Ok(if tally.failed == 0 { Finding::Fine } else { Finding::Failed })
}

/// Rates every record and writes it back.
fn rate_all<'r, R: BufRead, W: Write>(
    rater: &mut Rater<'r>,
    mut records: Reader<'r, R>,
    output: &mut Writer<W>,
    tally: &mut Tally<'r>,
) -> Result<(), Failure> {
    while let Some(entry) = records.next_entry()? {
        let mut usage = entry.usage();
        let outcome = rater.rate(&entry, &mut usage);
        tally.take(&entry, &usage, &outcome);
        let written = output.write(&entry, usage.as_ref().ok(), &outcome);
        written.map_err(|error| Failure::writing(&error))?;
    }
    output.flush().map_err(|error| Failure::writing(&error))
}
