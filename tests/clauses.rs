//! The clauses of sections 2, 3, 4 and 8 of the specification, one directed case or more for each: what a sheet or a usage
//! costs is worked out by hand, and the reference and the engine are both held to it.

mod aliases;
mod arithmetic;
mod attributes;
mod charges;
mod conditions;
mod derived;
mod names;
mod overlay;
mod tables;
mod usage;
mod windows;

use pricesheet::PriceSheet;
use pricesheet_testing::reference::bridge::{agree, stated};
use pricesheet_testing::reference::decimal::amount;
use pricesheet_testing::reference::rate::rate;
use pricesheet_testing::reference::read;
use pricesheet_testing::reference::usage::Usage;

/// A sheet of one endpoint called `e`, from the lines of its table.
fn endpoint(lines: &str) -> String {
    format!("name = \"t\"\n[endpoints.e]\n{lines}")
}

/// A usage of `e`: a word is an option, `name=number` a quantity, `name~text` an attribute, `@text` its `at`, `*number` its
/// calls. A `_` of an attribute or of `at` is a space.
fn usage(words: &str) -> Usage {
    words.split_whitespace().fold(Usage::new("e"), |usage, word| {
        if let Some(at) = word.strip_prefix('@') {
            usage.at(&at.replace('_', " "))
        } else if let Some(calls) = word.strip_prefix('*') {
            usage.calls(amount(calls))
        } else if let Some((name, value)) = word.split_once('~') {
            usage.attribute(name, &value.replace('_', " "))
        } else if let Some((name, value)) = word.split_once('=') {
            usage.quantity(name, amount(value))
        } else {
            usage.option(word)
        }
    })
}

#[track_caller]
fn load(text: &str) -> PriceSheet {
    PriceSheet::from_toml(text).unwrap_or_else(|faults| panic!("{faults}\nin\n{text}"))
}

/// Each usage costs so much, by the reference and by the engine.
#[track_caller]
fn costs(text: &str, cases: &[(&str, &str)]) {
    let (engine, sheet) = (load(text), read::sheet(text));
    for (words, total) in cases {
        let usage = usage(words);
        match rate(&sheet, &usage).outcome {
            Ok(rated) => {
                assert_eq!(rated.total, amount(total), "`{words}` by the reference: {}", rated.total)
            }
            Err(faults) => panic!("`{words}` by the reference: {faults:?}"),
        }
        agree(&engine, &sheet, &usage).unwrap_or_else(|difference| panic!("`{words}`: {difference}\n{text}"));
    }
}

/// Each usage is an error of this code, by the reference and by the engine.
#[track_caller]
fn fails(text: &str, cases: &[(&str, &str)]) {
    let (engine, sheet) = (load(text), read::sheet(text));
    for (words, code) in cases {
        let usage = usage(words);
        let found = engine.price(&stated(&usage)).map_err(|error| error.code());
        assert_eq!(found, Err(*code), "`{words}`");
        agree(&engine, &sheet, &usage).unwrap_or_else(|difference| panic!("`{words}`: {difference}\n{text}"));
    }
}

/// An endpoint of these lines is refused, each with one that stands behind `! `, for a fault in that line and nowhere else.
#[track_caller]
fn refused(lines: &str) {
    let text = endpoint(lines);
    refused_sheet(&text);
}

/// The same of a whole sheet.
#[track_caller]
fn refused_sheet(text: &str) {
    let expected = text.lines().position(|line| line.starts_with("! ")).map(|at| at + 1);
    let text = text.replace("\n! ", "\n");
    match PriceSheet::from_toml(&text) {
        Ok(_) => panic!("this loads:\n{text}"),
        Err(faults) => {
            let mut lines: Vec<usize> = faults.iter().map(|fault| fault.line()).collect();
            lines.dedup();
            if let Some(expected) = expected {
                assert_eq!(lines, [expected], "{faults}\nin\n{text}");
            }
        }
    }
}

/// An endpoint of these lines loads.
#[track_caller]
fn loads(lines: &str) {
    load(&endpoint(lines));
}
