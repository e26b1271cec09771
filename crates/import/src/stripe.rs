//! The prices of Stripe's price objects (<https://docs.stripe.com/api/prices/object>).
//!
//! An endpoint is a price, by its lookup key or else its id, and its quantity is `quantity`. What recurs is charged by the period.
//! Amounts are in the currency, not in its smallest unit; what is finer is rounded to it half up, as the lines of an invoice are.

mod currency;
mod price;

use crate::error::{Fault, ImportError};
use crate::item::Table;
use crate::json::{Object, Value};
use crate::names::{Names, allowed};
use crate::report::{Kind, Report};
use crate::sheet::{Endpoint, Sheet, add_aliases};
use crate::{Imported, Options, SheetText, json};

const PUBLISHED: &str = "Stripe answers with a list whose `data` are objects with `\"object\": \"price\"`";

const HEADING: &str = "Prices of Stripe's price objects, imported by `pricesheet import stripe`.";

pub(crate) fn import(text: &str, options: &Options) -> Result<Imported, ImportError> {
    let mut report = Report::default();
    let document = json::document(text)?;
    let published = |fault: Fault| fault.of_document(PUBLISHED);
    let values = prices(&document).map_err(published)?;
    let currency = currency_of(&values, options)?;
    let mut sheet = Sheet { heading: HEADING.to_string(), ..Sheet::default() };
    sheet.keys = Table::default().with("name", "Stripe").with("unit", currency.to_uppercase());
    let mut found = Vec::new();
    for value in &values {
        report.entries = report.entries.saturating_add(1);
        let names = names_of(value);
        let name = names.first().cloned().unwrap_or_else(|| "?".to_string());
        let made = value.object().and_then(|object| price::endpoint(&object, &currency, &name, &mut report));
        match made {
            Ok(Some(table)) => found.push((names, value.path.clone(), table)),
            Ok(None) => {}
            Err(fault) => report.fault(&name, fault),
        }
    }
    add(&mut sheet, found, &mut report);
    report.endpoints = sheet.endpoints.len();
    Imported::of(vec![SheetText { name: "stripe".to_string(), text: sheet.to_toml() }], report)
}

/// The objects: the data of a list, the items of an array, or the only one.
fn prices<'a>(document: &Value<'a>) -> Result<Vec<Value<'a>>, Fault> {
    if document.is_list() {
        return document.list();
    }
    let object = document.object()?;
    match object.text("object")?.as_deref() {
        Some("price") => Ok(vec![document.clone()]),
        _ => object.require("data")?.list(),
    }
}

/// The currency of the sheet, in lower case as Stripe writes it: the one that was asked for, or the only one.
fn currency_of(values: &[Value<'_>], options: &Options) -> Result<String, ImportError> {
    let mut main: Vec<String> = Vec::new();
    let mut known: Vec<String> = Vec::new();
    for object in values.iter().filter_map(|value| value.object().ok()) {
        let code = object.text("currency").ok().flatten().map(|code| code.to_lowercase());
        main.extend(code.clone().filter(|code| !main.contains(code)));
        let options = object.get("currency_options").and_then(|options| options.object().ok());
        let more = options.iter().flat_map(Object::members).map(|(code, _)| code.to_lowercase());
        let codes: Vec<String> = code.into_iter().chain(more).collect();
        for code in codes {
            if !known.contains(&code) {
                known.push(code);
            }
        }
    }
    match (&options.currency, main.as_slice()) {
        (Some(asked), _) if known.contains(&asked.to_lowercase()) => Ok(asked.to_lowercase()),
        (Some(asked), _) => Err(ImportError::UnknownCurrency { currency: asked.clone(), known }),
        (None, [only]) => Ok(only.clone()),
        (None, []) => Err(Fault::new("", "no entry has a `currency`").of_document(PUBLISHED)),
        (None, _) => Err(ImportError::SeveralCurrencies { currencies: main }),
    }
}

/// The lookup key and the id, as far as they are stated.
fn names_of(value: &Value<'_>) -> Vec<String> {
    let object = value.object().ok();
    let text = |key: &str| object.as_ref()?.text(key).ok().flatten().map(|text| text.into_owned());
    [text("lookup_key"), text("id")].into_iter().flatten().collect()
}

/// Names and aliases, names first.
fn add(sheet: &mut Sheet, found: Vec<(Vec<String>, String, Table)>, report: &mut Report) {
    let mut names = Names::default();
    let mut kept = Vec::new();
    for (stated, path, table) in found {
        let Some(first) = stated.first() else {
            report.fault("?", Fault::new(&path, "neither `lookup_key` nor `id`"));
            continue;
        };
        let name = allowed(first);
        if !names.take(&name) {
            report.tell(Kind::NotExpressed, "a name that an earlier entry has", first, &path);
            continue;
        }
        if name != *first {
            report.renamed(first, &name, &path);
        }
        kept.push((name, stated, table));
    }
    for (name, stated, mut table) in kept {
        let aliases: Vec<String> =
            stated.iter().skip(1).map(|name| allowed(name)).filter(|name| names.take(name)).collect();
        report.aliases = report.aliases.saturating_add(aliases.len());
        add_aliases(&mut table, &aliases);
        sheet.endpoints.push(Endpoint { name, comment: None, table });
    }
}
