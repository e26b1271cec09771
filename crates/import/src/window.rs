//! Times of the day and the week, as the sheet's windows.

use crate::item::{Item, Table};

/// The days of the week, Monday first.
pub(crate) const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// A second of the day, and one beyond it.
const DAY: u32 = 86_400;

/// A time of the day in UTC, on some days of the week or on all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Window {
    /// Seconds of the day, from (inclusive) and to (exclusive); what wraps past midnight is two.
    hours: Vec<(u32, u32)>,
    /// Places in [`WEEKDAYS`]; empty for every day.
    weekdays: Vec<usize>,
}

impl Window {
    /// From one time of the day to another, both below 24 hours; where the end is not after the start, past midnight.
    pub(crate) fn new(ranges: &[(u32, u32)], weekdays: Vec<usize>) -> Self {
        let mut hours = Vec::new();
        for (from, to) in ranges.iter().copied() {
            match to {
                0 => hours.push((from, DAY)),
                _ if from < to => hours.push((from, to)),
                _ => hours.extend([(from, DAY), (0, to)]),
            }
        }
        let whole = hours.contains(&(0, DAY));
        Window { hours: if whole && !weekdays.is_empty() { Vec::new() } else { hours }, weekdays }
    }

    /// A name that says when it is.
    pub(crate) fn name(&self) -> String {
        let clock = |seconds: u32| {
            let (minutes, second) = (seconds.div_euclid(60), seconds.rem_euclid(60));
            let second = if second == 0 { String::new() } else { format!("{second:02}") };
            format!("{:02}{:02}{second}", minutes.div_euclid(60), minutes.rem_euclid(60))
        };
        let days = self.runs().into_iter().filter_map(|(first, last)| {
            let (first, last) = (WEEKDAYS.get(first)?, WEEKDAYS.get(last)?);
            Some(if first == last { (*first).to_string() } else { format!("{first}-{last}") })
        });
        let hours = self.hours.iter().map(|(from, to)| format!("{}-{}", clock(*from), clock(*to)));
        let parts: Vec<String> = std::iter::once("utc".to_string()).chain(days).chain(hours).collect();
        parts.join("_")
    }

    /// Days in a row, by the first and the last.
    fn runs(&self) -> Vec<(usize, usize)> {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for day in self.weekdays.iter().copied() {
            match runs.last_mut().filter(|(_, last)| last.checked_add(1) == Some(day)) {
                Some((_, last)) => *last = day,
                None => runs.push((day, day)),
            }
        }
        runs
    }

    pub(crate) fn table(&self) -> Table {
        let days = self.weekdays.iter().filter_map(|day| WEEKDAYS.get(*day));
        let hours = self.hours.iter().map(|(from, to)| {
            let table = Table::default().with("from", time(*from));
            Item::Table(table.with("to", time(to.rem_euclid(DAY))))
        });
        let table = Table::default().with("clock", "utc").with_list("weekdays", Item::texts(days));
        table.with_list("hours", hours.collect())
    }
}

fn time(seconds: u32) -> Item {
    let minutes = seconds.div_euclid(60);
    let (hour, minute, second) = (minutes.div_euclid(60), minutes.rem_euclid(60), seconds.rem_euclid(60));
    Item::Bare(format!("{hour:02}:{minute:02}:{second:02}"))
}

/// The second of the day of `16:30` or `16:30:00`, with nothing, `Z` or an offset such as `+08:00` behind it.
pub(crate) fn second_of_day(text: &str) -> Option<u32> {
    let bytes = text.as_bytes();
    let offset_at = bytes.iter().position(|byte| matches!(byte, b'Z' | b'z' | b'+' | b'-'));
    let (clock, offset) = match offset_at {
        None => (text, 0),
        Some(at) => {
            let (clock, rest) = text.split_at_checked(at)?;
            let offset = match rest.split_at_checked(1)? {
                ("Z" | "z", "") => 0,
                ("+", rest) => i64::from(clock_of(rest)?),
                ("-", rest) => i64::from(clock_of(rest)?).saturating_neg(),
                _ => return None,
            };
            (clock, offset)
        }
    };
    let seconds = i64::from(clock_of(clock)?).saturating_sub(offset);
    u32::try_from(seconds.rem_euclid(i64::from(DAY))).ok()
}

fn clock_of(text: &str) -> Option<u32> {
    let mut parts = text.split(':');
    let mut part = |below: u32| {
        let digits = parts.next()?;
        let two = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<u32>().ok().filter(|number| two && *number < below)
    };
    let (hour, minute) = (part(24)?, part(60)?);
    let second = match parts.next() {
        None => 0,
        Some(digits) if digits.len() == 2 => digits.parse::<u32>().ok().filter(|second| *second < 60)?,
        Some(_) => return None,
    };
    if parts.next().is_some() {
        return None;
    }
    Some(hour.saturating_mul(3_600).saturating_add(minute.saturating_mul(60)).saturating_add(second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_their_offset() {
        let cases = [
            ("00:30:00Z", Some(1_800)),
            ("16:30", Some(59_400)),
            ("00:30:00+08:00", Some(59_400)),
            ("23:00-02:00", Some(3_600)),
            ("24:00", None),
            ("1:00", None),
            ("01:00:00.5Z", None),
            ("01:00:00:00", None),
            ("+", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(second_of_day(text), expected, "{text}");
        }
    }

    #[test]
    fn what_wraps_past_midnight_is_two_ranges() {
        let window = Window::new(&[(59_400, 1_800)], vec![0, 4]);
        assert_eq!(window.name(), "utc_mon_fri_1630-2400_0000-0030");
        let Some(Item::List(hours)) = window.table().get("hours").cloned() else { panic!("hours") };
        assert_eq!(hours.len(), 2);
        assert_eq!(Window::new(&[(0, 0)], vec![5]).table().get("hours"), None);
        assert_eq!(Window::new(&[(0, 0)], vec![]).name(), "utc_0000-2400");
        assert_eq!(Window::new(&[(0, 0)], vec![0, 1, 2, 5]).name(), "utc_mon-wed_sat");
    }
}
