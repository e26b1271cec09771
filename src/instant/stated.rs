//! An instant with the offset in which it is stated, and the wall time that it shows there.

use super::{Instant, InstantError, NANOSECONDS_PER_DAY, SECONDS_PER_DAY};

/// An instant as a text states it: with its offset, and so with the wall time that the text itself shows. It is read from
/// the same texts as an [`Instant`] and prints in its own offset.
///
/// ```
/// use pricesheet::StatedInstant;
///
/// let stated: StatedInstant = "2026-06-20 02:00:00+02:00".parse()?;
/// assert_eq!(stated.instant().to_string(), "2026-06-20T00:00:00Z");
/// assert_eq!(stated.offset_minutes(), 120);
/// assert_eq!(stated.to_string(), "2026-06-20T02:00:00+02:00");
/// # Ok::<(), pricesheet::InstantError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StatedInstant {
    pub(super) instant: Instant,
    /// Minutes east of UTC, less than a day.
    pub(super) offset_minutes: i16,
}

impl StatedInstant {
    /// An instant as a clock shows it that is so many minutes ahead of UTC.
    ///
    /// # Errors
    ///
    /// An offset of a day and more, and a clock that shows a year without four digits.
    pub fn new(instant: Instant, offset_minutes: i16) -> Result<Self, InstantError> {
        const MINUTES_PER_DAY: u16 = 1_440;
        if offset_minutes.unsigned_abs() >= MINUTES_PER_DAY {
            return Err(InstantError::NoSuchTime);
        }
        Instant::new(seconds_at(instant, offset_minutes), instant.nanosecond)?;
        Ok(StatedInstant { instant, offset_minutes })
    }

    /// The point on the time line.
    #[must_use]
    pub fn instant(self) -> Instant {
        self.instant
    }

    /// How many minutes its wall time is ahead of UTC; below zero west of it.
    #[must_use]
    pub fn offset_minutes(self) -> i16 {
        self.offset_minutes
    }

    pub(super) fn wall_seconds(self) -> i64 {
        seconds_at(self.instant, self.offset_minutes)
    }
}

/// In UTC.
impl From<Instant> for StatedInstant {
    fn from(instant: Instant) -> Self {
        StatedInstant { instant, offset_minutes: 0 }
    }
}

/// What a clock and a calendar on the wall show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WallTime {
    /// The day of the week, from 0 for Monday.
    pub(crate) weekday: u8,
    /// Nanoseconds since midnight, below those of a day.
    pub(crate) nanosecond: u64,
}

impl Instant {
    /// What is shown by a clock so many minutes ahead of UTC.
    pub(crate) fn wall_time(self, offset_minutes: i16) -> WallTime {
        /// 1970-01-01 was a Thursday.
        const FIRST_WEEKDAY: i64 = 3;
        const WEEKDAYS_COUNT: i64 = 7;
        const NANOSECONDS_PER_SECOND: u64 = NANOSECONDS_PER_DAY / 86_400;
        let seconds = seconds_at(self, offset_minutes);
        let day = seconds.div_euclid(SECONDS_PER_DAY).saturating_add(FIRST_WEEKDAY);
        let second = u64::try_from(seconds.rem_euclid(SECONDS_PER_DAY)).unwrap_or_default();
        WallTime {
            weekday: u8::try_from(day.rem_euclid(WEEKDAYS_COUNT)).unwrap_or_default(),
            nanosecond: second.saturating_mul(NANOSECONDS_PER_SECOND).saturating_add(self.nanosecond.into()),
        }
    }
}

fn seconds_at(instant: Instant, offset_minutes: i16) -> i64 {
    instant.seconds.saturating_add(i64::from(offset_minutes).saturating_mul(60))
}
