//! How commands read records: what the arguments say of it, and progress on a terminal.

use std::io::{self, BufReader, IsTerminal, Read};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use pricesheet::PriceSheet;
use pricesheet_records::{Entry, Format, Mapping, Meters, Periods, ReadOptions};

use crate::args::RecordArguments;

use crate::failure::Failure;
use crate::input::Input;

/// How much is read or written at once.
pub(crate) const BUFFER_BYTES: usize = 1 << 17;

/// What the fields of `--meter` are for.
pub(crate) const METERS: &str = "to choose meters by";

/// What single records of a period stand for, as arguments say it.
pub(crate) fn periods<'b>(totals: bool, meter: &[String]) -> Periods<'b> {
    match meter {
        [] if totals => Periods::Totals,
        [] => Periods::Unsaid,
        fields => Periods::Meters(Meters::by(fields)),
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
    let progress = progress(input.bytes);
    let mut records = options.read(buffered(&progress, input.reader), format)?;
    while let Some(entry) = records.next_entry()? {
        with(&entry)?;
    }
    progress.finish_and_clear();
    Ok(())
}

/// An input that moves a bar while it is read.
pub(crate) fn buffered<R: Read>(progress: &ProgressBar, input: R) -> BufReader<impl Read> {
    BufReader::with_capacity(BUFFER_BYTES, progress.wrap_read(input))
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
