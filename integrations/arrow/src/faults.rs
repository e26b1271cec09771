//! The errors of rows as a column: null where there is none.

use std::sync::Arc;

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, StructArray};
use arrow_buffer::NullBuffer;
use arrow_schema::{DataType, Field, Fields};
use pricesheet::{Decimal, RowError, RowFault};
use pricesheet_records::RecordError;

/// Why a row has no amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It has no usage, or its usage has no price.
    Record(RecordError),
    /// It has a price, but not as a decimal of the column's scale.
    OutOfColumn(Decimal),
}

impl Fault {
    /// Whether the row has a price, and does not say what was charged.
    pub(crate) fn is_of_charged(&self) -> bool {
        matches!(self, Fault::Record(RecordError::MissingCharged { .. }))
    }

    /// What is said of it: code, culprit, message and help.
    fn words(&self) -> (&'static str, String, String, Option<String>) {
        match self {
            Fault::Record(error) => {
                (error.code(), error.culprit().to_string(), error.to_string(), error.help())
            }
            Fault::OutOfColumn(amount) => {
                let error = RowError { row: 0, fault: RowFault::OutOfColumn { amount: *amount } };
                let message =
                    format!("the amount {amount} is not an integer of the column's type at its scale");
                (error.code(), error.culprit().to_string(), message, error.help())
            }
        }
    }
}

/// The faults of some rows, in the order of rows, as the column of errors of so many rows.
pub(crate) fn column(faults: &[(usize, Fault)], rows: usize) -> StructArray {
    let fields = error_fields();
    if faults.is_empty() {
        return StructArray::new_null(fields, rows);
    }
    let mut columns: [StringDictionaryBuilder<Int32Type>; 4] = Default::default();
    let mut valid = vec![false; rows];
    let mut next = 0_usize;
    for (row, fault) in faults {
        let gap = row.saturating_sub(next);
        next = row.saturating_add(1);
        if let Some(valid) = valid.get_mut(*row) {
            *valid = true;
        }
        let (code, culprit, message, help) = fault.words();
        let [codes, culprits, messages, helps] = &mut columns;
        for column in [&mut *codes, culprits, messages, helps] {
            column.append_nulls(gap);
        }
        codes.append_value(code);
        culprits.append_value(culprit);
        messages.append_value(message);
        helps.append_option(help);
    }
    let columns = columns.each_mut().map(|column| -> ArrayRef {
        column.append_nulls(rows.saturating_sub(next));
        Arc::new(column.finish())
    });
    StructArray::new(fields, columns.to_vec(), Some(NullBuffer::from(valid)))
}

/// The fields of an error.
pub(crate) fn error_fields() -> Fields {
    let word = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    ["code", "culprit", "message", "help"]
        .into_iter()
        .map(|name| Field::new(name, word.clone(), true))
        .collect()
}
