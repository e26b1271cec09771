//! Prices the usage of a record.

use pricesheet::sheet::Basis;
use pricesheet::{EndpointPricer, PriceBook, PriceSheet};

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

impl<'b> Periods<'b> {
    /// What a record makes due that is a part of a period; none where it is a whole by itself.
    pub(crate) fn due(
        &mut self,
        sheet: &PriceSheet,
        endpoint: EndpointPricer<'b>,
        usage: &UsageFields<'_>,
        value: impl Fn(&str) -> Option<String>,
    ) -> Option<Outcome> {
        match self {
            _ if endpoint.model().basis == Basis::Call => None,
            Periods::Totals => None,
            Periods::Meters(meters) => Some(meters.record(sheet.fingerprint(), endpoint, usage, value)),
            Periods::Unsaid => {
                let message = format!("endpoint `{}` is rated by the period", usage.endpoint);
                let help = "state --totals where each record is the total of its period, or --meter FIELDS where \
                            those that agree in these fields make one";
                let help = Some(help.to_string());
                Some(Err(Fault { help, ..Fault::new("period-basis", &*usage.endpoint, message) }))
            }
        }
    }

    /// As arguments say it.
    pub(crate) fn of(totals: bool, meter: &[String]) -> Self {
        match meter {
            [] if totals => Periods::Totals,
            [] => Periods::Unsaid,
            fields => Periods::Meters(Meters::by(fields)),
        }
    }

    /// The meters, where there are any.
    pub(crate) fn meters(&self) -> Option<&Meters<'b>> {
        match self {
            Periods::Meters(meters) => Some(meters),
            Periods::Unsaid | Periods::Totals => None,
        }
    }
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
        match self.periods.due(sheet, endpoint, usage, value) {
            Some(outcome) => outcome,
            None => Ok(usage.with_usage(|usage| endpoint.price(usage))?),
        }
    }
}
