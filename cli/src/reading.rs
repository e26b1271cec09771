//! How commands read records: what the arguments say of it, and progress on a terminal.

use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use pricesheet::PriceSheet;
use pricesheet_records::{
    Entry, Field, Format, Mapping, MeterField, Meters, Periods, ReadOptions, Zone, ZoneError,
};

use crate::args::{PeriodArguments, PeriodSheet, RecordArguments};

use crate::failure::{Failure, note};
use crate::input::Input;

/// How much is read or written at once.
pub(crate) const BUFFER_BYTES: usize = 1 << 17;

/// What the fields of `--meter` are for.
pub(crate) const METERS: &str = "to choose meters by";

/// What single records of a period stand for, as arguments say it.
pub(crate) fn periods<'b>(arguments: &PeriodArguments) -> Result<Periods<'b>, Failure> {
    if arguments.meter.is_empty() {
        return Ok(if arguments.totals { Periods::Totals } else { Periods::Unsaid });
    }
    let meters = Meters::by(&arguments.meter);
    let mut meters =
        meters.map_err(|error| Failure::with_help(format!("{error} by --meter"), error.help()))?;
    if let Some(zone) = &arguments.zone {
        let zone: Zone = zone.parse().map_err(|error: ZoneError| {
            Failure::with_help(format!("{error}, which --zone asks for"), error.help())
        })?;
        meters = meters.in_zone(zone);
    }
    Ok(Periods::Meters(match arguments.period_sheet {
        None => meters,
        Some(PeriodSheet::Opening) => meters.across(pricesheet_records::PeriodSheet::Opening),
        Some(PeriodSheet::Split) => meters.across(pricesheet_records::PeriodSheet::Split),
    }))
}

/// The fields that records must have for meters to be chosen.
pub(crate) fn meter_fields<'a>(periods: &'a Periods<'_>, mapping: &'a Mapping) -> Vec<&'a str> {
    let Periods::Meters(meters) = periods else { return Vec::new() };
    let field = |field: &'a MeterField| match field {
        MeterField::Named(name) => Some(name.as_str()),
        // The instant may be the same for all.
        _ => match mapping.field_source(Field::At) {
            Some(source) => source.field(),
            None => Some(Field::At.name()),
        },
    };
    meters.fields().iter().filter_map(field).collect()
}

/// Says where nearly every record has a meter of its own: each pays the minimum and has the allowance.
pub(crate) fn warn_of_meters(meters: Option<&Meters<'_>>, fields: &[String]) {
    const RECORDS_MIN: u64 = 10;
    let Some(meters) = meters else { return };
    let (count, records) = (meters.count(), meters.records());
    let at = fields.iter().any(|field| field == "at");
    let enough = records >= if at { 2 } else { RECORDS_MIN };
    if enough && count.saturating_mul(10) >= records.saturating_mul(9) {
        let help = if at { "name a part of the instant, such as month(at)" } else { "name fewer fields" };
        note(&format!(
            "\u{1b}[1;33mwarning\u{1b}[0m: nearly every record has a meter of its own ({count} for {records} records): \
             each pays the minimum and has the allowance by itself\n\u{1b}[1;36mhelp\u{1b}[0m: {help}\n"
        ));
    }
}

/// The mapping of arguments, which go first, and of a file; for records of these sheets.
pub(crate) fn mapping<'s>(
    arguments: &RecordArguments,
    sheets: impl IntoIterator<Item = &'s PriceSheet>,
) -> Result<Mapping, Failure> {
    let mut mapping = Mapping::new();
    for argument in &arguments.map {
        mapping.add_argument(argument)?;
    }
    if let Some(file) = &arguments.map_file {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file).map_err(|error| Failure::reading(&name, &error))?;
        mapping.add_toml(&name, &text)?;
    }
    arguments.keep.iter().for_each(|field| mapping.keep(field));
    mapping.check(sheets)?;
    Ok(mapping)
}

/// Calls a function with every entry of an input, and shows how far it is.
pub(crate) fn each(
    input: Input,
    format: Format,
    options: ReadOptions<'_>,
    mut with: impl FnMut(&Entry<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut records = options.read(input.reader, format)?;
    while let Some(entry) = records.next_entry()? {
        with(&entry)?;
    }
    input.progress.finish_and_clear();
    Ok(())
}

/// A bar on a terminal's standard error, nothing elsewhere.
pub(crate) fn progress(bytes: Option<u64>) -> ProgressBar {
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
