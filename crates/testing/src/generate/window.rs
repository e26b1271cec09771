//! Windows, and instants at their edges.

use crate::dice::Dice;
use crate::reference::model::{Clock, DAY, Hours, Window};

const SECOND: u64 = 1_000_000_000;
const HOUR: u64 = 3_600 * SECOND;

/// Where ranges of the day begin and end.
const TIMES: [u64; 9] =
    [0, 1, HOUR, 4 * HOUR, 4 * HOUR + SECOND / 2, 12 * HOUR, 16 * HOUR + 30 * SECOND, 23 * HOUR, DAY - 1];

/// Offsets in minutes.
const OFFSETS: [i32; 8] = [0, 60, 480, 345, -330, -480, 1_439, -1_439];

const NAMES: [&str; 4] = ["peak", "in", "night.2", "größe"];

/// Days on which an instant may be: usual ones, before and behind a leap day, and where years have four digits.
const DATES: [&str; 9] = [
    "2026-11-30",
    "2026-12-01",
    "2024-02-28",
    "2024-02-29",
    "1900-02-28",
    "1969-12-31",
    "0000-01-02",
    "9999-12-30",
    "2000-12-31",
];

/// So many windows.
pub(super) fn windows(dice: &mut Dice, count: usize) -> Vec<Window> {
    let mut names = NAMES.to_vec();
    dice.shuffle(&mut names);
    names.truncate(count);
    names.into_iter().map(|name| window(dice, name)).collect()
}

fn window(dice: &mut Dice, name: &str) -> Window {
    let clock = match dice.below(4) {
        0 => Clock::Utc,
        1 => Clock::AsStated,
        _ => Clock::Offset(dice.pick(&OFFSETS)),
    };
    let mut weekdays: Vec<u8> = (0..7).filter(|_| dice.one_in(2)).collect();
    dice.shuffle(&mut weekdays);
    let mut hours: Vec<Hours> = (0..1 + dice.below(3)).map(|_| hours(dice)).collect();
    match dice.below(3) {
        0 if !weekdays.is_empty() => hours.clear(),
        1 => weekdays.clear(),
        _ => {}
    }
    Window { name: name.to_owned(), clock, weekdays, hours }
}

/// One range of the day, or to its end. Ranges of one window may overlap.
fn hours(dice: &mut Dice) -> Hours {
    let (one, other) = (dice.pick(&TIMES), dice.pick(&TIMES));
    let (from, to) = (one.min(other), one.max(other));
    if from == to || dice.one_in(4) { Hours { from, to: 0 } } else { Hours { from, to } }
}

/// The text of an instant: mostly at an edge of a window on its clock, or a nanosecond before it.
pub(super) fn at(dice: &mut Dice, windows: &[Window]) -> String {
    let offset = dice.pick(&OFFSETS);
    let (clock, edge) = if windows.is_empty() || dice.one_in(6) {
        (Clock::AsStated, dice.roll() % DAY)
    } else {
        let window = &windows[dice.below(windows.len())];
        let mut edges: Vec<u64> = window.hours.iter().flat_map(|range| [range.from, range.to]).collect();
        edges.push(0);
        (window.clock, edges[dice.below(edges.len())])
    };
    // On the clock of the window, then on the clock that the text shows.
    let ahead = match clock {
        Clock::Utc => offset,
        Clock::Offset(minutes) => offset - minutes,
        Clock::AsStated => 0,
    };
    let nudge = dice.pick(&[0, 0, 0, -1, -1, 1]);
    let time = i128::from(edge) + nudge + i128::from(ahead) * 60 * i128::from(SECOND);
    let days = i64::try_from(time.div_euclid(i128::from(DAY))).expect("a few days");
    let time = u64::try_from(time.rem_euclid(i128::from(DAY))).expect("within a day");
    let mut date = dice.pick(&DATES).to_owned();
    if days != 0 || dice.one_in(2) {
        // Any day of a month that has no last one.
        date = format!("2026-07-{:02}", 10 + days + dice.below(7) as i64);
    }
    written(dice, &date, time, offset)
}

/// Date, time and offset in one of the forms that RFC 3339 has for them.
fn written(dice: &mut Dice, date: &str, time: u64, offset: i32) -> String {
    let (seconds, rest) = (time / SECOND, time % SECOND);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let between = dice.pick(&["T", "T", "t", " "]);
    let mut digits = if rest == 0 { String::new() } else { format!("{rest:09}") };
    let mut second = format!("{second:02}");
    if dice.one_in(4) {
        // Finer than a nanosecond: it moves nothing.
        digits = if digits.is_empty() { "0".repeat(1 + dice.below(12)) } else { format!("{digits}999") };
    }
    if second == "59" && rest == SECOND - 1 && dice.one_in(2) {
        // A leap second is the last nanosecond of its minute.
        second = "60".to_owned();
        digits = dice.pick(&["", "0", "5"]).to_owned();
    }
    let point = if digits.is_empty() { "" } else { "." };
    let sign = if offset < 0 { "-" } else { dice.pick(&["+", "+", "-"]) };
    let zone = match offset {
        0 if dice.one_in(2) => dice.pick(&["Z", "z"]).to_owned(),
        0 => format!("{sign}00:00"),
        _ => {
            let sign = if offset < 0 { '-' } else { '+' };
            format!("{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60)
        }
    };
    format!("{date}{between}{hour:02}:{minute:02}:{second}{point}{digits}{zone}")
}

/// Text that is not an instant.
pub(super) fn slip(dice: &mut Dice, at: &str) -> String {
    match dice.below(7) {
        0 => String::new(),
        1 => at.replacen('-', "/", 1),
        2 => format!("{at} "),
        3 => "2026-02-29T00:00:00Z".to_owned(),
        4 => "0000-01-01T00:00:00+00:01".to_owned(),
        5 => "9999-12-31T23:59:00-00:01".to_owned(),
        _ => at.trim_end_matches(['Z', 'z']).get(..16).unwrap_or_default().to_owned(),
    }
}
