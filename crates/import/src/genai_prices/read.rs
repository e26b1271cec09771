//! Providers, models and prices, as genai-prices publishes them.

use pricesheet::{Decimal, Instant};

use super::units::{self, REQUESTS};
use crate::amount::{amount, shorter};
use crate::counts::Count;
use crate::error::Fault;
use crate::json::{Object, Value};
use crate::report::{Kind, Report};
use crate::window::{Window, second_of_day};

/// Who offers models.
#[derive(Debug)]
pub(crate) struct Provider<'a> {
    pub(crate) id: String,
    pub(crate) title: String,
    /// Where the prices stand.
    pub(crate) urls: Vec<String>,
    /// What its answers report.
    pub(crate) reported: Vec<Count>,
    pub(crate) models: Vec<Value<'a>>,
}

/// A model, with all its prices.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) id: String,
    pub(crate) title: Option<String>,
    pub(crate) deprecated: bool,
    /// Other names that are the model's, as they are written.
    pub(crate) names: Vec<String>,
    /// Whether it has names by a pattern, too.
    pub(crate) patterns: bool,
    /// The last one that holds counts; the first where none does.
    pub(crate) prices: Vec<Conditional>,
    /// The first one that holds counts, for each price by itself.
    pub(crate) variants: Vec<Variant>,
}

/// Prices that hold from a date on, or at a time of the day.
#[derive(Debug)]
pub(crate) struct Conditional {
    pub(crate) since: Since,
    pub(crate) prices: Vec<(Key, Price)>,
}

/// When prices hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Since {
    Always,
    /// From this day on, in UTC, written as `2026-11-30`.
    Date(String),
    During(Window),
}

/// Prices under a context that the request states.
#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) when: Vec<(String, String)>,
    pub(crate) since: Since,
    pub(crate) prices: Vec<(Key, Price)>,
}

/// What a price is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    /// A thousand calls.
    Requests,
    Count(Count),
}

/// A price, and those above thresholds on the input tokens, in rising order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Price {
    pub(crate) base: Decimal,
    pub(crate) above: Vec<(Decimal, Decimal)>,
}

pub(crate) fn provider<'a>(value: &Value<'a>) -> Result<Provider<'a>, Fault> {
    let object = value.object()?;
    let id = object.require("id")?.text()?.into_owned();
    let urls = object.get("pricing_urls").map(|urls| urls.list()).transpose()?.unwrap_or_default();
    let mut reported = Vec::new();
    for extractor in object.get("extractors").map(|list| list.list()).transpose()?.unwrap_or_default() {
        for mapping in extractor.object()?.require("mappings")?.list()? {
            let count = units::by_usage(&mapping.object()?.require("dest")?.text()?);
            reported.extend(count.filter(|count| !reported.contains(count)));
        }
    }
    Ok(Provider {
        title: object.text("name")?.map_or_else(|| id.clone(), Into::into),
        id,
        urls: urls.iter().map(|url| url.text().map(Into::into)).collect::<Result<_, _>>()?,
        reported,
        models: object.require("models")?.list()?,
    })
}

/// A model; `name` is what it is called in the report.
pub(crate) fn model(object: &Object<'_>, name: &str, report: &mut Report) -> Result<Model, Fault> {
    let mut matches = Matches::default();
    matches.collect(&object.require("match")?, 0)?;
    let stated = object.require("prices")?;
    let prices = if stated.is_list() {
        let entries = stated.list()?;
        entries.iter().map(|entry| conditional(entry, name, report)).collect::<Result<_, _>>()?
    } else {
        vec![Conditional { since: Since::Always, prices: prices(&stated, name, report)? }]
    };
    let variants = object.get("price_variants").map(|list| list.list()).transpose()?.unwrap_or_default();
    Ok(Model {
        id: object.require("id")?.text()?.into_owned(),
        title: object.text("name")?.map(Into::into),
        deprecated: object.get("deprecated").is_some_and(|value| value.is_true()),
        names: matches.names,
        patterns: matches.patterns,
        prices,
        variants: variants.iter().map(|entry| variant(entry, name, report)).collect::<Result<_, _>>()?,
    })
}

/// By which names a model is called.
#[derive(Debug, Default)]
struct Matches {
    names: Vec<String>,
    patterns: bool,
}

impl Matches {
    fn collect(&mut self, value: &Value<'_>, depth: usize) -> Result<(), Fault> {
        const DEPTH_MAX: usize = 16;
        if depth > DEPTH_MAX {
            return Err(Fault::new(&value.path, "alternatives are nested too deep"));
        }
        let object = value.object()?;
        if let Some(name) = object.text("equals")? {
            self.names.push(name.into_owned());
        } else if let Some(alternatives) = object.get("or") {
            for alternative in alternatives.list()? {
                self.collect(&alternative, depth.saturating_add(1))?;
            }
        } else {
            self.patterns = true;
        }
        Ok(())
    }
}

fn conditional(value: &Value<'_>, name: &str, report: &mut Report) -> Result<Conditional, Fault> {
    let object = value.object()?;
    Ok(Conditional { since: since(&object)?, prices: prices(&object.require("prices")?, name, report)? })
}

fn variant(value: &Value<'_>, name: &str, report: &mut Report) -> Result<Variant, Fault> {
    let object = value.object()?;
    let context = object.require("when")?.object()?;
    let when = context.members().map(|(key, value)| Ok((key.to_string(), value.text()?.into_owned())));
    let when: Vec<_> = when.collect::<Result<_, Fault>>()?;
    if when.is_empty() {
        return Err(Fault::new(&context.path, "a variant without a context"));
    }
    Ok(Variant { when, since: since(&object)?, prices: prices(&object.require("prices")?, name, report)? })
}

fn since(object: &Object<'_>) -> Result<Since, Fault> {
    let Some(constraint) = object.get("constraint") else { return Ok(Since::Always) };
    let constraint = constraint.object()?;
    if let Some(value) = constraint.get("start_date") {
        let date = value.text()?;
        return match format!("{date}T00:00:00Z").parse::<Instant>() {
            Ok(_) => Ok(Since::Date(date.into_owned())),
            Err(_) => Err(value.expected("a date such as `2026-11-30`")),
        };
    }
    let time = |key: &str| {
        let value = constraint.require(key)?;
        let second = second_of_day(&value.text()?);
        second.ok_or_else(|| Fault::new(&value.path, "not a time of the day such as `16:30:00Z`"))
    };
    let (from, to) = (time("start_time")?, time("end_time")?);
    if from == to {
        return Err(Fault::new(&constraint.path, "a time of the day that begins when it ends"));
    }
    Ok(Since::During(Window::new(&[(from, to)], Vec::new())))
}

fn prices(value: &Value<'_>, name: &str, report: &mut Report) -> Result<Vec<(Key, Price)>, Fault> {
    let mut prices = Vec::new();
    for (key, value) in value.object()?.members() {
        let about = match units::by_price(key) {
            Some(count) => Key::Count(count),
            None if key == REQUESTS => Key::Requests,
            None => {
                let what = format!("a price for `{key}`, which this importer does not know");
                report.tell(Kind::NotExpressed, what, name, &value.path);
                continue;
            }
        };
        prices.push((about, price(&value, name, report)?));
    }
    Ok(prices)
}

fn price(value: &Value<'_>, name: &str, report: &mut Report) -> Result<Price, Fault> {
    if !value.is_object() {
        return Ok(Price { base: read(value, name, report)?, above: Vec::new() });
    }
    let object = value.object()?;
    let mut above = Vec::new();
    for tier in object.require("tiers")?.list()? {
        let tier = tier.object()?;
        let start = amount(&tier.require("start")?)?;
        above.push((start, read(&tier.require("price")?, name, report)?));
    }
    // Stable, as the source's own sorting is: of equal thresholds the later one counts.
    above.sort_by_key(|(start, _)| *start);
    Ok(Price { base: read(&object.require("base")?, name, report)?, above })
}

/// A price; one that looks as if a program had computed it with binary floats is taken as it is, and told.
fn read(value: &Value<'_>, name: &str, report: &mut Report) -> Result<Decimal, Fault> {
    if let Some(short) = shorter(value.written()) {
        let what = "a price that looks like a shorter one, computed with binary floats: taken as it is";
        let detail = format!("`{}`, close to `{short}`", value.written());
        report.tell_detail(Kind::Suspicious, what, name, &value.path, detail);
    }
    amount(value)
}
