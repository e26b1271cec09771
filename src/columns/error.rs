//! Why columns have no prices at all.

use alloc::string::{String, ToString};
use core::fmt;

use crate::errors::coded;

/// Why columns were not priced at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnsError {
    /// The columns are not of one length.
    LengthsDiffer,
    /// There is another number of quantity columns than the endpoints need.
    WidthDiffers {
        /// How many are needed: [`ColumnPricer::width`](super::ColumnPricer::width).
        expected: usize,
        /// How many there are.
        stated: usize,
    },
    /// A usage names an endpoint beyond the list that the pricer was made from.
    UnknownEndpoint {
        /// The place of the usage in its columns, from 0.
        place: usize,
    },
}

coded!(ColumnsError {
    ColumnsError::LengthsDiffer => "lengths-differ",
    ColumnsError::WidthDiffers { .. } => "width-differs",
    ColumnsError::UnknownEndpoint { .. } => "unknown-endpoint",
});

impl ColumnsError {
    /// What the error is about: the columns of `endpoints` or `quantities`, or all `columns`.
    #[must_use]
    pub fn culprit(&self) -> &str {
        match self {
            ColumnsError::LengthsDiffer => "columns",
            ColumnsError::WidthDiffers { .. } => "quantities",
            ColumnsError::UnknownEndpoint { .. } => "endpoints",
        }
    }

    /// What to do instead, where something can be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let help = match self {
            ColumnsError::LengthsDiffer => "give every column a value for each usage",
            ColumnsError::WidthDiffers { .. } => "give a column for each quantity of the widest endpoint",
            ColumnsError::UnknownEndpoint { .. } => "state a place in the list that the pricer was made from",
        };
        Some(help.to_string())
    }
}

impl fmt::Display for ColumnsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ColumnsError::LengthsDiffer => write!(f, "the columns are not of one length"),
            ColumnsError::WidthDiffers { expected, stated } => {
                write!(f, "there are {stated} columns of quantities, but the endpoints need {expected}")
            }
            ColumnsError::UnknownEndpoint { place } => {
                write!(f, "usage {place} names an endpoint beyond the list that the pricer was made from")
            }
        }
    }
}

impl core::error::Error for ColumnsError {}
