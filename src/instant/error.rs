//! Why something is not an instant.

use alloc::string::{String, ToString};
use core::fmt;

use crate::errors::coded;

/// Why a text is not an instant.
///
/// ```
/// use pricesheet::{Instant, InstantError};
///
/// assert_eq!("2026-05-01".parse::<Instant>(), Err(InstantError::NotAnInstant));
/// assert_eq!("2026-02-29T00:00:00Z".parse::<Instant>(), Err(InstantError::NoSuchTime));
/// assert_eq!("9999-12-31T23:59:59-01:00".parse::<Instant>(), Err(InstantError::OutOfRange));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstantError {
    /// Not RFC 3339: no date, no time, no offset, or something else about it.
    NotAnInstant,
    /// A date that the calendar does not have, or a time that the clock does not show.
    NoSuchTime,
    /// The second 60, where no sheet may apply from it: it has no place of its own on the time line of computers.
    LeapSecond,
    /// A fraction of a second with more than nine digits, where no sheet may apply from it.
    TooPrecise,
    /// Before 0000-01-01T00:00:00Z or after 9999-12-31T23:59:59.999999999Z.
    OutOfRange,
}

coded!(InstantError {
    InstantError::NotAnInstant => "not-an-instant",
    InstantError::NoSuchTime => "no-such-time",
    InstantError::LeapSecond => "leap-second",
    InstantError::TooPrecise => "too-precise",
    InstantError::OutOfRange => "instant-out-of-range",
});

impl InstantError {
    /// What the error is about: always the `instant`.
    #[must_use]
    pub fn culprit(&self) -> &str {
        "instant"
    }

    /// What to do instead, where something can be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            InstantError::NotAnInstant | InstantError::NoSuchTime => {
                Some("write date, time and offset, such as 2026-05-01T00:00:00Z".to_string())
            }
            InstantError::LeapSecond => Some("state the second before it or after it".to_string()),
            InstantError::TooPrecise => Some("state at most nine digits of a second".to_string()),
            InstantError::OutOfRange => None,
        }
    }
}

impl fmt::Display for InstantError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            InstantError::NotAnInstant => "not an instant (date, time and offset, by RFC 3339)",
            InstantError::NoSuchTime => "a date or time that does not exist",
            InstantError::LeapSecond => "a leap second, which is not an instant of its own",
            InstantError::TooPrecise => "finer than nanoseconds",
            InstantError::OutOfRange => "not between 0000-01-01T00:00:00Z and 9999-12-31T23:59:59.999999999Z",
        })
    }
}

impl core::error::Error for InstantError {}
