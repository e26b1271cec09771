//! Rows of tables of prices that are never reached.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::vec::Vec;

use super::Lint;
use super::report::Report;
use pricesheet::sheet::{Endpoint, PriceTable, Pricing, ValueId};

/// Rows that are looked up, at the most, to see whether others take all that one covers.
const LOOKUPS_MAX: usize = 4_000_000;

/// Asks the tables of the endpoint and of every charge.
pub(super) fn check(endpoint: &Endpoint, report: &mut Report<'_>) {
    if let Some(table) = &endpoint.table {
        check_table(endpoint, table, None, report);
    }
    for (at, charge) in endpoint.charges.iter().enumerate() {
        for rate in &charge.rates {
            if let Pricing::Table { table, .. } = &rate.pricing {
                check_table(endpoint, table, Some(at), report);
            }
        }
    }
}

fn check_table(endpoint: &Endpoint, table: &PriceTable, charge: Option<usize>, report: &mut Report<'_>) {
    let mut before: BTreeMap<Vec<Option<ValueId>>, usize> = BTreeMap::new();
    let mut lookups_left = LOOKUPS_MAX;
    for (place, row) in table.rows().iter().enumerate() {
        let cells = table.cells(row);
        let taken = match taker(&before, cells) {
            Some(taker) => Some(format!("row {} takes all that it covers", taker.saturating_add(1))),
            None => is_covered(endpoint, table, &before, cells, &mut lookups_left)
                .then(|| "the rows before it take all that it covers".into()),
        };
        if let Some(why) = taken {
            let message = format!("row {} of the table never applies: {why}", place.saturating_add(1));
            let help = "move it up, or leave it out";
            report.add(Lint::RateNeverApplies, charge, row.span, message, help);
        }
        before.insert(cells.to_vec(), place);
    }
}

/// The first row that has the same values, or a star in place of some.
fn taker(before: &BTreeMap<Vec<Option<ValueId>>, usize>, cells: &[Option<ValueId>]) -> Option<usize> {
    let patterns = 0..1_usize.checked_shl(u32::try_from(cells.len()).ok()?)?;
    let found = patterns.filter_map(|stars| {
        let starred = |(at, cell): (usize, &Option<ValueId>)| cell.filter(|_| stars >> at & 1 == 0);
        let wider: Vec<_> = cells.iter().enumerate().map(starred).collect();
        before.get(&wider).copied()
    });
    found.min()
}

/// Whether other rows take every value that a star stands for.
fn is_covered(
    endpoint: &Endpoint,
    table: &PriceTable,
    before: &BTreeMap<Vec<Option<ValueId>>, usize>,
    cells: &[Option<ValueId>],
    lookups_left: &mut usize,
) -> bool {
    cells.iter().zip(table.by()).enumerate().filter(|(_, (cell, _))| cell.is_none()).any(
        |(at, (_, attribute))| {
            let Some(attribute) = endpoint.attributes.get(attribute.index()) else { return false };
            let Some(left) = lookups_left.checked_sub(attribute.values.len()) else { return false };
            *lookups_left = left;
            let mut narrower = cells.to_vec();
            let mut is_taken = |value| {
                if let Some(cell) = narrower.get_mut(at) {
                    *cell = Some(value);
                }
                taker(before, &narrower).is_some()
            };
            !attribute.open && attribute.value_ids().all(&mut is_taken)
        },
    )
}
