//! A usage as arguments state it: an endpoint, then options by name and quantities as NAME=NUMBER.

use pricesheet::{Decimal, Usage, number};

use crate::fault::Fault;
use crate::record::{calls_of, quantity_of};

/// The usage that the words make.
pub(crate) fn usage(endpoint: &str, words: &[String], calls: &str) -> Result<Usage, Fault> {
    let usage = Usage::new(endpoint).calls(calls_of(calls)?);
    words.iter().try_fold(usage, |usage, word| match word.split_once('=') {
        Some((name, value)) => quantity_of(name, value).map(|number| usage.quantity(name, number)),
        None => Ok(usage.option(word)),
    })
}

/// An amount that is there to be spent.
pub(crate) fn balance(text: &str) -> Result<Decimal, Fault> {
    number::parse(text).map_err(|error| Fault::balance(text, error))
}
