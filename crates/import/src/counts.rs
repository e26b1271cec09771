//! Counts that lie within other counts: cached tokens are among the input tokens, cached audio tokens among both the cached and
//! the audio tokens. A part with a price of its own is taken off the whole, so that everything is charged once.

use std::collections::BTreeMap;

use pricesheet::Decimal;

use crate::amount::terminates;
use crate::item::{Item, Table};

/// Something that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    /// The quantity of the sheet, and the name of its charge.
    pub(crate) name: &'static str,
    /// What one of it is called.
    pub(crate) unit: &'static str,
    /// For how many of it prices stand in the sheet.
    pub(crate) per: u64,
    /// What it is about. A count with all of another's words and more lies within it.
    pub(crate) about: &'static [&'static str],
}

impl Count {
    /// Whether this lies within the other, and is not the same.
    pub(crate) fn is_part_of(&self, whole: &Count) -> bool {
        self.about.len() > whole.about.len() && whole.about.iter().all(|word| self.about.contains(word))
    }
}

/// A price, and the conditions under which it is the one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) when: Vec<String>,
    pub(crate) price: Decimal,
}

/// A count with its prices: the first row that holds is taken.
#[derive(Debug, Clone)]
pub(crate) struct Priced {
    pub(crate) count: Count,
    pub(crate) rows: Vec<Row>,
    /// What else its charge has.
    pub(crate) also: Table,
    /// Whether it has no price where no row holds: not even that of the count within which it lies.
    pub(crate) closed: bool,
}

impl Priced {
    pub(crate) fn new(count: Count, rows: Vec<Row>) -> Self {
        Priced { count, rows, also: Table::default(), closed: false }
    }
}

/// A part has no price of its own under some conditions, and lies within two counts of which neither lies within the other.
#[derive(Debug)]
pub(crate) struct Ambiguous(pub(crate) &'static str);

/// The charges on counts, in their order.
pub(crate) fn charges(mut priced: Vec<Priced>) -> Result<Table, Ambiguous> {
    complete(&mut priced)?;
    let taken = taken_off(&priced);
    let mut charges = Table::default();
    for (at, Priced { count, rows, also, .. }) in priced.iter().enumerate() {
        let weights = |sign: i64| {
            let weights =
                taken.get(at).into_iter().flatten().filter(move |(_, weight)| weight.signum() == sign);
            weights.filter_map(|(part, weight)| Some((priced.get(*part)?.count.name, weight.unsigned_abs())))
        };
        let mut charge = Table::default().with("unit", count.unit);
        for (key, sign) in [("minus", 1), ("plus", -1)] {
            if let Some(item) = weighted(&weights(sign).collect::<Vec<_>>()) {
                charge.set(key, item);
            }
        }
        charge.0.extend(also.0.iter().cloned());
        charges.set(count.name, priced_by(charge, count.per, rows));
    }
    Ok(charges)
}

/// The end of a charge: what its price is for, and the price or its rows.
pub(crate) fn priced_by(mut charge: Table, per: u64, rows: &[Row]) -> Table {
    if per != 1 {
        charge.set("per", per);
        charge.set("increment", "none");
    }
    if !rows.iter().all(|row| terminates(row.price, per)) {
        // By the hour and counted in seconds, say. Eighteen places leave room for an amount of billions.
        let places = Decimal::try_from_i128_with_scale(1, 18).unwrap_or(Decimal::ONE);
        charge.set("round", Table::default().with("to", places).with("mode", "half-even"));
    }
    match rows {
        [Row { when, price }] if when.is_empty() => charge.with("price", *price),
        rows => charge.with("rates", rows.iter().map(row).collect::<Vec<_>>()),
    }
}

/// A row of a decision table.
pub(crate) fn row(row: &Row) -> Item {
    let table = Table::default().with_list("when", Item::texts(&row.when));
    Item::Table(table.with("price", row.price))
}

/// Rows without those under the conditions of an earlier one, and those that say what the last one says anyway.
pub(crate) fn shortened(all: Vec<Row>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for row in all {
        if !rows.iter().any(|earlier| earlier.when == row.when) {
            rows.push(row);
        }
    }
    if let Some(end) = rows.iter().position(|row| row.when.is_empty()) {
        rows.truncate(end.saturating_add(1));
        let last = rows.pop();
        while rows.last().map(|row| row.price) == last.as_ref().map(|row| row.price) && !rows.is_empty() {
            rows.pop();
        }
        rows.extend(last);
    }
    rows
}

/// Where a count has no price of its own, it is charged as the count within which it lies.
fn complete(priced: &mut [Priced]) -> Result<(), Ambiguous> {
    let mut order: Vec<usize> = (0..priced.len()).collect();
    order.sort_by_key(|at| priced.get(*at).map(|one| one.count.about.len()));
    for at in order {
        let Some(part) = priced.get(at) else { continue };
        if part.closed || part.rows.last().is_none_or(|row| row.when.is_empty()) {
            continue;
        }
        let wholes: Vec<&Priced> =
            priced.iter().filter(|whole| part.count.is_part_of(&whole.count)).collect();
        let nearest = wholes
            .iter()
            .filter(|whole| !wholes.iter().any(|other| other.count.is_part_of(&whole.count)))
            .collect::<Vec<_>>();
        let rows = match nearest.as_slice() {
            [] => continue,
            [whole] => whole.rows.clone(),
            _ => return Err(Ambiguous(part.count.name)),
        };
        if let Some(part) = priced.get_mut(at) {
            part.rows.extend(rows);
            part.rows = shortened(std::mem::take(&mut part.rows));
        }
    }
    Ok(())
}

/// For each count, which parts are taken off it and how often; below zero where a part was taken off with two others.
fn taken_off(priced: &[Priced]) -> Vec<BTreeMap<usize, i64>> {
    let mut order: Vec<usize> = (0..priced.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(priced.get(*at).map(|one| one.count.about.len())));
    let mut own: Vec<BTreeMap<usize, i64>> = vec![BTreeMap::new(); priced.len()];
    for at in order {
        let Some(whole) = priced.get(at) else { continue };
        let mut sum: BTreeMap<usize, i64> = BTreeMap::new();
        let parts = priced.iter().enumerate();
        for (part_at, _) in parts.filter(|(_, part)| part.count.is_part_of(&whole.count)) {
            // What is left of the part once its own parts are off it.
            add(&mut sum, part_at, 1);
            for (inner, weight) in own.get(part_at).into_iter().flatten() {
                add(&mut sum, *inner, weight.saturating_neg());
            }
        }
        sum.retain(|_, weight| *weight != 0);
        if let Some(slot) = own.get_mut(at) {
            *slot = sum;
        }
    }
    own
}

fn add(sum: &mut BTreeMap<usize, i64>, part: usize, weight: i64) {
    let total = sum.entry(part).or_default();
    *total = total.saturating_add(weight);
}

/// A name, a list of names, or names with their weights.
fn weighted(weights: &[(&str, u64)]) -> Option<Item> {
    match weights {
        [] => None,
        [(name, 1)] => Some(Item::from(*name)),
        _ if weights.iter().all(|(_, weight)| *weight == 1) => {
            Some(Item::List(Item::texts(weights.iter().map(|(name, _)| name))))
        }
        _ => {
            let table =
                weights.iter().fold(Table::default(), |table, (name, weight)| table.with(name, *weight));
            Some(Item::Table(table))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INPUT: Count = Count { name: "input", unit: "token", per: 1_000_000, about: &["input"] };
    const AUDIO: Count = Count { name: "audio", unit: "token", per: 1_000_000, about: &["input", "audio"] };
    const CACHED: Count =
        Count { name: "cached", unit: "token", per: 1_000_000, about: &["input", "cached"] };
    const BOTH: Count =
        Count { name: "cached-audio", unit: "token", per: 1_000_000, about: &["input", "cached", "audio"] };

    fn flat(price: u32) -> Vec<Row> {
        vec![Row { when: Vec::new(), price: Decimal::from(price) }]
    }

    fn batch(price: u32) -> Row {
        Row { when: vec!["mode = batch".to_string()], price: Decimal::from(price) }
    }

    fn charge<'a>(charges: &'a Table, name: &str) -> &'a Table {
        match charges.get(name) {
            Some(Item::Table(table)) => table,
            other => panic!("{name}: {other:?}"),
        }
    }

    #[test]
    fn what_lies_within_two_counts_is_taken_off_once() {
        let priced = [(INPUT, 4), (AUDIO, 3), (CACHED, 2), (BOTH, 1)];
        let charges = charges(priced.map(|(count, price)| Priced::new(count, flat(price))).to_vec()).unwrap();
        let input = charge(&charges, "input");
        assert_eq!(input.get("minus"), Some(&Item::List(Item::texts(["audio", "cached"]))));
        assert_eq!(input.get("plus"), Some(&Item::from("cached-audio")));
        assert_eq!(charge(&charges, "audio").get("minus"), Some(&Item::from("cached-audio")));
        assert_eq!(charge(&charges, "cached-audio").get("minus"), None);
    }

    #[test]
    fn a_part_without_a_price_is_charged_as_its_whole() {
        let parts =
            vec![Priced::new(CACHED, vec![batch(1)]), Priced::new(INPUT, vec![batch(2), flat(4).remove(0)])];
        let charges = charges(parts).unwrap();
        let rows: Vec<Item> = [batch(1), flat(4).remove(0)].iter().map(row).collect();
        assert_eq!(charge(&charges, "cached").get("rates"), Some(&Item::List(rows)));
    }

    #[test]
    fn a_part_of_two_wholes_that_has_no_price_is_ambiguous() {
        let parts = vec![
            Priced::new(BOTH, vec![batch(1)]),
            Priced::new(AUDIO, flat(3)),
            Priced::new(CACHED, flat(2)),
            Priced::new(INPUT, flat(4)),
        ];
        assert_eq!(charges(parts).unwrap_err().0, "cached-audio");
    }

    #[test]
    fn rows_that_change_nothing_are_left_out() {
        let other = Row { when: vec!["mode = other".to_string()], price: Decimal::from(4) };
        let rows = vec![batch(2), batch(3), other, flat(4).remove(0), batch(9)];
        assert_eq!(shortened(rows), [batch(2), flat(4).remove(0)]);
    }
}
