//! The events in the forms that pricesheet takes, beside names: option sets with counts, and columns.

use std::collections::HashMap;

use pricesheet::{Amounts, ColumnPricer, Columns, OptionSet, PriceSheet};

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
            let endpoint = sheet.endpoint(usage.endpoint).expect("a known endpoint");
            let set = endpoint.option_set(usage.options.iter().copied()).expect("known options");
            Box::leak(Box::new(set))
        });
        Resolved { options, counts, quantities }
    });
    resolved.collect()
}

/// The columns with the pricer of all endpoints, in the sheet's order.
pub(crate) struct Table<'s> {
    pricer: ColumnPricer<'s>,
    endpoints: Vec<u32>,
    options: Vec<u64>,
    quantities: [Vec<u64>; 3],
    pub(crate) amounts: Amounts,
}

impl<'s> Table<'s> {
    pub(crate) fn new(sheet: &'s PriceSheet, work: &Workload) -> Self {
        let names = sheet.model().endpoints.iter().map(|endpoint| endpoint.name.as_str());
        let wide = |column: &Vec<u32>| column.iter().map(|count| u64::from(*count)).collect();
        Table {
            pricer: ColumnPricer::new(names.map(|name| sheet.endpoint(name).expect("its own name"))),
            endpoints: work.columns.endpoints.iter().map(|place| u32::from(*place)).collect(),
            options: work.columns.options.iter().map(|bits| u64::from(*bits)).collect(),
            quantities: [&work.columns.searches, &work.columns.checks, &work.columns.results].map(wide),
            amounts: Amounts::default(),
        }
    }

    pub(crate) fn price(&mut self) {
        let quantities = self.quantities.each_ref().map(Vec::as_slice);
        let columns = Columns { endpoints: &self.endpoints, options: &self.options, quantities: &quantities };
        self.pricer.price_into(&columns, &mut self.amounts).expect("columns of one length");
    }
}
