//! CSV: a header that says what each column is, and a row a record.

mod header;
mod rows;

pub(crate) use header::{Column, Header, HeaderOptions};
pub(crate) use rows::{Fields, Quotes, Row, Rows};
