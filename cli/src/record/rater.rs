//! Prices the usage of a record.

use pricesheet::PriceBook;
use pricesheet::sheet::Basis;

use super::{Outcome, UsageFields};
use crate::fault::Fault;

/// The sheets by which records are rated, each by the one of its time, and whether a record may stand for a whole period.
pub(crate) struct Rater<'s> {
    pub(crate) book: &'s PriceBook,
    pub(crate) totals: bool,
}

impl Rater<'_> {
    pub(crate) fn rate(&self, fields: &UsageFields<'_>) -> Outcome {
        let sheet = self.book.in_force_for(fields.at.as_deref())?;
        let endpoint = sheet.endpoint(&fields.endpoint)?;
        if endpoint.basis == Basis::Period && !self.totals {
            let message = format!("endpoint `{}` is rated by the period", fields.endpoint);
            return Err(Fault {
                help: Some("state --totals where each record is the total of its period".to_string()),
                ..Fault::new("period-basis", &*fields.endpoint, message)
            });
        }
        Ok(fields.with_usage(|usage| endpoint.price(usage))?)
    }
}
