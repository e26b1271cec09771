//! One pass over a batch: what its rows come to.

use arrow_array::RecordBatch;
use pricesheet::sheet::Basis;
use pricesheet::{Decimal, EndpointPricer, InForceError, InstantError, UsageError};
use pricesheet_records::RecordError;

use crate::amount::at_scale;
use crate::faults::Fault;
use crate::instants::Instants;
use crate::pricer::BoundPricer;
use crate::statement::{Row, Statement};

/// Mantissas of amounts, 0 where there is none, and why there is none, in the order of rows.
pub(crate) type Outcomes = (Vec<i128>, Vec<(usize, Fault)>);

impl BoundPricer {
    /// What every row comes to.
    pub(crate) fn outcomes(&self, batch: &RecordBatch, statement: &Statement<'_>) -> Outcomes {
        let (mut amounts, mut faults) = (Vec::with_capacity(batch.num_rows()), Vec::new());
        for row in 0..batch.num_rows() {
            let outcome = self.price_by_names(statement, row).map_err(Fault::Record);
            let outcome =
                outcome.and_then(|amount| at_scale(amount, self.scale()).ok_or(Fault::OutOfColumn(amount)));
            amounts.push(outcome.unwrap_or_else(|fault| {
                faults.push((row, fault));
                0
            }));
        }
        (amounts, faults)
    }

    /// What a row costs by its names.
    fn price_by_names(&self, statement: &Statement<'_>, row: usize) -> Result<Decimal, RecordError> {
        let priced = || {
            let mut stated = statement.row(row, self.mapping())?;
            let endpoint = self.find(&mut stated)?;
            Ok(stated.usage.with_usage(|usage| endpoint.price(usage))?)
        };
        priced().map_err(|error| out_of_range(statement, row, error))
    }

    /// What a row is priced by. Its choices become options.
    fn find(&self, row: &mut Row<'_>) -> Result<EndpointPricer<'_>, RecordError> {
        let usage = &mut row.usage;
        let endpoint = self.book().in_force_for(usage.at.as_deref())?.endpoint(&usage.endpoint)?;
        let model = endpoint.model();
        usage.settle(model)?;
        if self.refuses_periods() && model.basis == Basis::Period {
            return Err(RecordError::PeriodBasis { endpoint: usage.endpoint.to_string() });
        }
        if usage.restates {
            return Err(RecordError::NothingToRestate { endpoint: usage.endpoint.to_string() });
        }
        if !row.is_representable {
            return Err(UsageError::NotRepresentable { endpoint: model.name.clone(), charge: None }.into());
        }
        Ok(endpoint)
    }
}

/// A tick beyond the years is told as such, and not as a text that is not an instant.
fn out_of_range(statement: &Statement<'_>, row: usize, error: RecordError) -> RecordError {
    let Some(at) = statement.at.as_ref().and_then(|at| Instants::beyond_the_years(at, row)) else {
        return error;
    };
    let beyond = InstantError::OutOfRange;
    match error {
        RecordError::Usage(UsageError::InvalidInstant { .. }) => {
            UsageError::InvalidInstant { at, error: beyond }.into()
        }
        RecordError::InForce(InForceError::InvalidInstant { .. }) => {
            InForceError::InvalidInstant { at, error: beyond }.into()
        }
        other => other,
    }
}
