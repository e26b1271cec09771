//! One pass over a batch: by the columns of the engine, and by their names where rows are in error or state more than columns do.

use arrow_array::RecordBatch;
use pricesheet::sheet::Basis;
use pricesheet::{Decimal, EndpointPricer, InForceError, InstantError, PriceSheet, UsageError};
use pricesheet_records::RecordError;

use crate::amount::{at_scale, fits};
use crate::columns::Prepared;
use crate::faults::Fault;
use crate::instants::Instants;
use crate::members::Members;
use crate::pricer::BoundPricer;
use crate::statement::{Row, Statement};
use crate::ticks::Clock;

/// Mantissas of amounts, 0 where there is none, and why there is none, in the order of rows.
pub(crate) type Outcomes = (Vec<i128>, Vec<(usize, Fault)>);

/// A sheet and one of its endpoints.
pub(crate) struct Found<'p> {
    pub(crate) sheet: &'p PriceSheet,
    pub(crate) endpoint: EndpointPricer<'p>,
}

impl BoundPricer {
    /// What every row comes to.
    pub(crate) fn outcomes(&self, batch: &RecordBatch, statement: &Statement<'_>) -> Outcomes {
        let rows = batch.num_rows();
        let mut amounts = vec![0_i128; rows];
        let apart = self.by_columns(statement, &mut amounts).unwrap_or_else(|| (0..rows).collect());
        let mut faults = Vec::new();
        for row in apart {
            let outcome = self.price_by_names(statement, row).map_err(Fault::Record);
            let outcome =
                outcome.and_then(|amount| at_scale(amount, self.scale()).ok_or(Fault::OutOfColumn(amount)));
            let amount = outcome.unwrap_or_else(|fault| {
                faults.push((row, fault));
                0
            });
            if let Some(room) = amounts.get_mut(row) {
                *room = amount;
            }
        }
        (amounts, faults)
    }

    /// Prices rows by the columns of the engine. Returns the rows, in their order, that their names have to price, for they are in
    /// error or state what columns do not; nothing where that are all of them.
    fn by_columns(&self, statement: &Statement<'_>, amounts: &mut [i128]) -> Option<Vec<usize>> {
        let rows = amounts.len();
        let mut prepared = Prepared::of(statement, rows, self.mapping())?;
        let mut apart = std::mem::take(&mut prepared.apart);
        Members::new(self, statement).strangers(rows, &mut apart);
        let clock = Clock::of(self.book(), statement.at.as_ref(), rows);
        let columns = prepared.columns();
        let columns = match clock.column() {
            Some(at) => columns.made_at(at),
            None => columns,
        };
        let errors = self.columns_pricer().price(&columns, self.scale().into(), amounts).ok()?;
        apart.extend(errors.iter().map(|error| error.row));
        apart.extend(self.periods(statement, rows));
        let long = amounts.iter().enumerate().filter(|(_, amount)| !fits(**amount));
        apart.extend(long.map(|(row, _)| row));
        apart.sort_unstable();
        apart.dedup();
        Some(apart)
    }

    /// The rows of endpoints that are rated by the period under some sheet, where these are refused.
    fn periods(&self, statement: &Statement<'_>, rows: usize) -> Vec<usize> {
        if !self.refuses_periods() {
            return Vec::new();
        }
        let is_period = |name: &&str| {
            let name = self.mapping().endpoint_name(name).unwrap_or(name);
            let mut found = self.book().sheets().iter().filter_map(|sheet| sheet.endpoint(name).ok());
            found.any(|endpoint| endpoint.model().basis == Basis::Period)
        };
        let periods: Vec<bool> = statement.endpoint.texts.iter().map(is_period).collect();
        let is_of = |row: &usize| statement.endpoint.id(*row).and_then(|id| periods.get(id)) == Some(&true);
        (0..rows).filter(is_of).collect()
    }

    /// What a row costs by its names.
    fn price_by_names(&self, statement: &Statement<'_>, row: usize) -> Result<Decimal, RecordError> {
        let priced = || {
            let mut stated = statement.row(row, self.mapping())?;
            let Found { endpoint, .. } = self.find(&mut stated).map_err(|(_, error)| error)?;
            Ok(stated.usage.with_usage(|usage| endpoint.price(usage))?)
        };
        priced().map_err(|error| out_of_range(statement, row, error))
    }

    /// What a row is priced by. Its choices become options. The error comes with the sheet in force, where there is one.
    pub(crate) fn find(&self, row: &mut Row<'_>) -> Result<Found<'_>, (Option<&PriceSheet>, RecordError)> {
        let usage = &mut row.usage;
        let sheet = self.book().in_force_for(usage.at.as_deref()).map_err(|error| (None, error.into()))?;
        self.find_in(sheet, row).map_err(|error| (Some(sheet), error))
    }

    fn find_in<'p>(&self, sheet: &'p PriceSheet, row: &mut Row<'_>) -> Result<Found<'p>, RecordError> {
        let usage = &mut row.usage;
        let endpoint = sheet.endpoint(&usage.endpoint)?;
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
        Ok(Found { sheet, endpoint })
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
