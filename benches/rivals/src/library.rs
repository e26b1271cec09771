//! The events in the forms that pricesheet takes, beside names: option sets with counts, and columns.

use std::collections::HashMap;

use pricesheet::{ColumnPricer, Columns, Decimal, NumberColumn, OptionSet, PriceSheet};

use crate::workload::{Event, Workload};

/// A call whose endpoint and options were found before, once for all calls that state the same, with the counts of the
/// endpoint's quantities.
pub(crate) struct Resolved<'s> {
    pub(crate) options: &'s OptionSet<'s>,
    counts: [u64; 3],
    quantities: u8,
}

impl Resolved<'_> {
    pub(crate) fn counts(&self) -> &[u64] {
        &self.counts[..usize::from(self.quantities)]
    }
}

/// What they borrow lives as long as the program.
pub(crate) fn resolve<'s>(sheet: &'s PriceSheet, work: &Workload) -> Vec<Resolved<'s>> {
    let mut sets: HashMap<(u8, u16), &'s OptionSet<'s>> = HashMap::new();
    let columns = work.columns.endpoints.iter().zip(&work.columns.options);
    let usages = work.events.iter().zip(&work.usages).zip(columns);
    let resolved = usages.map(|((event, usage), (endpoint, bits))| {
        let (counts, quantities) = match event {
            Event::SearchEmployees(steps) | Event::SearchCompanies(steps) => {
                ([steps.searches, steps.checks, steps.results].map(u64::from), 3)
            }
            Event::Profile(_) | Event::Flat(_) => ([0; 3], 0),
        };
        let options = *sets.entry((*endpoint, *bits)).or_insert_with(|| {
            let endpoint = sheet.endpoint(usage.endpoint()).expect("a known endpoint");
            let set = endpoint.option_set(usage.stated_options().iter().copied()).expect("known options");
            Box::leak(Box::new(set))
        });
        Resolved { options, counts, quantities }
    });
    resolved.collect()
}

/// The columns, as any contender has them, with the pricer of all endpoints, in the sheet's order.
pub(crate) struct Table<'a> {
    pricer: ColumnPricer,
    columns: Columns<'a>,
    pub(crate) amounts: Vec<i64>,
    pub(crate) decimals: Vec<Decimal>,
}

impl<'a> Table<'a> {
    pub(crate) fn new(sheet: &PriceSheet, work: &'a Workload) -> Self {
        let of = &work.columns;
        let columns = Columns::new(&of.endpoints)
            .options(&of.options)
            .quantity("search", NumberColumn::from(&of.searches).zero_is_absent())
            .quantity("status", NumberColumn::from(&of.checks).zero_is_absent())
            .quantity("results", NumberColumn::from(&of.results).zero_is_absent());
        Table {
            pricer: ColumnPricer::new(sheet),
            amounts: vec![0; columns.len()],
            decimals: vec![Decimal::ZERO; columns.len()],
            columns,
        }
    }

    /// In tenths of a credit.
    pub(crate) fn price(&mut self) {
        let errors = self.pricer.price(&self.columns, 1, &mut self.amounts).expect("columns of one length");
        assert!(errors.is_empty());
    }

    pub(crate) fn price_decimals(&mut self) {
        let errors =
            self.pricer.price_decimals(&self.columns, &mut self.decimals).expect("columns of one length");
        assert!(errors.is_empty());
    }
}
