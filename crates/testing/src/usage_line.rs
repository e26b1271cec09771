//! A usage as one line of text, which the fuzz targets mutate.

use pricesheet::{Usage, number};

use crate::reference;

/// What words mean: a name is an option, `name=number` a quantity, `name~text` an attribute, `at:text` its instant and
/// `calls:number` how often it was called. The first word is the endpoint.
pub fn read(line: &str) -> Option<Usage> {
    let mut words = line.split(' ').filter(|word| !word.is_empty());
    let mut usage = Usage::new(words.next()?);
    for word in words {
        usage = if let Some(at) = word.strip_prefix("at:") {
            usage.made_at_text(at)
        } else if let Some(calls) = word.strip_prefix("calls:") {
            usage.calls(number::parse(calls).ok()?)
        } else if let Some((name, value)) = word.split_once('~') {
            usage.attribute(name, value)
        } else if let Some((name, value)) = word.split_once('=') {
            usage.quantity(name, number::parse(value).ok()?)
        } else {
            usage.option(word)
        };
    }
    Some(usage)
}

/// The line of a usage, as far as a line can say it: nothing in it has a space.
pub fn write(usage: &reference::usage::Usage) -> String {
    let mut words = vec![usage.endpoint.clone()];
    words.extend(usage.options.iter().cloned());
    let stated = reference::bridge::stated(usage);
    words.extend(stated.stated_quantities().map(|(name, value)| format!("{name}={value}")));
    words.extend(stated.stated_attributes().map(|(name, value)| format!("{name}~{value}")));
    words.extend(stated.at().map(|at| format!("at:{at}")));
    words.push(format!("calls:{}", stated.call_count()));
    words.retain(|word| !word.contains(char::is_whitespace));
    words.join(" ")
}
