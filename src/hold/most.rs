//! The dearest of all uses up to some counts.
//!
//! Between the counts at which a condition changes its answer or a count passes a tier, a total rises in the quantities
//! that charges add and falls in those that they take off, so the dearest use has its counts beside such places. A
//! quantity that does both has its count at an end of what others leave it, where the total is [convex](super::convex) in it.
//! Otherwise, and where it shares an uneven charge with another one, it is tried count by count.

use alloc::vec::Vec;
use core::slice;

use rust_decimal::Decimal;

use super::convex::ConvexQuantities;
use super::{HoldError, PRICES_MAX};
use crate::afford::shape::{Direction, changes, comparisons, derived_comparisons, direction};
use crate::exact::{Exact, Stated, Wide};
use crate::price_sheet::EndpointPricer;
use crate::rules::{self, Fault, OptionBits, Selection, Setting, Unobserved};
use crate::sheet::{Charge, Comparison, Condition, Endpoint, Pricing, QuantityId, Share, Tiering};

/// The most that so many calls cost with these options and with each count from 0 to the one given; none where none of them
/// has a price.
pub(super) fn price(
    endpoint: EndpointPricer<'_>,
    options: OptionBits,
    counts: &[Decimal],
    calls: Decimal,
) -> Result<Option<Decimal>, HoldError> {
    let steps: Vec<Steps> = counts.iter().map(|count| Steps::to(*count)).collect();
    let uses = Uses { endpoint: endpoint.endpoint, options, counts, steps: &steps };
    let (convex, candidates, combinations) = uses.searched().ok_or(HoldError::TooMuchWork)?;

    let mut dearest = Dearest { endpoint, options, most: None, left: PRICES_MAX };
    let mut counts = counts.to_vec();
    for combination in 0..combinations {
        let mut rest = combination;
        for (count, own) in counts.iter_mut().zip(&candidates) {
            let (quotient, place) = (rest.checked_div(own.len()), rest.checked_rem(own.len()));
            if let Some(value) = place.and_then(|place| own.get(place)) {
                *count = *value;
            }
            rest = quotient.unwrap_or_default();
        }
        convex.visit(&uses, &mut counts, &mut |counts| dearest.price(counts))?;
    }
    Ok(dearest.most.map(|most| endpoint.priced().total(most, calls)).transpose()?)
}

/// The highest price so far, and how many more uses may be priced.
struct Dearest<'s> {
    endpoint: EndpointPricer<'s>,
    options: OptionBits,
    most: Option<Decimal>,
    left: u32,
}

impl Dearest<'_> {
    fn price(&mut self, counts: &[Decimal]) -> Result<(), HoldError> {
        self.left = self.left.checked_sub(1).ok_or(HoldError::TooMuchWork)?;
        match rules::price(self.endpoint.endpoint, Selection::new(self.options, counts), &mut Unobserved) {
            Ok(price) => self.most = self.most.max(Some(price)),
            // Nobody knows what smaller counts come to, beside one that is too large.
            Err(fault @ Fault::NotRepresentable(_)) => {
                return Err(self.endpoint.priced().name_fault(fault, Setting::NONE).into());
            }
            // A use that is an error costs nothing.
            Err(_) => {}
        }
        Ok(())
    }
}

/// The counts of a quantity: so many steps of one size.
#[derive(Debug, Clone, Copy)]
pub(super) struct Steps {
    pub(super) last: u128,
    pub(super) scale: u32,
}

impl Steps {
    fn to(count: Decimal) -> Self {
        let Stated { mantissa, scale } = Stated::of(count);
        Steps { last: mantissa, scale }
    }

    pub(super) fn count(&self, at: u128) -> Decimal {
        Exact { mantissa: at, scale: self.scale }.to_decimal().unwrap_or_default()
    }
}

/// All uses up to some counts.
pub(super) struct Uses<'a> {
    pub(super) endpoint: &'a Endpoint,
    pub(super) options: OptionBits,
    counts: &'a [Decimal],
    pub(super) steps: &'a [Steps],
}

impl Uses<'_> {
    /// The quantities in which the total is convex, the counts of the others among which the dearest use is, and how many
    /// combinations those have; none where there are too many.
    fn searched(&self) -> Option<(ConvexQuantities, Vec<Vec<Decimal>>, usize)> {
        // Finding the ends of a convex quantity takes as many counts as they have bits, in each combination.
        const SEARCH_PRICES: u32 = 128;
        let within = |convex: ConvexQuantities, limit: u32| {
            let candidates = QuantityId::first(self.counts.len()).map(|place| {
                if convex.has(place) { Some(Vec::from([Decimal::ZERO])) } else { self.candidates(place) }
            });
            let candidates = candidates.collect::<Option<Vec<_>>>()?;
            let combinations = candidates.iter().try_fold(1_usize, |all, own| all.checked_mul(own.len()))?;
            let few = u32::try_from(combinations).is_ok_and(|all| all <= limit);
            few.then_some((convex, candidates, combinations))
        };
        let at_corners = within(ConvexQuantities::of(self), PRICES_MAX.div_ceil(SEARCH_PRICES));
        at_corners.or_else(|| within(ConvexQuantities::none(), PRICES_MAX))
    }

    /// The counts of a quantity among which that of the dearest use is; none where there are too many.
    fn candidates(&self, place: QuantityId) -> Option<Vec<Decimal>> {
        let steps = self.steps.get(place.index())?;
        let mut places = Vec::from([0, steps.last]);
        if let Some(share) = self.plain_shares().find(|share| share.of == place || share.within == place) {
            // The most that can be due is all of it.
            let [of, within] = [share.of, share.within].map(|part| self.steps.get(part.index()));
            places.push(of?.last.min(within?.last));
        } else if self.shares_an_uneven_charge(place)
            || self.shares_a_comparison(place)
            || direction(self.endpoint, place) == Direction::Mixed
        {
            if steps.last >= u128::from(PRICES_MAX) {
                return None;
            }
            places = (0..=steps.last).collect();
        } else {
            let uneven =
                self.endpoint.charges.iter().enumerate().filter(|(_, charge)| self.is_uneven(charge));
            let passed = uneven
                .filter(|(_, charge)| self.endpoint.reads(charge, place))
                .flat_map(|(charge, of)| self.passed(place, *steps, charge, of));
            for start in self.starts(place).chain(passed).filter(|start| *start <= steps.last) {
                places.extend([start.saturating_sub(1), start]);
            }
        }
        places.sort_unstable();
        places.dedup();
        Some(places.into_iter().map(|at| steps.count(at)).collect())
    }

    /// The steps of a quantity at which a condition has another answer than before.
    pub(super) fn starts(&self, place: QuantityId) -> impl Iterator<Item = u128> {
        let steps = self.steps.get(place.index()).copied();
        let own = comparisons(self.endpoint, place);
        let own = own.filter_map(move |(comparison, bound)| start(comparison, Stated::of(bound), steps?));
        let derived = derived_comparisons(self.endpoint, place).filter_map(move |condition| {
            let (mut counts, steps) = (self.counts.to_vec(), steps?);
            changes(steps.last, |at| {
                if let Some(count) = counts.get_mut(place.index()) {
                    *count = steps.count(at);
                }
                rules::holds(self.endpoint, Selection::new(self.options, &counts), slice::from_ref(condition))
            })
        });
        own.chain(derived)
    }

    /// Whether a condition compares what is derived from this quantity and from another one that varies.
    fn shares_a_comparison(&self, place: QuantityId) -> bool {
        derived_comparisons(self.endpoint, place).any(|condition| match condition {
            Condition::Quantity { quantity, .. } => {
                let derived = self.endpoint.derived(*quantity);
                derived.is_some_and(|derived| derived.parts().filter(|part| self.varies(*part)).count() > 1)
            }
            _ => false,
        })
    }

    /// The shares whose quantities nothing else depends on: whatever the rest is, all of the amount can be due.
    fn plain_shares(&self) -> impl Iterator<Item = Share> {
        let endpoint = self.endpoint;
        endpoint.charges.iter().filter_map(|charge| charge.share).filter(move |share| {
            let [of, within] = [share.of, share.within].map(|part| {
                let reads = endpoint.charges.iter().flat_map(Charge::quantities_read);
                let alone = reads.filter(|read| endpoint.depends(*read, part)).count() == 1;
                let plain = endpoint
                    .quantities
                    .get(part.index())
                    .is_some_and(|of| of.at_least.is_none() && of.increment.is_none());
                let compared = comparisons(endpoint, part).next().is_some()
                    || derived_comparisons(endpoint, part).next().is_some();
                (alone && plain && !compared).then(|| self.steps.get(part.index()).map(|steps| steps.scale))
            });
            of.is_some() && of == within
        })
    }

    /// Whether the amount of a charge may fall or end as what it counts grows: at the bounds of volume tiers and of the last
    /// tier; where no row need hold, for then it has a price at a count of zero, which what is taken off may bring about; and
    /// where a share may become more than the whole.
    pub(super) fn is_uneven(&self, charge: &Charge) -> bool {
        let bounded = charge.rates.iter().any(|rate| tier_bounds(&rate.pricing).next().is_some());
        let sometimes = charge.rates.iter().all(|rate| !rate.when.is_empty());
        let shared = charge.share.is_some_and(|share| !self.plain_shares().any(|plain| plain == share));
        bounded || shared || (sometimes && !charge.minus.is_empty())
    }

    /// Whether a charge that may fall or end as its count grows reads another quantity, too.
    fn shares_an_uneven_charge(&self, place: QuantityId) -> bool {
        let uneven = self.endpoint.charges.iter().filter(|charge| self.is_uneven(charge));
        uneven.filter(|charge| self.endpoint.reads(charge, place)).any(|charge| self.varying(charge) > 1)
    }

    /// How many of the quantities that a charge reads can have more than one count. Those of a plain share only take a part of
    /// whatever the rest comes to.
    fn varying(&self, charge: &Charge) -> usize {
        let plain: Vec<Share> = self.plain_shares().collect();
        let varying = self.endpoint.quantity_ids().filter(|place| self.varies(*place));
        let counted = varying.filter(|place| {
            !plain.iter().any(|share| share.of == *place || share.within == *place)
                && self.endpoint.reads(charge, *place)
        });
        counted.count()
    }

    /// Whether a quantity can have more than one count.
    fn varies(&self, place: QuantityId) -> bool {
        self.steps.get(place.index()).is_some_and(|steps| steps.last > 0)
    }

    /// Where the count of a charge passes the bounds of its tiers, as a quantity grows.
    fn passed(&self, place: QuantityId, steps: Steps, charge: usize, of: &Charge) -> Vec<u128> {
        let falls = direction(self.endpoint, place) == Direction::Down;
        let mut passed = Vec::new();
        for (rate_place, rate) in of.rates.iter().enumerate() {
            for bound in tier_bounds(&rate.pricing) {
                let Some(bound) = Stated::of(bound).over::<Wide>() else { continue };
                let beyond = |at: u128| {
                    let mut counts = self.counts.to_vec();
                    if let Some(count) = counts.get_mut(place.index()) {
                        *count = steps.count(at);
                    }
                    let selection = Selection::new(self.options, &counts);
                    let billed = rules::billed::<Wide>(self.endpoint, selection, charge, rate_place);
                    // Too large to be told is beyond; taken off more than there is, it is not.
                    billed.map_or(!falls, |billed| billed.exceeds(bound))
                };
                let before = beyond(0);
                if beyond(steps.last) != before {
                    passed.push(first(steps.last, |at| beyond(at) != before));
                }
            }
        }
        passed
    }
}

/// The first place up to the last, where it is true, from which on something is true.
pub(super) fn first(last: u128, mut is_true: impl FnMut(u128) -> bool) -> u128 {
    let (mut low, mut high) = (0, last);
    while low < high {
        let middle = low.midpoint(high);
        if is_true(middle) {
            high = middle;
        } else {
            low = middle.saturating_add(1);
        }
    }
    low
}

/// The first step at which a comparison has another answer than before.
fn start(comparison: Comparison, bound: Stated, steps: Steps) -> Option<u128> {
    let bound = bound.normalized();
    // In steps: bound x 10^scale of the steps, as a fraction.
    let scaled = |exponent: u32| 10_u128.checked_pow(exponent);
    let (floor, exact) = match steps.scale.checked_sub(bound.scale) {
        Some(wider) => (bound.mantissa.checked_mul(scaled(wider)?)?, true),
        None => {
            let one = scaled(bound.scale.checked_sub(steps.scale)?)?;
            (bound.mantissa.checked_div(one)?, bound.mantissa.is_multiple_of(one))
        }
    };
    match comparison {
        Comparison::AtLeast | Comparison::Below if exact => Some(floor),
        _ => floor.checked_add(1),
    }
}

fn tier_bounds(pricing: &Pricing) -> impl Iterator<Item = Decimal> {
    let tiers = match pricing {
        Pricing::Unit(_) | Pricing::Table { .. } => &[][..],
        Pricing::Tiers { mode: Tiering::Graduated, tiers } => {
            tiers.last().map(slice::from_ref).unwrap_or_default()
        }
        Pricing::Tiers { mode: Tiering::Volume, tiers } => tiers,
    };
    tiers.iter().filter_map(|tier| tier.up_to)
}
