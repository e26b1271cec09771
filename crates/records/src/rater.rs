//! Prices the usage of a record.

use pricesheet::sheet::Basis;
use pricesheet::{Decimal, EndpointPricer, PriceBook, PriceSheet};

use crate::error::RecordError;
use crate::meters::Meters;
use crate::reader::Entry;
use crate::record::Record;
use crate::usage::RecordedUsage;

/// What a record comes to, in the sheet's unit, or why it comes to nothing.
pub type Outcome = Result<Decimal, RecordError>;

/// What a record of an endpoint whose `basis` is a period stands for.
#[derive(Debug)]
pub enum Periods<'b> {
    /// Nobody said, so it is in error.
    Unsaid,
    /// The total of its period.
    Totals,
    /// A part of it: records that agree in some fields share a meter.
    Meters(Meters<'b>),
}

impl<'b> Periods<'b> {
    /// The amount that a record makes due that is a part of a period; nothing where it is a whole by itself.
    pub fn due(
        &mut self,
        sheet: &PriceSheet,
        endpoint: EndpointPricer<'b>,
        record: &Record<'_>,
        usage: &RecordedUsage<'_>,
    ) -> Option<Outcome> {
        match self {
            _ if endpoint.model().basis == Basis::Call => None,
            Periods::Totals => None,
            Periods::Meters(meters) => Some(meters.record(sheet, endpoint, record, usage)),
            Periods::Unsaid => Some(Err(RecordError::PeriodBasis { endpoint: usage.endpoint.to_string() })),
        }
    }

    /// The meters, where there are any.
    #[must_use]
    pub fn meters(&self) -> Option<&Meters<'b>> {
        match self {
            Periods::Meters(meters) => Some(meters),
            Periods::Unsaid | Periods::Totals => None,
        }
    }
}

/// Rates records, each by the sheet in force at its instant.
#[derive(Debug)]
pub struct Rater<'b> {
    book: &'b PriceBook,
    periods: Periods<'b>,
}

impl<'b> Rater<'b> {
    /// Rates by the sheets of a book.
    #[must_use]
    pub fn new(book: &'b PriceBook, periods: Periods<'b>) -> Self {
        Rater { book, periods }
    }

    /// What single records of a period stand for, and the meters where they have some.
    #[must_use]
    pub fn periods(&self) -> &Periods<'b> {
        &self.periods
    }

    /// What an entry comes to, whose usage has been read.
    ///
    /// # Errors
    ///
    /// Where it has no usage, or its usage has no price.
    pub fn rate(&mut self, entry: &Entry<'_>, usage: &mut Result<RecordedUsage<'_>, RecordError>) -> Outcome {
        let (record, usage) = match (entry.record(), usage) {
            (Ok(record), Ok(usage)) => (record, usage),
            (Err(error), _) => return Err(error.clone()),
            (_, Err(error)) => return Err(error.clone()),
        };
        let sheet = self.book.in_force_for(usage.at.as_deref())?;
        let endpoint = sheet.endpoint(&usage.endpoint)?;
        usage.settle(endpoint.model())?;
        match self.periods.due(sheet, endpoint, record, usage) {
            Some(outcome) => outcome,
            None => Ok(usage.with_usage(|usage| endpoint.price(usage))?),
        }
    }
}
