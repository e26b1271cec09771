//! Windows: times of the day and the week, by which conditions ask when a call was made.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::ToString;
use alloc::sync::Arc;
use alloc::vec::Vec;

use toml::de::DeValue;

use super::Decoder;
use super::names::Names;
use super::value::{Entry, list};
use crate::diagnostics::{Code, Quoted, Span};
use crate::limits::WINDOWS_MAX;
use crate::sheet::{Clock, Condition, Hours, TimeOfDay, Weekday, Window, WindowId};
use crate::suggest::nearest;

/// How a clock may be written.
const CLOCKS: &str = "write \"utc\", an offset such as \"+08:00\", or \"as-stated\"";

/// The longest text of a time that is not finer than nanoseconds.
const TIME_LENGTH_MAX: usize = "00:00:00.000000000".len();

impl Decoder {
    pub(super) fn windows(&mut self, entry: &Entry<'_>) {
        let table = self.table(entry).unwrap_or_default();
        self.limit(&table, WINDOWS_MAX, Code::TooManyWindows, "windows of a sheet");
        self.windows = table.iter().map(|window| Arc::new(self.window(window))).collect();
    }

    fn window(&mut self, entry: &Entry<'_>) -> Window {
        self.check_name(entry.key, entry.key_span);
        let fields = self.table(entry);
        let (mut clock, mut weekdays, mut hours) = (None, None, None);
        for field in fields.iter().flatten() {
            match field.key {
                "clock" => clock = Some(self.clock(field)),
                "weekdays" => weekdays = Some(self.weekdays(field)),
                "hours" => hours = Some(self.hours(field)),
                _ => self.unknown_key(field, "a window", &["clock", "weekdays", "hours"]),
            }
        }
        if fields.is_some() && clock.is_none() {
            let message = format!("window {} has no `clock`", Quoted(entry.key));
            self.fault(Code::MissingKey, entry.key_span, message, Some(CLOCKS.to_string()));
        }
        if fields.is_some() && weekdays.is_none() && hours.is_none() {
            let message = format!("window {} has neither `weekdays` nor `hours`", Quoted(entry.key));
            let help = "add one of them, such as `weekdays = [\"sat\", \"sun\"]`";
            self.fault(Code::MissingKey, entry.key_span, message, Some(help.to_string()));
        }
        Window {
            name: entry.key.to_string(),
            clock: clock.flatten().unwrap_or(Clock::Utc),
            weekdays: weekdays.unwrap_or_default(),
            hours: hours.unwrap_or_default(),
            span: entry.key_span,
        }
    }

    fn clock(&mut self, entry: &Entry<'_>) -> Option<Clock> {
        let text = self.word_at(entry)?.value;
        let clock = match text {
            "utc" => Some(Clock::Utc),
            "as-stated" => Some(Clock::AsStated),
            _ => offset_minutes(text).map(Clock::Offset),
        };
        if clock.is_none() {
            let message = format!("`clock` cannot be {}", Quoted(text));
            self.fault(Code::UnknownWord, entry.span, message, Some(CLOCKS.to_string()));
        }
        clock
    }

    fn weekdays(&mut self, entry: &Entry<'_>) -> Vec<Weekday> {
        let Some(elements) = self.list(entry) else { return Vec::new() };
        if elements.is_empty() {
            self.empty(entry);
        }
        let words = Weekday::ALL.map(|day| (day.as_str(), day));
        let (mut seen, mut days) = (BTreeSet::new(), Vec::new());
        for element in &elements {
            let Some(day) = self.word(element, &words) else { continue };
            if seen.insert(day.value) {
                days.push(day.value);
            } else {
                let message = format!("`{}` is in this list twice", day.value);
                self.fault(Code::RepeatedName, day.span, message, Some("state it once".to_string()));
            }
        }
        days
    }

    fn hours(&mut self, entry: &Entry<'_>) -> Vec<Hours> {
        let Some(elements) = self.list(entry) else { return Vec::new() };
        if elements.is_empty() {
            self.empty(entry);
        }
        elements.iter().filter_map(|element| self.range(element)).collect()
    }

    fn range(&mut self, entry: &Entry<'_>) -> Option<Hours> {
        const EXAMPLE: &str = "write both, as in `{ from = 01:00:00, to = 04:00:00 }`";
        let (mut from, mut to) = (None, None);
        for field in self.table(entry)? {
            match field.key {
                "from" => from = Some(self.time(&field)),
                "to" => to = Some(self.time(&field)),
                _ => self.unknown_key(&field, "a range of hours", &["from", "to"]),
            }
        }
        for (key, stated) in [("from", from.is_some()), ("to", to.is_some())] {
            if !stated {
                let message = format!("this range of hours has no `{key}`");
                self.fault(Code::MissingKey, entry.span, message, Some(EXAMPLE.to_string()));
            }
        }
        let (from, to) = (from.flatten()?, to.flatten()?);
        // Midnight ends a day, too.
        let to = if to.nanoseconds() == 0 { TimeOfDay::END } else { to };
        if from >= to {
            let message = format!("the hours from {from} to {to} are none");
            let help = "write `from` before `to`; what crosses midnight is written as two ranges";
            self.fault(Code::InvalidHours, entry.span, message, Some(help.to_string()));
            return None;
        }
        Some(Hours { from, to })
    }

    /// A time of the day: hour, minute and second, without a date.
    fn time(&mut self, entry: &Entry<'_>) -> Option<TimeOfDay> {
        let written = match entry.value {
            DeValue::Datetime(written) if written.date.is_none() && written.offset.is_none() => written.time,
            _ => None,
        };
        let Some(time) = written else {
            self.wrong_type(entry, "a time of the day such as 01:00:00, without quotes");
            return None;
        };
        let length = entry.span.end.saturating_sub(entry.span.start);
        let (second, nanosecond) = (time.second.unwrap_or_default(), time.nanosecond.unwrap_or_default());
        let read = TimeOfDay::new(time.hour, time.minute, second, nanosecond);
        if read.is_none() || length > TIME_LENGTH_MAX {
            let what = if read.is_none() { "is not a time of the day" } else { "is finer than nanoseconds" };
            let help = Some("write hour, minute and second, such as 01:00:00".to_string());
            self.fault(Code::InvalidHours, entry.span, format!("{} {what}", Quoted(entry.key)), help);
        }
        read.filter(|_| length <= TIME_LENGTH_MAX)
    }

    /// The window that a condition asks about.
    pub(super) fn window_condition<'d>(
        &mut self,
        name: &'d str,
        inside: bool,
        span: Span,
        names: &mut Names<'d>,
    ) -> Option<Condition> {
        names.window_conditions.push((name, span));
        let Some(window) = self.windows.iter().find(|window| window.name == name) else {
            if self.seen.has_all_around() {
                self.unknown_window(name, span);
            }
            return None;
        };
        Some(Condition::Window { window: names.window(window), inside })
    }

    fn unknown_window(&mut self, name: &str, span: Span) {
        let known = || self.windows.iter().map(|window| window.name.as_str());
        let help = match nearest(name, known()) {
            Some(near) => format!("did you mean {}?", Quoted(near)),
            None if self.windows.is_empty() => format!("add a table `[windows.{name}]` to the sheet"),
            None => format!("the sheet declares {}", list(&known().take(12).collect::<Vec<_>>())),
        };
        self.fault(
            Code::UnknownName,
            span,
            format!("nothing declares the window {}", Quoted(name)),
            Some(help),
        );
    }

    /// A period has no instant that could lie in a window.
    pub(super) fn refuse_windows(&mut self, names: &Names<'_>) {
        for (name, span) in &names.window_conditions {
            let message = format!("a billing period does not lie in the window {}", Quoted(name));
            let help = Some("rate calls, with `basis = \"call\"`, or leave the condition out".to_string());
            self.fault(Code::WindowOfPeriod, *span, message, help);
        }
    }
}

impl<'d> Names<'d> {
    fn window(&mut self, window: &Arc<Window>) -> WindowId {
        let place = self.windows.iter().position(|known| known.name == window.name);
        WindowId::at(place.unwrap_or_else(|| {
            self.windows.push(Arc::clone(window));
            self.windows.len().saturating_sub(1)
        }))
    }
}

/// Minutes east of UTC: a sign, two digits, a colon and two digits.
fn offset_minutes(text: &str) -> Option<i16> {
    let (sign, rest) = text.split_at_checked(1)?;
    let (hours, minutes) = rest.split_once(':')?;
    let two_digits = |part: &str, end: i16| {
        let digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<i16>().ok().filter(|number| digits && *number < end)
    };
    let east = two_digits(hours, 24)?.checked_mul(60)?.checked_add(two_digits(minutes, 60)?)?;
    match sign {
        "+" => Some(east),
        "-" => east.checked_neg(),
        _ => None,
    }
}
