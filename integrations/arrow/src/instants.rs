//! When calls were made: timestamps with a zone, or texts.

use std::borrow::Cow;

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
};
use arrow_schema::{DataType, TimeUnit};
use pricesheet::{Instant, StatedInstant};
use pricesheet_records::{Zone, ZoneError};

use crate::column::Column;
use crate::texts::Texts;

/// The instant of each row.
#[derive(Debug)]
pub(crate) enum Instants<'b> {
    Ticks(Ticks<'b>),
    /// By RFC 3339, or text that is not an instant.
    Texts(Texts<'b>),
}

/// Ticks since 1970-01-01T00:00:00Z, as clocks of a zone show them.
#[derive(Debug)]
pub(crate) struct Ticks<'b> {
    pub(crate) ticks: &'b [i64],
    pub(crate) unit: TimeUnit,
    pub(crate) zone: &'b Zone,
    pub(crate) column: &'b Column,
}

/// The zone of timestamps: a name, or an offset with or without a colon and minutes.
pub(crate) fn zone(text: &str) -> Result<Zone, ZoneError> {
    let offset = match text.strip_prefix(['+', '-']) {
        Some(digits) if digits.is_ascii() => match digits.len() {
            2 => Some(format!("{text}:00")),
            4 => text.split_at_checked(3).map(|(hours, minutes)| format!("{hours}:{minutes}")),
            _ => None,
        },
        _ if matches!(text, "Z" | "z") => Some("UTC".to_string()),
        _ => None,
    };
    offset.as_deref().unwrap_or(text).parse()
}

impl<'b> Instants<'b> {
    /// None where the column is not one of instants.
    pub(crate) fn of(column: &'b Column, zone: Option<&'b Zone>) -> Option<Self> {
        let array: &'b dyn Array = &*column.array;
        let DataType::Timestamp(unit, _) = array.data_type() else {
            return Texts::of(array, column.nulls.as_ref()).map(Instants::Texts);
        };
        let ticks: &'b [i64] = match unit {
            TimeUnit::Second => array.as_primitive_opt::<TimestampSecondType>()?.values(),
            TimeUnit::Millisecond => array.as_primitive_opt::<TimestampMillisecondType>()?.values(),
            TimeUnit::Microsecond => array.as_primitive_opt::<TimestampMicrosecondType>()?.values(),
            TimeUnit::Nanosecond => array.as_primitive_opt::<TimestampNanosecondType>()?.values(),
        };
        Some(Instants::Ticks(Ticks { ticks, unit: *unit, zone: zone?, column }))
    }

    /// What a row states as its instant, as a text; one that is not an instant where there is no such instant.
    pub(crate) fn text(&self, row: usize) -> Option<Cow<'b, str>> {
        match self {
            Instants::Texts(texts) => texts.get(row).map(Cow::Borrowed),
            Instants::Ticks(ticks) => {
                let tick = ticks.ticks.get(row).filter(|_| !ticks.column.is_null(row))?;
                let stated = ticks.stated(*tick);
                Some(stated.map_or_else(|| tick.to_string(), |stated| stated.to_string()).into())
            }
        }
    }
}

impl Instants<'_> {
    /// The instant of a row, where it states one.
    pub(crate) fn instant(&self, row: usize) -> Option<Instant> {
        match self {
            Instants::Texts(texts) => Some(texts.get(row)?.parse::<StatedInstant>().ok()?.instant()),
            Instants::Ticks(ticks) => {
                let tick = ticks.ticks.get(row).filter(|_| !ticks.column.is_null(row))?;
                instant(*tick, ticks.unit)
            }
        }
    }

    /// What a row states, where that is a tick beyond the years 0 to 9999.
    pub(crate) fn beyond_the_years(&self, row: usize) -> Option<String> {
        let Instants::Ticks(ticks) = self else { return None };
        let tick = ticks.ticks.get(row).filter(|_| !ticks.column.is_null(row))?;
        let unit = match ticks.unit {
            TimeUnit::Second => "seconds",
            TimeUnit::Millisecond => "milliseconds",
            TimeUnit::Microsecond => "microseconds",
            TimeUnit::Nanosecond => "nanoseconds",
        };
        ticks.stated(*tick).is_none().then(|| format!("{tick} {unit} since 1970"))
    }
}

impl Ticks<'_> {
    /// An instant as clocks of the zone show it; none beyond the years 0 to 9999.
    pub(crate) fn stated(&self, tick: i64) -> Option<StatedInstant> {
        let instant = instant(tick, self.unit)?;
        StatedInstant::new(instant, self.zone.offset_minutes(instant)).ok()
    }
}

fn instant(tick: i64, unit: TimeUnit) -> Option<Instant> {
    match unit {
        TimeUnit::Second => Instant::from_unix_seconds(tick),
        TimeUnit::Millisecond => Instant::from_unix_milliseconds(tick),
        TimeUnit::Microsecond => Instant::from_unix_nanoseconds(i128::from(tick).checked_mul(1_000)?),
        TimeUnit::Nanosecond => Instant::from_unix_nanoseconds(tick.into()),
    }
    .ok()
}
