//! Why batches cannot be priced at all. What is wrong with one row is that row's error, in the column of errors.

use std::fmt;

use pricesheet::CodedError;
use pricesheet_analysis::audit::AuditError;
use pricesheet_records::{MappingError, ZoneError};

/// Gives an error type its codes.
macro_rules! coded {
    ($error:ident { $($kind:pat => $code:literal,)* } $({ $($wrapped:pat => $inner:expr,)* })?) => {
        impl $error {
            /// The codes of the kinds of error that are this type's own.
            pub const CODES: &'static [&'static str] = &[$($code),*];

            /// A stable code for the kind of error, for programs.
            #[must_use]
            pub fn code(&self) -> &'static str {
                match self {
                    $($kind => $code,)*
                    $($($wrapped => $inner.code(),)*)?
                }
            }
        }

        impl CodedError for $error {
            fn code(&self) -> &'static str {
                $error::code(self)
            }

            fn culprit(&self) -> &str {
                $error::culprit(self)
            }

            fn help(&self) -> Option<String> {
                $error::help(self)
            }
        }
    };
}

/// Why the columns of a schema do not state usages: known before the first row.
///
/// ```
/// use arrow_schema::{DataType, Field, Schema};
/// use pricesheet_arrow::{BatchPricer, Mapping};
///
/// let pricer = BatchPricer::new(pricesheet::PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET)?);
/// let endpoint = Field::new("endpoint", DataType::Utf8, false);
/// let results = Field::new("quantities.results", DataType::Float64, true);
/// let error = pricer.bind(&Schema::new(vec![endpoint, results]), &Mapping::new()).unwrap_err();
/// assert_eq!(error.to_string(), "column `quantities.results` is of binary floats (Float64), which are not exact");
/// assert_eq!((error.code(), error.culprit()), ("float-column", "quantities.results"));
/// # Ok::<(), pricesheet::Diagnostics>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BindError {
    /// The map does not fit the sheets.
    Mapping(MappingError),
    /// An entry of the map makes something of a value, or states one of its own.
    NotAColumn {
        /// The target.
        target: String,
    },
    /// The schema does not have this column.
    MissingColumn {
        /// Its name, or the path to it.
        column: String,
        /// The columns of the schema, with commas between them.
        columns: String,
        /// The one whose name is nearest.
        nearest: Option<String>,
    },
    /// Two columns have one name.
    RepeatedColumn {
        /// The name.
        column: String,
    },
    /// A column is nearly called as one that is read, and would not be.
    MisnamedColumn {
        /// The column.
        column: String,
        /// The name that is read.
        nearest: String,
    },
    /// Numbers are binary floats.
    FloatColumn {
        /// The column.
        column: String,
        /// Its type.
        found: String,
    },
    /// Timestamps have no time zone.
    UnzonedInstants {
        /// The column.
        column: String,
    },
    /// Timestamps are of a time zone that nobody knows.
    UnknownZone {
        /// The column.
        column: String,
        /// What is wrong with the zone.
        error: ZoneError,
    },
    /// A column has a type of which nothing can be read.
    ColumnType {
        /// The column.
        column: String,
        /// Its type.
        found: String,
        /// What it must be of.
        wanted: &'static str,
    },
    /// Amounts are not stated with so many decimal places.
    ScaleOutOfRange {
        /// The scale.
        scale: u8,
    },
}

coded!(BindError {
    BindError::NotAColumn { .. } => "not-a-column",
    BindError::MissingColumn { .. } => "missing-column",
    BindError::RepeatedColumn { .. } => "repeated-column",
    BindError::MisnamedColumn { .. } => "misnamed-column",
    BindError::FloatColumn { .. } => "float-column",
    BindError::UnzonedInstants { .. } => "unzoned-instants",
    BindError::UnknownZone { .. } => "unknown-zone",
    BindError::ColumnType { .. } => "column-type",
    BindError::ScaleOutOfRange { .. } => "scale-out-of-range",
} {
    BindError::Mapping(error) => error,
});

impl BindError {
    /// What the error is about: the column, or the target of the map.
    #[must_use]
    pub fn culprit(&self) -> &str {
        match self {
            BindError::Mapping(error) => match error {
                MappingError::TargetTwice { .. } | MappingError::UnknownTarget { .. } => "map",
                MappingError::NotAnEntry { text: culprit }
                | MappingError::NotATarget { target: culprit }
                | MappingError::EndpointTwice { value: culprit }
                | MappingError::BadKey { key: culprit, .. } => culprit,
                _ => "map",
            },
            BindError::NotAColumn { target } => target,
            BindError::MissingColumn { column, .. }
            | BindError::RepeatedColumn { column }
            | BindError::MisnamedColumn { column, .. }
            | BindError::FloatColumn { column, .. }
            | BindError::UnzonedInstants { column }
            | BindError::UnknownZone { column, .. }
            | BindError::ColumnType { column, .. } => column,
            BindError::ScaleOutOfRange { .. } => "scale",
        }
    }

    /// What to do instead, where something can be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let help = match self {
            BindError::Mapping(error) => return error.help(),
            BindError::UnknownZone { error, .. } => return Some(error.help()),
            BindError::MissingColumn { nearest: Some(nearest), .. } => {
                return Some(format!("did you mean `{nearest}`?"));
            }
            BindError::MissingColumn { column, columns, .. } => {
                return Some(format!(
                    "map the column that has it, as {column}=NAME; the columns are {columns}"
                ));
            }
            BindError::MisnamedColumn { column, nearest } => {
                return Some(format!(
                    "call it `{nearest}`, or keep `{column}` where it means something else"
                ));
            }
            BindError::FloatColumn { .. } => {
                "cast it to an integer or a decimal where it is made, such as DECIMAL(18, 6): its values have been rounded"
            }
            BindError::UnzonedInstants { .. } => {
                "say in which zone it was written: `AT TIME ZONE 'UTC'` in SQL, `assume_timezone` in pyarrow, \
                 `dt.replace_time_zone` in polars"
            }
            BindError::NotAColumn { .. } => "make a column of it, and map that",
            BindError::RepeatedColumn { .. } => "leave one of them out",
            BindError::ColumnType { .. } => "cast it, or leave it out",
            BindError::ScaleOutOfRange { .. } => "state a scale from 0 to 28",
        };
        Some(help.to_string())
    }
}

impl fmt::Display for BindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BindError::Mapping(error) => error.fmt(f),
            BindError::NotAColumn { target } => {
                write!(f, "the map makes `{target}` of a value, and columns are read as they stand")
            }
            BindError::MissingColumn { column, .. } => write!(f, "there is no column `{column}`"),
            BindError::RepeatedColumn { column } => write!(f, "two columns are called `{column}`"),
            BindError::MisnamedColumn { column, nearest } => {
                write!(f, "column `{column}` is nearly `{nearest}`, and would not be read")
            }
            BindError::FloatColumn { column, found } => {
                write!(f, "column `{column}` is of binary floats ({found}), which are not exact")
            }
            BindError::UnzonedInstants { column } => {
                write!(f, "column `{column}` is of timestamps without a time zone, which are not instants")
            }
            BindError::UnknownZone { column, error } => write!(f, "column `{column}`: {error}"),
            BindError::ColumnType { column, found, wanted } => {
                write!(f, "column `{column}` must be {wanted}, and is {found}")
            }
            BindError::ScaleOutOfRange { scale } => write!(f, "amounts cannot have {scale} decimal places"),
        }
    }
}

// The errors within it are the message, not its cause: nothing is said twice.
impl std::error::Error for BindError {}

impl From<MappingError> for BindError {
    fn from(error: MappingError) -> Self {
        BindError::Mapping(error)
    }
}

/// Why a batch was not priced.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BatchError {
    /// A column of the batch is not the one that the pricer was bound to.
    OtherSchema {
        /// The column.
        column: String,
        /// Its name and type when the schema was bound.
        bound: String,
        /// What stands in its place.
        found: String,
    },
    /// A total of the audit has more digits than the decimal type.
    Audit(AuditError),
    /// A batch has more rows, or more values in its lists, than can be counted.
    TooLong {
        /// What has too many.
        column: String,
    },
}

coded!(BatchError {
    BatchError::OtherSchema { .. } => "other-schema",
    BatchError::TooLong { .. } => "batch-too-long",
} {
    BatchError::Audit(error) => error,
});

impl BatchError {
    /// What the error is about: the column.
    #[must_use]
    pub fn culprit(&self) -> &str {
        match self {
            BatchError::OtherSchema { column, .. } | BatchError::TooLong { column } => column,
            BatchError::Audit(error) => error.culprit(),
        }
    }

    /// What to do instead, where something can be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let help = match self {
            BatchError::OtherSchema { .. } => "bind the schema that the batch has",
            BatchError::TooLong { .. } => "cut the batch in two",
            BatchError::Audit(error) => return error.help(),
        };
        Some(help.to_string())
    }
}

impl fmt::Display for BatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BatchError::OtherSchema { column, bound, found } => {
                write!(f, "column `{column}` was bound as {bound}, and this batch has {found}")
            }
            BatchError::Audit(error) => error.fmt(f),
            BatchError::TooLong { column } => write!(f, "`{column}` has more values than 32 bits can count"),
        }
    }
}

impl std::error::Error for BatchError {}
