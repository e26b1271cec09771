//! `pricesheet quote`: what one usage costs, step by step.

use pricesheet::{Decimal, Usage, UsageError, number};
use serde_json::json;

use super::{print, print_json};
use crate::Finding;
use crate::args::QuoteArguments;
use crate::failure::Failure;
use crate::sheet_source::SourcedSheet;

pub(crate) fn run(arguments: &QuoteArguments) -> Result<Finding, Failure> {
    let sourced = SourcedSheet::load(arguments.sheet.sheet.as_deref())?;
    let quote = match sourced.sheet.quote(&usage(arguments)?) {
        Ok(quote) => quote,
        Err(error) if arguments.json => {
            print_json(&json!({ "sheet": sourced.json(), "error": error_json(&error) }))?;
            return Ok(Finding::Faulty);
        }
        Err(error) => return Err(error.into()),
    };
    if arguments.json {
        let mut value = serde_json::to_value(&quote).map_err(|error| Failure::new(error.to_string()))?;
        if let Some(sheet) = value.get_mut("sheet") {
            *sheet = sourced.json();
        }
        print_json(&value)?;
    } else {
        print(&format!("{quote}\nsheet: {}\n", sourced.label()))?;
    }
    Ok(Finding::Fine)
}

fn error_json(error: &UsageError) -> serde_json::Value {
    json!({
        "code": error.code(),
        "message": error.to_string(),
        "culprit": error.culprit(),
        "help": error.help(),
    })
}

fn usage(arguments: &QuoteArguments) -> Result<Usage, Failure> {
    let usage = Usage::new(&arguments.endpoint).calls(read_number("--calls", &arguments.calls)?);
    arguments.stated.iter().try_fold(usage, |usage, word| match word.split_once('=') {
        Some((name, value)) => Ok(usage.quantity(name, read_number(name, value)?)),
        None => Ok(usage.option(word)),
    })
}

fn read_number(name: &str, text: &str) -> Result<Decimal, Failure> {
    number::parse(text).map_err(|error| {
        Failure::with_help(format!("`{text}` of `{name}` is {error}"), "write it as 1, 0.5, 1_000 or 2.5e-3")
    })
}
