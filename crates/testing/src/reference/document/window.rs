//! Windows as TOML values.

use super::{Record, Value, texts};
use crate::dice::Dice;
use crate::reference::model::{Clock, Hours, Window};

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// A window, under its name.
pub fn window(window: &Window, dice: &mut Dice) -> Value {
    let hours = window.hours.iter().map(hours).collect();
    let days: Vec<String> =
        window.weekdays.iter().map(|day| WEEKDAYS[usize::from(*day)].to_owned()).collect();
    let mut record = Record::new(dice);
    record.put("clock", Value::Text(clock(window.clock)));
    if !days.is_empty() {
        record.put("weekdays", texts(&days));
    }
    record.list("hours", hours, false);
    record.value()
}

fn clock(clock: Clock) -> String {
    match clock {
        Clock::Utc => "utc".to_owned(),
        Clock::AsStated => "as-stated".to_owned(),
        Clock::Offset(minutes) => {
            let sign = if minutes < 0 { '-' } else { '+' };
            format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
        }
    }
}

fn hours(hours: &Hours) -> Value {
    let range = [("from", hours.from), ("to", hours.to)];
    Value::Record(range.map(|(key, time)| (key.to_owned(), Value::Instant(local_time(time)))).to_vec())
}

/// A time of the day as TOML writes it, with as many digits as it takes.
fn local_time(nanoseconds: u64) -> String {
    let (seconds, rest) = (nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000);
    let whole = format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if rest == 0 { whole } else { format!("{whole}.{rest:09}").trim_end_matches('0').to_owned() }
}
