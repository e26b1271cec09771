//! The Gregorian calendar of the years 0 to 9999, extended to before it was introduced.

/// 0000-01-01, in days from 1970-01-01.
const YEAR_ZERO_UNIX_DAY: i64 = -719_528;

/// Days in 400 years, after which the calendar repeats.
const DAYS_PER_CYCLE: u32 = 146_097;
const YEARS_PER_CYCLE: u32 = 400;
const DAYS_PER_YEAR: u32 = 365;

const FEBRUARY: u8 = 2;
const DAYS_OF_MONTHS: [u8; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Date {
    pub(super) year: u16,
    pub(super) month: u8,
    pub(super) day: u8,
}

impl Date {
    /// Whether the calendar has this date.
    pub(super) fn exists(self) -> bool {
        let mut months = (1..).zip(DAYS_OF_MONTHS);
        months.any(|(month, _)| month == self.month)
            && (1..=days_of_month(self.year, self.month)).contains(&self.day)
    }

    /// Days from 1970-01-01 to a date that exists.
    pub(super) fn unix_day(self) -> i64 {
        let months = (1..self.month).map(|month| u32::from(days_of_month(self.year, month)));
        let of_year = months.fold(u32::from(self.day), u32::saturating_add).saturating_sub(1);
        i64::from(days_before(self.year.into()).saturating_add(of_year)).saturating_add(YEAR_ZERO_UNIX_DAY)
    }

    /// The date so many days from 1970-01-01, of the years 0 to 9999.
    pub(super) fn of_unix_day(day: i64) -> Self {
        let days = u32::try_from(day.saturating_sub(YEAR_ZERO_UNIX_DAY)).unwrap_or_default();
        // A year has 365.2425 days on average, so this is the year or one beside it.
        let near = days.saturating_mul(YEARS_PER_CYCLE) / DAYS_PER_CYCLE;
        let year = match near {
            _ if days < days_before(near) => near.saturating_sub(1),
            _ if days >= days_before(near.saturating_add(1)) => near.saturating_add(1),
            _ => near,
        };
        let mut left = days.saturating_sub(days_before(year));
        let year = u16::try_from(year).unwrap_or_default();
        let mut month = 1;
        while left >= days_of_month(year, month).into() && month < 12 {
            left = left.saturating_sub(days_of_month(year, month).into());
            month = month.saturating_add(1);
        }
        Date { year, month, day: u8::try_from(left.saturating_add(1)).unwrap_or_default() }
    }
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

/// How many days a month from 1 to 12 has.
fn days_of_month(year: u16, month: u8) -> u8 {
    let days = DAYS_OF_MONTHS.get(usize::from(month).saturating_sub(1)).copied().unwrap_or_default();
    if month == FEBRUARY && is_leap(year) { days.saturating_add(1) } else { days }
}

/// Days from the start of the year 0 to that of another.
fn days_before(year: u32) -> u32 {
    let leaps = year.div_ceil(4).saturating_sub(year.div_ceil(100)).saturating_add(year.div_ceil(400));
    year.saturating_mul(DAYS_PER_YEAR).saturating_add(leaps)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every day of the years 0 to 9999, beside jiff's calendar.
    #[test]
    fn every_day() {
        let mut jiff = jiff::civil::date(0, 1, 1);
        let mut day = YEAR_ZERO_UNIX_DAY;
        loop {
            let date = Date::of_unix_day(day);
            assert_eq!(
                (date.year.cast_signed(), date.month.cast_signed(), date.day.cast_signed()),
                (jiff.year(), jiff.month(), jiff.day())
            );
            assert_eq!((date.unix_day(), date.exists()), (day, true), "{date:?}");
            let Ok(next) = jiff.tomorrow() else { break };
            (jiff, day) = (next, day + 1);
        }
        assert_eq!(day - YEAR_ZERO_UNIX_DAY + 1, 25 * i64::from(DAYS_PER_CYCLE));
    }

    /// And no other date exists. What a year has repeats after 400 years, as the test above shows.
    #[test]
    fn no_other_day() {
        for year in 0..YEARS_PER_CYCLE as u16 {
            for (month, day) in (0..=13).flat_map(|month| (0..=32).map(move |day| (month, day))) {
                let jiff = jiff::civil::Date::new(year as i16, month as i8, day as i8);
                assert_eq!(Date { year, month, day }.exists(), jiff.is_ok(), "{year}-{month}-{day}");
            }
        }
    }
}
