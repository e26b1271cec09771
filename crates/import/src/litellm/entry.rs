//! An entry of LiteLLM's price map, read.

use pricesheet::Decimal;

use super::keys::{self, CACHED, COMPLETION, Key, PROMPT, REASONING, REQUEST, WRITTEN};
use crate::amount::{amount, shifted, shorter};
use crate::counts::{Count, Row};
use crate::error::Fault;
use crate::json::{Object, Value};
use crate::names::allowed;
use crate::report::{Kind, Report};
use crate::sheet::Windows;

/// What an entry prices.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    pub(crate) provider: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) points: Vec<Point>,
    /// A call as such.
    pub(crate) request: Option<Decimal>,
    /// A web search, by the size of its context.
    pub(crate) searches: Vec<(String, Decimal)>,
    /// A query, by how many results it may have.
    pub(crate) queries: Option<Vec<Row>>,
    /// Units of a guardrail, by name.
    pub(crate) units: Vec<(String, Decimal)>,
    pub(crate) off_peak: Vec<OffPeak>,
    /// Where data stay, of which a request states one, and by how much that multiplies.
    pub(crate) residencies: Vec<(String, Decimal)>,
    /// What else multiplies.
    pub(crate) multipliers: Vec<(String, Decimal)>,
}

/// A price, for so many as stand in the sheet.
#[derive(Debug)]
pub(crate) struct Point {
    pub(crate) key: Key,
    pub(crate) price: Decimal,
}

/// Prices at times of the day.
#[derive(Debug)]
pub(crate) struct OffPeak {
    pub(crate) name: String,
    pub(crate) prices: Vec<(Count, Decimal)>,
}

/// Reads an entry, and tells what of it is not taken over.
pub(crate) fn read(
    object: &Object<'_>,
    name: &str,
    windows: &mut Windows,
    report: &mut Report,
) -> Result<Entry, Fault> {
    let mut entry = Entry {
        provider: object.text("litellm_provider")?.map(Into::into),
        source: object.text("source")?.map(Into::into),
        ..Entry::default()
    };
    let mut restricted = Vec::new();
    for (key, value) in object.members() {
        if let Some(key) = keys::parse(key).filter(|_| !value.is_object()) {
            let price = price(&value, key.count, name, report)?;
            entry.points.push(Point { key, price });
        } else if !entry.read_other(key, &value, object, name, windows, report)? && is_price(key) {
            report.tell(
                Kind::NotExpressed,
                format!("`{key}`, which this importer does not know"),
                name,
                &value.path,
            );
            restricted.extend(keys::restricted(key));
        }
    }
    // Where it holds is not known, so neither is where the price without it holds.
    entry.points.retain(|point| !restricted.contains(&point.key.count));
    Ok(entry)
}

fn is_price(key: &str) -> bool {
    ["cost", "price", "pricing", "multiplier"].iter().any(|word| key.contains(word))
}

/// A price of one, as the price of so many as stand in the sheet.
fn price(value: &Value<'_>, count: Count, name: &str, report: &mut Report) -> Result<Decimal, Fault> {
    if let Some(short) = shorter(value.written()) {
        let what = "a price that looks like a shorter one, computed with binary floats: taken as it is";
        let detail = format!("`{}`, close to `{short}`", value.written());
        report.tell_detail(Kind::Suspicious, what, name, &value.path, detail);
    }
    shifted(amount(value)?, if count.per == 1 { 0 } else { 6 }, &value.path)
}

impl Entry {
    /// Reads what is not a price by itself; says whether it knew the key.
    fn read_other(
        &mut self,
        key: &str,
        value: &Value<'_>,
        object: &Object<'_>,
        name: &str,
        windows: &mut Windows,
        report: &mut Report,
    ) -> Result<bool, Fault> {
        match key {
            REQUEST => self.request = Some(amount(value)?),
            "search_context_cost_per_query" => {
                for (size, value) in value.object()?.members() {
                    let size = size.strip_prefix("search_context_size_").unwrap_or(size);
                    self.searches.push((allowed(size), amount(&value)?));
                }
            }
            "guardrail_cost_per_unit" => {
                for (unit, value) in value.object()?.members() {
                    self.units.push((allowed(unit), amount(&value)?));
                }
            }
            "tiered_pricing" => self.read_tiers(value, name, report)?,
            "off_peak_pricing" => self.off_peak = super::off_peak::read(value, name, windows, report)?,
            // What other keys of the entry say already.
            "input_cost_per_token_cache_hit" => {
                return Ok(same(object, value, "cache_read_input_token_cost"));
            }
            "cost_per_second" => return Ok(same(object, value, "input_cost_per_second")),
            "input_dbu_cost_per_token" | "output_dbu_cost_per_token" => {
                report.tell(
                    Kind::Decided,
                    "prices in Databricks units beside those in dollars, which are taken",
                    name,
                    &value.path,
                );
            }
            "regional_endpoint_uplift_multiplier" => {
                self.multipliers.push(("regional-endpoint".to_string(), amount(value)?));
            }
            "fedramp_uplift_multiplier" => self.residencies.push(("fedramp".to_string(), amount(value)?)),
            "provider_specific_entry" if self.provider.as_deref() == Some("anthropic") => {
                for (option, value) in value.object()?.members().filter(|(_, value)| value.number().is_some())
                {
                    self.multipliers.push((allowed(option), amount(&value)?));
                }
            }
            "search_free_requests" => {
                report.tell(Kind::NotExpressed, "free searches a day that models share", name, &value.path);
            }
            key => match key.strip_prefix("regional_processing_uplift_multiplier_") {
                Some(region) => self.residencies.push((allowed(region), amount(value)?)),
                None => return Ok(false),
            },
        }
        Ok(true)
    }

    /// Prices by how large the prompt is, or by how many results a query may have. They replace those of the entry itself.
    fn read_tiers(&mut self, value: &Value<'_>, name: &str, report: &mut Report) -> Result<(), Fault> {
        let tiers = value.list()?;
        let tiers: Vec<Object<'_>> = tiers.iter().map(Value::object).collect::<Result<_, _>>()?;
        if tiers.iter().any(|tier| tier.get("max_results_range").is_some()) {
            let mut rows = Vec::new();
            for tier in &tiers {
                let [_, most] = range(&tier.require("max_results_range")?)?;
                let price = amount(&tier.require("input_cost_per_query")?)?;
                rows.push(Row { when: vec![format!("max_results <= {most}")], price });
            }
            self.queries = Some(rows);
            return Ok(());
        }
        let mut ranged: Vec<([Decimal; 2], &Object<'_>)> = Vec::new();
        for tier in &tiers {
            ranged.push((range(&tier.require("range")?)?, tier));
        }
        ranged.sort_by_key(|([from, _], _)| *from);
        let gaps = ranged.windows(2).any(|pair| matches!(pair, [([_, to], _), ([from, _], _)] if to != from));
        let from_zero = ranged.first().is_some_and(|([from, _], _)| from.is_zero());
        if gaps || !from_zero {
            return Err(Fault::new(&value.path, "ranges that do not follow on each other from 0"));
        }
        for ([from, _], tier) in &ranged {
            let above = u64::try_from(*from)
                .map_err(|_| Fault::new(&tier.path, format!("`{from}` is not a number of tokens")))?;
            let above = (above > 0).then_some(above);
            let mut stated = |key: &str, count: Count| -> Result<(), Fault> {
                if let Some(value) = tier.get(key) {
                    let price = price(&value, count, name, report)?;
                    self.points.retain(|point| point.key.count != count || point.key.above != above);
                    self.points
                        .push(Point { key: Key { count, above, tier: None, resolution: None }, price });
                }
                Ok(())
            };
            stated("input_cost_per_token", PROMPT)?;
            stated("output_cost_per_token", COMPLETION)?;
            stated("output_cost_per_reasoning_token", REASONING)?;
            stated("cache_read_input_token_cost", CACHED)?;
            stated("cache_creation_input_token_cost", WRITTEN)?;
        }
        Ok(())
    }
}

/// Whether another key of the entry has the same price.
fn same(object: &Object<'_>, value: &Value<'_>, key: &str) -> bool {
    object.get(key).is_some_and(|other| match (amount(&other), amount(value)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    })
}

/// The two ends of a range, as the map writes them: `[0, 256000.0]`.
fn range(value: &Value<'_>) -> Result<[Decimal; 2], Fault> {
    match value.list()?.as_slice() {
        [from, to] => Ok([amount(from)?, amount(to)?]),
        _ => Err(value.expected("a list of two numbers")),
    }
}
