//! Instants as unix time: what has passed since 1970-01-01T00:00:00Z, without leap seconds.

use super::{Instant, InstantError};

const NANOSECONDS_PER_SECOND: i128 = 1_000_000_000;
const NANOSECONDS_PER_MILLISECOND: i128 = 1_000_000;

/// Unix time. Everything is below zero before 1970.
///
/// ```
/// use pricesheet::{Instant, InstantError};
///
/// let at = Instant::from_unix_milliseconds(1_780_000_000_500)?;
/// assert_eq!(at.to_string(), "2026-05-28T20:26:40.5Z");
/// assert_eq!(at.unix_seconds(), 1_780_000_000);
/// assert_eq!(at, Instant::from_unix_nanoseconds(1_780_000_000_500_000_000)?);
/// // Milliseconds taken for seconds are not a date.
/// assert_eq!(Instant::from_unix_seconds(1_780_000_000_500), Err(InstantError::OutOfRange));
/// # Ok::<(), InstantError>(())
/// ```
impl Instant {
    /// The instant at a unix time in seconds.
    ///
    /// # Errors
    ///
    /// [`InstantError::OutOfRange`].
    pub fn from_unix_seconds(seconds: i64) -> Result<Self, InstantError> {
        Instant::new(seconds, 0)
    }

    /// The instant at a unix time in milliseconds.
    ///
    /// # Errors
    ///
    /// [`InstantError::OutOfRange`].
    pub fn from_unix_milliseconds(milliseconds: i64) -> Result<Self, InstantError> {
        // 2^63 x 10^6 is far below 2^127.
        Self::from_unix_nanoseconds(i128::from(milliseconds).saturating_mul(NANOSECONDS_PER_MILLISECOND))
    }

    /// The instant at a unix time in nanoseconds.
    ///
    /// # Errors
    ///
    /// [`InstantError::OutOfRange`].
    pub fn from_unix_nanoseconds(nanoseconds: i128) -> Result<Self, InstantError> {
        let seconds = i64::try_from(nanoseconds.div_euclid(NANOSECONDS_PER_SECOND));
        let fraction = u32::try_from(nanoseconds.rem_euclid(NANOSECONDS_PER_SECOND));
        let (seconds, fraction) = seconds.ok().zip(fraction.ok()).ok_or(InstantError::OutOfRange)?;
        Instant::new(seconds, fraction)
    }

    /// The instant at a unix time in parts of a second, of which a second has a power of ten up to nanoseconds.
    #[inline(always)]
    pub(crate) fn from_unix_ticks(ticks: i128, per_second: u32) -> Result<Self, InstantError> {
        let Ok(ticks) = i64::try_from(ticks) else {
            // In a larger unit, what 64 bits do not hold is beyond the years.
            let nanoseconds = Some(ticks).filter(|_| per_second == 1_000_000_000);
            return Self::from_unix_nanoseconds(nanoseconds.ok_or(InstantError::OutOfRange)?);
        };
        let (seconds, rest) = match per_second {
            1 => (ticks, 0),
            1_000 => (ticks.div_euclid(1_000), ticks.rem_euclid(1_000).saturating_mul(1_000_000)),
            1_000_000 => (ticks.div_euclid(1_000_000), ticks.rem_euclid(1_000_000).saturating_mul(1_000)),
            _ => (ticks.div_euclid(1_000_000_000), ticks.rem_euclid(1_000_000_000)),
        };
        Instant::new(seconds, u32::try_from(rest).map_err(|_| InstantError::OutOfRange)?)
    }

    /// The unix time in whole seconds: those of the second in which the instant lies, rounded down.
    #[must_use]
    pub fn unix_seconds(self) -> i64 {
        self.seconds
    }

    /// The unix time in nanoseconds, exactly.
    #[must_use]
    pub fn unix_nanoseconds(self) -> i128 {
        i128::from(self.seconds).saturating_mul(NANOSECONDS_PER_SECOND).saturating_add(self.nanosecond.into())
    }

    /// The nanosecond within its second, from 0 to 999,999,999.
    #[must_use]
    pub fn subsec_nanosecond(self) -> u32 {
        self.nanosecond
    }
}
