//! Why columns, or usages among them, have no amounts.

use alloc::string::{String, ToString};
use core::fmt;

use rust_decimal::Decimal;

use crate::book::InForceError;
use crate::errors::coded;
use crate::usage::UsageError;

/// Why columns were not priced at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnsError {
    /// A column has another length than that of the endpoints.
    LengthDiffers {
        /// What the column is of: the name of an option, a quantity or an attribute, `endpoints`, `options`, `calls`, `at` or
        /// `amounts`.
        column: String,
        /// How many usages there are.
        expected: usize,
        /// How long it is.
        stated: usize,
    },
    /// A list of options does not lie among the names: its offsets fall, or pass their end.
    ListAstray {
        /// The place of the usage in the columns, from 0.
        row: usize,
    },
    /// A column states places, which are not the same under every sheet of a book.
    PlacesInBook {
        /// What the column is of: `endpoints` or `options`.
        column: String,
    },
}

coded!(ColumnsError {
    ColumnsError::LengthDiffers { .. } => "length-differs",
    ColumnsError::ListAstray { .. } => "list-astray",
    ColumnsError::PlacesInBook { .. } => "places-in-book",
});

impl ColumnsError {
    /// What the error is about: the name of the column.
    #[must_use]
    pub fn culprit(&self) -> &str {
        match self {
            ColumnsError::LengthDiffers { column, .. } | ColumnsError::PlacesInBook { column } => column,
            ColumnsError::ListAstray { .. } => "options",
        }
    }

    /// What to do instead.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let help = match self {
            ColumnsError::LengthDiffers { .. } => "give every column a value for each usage",
            ColumnsError::ListAstray { .. } => "let offsets rise, from 0 to at most the number of names",
            ColumnsError::PlacesInBook { .. } => "state names, by the ids of a dictionary",
        };
        Some(help.to_string())
    }
}

impl fmt::Display for ColumnsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ColumnsError::LengthDiffers { column, expected, stated } => {
                write!(f, "column `{column}` has the length {stated}, but there are {expected} usages")
            }
            ColumnsError::ListAstray { row } => {
                write!(f, "the list of `options` in row {row} does not lie among the names")
            }
            ColumnsError::PlacesInBook { column } => {
                write!(f, "column `{column}` states places, which differ between the sheets of a book")
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
    /// The book has no sheet for it.
    InForce(InForceError),
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
    RowError { fault: RowFault::InForce(error), .. } => error,
});

impl RowError {
    /// What the error is about: that of the [`UsageError`] or the [`InForceError`], or `amount`.
    #[must_use]
    pub fn culprit(&self) -> &str {
        match &self.fault {
            RowFault::Usage(error) => error.culprit(),
            RowFault::InForce(error) => error.culprit(),
            RowFault::OutOfColumn { .. } => "amount",
        }
    }

    /// What to do instead, where something can be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match &self.fault {
            RowFault::Usage(error) => error.help(),
            RowFault::InForce(error) => error.help(),
            RowFault::OutOfColumn { .. } => Some("state a larger scale or a wider type".to_string()),
        }
    }
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}: ", self.row)?;
        match &self.fault {
            RowFault::Usage(error) => error.fmt(f),
            RowFault::InForce(error) => error.fmt(f),
            RowFault::OutOfColumn { amount } => {
                write!(f, "the amount {amount} is not an integer of the column's type at its scale")
            }
        }
    }
}

impl core::error::Error for RowError {}
