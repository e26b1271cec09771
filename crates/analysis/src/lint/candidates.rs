//! Which divisions of whole counts suffice to find usage that is cheaper split.
//!
//! A split is cheaper where T(a) + T(b) < T(c), with T(n) the total of `n` and c = a + b. Between two bounds T is linear but
//! for the steps of its increments, and so it is linear in multiples of their common period P. Hence, of a cheaper split:
//!
//! - Keep one of a, b and c and move the other two by 1 in the same way. The saving changes by a constant, so in one
//!   direction it does not shrink until one of the two meets the edge of a step. Repeat with that one kept: two of the
//!   three can be taken to be at edges.
//! - Keep one and move the other two by P, which keeps edges at edges. For the same reason, two of the three can be taken to
//!   be within P of a bound.
//!
//! So one of the three is at an edge and near a bound; another is near a bound; and that one or the third is at an edge.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::ops::RangeInclusive;

use pricesheet::Decimal;

use super::number::{add, to_integers};
use super::points::{self, Course};
use pricesheet::rounding::{Rounding, RoundingMode};
use pricesheet::sheet::{Endpoint, Quantity, QuantityId};

/// How many counts near bounds are combined, from the smallest on.
const NEAR_MAX: usize = 128;
/// How many steps on either side of a bound are near it. Only increments with a large common period need more.
const STEPS_MAX: u128 = 16;

/// What to divide.
pub(super) struct Candidates {
    /// Counts near bounds, at the edges of steps.
    near: Vec<u128>,
    /// Wholes, from the smallest on, and a part of each that is at most half of it.
    pub(super) divisions: BTreeSet<(u128, u128)>,
    /// Whether these are all that have to be looked at, within the limits of this file.
    pub(super) complete: bool,
}

impl Candidates {
    pub(super) fn of(endpoint: &Endpoint, id: QuantityId, quantity: &Quantity, course: &Course) -> Self {
        let steps = steps(endpoint, id, quantity);
        let (reach, mut complete) = reach(endpoint, id, quantity, &steps);
        let mut windows = windows(&course.bounds, reach);
        // A bound itself belongs to either side of it.
        let sides = |bound: &u128| bound.saturating_sub(1)..=bound.saturating_add(1);
        let mut near: BTreeSet<u128> = course.bounds.iter().chain([&0]).flat_map(sides).collect();
        near.extend(windows.iter().flat_map(|window| edges(&steps, window.clone())));
        near.remove(&0);
        complete &= near.len() <= NEAR_MAX;
        let near: Vec<u128> = near.into_iter().take(NEAR_MAX).collect();
        let last = near.last().copied().unwrap_or_default();
        windows.retain(|window| *window.start() <= last);
        if let Some(window) = windows.last_mut() {
            *window = *window.start()..=last.min(*window.end());
        }
        let mut divisions = BTreeSet::new();
        let mut add = |whole: Option<u128>, part: Option<u128>| {
            if let Some((whole, part)) = whole.zip(part).filter(|(whole, part)| *part > 0 && part < whole) {
                let rest = whole.saturating_sub(part);
                divisions.insert((whole, part.min(rest)));
            }
        };
        for count in near.iter().copied() {
            for other in near.iter().copied() {
                add(count.checked_add(other), Some(count));
                add(Some(count), Some(other));
            }
            for (low, high) in windows.iter().map(|window| (*window.start(), *window.end())) {
                // The third is at an edge, and the other one is in the window: as the whole, as a part of this count, or as
                // the other part of the third.
                let [low_rest, high_rest] = [low, high].map(|end| end.saturating_sub(count));
                edges(&steps, low_rest..=high_rest)
                    .for_each(|third| add(count.checked_add(third), Some(third)));
                let [high_rest, low_rest] = [low, high].map(|end| count.saturating_sub(end));
                edges(&steps, low_rest..=high_rest).for_each(|third| add(Some(count), Some(third)));
                let [low_sum, high_sum] = [low, high].map(|end| end.saturating_add(count));
                edges(&steps, low_sum..=high_sum).for_each(|third| add(Some(third), Some(count)));
            }
        }
        Candidates { near, divisions, complete }
    }

    /// Counts whose totals determine all others: none, those near bounds, and one beyond them for the last slope.
    pub(super) fn determining(&self) -> impl Iterator<Item = u128> {
        let beyond = self.near.last().and_then(|last| last.checked_mul(2));
        core::iter::once(0).chain(self.near.iter().copied()).chain(beyond)
    }
}

/// The steps of an increment: one ends at every `to` from an offset on. Lengths are integers in a common fraction of a
/// count.
struct Steps {
    to: u128,
    offset: u128,
    /// The length of one of the quantity.
    one: u128,
    mode: RoundingMode,
}

impl Steps {
    /// Increments of `to`, in counts that are the quantity times a weight, less an offset.
    fn of(increment: Rounding, offset: Decimal, weight: Decimal) -> Option<Self> {
        let [to, offset, one] = to_integers([increment.to, offset, weight])?;
        let mode = increment.mode;
        // Twice as fine, so that half a step is an integer.
        let [to, offset, one] = [to, offset, one].map(|value| value.checked_mul(2));
        Some(Steps { to: to?, offset: offset?, one: one?, mode })
    }

    /// The smallest whole number of the quantity that is a whole number of steps.
    fn period(&self) -> Option<u128> {
        self.to.checked_div(greatest_common_divisor(self.to, self.one))
    }

    /// The length of a step in whole counts, rounded up.
    fn width(&self) -> u128 {
        self.to.div_ceil(self.one)
    }

    /// The last count of a step and the first of the next one, by the place of the step.
    fn edge(&self, place: u128) -> Option<RangeInclusive<u128>> {
        let (down, half) = match self.mode {
            RoundingMode::Up => (false, 0),
            RoundingMode::Down => (true, 0),
            RoundingMode::HalfUp | RoundingMode::HalfDown | RoundingMode::HalfEven => {
                (true, self.to.checked_div(2)?)
            }
        };
        let at = self.to.checked_mul(place)?.checked_add(self.offset)?.checked_add(half)?;
        let (whole, cut) = (at.checked_div(self.one)?, at.checked_rem(self.one)? != 0);
        // Where it is rounded down, and at a tie, the bound itself may begin the next step.
        let last = if down && !cut { whole.saturating_sub(1) } else { whole };
        Some(last..=whole.checked_add(1)?)
    }

    /// The counts of a window that are at the edge of a step.
    fn edges(&self, window: RangeInclusive<u128>) -> impl Iterator<Item = u128> {
        let from = window.start().saturating_mul(self.one).saturating_sub(self.offset);
        let first = from.checked_div(self.to).unwrap_or_default().saturating_sub(1);
        // Steps shorter than one count: one edge in every count suffices.
        let stride = self.one.div_ceil(self.to);
        let places = core::iter::successors(Some(first), move |place| place.checked_add(stride));
        let last = *window.end();
        let edges =
            places.map_while(move |place| self.edge(place)).take_while(move |edge| *edge.start() <= last);
        edges.flatten().filter(move |count| *count > 0 && window.contains(count))
    }
}

fn edges(steps: &[Steps], window: RangeInclusive<u128>) -> impl Iterator<Item = u128> {
    steps.iter().flat_map(move |steps| steps.edges(window.clone()))
}

/// The increments whose edges show in totals: between those of the quantity's own increment there are no others.
fn steps(endpoint: &Endpoint, id: QuantityId, quantity: &Quantity) -> Vec<Steps> {
    match quantity.increment {
        Some(increment) => Steps::of(increment, Decimal::ZERO, Decimal::ONE).into_iter().collect(),
        None => charged_steps(endpoint, id),
    }
}

/// The increments of the charges that read a quantity, and of their tiers.
fn charged_steps(endpoint: &Endpoint, quantity: QuantityId) -> Vec<Steps> {
    let mut found = Vec::new();
    for charge in &endpoint.charges {
        let Some(weight) = points::weight(endpoint, charge, quantity) else { continue };
        for rate in &charge.rates {
            let of_rate = rate.increment.and_then(|increment| Steps::of(increment, rate.included, weight));
            found.extend(of_rate);
            let mut start = Decimal::ZERO;
            for tier in rate.pricing.tiers() {
                let offset = add(rate.included, start);
                let increment = tier.increment.zip(offset);
                found.extend(increment.and_then(|(increment, offset)| Steps::of(increment, offset, weight)));
                start = tier.up_to.unwrap_or(start);
            }
        }
    }
    found
}

/// How far a count near a bound is from it: each of two roundings moves the bound by less than a step, and one common
/// period of all increments follows. And whether that is within the limit.
fn reach(endpoint: &Endpoint, id: QuantityId, quantity: &Quantity, seen: &[Steps]) -> (u128, bool) {
    let own = quantity.increment.and_then(|increment| Steps::of(increment, Decimal::ZERO, Decimal::ONE));
    let all: Vec<Steps> = charged_steps(endpoint, id).into_iter().chain(own).collect();
    let multiple = |common: u128, steps: &Steps| {
        let period = steps.period()?;
        common.checked_div(greatest_common_divisor(common, period))?.checked_mul(period)
    };
    let period = all.iter().try_fold(1, multiple).unwrap_or(u128::MAX);
    let widest = all.iter().map(Steps::width).max().unwrap_or_default();
    let smallest = seen.iter().map(Steps::width).min().unwrap_or(1);
    let (wanted, most) =
        (period.saturating_add(widest.saturating_mul(2)), smallest.saturating_mul(STEPS_MAX));
    // Without increments every count is at an edge, and those beside the bounds suffice.
    (wanted.min(most), wanted <= most || all.is_empty())
}

/// What is near bounds, overlapping ranges as one.
fn windows(bounds: &BTreeSet<u128>, reach: u128) -> Vec<RangeInclusive<u128>> {
    let mut windows: Vec<RangeInclusive<u128>> = Vec::new();
    // Zero is a bound, too: no part is below it.
    for bound in core::iter::once(&0).chain(bounds) {
        let (low, high) = (bound.saturating_sub(reach), bound.saturating_add(reach));
        match windows.last_mut() {
            Some(last) if low <= *last.end() => *last = *last.start()..=high,
            _ => windows.push(low..=high),
        }
    }
    windows
}

fn greatest_common_divisor(mut left: u128, mut right: u128) -> u128 {
    while let Some(rest) = left.checked_rem(right) {
        (left, right) = (right, rest);
    }
    left
}
