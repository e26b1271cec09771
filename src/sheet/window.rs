//! Windows: times of the day and the week (section 2, `windows`).

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::diagnostics::Span;
use crate::instant::{NANOSECONDS_PER_DAY, StatedInstant, WallTime};

/// A window that an endpoint names: its place in the endpoint's [`windows`](super::Endpoint::windows).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WindowId(u8);

impl WindowId {
    /// The one at a place; that of no list, where it is beyond any that a sheet can have.
    pub(crate) fn at(place: usize) -> Self {
        Self(u8::try_from(place).unwrap_or(u8::MAX))
    }

    /// The place in the endpoint's list, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The window as a set of one.
    pub(crate) fn bit(self) -> u64 {
        1_u64.checked_shl(self.0.into()).unwrap_or_default()
    }
}

/// Times of the day and the week, by a clock.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Window {
    /// The name by which conditions speak of it.
    pub name: String,
    /// Which clock shows the time.
    pub clock: Clock,
    /// The days, in the order of the file; empty: every day.
    pub weekdays: Vec<Weekday>,
    /// The hours of each of these days, in the order of the file; empty: all of the day.
    pub hours: Vec<Hours>,
    /// Where its name stands.
    pub span: Span,
}

/// Which clock shows the time of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// Coordinated universal time.
    Utc,
    /// So many minutes ahead of it, behind it where below zero.
    Offset(i16),
    /// The wall time that the usage's `at` itself shows.
    AsStated,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weekday {
    /// `mon`
    Monday,
    /// `tue`
    Tuesday,
    /// `wed`
    Wednesday,
    /// `thu`
    Thursday,
    /// `fri`
    Friday,
    /// `sat`
    Saturday,
    /// `sun`
    Sunday,
}

/// A part of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hours {
    /// Where it begins.
    pub from: TimeOfDay,
    /// Where it ends: the first time that does not belong to it.
    pub to: TimeOfDay,
}

/// Nanoseconds since midnight, up to those of a whole day. It prints as a sheet writes it, the end of the day as `00:00:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay(u64);

impl TimeOfDay {
    pub(crate) const END: Self = Self(NANOSECONDS_PER_DAY);

    /// None beyond the end of the day.
    pub(crate) fn new(hour: u8, minute: u8, second: u8, nanosecond: u32) -> Option<Self> {
        if hour >= 24 || minute >= 60 || second >= 60 || nanosecond >= 1_000_000_000 {
            return None;
        }
        let minutes = u64::from(hour).checked_mul(60)?.checked_add(minute.into())?;
        let seconds = minutes.checked_mul(60)?.checked_add(second.into())?;
        seconds.checked_mul(1_000_000_000)?.checked_add(nanosecond.into()).map(Self)
    }

    /// Nanoseconds since midnight.
    #[must_use]
    pub fn nanoseconds(self) -> u64 {
        self.0
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0 / 1_000_000_000;
        let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
        write!(f, "{hour:02}:{minute:02}:{second:02}")?;
        match self.0 % 1_000_000_000 {
            0 => Ok(()),
            nanosecond => {
                let (mut fraction, mut width) = (nanosecond, 9_usize);
                while fraction % 10 == 0 {
                    fraction /= 10;
                    width = width.saturating_sub(1);
                }
                write!(f, ".{fraction:0width$}")
            }
        }
    }
}

impl Weekday {
    /// Every day, from Monday.
    pub const ALL: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];

    /// The word by which a sheet states it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Weekday::Monday => "mon",
            Weekday::Tuesday => "tue",
            Weekday::Wednesday => "wed",
            Weekday::Thursday => "thu",
            Weekday::Friday => "fri",
            Weekday::Saturday => "sat",
            Weekday::Sunday => "sun",
        }
    }
}

impl fmt::Display for Weekday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// As a sheet states it.
impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Clock::Utc => f.write_str("utc"),
            Clock::AsStated => f.write_str("as-stated"),
            Clock::Offset(east) => {
                let (sign, minutes) = (if *east < 0 { '-' } else { '+' }, east.unsigned_abs());
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

impl Window {
    /// Whether an instant lies in it.
    #[must_use]
    pub fn contains(&self, at: StatedInstant) -> bool {
        let offset_minutes = match self.clock {
            Clock::Utc => 0,
            Clock::Offset(minutes) => minutes,
            Clock::AsStated => at.offset_minutes(),
        };
        let WallTime { weekday, nanosecond } = at.instant().wall_time(offset_minutes);
        let on_day = |day: &Weekday| Weekday::ALL.get(usize::from(weekday)) == Some(day);
        let in_hours = |hours: &Hours| hours.from.0 <= nanosecond && nanosecond < hours.to.0;
        (self.weekdays.is_empty() || self.weekdays.iter().any(on_day))
            && (self.hours.is_empty() || self.hours.iter().any(in_hours))
    }
}
