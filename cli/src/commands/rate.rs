//! `pricesheet rate`: a stream of recorded usages, each written back with its total or its error.

use std::io::{self, BufWriter};

use pricesheet_records::{Format, Mapping, Meters, Rater, ReadOptions, Writer};

use crate::Finding;
use crate::args::RateArguments;
use crate::failure::{Failure, tell};
use crate::input::Input;
use crate::reading::{BUFFER_BYTES, METERS, buffered, periods, progress};
use crate::report::count;
use crate::sheet_source::SourcedBook;

pub(crate) fn run(arguments: &RateArguments) -> Result<Finding, Failure> {
    let sourced = SourcedBook::load(&arguments.sheet.sheets)?;
    let input = Input::open(arguments.file.as_deref())?;
    let from = input.format(arguments.from)?;
    let to = arguments.to.map_or(from, Format::from);
    let progress = progress(input.bytes);
    let mapping = Mapping::new();
    let options = ReadOptions::new(&mapping)
        .named(input.name)
        .requiring(&arguments.meter, METERS)
        .columns_as_keys(to == Format::JsonLines);
    let mut records = options.read(buffered(&progress, input.reader), from)?;
    let mut rater = Rater::new(&sourced.book, periods(arguments.totals, &arguments.meter));
    let mut output = Writer::new(to, BufWriter::with_capacity(BUFFER_BYTES, io::stdout().lock()));
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
        let usage = entry.usage();
        let outcome = rater.rate(&entry, &usage);
        let counted = if outcome.is_ok() { &mut rated } else { &mut failed };
        *counted = counted.saturating_add(1);
        let written = output.write(&entry, usage.as_ref().ok(), &outcome);
        written.map_err(|error| Failure::writing(&error))?;
    }
    output.flush().map_err(|error| Failure::writing(&error))?;
    progress.finish_and_clear();
    let meters = rater.periods().meters().map(Meters::count);
    let meters = meters.map(|meters| format!(", {}", count(meters, "meter"))).unwrap_or_default();
    tell(&format!(
        "{}, {rated} rated, {failed} failed{meters}; {}\n",
        count(rated.saturating_add(failed), "record"),
        sourced.label()
    ));
    Ok(if failed == 0 { Finding::Fine } else { Finding::Failed })
}
