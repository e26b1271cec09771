//! CSV: a header that says what each column is, and a row a record.

mod header;
mod rows;
mod writer;

use crate::failure::Failure;
pub(crate) use header::{Column, Header};
pub(crate) use rows::{Fields, Row, Rows};
pub(crate) use writer::Writer;

/// Quotes that are never closed have taken all rows behind them for one, which is too long to come back in one piece.
pub(crate) fn rows_lost(file: &str, place: u64) -> Failure {
    let message = format!(
        "{file}, row {place}: its quotes are never closed, and what they hold is too long to be kept"
    );
    Failure::with_help(message, "close the quotes: every row behind them is missing from the output")
}

/// The columns that every output has at its end.
const OUTCOME_COLUMNS: [&str; 4] = ["total", "error_code", "error_message", "line"];

/// The columns that every usage may have.
const USAGE_COLUMNS: [&str; 5] = ["endpoint", "options", "quantities", "calls", "at"];
