//! An endpoint as a customer sees it: its prices, and what is said of them.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pricesheet::sheet::{Basis, Charge, ChargeRate, Effect, Endpoint, PriceTable, Pricing};
use pricesheet::{Decimal, EndpointPricer};

use crate::block::{Block, Cell, Column, Example, Row, Table};
use crate::decision::{self, said_of};
use crate::matrix;
use crate::money::Money;
use crate::price::{Charged, FREE, lines};
use crate::scope::Scope;
use crate::text::Text;
use crate::{example, facts, options};

/// An endpoint as a customer sees it.
pub(crate) struct Offer<'s> {
    pub(crate) endpoint: &'s Endpoint,
    pub(crate) notes: Vec<String>,
    /// The prices, where each is a single one: such endpoints may be rows of one table.
    pub(crate) simple: Option<Vec<Simple>>,
    /// What is said of all prices, where they are in a table with others'.
    pub(crate) simple_rules: Vec<Text>,
    /// The prices as blocks of their own.
    pub(crate) prices: Vec<Block>,
    /// Options, choices and what is said of the price as a whole.
    pub(crate) rest: Vec<Block>,
    pub(crate) examples: Vec<Example>,
}

/// A price that is always the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Simple {
    pub(crate) title: String,
    /// For how many it is.
    pub(crate) per: String,
    pub(crate) price: Decimal,
    pub(crate) free: bool,
    /// How many are free before it.
    pub(crate) included: Option<String>,
    pub(crate) notes: Vec<String>,
    /// Whether it is due before anything is counted.
    pub(crate) flat: bool,
}

/// What is free before a price, below it.
pub(crate) fn included(included: &String) -> Text {
    format!("first {included} free").into()
}

impl Simple {
    /// The amount, without for how many it is.
    pub(crate) fn amount(&self, money: &Money<'_>, column: impl IntoIterator<Item = Decimal>) -> String {
        if self.free { FREE.to_string() } else { money.in_column(self.price, column) }
    }
}

impl<'s> Offer<'s> {
    pub(crate) fn of(pricer: EndpointPricer<'s>, money: &Money<'_>) -> Self {
        let endpoint = pricer.model();
        let scope = Scope { endpoint, money };
        let flat = flat(scope);
        let all_simple = endpoint.table.is_none()
            && endpoint.rates.iter().all(|rate| rate.when.is_empty())
            && endpoint.charges.iter().all(|charge| Kind::of(charge) == Kind::Simple);
        let simple = all_simple.then(|| {
            let charges = endpoint.charges.iter().map(|charge| simple(Charged { scope, charge }));
            flat.clone().into_iter().chain(charges).collect()
        });
        let charges: Vec<&Charge> = endpoint.charges.iter().collect();
        let mut rest: Vec<Block> = options::block(scope).into_iter().chain(facts::block(scope)).collect();
        let remarks = facts::remarks(scope);
        rest.extend((!remarks.is_empty()).then_some(Block::Remarks(remarks)));
        let worked = |example| example::worked(scope, pricer, example);
        Offer {
            endpoint,
            notes: lines(endpoint.note.as_deref()),
            simple,
            simple_rules: said_of(&charges, scope, simple_rules),
            prices: prices(scope, flat),
            rest,
            examples: endpoint.examples.iter().filter_map(worked).collect(),
        }
    }

    /// What it is called.
    pub(crate) fn title(&self) -> &'s str {
        self.endpoint.title.as_ref().unwrap_or(&self.endpoint.name)
    }

    /// All blocks, for an endpoint by itself.
    pub(crate) fn blocks(self) -> Vec<Block> {
        let mut blocks = Vec::new();
        blocks.extend((!self.notes.is_empty()).then_some(Block::Note(self.notes)));
        blocks.extend(self.prices);
        blocks.extend(self.rest);
        blocks.extend((!self.examples.is_empty()).then_some(Block::Examples(self.examples)));
        blocks
    }
}

/// How the prices of a charge are said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Simple,
    Decided,
    Table,
    Tiered,
}

impl Kind {
    fn of(charge: &Charge) -> Self {
        let unit = |rate: &ChargeRate| matches!(rate.pricing, Pricing::Unit(_));
        match charge.rates.as_slice() {
            [rate] if rate.when.is_empty() && unit(rate) => Kind::Simple,
            [rate] if matches!(rate.pricing, Pricing::Table { .. }) => Kind::Table,
            rates if rates.iter().all(unit) => Kind::Decided,
            _ => Kind::Tiered,
        }
    }
}

/// The flat amount, where it is always the same and there is one to tell.
fn flat(scope: Scope<'_>) -> Option<Simple> {
    let endpoint = scope.endpoint;
    let [rate] = endpoint.rates.as_slice() else { return None };
    if !rate.when.is_empty() || (rate.price.is_zero() && !endpoint.charges.is_empty()) {
        return None;
    }
    let (title, per) = match endpoint.basis {
        Basis::Call => ("Each call", "per call"),
        Basis::Period => ("Each billing period", "per billing period"),
    };
    Some(Simple {
        title: title.to_string(),
        per: per.to_string(),
        price: rate.price,
        free: rate.price.is_zero() && flat_may_be_free(endpoint),
        included: None,
        notes: Vec::new(),
        flat: true,
    })
}

/// Whether a flat amount of zero is all that there is to pay.
fn flat_may_be_free(endpoint: &Endpoint) -> bool {
    let adds = endpoint.options.iter().any(|rule| matches!(rule.effect, Effect::Price(_)));
    !adds && endpoint.charges.is_empty() && endpoint.min.is_none_or(|min| min.is_zero())
}

fn simple(charged: Charged<'_>) -> Simple {
    let rate = charged.charge.rates.first();
    let (price, per) = match rate.map(|rate| (&rate.pricing, rate.increment)) {
        Some((Pricing::Unit(unit), increment)) => (unit.price, charged.per(unit.per, increment)),
        _ => (Decimal::ZERO, String::new()),
    };
    Simple {
        title: charged.title(),
        per,
        price,
        free: price.is_zero() && charged.may_be_free(),
        included: rate.and_then(|rate| charged.included(rate)).filter(|_| !price.is_zero()),
        notes: charged.note(),
        flat: false,
    }
}

fn simple_rules(charged: Charged<'_>) -> Vec<Text> {
    let mut rules = charged.rules();
    if let Some(rate) = charged.charge.rates.first() {
        rules.extend(charged.rules_of(rate));
    }
    rules
}

/// The prices of an endpoint by itself. Charges that are priced alike stand in one table.
fn prices(scope: Scope<'_>, flat: Option<Simple>) -> Vec<Block> {
    let endpoint = scope.endpoint;
    let mut blocks = Vec::new();
    let caption = if endpoint.basis == Basis::Period { "Each billing period" } else { "Each call" };
    if let Some(table) = &endpoint.table {
        let per = if endpoint.basis == Basis::Period { "per billing period" } else { "per call" };
        let may_be_free = flat_may_be_free(endpoint);
        let priced = matrix::Priced { title: "Price".to_string(), table, per: per.to_string(), may_be_free };
        blocks.extend(matrix::blocks(scope, &[priced]));
    } else if flat.is_none() && endpoint.rates.iter().any(|rate| !rate.when.is_empty()) {
        blocks.extend(decision::flat(scope, &endpoint.rates, caption, flat_may_be_free(endpoint)));
    }
    let runs: Vec<&[Charge]> = endpoint.charges.chunk_by(|left, right| alike(scope, left, right)).collect();
    let mut flat = flat;
    if runs.first().is_none_or(|run| run.first().is_none_or(|charge| Kind::of(charge) != Kind::Simple)) {
        blocks.extend(flat.take().map(|flat| Block::Table(listed(scope, &[flat]))));
    }
    for run in runs {
        let charges: Vec<&Charge> = run.iter().collect();
        let Some(first) = charges.first() else { continue };
        let kind = Kind::of(first);
        match kind {
            Kind::Simple => {
                let each = charges.iter().map(|charge| simple(Charged { scope, charge }));
                let rows: Vec<Simple> = flat.take().into_iter().chain(each).collect();
                blocks.push(Block::Table(listed(scope, &rows)));
                let rules = said_of(&charges, scope, simple_rules);
                blocks.extend((!rules.is_empty()).then_some(Block::Remarks(rules)));
            }
            Kind::Decided => blocks.extend(decision::units(scope, &charges)),
            Kind::Table => blocks.extend(tables(scope, &charges)),
            Kind::Tiered => blocks.extend(decision::tiered(Charged { scope, charge: first })),
        }
        if kind != Kind::Simple {
            let notes: Vec<String> =
                charges.iter().flat_map(|charge| lines(charge.note.as_deref())).collect();
            blocks.extend((!notes.is_empty()).then_some(Block::Note(notes)));
        }
    }
    said_once(&mut blocks);
    blocks
}

/// What is said below several tables is said below the last of them alone, if it is said below all that have anything said.
fn said_once(blocks: &mut Vec<Block>) {
    let remarks = |block: &Block| match block {
        Block::Remarks(remarks) => Some(remarks.clone()),
        _ => None,
    };
    let all: Vec<Vec<Text>> = blocks.iter().filter_map(remarks).collect();
    let (Some(last), tables) =
        (all.last(), blocks.iter().filter(|block| matches!(block, Block::Table(_))).count())
    else {
        return;
    };
    if all.len() < 2 || all.len() < tables {
        return;
    }
    let shared: Vec<Text> =
        last.iter().filter(|remark| all.iter().all(|remarks| remarks.contains(remark))).cloned().collect();
    let mut left = all.len();
    for block in blocks.iter_mut() {
        if let Block::Remarks(remarks) = block {
            left = left.saturating_sub(1);
            if left > 0 {
                remarks.retain(|remark| !shared.contains(remark));
            }
        }
    }
    blocks.retain(|block| !matches!(block, Block::Remarks(remarks) if remarks.is_empty()));
}

/// Whether two charges share a table.
fn alike(scope: Scope<'_>, left: &Charge, right: &Charge) -> bool {
    let whens = |charge: &Charge| charge.rates.iter().map(|rate| scope.when(&rate.when)).collect::<Vec<_>>();
    let by = |charge| table_of(charge).map(|(table, ..)| table.by());
    match (Kind::of(left), Kind::of(right)) {
        (Kind::Simple, Kind::Simple) => true,
        (Kind::Decided, Kind::Decided) => whens(left) == whens(right),
        (Kind::Table, Kind::Table) => by(left) == by(right),
        _ => false,
    }
}

fn table_of(charge: &Charge) -> Option<(&PriceTable, Decimal, &ChargeRate)> {
    let rate = charge.rates.first()?;
    match &rate.pricing {
        Pricing::Table { table, per } => Some((table, *per, rate)),
        _ => None,
    }
}

fn tables(scope: Scope<'_>, charges: &[&Charge]) -> Vec<Block> {
    let priced = charges.iter().filter_map(|charge| {
        let charged = Charged { scope, charge };
        let (table, per, rate) = table_of(charge)?;
        let per = charged.per(per, rate.increment);
        Some(matrix::Priced { title: charged.title(), table, per, may_be_free: charged.may_be_free() })
    });
    let priced: Vec<matrix::Priced<'_>> = priced.collect();
    let mut blocks = matrix::blocks(scope, &priced);
    let rules = said_of(charges, scope, |charged| {
        let mut rules: Vec<Text> = Vec::new();
        if let Some(rate) = charged.charge.rates.first() {
            rules.extend(
                charged.included(rate).map(|included| format!("The first {included} are free").into()),
            );
        }
        rules.extend(simple_rules(charged));
        rules
    });
    blocks.extend((!rules.is_empty()).then_some(Block::Remarks(rules)));
    blocks
}

/// Prices one below the other.
fn listed(scope: Scope<'_>, prices: &[Simple]) -> Table {
    let row = |simple: &Simple| {
        let amount = simple.amount(scope.money, [simple.price]);
        // The title says of a flat amount what it is for.
        let price = if simple.free || simple.flat { amount } else { format!("{amount} {}", simple.per) };
        let notes = simple.notes.iter().map(|line| line.as_str().into()).collect();
        let price = Cell { text: price.into(), notes: simple.included.iter().map(included).collect() };
        Row::of([Cell { text: simple.title.as_str().into(), notes }, price])
    };
    Table {
        caption: "Prices".into(),
        captioned: false,
        headed: false,
        columns: Vec::from([Column::words("Item"), Column::amounts("Price", "")]),
        rows: prices.iter().map(row).collect(),
    }
}
