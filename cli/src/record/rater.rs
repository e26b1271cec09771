//! Prices the usage of a record.

use pricesheet::PriceBook;
use pricesheet::sheet::Basis;

use super::meters::Meters;
use super::{Outcome, UsageFields};
use crate::fault::Fault;

/// What a record of an endpoint whose `basis` is a period stands for.
pub(crate) enum Periods<'b> {
    /// Nobody said, so it is in error.
    Unsaid,
    /// The total of its period.
    Totals,
    /// A part of it: records that agree in some fields share a meter.
    Meters(Meters<'b>),
}

/// The sheets by which records are rated, each by the one of its time.
pub(crate) struct Rater<'b> {
    pub(crate) book: &'b PriceBook,
    pub(crate) periods: Periods<'b>,
}

impl<'b> Rater<'b> {
    /// What a record comes to, whose other fields are known by `value`.
    pub(crate) fn rate(
        &mut self,
        usage: &UsageFields<'_>,
        value: impl Fn(&str) -> Option<String>,
    ) -> Outcome {
        let sheet = self.book.in_force_for(usage.at.as_deref())?;
        let endpoint = sheet.endpoint(&usage.endpoint)?;
        match &mut self.periods {
            Periods::Meters(meters) if endpoint.basis == Basis::Period => {
                meters.record(sheet.fingerprint(), endpoint, usage, value)
            }
            Periods::Unsaid if endpoint.basis == Basis::Period => {
                let message = format!("endpoint `{}` is rated by the period", usage.endpoint);
                let help = "state --totals where each record is the total of its period, or --meter FIELDS where \
                            those that agree in these fields make one";
                Err(Fault {
                    help: Some(help.to_string()),
                    ..Fault::new("period-basis", &*usage.endpoint, message)
                })
            }
            _ => Ok(usage.with_usage(|usage| endpoint.price(usage))?),
        }
    }

    /// The meters, where there are any.
    pub(crate) fn meters(&self) -> Option<&Meters<'b>> {
        match &self.periods {
            Periods::Meters(meters) => Some(meters),
            Periods::Unsaid | Periods::Totals => None,
        }
    }
}
