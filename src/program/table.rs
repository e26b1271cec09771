//! Tables of prices by attributes: one number for each of their rows, found by what the attributes are.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use super::cell::ByTable;
use super::number::{narrow_at, scale_of};
use super::rounder::SUM_LIMIT;
use crate::sheet::{ChargeRate, Endpoint, PriceTable, Pricing, ValueId};

/// How many tables of charges a program has at the most.
pub(super) const TABLES_MAX: usize = 8;

/// Where no row matches, and where the program does not hold the price of the one that does.
pub(super) const NO_PRICE: u64 = u64::MAX;

/// How many decimal places a price has at the most: one row with more must not make the numbers of all others large.
const PLACES_MAX: u32 = 12;

/// The prices of a table, all of one scale.
#[derive(Debug, Clone)]
pub(super) struct Table {
    lookup: Lookup,
    prices: Box<[u64]>,
    /// The highest price.
    pub(super) most: u64,
}

/// How a price is found.
#[derive(Debug, Clone)]
enum Lookup {
    /// There is one for all combinations of values.
    Grid(Box<[Axis]>),
    /// There is one for each row.
    Rows(PriceTable),
}

/// An attribute by which a grid is looked up.
#[derive(Debug, Clone, Copy)]
struct Axis {
    attribute: usize,
    /// How many known values it has: their number is the place of all others.
    known: usize,
    /// How far the places of neighbouring values are apart.
    stride: usize,
}

/// The decimal places of the prices of a table that a program holds.
pub(super) fn table_scale(table: &PriceTable) -> u32 {
    let scales = table.rows().iter().map(|row| scale_of(row.price));
    scales.filter(|scale| *scale <= PLACES_MAX).max().unwrap_or_default()
}

impl Table {
    /// A table whose prices are at this scale.
    pub(super) fn of(endpoint: &Endpoint, table: &PriceTable, scale: u32) -> Option<Self> {
        let price = |row: usize| {
            let price = table.rows().get(row).and_then(|row| narrow_at(row.price, scale));
            price.filter(|price| *price < SUM_LIMIT).unwrap_or(NO_PRICE)
        };
        let (lookup, prices): (_, Box<[u64]>) = match axes(endpoint, table) {
            Some((axes, cells)) => {
                let mut prices: Box<[u64]> = vec![NO_PRICE; cells].into();
                let mut values = vec![ValueId::UNKNOWN; endpoint.attributes.len()];
                for (place, cell) in prices.iter_mut().enumerate() {
                    for axis in &axes {
                        let value =
                            place.checked_div(axis.stride)?.checked_rem(axis.known.checked_add(1)?)?;
                        *values.get_mut(axis.attribute)? =
                            if value < axis.known { ValueId::at(value) } else { ValueId::UNKNOWN };
                    }
                    *cell = table.find(&values).map_or(NO_PRICE, price);
                }
                (Lookup::Grid(axes.into()), prices)
            }
            None => (Lookup::Rows(table.clone()), (0..table.rows().len()).map(price).collect()),
        };
        let most = prices.iter().copied().filter(|price| *price != NO_PRICE).max().unwrap_or_default();
        Some(Table { lookup, prices, most })
    }

    /// The price where these are the values of all the endpoint's attributes.
    #[inline(always)]
    pub(super) fn price(&self, values: &[ValueId]) -> u64 {
        let place = match &self.lookup {
            Lookup::Grid(axes) => axes.iter().fold(0_usize, |place, axis| {
                let value = values.get(axis.attribute).map_or(axis.known, |value| value.index());
                place.wrapping_add(value.min(axis.known).wrapping_mul(axis.stride))
            }),
            Lookup::Rows(table) => table.find(values).unwrap_or(usize::MAX),
        };
        self.prices.get(place).copied().unwrap_or(NO_PRICE)
    }
}

/// The table of a row of a charge.
pub(super) fn table_of(rate: &ChargeRate) -> Option<&PriceTable> {
    match &rate.pricing {
        Pricing::Table { table, .. } => Some(table),
        Pricing::Unit(_) | Pricing::Tiers { .. } => None,
    }
}

/// The tables of the charges, one after the other, and for each charge which is its own.
pub(super) fn tables(endpoint: &Endpoint) -> Option<(Vec<Table>, Vec<Option<ByTable>>)> {
    let (mut tables, mut of) = (Vec::new(), Vec::new());
    for charge in &endpoint.charges {
        let Some(table) = charge.rates.first().and_then(table_of) else {
            of.push(None);
            continue;
        };
        let scale = table_scale(table);
        let compiled = Table::of(endpoint, table, scale)?;
        let most = compiled.most;
        tables.push(compiled);
        of.push(Some(ByTable { table: u8::try_from(tables.len()).ok()?, scale, most }));
    }
    (tables.len() <= TABLES_MAX).then_some((tables, of))
}

/// The axes of a grid and how many cells it has, where these are not many more than the rows.
fn axes(endpoint: &Endpoint, table: &PriceTable) -> Option<(Vec<Axis>, usize)> {
    let most = table.rows().len().checked_mul(4)?.checked_add(64)?;
    let (mut axes, mut cells) = (Vec::new(), 1_usize);
    for attribute in table.by() {
        let known = endpoint.attributes.get(attribute.index())?.values.len();
        axes.push(Axis { attribute: attribute.index(), known, stride: cells });
        cells = cells.checked_mul(known.checked_add(1)?).filter(|cells| *cells <= most)?;
    }
    Some((axes, cells))
}
