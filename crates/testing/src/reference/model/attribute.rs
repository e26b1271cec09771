//! Attributes and the tables of prices by their values.

use crate::reference::decimal::Amount;

/// A cell that stands for any known value, and for any at all where the attribute is open.
pub const WILDCARD: &str = "*";

/// Text that a usage states, for conditions and tables.
#[derive(Clone, Debug, Default)]
pub struct Attribute {
    pub name: String,
    pub title: Option<String>,
    /// What it is where a usage does not state it; where there is none, a usage must.
    pub default: Option<String>,
    /// Values that it may have besides those that the endpoint names.
    pub of: Vec<String>,
    /// Whether it may have any other value too.
    pub open: bool,
}

/// Prices by the values of attributes: rows are tried in order.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// One to four attributes.
    pub by: Vec<String>,
    pub rows: Vec<TableRow>,
}

/// As many values as the table has attributes, each of them possibly [`WILDCARD`], and a price.
#[derive(Clone, Debug)]
pub struct TableRow {
    pub cells: Vec<String>,
    pub price: Amount,
}

impl Table {
    /// The values that its rows name for an attribute.
    pub fn values<'t>(&'t self, attribute: &str) -> Vec<&'t str> {
        let column = self.by.iter().position(|name| name == attribute);
        let cells = self.rows.iter().filter_map(|row| row.cells.get(column?));
        cells.map(String::as_str).filter(|cell| *cell != WILDCARD).collect()
    }
}
