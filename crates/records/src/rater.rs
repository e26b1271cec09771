//! Prices the usage of a record.

use pricesheet::sheet::Basis;
use pricesheet::{Decimal, EndpointPricer, PriceBook, PriceSheet, Usage};

use crate::error::RecordError;
use crate::meters::{Key, Meters, PeriodSheet};
use crate::reader::Entry;
use crate::record::Record;
use crate::usage::RecordedUsage;

/// What a record comes to, in the sheet's unit, or why it comes to nothing.
pub type Outcome = Result<Decimal, RecordError>;

/// What a record of an endpoint whose `basis` is a period stands for.
#[derive(Debug)]
#[non_exhaustive]
pub enum Periods<'b> {
    /// Nobody said, so it is in error.
    Unsaid,
    /// The total of its period.
    Totals,
    /// A part of it: records that agree in some fields share a meter.
    Meters(Meters<'b>),
}

/// What a record is priced by.
#[derive(Debug)]
pub struct Found<'b> {
    /// The sheet: the one in force at the record's instant, or the one that governs its period.
    pub sheet: &'b PriceSheet,
    /// Its endpoint.
    pub endpoint: EndpointPricer<'b>,
    key: Option<Key>,
}

impl Found<'_> {
    /// Whether the record is a part of a period.
    #[must_use]
    pub fn is_metered(&self) -> bool {
        self.key.is_some()
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

    /// The meters, where there are any.
    #[must_use]
    pub fn meters(&self) -> Option<&Meters<'b>> {
        match &self.periods {
            Periods::Meters(meters) => Some(meters),
            Periods::Unsaid | Periods::Totals => None,
        }
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
        let found = self.find(record, usage).map_err(|(_, error)| error)?;
        match self.due(&found, usage) {
            Some(outcome) => outcome,
            None => Ok(usage.with_usage(|usage| found.endpoint.price(usage))?),
        }
    }

    /// What a usage is priced by. Its choices become options.
    ///
    /// # Errors
    ///
    /// Where nothing can price it, with the sheet in force if one is.
    pub fn find(
        &self,
        record: &Record<'_>,
        usage: &mut RecordedUsage<'_>,
    ) -> Result<Found<'b>, (Option<&'b PriceSheet>, RecordError)> {
        let sheet = self.book.in_force_for(usage.at.as_deref()).map_err(|error| (None, error.into()))?;
        let refused = |error: RecordError| (Some(sheet), error);
        // A period may be governed by a sheet that is no longer in force, and has what later ones have not.
        let governing = match &self.periods {
            Periods::Meters(meters) if meters.period_sheet() == PeriodSheet::Opening => {
                meters.governing(self.book.sheets(), record, usage)
            }
            _ => None,
        };
        if let Some((key, sheet, endpoint)) = governing {
            usage.settle(endpoint.model()).map_err(refused)?;
            return Ok(Found { sheet, endpoint, key: Some(key) });
        }
        let endpoint = sheet.endpoint(&usage.endpoint).map_err(|error| refused(error.into()))?;
        usage.settle(endpoint.model()).map_err(refused)?;
        let found = match &self.periods {
            _ if endpoint.model().basis == Basis::Call => Found { sheet, endpoint, key: None },
            Periods::Totals => Found { sheet, endpoint, key: None },
            Periods::Meters(meters) => {
                let (key, sheet, endpoint) = meters.find(sheet, endpoint, record, usage).map_err(refused)?;
                Found { sheet, endpoint, key: Some(key) }
            }
            Periods::Unsaid => {
                return Err(refused(RecordError::PeriodBasis { endpoint: usage.endpoint.to_string() }));
            }
        };
        if usage.restates && found.key.is_none() {
            return Err(refused(RecordError::NothingToRestate { endpoint: usage.endpoint.to_string() }));
        }
        Ok(found)
    }

    /// The amount that a record makes due that is a part of a period; nothing where it is a whole by itself.
    pub fn due(&mut self, found: &Found<'b>, usage: &RecordedUsage<'_>) -> Option<Outcome> {
        let (Periods::Meters(meters), Some(key)) = (&mut self.periods, &found.key) else { return None };
        Some(meters.record(key.clone(), found.sheet, found.endpoint, usage))
    }

    /// All that was used so far in the period of a record; nothing where nothing was, or it is not a part of one.
    #[must_use]
    pub fn whole(&self, found: &Found<'_>) -> Option<Usage> {
        self.meters()?.whole(found.key.as_ref()?)
    }
}
