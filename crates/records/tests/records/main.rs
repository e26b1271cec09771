//! The records crate, through its public API.

mod formats;
mod mapping;
mod periods;
mod rating;
mod reading;
mod writing;

use pricesheet_records::{Format, Mapping, ReadError, ReadOptions, RecordedUsage};

/// What an input states, an entry each: its place, and its usage in words or the code and message of its error.
#[track_caller]
fn usages(input: impl AsRef<[u8]>, format: Format, mapping: &Mapping) -> Vec<(u64, String)> {
    let mut reader = ReadOptions::new(mapping).named("log").read(input.as_ref(), format).unwrap();
    let mut usages = Vec::new();
    while let Some(entry) = reader.next_entry().unwrap() {
        let words = match entry.usage() {
            Ok(usage) => words(&usage),
            Err(error) => format!("{}: {error}", error.code()),
        };
        usages.push((entry.place(), words));
    }
    usages
}

/// Why an input cannot be read, or not to its end.
#[track_caller]
fn read_error(input: impl AsRef<[u8]>, options: ReadOptions<'_>) -> ReadError {
    let mut reader = match options.named("log").read(input.as_ref(), Format::Csv) {
        Ok(reader) => reader,
        Err(error) => return error,
    };
    loop {
        match reader.next_entry() {
            Ok(entry) => assert!(entry.is_some(), "it could be read"),
            Err(error) => return error,
        }
    }
}

fn words(usage: &RecordedUsage<'_>) -> String {
    let mut words = vec![usage.endpoint.to_string()];
    words.extend(usage.options.iter().map(ToString::to_string));
    words.extend(usage.quantities.iter().map(|(name, value)| format!("{name}={value}")));
    words.extend(usage.choices.iter().map(|(name, member)| format!("{name}:{member}")));
    words.extend(usage.attributes.iter().map(|(name, value)| format!("{name}~{value}")));
    words.extend(usage.restates.then(|| "restates".to_string()));
    words.push(format!("x{}", usage.calls));
    words.extend(usage.at.iter().map(|at| format!("at {at}")));
    words.join(" ")
}
