//! `pricesheet rate`: a stream of recorded usages, each written back with its total or its error.

mod sums;

use std::io::{self, BufWriter};

use pricesheet_records::{Format, Meters, Rater, ReadOptions, RecordError, Writer};

use crate::Finding;
use crate::args::RateArguments;
use crate::failure::{Failure, tell};
use crate::fault::Fault;
use crate::input::Input;
use crate::reading::{self, BUFFER_BYTES, METERS, meter_fields, periods, warn_of_meters};
use crate::report::{count, count_of};
use crate::sheet_source::SourcedBook;
use crate::watch::Watch;
use sums::Sums;

pub(crate) fn run(arguments: &RateArguments) -> Result<Finding, Failure> {
    let sourced = SourcedBook::load(&arguments.sheet.sheets, &arguments.sheet.base.bases)?;
    let mut input = Input::open(arguments.file.as_deref())?;
    let from = input.format(arguments.records.from)?;
    let to = arguments.to.map_or(from, Format::from).written();
    let mapping = reading::mapping(&arguments.records, sourced.book.sheets())?;
    let mut watch = Watch::of(&mapping);
    let periods = periods(&arguments.periods)?;
    let options = ReadOptions::new(&mapping)
        .named(input.name)
        .delimited_by(arguments.records.delimiter)
        .requiring(&meter_fields(&periods, &mapping), METERS)
        .columns_as_keys(to == Format::JsonLines);
    let mut records = options.read(input.reader, from)?;
    let mut rater = Rater::new(&sourced.book, periods);
    let mut sums = Sums::of(&sourced.book, arguments.sum);
    let output = BufWriter::with_capacity(BUFFER_BYTES, io::stdout().lock());
    let mut output = Writer::delimited_by(arguments.records.delimiter, to, output);
    output.begin(&records).map_err(|error| Failure::writing(&error))?;
    let (mut rated, mut failed) = (0_u64, 0_u64);
    loop {
        let entry = match records.next_entry() {
            Ok(Some(entry)) => entry,
            Ok(None) => break,
            Err(error) => {
                // What was rated so far is written first.
                output.flush().map_err(|error| Failure::writing(&error))?;
                return Err(error.into());
            }
        };
        let mut usage = entry.usage();
        let outcome = rater.rate(&entry, &mut usage);
        let error = outcome.as_ref().err();
        watch.see(&entry, error.map(RecordError::code), || error.cloned().map(Fault::from));
        let counted = if outcome.is_ok() { &mut rated } else { &mut failed };
        *counted = counted.saturating_add(1);
        sums.add(usage.as_ref().ok(), &outcome);
        let written = output.write(&entry, usage.as_ref().ok(), &outcome);
        written.map_err(|error| Failure::writing(&error))?;
    }
    output.flush().map_err(|error| Failure::writing(&error))?;
    input.progress.finish_and_clear();
    let meters = rater.meters().map(Meters::count);
    let meters = meters.map(|meters| format!(", {}", count(meters, "meter"))).unwrap_or_default();
    if arguments.sum {
        tell(&format!("{}\n", sums.table()));
    }
    tell(&format!(
        "{}, {} rated, {} failed{meters}; {}; {}\n",
        count(rated.saturating_add(failed), "record"),
        count_of(rated),
        count_of(failed),
        sums.words(),
        sourced.label()
    ));
    warn_of_meters(rater.meters(), &arguments.periods.meter);
    watch.tell();
    Ok(if failed == 0 { Finding::Fine } else { Finding::Failed })
}
