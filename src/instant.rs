//! Instants: points on the time line, from which sheets apply and at which calls are made (sections 2, 3 and 6).

use core::fmt;
use core::str::FromStr;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// A point on the time line, to the nanosecond: the same one in whichever offset it is written.
///
/// It is read from RFC 3339 text (date, time and offset) and prints as such text in UTC. The calendar is that of the
/// `jiff` crate; the type is our own, so that no release of it changes this interface. With the feature `serde` it is
/// read from a string and written as one.
///
/// ```
/// use pricesheet::Instant;
///
/// let berlin: Instant = "2026-06-20T02:00:00+02:00".parse()?;
/// let utc: Instant = "2026-06-20T00:00:00Z".parse()?;
/// assert_eq!(berlin, utc);
/// assert_eq!(berlin.to_string(), "2026-06-20T00:00:00Z");
/// assert!("2026-06-19T23:59:59.999999999Z".parse::<Instant>()? < utc);
/// # Ok::<(), pricesheet::InstantError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(Timestamp);

/// Why a text is no instant.
///
/// ```
/// use pricesheet::{Instant, InstantError};
///
/// assert_eq!("2026-05-01".parse::<Instant>(), Err(InstantError::NotAnInstant));
/// assert_eq!("2026-02-29T00:00:00Z".parse::<Instant>(), Err(InstantError::NoSuchTime));
/// assert_eq!("2016-12-31T23:59:60Z".parse::<Instant>(), Err(InstantError::LeapSecond));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstantError {
    /// Not RFC 3339: no date, no time, no offset, or something else about it.
    NotAnInstant,
    /// A date that the calendar does not have, or a time that the clock does not show.
    NoSuchTime,
    /// The second 60. It has no place of its own on the time line of computers, so nothing could be ordered by it.
    LeapSecond,
    /// A fraction of a second with more than nine digits.
    TooPrecise,
    /// Before 0000-01-01T00:00:00Z or after 9999-12-30T22:00:00.999999999Z.
    OutOfRange,
}

impl fmt::Display for InstantError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            InstantError::NotAnInstant => "not an instant (date, time and offset, by RFC 3339)",
            InstantError::NoSuchTime => "a date or time that does not exist",
            InstantError::LeapSecond => "a leap second, which is no instant of its own",
            InstantError::TooPrecise => "finer than nanoseconds",
            InstantError::OutOfRange => "not between 0000-01-01T00:00:00Z and 9999-12-30T22:00:00.999999999Z",
        })
    }
}

impl core::error::Error for InstantError {}

/// The parts of an instant as they are written, before anyone asks whether there is such a day.
#[derive(Debug, Clone, Copy)]
struct Written {
    year: u16,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
    second: u8,
    nanosecond: u32,
    /// Minutes east of UTC.
    offset_minutes: i16,
}

impl Written {
    fn instant(self) -> Result<Instant, InstantError> {
        const SECONDS_PER_MINUTE: i32 = 60;
        const LEAP_SECOND: u8 = 60;
        let small = |part: u8| i8::try_from(part).map_err(|_| InstantError::NoSuchTime);
        let leaps = self.second == LEAP_SECOND;
        let civil = DateTime::new(
            i16::try_from(self.year).map_err(|_| InstantError::OutOfRange)?,
            small(self.month)?,
            small(self.day)?,
            small(self.hour)?,
            small(self.minute)?,
            small(if leaps { LEAP_SECOND.saturating_sub(1) } else { self.second })?,
            i32::try_from(self.nanosecond).map_err(|_| InstantError::NoSuchTime)?,
        )
        .map_err(|_| InstantError::NoSuchTime)?;
        if leaps {
            return Err(InstantError::LeapSecond);
        }
        let east = i32::from(self.offset_minutes).saturating_mul(SECONDS_PER_MINUTE);
        let offset = Offset::from_seconds(east).map_err(|_| InstantError::NoSuchTime)?;
        let timestamp = offset.to_timestamp(civil).map_err(|_| InstantError::OutOfRange)?;
        // Earlier ones have no year of four digits in UTC, so they could not be printed and read again.
        if timestamp < YEAR_ZERO { Err(InstantError::OutOfRange) } else { Ok(Instant(timestamp)) }
    }
}

/// 0000-01-01T00:00:00Z
const YEAR_ZERO: Timestamp = Timestamp::constant(-62_167_219_200, 0);

/// Digits after the point that nanoseconds have.
pub(crate) const FRACTION_DIGITS_MAX: usize = 9;

impl FromStr for Instant {
    type Err = InstantError;

    /// Reads RFC 3339: `2026-05-01T00:00:00Z`, `2026-05-01 02:00:00.5+02:00`; `t`, `z` and a space for the `T` too.
    fn from_str(text: &str) -> Result<Self, InstantError> {
        let mut rest = Rest(text.as_bytes());
        let written = rest.written().ok_or(InstantError::NotAnInstant)??;
        if rest.0.is_empty() { written.instant() } else { Err(InstantError::NotAnInstant) }
    }
}

/// What of a text has not been read yet.
struct Rest<'t>(&'t [u8]);

impl Rest<'_> {
    /// None where the text has another form.
    fn written(&mut self) -> Option<Result<Written, InstantError>> {
        let century = self.two_digits()?;
        let year = u16::from(century).checked_mul(100)?.checked_add(u16::from(self.two_digits()?))?;
        self.one_of(b"-")?;
        let month = self.two_digits()?;
        self.one_of(b"-")?;
        let day = self.two_digits()?;
        self.one_of(b"Tt ")?;
        let hour = self.two_digits()?;
        self.one_of(b":")?;
        let minute = self.two_digits()?;
        self.one_of(b":")?;
        let second = self.two_digits()?;
        let nanosecond = if self.one_of(b".").is_some() { self.fraction()? } else { Ok(0) };
        let offset_minutes = self.offset()?;
        Some(nanosecond.and_then(|nanosecond| {
            let offset_minutes = offset_minutes?;
            Ok(Written { year, month, day, hour, minute, second, nanosecond, offset_minutes })
        }))
    }

    fn one_of(&mut self, wanted: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first().filter(|(first, _)| wanted.contains(first))?;
        self.0 = rest;
        Some(*first)
    }

    fn two_digits(&mut self) -> Option<u8> {
        let (&[tens, ones], rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        if !(tens.is_ascii_digit() && ones.is_ascii_digit()) {
            return None;
        }
        tens.checked_sub(b'0')?.checked_mul(10)?.checked_add(ones.checked_sub(b'0')?)
    }

    /// The digits after the point as nanoseconds.
    fn fraction(&mut self) -> Option<Result<u32, InstantError>> {
        const TENTH_OF_A_SECOND: u32 = 100_000_000;
        let length = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        if digits.is_empty() {
            return None;
        }
        if length > FRACTION_DIGITS_MAX {
            return Some(Err(InstantError::TooPrecise));
        }
        let mut nanosecond = 0_u32;
        let mut worth = TENTH_OF_A_SECOND;
        for digit in digits {
            let value = u32::from(digit.checked_sub(b'0')?).checked_mul(worth)?;
            nanosecond = nanosecond.checked_add(value)?;
            worth = worth.checked_div(10)?;
        }
        Some(Ok(nanosecond))
    }

    fn offset(&mut self) -> Option<Result<i16, InstantError>> {
        const HOURS_END: u8 = 24;
        const MINUTES_PER_HOUR: u8 = 60;
        let sign = self.one_of(b"Zz+-")?;
        if matches!(sign, b'Z' | b'z') {
            return Some(Ok(0));
        }
        let hours = self.two_digits()?;
        self.one_of(b":")?;
        let minutes = self.two_digits()?;
        if hours >= HOURS_END || minutes >= MINUTES_PER_HOUR {
            return Some(Err(InstantError::NoSuchTime));
        }
        let whole = i16::from(hours).checked_mul(i16::from(MINUTES_PER_HOUR))?;
        let east = whole.checked_add(i16::from(minutes))?;
        Some(Ok(if sign == b'-' { east.checked_neg()? } else { east }))
    }
}

/// RFC 3339 in UTC, with as many digits after the point as it takes.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[cfg(feature = "serde")]
mod data {
    use core::fmt;

    use serde::de::{self, Deserialize, Deserializer, Visitor};
    use serde::ser::{Serialize, Serializer};

    use super::Instant;

    impl Serialize for Instant {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_str(self)
        }
    }

    impl<'de> Deserialize<'de> for Instant {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_str(InstantVisitor)
        }
    }

    struct InstantVisitor;

    impl Visitor<'_> for InstantVisitor {
        type Value = Instant;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an instant by RFC 3339, such as 2026-05-01T00:00:00Z")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Instant, E> {
            text.parse().map_err(|error| E::custom(format_args!("`{text}` is {error}")))
        }
    }
}
