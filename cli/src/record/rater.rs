//! Prices the usage of a record.

use pricesheet::sheet::Basis;
use pricesheet::{Decimal, PriceSheet, UsageRef};

use super::{Outcome, UsageFields};
use crate::fault::Fault;

/// The sheet by which records are rated, and whether a record may stand for a whole period.
pub(crate) struct Rater<'s> {
    pub(crate) sheet: &'s PriceSheet,
    pub(crate) totals: bool,
}

impl Rater<'_> {
    pub(crate) fn rate(&self, fields: &UsageFields<'_>) -> Outcome {
        let endpoint = self.sheet.endpoint(&fields.endpoint)?;
        if endpoint.basis == Basis::Period && !self.totals {
            let message = format!("endpoint `{}` is rated by the period", fields.endpoint);
            return Err(Fault {
                help: Some("state --totals where each record is the total of its period".to_string()),
                ..Fault::new("period-basis", &*fields.endpoint, message)
            });
        }
        let options: Vec<&str> = fields.options.iter().map(|name| &**name).collect();
        let quantities: Vec<(&str, Decimal)> =
            fields.quantities.iter().map(|(name, value)| (&**name, *value)).collect();
        let usage = UsageRef {
            endpoint: &fields.endpoint,
            options: &options,
            quantities: &quantities,
            calls: fields.calls,
        };
        Ok(endpoint.price(&usage)?)
    }
}
