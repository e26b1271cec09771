//! The endpoint of an entry of LiteLLM's price map.

use pricesheet::Decimal;

use super::entry::{Entry, Point};
use super::keys::{self, BATCH, CACHED, COMPLETION, PROMPT, REASONING, SEARCHES, WRITTEN};
use crate::counts::{self, Ambiguous, Count, Priced, Row, shortened};
use crate::item::{Item, Table};
use crate::write::grouped;

/// What an attribute is where a usage does not state it.
const UNSTATED: &str = "standard";

/// The size of a search's context where a request states none; LiteLLM's own rule.
const SEARCH_SIZE: &str = "medium";

/// Whether the price list says nothing of a kind of token in batches, of whose kin it does.
pub(crate) fn is_partly_batched(entry: &Entry) -> bool {
    counts_of(entry).iter().any(|count| is_closed(entry, count))
}

/// The endpoint. Nothing where nothing has a price.
pub(crate) fn endpoint(entry: &Entry) -> Result<Option<Table>, Ambiguous> {
    let mut priced: Vec<Priced> = counts_of(entry)
        .into_iter()
        .map(|count| Priced {
            also: uplifted(entry, &count),
            closed: is_closed(entry, &count),
            ..Priced::new(count, rows(entry, &count))
        })
        .collect();
    if !entry.searches.is_empty() {
        priced.push(Priced::new(SEARCHES, searches(entry)));
    }
    priced.extend(entry.queries.as_ref().map(|queries| Priced::new(keys::QUERIES, queries.clone())));
    priced.sort_by_key(|one| keys::place(&one.count));
    let attributes = attributes(entry);
    let quantities = quantities(entry, &priced);
    let mut charges = counts::charges(priced)?;
    for (name, price) in &entry.units {
        charges.set(name, Table::default().with("unit", "unit").with("price", *price));
    }
    if charges.0.is_empty() && entry.request.is_none() {
        return Ok(None);
    }
    let choices = match entry.residencies.as_slice() {
        _ if !counts_of(entry).iter().any(is_token) => Table::default(),
        [] => Table::default(),
        members => Table::default().with("data_residency", Item::texts(members.iter().map(|(name, _)| name))),
    };
    let table = Table::default()
        .with_some("group", entry.provider.as_deref())
        .with_some("note", entry.source.as_deref())
        .with_some("price", entry.request)
        .with_table("choices", choices)
        .with_table("attributes", attributes)
        .with_table("quantities", quantities)
        .with_table("charges", charges);
    Ok(Some(table))
}

/// What has a price, each once.
fn counts_of(entry: &Entry) -> Vec<Count> {
    let mut counts: Vec<Count> = Vec::new();
    for point in &entry.points {
        if !counts.contains(&point.key.count) {
            counts.push(point.key.count);
        }
    }
    counts
}

fn is_token(count: &Count) -> bool {
    matches!(count.about, ["in" | "out", ..])
}

fn is_batched(entry: &Entry, count: &Count) -> bool {
    entry.points.iter().any(|point| point.key.count == *count && point.key.tier == Some(BATCH))
}

/// Whether a kind of token has no price in batches although others have: it is then refused in a batch.
fn is_closed(entry: &Entry, count: &Count) -> bool {
    let batched = entry.points.iter().any(|point| point.key.tier == Some(BATCH));
    // In a batch, reasoning is charged as the rest of the output.
    let as_output = *count == REASONING && is_batched(entry, &COMPLETION);
    batched && is_token(count) && !is_batched(entry, count) && !as_output
}

/// All rows of a count: off-peak prices first, which replace every other; service tiers; the standard.
fn rows(entry: &Entry, count: &Count) -> Vec<Row> {
    let points: Vec<&Point> = entry.points.iter().filter(|point| point.key.count == *count).collect();
    let mut rows = Vec::new();
    for window in &entry.off_peak {
        let price = window.prices.iter().find(|(other, _)| other == count);
        rows.extend(price.map(|(_, price)| Row { when: vec![format!("in {}", window.name)], price: *price }));
    }
    for tier in tiers(&points) {
        rows.extend(tier_rows(entry, &points, Some(tier)));
    }
    if *count == REASONING && !is_batched(entry, count) {
        let output = entry.points.iter().filter(|point| point.key.count == COMPLETION);
        rows.extend(tier_rows(entry, &output.collect::<Vec<_>>(), Some(BATCH)));
    }
    let closed = is_closed(entry, count);
    let standard = tier_rows(entry, &points, None).into_iter().map(|mut row| {
        if closed {
            row.when.insert(0, format!("service_tier != {BATCH}"));
        }
        row
    });
    rows.extend(standard);
    shortened(rows)
}

fn tiers(points: &[&Point]) -> Vec<&'static str> {
    let mut tiers: Vec<&'static str> = Vec::new();
    for tier in points.iter().filter_map(|point| point.key.tier) {
        if !tiers.contains(&tier) {
            tiers.push(tier);
        }
    }
    tiers
}

/// The rows of one service tier, or of none: the highest threshold first. What a tier does not state is as without it,
/// except in batches, whose prices stand by themselves.
fn tier_rows(entry: &Entry, points: &[&Point], tier: Option<&'static str>) -> Vec<Row> {
    let stated = |above: Option<u64>, tier: Option<&str>, resolution: Option<&str>| {
        let matching = |point: &&&Point| {
            point.key.above == above
                && point.key.tier == tier
                && point.key.resolution.as_deref() == resolution
        };
        points.iter().find(matching).map(|point| point.price)
    };
    let falls_back = tier.is_some_and(|tier| tier != BATCH);
    let price = |above: Option<u64>, resolution: Option<&str>| {
        let own = stated(above, tier, resolution);
        own.or_else(|| falls_back.then(|| stated(above, None, resolution)).flatten())
    };
    let mut thresholds: Vec<u64> = points.iter().filter_map(|point| point.key.above).collect();
    thresholds.sort_unstable_by(|one, other| other.cmp(one));
    thresholds.dedup();
    let context = |more: Vec<String>| -> Vec<String> {
        tier.map(|tier| format!("service_tier = {tier}")).into_iter().chain(more).collect()
    };
    let mut rows = Vec::new();
    let mut resolutions: Vec<&str> = Vec::new();
    for resolution in points.iter().filter_map(|point| point.key.resolution.as_deref()) {
        if !resolutions.contains(&resolution) {
            resolutions.push(resolution);
        }
    }
    for resolution in resolutions {
        let when = context(vec![format!("resolution = {resolution}")]);
        rows.extend(price(None, Some(resolution)).map(|price| Row { when, price }));
    }
    for threshold in thresholds {
        let when = context(vec![above(entry, threshold)]);
        rows.extend(price(Some(threshold), None).map(|price| Row { when, price }));
    }
    rows.extend(price(None, None).map(|price| Row { when: context(Vec::new()), price }));
    rows
}

/// The condition of a threshold: passed by what is above it, with one provider by what reaches it.
fn above(entry: &Entry, threshold: u64) -> String {
    let sign = if entry.provider.as_deref() == Some("xai") { ">=" } else { ">" };
    format!("{} {sign} {}", PROMPT.name, grouped(&threshold.to_string()))
}

fn searches(entry: &Entry) -> Vec<Row> {
    let price = |size: &str| entry.searches.iter().find(|(other, _)| other == size).map(|(_, price)| *price);
    let others = entry.searches.iter().filter(|(size, _)| size != SEARCH_SIZE);
    let rows = others
        .map(|(size, price)| Row { when: vec![format!("search_context_size = {size}")], price: *price });
    let standard = price(SEARCH_SIZE).map(|price| Row { when: Vec::new(), price });
    shortened(rows.chain(standard).collect())
}

fn attributes(entry: &Entry) -> Table {
    let mut attributes = Table::default();
    let all: Vec<&Point> = entry.points.iter().collect();
    let tiers = tiers(&all);
    if !tiers.is_empty() {
        let table = Table::default().with("default", UNSTATED);
        attributes.set("service_tier", table.with("of", Item::texts(tiers)));
    }
    let mut resolutions: Vec<&str> = Vec::new();
    for resolution in all.iter().filter_map(|point| point.key.resolution.as_deref()) {
        if !resolutions.contains(&resolution) {
            resolutions.push(resolution);
        }
    }
    if !resolutions.is_empty() {
        // Without a price for none in particular, a usage that states no resolution has none.
        let table = Table::default().with("default", UNSTATED);
        attributes.set("resolution", table.with("of", Item::texts(resolutions)));
    }
    if searches(entry).len() > 1 {
        let others = entry.searches.iter().map(|(size, _)| size.as_str()).filter(|size| *size != SEARCH_SIZE);
        let table = Table::default().with("default", SEARCH_SIZE);
        attributes.set("search_context_size", table.with_list("of", Item::texts(others)));
    }
    attributes
}

/// Options that multiply what tokens cost.
fn uplifted(entry: &Entry, count: &Count) -> Table {
    if !is_token(count) {
        return Table::default();
    }
    let times = |times: Decimal| Table::default().with("times", times);
    let all = entry.residencies.iter().chain(&entry.multipliers);
    let options = all.fold(Table::default(), |table, (name, factor)| table.with(name, times(*factor)));
    Table::default().with_table("options", options)
}

/// What may be stated beside what has a price of its own. LiteLLM charges cached and written tokens without a price of their
/// own as input, and reasoning as output.
fn quantities(entry: &Entry, priced: &[Priced]) -> Table {
    let has = |count: &Count| priced.iter().any(|one| one.count == *count);
    let mut quantities = Table::default();
    for part in [CACHED, WRITTEN, REASONING] {
        let whole = if part == REASONING { COMPLETION } else { PROMPT };
        if has(&whole) && !has(&part) {
            quantities.set(part.name, Table::default());
        }
    }
    if entry.queries.is_some() {
        quantities.set("max_results", Table::default().with("required", Item::Bare("true".to_string())));
    }
    let on_prompt = entry.points.iter().any(|point| point.key.above.is_some());
    if on_prompt && !has(&PROMPT) {
        quantities.set(PROMPT.name, Table::default());
    }
    quantities
}
