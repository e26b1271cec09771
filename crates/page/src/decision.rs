//! Decision tables: which price holds when, and what holds otherwise.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pricesheet::Decimal;
use pricesheet::sheet::{AttributeId, Charge, ChargeRate, Condition, Pricing, Rate, UnitPrice};

use crate::block::{Block, Cell, Column, Row, Table};
use crate::clock;
use crate::price::{Charged, FREE, UNAVAILABLE};
use crate::scope::Scope;
use crate::text::{Text, capitalised};
use crate::tiers::Tiers;

const ORDER: &str = "The first line that applies sets the price";

/// When the rows of a decision table hold.
pub(crate) struct Cases<'a> {
    scope: Scope<'a>,
    rows: Vec<&'a [Condition]>,
    /// The attribute whose value alone decides, where one does.
    by: Option<AttributeId>,
}

impl<'a> Cases<'a> {
    /// The rows up to one that always holds.
    pub(crate) fn of(scope: Scope<'a>, rows: impl Iterator<Item = &'a [Condition]>) -> Self {
        let mut taken: Vec<&[Condition]> = Vec::new();
        for row in rows {
            taken.push(row);
            if row.is_empty() {
                break;
            }
        }
        let attribute = |row: &&[Condition]| match row {
            [Condition::Attribute { attribute, is: true, .. }] => Some(*attribute),
            _ => None,
        };
        let decided = taken.iter().filter(|row| !row.is_empty());
        let first = decided.clone().next().and_then(attribute);
        let by = first.filter(|first| decided.clone().all(|row| attribute(row) == Some(*first)));
        Cases { scope, rows: taken, by }
    }

    pub(crate) fn count(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is something to decide.
    pub(crate) fn decide(&self) -> bool {
        self.rows.first().is_some_and(|row| !row.is_empty())
    }

    pub(crate) fn title(&self) -> String {
        self.by.map_or_else(|| "When".to_string(), |attribute| self.scope.attribute(attribute))
    }

    pub(crate) fn label(&self, place: usize) -> Text {
        match self.rows.get(place) {
            Some([Condition::Attribute { attribute, value, .. }]) if self.by.is_some() => {
                self.scope.endpoint.value(*attribute, *value).into()
            }
            Some([]) if place == 0 => "always".into(),
            Some([]) if self.by.is_some() => "any other".into(),
            Some([]) => "otherwise".into(),
            Some(row) => self.scope.when(row),
            None => "otherwise".into(),
        }
    }

    /// A row's label, with when its windows are.
    pub(crate) fn cell(&self, place: usize) -> Cell {
        let windows =
            self.rows.get(place).into_iter().copied().flatten().filter_map(|condition| match condition {
                Condition::Window { window, .. } => self.scope.endpoint.windows.get(window.index()),
                _ => None,
            });
        let notes = windows.map(|window| capitalised(&clock::window(window)).into()).collect();
        Cell { text: self.label(place).sentence(), notes }
    }

    /// Whether something may hold that no row prices.
    pub(crate) fn open(&self) -> bool {
        self.rows.last().is_none_or(|row| !row.is_empty())
    }

    /// What is said below the table.
    pub(crate) fn remark(&self) -> Option<Text> {
        let decided = self.rows.iter().filter(|row| !row.is_empty()).count();
        (decided > 1 && self.by.is_none()).then(|| ORDER.into())
    }
}

/// The flat amount by its decision table.
pub(crate) fn flat(scope: Scope<'_>, rates: &[Rate], caption: &str, min_free: bool) -> Vec<Block> {
    let cases = Cases::of(scope, rates.iter().map(|rate| rate.when.as_slice()));
    let prices = || rates.iter().take(cases.count()).map(|rate| rate.price);
    let mut rows: Vec<Row> = prices()
        .enumerate()
        .map(|(place, price)| {
            let free = price.is_zero() && min_free;
            let price = if free { FREE.to_string() } else { scope.money.in_column(price, prices()) };
            Row::of([cases.cell(place), price.into()])
        })
        .collect();
    if cases.open() {
        rows.push(Row::of(["Otherwise".into(), UNAVAILABLE.into()]));
    }
    let table = Table {
        caption: caption.into(),
        captioned: true,
        headed: true,
        columns: Vec::from([Column::words(cases.title()), Column::amounts("Price", "")]),
        rows,
    };
    let mut blocks = Vec::from([Block::Table(table)]);
    blocks.extend(cases.remark().map(|remark| Block::Remarks(Vec::from([remark]))));
    blocks
}

/// Charges whose decision tables have the same conditions and one price for each.
pub(crate) fn units(scope: Scope<'_>, charges: &[&Charge]) -> Vec<Block> {
    let Some(first) = charges.first() else { return Vec::new() };
    let cases = Cases::of(scope, first.rates.iter().map(|rate| rate.when.as_slice()));
    let columns: Vec<Priced<'_>> =
        charges.iter().map(|charge| Priced::of(Charged { scope, charge })).collect();
    let mut titles = Vec::from([Column::words(cases.title())]);
    titles.extend(
        columns
            .iter()
            .map(|column| Column::amounts(column.charged.title(), column.per.clone().unwrap_or_default())),
    );
    let mut rows: Vec<Row> = (0..cases.count())
        .map(|place| {
            let mut cells = Vec::from([cases.cell(place)]);
            cells.extend(columns.iter().map(|column| column.cell(place, cases.count())));
            Row::of(cells)
        })
        .collect();
    if cases.open() {
        let mut cells = Vec::from([Cell::from("Otherwise")]);
        cells.extend(columns.iter().map(|_| Cell::from(UNAVAILABLE)));
        rows.push(Row::of(cells));
    }
    let caption = Text::list(columns.iter().map(|column| column.charged.title().into()), ", ", " and ");
    let table = Table { caption, captioned: columns.len() == 1, headed: true, columns: titles, rows };
    let mut remarks: Vec<Text> = cases.remark().into_iter().collect();
    remarks.extend(said_of(charges, scope, |charged| {
        let mut rules = charged.rules();
        rules.extend(common_rules(charged));
        rules
    }));
    let mut blocks = Vec::from([Block::Table(table)]);
    blocks.extend((!remarks.is_empty()).then_some(Block::Remarks(remarks)));
    blocks
}

/// A charge as a column.
struct Priced<'a> {
    charged: Charged<'a>,
    /// For how many all of its prices are, where that is the same.
    per: Option<String>,
}

impl<'a> Priced<'a> {
    fn of(charged: Charged<'a>) -> Self {
        let mut pers = charged.charge.rates.iter().filter_map(|rate| match &rate.pricing {
            Pricing::Unit(price) => Some(charged.per(price.per, rate.increment)),
            _ => None,
        });
        let first = pers.next();
        let per = first.filter(|first| pers.all(|per| per == *first));
        Priced { charged, per }
    }

    fn cell(&self, place: usize, count: usize) -> Cell {
        let rates = &self.charged.charge.rates;
        let prices = rates.iter().take(count).filter_map(|rate| unit(rate).map(|unit| unit.price));
        let Some((rate, price)) = rates.get(place).and_then(|rate| Some((rate, unit(rate)?))) else {
            return UNAVAILABLE.into();
        };
        let amount = if price.price.is_zero() && self.charged.may_be_free() {
            FREE.to_string()
        } else {
            let amount = self.charged.scope.money.in_column(price.price, prices);
            let per = self.charged.per(price.per, rate.increment);
            if self.per.is_some() { amount } else { format!("{amount} {per}") }
        };
        let mut cell = Cell::from(amount);
        cell.notes
            .extend(self.charged.included(rate).map(|included| format!("first {included} free").into()));
        let common = common_rules(self.charged);
        cell.notes.extend(self.charged.rules_of(rate).into_iter().filter(|rule| !common.contains(rule)));
        cell
    }
}

fn unit(rate: &ChargeRate) -> Option<UnitPrice> {
    match rate.pricing {
        Pricing::Unit(price) => Some(price),
        _ => None,
    }
}

/// What all rows of a charge say besides their prices.
fn common_rules(charged: Charged<'_>) -> Vec<Text> {
    let mut rates = charged.charge.rates.iter();
    let first = rates.next().map(|rate| charged.rules_of(rate)).unwrap_or_default();
    rates.fold(first, |mut common, rate| {
        let rules = charged.rules_of(rate);
        common.retain(|rule| rules.contains(rule));
        common
    })
}

/// What is said of charges: once where it is said of all, else with the title of each.
pub(crate) fn said_of<'a>(
    charges: &[&'a Charge],
    scope: Scope<'a>,
    rules: impl Fn(Charged<'a>) -> Vec<Text>,
) -> Vec<Text> {
    let each: Vec<(Charged<'a>, Vec<Text>)> = charges
        .iter()
        .map(|charge| {
            let charged = Charged { scope, charge };
            (charged, rules(charged))
        })
        .collect();
    let of_all = |rule: &Text| each.iter().all(|(_, rules)| rules.contains(rule));
    let mut said: Vec<Text> = Vec::new();
    for (charged, rules) in &each {
        for rule in rules {
            if !of_all(rule) {
                said.push(Text::from(format!("{}: ", charged.title())).then(uncapitalised(rule)));
            } else if !said.contains(rule) {
                said.push(rule.clone());
            }
        }
    }
    said
}

/// A sentence as it goes on behind a colon.
fn uncapitalised(text: &Text) -> Text {
    let plain = text.plain();
    let mut letters = plain.chars();
    match (letters.next(), letters.clone().next()) {
        // Not an abbreviation.
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect::<String>().into()
        }
        _ => plain.into(),
    }
}

/// A decision table any of whose rows has tiers: one table where their ranges agree, else one for each row.
pub(crate) fn tiered(charged: Charged<'_>) -> Vec<Block> {
    let rates = &charged.charge.rates;
    let cases = Cases::of(charged.scope, rates.iter().map(|rate| rate.when.as_slice()));
    let rates: Vec<&ChargeRate> = rates.iter().take(cases.count()).collect();
    let tiers: Vec<Option<Tiers<'_>>> = rates.iter().map(|rate| tiers_of(charged, rate)).collect();
    let title = charged.title();
    let mut blocks = Vec::new();
    let shapes: Vec<_> = tiers.iter().map(|tiers| tiers.map(|tiers| (tiers.mode, tiers.shape()))).collect();
    let alike = shapes.first().is_some_and(Option::is_some)
        && shapes.iter().all(|shape| Some(shape) == shapes.first());
    let mut readings = tiers.iter().flatten().map(|tiers| tiers.reading());
    let shared = readings.next().filter(|reading| readings.all(|other| other == *reading));
    let alike = alike && rates.iter().all(|rate| charged.rules_of(rate) == common_rules(charged));
    if let (true, Some(Some(first))) = (alike && cases.decide(), tiers.first()) {
        blocks.push(Block::Table(across(&title, &cases, *first, &tiers)));
    } else {
        for ((place, rate), tiers) in rates.iter().enumerate().zip(&tiers) {
            let caption = if cases.decide() {
                Text::from(format!("{title}, ")).then(cases.label(place))
            } else {
                title.as_str().into()
            };
            blocks.push(Block::Table(match tiers {
                Some(tiers) => tiers.table(caption),
                None => single(charged, rate, caption),
            }));
            let common = common_rules(charged);
            let rules = charged.rules_of(rate).into_iter().filter(|rule| !common.contains(rule));
            let own_mode = tiers.filter(|_| shared.is_none()).and_then(Tiers::reading).map(Text::from);
            let rules: Vec<Text> = own_mode.into_iter().chain(rules).collect();
            blocks.extend((!rules.is_empty()).then_some(Block::Remarks(rules)));
        }
    }
    let mut remarks: Vec<Text> = Vec::new();
    remarks.extend(shared.flatten().map(Text::from));
    remarks.extend(cases.remark());
    if cases.open() {
        remarks.push("Anything else is not available".into());
    }
    remarks.extend(common_rules(charged));
    remarks.extend(charged.rules());
    blocks.extend((!remarks.is_empty()).then_some(Block::Remarks(remarks)));
    blocks
}

fn tiers_of<'a>(charged: Charged<'a>, rate: &'a ChargeRate) -> Option<Tiers<'a>> {
    match &rate.pricing {
        Pricing::Tiers { mode, tiers } => Some(Tiers { charged, rate, mode: *mode, tiers }),
        _ => None,
    }
}

/// Rows by when they hold, columns by range.
fn across(title: &str, cases: &Cases<'_>, first: Tiers<'_>, rows: &[Option<Tiers<'_>>]) -> Table {
    let per = first.per();
    let mut columns = Vec::from([Column::words(cases.title())]);
    columns.extend(first.ranges().iter().map(|range| Column::amounts(capitalised(&range.words), "")));
    let row = |(place, tiers): (usize, &Tiers<'_>)| {
        let mut cells = Vec::from([cases.cell(place)]);
        cells.extend(tiers.ranges().iter().map(|range| tiers.price(range, per.is_some())));
        Row::of(cells)
    };
    let caption = match &per {
        Some(per) => format!("{title}, {per}"),
        None => title.to_string(),
    };
    Table {
        caption: caption.into(),
        captioned: true,
        headed: true,
        columns,
        rows: rows.iter().flatten().enumerate().map(row).collect(),
    }
}

/// One price as a table of one row.
fn single(charged: Charged<'_>, rate: &ChargeRate, caption: Text) -> Table {
    let price = unit(rate).unwrap_or(UnitPrice::new(Decimal::ZERO, Decimal::ONE));
    let words = match charged.included(rate) {
        Some(included) => format!("the first {included} free, then {}", charged.price(price, rate.increment)),
        None => charged.price(price, rate.increment),
    };
    Table {
        caption,
        captioned: true,
        headed: true,
        columns: Vec::from([Column::words(charged.counted()), Column::amounts("Price", "")]),
        rows: Vec::from([Row::of([Cell::from("All"), words.into()])]),
    }
}
