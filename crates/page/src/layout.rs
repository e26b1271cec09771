//! Where endpoints stand: groups within groups, each once, and endpoints of one kind in one table.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pricesheet::Decimal;

use crate::block::{Anchor, Block, Cell, Column, Entry, Example, Heading, Part, Row, Section, Table};
use crate::money::Money;
use crate::offer::{Offer, Simple, included};
use crate::text::Text;

/// The level of the outermost headings below the title.
const OUTERMOST: usize = 2;
/// No format has deeper headings.
const DEEPEST: usize = 6;
/// More columns of prices than this do not fit a page.
const COLUMNS_MAX: usize = 6;

/// A group with its endpoints, in the order of the sheet.
#[derive(Default)]
pub(crate) struct Group<'s> {
    name: &'s str,
    offers: Vec<Offer<'s>>,
    groups: Vec<Group<'s>>,
}

impl<'s> Group<'s> {
    /// Puts an endpoint into its group, which is made where it is not there yet.
    pub(crate) fn add(&mut self, path: &'s [String], offer: Offer<'s>) {
        let Some((first, rest)) = path.split_first() else {
            self.offers.push(offer);
            return;
        };
        let place = self.groups.iter().position(|group| group.name == first);
        if let Some(group) = place.and_then(|place| self.groups.get_mut(place)) {
            group.add(rest, offer);
            return;
        }
        let mut group = Group { name: first, ..Group::default() };
        group.add(rest, offer);
        self.groups.push(group);
    }

    /// What stands at the top of the page, and the groups below it.
    pub(crate) fn laid_out(self, money: &Money<'_>) -> (Vec<Part>, Vec<Section>) {
        let mut writer = Writer { money, ids: BTreeSet::new() };
        // What the page itself calls something.
        writer.ids.extend(["calculator", "contents", "search", "price-sheet"].map(String::from));
        let parts = writer.parts(self.offers, OUTERMOST, None);
        let sections = self.groups.into_iter().map(|group| writer.section(group, OUTERMOST)).collect();
        (parts, sections)
    }
}

struct Writer<'m> {
    money: &'m Money<'m>,
    ids: BTreeSet<String>,
}

impl Writer<'_> {
    fn section(&mut self, group: Group<'_>, level: usize) -> Section {
        let level = level.min(DEEPEST);
        let below = level.saturating_add(1);
        Section {
            id: self.id(&format!("group-{}", group.name)),
            heading: Heading { level, words: group.name.to_string() },
            parts: self.parts(group.offers, below, Some(group.name)),
            sections: group.groups.into_iter().map(|group| self.section(group, below)).collect(),
        }
    }

    /// The endpoints of one group.
    fn parts(&mut self, offers: Vec<Offer<'_>>, level: usize, group: Option<&str>) -> Vec<Part> {
        let group = group.filter(|_| offers.len() == 1);
        let mut runs: Vec<Vec<Offer<'_>>> = Vec::new();
        for offer in offers {
            match runs.iter_mut().find(|run| joins(run, &offer)) {
                Some(run) => run.push(offer),
                None => runs.push(Vec::from([offer])),
            }
        }
        // Below an entry a table would read as a part of it.
        let is_table = |run: &Vec<Offer<'_>>| run.len() > 1 || run.first().is_some_and(is_plain);
        let (tables, entries): (Vec<_>, Vec<_>) = runs.into_iter().partition(is_table);
        tables.into_iter().chain(entries).map(|run| self.part(run, level, group)).collect()
    }

    fn part(&mut self, run: Vec<Offer<'_>>, level: usize, group: Option<&str>) -> Part {
        if run.len() > 1 || run.first().is_some_and(is_plain) {
            return Part::Blocks(self.compared(run));
        }
        let mut entries = run.into_iter().map(|offer| {
            let words = offer.title().to_string();
            let headed = group == Some(words.as_str());
            Part::Entry(Entry {
                anchor: self.anchor(&offer),
                heading: (!headed).then_some(Heading { level: level.min(DEEPEST), words }),
                aliases: offer.endpoint.aliases.clone(),
                blocks: offer.blocks(),
            })
        });
        entries.next().unwrap_or_else(|| Part::Blocks(Vec::new()))
    }

    /// Endpoints as rows, their prices as columns.
    fn compared(&mut self, run: Vec<Offer<'_>>) -> Vec<Block> {
        let columns = columns(&run);
        let sole = columns.len() == 1 && run.iter().all(|offer| offer.endpoint.charges.is_empty());
        let mut titles = Vec::from([Column::words("Endpoint")]);
        titles.extend(
            columns.iter().map(|(title, per)| {
                Column::amounts(if sole { "Price" } else { title.as_str() }, per.as_str())
            }),
        );
        let rows = run.iter().map(|offer| {
            let mut cells = Vec::from([named(offer)]);
            cells.extend(columns.iter().map(|column| cell(&run, offer, column, self.money)));
            Row { endpoint: Some(self.anchor(offer)), cells }
        });
        let table = Table {
            caption: "Prices".into(),
            captioned: false,
            headed: true,
            columns: titles,
            rows: rows.collect(),
        };
        let mut blocks = Vec::from([Block::Table(table)]);
        let examples: Vec<Example> = run
            .iter()
            .flat_map(|offer| {
                let of = |example: &Example| Example {
                    title: titled(offer.title(), &example.title),
                    ..example.clone()
                };
                offer.examples.iter().map(of)
            })
            .collect();
        if let Some(first) = run.into_iter().next() {
            blocks.extend((!first.simple_rules.is_empty()).then_some(Block::Remarks(first.simple_rules)));
            blocks.extend(first.rest);
        }
        blocks.extend((!examples.is_empty()).then_some(Block::Examples(examples)));
        blocks
    }

    fn anchor(&mut self, offer: &Offer<'_>) -> Anchor {
        Anchor { id: self.id(&offer.endpoint.name), name: offer.endpoint.name.clone() }
    }

    /// A name as part of a link, which nothing else has.
    fn id(&mut self, name: &str) -> String {
        let letter = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
        let plain: String = name.chars().map(letter).collect();
        let mut id = plain.clone();
        let mut number = 1_usize;
        while !self.ids.insert(id.clone()) {
            number = number.saturating_add(1);
            id = format!("{plain}-{number}");
        }
        id
    }
}

/// An example of one of several endpoints.
fn titled(endpoint: &str, example: &Text) -> Text {
    if example.is_empty() {
        endpoint.into()
    } else {
        Text::from(format!("{endpoint}: ")).then(example.clone())
    }
}

/// Whether a line of a table says everything of an endpoint, even if it is the only one.
fn is_plain(offer: &Offer<'_>) -> bool {
    offer.simple.as_ref().is_some_and(|prices| prices.len() == 1)
        && offer.endpoint.charges.is_empty()
        && offer.rest.is_empty()
        && offer.simple_rules.is_empty()
}

/// Whether an endpoint goes on the table of those before it: it has some of their prices, and all else is the same.
fn joins(run: &[Offer<'_>], offer: &Offer<'_>) -> bool {
    let (Some(first), Some(prices)) = (run.first(), &offer.simple) else { return false };
    let known = columns(run);
    let column = |price: &Simple| (price.title.clone(), price.per.clone());
    let new = prices.iter().filter(|price| !known.contains(&column(price))).count();
    first.simple.is_some()
        && first.rest == offer.rest
        && first.simple_rules == offer.simple_rules
        && new < prices.len()
        && known.len().saturating_add(new) <= COLUMNS_MAX
}

/// The prices that some of the endpoints have, each once.
fn columns(run: &[Offer<'_>]) -> Vec<(String, String)> {
    let mut columns: Vec<(String, String)> = Vec::new();
    for price in run.iter().flat_map(|offer| offer.simple.iter().flatten()) {
        let column = (price.title.clone(), price.per.clone());
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    columns
}

fn has(offer: &Offer<'_>, (title, per): &(String, String)) -> Option<Simple> {
    let prices = offer.simple.iter().flatten();
    prices.into_iter().find(|price| price.title == *title && price.per == *per).cloned()
}

fn cell(run: &[Offer<'_>], offer: &Offer<'_>, column: &(String, String), money: &Money<'_>) -> Cell {
    let prices = run.iter().filter_map(|other| has(other, column));
    let all: Vec<Decimal> = prices.filter(|price| !price.free).map(|price| price.price).collect();
    match has(offer, column) {
        Some(price) => {
            let mut notes: Vec<Text> = price.included.iter().map(included).collect();
            notes.extend(price.notes.iter().map(|line| Text::from(line.as_str())));
            Cell { text: price.amount(money, all).into(), notes }
        }
        None => Cell::from("–"),
    }
}

/// What an endpoint is called, with its names and its note below.
fn named(offer: &Offer<'_>) -> Cell {
    let name = Text::name(offer.endpoint.name.as_str());
    let mut notes = Vec::new();
    let text = match &offer.endpoint.title {
        Some(title) => {
            notes.push(name);
            title.as_str().into()
        }
        None => name,
    };
    notes.extend(also(&offer.endpoint.aliases));
    notes.extend(offer.notes.iter().map(|line| line.as_str().into()));
    Cell { text, notes }
}

/// Further names of an endpoint.
pub(crate) fn also(aliases: &[String]) -> Option<Text> {
    let names = aliases.iter().map(|alias| Text::name(alias.as_str()));
    (!aliases.is_empty()).then(|| Text::from("also ").then(Text::list(names, ", ", " or ")))
}
