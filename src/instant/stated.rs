//! An instant with the offset in which it is stated, and the wall time that it shows there.

use super::Instant;

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

fn seconds_at(instant: Instant, offset_minutes: i16) -> i64 {
    instant.seconds.saturating_add(i64::from(offset_minutes).saturating_mul(60))
}
