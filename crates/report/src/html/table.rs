//! Tables of the page: they are sorted and searched, and a row is a block where the screen is too narrow for it.

use maud::{Markup, html};
use pricesheet::Decimal;
use pricesheet::number::grouped;

use crate::words::{count_of, signed};

/// What stands in a cell.
pub(super) enum Cell {
    Words(String),
    /// Markup, and the words by which it is sorted.
    Markup(Markup, String),
    Count(u64),
    Amount(Decimal),
    Difference(Decimal),
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Words,
    Number,
}

/// A table, and what it is called.
pub(super) struct Table<'a> {
    title: &'a str,
    columns: Vec<(&'a str, Kind)>,
    rows: Vec<Vec<Cell>>,
    /// Whether it has a field to search it.
    is_long: bool,
}

/// From how many rows on a table is searched, and opened only where asked.
const ROWS_LONG: usize = 20;

impl<'a> Table<'a> {
    pub(super) fn new(title: &'a str, columns: impl IntoIterator<Item = (&'a str, Kind)>) -> Self {
        Table { title, columns: columns.into_iter().collect(), rows: Vec::new(), is_long: false }
    }

    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
        self.is_long = self.rows.len() > ROWS_LONG;
    }

    /// The roles say once more what the elements say, because browsers forget that blocks are cells. What scrolls has a name of its
    /// own: two landmarks of one name cannot be told apart, and a section may have that of its table.
    pub(super) fn render(&self) -> Markup {
        let places: Vec<usize> = (0..self.columns.len()).map(|at| self.places(at)).collect();
        html! {
            div.table data-long[self.is_long] {
                div.scroll tabindex="0" role="region" aria-label={ "Table: " (self.title) } {
                    table role="table" {
                        caption { (self.title) }
                        thead role="rowgroup" {
                            tr role="row" {
                                @for (title, kind) in &self.columns {
                                    th role="columnheader" scope="col" class=[class(*kind)] { (title) }
                                }
                            }
                        }
                        tbody role="rowgroup" {
                            @for row in &self.rows {
                                tr role="row" { (self.cells(row, &places)) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn cells(&self, row: &[Cell], places: &[usize]) -> Markup {
        html! {
            @for (at, (cell, (title, kind))) in row.iter().zip(&self.columns).enumerate() {
                @let places = places.get(at).copied().unwrap_or_default();
                @if at == 0 {
                    th role="rowheader" scope="row" class=[class(*kind)] data-column=(title) data-value=[cell.value()] {
                        (cell.render(places))
                    }
                } @else {
                    td role="cell" class=[class(*kind)] data-column=(title) data-value=[cell.value()] {
                        (cell.render(places))
                    }
                }
            }
        }
    }

    /// How many decimal places the numbers of a column have at the most.
    fn places(&self, at: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(at));
        let places = cells.filter_map(|cell| match cell {
            Cell::Amount(amount) | Cell::Difference(amount) => {
                usize::try_from(amount.normalize().scale()).ok()
            }
            _ => None,
        });
        places.max().unwrap_or_default()
    }
}

fn class(kind: Kind) -> Option<&'static str> {
    (kind == Kind::Number).then_some("number")
}

impl Cell {
    /// What it is sorted by, where that is not what it shows.
    fn value(&self) -> Option<String> {
        match self {
            Cell::Words(_) => None,
            Cell::Markup(_, words) => Some(words.clone()),
            Cell::Count(count) => Some(count.to_string()),
            Cell::Amount(amount) | Cell::Difference(amount) => Some(amount.normalize().to_string()),
        }
    }

    /// Numbers have their points below each other: what stands behind them takes the same space in each row.
    fn render(&self, places: usize) -> Markup {
        match self {
            Cell::Words(words) => html! { (words) },
            Cell::Markup(markup, _) => markup.clone(),
            Cell::Count(count) => html! { (count_of(*count)) },
            Cell::Amount(amount) => aligned(&grouped(*amount), places),
            Cell::Difference(amount) => html! {
                span class=[side(*amount)] { (aligned(&signed(*amount), places)) }
            },
        }
    }
}

/// The colour of a difference.
pub(super) fn side(difference: Decimal) -> Option<&'static str> {
    match difference.cmp(&Decimal::ZERO) {
        std::cmp::Ordering::Greater => Some("over"),
        std::cmp::Ordering::Less => Some("under"),
        std::cmp::Ordering::Equal => None,
    }
}

fn aligned(number: &str, places: usize) -> Markup {
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    html! {
        (whole)
        @if places > 0 { span.places style={ "--places:" (places) } { (rest) } }
    }
}
