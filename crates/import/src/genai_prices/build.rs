//! The endpoint of a model, as its prices are from a date on.

use pricesheet::Decimal;

use super::read::{Conditional, Key, Model, Price, Provider, Since};
use super::units::{self, INPUT};
use crate::amount::shifted;
use crate::counts::{self, Count, Priced, Row, shortened};
use crate::item::{Item, Table};
use crate::names::allowed;
use crate::sheet::Windows;
use crate::write::grouped;

/// Why a model has no endpoint.
#[derive(Debug)]
pub(crate) enum Obstacle {
    /// It has no price from this date on.
    NotPriced,
    /// The words for it are missing.
    NotExpressed(String),
}

/// What an attribute is where a usage does not state it.
const UNSTATED: &str = "standard";

/// Models of which genai-prices' calculator counts at least this many seconds; its data do not say so.
const LEAST_SECONDS: (&str, [&str; 2], u64) = ("groq", ["whisper-large-v3", "whisper-large-v3-turbo"], 10);

/// The prices that hold at a date, in the order in which they are tried: at times of the day, and at any other time.
fn in_force<'m>(model: &'m Model, date: Option<&str>) -> Vec<&'m Conditional> {
    let mut found = Vec::new();
    for conditional in model.prices.iter().rev() {
        if !has_begun(&conditional.since, date) {
            continue;
        }
        found.push(conditional);
        if !matches!(conditional.since, Since::During(_)) {
            return found;
        }
    }
    found.extend(model.prices.first());
    found
}

fn has_begun(since: &Since, date: Option<&str>) -> bool {
    match since {
        Since::Always | Since::During(_) => true,
        Since::Date(start) => date.is_some_and(|date| start.as_str() <= date),
    }
}

/// The endpoint of a model as it is from a date on; from the beginning without one.
pub(crate) fn endpoint(
    provider: &Provider<'_>,
    model: &Model,
    date: Option<&str>,
    windows: &mut Windows,
) -> Result<Table, Obstacle> {
    let standard = in_force(model, date);
    let mut rows = Rows { windows, found: Vec::new(), attributes: Table::default() };
    for variant in model.variants.iter().filter(|variant| has_begun(&variant.since, date)) {
        let mut when = rows.context(&variant.when)?;
        when.extend(rows.window(&variant.since)?);
        for (key, price) in &variant.prices {
            rows.add(*key, &when, price);
        }
    }
    let keys = |conditional: &Conditional| -> Vec<Key> {
        units_in_order(conditional.prices.iter().map(|(key, _)| *key))
    };
    if standard.windows(2).any(|pair| matches!(pair, [one, other] if keys(one) != keys(other))) {
        let what = "kinds of usage that are priced at some times of the day and not at others";
        return Err(Obstacle::NotExpressed(what.to_string()));
    }
    for conditional in standard {
        let when = match &conditional.since {
            during @ Since::During(_) => rows.window(during)?,
            Since::Always | Since::Date(_) => Vec::new(),
        };
        for (key, price) in &conditional.prices {
            rows.add(*key, &when, price);
        }
    }
    rows.into_table(provider, model)
}

fn units_in_order(keys: impl Iterator<Item = Key>) -> Vec<Key> {
    let mut keys: Vec<Key> = keys.collect();
    keys.sort_by_key(|key| match key {
        Key::Requests => usize::MAX,
        Key::Count(count) => units::place(count),
    });
    keys
}

/// Rows for each key, as they are found.
struct Rows<'w> {
    windows: &'w mut Windows,
    found: Vec<(Key, Vec<Row>)>,
    attributes: Table,
}

impl Rows<'_> {
    /// Conditions on what the request states, whose values become known.
    fn context(&mut self, when: &[(String, String)]) -> Result<Vec<String>, Obstacle> {
        let mut conditions = Vec::new();
        for (name, value) in when {
            let (attribute, said) = (allowed(name), value.as_str());
            if said.is_empty() || said.trim() != said || said.starts_with('=') || said == UNSTATED {
                return Err(Obstacle::NotExpressed(format!("a context `{name}` of `{value}`")));
            }
            conditions.push(format!("{attribute} = {said}"));
            let values = match self.attributes.get(&attribute).and_then(|table| match table {
                Item::Table(table) => table.get("of"),
                _ => None,
            }) {
                Some(Item::List(values)) if values.contains(&Item::from(said)) => continue,
                Some(Item::List(values)) => values.iter().cloned().chain([Item::from(said)]).collect(),
                _ => vec![Item::from(said)],
            };
            self.attributes.0.retain(|(key, _)| *key != attribute);
            self.attributes.set(&attribute, Table::default().with("default", UNSTATED).with("of", values));
        }
        Ok(conditions)
    }

    fn window(&mut self, since: &Since) -> Result<Vec<String>, Obstacle> {
        let Since::During(window) = since else { return Ok(Vec::new()) };
        let name = self.windows.name(window);
        let name =
            name.ok_or_else(|| Obstacle::NotExpressed("more windows than a sheet holds".to_string()))?;
        Ok(vec![format!("in {name}")])
    }

    /// The rows of a price under these conditions: the highest threshold first, which all tokens count as one.
    fn add(&mut self, key: Key, when: &[String], price: &Price) {
        let row = |threshold: Option<Decimal>, price: Decimal| Row {
            when: when
                .iter()
                .cloned()
                .chain(threshold.map(|start| format!("{INPUT} > {}", grouped(&start.to_string()))))
                .collect(),
            price,
        };
        let above = price.above.iter().rev().map(|(start, price)| row(Some(*start), *price));
        let rows = above.chain([row(None, price.base)]);
        match self.found.iter_mut().find(|(other, _)| *other == key) {
            Some((_, found)) => found.extend(rows),
            None => self.found.push((key, rows.collect())),
        }
    }

    fn into_table(self, provider: &Provider<'_>, model: &Model) -> Result<Table, Obstacle> {
        if self.found.is_empty() {
            return Err(Obstacle::NotPriced);
        }
        let mut requests = None;
        let mut priced = Vec::new();
        for (key, rows) in self.found {
            match key {
                Key::Requests => requests = Some(rows),
                Key::Count(count) => priced.push(Priced::new(count, shortened(rows))),
            }
        }
        priced.sort_by_key(|one| units::place(&one.count));
        let quantities = quantities(provider, model, &priced);
        let charges = counts::charges(priced).map_err(|ambiguous| {
            Obstacle::NotExpressed(format!("`{}`, which lies within two counts of other prices", ambiguous.0))
        })?;
        let mut table = Table::default()
            .with("title", model.title.as_deref().unwrap_or(&model.id))
            .with("group", provider.title.as_str())
            .with_some("note", model.deprecated.then_some("deprecated"));
        if let Some(rows) = requests {
            table = flat(table, rows)?;
        }
        let table = table.with_table("attributes", self.attributes).with_table("quantities", quantities);
        Ok(table.with_table("charges", charges))
    }
}

/// The price of a call as such, which stands in the source for a thousand.
fn flat(table: Table, rows: Vec<Row>) -> Result<Table, Obstacle> {
    let each = rows.into_iter().map(|row| {
        let price = shifted(row.price, -3, "").map_err(|fault| Obstacle::NotExpressed(fault.message))?;
        Ok(Row { price, ..row })
    });
    let rows = shortened(each.collect::<Result<_, _>>()?);
    Ok(match rows.as_slice() {
        [Row { when, price }] if when.is_empty() => table.with("price", *price),
        rows => table.with("rates", rows.iter().map(counts::row).collect::<Vec<_>>()),
    })
}

/// What may be stated beside what has a price of its own: parts that the provider reports, which are charged with their whole.
fn quantities(provider: &Provider<'_>, model: &Model, priced: &[Priced]) -> Table {
    let mut quantities = Table::default();
    let (id, models, least) = LEAST_SECONDS;
    if provider.id == id && models.contains(&model.id.as_str()) {
        for one in priced.iter().filter(|one| one.count.unit == "second") {
            quantities.set(one.count.name, Table::default().with("at_least", least));
        }
    }
    let is_priced = |count: &Count| priced.iter().any(|one| one.count == *count);
    let within = |count: &Count| priced.iter().any(|one| count.is_part_of(&one.count));
    for count in provider.reported.iter().filter(|count| !is_priced(count) && within(count)) {
        quantities.set(count.name, Table::default());
    }
    let on_input = priced.iter().any(|one| one.rows.iter().any(|row| !row.when.is_empty()));
    let unread = on_input && !priced.iter().any(|one| one.count.name == INPUT);
    if unread && quantities.get(INPUT).is_none() {
        quantities.set(INPUT, Table::default());
    }
    quantities
}
