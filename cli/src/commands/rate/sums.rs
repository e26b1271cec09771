//! What records sum to.

use std::collections::BTreeMap;

use pricesheet::{Decimal, PriceBook, number};
use pricesheet_records::{Outcome, RecordedUsage};
use pricesheet_report::words::{amount, count_of};
use pricesheet_report::{Kind, Table};

/// What all records sum to, and those of each endpoint where that is asked for.
pub(super) struct Sums<'b> {
    book: &'b PriceBook,
    total: Sum,
    endpoints: Option<BTreeMap<&'b str, Sum>>,
}

/// How many records, and their amounts; none where the exact sum has more digits than the decimal type.
#[derive(Clone, Copy)]
struct Sum {
    records: u64,
    total: Option<Decimal>,
}

impl Sum {
    const ZERO: Sum = Sum { records: 0, total: Some(Decimal::ZERO) };

    fn add(&mut self, amount: Decimal) {
        self.records = self.records.saturating_add(1);
        self.total = self.total.and_then(|total| number::sum(total, amount));
    }

    fn merge(&mut self, other: Sum) {
        self.records = self.records.saturating_add(other.records);
        self.total = self.total.zip(other.total).and_then(|(total, other)| number::sum(total, other));
    }

    fn words(self) -> String {
        self.total.map_or_else(|| "more than a decimal holds".to_string(), amount)
    }
}

impl<'b> Sums<'b> {
    pub(super) fn of(book: &'b PriceBook, by_endpoint: bool) -> Self {
        Sums { book, total: Sum::ZERO, endpoints: by_endpoint.then(BTreeMap::new) }
    }

    pub(super) fn add(&mut self, usage: Option<&RecordedUsage<'_>>, outcome: &Outcome) {
        let Ok(amount) = outcome else { return };
        self.total.add(*amount);
        let (Some(endpoints), Some(usage)) = (&mut self.endpoints, usage) else { return };
        // A period may be governed by a sheet that is no longer in force, whose name for it is one of those.
        let in_force = self.book.in_force_for(usage.at.as_deref()).into_iter();
        let endpoint =
            in_force.chain(self.book.sheets()).find_map(|sheet| sheet.endpoint(&usage.endpoint).ok());
        if let Some(endpoint) = endpoint {
            endpoints.entry(endpoint.model().name.as_str()).or_insert(Sum::ZERO).add(*amount);
        }
    }

    /// Adds what other records sum to.
    pub(super) fn merge(&mut self, other: Sums<'b>) {
        self.total.merge(other.total);
        if let Some(endpoints) = &mut self.endpoints {
            for (endpoint, sum) in other.endpoints.into_iter().flatten() {
                endpoints.entry(endpoint).or_insert(Sum::ZERO).merge(sum);
            }
        }
    }

    /// The sum and its unit.
    pub(super) fn words(&self) -> String {
        format!("total {} {}", self.total.words(), self.book.unit())
    }

    /// The sums by endpoint.
    pub(super) fn table(&self) -> Table {
        let total = format!("total, in {}", self.book.unit());
        let numbers = ["records", &total].map(|title| (title, Kind::Number));
        let mut table = Table::new([("endpoint", Kind::Words)].into_iter().chain(numbers));
        for (endpoint, sum) in self.endpoints.iter().flatten() {
            table.row([(*endpoint).to_string(), count_of(sum.records), sum.words()]);
        }
        table.row(["total".to_string(), count_of(self.total.records), self.total.words()]);
        table
    }
}
