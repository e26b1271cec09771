//! Instants as text by RFC 3339: read in any offset, with any number of digits of a second, written in UTC.

use core::fmt;
use core::str::FromStr;

use super::calendar::Date;
use super::{Instant, InstantError, SECONDS_PER_DAY, StatedInstant};

/// Digits after the point that nanoseconds have.
pub(crate) const FRACTION_DIGITS_MAX: usize = 9;

const NANOSECONDS_PER_SECOND: u32 = 1_000_000_000;
/// Nanoseconds of a day without leap seconds.
pub(crate) const NANOSECONDS_PER_DAY: u64 = 86_400_000_000_000;

const SECONDS_PER_MINUTE: u32 = 60;
const SECONDS_PER_HOUR: u32 = 3_600;

/// The parts of an instant as they are written, before they are checked against calendar and clock.
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
    /// The second 60 is the last nanosecond of its minute.
    fn instant(self) -> Result<StatedInstant, InstantError> {
        const HOURS_END: u8 = 24;
        const MINUTES_END: u8 = 60;
        const LEAP_SECOND: u8 = 60;
        let date = Date { year: self.year, month: self.month, day: self.day };
        if !date.exists() || self.hour >= HOURS_END || self.minute >= MINUTES_END || self.second > LEAP_SECOND
        {
            return Err(InstantError::NoSuchTime);
        }
        let (second, nanosecond) = match self.second {
            LEAP_SECOND => (59, NANOSECONDS_PER_SECOND.saturating_sub(1)),
            second => (second, self.nanosecond),
        };
        let clock = i64::from(self.hour)
            .saturating_mul(SECONDS_PER_HOUR.into())
            .saturating_add(i64::from(self.minute).saturating_mul(SECONDS_PER_MINUTE.into()))
            .saturating_add(second.into());
        let east = i64::from(self.offset_minutes).saturating_mul(SECONDS_PER_MINUTE.into());
        let day = date.unix_day().saturating_mul(SECONDS_PER_DAY);
        let instant = Instant::new(day.saturating_add(clock).saturating_sub(east), nanosecond)?;
        Ok(StatedInstant { instant, offset_minutes: self.offset_minutes })
    }
}

impl FromStr for Instant {
    type Err = InstantError;

    /// Reads RFC 3339: `2026-05-01T00:00:00Z`, `2026-05-01 02:00:00.5+02:00`; `t`, `z` and a space for the `T` too.
    fn from_str(text: &str) -> Result<Self, InstantError> {
        text.parse().map(|stated: StatedInstant| stated.instant)
    }
}

impl FromStr for StatedInstant {
    type Err = InstantError;

    /// Reads the same texts as [`Instant`].
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
        let nanosecond = if self.one_of(b".").is_some() { self.fraction()? } else { 0 };
        let offset_minutes = self.offset()?;
        Some(offset_minutes.map(|offset_minutes| Written {
            year,
            month,
            day,
            hour,
            minute,
            second,
            nanosecond,
            offset_minutes,
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

    /// The digits after the point as nanoseconds; what is finer is cut off.
    fn fraction(&mut self) -> Option<u32> {
        const TENTH_OF_A_SECOND: u32 = 100_000_000;
        let length = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        if digits.is_empty() {
            return None;
        }
        let mut nanosecond = 0_u32;
        let mut worth = TENTH_OF_A_SECOND;
        for digit in digits.iter().take(FRACTION_DIGITS_MAX) {
            let value = u32::from(digit.checked_sub(b'0')?).checked_mul(worth)?;
            nanosecond = nanosecond.checked_add(value)?;
            worth = worth.checked_div(10)?;
        }
        Some(nanosecond)
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
        write_clock(f, self.seconds, self.nanosecond)?;
        f.write_str("Z")
    }
}

/// RFC 3339 in the offset in which it was stated, with as many digits after the point as it takes.
impl fmt::Display for StatedInstant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let east = self.offset_minutes;
        write_clock(f, self.wall_seconds(), self.instant.nanosecond)?;
        if east == 0 {
            return f.write_str("Z");
        }
        let sign = if east < 0 { '-' } else { '+' };
        write!(f, "{sign}{:02}:{:02}", east.unsigned_abs() / 60, east.unsigned_abs() % 60)
    }
}

/// Date and time so many seconds after 1970-01-01T00:00:00.
fn write_clock(f: &mut fmt::Formatter<'_>, seconds: i64, nanosecond: u32) -> fmt::Result {
    let Date { year, month, day } = Date::of_unix_day(seconds.div_euclid(SECONDS_PER_DAY));
    let clock = u32::try_from(seconds.rem_euclid(SECONDS_PER_DAY)).unwrap_or_default();
    let (hour, minute) = (clock / SECONDS_PER_HOUR, clock % SECONDS_PER_HOUR / SECONDS_PER_MINUTE);
    let second = clock % SECONDS_PER_MINUTE;
    write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
    if nanosecond > 0 {
        let (mut fraction, mut width) = (nanosecond, FRACTION_DIGITS_MAX);
        while fraction % 10 == 0 {
            fraction /= 10;
            width = width.saturating_sub(1);
        }
        write!(f, ".{fraction:0width$}")?;
    }
    Ok(())
}
