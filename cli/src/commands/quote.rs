//! `pricesheet quote`: what one usage costs, step by step.

use pricesheet::{PriceSheet, Quote, Usage};
use serde_json::json;

use super::{print, print_json};
use crate::Finding;
use crate::args::QuoteArguments;
use crate::failure::Failure;
use crate::fault::Fault;
use crate::record::{calls_of, quantity_of};
use crate::sheet_source::SourcedSheet;

pub(crate) fn run(arguments: &QuoteArguments) -> Result<Finding, Failure> {
    let sourced = SourcedSheet::load(arguments.sheet.sheet.as_deref())?;
    match quote(&sourced.sheet, arguments) {
        Ok(quote) if arguments.json => {
            let mut value = serde_json::to_value(&quote).map_err(|error| Failure::new(error.to_string()))?;
            if let Some(sheet) = value.get_mut("sheet") {
                *sheet = sourced.json();
            }
            print_json(&value)?;
            Ok(Finding::Fine)
        }
        Ok(quote) => {
            print(&format!("{quote}\nsheet: {}\n", sourced.label()))?;
            Ok(Finding::Fine)
        }
        Err(Fault { code, message, culprit, help }) if arguments.json => {
            let error = json!({ "code": code, "message": message, "culprit": culprit, "help": help });
            print_json(&json!({ "sheet": sourced.json(), "error": error }))?;
            Ok(Finding::Faulty)
        }
        Err(fault) => Err(fault.into()),
    }
}

fn quote(sheet: &PriceSheet, arguments: &QuoteArguments) -> Result<Quote, Fault> {
    let usage = Usage::new(&arguments.endpoint).calls(calls_of(&arguments.calls)?);
    let usage = arguments.stated.iter().try_fold(usage, |usage, word| match word.split_once('=') {
        Some((name, value)) => quantity_of(name, value).map(|number| usage.quantity(name, number)),
        None => Ok(usage.option(word)),
    })?;
    Ok(sheet.quote(&usage)?)
}
