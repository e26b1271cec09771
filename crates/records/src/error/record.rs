//! Why a record has no usage or no amount.

use std::fmt;

use pricesheet::number::NumberError;
use pricesheet::{InForceError, MeterError, UsageError};

use crate::codes::coded;
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
    /// A field is nearly called as one that is read, and would not be.
    MisnamedField {
        /// The field.
        field: String,
        /// The name that is read.
        nearest: String,
    },
    /// A choice is stated twice.
    RepeatedChoice {
        /// The choice.
        choice: String,
    },
    /// The endpoint has no such choice.
    UnknownChoice {
        /// The endpoint.
        endpoint: String,
        /// The name that was stated.
        choice: String,
        /// The known name that is nearest to it.
        nearest: Option<String>,
    },
    /// A choice has no such member.
    UnknownMember {
        /// The choice.
        choice: String,
        /// What was stated.
        member: String,
        /// Its members, with commas between them.
        members: String,
    },
    /// A map that knows every value of a field does not know this one.
    UnmappedValue {
        /// The field.
        field: String,
        /// Its value, as much of it as a message can show.
        value: String,
        /// The known value that is nearest to it.
        nearest: Option<String>,
    },
    /// A text is not an instant by the format that a map states.
    NotByFormat {
        /// The field.
        field: String,
        /// The text, as much of it as a message can show.
        text: String,
        /// The format.
        format: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A number, times what a map states, has more digits than the decimal type.
    TooManyDigits {
        /// The field.
        field: String,
    },
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
    /// The records of a meter come under two sheets, and nothing says which governs.
    PeriodSheets {
        /// The version, or the name, of the sheet of its first record.
        opened: String,
        /// That of the record's own.
        sheet: String,
    },
    /// A record restates the quantities of a meter, and is not on one.
    NothingToRestate {
        /// The endpoint.
        endpoint: String,
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

coded!(RecordError {
    RecordError::NotARecord { .. } | RecordError::RepeatedKey { .. } => "not-a-record",
    RecordError::TooLong => "record-too-long",
    RecordError::MissingEndpoint => "missing-endpoint",
    RecordError::MisnamedField { .. } => "misnamed-field",
    RecordError::RepeatedChoice { .. } => "repeated-choice",
    RecordError::UnknownChoice { .. } => "unknown-choice",
    RecordError::UnknownMember { .. } => "unknown-member",
    RecordError::UnmappedValue { .. } => "unmapped-value",
    RecordError::NotByFormat { .. } => "not-by-format",
    RecordError::TooManyDigits { .. } => "too-many-digits",
    RecordError::InvalidField { .. } => "invalid-field",
    RecordError::InvalidNumber { .. } => "invalid-number",
    RecordError::MissingCharged { .. } => "missing-charged",
    RecordError::MissingMeterField { .. } => "missing-meter-field",
    RecordError::PeriodSheets { .. } => "two-sheets-in-a-period",
    RecordError::NothingToRestate { .. } => "nothing-to-restate",
    RecordError::TooManyMeters => "too-many-meters",
    RecordError::PeriodBasis { .. } => "period-basis",
} {
    RecordError::Usage(error) => error,
    RecordError::InForce(error) => error,
    RecordError::Meter(error) => error,
});

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

    /// The name of what is wrong.
    #[must_use]
    pub fn culprit(&self) -> &str {
        match self {
            RecordError::NotARecord { .. } | RecordError::TooLong => "line",
            RecordError::RepeatedKey { key } => key,
            RecordError::MissingEndpoint => "endpoint",
            RecordError::RepeatedChoice { choice } | RecordError::UnknownChoice { choice, .. } => choice,
            RecordError::UnknownMember { member, .. } => member,
            RecordError::InvalidField { field, .. }
            | RecordError::MisnamedField { field, .. }
            | RecordError::UnmappedValue { field, .. }
            | RecordError::NotByFormat { field, .. }
            | RecordError::TooManyDigits { field }
            | RecordError::MissingCharged { field }
            | RecordError::MissingMeterField { field } => field,
            RecordError::InvalidNumber { name, .. } => name,
            RecordError::TooManyMeters | RecordError::PeriodSheets { .. } => "meter",
            RecordError::NothingToRestate { .. } => "restate",
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
            RecordError::InvalidNumber { text, .. } if text.contains(',') => {
                "write a point before decimals and no mark between thousands, such as 1234.56"
            }
            RecordError::InvalidNumber { text, .. } if text.eq_ignore_ascii_case("nan") => {
                "leave it empty where nothing is stated (pandas: `na_rep=\"\"`), or map it: values = { NaN = \"\" }"
            }
            RecordError::InvalidNumber {
                error: NumberError::NotANumber | NumberError::NotDecimal, ..
            } => "write it as 1, 0.5, 1_000 or 2.5e-3",
            RecordError::MisnamedField { field, nearest } => return Some(misnamed_help(field, nearest)),
            RecordError::RepeatedChoice { .. } => "state it once",
            RecordError::UnknownChoice { nearest: Some(nearest), .. }
            | RecordError::UnmappedValue { nearest: Some(nearest), .. } => {
                return Some(format!("did you mean `{nearest}`?"));
            }
            RecordError::UnknownChoice { .. } => "state a choice of this endpoint, or none",
            RecordError::UnknownMember { members, .. } => return Some(format!("state one of {members}")),
            RecordError::UnmappedValue { .. } => "add it to the `values` of the map",
            RecordError::NotByFormat { .. } => "state the format in which the field is written",
            RecordError::MissingCharged { .. } => "name the field with --map charged=FIELD",
            RecordError::PeriodSheets { .. } => {
                "state --period-sheet opening where the sheet of its first record governs the period, or \
                 --period-sheet split where each sheet has a meter of its own"
            }
            RecordError::NothingToRestate { .. } => {
                "state --meter FIELDS for endpoints that are rated by the period, or leave `restate` out"
            }
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
            RecordError::MisnamedField { field, nearest } => {
                write!(f, "`{field}` is nearly `{nearest}`, and would not be read")
            }
            RecordError::RepeatedChoice { choice } => write!(f, "choice `{choice}` is stated twice"),
            RecordError::UnknownChoice { endpoint, choice, .. } => {
                write!(f, "unknown choice `{choice}` of endpoint `{endpoint}`")
            }
            RecordError::UnknownMember { choice, member, .. } => {
                write!(f, "`{member}` is not a member of the choice `{choice}`")
            }
            RecordError::UnmappedValue { field, value, .. } => {
                write!(f, "the map of `{field}` has no value `{value}`")
            }
            RecordError::NotByFormat { field, text, format, reason } => {
                write!(f, "`{text}` of `{field}` is not an instant by the format `{format}`: {reason}")
            }
            RecordError::TooManyDigits { field } => {
                write!(f, "`{field}`, multiplied as the map says, has more digits than the decimal type")
            }
            RecordError::InvalidField { field, wanted } => write!(f, "`{field}` must be {wanted}"),
            RecordError::InvalidNumber { name, text, error } => write!(f, "`{text}` of `{name}` is {error}"),
            RecordError::MissingCharged { field } => {
                write!(f, "the record has no `{field}` that says what was charged")
            }
            RecordError::MissingMeterField { field } => {
                write!(f, "the record has no `{field}` to choose its meter by")
            }
            RecordError::PeriodSheets { opened, sheet } => write!(
                f,
                "the period began under the sheet `{opened}`, and at this record `{sheet}` is in force"
            ),
            RecordError::NothingToRestate { endpoint } => {
                write!(f, "the record restates quantities, and endpoint `{endpoint}` is not metered")
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

/// What to do about a field that is nearly called as one that is read.
pub(super) fn misnamed_help(field: &str, nearest: &str) -> String {
    let keep = quoted(field);
    let map = quoted(&format!("{nearest}={field}"));
    format!(
        "call it `{nearest}`, read it with --map {map}, or state --keep {keep} where it means something else"
    )
}

/// An argument as a shell takes it.
pub(super) fn quoted(argument: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-=/:@%+".contains(c);
    if !argument.is_empty() && argument.chars().all(plain) {
        argument.to_string()
    } else {
        format!("'{}'", argument.replace('\'', r"'\''"))
    }
}
