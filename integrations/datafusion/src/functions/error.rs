//! Errors of the adapter as errors of a query.

use datafusion::error::DataFusionError;
use pricesheet_arrow::{BatchError, BindError};

/// What is wrong with the columns, known when a query is planned.
pub(crate) fn bind_error(error: &BindError) -> DataFusionError {
    DataFusionError::Plan(with_help(error, error.code(), error.help()))
}

/// What is wrong with a batch as a whole.
pub(crate) fn batch_error(error: &BatchError) -> DataFusionError {
    DataFusionError::Execution(with_help(error, error.code(), error.help()))
}

fn with_help(error: &dyn std::fmt::Display, code: &str, help: Option<String>) -> String {
    let help = help.map(|help| format!("; {help}")).unwrap_or_default();
    format!("{error} [{code}]{help}")
}
