//! Completions that know the sheet at hand: its endpoints, and what one of them may be called with.

use std::ffi::OsString;
use std::path::PathBuf;

use clap_complete::CompletionCandidate;
use pricesheet::PriceSheet;

use crate::args::default_sheets;
use crate::sheet_source;

/// The endpoints of the sheet.
pub(crate) fn endpoints() -> Vec<CompletionCandidate> {
    let Some(sheet) = sheet(&words()) else { return Vec::new() };
    let endpoints = sheet.model().endpoints.iter();
    endpoints.map(|endpoint| candidate(&endpoint.name, endpoint.title.as_deref())).collect()
}

/// What the endpoint on the line may be called with, and is not yet.
pub(crate) fn stated() -> Vec<CompletionCandidate> {
    let words = words();
    let Some(sheet) = sheet(&words) else { return Vec::new() };
    let texts: Vec<&str> = words.iter().filter_map(|word| word.to_str()).collect();
    let Some(endpoint) = texts.iter().find_map(|word| sheet.endpoint(word).ok()) else { return Vec::new() };
    let endpoint = endpoint.model();
    let title = |option: &str| {
        let rule = endpoint.options.iter().find(|rule| endpoint.option_name(rule.option) == option);
        rule.and_then(|rule| rule.title.as_deref())
    };
    let options = endpoint.option_names.iter().map(|name| (name.clone(), title(name)));
    let quantities = endpoint.quantities.iter();
    let quantities = quantities.map(|quantity| (format!("{}=", quantity.name), quantity.title.as_deref()));
    let attributes = endpoint.attributes.iter().flat_map(|attribute| {
        let value = |value: &String| (format!("{}={value}", attribute.name), attribute.title.as_deref());
        attribute.values.iter().map(value)
    });
    let all = options.chain(quantities).chain(attributes);
    let is_stated =
        |name: &str| texts.iter().any(|word| *word == name || word.starts_with(name) && name.ends_with('='));
    all.filter(|(name, _)| !is_stated(name)).map(|(name, title)| candidate(&name, title)).collect()
}

fn candidate(name: &str, title: Option<&str>) -> CompletionCandidate {
    CompletionCandidate::new(name).help(title.map(|title| title.to_string().into()))
}

/// The words of the line that is being typed: the shell hands it over behind `--`.
fn words() -> Vec<OsString> {
    std::env::args_os().skip_while(|word| word != "--").skip(2).collect()
}

/// The sheet that the line names, or the default one; none where it cannot be read. Nobody wants to be told so while typing.
fn sheet(words: &[OsString]) -> Option<PriceSheet> {
    let after = |place: usize| words.get(place.checked_add(1)?).map(PathBuf::from);
    let stated = words.iter().enumerate().find_map(|(place, word)| match word.to_str()? {
        "--sheet" => after(place),
        joined => joined.strip_prefix("--sheet=").map(PathBuf::from),
    });
    match stated.or_else(|| default_sheets().into_iter().next()) {
        Some(path) => {
            let bytes = sheet_source::read(&path).ok()?;
            PriceSheet::from_bytes("sheet", &bytes).ok()
        }
        None => PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET).ok(),
    }
}
