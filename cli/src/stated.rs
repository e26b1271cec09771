//! A usage as arguments state it: an endpoint, then options by name and quantities as NAME=NUMBER.

use pricesheet::{Decimal, Usage};
use pricesheet_records::number;

use crate::fault::Fault;

/// The usage that the words make.
pub(crate) fn usage(endpoint: &str, words: &[String], calls: &str) -> Result<Usage, Fault> {
    let usage = Usage::new(endpoint).calls(number::calls(calls)?);
    words.iter().try_fold(usage, |usage, word| match word.split_once('=') {
        Some((name, value)) => Ok(usage.quantity(name, number::quantity(name, value)?)),
        None => Ok(usage.option(word)),
    })
}

/// An amount that is there to be spent.
pub(crate) fn balance(text: &str) -> Result<Decimal, Fault> {
    Ok(number::amount("balance", text)?)
}

/// How much a difference may be to agree.
pub(crate) fn tolerance(text: &str) -> Result<Decimal, Fault> {
    Ok(number::quantity("tolerance", text)?)
}
