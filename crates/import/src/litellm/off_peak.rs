//! Prices at times of the day, as LiteLLM writes them: `"hours_utc": ["16:30-00:30"]`, every day or by the day of the week.

use super::entry::OffPeak;
use super::keys;
use crate::amount::{amount, shifted};
use crate::error::Fault;
use crate::json::{Object, Value};
use crate::report::{Kind, Report};
use crate::sheet::Windows;
use crate::window::{WEEKDAYS, Window, second_of_day};

/// The windows, each with all prices that hold in it. What the block does not state is as at any other time.
pub(crate) fn read(
    value: &Value<'_>,
    name: &str,
    windows: &mut Windows,
    report: &mut Report,
) -> Result<Vec<OffPeak>, Fault> {
    let object = value.object()?;
    if let Some(zone) =
        object.get("weekday_timezone").filter(|zone| zone.text().ok().as_deref() != Some("UTC"))
    {
        let fault =
            Fault::not_expressed(&zone.path, format!("days of the week in the zone {}", zone.written()));
        return Err(fault.with_help("a sheet's windows are in UTC, or at a fixed offset from it"));
    }
    let mut prices = Vec::new();
    for (key, value) in object.members() {
        match keys::parse(key) {
            Some(key) if key.above.is_none() && key.tier.is_none() && key.resolution.is_none() => {
                let power = if key.count.per == 1 { 0 } else { 6 };
                prices.push((key.count, shifted(amount(&value)?, power, &value.path)?));
            }
            _ if matches!(key, "hours_utc" | "windows" | "weekday_timezone") => {}
            _ => report.tell(Kind::NotExpressed, format!("`{key}` off peak"), name, &value.path),
        }
    }
    let mut found = Vec::new();
    if let Some(hours) = object.get("hours_utc") {
        found.push(Window::new(&ranges(&hours)?, Vec::new()));
    }
    for rule in object.get("windows").map(|rules| rules.list()).transpose()?.unwrap_or_default() {
        let rule = rule.object()?;
        found.push(Window::new(&ranges(&rule.require("hours_utc")?)?, weekdays(&rule)?));
    }
    let mut named = Vec::new();
    for window in found {
        let window = windows.name(&window).ok_or_else(|| {
            Fault::not_expressed(&value.path, "a time of the day more than a sheet holds")
                .with_help("a sheet has up to 64 windows")
        })?;
        named.push(OffPeak { name: window, prices: prices.clone() });
    }
    Ok(named)
}

/// One range, or a list of them.
fn ranges(value: &Value<'_>) -> Result<Vec<(u32, u32)>, Fault> {
    let texts = if value.is_list() { value.list()? } else { vec![value.clone()] };
    let range = |value: &Value<'_>| {
        let text = value.text()?;
        let times = text
            .split_once('-')
            .and_then(|(from, to)| Some((second_of_day(from.trim())?, second_of_day(to.trim())?)));
        times.ok_or_else(|| Fault::new(&value.path, format!("`{text}` is not a range such as `16:30-00:30`")))
    };
    texts.iter().map(range).collect()
}

/// Days by number, Monday being 1, or by name.
fn weekdays(rule: &Object<'_>) -> Result<Vec<usize>, Fault> {
    let Some(days) = rule.get("weekdays") else { return Ok(Vec::new()) };
    let day = |value: &Value<'_>| {
        let number =
            value.number().and_then(|text| text.parse::<usize>().ok()).and_then(|day| day.checked_sub(1));
        let named = || {
            let text = value.text().ok()?.trim().to_lowercase();
            WEEKDAYS.iter().position(|day| text.starts_with(day))
        };
        let day = number.or_else(named).filter(|day| *day < WEEKDAYS.len());
        day.ok_or_else(|| Fault::new(&value.path, format!("{} is not a day of the week", value.written())))
    };
    let mut days: Vec<usize> = days.list()?.iter().map(day).collect::<Result<_, _>>()?;
    days.sort_unstable();
    days.dedup();
    Ok(days)
}
