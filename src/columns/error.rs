//! Why columns, or usages among them, have no amounts.

use alloc::string::{String, ToString};
use core::fmt;

use rust_decimal::Decimal;

use crate::errors::coded;
use crate::usage::UsageError;

/// Why columns were not priced at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnsError {
    /// A column has another length than that of the endpoints.
    LengthDiffers {
        /// What the column is of: the name of an option or a quantity, `options`, `calls` or `amounts`.
        column: String,
        /// How many usages there are.
        expected: usize,
        /// How long it is.
        stated: usize,
    },
}

coded!(ColumnsError {
    ColumnsError::LengthDiffers { .. } => "length-differs",
});

impl ColumnsError {
    /// What the error is about: the name of the column.
    #[must_use]
    pub fn culprit(&self) -> &str {
        match self {
            ColumnsError::LengthDiffers { column, .. } => column,
        }
    }

    /// What to do instead.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        Some("give every column a value for each usage".to_string())
    }
}

impl fmt::Display for ColumnsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ColumnsError::LengthDiffers { column, expected, stated } => {
                write!(f, "column `{column}` has the length {stated}, but there are {expected} usages")
            }
        }
    }
}

impl core::error::Error for ColumnsError {}

/// A usage of a batch that has no amount in its column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowError {
    /// The place of the usage in the columns, from 0.
    pub row: usize,
    /// What is wrong with it.
    pub fault: RowFault,
}

/// Why a usage has no amount in its column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowFault {
    /// It has no price.
    Usage(UsageError),
    /// It has one, but not as an integer of the column's type and scale.
    OutOfColumn {
        /// The exact amount.
        amount: Decimal,
    },
}

coded!(RowError {
    RowError { fault: RowFault::OutOfColumn { .. }, .. } => "amount-out-of-column",
} {
    RowError { fault: RowFault::Usage(error), .. } => error,
});

impl RowError {
    /// What the error is about: that of the [`UsageError`], or `amount`.
    #[must_use]
    pub fn culprit(&self) -> &str {
        match &self.fault {
            RowFault::Usage(error) => error.culprit(),
            RowFault::OutOfColumn { .. } => "amount",
        }
    }

    /// What to do instead, where something can be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match &self.fault {
            RowFault::Usage(error) => error.help(),
            RowFault::OutOfColumn { .. } => Some("state a larger scale or a wider type".to_string()),
        }
    }
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}: ", self.row)?;
        match &self.fault {
            RowFault::Usage(error) => error.fmt(f),
            RowFault::OutOfColumn { amount } => {
                write!(f, "the amount {amount} is not an integer of the column's type at its scale")
            }
        }
    }
}

impl core::error::Error for RowError {}
