//! Instants: points on the time line, from which sheets apply and at which calls are made (sections 2, 3 and 6).

mod calendar;
#[cfg(any(feature = "std", feature = "jiff", feature = "chrono"))]
mod convert;
mod error;
mod stated;
mod text;
mod unix;

use core::fmt;

pub use error::InstantError;
pub use stated::StatedInstant;
pub(crate) use stated::WallTime;
pub(crate) use text::{FRACTION_DIGITS_MAX, NANOSECONDS_PER_DAY};

const SECONDS_PER_DAY: i64 = 86_400;

/// A point on the time line, to the nanosecond: the same one in whichever offset it is written.
///
/// It is read from RFC 3339 text (date, time and offset) and prints as such text in UTC, within 0000-01-01T00:00:00Z and
/// 9999-12-31T23:59:59.999999999Z; the second 60 is the last nanosecond of its minute, and what is finer than nanoseconds is
/// cut off. It is also made from a unix time, and, with the features `std`, `jiff` and `chrono`, from
/// [`SystemTime`](https://doc.rust-lang.org/std/time/struct.SystemTime.html), `jiff::Timestamp` and `chrono::DateTime`. With
/// the feature `serde` it is read from a string and written as one.
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
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant {
    /// Seconds since 1970-01-01T00:00:00Z, rounded down.
    seconds: i64,
    /// Nanoseconds since that second, below a whole one.
    nanosecond: u32,
}

impl Instant {
    /// 0000-01-01T00:00:00Z: an earlier instant has no year of four digits, so it could not be printed and read again.
    const SECONDS_MIN: i64 = -62_167_219_200;
    /// 9999-12-31T23:59:59Z: a later one has a year of five digits.
    const SECONDS_MAX: i64 = 253_402_300_799;

    const fn new(seconds: i64, nanosecond: u32) -> Result<Self, InstantError> {
        const NANOSECONDS_END: u32 = 1_000_000_000;
        if nanosecond >= NANOSECONDS_END {
            return Err(InstantError::LeapSecond);
        }
        if seconds < Self::SECONDS_MIN || seconds > Self::SECONDS_MAX {
            return Err(InstantError::OutOfRange);
        }
        Ok(Instant { seconds, nanosecond })
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Instant({self})")
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
