//! `pricesheet quote`: what one usage costs, step by step, or what a basket of usages costs.

mod basket;

use pricesheet::Quote;
use serde_json::Value;

use super::{print, print_json, refuse};
use crate::Finding;
use crate::args::QuoteArguments;
use crate::balance::{Balanced, coverage, finding, words};
use crate::failure::Failure;
use crate::fault::{Fault, instant_of};
use crate::sheet_source::{SourcedBook, SourcedSheet};
use crate::stated;

pub(crate) fn run(arguments: &QuoteArguments) -> Result<Finding, Failure> {
    if arguments.file.is_none() {
        arguments.records.refuse()?;
    }
    let book = SourcedBook::load(&arguments.sheet.sheets, &arguments.sheet.base.bases)?;
    if let Some(file) = &arguments.file {
        return basket::run(&book, file, arguments);
    }
    let balance = arguments.balance.as_deref().map(stated::balance).transpose();
    match balance.and_then(|balance| Ok((quote(&book, arguments)?, balance))) {
        Ok(((quote, sourced), balance)) => {
            let coverage = balance.map(|balance| coverage(quote.total(), balance)).transpose()?;
            if arguments.json {
                print_json(&Balanced::new(as_json(&quote, sourced)?, coverage.as_ref()))?;
            } else {
                print(&format!("{quote}{}\nsheet: {}\n", words(coverage.as_ref()), sourced.label()))?;
            }
            Ok(finding(coverage.as_ref()))
        }
        Err(fault) => refuse(fault, &book, arguments.at.as_deref(), arguments.json),
    }
}

fn quote<'b>(
    book: &'b SourcedBook,
    arguments: &QuoteArguments,
) -> Result<(Quote<'b>, &'b SourcedSheet), Fault> {
    let at = instant_of(arguments.at.as_deref())?;
    let sourced = book.in_force(at).map_err(|error| Fault::from(error).of_arguments())?;
    let endpoint = arguments.endpoint.as_deref().unwrap_or_default();
    let usage = stated::usage(
        &sourced.sheet,
        endpoint,
        &arguments.stated,
        &arguments.calls,
        arguments.at.as_deref(),
    )?;
    Ok((sourced.sheet.quote(&usage)?, sourced))
}

/// A quote as data, which also says where its sheet was read.
fn as_json(quote: &Quote<'_>, sourced: &SourcedSheet) -> Result<Value, Failure> {
    let failure = |error: serde_json::Error| Failure::new(error.to_string());
    let mut value = serde_json::to_value(quote).map_err(failure)?;
    if let Some(sheet) = value.get_mut("sheet") {
        *sheet = serde_json::to_value(sourced.json()).map_err(failure)?;
    }
    Ok(value)
}
