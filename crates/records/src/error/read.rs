//! Why an input cannot be read, or not any further.

use std::fmt;
use std::io;

use pricesheet::suggest::nearest;

use super::record::{misnamed_help, quoted};

use crate::codes::coded;

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
        /// What it is for, such as `to group records by`; empty for the endpoint, which every file must have.
        purpose: String,
        /// The columns that it has.
        columns: Vec<String>,
        /// A delimiter with which it would have the column.
        delimiter: Option<char>,
    },
    /// Columns of a CSV file are nearly called as those that are read, and would not be.
    MisnamedColumns {
        /// The input's name.
        input: String,
        /// Each of them, and the name that is read.
        columns: Vec<(String, String)>,
    },
    /// A CSV file has a column twice.
    RepeatedColumn {
        /// The input's name.
        input: String,
        /// The column.
        column: String,
    },
    /// A JSON array is not closed: the file may have been cut.
    ArrayNotClosed {
        /// The input's name.
        input: String,
    },
    /// Quotes that are never closed have taken all rows behind them for one, which is too long to be kept.
    RowsLost {
        /// The input's name.
        input: String,
        /// The row; the header is the first.
        row: u64,
    },
}

coded!(ReadError {
    ReadError::Io { .. } => "unreadable-input",
    ReadError::Empty { .. } => "empty-input",
    ReadError::BadHeader { .. } => "bad-header",
    ReadError::MissingColumn { .. } => "missing-column",
    ReadError::MisnamedColumns { .. } => "misnamed-field",
    ReadError::RepeatedColumn { .. } => "repeated-column",
    ReadError::ArrayNotClosed { .. } => "array-not-closed",
    ReadError::RowsLost { .. } => "rows-lost",
});

impl ReadError {
    /// The name of what is wrong: a column, or the input.
    #[must_use]
    pub fn culprit(&self) -> &str {
        match self {
            ReadError::MissingColumn { column, .. } | ReadError::RepeatedColumn { column, .. } => column,
            ReadError::MisnamedColumns { columns, .. } => columns.first().map_or("", |(column, _)| column),
            ReadError::Io { input, .. }
            | ReadError::Empty { input }
            | ReadError::BadHeader { input, .. }
            | ReadError::ArrayNotClosed { input }
            | ReadError::RowsLost { input, .. } => input,
        }
    }

    /// What to do instead, where there is something to be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let help = match self {
            ReadError::Empty { .. } => "a CSV file starts with a header",
            ReadError::MissingColumn { column, delimiter: Some(delimiter), .. } => {
                let delimiter = if *delimiter == '\t' { "tab".to_string() } else { format!("'{delimiter}'") };
                return Some(format!("with --delimiter {delimiter} it has `{column}`"));
            }
            ReadError::MissingColumn { column, purpose, columns, .. } => {
                match nearest(column, columns.iter().map(String::as_str)) {
                    Some(near) if purpose.is_empty() => {
                        let map = quoted(&format!("{column}={near}"));
                        return Some(format!("read `{near}` as it with --map {map}"));
                    }
                    Some(near) => return Some(format!("did you mean `{near}`?")),
                    None if purpose.is_empty() => "name the column that states it with --map endpoint=COLUMN",
                    None => return None,
                }
            }
            ReadError::MisnamedColumns { columns, .. } => {
                let (field, near) = columns.first()?;
                return Some(misnamed_help(field, near));
            }
            ReadError::ArrayNotClosed { .. } => "find out whether the file is whole",
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
            ReadError::MissingColumn { input, column, purpose, columns, .. } => {
                write!(f, "{input} has no column `{column}`")?;
                if !purpose.is_empty() {
                    write!(f, " {purpose}")?;
                }
                write!(f, "; its columns are {}", listed(columns))
            }
            ReadError::MisnamedColumns { input, columns } => {
                for (place, (column, near)) in columns.iter().enumerate() {
                    let start = if place == 0 { format!("{input} has ") } else { "; ".to_string() };
                    write!(f, "{start}`{column}`, which is nearly `{near}`")?;
                }
                f.write_str(" and would not be read")
            }
            ReadError::RepeatedColumn { input, column } => {
                write!(f, "{input} has the column `{column}` twice")
            }
            ReadError::ArrayNotClosed { input } => {
                write!(f, "{input} ends before its array does: records may be missing")
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

/// Names for a message, no more of them than it can show.
fn listed(names: &[String]) -> String {
    const SHOWN_MAX: usize = 40;
    let mut text =
        names.iter().take(SHOWN_MAX).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if let more @ 1.. = names.len().saturating_sub(SHOWN_MAX) {
        text.push_str(&format!(" and {more} more"));
    }
    text
}
