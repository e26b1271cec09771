//! Quantities that some charges add and others take off, in which the total is convex: as cached tokens, which are taken
//! off those at the full price.
//!
//! A convex function has its maximum at a corner. So in the dearest use each of these quantities is at an end of its own
//! range, and one of them at an end of what the others leave it.

use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::HoldError;
use super::most::{Steps, Uses, first};
use crate::afford::shape::{Direction, convex, counted_places, direction};
use crate::exact::{Exact, Stated};
use crate::rules::{Selection, counts_below_zero};
use crate::sheet::{Charge, QuantityId};

/// The quantities, by their places, whose counts are sought at the corners.
pub(super) struct ConvexQuantities {
    places: Vec<QuantityId>,
}

/// Sees to a use, by the counts of all quantities.
type Visitor<'v> = dyn FnMut(&[Decimal]) -> Result<(), HoldError> + 'v;

impl ConvexQuantities {
    pub(super) fn of(uses: &Uses<'_>) -> Self {
        let endpoint = uses.endpoint;
        let decimals = counted_places(endpoint, uses.steps.iter().map(|steps| steps.scale));
        let is_convex = |place: &QuantityId| {
            let mut charges = endpoint.charges.iter().filter(|charge| charge.reads(*place));
            // What is derived may multiply several of them.
            let derived =
                || endpoint.derived.iter().any(|derived| derived.parts().any(|part| part == *place));
            !derived()
                && uses.steps.get(place.index()).is_some_and(|steps| steps.last > 0)
                && direction(uses.endpoint, *place) == Direction::Mixed
                && !charges.any(|charge| uses.is_uneven(charge))
                && convex(uses.endpoint, *place, &decimals)
        };
        let mut places: Vec<QuantityId> = QuantityId::first(uses.steps.len()).filter(is_convex).collect();
        if !together(uses, &places) {
            // One alone is always such a quantity, whatever the others are: the one with the most counts.
            let most = places
                .iter()
                .copied()
                .max_by_key(|place| uses.steps.get(place.index()).map(|steps| steps.last));
            places = most.into_iter().collect();
        }
        ConvexQuantities { places }
    }

    /// None of them.
    pub(super) fn none() -> Self {
        ConvexQuantities { places: Vec::new() }
    }

    pub(super) fn has(&self, place: QuantityId) -> bool {
        self.places.contains(&place)
    }

    /// Every corner, the counts of the other quantities being what they are.
    pub(super) fn visit(
        &self,
        uses: &Uses<'_>,
        counts: &mut [Decimal],
        visitor: &mut Visitor<'_>,
    ) -> Result<(), HoldError> {
        if self.places.is_empty() {
            return visitor(counts);
        }
        for last in &self.places {
            let others: Vec<QuantityId> = self.places.iter().copied().filter(|place| place != last).collect();
            self.visit_ends(uses, &others, *last, counts, visitor)?;
        }
        Ok(())
    }

    /// All ends of the first of these quantities, each with all ends of the others, and of the last one.
    fn visit_ends(
        &self,
        uses: &Uses<'_>,
        others: &[QuantityId],
        last: QuantityId,
        counts: &mut [Decimal],
        visitor: &mut Visitor<'_>,
    ) -> Result<(), HoldError> {
        let (place, rest) = match others.split_first() {
            Some((place, rest)) => (*place, Some(rest)),
            None => (last, None),
        };
        // What several of them share is left to the last one.
        let alone = |charge: &Charge| self.read_by(charge).count() == 1;
        let ends = ends(uses, place, counts, |charge| rest.is_none() || alone(charge));
        for end in ends {
            if let Some(count) = counts.get_mut(place.index()) {
                *count = end;
            }
            match rest {
                Some(rest) => self.visit_ends(uses, rest, last, counts, visitor)?,
                None => visitor(counts)?,
            }
        }
        Ok(())
    }

    fn read_by(&self, charge: &Charge) -> impl Iterator<Item = QuantityId> {
        self.places.iter().copied().filter(|place| charge.reads(*place))
    }
}

/// Whether the total is convex in these quantities together: no charge multiplies two of them, and what they have to share, each
/// counting alike, is the count of one charge. Then every corner has whole steps.
fn together(uses: &Uses<'_>, places: &[QuantityId]) -> bool {
    let shares = |charge: &&Charge| places.iter().filter(|place| charge.reads(**place)).count() > 1;
    let shared = || uses.endpoint.charges.iter().filter(shares);
    let multiplied =
        |charge: &Charge| places.iter().filter(|place| charge.quantity.contains(place)).count() > 1;
    let mut limited = shared().filter(|charge| !charge.minus.is_empty());
    let alike = limited.next().is_none_or(|charge| counts_alike(uses, charge, places));
    alike && limited.next().is_none() && !shared().any(multiplied)
}

/// Whether a step of each of these quantities that a charge reads changes its count by as much.
fn counts_alike(uses: &Uses<'_>, charge: &Charge, places: &[QuantityId]) -> bool {
    let step = |place: QuantityId| {
        let of_factor = (charge.quantity == [place]).then_some(Decimal::ONE);
        let weights = charge.plus.iter().chain(&charge.minus).filter(|weight| weight.quantity == place);
        let mut all = of_factor.into_iter().chain(weights.map(|weight| weight.weight));
        let (Some(weight), None) = (all.next(), all.next()) else { return None };
        let Exact { mantissa, scale } = Stated::of(weight).normalized();
        Some((mantissa, uses.steps.get(place.index())?.scale.checked_add(scale)?))
    };
    let mut steps = places.iter().filter(|place| charge.reads(**place)).map(|place| step(*place));
    let first = steps.next().flatten();
    first.is_some() && steps.all(|other| other == first)
}

/// The first and the last count of a quantity, and those beside the ones at which a condition changes its answer, of those
/// that leave all charges of a kind their counts.
fn ends(
    uses: &Uses<'_>,
    place: QuantityId,
    counts: &mut [Decimal],
    of_kind: impl Fn(&Charge) -> bool,
) -> Vec<Decimal> {
    let Some(steps) = uses.steps.get(place.index()) else { return Vec::new() };
    let (mut low, mut high) = (0, steps.last);
    for (at, charge) in uses.endpoint.charges.iter().enumerate() {
        if charge.minus.is_empty() || !charge.reads(place) || !of_kind(charge) {
            continue;
        }
        let mut has_count = |step: u128| {
            put(counts, place, steps, step);
            !counts_below_zero(uses.endpoint, Selection::new(uses.options, counts), at)
        };
        match (has_count(0), has_count(steps.last)) {
            (true, true) => {}
            (true, false) => {
                let beyond = first(steps.last, |step| !has_count(step));
                high = high.min(beyond.saturating_sub(1));
            }
            (false, true) => low = low.max(first(steps.last, has_count)),
            (false, false) => return Vec::new(),
        }
    }
    let mut ends = Vec::from([low, high]);
    for start in uses.starts(place) {
        ends.extend([start.saturating_sub(1), start]);
    }
    ends.retain(|end| (low..=high).contains(end));
    ends.sort_unstable();
    ends.dedup();
    ends.into_iter().map(|end| steps.count(end)).collect()
}

fn put(counts: &mut [Decimal], place: QuantityId, steps: &Steps, step: u128) {
    if let Some(count) = counts.get_mut(place.index()) {
        *count = steps.count(step);
    }
}
