//! The prices of OpenRouter (<https://openrouter.ai/api/v1/models>).
//!
//! An endpoint is the id of a model, and quantities have the names of OpenRouter's usage: `prompt_tokens` are all of them, cached
//! ones included. An override holds above its number of prompt tokens, and within its time of the day; of several the later counts.

use pricesheet::{Decimal, number};

use crate::amount::{amount, shifted};
use crate::counts::{self, Count, Priced, Row, shortened};
use crate::error::{Fault, ImportError};
use crate::item::Table;
use crate::json::{Object, Value};
use crate::names::{Names, allowed};
use crate::report::{Kind, Report};
use crate::sheet::{Endpoint, Sheet, Windows, add_aliases};
use crate::window::{WEEKDAYS, Window};
use crate::write::grouped;
use crate::{Imported, SheetText, json};

const PUBLISHED: &str =
    "https://openrouter.ai/api/v1/models answers with an object whose `data` is a list of models";

const HEADING: &str = "Prices of OpenRouter's models (https://openrouter.ai/api/v1/models), in US dollars,
imported by `pricesheet import openrouter`. Quantities are those of its usage: a whole counts its parts,
as `prompt_tokens` count the cached ones.";

const PROMPT: &str = "prompt_tokens";

const fn tokens(name: &'static str, about: &'static [&'static str]) -> Count {
    Count { name, unit: "token", per: 1_000_000, about }
}

const fn one(name: &'static str, unit: &'static str, about: &'static [&'static str]) -> Count {
    Count { name, unit, per: 1, about }
}

/// A key of `pricing`, and what it prices, in the order of charges.
const COUNTS: [(&str, Count); 13] = [
    ("prompt", tokens(PROMPT, &["in"])),
    ("input_cache_read", tokens("cached_tokens", &["in", "cached"])),
    ("input_cache_write", tokens("cache_write_tokens", &["in", "written"])),
    ("input_cache_write_1h", tokens("cache_write_1h_tokens", &["in", "written", "1h"])),
    ("audio", tokens("prompt_audio_tokens", &["in", "audio"])),
    ("input_audio_cache", tokens("cached_audio_tokens", &["in", "cached", "audio"])),
    ("image_token", tokens("prompt_image_tokens", &["in", "image"])),
    ("completion", tokens("completion_tokens", &["out"])),
    ("internal_reasoning", tokens("reasoning_tokens", &["out", "reasoning"])),
    ("audio_output", tokens("completion_audio_tokens", &["out", "audio"])),
    ("image", one("input_images", "image", &["input image"])),
    ("image_output", one("output_images", "image", &["output image"])),
    ("web_search", one("web_searches", "search", &["web search"])),
];

/// What may be stated without a price of its own, as a part of what has one.
const PARTS: [(&str, &str); 3] =
    [("cached_tokens", PROMPT), ("cache_write_tokens", PROMPT), ("reasoning_tokens", "completion_tokens")];

/// Keys whose 0 is a price: of the others it says that there is no price beside these.
const FREE: [&str; 2] = ["prompt", "completion"];

pub(crate) fn import(text: &str) -> Result<Imported, ImportError> {
    let mut report = Report::default();
    let document = json::document(text)?;
    let published = |fault: Fault| fault.of_document(PUBLISHED);
    let models = if document.is_list() {
        document.list().map_err(published)?
    } else {
        document.object().and_then(|object| object.require("data")?.list()).map_err(published)?
    };
    let mut sheet = Sheet { heading: HEADING.to_string(), ..Sheet::default() };
    sheet.keys = Table::default().with("name", "OpenRouter").with("unit", "USD");
    let mut windows = Windows::default();
    let mut found = Vec::new();
    for value in &models {
        report.entries = report.entries.saturating_add(1);
        let name = name_of(value);
        match model(value, &mut windows, &mut report) {
            Ok(Some(model)) => found.push((model, value.path.clone())),
            Ok(None) => {}
            Err(fault) => report.fault(&name, fault),
        }
    }
    add(&mut sheet, found, &mut report);
    sheet.add_windows(&windows.all(), &[]);
    report.endpoints = sheet.endpoints.len();
    Imported::of(vec![SheetText { name: "openrouter".to_string(), text: sheet.to_toml() }], report)
}

/// What an entry is called in the report, whatever else is wrong with it.
fn name_of(value: &Value<'_>) -> String {
    let id = value.object().ok().and_then(|object| object.text("id").ok().flatten());
    id.map_or_else(|| "?".to_string(), Into::into)
}

/// Names and aliases, names first.
fn add(sheet: &mut Sheet, found: Vec<(Model, String)>, report: &mut Report) {
    let mut names = Names::default();
    let mut kept = Vec::new();
    for (model, path) in found {
        let name = allowed(&model.id);
        if !names.take(&name) {
            report.tell(Kind::NotExpressed, "a name that an earlier entry has", &model.id, &path);
            continue;
        }
        if name != model.id {
            report.renamed(&model.id, &name, &path);
        }
        kept.push((name, model));
    }
    for (name, mut model) in kept {
        let alias = model.slug.as_deref().map(allowed);
        let aliases: Vec<String> =
            alias.filter(|alias| *alias != name && names.take(alias)).into_iter().collect();
        report.aliases = report.aliases.saturating_add(aliases.len());
        add_aliases(&mut model.table, &aliases);
        sheet.endpoints.push(Endpoint { name, comment: None, table: model.table });
    }
}

/// A model with its endpoint.
struct Model {
    id: String,
    slug: Option<String>,
    table: Table,
}

fn model(value: &Value<'_>, windows: &mut Windows, report: &mut Report) -> Result<Option<Model>, Fault> {
    let object = value.object()?;
    let id = object.require("id")?.text()?.into_owned();
    let pricing = object.require("pricing")?.object()?;
    if pricing.members().any(|(_, value)| is_routed(&value)) {
        let what = "a price of -1: it is that of the model that answers";
        report.tell(Kind::NotPriced, what, &id, &pricing.path);
        return Ok(None);
    }
    let overrides = overrides(&pricing, windows)?;
    let mut priced = Vec::new();
    for (key, count) in COUNTS {
        let mut rows: Vec<Row> = Vec::new();
        for Override { when, prices } in overrides.iter().rev() {
            if let Some(value) = prices.get(key) {
                rows.push(Row { when: when.clone(), price: price(&value, count)? });
            }
        }
        if let Some(value) = pricing.get(key) {
            let price = price(&value, count)?;
            if FREE.contains(&key) || !price.is_zero() {
                rows.push(Row { when: Vec::new(), price });
            }
        }
        if !rows.is_empty() {
            priced.push(Priced::new(count, shortened(rows)));
        }
    }
    for (key, value) in pricing.members().filter(|(key, value)| !is_known(key) && value.written() != "\"0\"")
    {
        report.tell(
            Kind::NotExpressed,
            format!("`{key}`, which this importer does not know"),
            &id,
            &value.path,
        );
    }
    if priced.iter().any(|one| one.count.name == "output_images") {
        let what = "a price of output images: of one image, as OpenRouter's documentation says";
        report.tell(Kind::Decided, what, &id, &pricing.path);
    }
    let request =
        pricing.get("request").map(|value| amount(&value)).transpose()?.filter(|price| !price.is_zero());
    if priced.is_empty() && request.is_none() {
        report.tell(Kind::NotPriced, "no price", &id, &pricing.path);
        return Ok(None);
    }
    let quantities = quantities(&priced);
    let Ok(charges) = counts::charges(priced) else {
        let what = "a price for what lies within two counts of other prices";
        report.tell(Kind::NotExpressed, what, &id, &pricing.path);
        return Ok(None);
    };
    let title = object.text("name")?.unwrap_or_else(|| id.clone().into());
    let table = Table::default()
        .with("title", title.as_ref())
        .with_some("group", id.split_once('/').map(|(group, _)| group))
        .with_some("price", request)
        .with_table("quantities", quantities)
        .with_table("charges", charges)
        .with_some("times", undiscounted(&pricing)?);
    Ok(Some(Model { slug: object.text("canonical_slug")?.map(Into::into), id, table }))
}

fn is_routed(value: &Value<'_>) -> bool {
    value.written() == "-1" || value.written() == "\"-1\""
}

fn is_known(key: &str) -> bool {
    matches!(key, "request" | "discount" | "overrides") || COUNTS.iter().any(|(known, _)| *known == key)
}

/// A price of one, as the price of so many as stand in the sheet.
fn price(value: &Value<'_>, count: Count) -> Result<Decimal, Fault> {
    shifted(amount(value)?, if count.per == 1 { 0 } else { 6 }, &value.path)
}

/// What a fractional discount leaves.
fn undiscounted(pricing: &Object<'_>) -> Result<Option<Decimal>, Fault> {
    let Some(value) = pricing.get("discount") else { return Ok(None) };
    let discount = amount(&value)?;
    if discount.is_zero() {
        return Ok(None);
    }
    let left = number::difference(Decimal::ONE, discount).filter(|left| *left > Decimal::ZERO);
    left.map(Some).ok_or_else(|| Fault::new(&value.path, format!("`{discount}` is not a fraction below 1")))
}

/// Prices that hold under conditions.
struct Override<'a> {
    when: Vec<String>,
    prices: Object<'a>,
}

fn overrides<'a>(pricing: &Object<'a>, windows: &mut Windows) -> Result<Vec<Override<'a>>, Fault> {
    let mut found = Vec::new();
    for value in pricing.get("overrides").map(|list| list.list()).transpose()?.unwrap_or_default() {
        let prices = value.object()?;
        let mut when = Vec::new();
        if let Some(threshold) = prices.get("min_prompt_tokens") {
            when.push(format!("{PROMPT} > {}", grouped(&amount(&threshold)?.to_string())));
        }
        if let Some(window) = window(&prices)? {
            let name = windows.name(&window).ok_or_else(|| {
                Fault::not_expressed(&prices.path, "a time of the day more than a sheet holds")
                    .with_help("a sheet has up to 64 windows")
            })?;
            when.push(format!("in {name}"));
        }
        let condition = |key: &str| matches!(key, "min_prompt_tokens" | "utc_start" | "utc_end" | "utc_days");
        let unknown = prices.members().find(|(key, _)| !condition(key) && !is_known(key));
        if let Some((key, value)) = unknown {
            // It may be a condition: where the prices hold is then not known.
            return Err(Fault::not_expressed(
                &value.path,
                format!("`{key}`, which this importer does not know"),
            ));
        }
        found.push(Override { when, prices });
    }
    Ok(found)
}

/// A time of the day, written as 1030 for 10:30, on some days or all.
fn window(conditions: &Object<'_>) -> Result<Option<Window>, Fault> {
    let clock = |key: &str| {
        let Some(value) = conditions.get(key) else { return Ok(None) };
        let number = u32::try_from(amount(&value)?).ok();
        let second = number.map(|number| (number.div_euclid(100), number.rem_euclid(100))).and_then(
            |(hour, minute)| {
                let minutes = hour.checked_mul(60)?.checked_add(minute)?;
                (hour < 24 && minute < 60).then(|| minutes.checked_mul(60)).flatten()
            },
        );
        let fault = || Fault::new(&value.path, format!("{} is not a time such as 1030", value.written()));
        second.map(Some).ok_or_else(fault)
    };
    let mut weekdays = Vec::new();
    for day in conditions.get("utc_days").map(|days| days.list()).transpose()?.unwrap_or_default() {
        let text = day.text()?.to_lowercase();
        let place = WEEKDAYS.iter().position(|day| text.starts_with(day));
        weekdays
            .push(place.ok_or_else(|| Fault::new(&day.path, format!("`{text}` is not a day of the week")))?);
    }
    weekdays.sort_unstable();
    weekdays.dedup();
    Ok(match (clock("utc_start")?, clock("utc_end")?) {
        (None, None) if weekdays.is_empty() => None,
        (None, None) => Some(Window::new(&[], weekdays)),
        (from, to) => Some(Window::new(&[(from.unwrap_or(0), to.unwrap_or(0))], weekdays)),
    })
}

fn quantities(priced: &[Priced]) -> Table {
    let has = |name: &str| priced.iter().any(|one| one.count.name == name);
    let parts = PARTS.iter().filter(|(part, whole)| has(whole) && !has(part));
    let mut quantities = parts.fold(Table::default(), |table, (part, _)| table.with(part, Table::default()));
    let conditional = priced.iter().any(|one| one.rows.iter().any(|row| !row.when.is_empty()));
    if conditional && !has(PROMPT) {
        quantities.set(PROMPT, Table::default());
    }
    quantities
}
