//! Columns of instants: integers since 1970.

use alloc::format;
use alloc::string::String;

use super::integers::Integers;
use super::validity::Validity;
use crate::instant::{Instant, InstantError, StatedInstant};

/// When each call was made, as integers since 1970-01-01T00:00:00Z, below zero before it. Every usage states its instant unless
/// the column says otherwise.
///
/// Windows whose clock is `as-stated` see the wall time that an instant shows. An integer shows none, so it is that of UTC unless
/// the column has offsets.
///
/// ```
/// use pricesheet::InstantColumn;
///
/// // 2026-05-28T20:26:40Z, and the same instant on a clock in Berlin
/// let utc = InstantColumn::seconds(&[1_780_000_000_i64]);
/// let berlin = InstantColumn::milliseconds(&[1_780_000_000_000_i64]).offset_minutes(120);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct InstantColumn<'a> {
    ticks: Integers<'a>,
    unit: Unit,
    clock: Clock<'a>,
    stated: Option<Validity<'a>>,
}

/// What the integers count.
#[derive(Debug, Clone, Copy)]
enum Unit {
    Seconds,
    Milliseconds,
    Microseconds,
    Nanoseconds,
}

/// How far the wall time that an instant shows is ahead of UTC.
#[derive(Debug, Clone, Copy)]
enum Clock<'a> {
    Same(i16),
    Each(&'a [i16]),
}

impl Unit {
    fn per_second(self) -> u32 {
        match self {
            Unit::Seconds => 1,
            Unit::Milliseconds => 1_000,
            Unit::Microseconds => 1_000_000,
            Unit::Nanoseconds => 1_000_000_000,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Unit::Seconds => "seconds",
            Unit::Milliseconds => "milliseconds",
            Unit::Microseconds => "microseconds",
            Unit::Nanoseconds => "nanoseconds",
        }
    }
}

impl<'a> InstantColumn<'a> {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn seconds(ticks: impl Into<Integers<'a>>) -> Self {
        Self::new(ticks.into(), Unit::Seconds)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn milliseconds(ticks: impl Into<Integers<'a>>) -> Self {
        Self::new(ticks.into(), Unit::Milliseconds)
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub fn microseconds(ticks: impl Into<Integers<'a>>) -> Self {
        Self::new(ticks.into(), Unit::Microseconds)
    }

    /// Nanoseconds since 1970-01-01T00:00:00Z.
    pub fn nanoseconds(ticks: impl Into<Integers<'a>>) -> Self {
        Self::new(ticks.into(), Unit::Nanoseconds)
    }

    fn new(ticks: Integers<'a>, unit: Unit) -> Self {
        InstantColumn { ticks, unit, clock: Clock::Same(0), stated: None }
    }

    /// The wall time that every instant shows is so many minutes ahead of UTC.
    #[must_use]
    pub fn offset_minutes(self, minutes: i16) -> Self {
        InstantColumn { clock: Clock::Same(minutes), ..self }
    }

    /// The wall time that each instant shows is so many minutes ahead of UTC.
    #[must_use]
    pub fn offsets(self, minutes: &'a [i16]) -> Self {
        InstantColumn { clock: Clock::Each(minutes), ..self }
    }

    /// Which instants are stated.
    #[must_use]
    pub fn validity(self, validity: impl Into<Validity<'a>>) -> Self {
        InstantColumn { stated: Some(validity.into()), ..self }
    }

    /// Its length, or that of its offsets or its validity, where it is not this.
    pub(super) fn other_length(&self, length: usize) -> Option<usize> {
        let offsets = match self.clock {
            Clock::Same(_) => length,
            Clock::Each(minutes) => minutes.len(),
        };
        let validity = self.stated.and_then(|validity| validity.other_length(length));
        [self.ticks.len(), offsets].into_iter().find(|stated| *stated != length).or(validity)
    }

    /// The instant that a usage states; none where it states none.
    #[inline(always)]
    pub(super) fn get(&self, at: usize) -> Option<Result<StatedInstant, InstantError>> {
        if self.stated.is_some_and(|validity| !validity.is_stated(at)) {
            return None;
        }
        let minutes = match self.clock {
            Clock::Same(minutes) => minutes,
            Clock::Each(minutes) => minutes.get(at).copied().unwrap_or_default(),
        };
        let instant = Instant::from_unix_ticks(self.ticks.get(at), self.unit.per_second());
        Some(instant.and_then(|instant| StatedInstant::new(instant, minutes)))
    }

    /// What a usage states as text.
    pub(super) fn text(&self, at: usize) -> String {
        format!("{} {} since 1970", self.ticks.get(at), self.unit.name())
    }
}
