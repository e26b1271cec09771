//! A usage as arguments state it: an endpoint, then options by name and everything else as NAME=VALUE.

use pricesheet::sheet::Endpoint;
use pricesheet::{Decimal, PriceSheet, Usage, UsageError};
use pricesheet_records::{RecordError, RecordedUsage, number};

use crate::by_words;
use crate::fault::Fault;

/// The usage that the words make. `NAME=VALUE` states what NAME is at the endpoint: a quantity, a choice, an attribute or an option,
/// in this order where it is several of them.
pub(crate) fn usage(
    sheet: &PriceSheet,
    endpoint: &str,
    words: &[String],
    calls: &str,
    at: Option<&str>,
) -> Result<Usage, Fault> {
    let known = sheet.endpoint(endpoint).map_err(|error| by_words::unknown(sheet, error))?.model();
    let mut usage = Usage::new(endpoint).calls(number::calls(calls)?);
    if let Some(at) = at {
        usage = usage.made_at_text(at);
    }
    let (mut chosen, mut declined) = (RecordedUsage::new(endpoint), Vec::new());
    for word in words {
        let Some((name, value)) = word.split_once('=') else {
            usage = usage.option(word);
            continue;
        };
        match Kind::of(known, name) {
            Some(Kind::Quantity) => usage = usage.quantity(name, number::quantity(name, value)?),
            Some(Kind::Choice) if chosen.choices.iter().any(|(choice, _)| choice == name) => {
                return Err(RecordError::RepeatedChoice { choice: name.to_string() }.into());
            }
            Some(Kind::Choice) => chosen.choices.push((name.into(), value.into())),
            Some(Kind::Attribute) => usage = usage.attribute(name, value),
            Some(Kind::Option) if number::flag(name, value)? => usage = usage.option(name),
            Some(Kind::Option) => declined.push(name),
            // The endpoint refuses it by name, whatever stands behind the sign.
            None => usage = usage.quantity(name, number::quantity(name, value).unwrap_or_default()),
        }
    }
    chosen.settle(known)?;
    let usage = usage.options(chosen.options);
    match declined.into_iter().find(|declined| usage.stated_options().any(|option| option == *declined)) {
        Some(option) => Err(UsageError::RepeatedOption { option: option.to_string() }.into()),
        None => Ok(usage),
    }
}

/// What a name stands for at an endpoint.
enum Kind {
    Quantity,
    Choice,
    Attribute,
    Option,
}

impl Kind {
    fn of(endpoint: &Endpoint, name: &str) -> Option<Self> {
        if endpoint.quantities.iter().any(|quantity| quantity.name == name) {
            Some(Kind::Quantity)
        } else if endpoint.choices.iter().any(|choice| choice.name == name) {
            Some(Kind::Choice)
        } else if endpoint.attributes.iter().any(|attribute| attribute.name == name) {
            Some(Kind::Attribute)
        } else if endpoint.option_names.iter().any(|option| option == name) {
            Some(Kind::Option)
        } else {
            None
        }
    }
}

/// An amount that is there to be spent.
pub(crate) fn balance(text: &str) -> Result<Decimal, Fault> {
    Ok(number::amount("balance", text)?)
}

/// How much a difference may be to agree.
pub(crate) fn tolerance(text: &str) -> Result<Decimal, Fault> {
    Ok(number::quantity("tolerance", text)?)
}
