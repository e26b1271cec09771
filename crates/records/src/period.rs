//! What records of one billing period agree in.

use std::fmt;
use std::str::FromStr;

use jiff::ZonedDateTime;

/// What records that share a meter agree in.
///
/// ```
/// use pricesheet_records::{MeterField, TimeSpan};
///
/// assert_eq!("month(at)".parse(), Ok(MeterField::Span(TimeSpan::Month)));
/// assert_eq!("customer".parse(), Ok(MeterField::Named("customer".to_string())));
/// let error = "month(started)".parse::<MeterField>().unwrap_err();
/// assert_eq!(error.to_string(), "`month(started)` is not taken of the instant");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MeterField {
    /// A field of this name.
    Named(String),
    /// The year, month, day or hour of the instant.
    Span(TimeSpan),
}

/// A span of time that instants lie in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeSpan {
    /// A year of the calendar.
    Year,
    /// A month of a year.
    Month,
    /// A day.
    Day,
    /// An hour of a day; where clocks are set back, both hours of the same name are told apart.
    Hour,
}

impl TimeSpan {
    const ALL: [TimeSpan; 4] = [TimeSpan::Year, TimeSpan::Month, TimeSpan::Day, TimeSpan::Hour];

    fn name(self) -> &'static str {
        match self {
            TimeSpan::Year => "year",
            TimeSpan::Month => "month",
            TimeSpan::Day => "day",
            TimeSpan::Hour => "hour",
        }
    }

    /// The one in which clocks show this.
    pub(crate) fn of(self, wall: &ZonedDateTime) -> String {
        let (year, month, day) = (wall.year(), wall.month(), wall.day());
        match self {
            TimeSpan::Year => format!("{year:04}"),
            TimeSpan::Month => format!("{year:04}-{month:02}"),
            TimeSpan::Day => format!("{year:04}-{month:02}-{day:02}"),
            TimeSpan::Hour => format!("{year:04}-{month:02}-{day:02}T{:02}{}", wall.hour(), wall.offset()),
        }
    }
}

impl FromStr for MeterField {
    type Err = MeterFieldError;

    fn from_str(text: &str) -> Result<Self, MeterFieldError> {
        let Some((name, argument)) = text.strip_suffix(')').and_then(|text| text.split_once('(')) else {
            return Ok(MeterField::Named(text.to_string()));
        };
        match TimeSpan::ALL.into_iter().find(|span| span.name() == name.trim()) {
            Some(span) if argument.trim() == "at" => Ok(MeterField::Span(span)),
            _ => Err(MeterFieldError { text: text.to_string() }),
        }
    }
}

impl fmt::Display for MeterField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MeterField::Named(name) => f.write_str(name),
            MeterField::Span(span) => write!(f, "{}(at)", span.name()),
        }
    }
}

/// A part of something else than the instant was asked for, or one that there is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeterFieldError {
    text: String,
}

impl MeterFieldError {
    /// What to do instead.
    #[must_use]
    pub fn help(&self) -> &'static str {
        "state year(at), month(at), day(at) or hour(at), and which field is the instant with --map at=FIELD"
    }
}

impl fmt::Display for MeterFieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not taken of the instant", self.text)
    }
}

impl std::error::Error for MeterFieldError {}
