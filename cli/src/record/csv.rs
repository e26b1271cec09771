//! CSV: a header that says what each column is, and a row a record.

mod header;
mod rows;
mod writer;

pub(crate) use header::{Column, Header};
pub(crate) use rows::{Fields, Row, Rows};
pub(crate) use writer::Writer;

/// The columns that every output has at its end.
const OUTCOME_COLUMNS: [&str; 4] = ["total", "error_code", "error_message", "line"];

/// The columns that every usage may have.
const USAGE_COLUMNS: [&str; 5] = ["endpoint", "options", "quantities", "calls", "at"];
