//! The events in the forms that pricesheet takes, beside names: option sets with counts, and columns.

use std::collections::HashMap;

use pricesheet::{Amounts, ColumnPricer, Columns, DecimalAmounts, OptionSet, PriceSheet};

use crate::workload::{self, Event, Workload};

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
    pricer: ColumnPricer<'a>,
    columns: &'a workload::Columns,
    pub(crate) amounts: Amounts,
    pub(crate) decimals: DecimalAmounts,
}

impl<'a> Table<'a> {
    pub(crate) fn new(sheet: &'a PriceSheet, work: &'a Workload) -> Self {
        let names = sheet.model().endpoints.iter().map(|endpoint| endpoint.name.as_str());
        Table {
            pricer: ColumnPricer::new(names.map(|name| sheet.endpoint(name).expect("its own name"))),
            columns: &work.columns,
            amounts: Amounts::default(),
            decimals: DecimalAmounts::default(),
        }
    }

    pub(crate) fn price(&mut self) {
        let quantities = quantities(self.columns);
        let columns = columns(self.columns, &quantities);
        self.pricer.price_into(&columns, &mut self.amounts).expect("columns of one length");
    }

    pub(crate) fn price_decimals(&mut self) {
        let quantities = quantities(self.columns);
        let columns = columns(self.columns, &quantities);
        self.pricer.price_decimals_into(&columns, &mut self.decimals).expect("columns of one length");
    }
}

fn quantities(columns: &workload::Columns) -> [&[u32]; 3] {
    [&columns.searches, &columns.checks, &columns.results]
}

fn columns<'a>(columns: &'a workload::Columns, quantities: &'a [&'a [u32]]) -> Columns<'a, u8, u16, u32> {
    Columns { endpoints: &columns.endpoints, options: &columns.options, quantities }
}
