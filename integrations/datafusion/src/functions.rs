//! Functions of SQL for the prices of a sheet.

mod access;
mod arguments;
mod error;
mod scalar;
mod totals;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::common::Result;
use datafusion::execution::FunctionRegistry;
use datafusion::logical_expr::{AggregateUDF, ScalarUDF};
use datafusion::prelude::SessionContext;
use pricesheet::{Fingerprint, PriceBook};
use pricesheet_arrow::BatchPricer;

pub(crate) use error::{batch_error, bind_error};
use scalar::{SheetFunction, What};
use totals::ChargeTotals;

/// The functions of a sheet or book. Each takes an endpoint, then names and values, as fields of a record are named:
/// `price(endpoint, 'options', options, 'quantities.tokens', tokens, 'at', at)`.
///
/// | function | what it is for each row |
/// |---|---|
/// | `price(…)` | the price, `Decimal128` in the sheet's unit; null where there is none |
/// | `price_error(…)` | why there is none: `code`, `culprit`, `message` and `help`; null where there is a price |
/// | `charge_audit(charged, …)` | `verdict` (`agreed`, `over`, `under`, `unpriceable`), `charged`, `expected`, `difference`, and the `error` code |
/// | `charge_totals(charge_audit(…))` | an aggregate: counts of verdicts and exact sums, of any parts in any order |
///
/// Floats, unknown names and types that state nothing are refused when a query is planned.
#[derive(Debug, Clone)]
pub struct SheetFunctions {
    sheets: Arc<Sheets>,
    prefix: String,
}

impl SheetFunctions {
    /// The functions of a sheet, or of a book by the instants of its rows.
    #[must_use]
    pub fn new(book: impl Into<PriceBook>) -> Self {
        Self::of(BatchPricer::new(book))
    }

    /// The functions of a pricer, with its scale.
    #[must_use]
    pub fn of(pricer: BatchPricer) -> Self {
        let fingerprints = pricer.book().sheets().iter().map(pricesheet::PriceSheet::fingerprint).collect();
        SheetFunctions { sheets: Arc::new(Sheets { pricer, fingerprints }), prefix: String::new() }
    }

    /// The same under names that begin with this: the functions of several sheets in one session.
    #[must_use]
    pub fn prefixed(mut self, prefix: &str) -> Self {
        self.prefix = prefix.to_string();
        self
    }

    /// Registers all of them, and reading a field as `price_error(…)['code']`.
    ///
    /// # Errors
    ///
    /// Where the session takes no functions.
    pub fn register(&self, context: &SessionContext) -> Result<()> {
        for function in self.scalars() {
            context.register_udf(function);
        }
        context.register_udaf(self.totals());
        let state = context.state_ref();
        state.write().register_expr_planner(Arc::new(access::FieldAccess))
    }

    /// The functions of single rows.
    #[must_use]
    pub fn scalars(&self) -> Vec<ScalarUDF> {
        let named = |what: What| {
            let name = format!("{}{}", self.prefix, what.name());
            ScalarUDF::from(SheetFunction::new(name, what, Arc::clone(&self.sheets)))
        };
        What::ALL.into_iter().map(named).collect()
    }

    /// The aggregate, which is the same for every sheet.
    #[must_use]
    pub fn totals(&self) -> AggregateUDF {
        AggregateUDF::from(ChargeTotals::new())
    }
}

/// What the functions of a sheet share; the same where the sheets have the same content.
pub(crate) struct Sheets {
    pub(crate) pricer: BatchPricer,
    fingerprints: Vec<Fingerprint>,
}

impl PartialEq for Sheets {
    fn eq(&self, other: &Self) -> bool {
        self.fingerprints == other.fingerprints
    }
}

impl Eq for Sheets {}

impl Hash for Sheets {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.fingerprints.iter().for_each(|of| of.to_string().hash(state));
    }
}

impl fmt::Debug for Sheets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sheets").field("fingerprints", &self.fingerprints).finish_non_exhaustive()
    }
}
