//! Why a record has no usage or no amount, and why an input cannot be read any further.

use std::fmt;
use std::io;

use pricesheet::number::NumberError;
use pricesheet::{InForceError, MeterError, UsageError};

use crate::{METERS_MAX, RECORD_BYTES_MAX};

/// Why one record has no usage, or no amount. The records after it are not affected.
///
/// Each has a stable [`code`](Self::code), a message (its `Display`), the name of what is wrong
/// ([`culprit`](Self::culprit)) and, where there is something to be done, [`help`](Self::help).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordError {
    /// The line is not a JSON object, or the row does not fit its header.
    NotARecord {
        /// What is wrong with it.
        reason: String,
    },
    /// The record is longer than [`RECORD_BYTES_MAX`].
    TooLong,
    /// An object has a key twice.
    RepeatedKey {
        /// The key.
        key: String,
    },
    /// No endpoint is stated.
    MissingEndpoint,
    /// A field has a value of a kind that it cannot have.
    InvalidField {
        /// The field.
        field: String,
        /// What it must be.
        wanted: &'static str,
    },
    /// A number is not one of the grammar, or too long.
    InvalidNumber {
        /// The field, or the quantity.
        name: String,
        /// Its text, as much of it as a message can show.
        text: String,
        /// What is wrong with it.
        error: NumberError,
    },
    /// Nothing says what was charged.
    MissingCharged {
        /// The field that should.
        field: String,
    },
    /// A field that chooses the meter is not stated.
    MissingMeterField {
        /// The field.
        field: String,
    },
    /// There are [`METERS_MAX`] meters, and the record needs one more.
    TooManyMeters,
    /// The endpoint is rated by the period, and nothing says what a single record stands for.
    PeriodBasis {
        /// The endpoint.
        endpoint: String,
    },
    /// The usage has no price.
    Usage(UsageError),
    /// No sheet is in force at the record's instant.
    InForce(InForceError),
    /// Its meter refuses the usage.
    Meter(MeterError),
}

impl RecordError {
    pub(crate) fn not_a_record(reason: impl Into<String>) -> Self {
        RecordError::NotARecord { reason: reason.into() }
    }

    /// A row that ends with its file, inside quotes.
    pub(crate) fn unclosed() -> Self {
        RecordError::not_a_record("the file ends inside the quotes of this row")
    }

    pub(crate) fn field(field: &str, wanted: &'static str) -> Self {
        RecordError::InvalidField { field: field.to_string(), wanted }
    }

    /// The code: it does not change from release to release.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            RecordError::NotARecord { .. } | RecordError::RepeatedKey { .. } => "not-a-record",
            RecordError::TooLong => "record-too-long",
            RecordError::MissingEndpoint => "missing-endpoint",
            RecordError::InvalidField { .. } => "invalid-field",
            RecordError::InvalidNumber { .. } => "invalid-number",
            RecordError::MissingCharged { .. } => "missing-charged",
            RecordError::MissingMeterField { .. } => "missing-meter-field",
            RecordError::TooManyMeters => "too-many-meters",
            RecordError::PeriodBasis { .. } => "period-basis",
            RecordError::Usage(error) => error.code(),
            RecordError::InForce(error) => error.code(),
            RecordError::Meter(error) => error.code(),
        }
    }

    /// The name of what is wrong.
    #[must_use]
    pub fn culprit(&self) -> &str {
        match self {
            RecordError::NotARecord { .. } | RecordError::TooLong => "line",
            RecordError::RepeatedKey { key } => key,
            RecordError::MissingEndpoint => "endpoint",
            RecordError::InvalidField { field, .. }
            | RecordError::MissingCharged { field }
            | RecordError::MissingMeterField { field } => field,
            RecordError::InvalidNumber { name, .. } => name,
            RecordError::TooManyMeters => "meter",
            RecordError::PeriodBasis { endpoint } => endpoint,
            RecordError::Usage(error) => error.culprit(),
            RecordError::InForce(error) => error.culprit(),
            RecordError::Meter(error) => error.culprit(),
        }
    }

    /// What to do instead, where there is something to be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let help = match self {
            RecordError::InvalidNumber {
                error: NumberError::NotANumber | NumberError::NotDecimal, ..
            } => "write it as 1, 0.5, 1_000 or 2.5e-3",
            RecordError::MissingCharged { .. } => "name the field with --map charged=FIELD",
            RecordError::TooManyMeters => "meter the records of fewer customers or periods at a time",
            RecordError::PeriodBasis { .. } => {
                "state --totals where each record is the total of its period, or --meter FIELDS where \
                 those that agree in these fields make one"
            }
            RecordError::Usage(error) => return error.help(),
            RecordError::InForce(error) => return error.help(),
            RecordError::Meter(error) => return error.help(),
            _ => return None,
        };
        Some(help.to_string())
    }

    /// The message and the help in one sentence, for a record that has one field for both.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self.help() {
            Some(help) => format!("{self}; {help}"),
            None => self.to_string(),
        }
    }
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RecordError::NotARecord { reason } => f.write_str(reason),
            RecordError::TooLong => write!(f, "the record is longer than {RECORD_BYTES_MAX} bytes"),
            RecordError::RepeatedKey { key } => write!(f, "the key `{key}` is given twice"),
            RecordError::MissingEndpoint => f.write_str("the record has no `endpoint`"),
            RecordError::InvalidField { field, wanted } => write!(f, "`{field}` must be {wanted}"),
            RecordError::InvalidNumber { name, text, error } => write!(f, "`{text}` of `{name}` is {error}"),
            RecordError::MissingCharged { field } => {
                write!(f, "the record has no `{field}` that says what was charged")
            }
            RecordError::MissingMeterField { field } => {
                write!(f, "the record has no `{field}` to choose its meter by")
            }
            RecordError::TooManyMeters => write!(f, "there are more than {METERS_MAX} meters"),
            RecordError::PeriodBasis { endpoint } => {
                write!(f, "endpoint `{endpoint}` is rated by the period")
            }
            RecordError::Usage(error) => error.fmt(f),
            RecordError::InForce(error) => error.fmt(f),
            RecordError::Meter(error) => error.fmt(f),
        }
    }
}

// The errors within it are the message, not its cause: nothing is said twice.
impl std::error::Error for RecordError {}

impl From<UsageError> for RecordError {
    fn from(error: UsageError) -> Self {
        RecordError::Usage(error)
    }
}

impl From<InForceError> for RecordError {
    fn from(error: InForceError) -> Self {
        RecordError::InForce(error)
    }
}

impl From<MeterError> for RecordError {
    fn from(error: MeterError) -> Self {
        RecordError::Meter(error)
    }
}

/// Why an input cannot be read, or not any further. Its records so far stand.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// The input failed.
    Io {
        /// The input's name.
        input: String,
        /// Why.
        error: io::Error,
    },
    /// A CSV file has not even a header.
    Empty {
        /// The input's name.
        input: String,
    },
    /// The header of a CSV file cannot be read.
    BadHeader {
        /// The input's name.
        input: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A CSV file has no column that it must have.
    MissingColumn {
        /// The input's name.
        input: String,
        /// The column.
        column: String,
        /// What it is for, such as `to map`; empty for the endpoint, which every file must have.
        purpose: String,
    },
    /// A CSV file has a column twice.
    RepeatedColumn {
        /// The input's name.
        input: String,
        /// The column.
        column: String,
    },
    /// Quotes that are never closed have taken all rows behind them for one, which is too long to be kept.
    RowsLost {
        /// The input's name.
        input: String,
        /// The row; the header is the first.
        row: u64,
    },
}

impl ReadError {
    /// The code: it does not change from release to release.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            ReadError::Io { .. } => "unreadable-input",
            ReadError::Empty { .. } => "empty-input",
            ReadError::BadHeader { .. } => "bad-header",
            ReadError::MissingColumn { .. } => "missing-column",
            ReadError::RepeatedColumn { .. } => "repeated-column",
            ReadError::RowsLost { .. } => "rows-lost",
        }
    }

    /// The name of what is wrong: a column, or the input.
    #[must_use]
    pub fn culprit(&self) -> &str {
        match self {
            ReadError::MissingColumn { column, .. } | ReadError::RepeatedColumn { column, .. } => column,
            ReadError::Io { input, .. }
            | ReadError::Empty { input }
            | ReadError::BadHeader { input, .. }
            | ReadError::RowsLost { input, .. } => input,
        }
    }

    /// What to do instead, where there is something to be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let help = match self {
            ReadError::Empty { .. } => "a CSV file starts with a header",
            ReadError::MissingColumn { purpose, .. } if purpose.is_empty() => {
                "the header names the columns: endpoint, options, quantities, calls, …"
            }
            ReadError::RowsLost { .. } => {
                "close the quotes: every row behind them is missing from the output"
            }
            _ => return None,
        };
        Some(help.to_string())
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::Io { input, error } => write!(f, "cannot read {input}: {error}"),
            ReadError::Empty { input } => write!(f, "{input} is empty"),
            ReadError::BadHeader { input, reason } => write!(f, "the header of {input} {reason}"),
            ReadError::MissingColumn { input, column, purpose } => {
                write!(f, "{input} has no column `{column}`")?;
                if purpose.is_empty() { Ok(()) } else { write!(f, " {purpose}") }
            }
            ReadError::RepeatedColumn { input, column } => {
                write!(f, "{input} has the column `{column}` twice")
            }
            ReadError::RowsLost { input, row } => write!(
                f,
                "{input}, row {row}: its quotes are never closed, and what they hold is too long to be kept"
            ),
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ReadError::Io { error, .. } => Some(error),
            _ => None,
        }
    }
}
