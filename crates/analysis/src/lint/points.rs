//! Where a price may change its course as one quantity grows: the bounds of conditions and tiers, what is included, and
//! what counts are raised or rounded to, told in whole counts of the quantity.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use pricesheet::Decimal;

use super::number::{add, divide, floor, multiply};
use pricesheet::diagnostics::Span;
use pricesheet::sheet::{
    Charge, ChargeRate, Condition, Derivation, Endpoint, OptionRule, Quantity, QuantityId,
};

/// What begins at a point: the place to report, and its charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Owner {
    pub(super) span: Span,
    pub(super) charge: Option<usize>,
}

/// Whole counts, each the last one before something begins or the first one after; and the first thing that does.
pub(super) type Points = BTreeMap<u128, Owner>;

/// The course of a price as one quantity grows.
pub(super) struct Course {
    /// Counts to compare prices at, in whichever way a count is rounded on its way to a bound.
    pub(super) points: Points,
    /// The bounds themselves, in whole counts of the quantity.
    pub(super) bounds: BTreeSet<u128>,
    /// Whether these are all the points.
    pub(super) complete: bool,
}

/// Where the price changes its course; points up to a limit, the smallest first.
pub(super) fn of(endpoint: &Endpoint, id: QuantityId, quantity: &Quantity, points_max: usize) -> Course {
    let mut found = Finder { endpoint, id, quantity, points: Points::new(), bounds: BTreeSet::new() };
    for rate in &endpoint.rates {
        found.conditions(&rate.when, Owner { span: rate.span, charge: None });
    }
    found.options(&endpoint.options, None);
    for (at, charge) in endpoint.charges.iter().enumerate() {
        for rate in &charge.rates {
            found.conditions(&rate.when, Owner { span: rate.span, charge: Some(at) });
            found.rate(charge, rate, at);
        }
        found.options(&charge.options, Some(at));
    }
    let Finder { mut points, bounds, .. } = found;
    let complete = points.len() <= points_max;
    while points.len() > points_max {
        points.pop_last();
    }
    Course { points, bounds, complete }
}

struct Finder<'s> {
    endpoint: &'s Endpoint,
    id: QuantityId,
    quantity: &'s Quantity,
    points: Points,
    bounds: BTreeSet<u128>,
}

impl Finder<'_> {
    fn add(&mut self, bound: Decimal, owner: Owner) {
        let Some(at) = floor(bound) else { return };
        // The bound itself may belong to either side.
        for point in [at.checked_sub(1), Some(at), at.checked_add(1)].into_iter().flatten() {
            self.points.entry(point).or_insert(owner);
        }
    }

    fn bound(&mut self, bound: Decimal) {
        self.bounds.extend(floor(bound));
    }

    fn conditions(&mut self, when: &[Condition], owner: Owner) {
        for condition in when {
            if let Condition::Quantity { quantity, bound, .. } = condition
                && let Some(weight) = part(self.endpoint, *quantity, self.id)
                && let Some(bound) = per(*bound, weight)
            {
                self.add(bound, owner);
                self.bound(bound);
            }
        }
    }

    fn options(&mut self, rules: &[OptionRule], charge: Option<usize>) {
        for rule in rules {
            self.conditions(&rule.when, Owner { span: rule.span, charge });
        }
    }

    fn rate(&mut self, charge: &Charge, rate: &ChargeRate, at: usize) {
        let Some(weight) = weight(self.endpoint, charge, self.id) else { return };
        let owner = Owner { span: rate.span, charge: Some(at) };
        self.counted(Decimal::ZERO, rate, weight, owner);
        let tiers = rate.pricing.tiers();
        for (place, tier) in tiers.iter().enumerate() {
            // What begins behind the last bound is an error, which ends what the last tier began.
            let next = tiers.get(place.saturating_add(1)).unwrap_or(tier);
            if let Some(up_to) = tier.up_to {
                self.counted(up_to, rate, weight, Owner { span: next.span, charge: Some(at) });
            }
        }
    }

    /// The quantity at which the count of the charge passes a bound, in whichever way it is rounded on the way.
    fn counted(&mut self, bound: Decimal, rate: &ChargeRate, weight: Decimal, owner: Owner) {
        let Some(bound) = add(bound, rate.included) else { return };
        let mut bounds = Vec::from([bound]);
        // What the quantity is raised to, as the charge counts it.
        bounds.extend(self.quantity.at_least.and_then(|at_least| multiply(at_least, weight)));
        let (endpoint, id) = (self.endpoint, self.id);
        let derived = endpoint.derived.iter().filter(move |of| of.parts().any(|part| part == id));
        bounds.extend(derived.clone().filter_map(|of| of.at_least));
        for bound in bounds.iter().filter_map(|bound| per(*bound, weight)) {
            self.bound(bound);
        }
        let steps = [rate.increment, self.quantity.increment].into_iter();
        for step in steps.chain(derived.map(|of| of.increment)).flatten() {
            // Rounded up it passes at the bound, rounded down a whole step later, else between.
            let later: Vec<Decimal> = bounds.iter().filter_map(|bound| add(*bound, step.to)).collect();
            let half = divide(step.to, Decimal::TWO).and_then(|(half, _)| super::number::whole(half));
            let between: Vec<Decimal> = bounds.iter().filter_map(|bound| add(*bound, half?)).collect();
            bounds.extend(later.into_iter().chain(between));
        }
        for bound in bounds {
            if let Some(count) = per(bound, weight) {
                self.add(count, owner);
            }
        }
    }
}

/// The count of the quantity at which a charge comes to a bound.
fn per(bound: Decimal, weight: Decimal) -> Option<Decimal> {
    if weight == Decimal::ONE {
        return Some(bound);
    }
    divide(bound, weight).and_then(|(count, _)| super::number::whole(count))
}

/// How much one of the quantity adds to the count, others being one; none where it adds nothing.
pub(super) fn weight(endpoint: &Endpoint, charge: &Charge, quantity: QuantityId) -> Option<Decimal> {
    let factor = charge.quantity.iter().find_map(|of| part(endpoint, *of, quantity));
    let added =
        || charge.plus.iter().find_map(|of| multiply(part(endpoint, of.quantity, quantity)?, of.weight));
    factor.or_else(added).filter(|weight| !weight.is_zero())
}

/// How much of a quantity one of another is: all of itself, and its weight in what is derived from it, other factors being one.
fn part(endpoint: &Endpoint, of: QuantityId, quantity: QuantityId) -> Option<Decimal> {
    if of == quantity {
        return Some(Decimal::ONE);
    }
    match &endpoint.derived(of)?.of {
        Derivation::Sum(parts) => parts.iter().find(|part| part.quantity == quantity).map(|part| part.weight),
        Derivation::Product(parts) => parts.contains(&quantity).then_some(Decimal::ONE),
    }
}

/// Whether more of the quantity is meant to cost less: a charge takes it off, includes more for it, or is for a share of it.
pub(super) fn is_taken_off(endpoint: &Endpoint, quantity: QuantityId) -> bool {
    endpoint.charges.iter().any(|charge| {
        let included = charge.rates.iter().flat_map(|rate| &rate.included_by);
        let within = charge.share.map(|share| share.within);
        let mut less = charge.minus.iter().chain(included).map(|part| part.quantity).chain(within);
        less.any(|less| endpoint.depends(less, quantity))
    })
}
