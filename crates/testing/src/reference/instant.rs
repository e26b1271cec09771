//! Instants: RFC 3339 text, and where it lies in the day and the week of a clock.

use super::model::{Clock, DAY, Window};

/// An instant to the nanosecond, with the offset that its text has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// Nanoseconds since 0000-01-01T00:00:00 on the clock that the text shows.
    wall: i128,
    /// How many minutes that clock is ahead of UTC.
    offset: i32,
}

const SECOND: i128 = 1_000_000_000;
const MINUTE: i128 = 60 * SECOND;

impl Moment {
    /// The instant of a text, where it is one: in UTC within the years 0 to 9999.
    pub fn read(text: &str) -> Option<Moment> {
        let (date, rest) = (text.get(..10)?, text.get(10..)?);
        let [year, month, day] = fields(date, '-', [4, 2, 2])?;
        let rest = rest.strip_prefix(['T', 't', ' '])?;
        let [hour, minute, second] = fields(rest.get(..8)?, ':', [2, 2, 2])?;
        let rest = rest.get(8..)?;
        let (fraction, zone) = match rest.strip_prefix('.') {
            Some(rest) => rest.split_at(rest.find(|c: char| !c.is_ascii_digit())?),
            None => ("0", rest),
        };
        if fraction.is_empty() || !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
            return None;
        }
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        // What is finer than a nanosecond moves nothing: windows begin and end at whole ones.
        let nanoseconds: i128 = format!("{fraction:0<9}")[..9].parse().ok()?;
        let within_minute = if second == 60 { MINUTE - 1 } else { i128::from(second) * SECOND + nanoseconds };
        let offset = offset(zone)?;
        let minutes =
            (i128::from(days_before(year, month, day)) * 24 + i128::from(hour)) * 60 + i128::from(minute);
        let moment = Moment { wall: minutes * MINUTE + within_minute, offset };
        let end = i128::from(days_before(10_000, 1, 1)) * i128::from(DAY);
        (0..end).contains(&moment.utc()).then_some(moment)
    }

    /// Nanoseconds since 0000-01-01T00:00:00Z.
    pub fn utc(&self) -> i128 {
        self.wall - i128::from(self.offset) * MINUTE
    }

    /// Whether its weekday and its time of the day on the window's clock lie in the window.
    pub fn is_in(&self, window: &Window) -> bool {
        let shown = match window.clock {
            Clock::Utc => self.utc(),
            Clock::Offset(minutes) => self.utc() + i128::from(minutes) * MINUTE,
            Clock::AsStated => self.wall,
        };
        let day = shown.div_euclid(i128::from(DAY));
        let time = u64::try_from(shown.rem_euclid(i128::from(DAY))).expect("within a day");
        // The first day of the year 0 was a Saturday.
        let weekday = u8::try_from((day + 5).rem_euclid(7)).expect("within a week");
        let on_day = window.weekdays.is_empty() || window.weekdays.contains(&weekday);
        let ends_after = |to: u64| to == 0 || time < to;
        let in_hours = window.hours.is_empty()
            || window.hours.iter().any(|range| range.from <= time && ends_after(range.to));
        on_day && in_hours
    }
}

/// Three numbers of so many digits with a sign between them.
fn fields(text: &str, sign: char, lengths: [usize; 3]) -> Option<[u32; 3]> {
    let parts: Vec<&str> = text.split(sign).collect();
    let [one, two, three] = parts[..] else { return None };
    let number = |text: &str, length: usize| {
        let digits = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse().expect("a few digits"))
    };
    Some([number(one, lengths[0])?, number(two, lengths[1])?, number(three, lengths[2])?])
}

/// How many minutes a clock is ahead of UTC: `Z`, `z`, or a sign, hours and minutes up to 23:59.
fn offset(text: &str) -> Option<i32> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let (sign, rest) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
        (Some(rest), _) => (1, rest),
        (_, Some(rest)) => (-1, rest),
        _ => return None,
    };
    let [hours, minutes, _] = fields(&format!("{rest}:00"), ':', [2, 2, 2])?;
    let minutes = (hours <= 23 && minutes <= 59).then_some(hours * 60 + minutes)?;
    Some(sign * i32::try_from(minutes).expect("less than a day"))
}

fn is_leap(year: u32) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_in(year: u32, month: u32) -> u32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// How many days there are from 0000-01-01 to this one.
fn days_before(year: u32, month: u32, day: u32) -> u32 {
    // The year 0 is a leap year.
    let leap_years = year.div_ceil(4) - year.div_ceil(100) + year.div_ceil(400);
    let years = year * 365 + leap_years;
    let months: u32 = (1..month).map(|month| days_in(year, month)).sum();
    years + months + day - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_are_those_of_the_calendar() {
        let of = |date: &str| {
            let moment = Moment::read(&format!("{date}T12:00:00Z")).expect("an instant");
            (0..7).find(|weekday| {
                let window = Window {
                    name: String::new(),
                    clock: Clock::Utc,
                    weekdays: vec![*weekday],
                    hours: vec![],
                };
                moment.is_in(&window)
            })
        };
        // A Thursday, a Saturday, a Monday, a Tuesday, and the first day of the year 0.
        let days = ["1970-01-01", "2000-01-01", "2026-11-30", "2024-02-27", "0000-01-01"];
        assert_eq!(days.map(of), [3, 5, 0, 1, 5].map(Some));
    }
}
