//! Dates, times and windows in words: "Monday to Friday, 9:00 to 17:00 UTC".

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pricesheet::sheet::{Clock, Hours, TimeOfDay, Weekday, Window};
use pricesheet::{Instant, StatedInstant};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const SECONDS_PER_DAY: i64 = 86_400;
const SECONDS_PER_MINUTE: i64 = 60;
const NANOSECONDS_PER_DAY: u64 = 86_400_000_000_000;

/// An instant in UTC; without its time where a day begins.
pub(crate) fn date(instant: Instant) -> String {
    let text = instant.to_string();
    match parts(&text) {
        Some((date, time)) if time == "0:00" => format!("{date} (UTC)"),
        Some((date, time)) => format!("{date}, {time} UTC"),
        None => text,
    }
}

/// An instant as somebody's clock shows it, with the day of the week.
pub(crate) fn moment(at: StatedInstant) -> String {
    let text = at.to_string();
    let east = i64::from(at.offset_minutes()).saturating_mul(SECONDS_PER_MINUTE);
    let days = at.instant().unix_seconds().saturating_add(east).div_euclid(SECONDS_PER_DAY);
    // The first day of unix time was a Thursday.
    let place = days.saturating_add(3).rem_euclid(7);
    let day =
        usize::try_from(place).ok().and_then(|place| Weekday::ALL.get(place)).map_or("", |day| weekday(*day));
    match parts(&text) {
        Some((date, time)) => format!("{day}, {date}, {time} {}", zone(at.offset_minutes())),
        None => text,
    }
}

/// The date and the time of an instant as RFC 3339 writes it.
fn parts(text: &str) -> Option<(String, String)> {
    let (date, time) = text.split_once('T')?;
    let mut numbers = date.split('-');
    let (year, month, day) = (numbers.next()?, numbers.next()?, numbers.next()?);
    let month = MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
    let end = time.find(['Z', '+', '-']).unwrap_or(time.len());
    Some((format!("{} {month} {year}", day.trim_start_matches('0')), short(time.get(..end)?)))
}

/// A time without what is zero: 9:00, 23:59:30.
fn short(time: &str) -> String {
    let time = if time.matches(':').count() > 1 { time.strip_suffix(":00").unwrap_or(time) } else { time };
    match time.strip_prefix('0') {
        Some(time) if !time.starts_with(':') => time.to_owned(),
        _ => time.to_owned(),
    }
}

fn zone(minutes: i16) -> String {
    let (sign, east) = (if minutes < 0 { '−' } else { '+' }, minutes.unsigned_abs());
    match (east / 60, east % 60) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

/// When a window is.
pub(crate) fn window(window: &Window) -> String {
    let clock = match window.clock {
        Clock::Utc => " UTC".to_owned(),
        Clock::Offset(minutes) => format!(" {}", zone(minutes)),
        Clock::AsStated => ", local time of the call".to_owned(),
    };
    let days = days(&window.weekdays);
    let hours = hours(&window.hours, window.weekdays.is_empty());
    match (days.is_empty(), hours.is_empty()) {
        (true, true) => format!("always{clock}"),
        (false, true) => format!("{days}, all day{clock}"),
        (true, false) => format!("daily, {hours}{clock}"),
        (false, false) => format!("{days}, {hours}{clock}"),
    }
}

/// Days of the week in their order, three and more in a row as a range; empty where there is nothing to say.
fn days(days: &[Weekday]) -> String {
    let mut days = days.to_vec();
    days.sort_unstable();
    days.dedup();
    if days.len() == Weekday::ALL.len() {
        return "daily".to_owned();
    }
    let place = |day: &Weekday| Weekday::ALL.iter().position(|other| other == day).unwrap_or_default();
    let runs = days.chunk_by(|left, right| place(left).saturating_add(1) == place(right));
    let mut said = Vec::new();
    for run in runs {
        match run {
            [first, .., last] if run.len() > 2 => {
                said.push(format!("{} to {}", weekday(*first), weekday(*last)))
            }
            run => said.extend(run.iter().map(|day| weekday(*day).to_owned())),
        }
    }
    listed(&said)
}

/// Hours in their order, those that meet or overlap as one. On every day, what ends at midnight goes on after it.
fn hours(hours: &[Hours], every_day: bool) -> String {
    let mut spans: Vec<(TimeOfDay, TimeOfDay)> = hours.iter().map(|hours| (hours.from, hours.to)).collect();
    spans.sort_unstable();
    let mut joined: Vec<(TimeOfDay, TimeOfDay)> = Vec::new();
    for (from, to) in spans {
        match joined.last_mut() {
            Some((_, end)) if from <= *end => *end = to.max(*end),
            _ => joined.push((from, to)),
        }
    }
    let around = every_day
        && joined.len() > 1
        && joined.first().is_some_and(|(from, _)| from.nanoseconds() == 0)
        && joined.last().is_some_and(|(_, to)| to.nanoseconds() == NANOSECONDS_PER_DAY);
    if around {
        let (_, morning) = joined.remove(0);
        if let Some((_, end)) = joined.last_mut() {
            *end = morning;
        }
    }
    let said: Vec<String> =
        joined.iter().map(|(from, to)| format!("{} to {}", time(*from), time(*to))).collect();
    listed(&said)
}

fn time(time: TimeOfDay) -> String {
    if time.nanoseconds() == NANOSECONDS_PER_DAY { "24:00".to_owned() } else { short(&time.to_string()) }
}

fn listed(said: &[String]) -> String {
    match said {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        said => said.concat(),
    }
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
