//! When calls were made, as a column of the engine.

use arrow_schema::TimeUnit;
use pricesheet::sheet::Clock as WindowClock;
use pricesheet::{InstantColumn, PriceBook, StatedInstant, Validity};

use crate::instants::{Instants, Ticks};

/// The instants of rows, where windows or the choice of a sheet ask for them.
#[derive(Debug)]
pub(crate) enum Clock<'s> {
    /// Nothing asks.
    Unasked,
    Ticks {
        ticks: &'s Ticks<'s>,
        clocks: Clocks,
    },
    /// Of texts: nanoseconds, and minutes ahead of UTC; a text that is not an instant has a tick that is none.
    Texts {
        nanoseconds: Vec<i128>,
        minutes: Vec<i16>,
        stated: Vec<bool>,
    },
}

/// How far clocks are ahead of UTC.
#[derive(Debug)]
pub(crate) enum Clocks {
    Same(i16),
    Each(Vec<i16>),
}

impl<'s> Clock<'s> {
    pub(crate) fn of(book: &PriceBook, at: Option<&'s Instants<'s>>, rows: usize) -> Self {
        let endpoints = || book.sheets().iter().flat_map(|sheet| &sheet.model().endpoints);
        let asked = |_: &&Instants<'_>| {
            book.sheets().iter().any(|sheet| sheet.effective().is_some())
                || endpoints().any(|endpoint| !endpoint.windows.is_empty())
        };
        let Some(at) = at.filter(asked) else { return Clock::Unasked };
        match at {
            Instants::Ticks(ticks) => {
                let mut windows = endpoints().flat_map(|endpoint| &endpoint.windows);
                let by_wall = windows.any(|window| matches!(window.clock, WindowClock::AsStated));
                let clocks = match ticks.zone.fixed_offset_minutes() {
                    Some(minutes) => Clocks::Same(minutes),
                    None if !by_wall => Clocks::Same(0),
                    None => {
                        let minutes =
                            |tick: &i64| ticks.stated(*tick).map_or(0, StatedInstant::offset_minutes);
                        Clocks::Each(ticks.ticks.iter().map(minutes).collect())
                    }
                };
                Clock::Ticks { ticks, clocks }
            }
            Instants::Texts(texts) => {
                let (mut nanoseconds, mut minutes, mut stated) = (Vec::new(), Vec::new(), Vec::new());
                for row in 0..rows {
                    let text = texts.get(row);
                    let at = text.and_then(|text| text.parse::<StatedInstant>().ok());
                    nanoseconds.push(at.map_or(i128::MAX, |at| at.instant().unix_nanoseconds()));
                    minutes.push(at.map_or(0, StatedInstant::offset_minutes));
                    stated.push(text.is_some());
                }
                Clock::Texts { nanoseconds, minutes, stated }
            }
        }
    }

    pub(crate) fn column(&self) -> Option<InstantColumn<'_>> {
        Some(match self {
            Clock::Unasked => return None,
            Clock::Texts { nanoseconds, minutes, stated } => {
                InstantColumn::nanoseconds(nanoseconds).offsets(minutes).validity(stated)
            }
            Clock::Ticks { ticks, clocks } => {
                let column = match ticks.unit {
                    TimeUnit::Second => InstantColumn::seconds(ticks.ticks),
                    TimeUnit::Millisecond => InstantColumn::milliseconds(ticks.ticks),
                    TimeUnit::Microsecond => InstantColumn::microseconds(ticks.ticks),
                    TimeUnit::Nanosecond => InstantColumn::nanoseconds(ticks.ticks),
                };
                let column = match clocks {
                    Clocks::Same(minutes) => column.offset_minutes(*minutes),
                    Clocks::Each(minutes) => column.offsets(minutes),
                };
                match &ticks.column.nulls {
                    Some(nulls) => column.validity(Validity::bits(nulls.validity(), nulls.offset())),
                    None => column,
                }
            }
        })
    }
}
