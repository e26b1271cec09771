//! Instants from and to the types of other crates, each behind a feature of its name. All of it is checked: no two of
//! these types have the same range.

#[cfg(feature = "std")]
mod std_time {
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    use crate::instant::{Instant, InstantError};

    /// Feature `std`.
    impl TryFrom<SystemTime> for Instant {
        type Error = InstantError;

        fn try_from(time: SystemTime) -> Result<Self, InstantError> {
            let nanoseconds = |duration: Duration| i128::try_from(duration.as_nanos()).ok();
            let nanoseconds = match time.duration_since(UNIX_EPOCH) {
                Ok(after) => nanoseconds(after),
                Err(before) => nanoseconds(before.duration()).and_then(i128::checked_neg),
            };
            Instant::from_unix_nanoseconds(nanoseconds.ok_or(InstantError::OutOfRange)?)
        }
    }

    /// Feature `std`. Not every platform's time reaches as far as an instant.
    impl TryFrom<Instant> for SystemTime {
        type Error = InstantError;

        fn try_from(at: Instant) -> Result<Self, InstantError> {
            let whole = Duration::from_secs(at.unix_seconds().unsigned_abs());
            let second = if at.unix_seconds() < 0 {
                UNIX_EPOCH.checked_sub(whole)
            } else {
                UNIX_EPOCH.checked_add(whole)
            };
            let fraction = Duration::from_nanos(at.subsec_nanosecond().into());
            second.and_then(|second| second.checked_add(fraction)).ok_or(InstantError::OutOfRange)
        }
    }
}

#[cfg(feature = "jiff")]
mod jiff_time {
    use jiff::Timestamp;

    use crate::instant::{Instant, InstantError};

    /// Feature `jiff`.
    impl TryFrom<Timestamp> for Instant {
        type Error = InstantError;

        fn try_from(timestamp: Timestamp) -> Result<Self, InstantError> {
            Instant::from_unix_nanoseconds(timestamp.as_nanosecond())
        }
    }

    /// Feature `jiff`.
    impl TryFrom<Instant> for Timestamp {
        type Error = InstantError;

        fn try_from(at: Instant) -> Result<Self, InstantError> {
            Timestamp::from_nanosecond(at.unix_nanoseconds()).map_err(|_| InstantError::OutOfRange)
        }
    }
}

#[cfg(feature = "chrono")]
mod chrono_time {
    use chrono::{DateTime, TimeZone, Utc};

    use crate::instant::{Instant, InstantError};

    /// Feature `chrono`. A leap second, which chrono writes as a nanosecond beyond the second, is
    /// [`InstantError::LeapSecond`].
    impl<Z: TimeZone> TryFrom<DateTime<Z>> for Instant {
        type Error = InstantError;

        fn try_from(time: DateTime<Z>) -> Result<Self, InstantError> {
            Instant::new(time.timestamp(), time.timestamp_subsec_nanos())
        }
    }

    /// Feature `chrono`.
    impl TryFrom<Instant> for DateTime<Utc> {
        type Error = InstantError;

        fn try_from(at: Instant) -> Result<Self, InstantError> {
            DateTime::from_timestamp(at.unix_seconds(), at.subsec_nanosecond())
                .ok_or(InstantError::OutOfRange)
        }
    }
}
