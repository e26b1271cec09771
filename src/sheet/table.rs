//! Tables of prices by the values of attributes (section 2, `by` and `table`).

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::{AttributeId, ValueId};
use crate::diagnostics::Span;
use crate::limits::TABLE_ATTRIBUTES_MAX;

/// What stands in one row for each of the attributes: a value, or none where any value will do.
pub(crate) type Cells = [Option<ValueId>; TABLE_ATTRIBUTES_MAX];

/// A table of prices by one to four attributes. The first row that matches is taken. Cloning it is cheap.
#[derive(Debug, Clone)]
pub struct PriceTable {
    by: Arc<[AttributeId]>,
    rows: Arc<Vec<TableRow>>,
    index: Arc<[Pattern]>,
}

/// One row of a table of prices.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct TableRow {
    cells: Cells,
    /// The price, in the sheet's unit: of the call, or of the charge's `per` units.
    pub price: Decimal,
    /// Where the row stands.
    pub span: Span,
}

/// The rows that have values in the same places, sorted by these.
#[derive(Debug, Clone)]
struct Pattern {
    /// All bits of the places that have values.
    mask: u128,
    /// The values, and the row; no two have the same values.
    rows: Box<[(u128, u32)]>,
}

impl TableRow {
    pub(crate) fn new(cells: Cells, price: Decimal, span: Span) -> Self {
        TableRow { cells, price, span }
    }
}

impl PriceTable {
    /// A table of rows that differ. It takes as long as sorting them.
    pub(crate) fn new(by: Vec<AttributeId>, rows: Vec<TableRow>) -> Self {
        let mut keyed: Vec<(u128, u128, u32)> = (0..)
            .zip(&rows)
            .map(|(place, row)| {
                let (mask, key) = key_of(&row.cells);
                (mask, key, place)
            })
            .collect();
        keyed.sort_unstable();
        let patterns = keyed.chunk_by(|(mask, ..), (other, ..)| mask == other);
        let index = patterns
            .filter_map(|rows| {
                let (mask, ..) = rows.first()?;
                Some(Pattern {
                    mask: *mask,
                    rows: rows.iter().map(|(_, key, place)| (*key, *place)).collect(),
                })
            })
            .collect();
        PriceTable { by: by.into(), rows: rows.into(), index }
    }

    /// The attributes by which it is looked up; one to four.
    #[must_use]
    pub fn by(&self) -> &[AttributeId] {
        &self.by
    }

    /// The rows, in the order in which they are tried.
    #[must_use]
    pub fn rows(&self) -> &[TableRow] {
        &self.rows
    }

    /// The rows, for their prices to be changed.
    pub fn rows_mut(&mut self) -> impl Iterator<Item = &mut TableRow> {
        Arc::make_mut(&mut self.rows).iter_mut()
    }

    /// What a row has for each of the attributes: a value, or none for `*`, any value.
    #[must_use]
    pub fn cells<'r>(&self, row: &'r TableRow) -> &'r [Option<ValueId>] {
        row.cells.get(..self.by.len()).unwrap_or_default()
    }

    /// The place of the first row that matches, where these are the values of all the endpoint's attributes.
    pub(crate) fn find(&self, values: &[ValueId]) -> Option<usize> {
        let mut cells: Cells = [None; TABLE_ATTRIBUTES_MAX];
        for (cell, attribute) in cells.iter_mut().zip(&*self.by) {
            *cell = values.get(attribute.index()).copied();
        }
        let (_, key) = key_of(&cells);
        let found = self.index.iter().filter_map(|pattern| {
            let at = pattern.rows.binary_search_by_key(&(key & pattern.mask), |(key, _)| *key).ok()?;
            pattern.rows.get(at).map(|(_, place)| *place)
        });
        usize::try_from(found.min()?).ok()
    }
}

/// The places of cells that have values, and the values, each in 32 bits.
pub(crate) fn key_of(cells: &Cells) -> (u128, u128) {
    cells.iter().fold((0, 0), |(mask, key), cell| {
        let (own_mask, own) = cell.map_or((0, 0), |value| (u32::MAX, value.bits()));
        (mask << 32 | u128::from(own_mask), key << 32 | u128::from(own))
    })
}
