//! Rows of tables that are too long to be tried one by one.

use pricesheet::Decimal;
use pricesheet::number::{difference, product};
use pricesheet::sheet::{Charge, ChargeRate, Endpoint, PriceTable, Pricing};

use super::Search;
use super::edit::Edit;
use super::edits::ROWS_MAX;

/// How many rows of a long table are named.
const ROWS_NAMED: usize = 4;

impl Search<'_> {
    /// What is charged by a sum of steps is linear in the price of a row: the row whose price it takes is looked for.
    pub(super) fn tables(&mut self) {
        let model = self.subject.endpoint.model();
        if !self.revisions.is_sum() || self.case.before.is_some() {
            return;
        }
        let flat = model.table.iter().map(|table| (None, table));
        let charges = model.charges.iter().enumerate();
        let charges = charges.filter_map(|(place, charge)| Some((Some(place), of_charge(charge)?)));
        for (place, table) in flat.chain(charges).filter(|(_, table)| table.rows().len() > ROWS_MAX) {
            self.table(place, table, model);
        }
    }

    fn table(&mut self, place: Option<usize>, table: &PriceTable, model: &Endpoint) {
        let whole = self.case.whole;
        let mut cost = |price| {
            self.revisions
                .with(Edit::RowsCost(place, price), None, |revised| revised.price_selected(whole).ok())
        };
        let (Some(nothing), Some(one), Some(once)) =
            (cost(Decimal::ZERO), cost(Decimal::ONE), self.case.once)
        else {
            return;
        };
        let of_one = difference(one, nothing).filter(|of_one| !of_one.is_zero());
        let (Some(of_one), Some(charged)) = (of_one, difference(once, nothing)) else { return };
        let rows = table.rows().iter().enumerate();
        let rows = rows.filter(|(_, row)| product(row.price, of_one) == Some(charged));
        for (row, _) in rows.take(ROWS_NAMED) {
            let edit = match place {
                None => Edit::FlatRow(row),
                Some(place) => Edit::ChargeRow(place, row),
            };
            self.found.push(edit.cause(model));
        }
    }
}

/// The table of a charge, where it has one.
fn of_charge(charge: &Charge) -> Option<&PriceTable> {
    match charge.rates.as_slice() {
        [ChargeRate { pricing: Pricing::Table { table, .. }, .. }] => Some(table),
        _ => None,
    }
}
