//! Prices by attributes as tables: one attribute down, another across, the rest apart.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use pricesheet::Decimal;
use pricesheet::sheet::{AttributeId, PriceTable, ValueId};

use crate::block::{Block, Cell, Column, Row, Table};
use crate::price::{FREE, UNAVAILABLE};
use crate::scope::Scope;
use crate::text::{Text, capitalised};

/// More columns of prices than this do not fit a page.
const COLUMNS_MAX: usize = 6;
/// Of more tables nobody sees the whole: a list is shorter.
const TABLES_MAX: usize = 12;

/// A table of prices with what its cells are for.
pub(crate) struct Priced<'a> {
    pub(crate) title: String,
    pub(crate) table: &'a PriceTable,
    /// For how many a price is.
    pub(crate) per: String,
    /// Whether a price of zero is all that there is to pay.
    pub(crate) may_be_free: bool,
}

/// A value of an attribute, or any other than those that the table names.
type Value = Option<ValueId>;

/// The tables, which are all by the same attributes.
pub(crate) fn blocks(scope: Scope<'_>, priced: &[Priced<'_>]) -> Vec<Block> {
    let Some(first) = priced.first() else { return Vec::new() };
    let by = first.table.by();
    let values: Vec<Vec<Value>> = (0..by.len()).map(|place| values(scope, by, priced, place)).collect();
    let Some(layout) = Layout::of(&values) else {
        return priced.iter().flat_map(|priced| listed(scope, priced)).collect();
    };
    let indexes: Vec<Index<'_>> = priced.iter().map(|priced| Index::of(priced.table)).collect();
    let across = layout.column.and_then(|place| values.get(place)).map_or(1, Vec::len);
    // Several charges share a table where all of their columns fit.
    let together = across.saturating_mul(priced.len()) <= COLUMNS_MAX;
    let runs: Vec<Vec<usize>> = if together {
        vec![(0..priced.len()).collect()]
    } else {
        (0..priced.len()).map(|place| vec![place]).collect()
    };
    let grid = Grid { scope, by, values: &values, layout: &layout, priced, indexes: &indexes };
    runs.iter()
        .flat_map(|run| layout.apart(&values).into_iter().map(|apart| Block::Table(grid.table(run, &apart))))
        .collect()
}

/// The values that a table distinguishes at a place, in the order in which it names them.
fn values(scope: Scope<'_>, by: &[AttributeId], priced: &[Priced<'_>], place: usize) -> Vec<Value> {
    let mut named: Vec<ValueId> = Vec::new();
    let mut seen = alloc::collections::BTreeSet::new();
    let mut any = false;
    for priced in priced {
        for row in priced.table.rows() {
            match priced.table.cells(row).get(place) {
                Some(Some(value)) => {
                    if seen.insert(*value) {
                        named.push(*value);
                    }
                }
                _ => any = true,
            }
        }
    }
    let attribute = by.get(place).and_then(|attribute| scope.endpoint.attributes.get(attribute.index()));
    let others = attribute.is_some_and(|attribute| attribute.open || attribute.values.len() > named.len());
    let mut values: Vec<Value> = named.into_iter().map(Some).collect();
    if values.is_empty() || (any && others) {
        values.push(None);
    }
    values
}

/// Which attribute goes down, which across, and which have a table for each of their values.
struct Layout {
    row: usize,
    column: Option<usize>,
    apart: Vec<usize>,
}

impl Layout {
    /// None where too many tables would be needed.
    fn of(values: &[Vec<Value>]) -> Option<Self> {
        let count = |place: &usize| values.get(*place).map_or(0, Vec::len);
        let places = || 0..values.len();
        let most = places().map(|place| count(&place)).max()?;
        let row = places().find(|place| count(place) == most)?;
        let fits = places().filter(|place| *place != row && count(place) <= COLUMNS_MAX);
        let column = fits.max_by_key(count);
        let apart: Vec<usize> = places().filter(|place| *place != row && Some(*place) != column).collect();
        let tables = apart.iter().map(count).fold(1_usize, usize::saturating_mul);
        (tables <= TABLES_MAX).then_some(Layout { row, column, apart })
    }

    /// The values of the attributes that stand apart, a table for each.
    fn apart(&self, values: &[Vec<Value>]) -> Vec<Vec<(usize, Value)>> {
        let mut all = vec![Vec::new()];
        for place in &self.apart {
            let of_place = values.get(*place).map(Vec::as_slice).unwrap_or_default();
            all = all
                .iter()
                .flat_map(|known: &Vec<(usize, Value)>| {
                    of_place.iter().map(|value| {
                        let mut known = known.clone();
                        known.push((*place, *value));
                        known
                    })
                })
                .collect();
        }
        all
    }
}

/// The first row for each pattern of values.
struct Index<'a>(BTreeMap<&'a [Value], (usize, Decimal)>);

impl<'a> Index<'a> {
    fn of(table: &'a PriceTable) -> Self {
        let rows = table.rows().iter().enumerate();
        Index(rows.map(|(place, row)| (table.cells(row), (place, row.price))).collect())
    }

    /// The price of the first row that matches; a value that no row names matches stars alone.
    fn find(&self, values: &[Value]) -> Option<Decimal> {
        let patterns = values.iter().fold(vec![Vec::new()], |patterns: Vec<Vec<Value>>, value| {
            let mut wider = Vec::new();
            for pattern in patterns {
                let with = |value: Value| [pattern.as_slice(), &[value]].concat();
                wider.push(with(None));
                if value.is_some() {
                    wider.push(with(*value));
                }
            }
            wider
        });
        let found = patterns.iter().filter_map(|pattern| self.0.get(pattern.as_slice()));
        found.min_by_key(|(place, _)| *place).map(|(_, price)| *price)
    }
}

struct Grid<'a> {
    scope: Scope<'a>,
    by: &'a [AttributeId],
    values: &'a [Vec<Value>],
    layout: &'a Layout,
    priced: &'a [Priced<'a>],
    indexes: &'a [Index<'a>],
}

impl Grid<'_> {
    fn table(&self, run: &[usize], apart: &[(usize, Value)]) -> Table {
        let across: Vec<Option<Value>> = match self.layout.column.and_then(|place| self.values.get(place)) {
            Some(values) => values.iter().copied().map(Some).collect(),
            None => vec![None],
        };
        let priced: Vec<&Priced<'_>> = run.iter().filter_map(|place| self.priced.get(*place)).collect();
        let per = priced
            .first()
            .map(|first| first.per.as_str())
            .filter(|per| priced.iter().all(|other| other.per == *per));
        let columns: Vec<(usize, Option<Value>)> =
            run.iter().flat_map(|place| across.iter().map(|value| (*place, *value))).collect();
        let down = self.values.get(self.layout.row).map(Vec::as_slice).unwrap_or_default();
        // All prices of a charge are written alike.
        let prices: Vec<Vec<Option<Decimal>>> = down
            .iter()
            .map(|value| {
                columns.iter().map(|(place, column)| self.price(*place, *value, *column, apart)).collect()
            })
            .collect();
        let all = || prices.iter().flatten().flatten().copied();
        let rows = down.iter().zip(&prices).map(|(value, prices)| {
            let mut cells = vec![Cell::from(self.value(self.layout.row, *value))];
            cells.extend(prices.iter().zip(&columns).map(|(price, (place, _))| match price {
                Some(price) if price.is_zero() && self.is_free(*place) => FREE.into(),
                Some(price) => self.scope.money.in_column(*price, all()).into(),
                None => Cell::from(UNAVAILABLE),
            }));
            Row::of(cells)
        });
        let mut titles = vec![Column::words(self.attribute(self.layout.row))];
        titles.extend(
            columns.iter().map(|(place, value)| self.column(*place, *value, run.len() > 1, per.is_none())),
        );
        Table {
            caption: self.caption(&priced, apart, per),
            captioned: true,
            headed: true,
            columns: titles,
            rows: rows.collect(),
        }
    }

    fn is_free(&self, place: usize) -> bool {
        self.priced.get(place).is_some_and(|priced| priced.may_be_free)
    }

    fn price(
        &self,
        place: usize,
        row: Value,
        column: Option<Value>,
        apart: &[(usize, Value)],
    ) -> Option<Decimal> {
        let values: Vec<Value> = (0..self.by.len())
            .map(|at| match apart.iter().find(|(other, _)| *other == at) {
                Some((_, value)) => *value,
                None if at == self.layout.row => row,
                None => column.flatten(),
            })
            .collect();
        self.indexes.get(place)?.find(&values)
    }

    fn column(&self, place: usize, value: Option<Value>, several: bool, with_per: bool) -> Column {
        let priced = self.priced.get(place);
        let title = priced.map(|priced| priced.title.as_str()).unwrap_or_default();
        let per = priced.filter(|_| with_per).map(|priced| priced.per.as_str()).unwrap_or_default();
        let value = value.zip(self.layout.column).map(|(value, at)| self.value(at, value));
        match (value, several) {
            (Some(value), true) => Column::amounts(title, join(&[&value, per])),
            (Some(value), false) => Column::amounts(value, per),
            (None, true) => Column::amounts(title, per),
            (None, false) => Column::amounts("Price", per),
        }
    }

    fn caption(&self, priced: &[&Priced<'_>], apart: &[(usize, Value)], per: Option<&str>) -> Text {
        let title = match priced {
            [one] => one.title.as_str(),
            _ => "Prices",
        };
        let per = per.unwrap_or_default();
        let start = if priced.len() > 1 { join_with(title, per, " ") } else { join(&[title, per]) };
        let apart = apart
            .iter()
            .map(|(place, value)| format!("{}: {}", self.attribute(*place), self.value(*place, *value)));
        let parts: Vec<String> = core::iter::once(start).chain(apart).collect();
        parts.join("; ").into()
    }

    fn attribute(&self, place: usize) -> String {
        self.by.get(place).map(|attribute| self.scope.attribute(*attribute)).unwrap_or_default()
    }

    fn value(&self, place: usize, value: Value) -> String {
        match (value, self.by.get(place)) {
            (Some(value), Some(attribute)) => self.scope.endpoint.value(*attribute, value).into(),
            _ if self.values.get(place).is_some_and(|values| values.len() == 1) => "Any".into(),
            _ => "Any other".into(),
        }
    }
}

fn join(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

fn join_with(left: &str, right: &str, between: &str) -> String {
    if right.is_empty() { left.into() } else { format!("{left}{between}{right}") }
}

/// The rows as they are, a column for each attribute.
fn listed(scope: Scope<'_>, priced: &Priced<'_>) -> Vec<Block> {
    let by = priced.table.by();
    let rows = priced.table.rows();
    let any = rows.iter().any(|row| priced.table.cells(row).contains(&None));
    let mut columns: Vec<Column> =
        by.iter().map(|attribute| Column::words(scope.attribute(*attribute))).collect();
    columns.push(Column::amounts("Price", priced.per.as_str()));
    let cents = rows.iter().map(|row| row.price).find(|price| !price.is_integer());
    let row = |row: &pricesheet::sheet::TableRow| {
        let cells = by.iter().zip(priced.table.cells(row)).map(|(attribute, cell)| match cell {
            Some(value) => Cell::from(scope.endpoint.value(*attribute, *value)),
            None => Cell::from("any"),
        });
        let price = if row.price.is_zero() && priced.may_be_free {
            FREE.into()
        } else {
            scope.money.in_column(row.price, cents.into_iter().chain([row.price]))
        };
        Row::of(cells.chain([Cell::from(price)]))
    };
    let table = Table {
        caption: capitalised(&priced.title).into(),
        captioned: true,
        headed: true,
        columns,
        rows: rows.iter().map(row).collect(),
    };
    let mut blocks = vec![Block::Table(table)];
    if any {
        blocks.push(Block::Remarks(vec!["The first line that applies sets the price".into()]));
    }
    blocks
}
