//! The prices of LiteLLM (<https://github.com/BerriAI/litellm>, MIT licence).
//!
//! An endpoint is a key of the map, and quantities have the names of LiteLLM's usage: `prompt_tokens` are all of them, cached ones
//! included. A threshold is passed by what is above it (with xAI by what reaches it), and then all tokens have the price above it.

mod build;
mod entry;
mod keys;
mod off_peak;

use std::collections::HashMap;

use crate::error::ImportError;
use crate::item::Table;
use crate::json::Object;
use crate::names::{Names, allowed};
use crate::report::{Kind, Report};
use crate::sheet::{Endpoint, Sheet, Windows, add_aliases};
use crate::{Imported, SheetText, json};

const NAME: &str = "LiteLLM";

const PUBLISHED: &str =
    "LiteLLM publishes an object of models, each an object: model_prices_and_context_window.json";

/// How many aliases an endpoint may have.
const ALIASES_MAX: usize = 64;

/// Keys of the map that are not models.
const NO_MODELS: [&str; 2] = ["sample_spec", "fallback_generalizations"];

pub(crate) fn import(text: &str) -> Result<Imported, ImportError> {
    let mut report = Report::default();
    let document = json::document(text)?;
    let map = document.object().map_err(|fault| fault.of_document(PUBLISHED))?;
    // Of another document each entry would be told as faulty.
    if !map.members().any(|(_, value)| value.is_object()) {
        return Err(document.expected("an object of models").of_document(PUBLISHED));
    }
    let mut sheet = Sheet { heading: HEADING.to_string(), ..Sheet::default() };
    sheet.keys = Table::default().with("name", NAME).with("unit", "USD");
    let mut windows = Windows::default();
    let mut aliases = Aliases::default();
    for (name, value) in map.members().filter(|(name, _)| !NO_MODELS.contains(name)) {
        report.entries = report.entries.saturating_add(1);
        let found = value.object().and_then(|object| {
            if let Some(target) = object.text("alias_of")? {
                aliases.0.push((name.to_string(), target.into_owned(), value.path.clone()));
                return Ok(());
            }
            if let Some(endpoint) = endpoint(&object, name, &mut windows, &mut report)? {
                sheet.endpoints.push(endpoint);
            }
            Ok(())
        });
        if let Err(fault) = found {
            report.fault(name, fault);
        }
    }
    make_unique(&mut sheet, &mut report);
    aliases.give(&mut sheet, &mut report);
    sheet.add_windows(&windows.all(), &[]);
    report.endpoints = sheet.endpoints.len();
    Imported::of(vec![SheetText { name: "litellm".to_string(), text: sheet.to_toml() }], report)
}

const HEADING: &str =
    "Prices of LiteLLM's price map (https://github.com/BerriAI/litellm, MIT licence), in US dollars,
imported by `pricesheet import litellm`. Quantities are those of its usage: a whole counts its parts,
as `prompt_tokens` count the cached ones. The note of an endpoint is the map's own source.";

/// The endpoint of an entry; none where it has no price.
fn endpoint(
    object: &Object<'_>,
    name: &str,
    windows: &mut Windows,
    report: &mut Report,
) -> Result<Option<Endpoint>, crate::error::Fault> {
    let entry = entry::read(object, name, windows, report)?;
    if build::is_partly_batched(&entry) {
        let what = "a batch price for some kinds of tokens only: the others are refused in a batch";
        report.tell(Kind::Decided, what, name, &object.path);
    }
    match build::endpoint(&entry) {
        Ok(Some(table)) => Ok(Some(Endpoint { name: name.to_string(), comment: None, table })),
        Ok(None) => {
            report.tell(Kind::NotPriced, "no price", name, &object.path);
            Ok(None)
        }
        Err(ambiguous) => {
            let what = format!("`{}`, which lies within two counts of other prices", ambiguous.0);
            report.tell(Kind::NotExpressed, what, name, &object.path);
            Ok(None)
        }
    }
}

/// Gives endpoints names that a sheet allows, each once.
fn make_unique(sheet: &mut Sheet, report: &mut Report) {
    let mut names = Names::default();
    sheet.endpoints.retain_mut(|endpoint| {
        let name = allowed(&endpoint.name);
        if !names.take(&name) {
            report.tell(Kind::NotExpressed, "a name that an earlier entry has", &endpoint.name, "");
            return false;
        }
        if name != endpoint.name {
            report.renamed(&endpoint.name, &name, "");
            endpoint.name = name;
        }
        true
    });
}

/// Entries that are another entry under a further name: name, target and place.
#[derive(Default)]
struct Aliases(Vec<(String, String, String)>);

impl Aliases {
    fn give(self, sheet: &mut Sheet, report: &mut Report) {
        let targets: HashMap<String, String> =
            self.0.iter().map(|(name, target, _)| (name.clone(), target.clone())).collect();
        let places: HashMap<String, usize> =
            sheet.endpoints.iter().enumerate().map(|(at, endpoint)| (endpoint.name.clone(), at)).collect();
        let mut given: Vec<Vec<String>> = vec![Vec::new(); sheet.endpoints.len()];
        for (name, target, path) in self.0 {
            // An alias of an alias; a circle ends as one without an endpoint.
            let mut target = target;
            for _ in 0..targets.len() {
                let Some(next) = targets.get(&target) else { break };
                target.clone_from(next);
            }
            let alias = allowed(&name);
            let slot = places.get(&allowed(&target)).and_then(|at| given.get_mut(*at));
            match slot {
                _ if places.contains_key(&alias) => {
                    report.tell(Kind::NotExpressed, "a name that an earlier entry has", &name, &path);
                }
                Some(slot) if slot.len() < ALIASES_MAX => slot.push(alias),
                Some(_) => {
                    let what = "another name of an entry with more of them than an endpoint may have";
                    report.tell(Kind::NotExpressed, what, &name, &path);
                }
                None => {
                    let what = format!("another name of `{target}`, which has no price here");
                    report.tell(Kind::NotPriced, what, &name, &path);
                }
            }
        }
        for (endpoint, aliases) in sheet.endpoints.iter_mut().zip(given) {
            report.aliases = report.aliases.saturating_add(aliases.len());
            add_aliases(&mut endpoint.table, &aliases);
        }
    }
}
