//! Endpoints that are meant by a word of their names: `profile` for `get-personal-profile`.

use pricesheet::{PriceSheet, UsageError};

use crate::fault::Fault;

/// How many are named.
const NAMED_MAX: usize = 5;

/// Why an endpoint is not there, with those that have the words of its name in theirs or in their titles.
pub(crate) fn unknown(sheet: &PriceSheet, error: UsageError) -> Fault {
    let help = match &error {
        UsageError::UnknownEndpoint { endpoint, nearest: None } => Some(meant(sheet, endpoint)),
        _ => None,
    };
    let fault = Fault::from(error);
    Fault { help: help.or(fault.help), ..fault }
}

fn meant(sheet: &PriceSheet, stated: &str) -> String {
    let words: Vec<String> = words(stated).collect();
    let has = |text: &str| {
        let text = text.to_lowercase();
        !words.is_empty() && words.iter().all(|word| text.contains(word))
    };
    let endpoints = || sheet.model().endpoints.iter();
    let mut found: Vec<&str> =
        endpoints().filter(|endpoint| has(&endpoint.name)).map(|endpoint| endpoint.name.as_str()).collect();
    if found.is_empty() {
        let titled = endpoints().filter(|endpoint| endpoint.title.as_deref().is_some_and(has));
        found = titled.map(|endpoint| endpoint.name.as_str()).collect();
    }
    let more = found.len().saturating_sub(NAMED_MAX);
    let named: Vec<String> = found.iter().take(NAMED_MAX).map(|name| format!("`{name}`")).collect();
    match (named.as_slice(), more) {
        ([], _) => "`pricesheet list` shows the endpoints of the sheet".to_string(),
        ([one], _) => format!("did you mean {one}? `pricesheet list` shows all endpoints"),
        (several, 0) => {
            format!("did you mean one of {}? `pricesheet list` shows all endpoints", several.join(", "))
        }
        (several, more) => {
            let several = several.join(", ");
            format!("did you mean one of {several} or {more} more? `pricesheet list` shows all endpoints")
        }
    }
}

/// The words of a name, in small letters.
fn words(name: &str) -> impl Iterator<Item = String> {
    let parts = name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    parts.map(str::to_lowercase)
}
