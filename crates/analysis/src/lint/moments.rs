//! When a call may be made, as far as the windows of its endpoint tell one instant from another.

use alloc::sync::Arc;
use alloc::vec::Vec;

use pricesheet::sheet::{Clock, Endpoint, Window};
use pricesheet::{Instant, StatedInstant};

/// Instants that are looked at; where windows have more bounds, nothing is said of which exclude each other.
const MOMENTS_MAX: usize = 4_096;

const NANOSECONDS_PER_MINUTE: i128 = 60_000_000_000;
const NANOSECONDS_PER_DAY: i128 = 1_440 * NANOSECONDS_PER_MINUTE;
const DAYS_PER_WEEK: i128 = 7;
/// A Monday: 2026-06-01T00:00:00Z.
const WEEK_START: i128 = 1_780_272_000_000_000_000;

/// In which windows a call lies that is made at one time.
#[derive(Debug, Clone)]
pub(super) struct Moment {
    inside: Vec<bool>,
    /// Such a time; none where it is not known that there is one.
    at: Option<StatedInstant>,
}

/// What is settled of when a call is made: whether it lies in each window of the endpoint.
#[derive(Debug, Clone)]
pub(super) struct When {
    settled: Vec<Option<bool>>,
    /// Every way in which a call may lie; none where there are too many to be looked at.
    moments: Option<Arc<[Moment]>>,
}

impl When {
    /// Nothing settled.
    pub(super) fn of(endpoint: &Endpoint) -> Self {
        When { settled: alloc::vec![None; endpoint.windows.len()], moments: moments(&endpoint.windows) }
    }

    /// Whether it lies in a window; none where that is open.
    pub(super) fn truth(&self, window: usize) -> Option<bool> {
        self.settled.get(window).copied().flatten()
    }

    /// Settles whether it lies in a window; false where it cannot.
    pub(super) fn settle(&mut self, window: usize, inside: bool) -> bool {
        let Some(place) = self.settled.get_mut(window) else { return false };
        if place.is_some_and(|is| is != inside) {
            return false;
        }
        *place = Some(inside);
        self.moments.as_ref().is_none_or(|moments| moments.iter().any(|moment| self.allows(moment)))
    }

    /// A time at which all of it is so.
    pub(super) fn example(&self) -> Option<StatedInstant> {
        if self.is_free() {
            return None;
        }
        let mut moments = self.moments.as_ref()?.iter();
        moments.find_map(|moment| moment.at.filter(|_| self.allows(moment)))
    }

    /// Whether no time need be stated.
    pub(super) fn is_free(&self) -> bool {
        self.settled.is_empty()
    }

    fn allows(&self, moment: &Moment) -> bool {
        self.settled
            .iter()
            .zip(&moment.inside)
            .all(|(settled, inside)| settled.is_none_or(|is| is == *inside))
    }
}

/// Between two bounds of windows nothing changes, so the bounds are all that is looked at.
fn moments(windows: &[Arc<Window>]) -> Option<Arc<[Moment]>> {
    let (fixed, stated): (Vec<_>, Vec<_>) =
        windows.iter().partition(|window| window.clock != Clock::AsStated);
    let (instants, walls) = (bounds(&fixed), bounds(&stated));
    if instants.len().checked_mul(walls.len())? > MOMENTS_MAX {
        return None;
    }
    let mut moments: Vec<Moment> = Vec::new();
    for instant in &instants {
        for wall in &walls {
            let moment = moment(windows, *instant, *wall)?;
            match moments.iter_mut().find(|known| known.inside == moment.inside) {
                None => moments.push(moment),
                Some(known) => known.at = known.at.or(moment.at),
            }
        }
    }
    Some(moments.into())
}

/// What windows say of a time of the week in UTC, where the wall that the usage shows has another one.
fn moment(windows: &[Arc<Window>], instant: i128, wall: i128) -> Option<Moment> {
    let at = |week_time: i128| Instant::from_unix_nanoseconds(WEEK_START.checked_add(week_time)?).ok();
    let (instant_at, wall_at) = (at(instant)?, at(wall)?);
    let inside = |window: &Arc<Window>| {
        let shown = if window.clock == Clock::AsStated { wall_at } else { instant_at };
        window.contains(shown.into())
    };
    // The same hour on another day of the wall is a week away at the most.
    let apart = wall.checked_sub(instant)?;
    let minutes = apart.checked_div(NANOSECONDS_PER_MINUTE).filter(|_| apart % NANOSECONDS_PER_MINUTE == 0);
    let offset = minutes.and_then(|minutes| i16::try_from(minutes).ok());
    let is_alike = windows.iter().all(|window| window.clock != Clock::AsStated);
    Some(Moment {
        inside: windows.iter().map(inside).collect(),
        at: if is_alike {
            Some(instant_at.into())
        } else {
            offset.and_then(|offset| StatedInstant::new(instant_at, offset).ok())
        },
    })
}

/// The times of the week, in nanoseconds since Monday, at which one of these windows begins or ends; Monday's midnight where
/// there is none. Of clocks that are ahead of UTC, in UTC.
fn bounds(windows: &[&Arc<Window>]) -> Vec<i128> {
    let week = DAYS_PER_WEEK.saturating_mul(NANOSECONDS_PER_DAY);
    let mut bounds = Vec::from([0]);
    for window in windows {
        let offset = match window.clock {
            Clock::Offset(minutes) => i128::from(minutes).saturating_mul(NANOSECONDS_PER_MINUTE),
            Clock::Utc | Clock::AsStated => 0,
        };
        let hours = window.hours.iter().flat_map(|hours| [hours.from, hours.to]);
        let times = hours.map(|time| i128::from(time.nanoseconds())).chain([0]);
        for time in times {
            for day in 0..DAYS_PER_WEEK {
                let of_clock = day.saturating_mul(NANOSECONDS_PER_DAY).saturating_add(time);
                bounds.push(of_clock.saturating_sub(offset).rem_euclid(week));
            }
            if bounds.len() > MOMENTS_MAX {
                bounds.sort_unstable();
                bounds.dedup();
            }
        }
    }
    bounds.sort_unstable();
    bounds.dedup();
    bounds
}
