//! How a total depends on one quantity: where conditions change their answers, whether it can fall, and how many
//! decimal places the charges that read it can have.

use alloc::vec::Vec;
use core::slice;

use rust_decimal::Decimal;

use crate::exact::{Exact, Stated};
use crate::number::MANTISSA_MAX;
use crate::program::keeps_whole_counts;
use crate::rounding::Rounding;
use crate::rules::{OptionBits, Selection, holds, reciprocal};
use crate::sheet::{
    Charge, ChargeRate, Comparison, Condition, Derivation, Effect, Endpoint, OptionRule, Pricing, Quantity,
    QuantityId, UnitPrice, Weighted,
};

/// Which way the counts of the charges go as the quantity grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// None falls: nor does the total, but where a volume price or a condition changes.
    Up,
    /// None rises.
    Down,
    /// Some of one, some of the other.
    Mixed,
}

pub(super) struct Shape {
    /// The counts, above zero and rising, from which on a condition has another answer.
    pub(super) starts: Vec<u128>,
    pub(super) direction: Direction,
    /// Whether, between two of these starts, the total lies nowhere above both of its ends, whichever way it goes.
    pub(super) convex: bool,
    /// By the place of a charge: nothing where it does not read the quantity, so that its amount stays what it is.
    pub(super) places: Vec<Option<RowPlaces>>,
}

/// The decimal places that a charge's amounts have at the most, by its rows; none where that cannot be said.
pub(super) type RowPlaces = Vec<Option<u32>>;

impl Shape {
    pub(super) fn of(endpoint: &Endpoint, given: OptionBits, place: QuantityId, counts: &[Decimal]) -> Self {
        let quantities = quantity_places(endpoint, place, counts);
        Shape {
            starts: starts(endpoint, given, place, counts),
            direction: direction(endpoint, place),
            convex: convex(endpoint, place, &quantities),
            places: places(endpoint, given, place, &quantities),
        }
    }

    /// The decimal places of all charges that read the quantity.
    pub(super) fn places_of_all(&self) -> Option<u32> {
        let mut rows = self.places.iter().flatten().flatten();
        rows.try_fold(0, |largest: u32, places| Some(largest.max((*places)?)))
    }
}

/// Every comparison of a quantity in an endpoint: how, and with what.
pub(crate) fn comparisons(
    endpoint: &Endpoint,
    of: QuantityId,
) -> impl Iterator<Item = (Comparison, Decimal)> {
    conditions(endpoint).filter_map(move |condition| match *condition {
        Condition::Quantity { quantity, comparison, bound } if quantity == of => Some((comparison, bound)),
        _ => None,
    })
}

/// Every comparison of a quantity that is derived from this one among others.
pub(crate) fn derived_comparisons(endpoint: &Endpoint, from: QuantityId) -> impl Iterator<Item = &Condition> {
    conditions(endpoint).filter(move |condition| match condition {
        Condition::Quantity { quantity, .. } => *quantity != from && endpoint.depends(*quantity, from),
        _ => false,
    })
}

fn conditions(endpoint: &Endpoint) -> impl Iterator<Item = &Condition> {
    let of_charges = endpoint.charges.iter().flat_map(|charge| {
        let rates = charge.rates.iter().map(|rate| &rate.when);
        rates.chain(charge.options.iter().map(|option| &option.when))
    });
    let rates = endpoint.rates.iter().map(|rate| &rate.when);
    rates.chain(endpoint.options.iter().map(|option| &option.when)).chain(of_charges).flatten()
}

fn starts(endpoint: &Endpoint, given: OptionBits, of: QuantityId, counts: &[Decimal]) -> Vec<u128> {
    let derived = derived_comparisons(endpoint, of).filter_map(|condition| {
        let mut counts = counts.to_vec();
        changes(MANTISSA_MAX, |at| {
            if let Some(count) = counts.get_mut(of.index()) {
                *count = whole(at);
            }
            holds(endpoint, Selection::new(given, &counts), slice::from_ref(condition))
        })
    });
    let mut starts: Vec<u128> = comparisons(endpoint, of)
        .filter_map(|(comparison, bound)| {
            let Stated { mantissa, scale } = Stated::of(bound);
            let one = 10_u128.checked_pow(scale)?;
            let floor = mantissa.checked_div(one)?;
            match comparison {
                Comparison::Above | Comparison::AtMost => floor.checked_add(1),
                Comparison::AtLeast | Comparison::Below => Some(mantissa.div_ceil(one)),
            }
        })
        .filter(|start| *start > 0)
        .chain(derived)
        .collect();
    starts.sort_unstable();
    starts.dedup();
    starts
}

/// A whole count in the decimal type.
pub(super) fn whole(count: u128) -> Decimal {
    Exact { mantissa: count, scale: 0 }.to_decimal().unwrap_or(Decimal::MAX)
}

/// The first place up to the last at which something that changes at most once has another answer than at 0.
pub(crate) fn changes(last: u128, mut answer: impl FnMut(u128) -> bool) -> Option<u128> {
    let before = answer(0);
    if answer(last) == before {
        return None;
    }
    let (mut low, mut high) = (0_u128, last);
    while high.saturating_sub(low) > 1 {
        let middle = low.midpoint(high);
        *(if answer(middle) == before { &mut low } else { &mut high }) = middle;
    }
    Some(high)
}

/// Which way the amounts of an endpoint's charges go as a quantity grows.
pub(crate) fn direction(endpoint: &Endpoint, place: QuantityId) -> Direction {
    let up = endpoint.charges.iter().any(|charge| adds(endpoint, charge, place));
    let down = endpoint.charges.iter().any(|charge| takes(endpoint, charge, place));
    match (up, down) {
        (true, true) => Direction::Mixed,
        (false, true) => Direction::Down,
        (_, false) => Direction::Up,
    }
}

/// Whether a charge is for more as a quantity grows.
fn adds(endpoint: &Endpoint, charge: &Charge, place: QuantityId) -> bool {
    charge.quantity.iter().any(|factor| endpoint.depends(*factor, place))
        || weighs(endpoint, &charge.plus, place)
        || charge.share.is_some_and(|share| endpoint.depends(share.of, place))
}

/// Whether a charge is for less as a quantity grows.
fn takes(endpoint: &Endpoint, charge: &Charge, place: QuantityId) -> bool {
    weighs(endpoint, &charge.minus, place)
        || charge.rates.iter().any(|rate| weighs(endpoint, &rate.included_by, place))
        || charge.share.is_some_and(|share| endpoint.depends(share.within, place))
}

/// Whether a quantity is among those with a weight, or what one of them is made of.
pub(super) fn weighs(endpoint: &Endpoint, weights: &[Weighted], place: QuantityId) -> bool {
    weights.iter().any(|weight| endpoint.depends(weight.quantity, place))
}

/// Whether every charge that reads the quantity is its price times what its count exceeds what is included, and the count a
/// multiple of the quantity more or less. A sum of such charges is convex, and so are the counts at which it is below a bound, or
/// has one at all, without a gap. The last steps of the arithmetic, which keep the order of sums, change nothing of it.
/// `quantities` are the decimal places of each quantity as it counts.
pub(crate) fn convex(endpoint: &Endpoint, place: QuantityId, quantities: &[u32]) -> bool {
    let plain = |quantity: &Quantity| quantity.at_least.is_none() && quantity.increment.is_none();
    let derived = endpoint.derived_ids().zip(&endpoint.derived);
    let linear = derived
        .filter(|(id, _)| endpoint.depends(*id, place))
        .all(|(_, derived)| derived.at_least.is_none() && derived.increment.is_none());
    let linear_charge = |charge: &Charge| {
        let whole = count_places(charge, quantities) == Some(0);
        charge.quantity.iter().filter(|factor| endpoint.depends(**factor, place)).count() < 2
            && charge.round.is_none()
            && charge.rates.iter().all(|rate| {
                let whole = whole && amount(rate.included) == 0 && rate.included_by.is_empty();
                matches!(rate.pricing, Pricing::Unit(_))
                    && rate.min.or(rate.max).is_none()
                    && rate.increment.is_none_or(|step| whole && keeps_whole_counts(step.to))
            })
    };
    linear
        && endpoint.quantities.get(place.index()).is_some_and(plain)
        && endpoint.charges.iter().filter(|charge| endpoint.reads(charge, place)).all(linear_charge)
}

/// The decimal places of each quantity, where the one at this place is a whole count.
fn quantity_places(endpoint: &Endpoint, place: QuantityId, counts: &[Decimal]) -> Vec<u32> {
    let scale =
        |(at, count): (usize, &Decimal)| if at == place.index() { 0 } else { count.normalize().scale() };
    counted_places(endpoint, counts.iter().enumerate().map(scale))
}

/// The decimal places of each quantity as it counts, where what is stated of the ordinary ones has so many.
pub(crate) fn counted_places(endpoint: &Endpoint, stated: impl Iterator<Item = u32>) -> Vec<u32> {
    let raised = |places: u32, at_least: Option<Decimal>, increment| {
        places.max(at_least.map_or(0, amount)).max(step_scale(increment))
    };
    let ordinary = endpoint.quantities.iter().zip(stated);
    let mut places: Vec<u32> =
        ordinary.map(|(of, places)| raised(places, of.at_least, of.increment)).collect();
    for derived in &endpoint.derived {
        let part = |id: &QuantityId| places.get(id.index()).copied().unwrap_or_default();
        let own = match &derived.of {
            Derivation::Sum(parts) => {
                let scales = parts
                    .iter()
                    .map(|weighted| amount(weighted.weight).saturating_add(part(&weighted.quantity)));
                scales.max().unwrap_or_default()
            }
            Derivation::Product(parts) => parts.iter().map(part).fold(0, u32::saturating_add),
        };
        places.push(raised(own, derived.at_least, derived.increment));
    }
    places
}

/// An upper bound for the decimal places of every charge that reads the quantity.
fn places(
    endpoint: &Endpoint,
    given: OptionBits,
    place: QuantityId,
    quantities: &[u32],
) -> Vec<Option<RowPlaces>> {
    let of_charge = |charge: &Charge| {
        let rows = || charge.rates.iter().map(|rate| row_places(charge, rate, given, quantities)).collect();
        endpoint.reads(charge, place).then(rows)
    };
    endpoint.charges.iter().map(of_charge).collect()
}

/// The decimal places of what a charge counts.
fn count_places(charge: &Charge, quantities: &[u32]) -> Option<u32> {
    let quantity = |place: &QuantityId| quantities.get(place.index()).copied().unwrap_or_default();
    let product = charge.quantity.iter().map(quantity).try_fold(0_u32, u32::checked_add)?;
    let mut weights =
        weighted_places(&charge.plus, quantities).chain(weighted_places(&charge.minus, quantities));
    weights.try_fold(product, |largest, scale| Some(largest.max(scale?)))
}

/// The decimal places of quantities with their weights.
fn weighted_places(weights: &[Weighted], quantities: &[u32]) -> impl Iterator<Item = Option<u32>> {
    weights.iter().map(|weight| {
        let places = quantities.get(weight.quantity.index()).copied().unwrap_or_default();
        amount(weight.weight).checked_add(places)
    })
}

/// The same of a charge in one of its rows.
fn row_places(charge: &Charge, rate: &ChargeRate, given: OptionBits, quantities: &[u32]) -> Option<u32> {
    if let Some(round) = charge.round {
        return Some(step_scale(Some(round)));
    }
    let included = weighted_places(&rate.included_by, quantities)
        .try_fold(amount(rate.included), |most, places| Some(most.max(places?)))?;
    let billed = count_places(charge, quantities)?.max(included).max(step_scale(rate.increment));
    let unit = |unit: &UnitPrice, billed: u32| {
        let (factor, divisor) = reciprocal(Stated::of(unit.per));
        // A divisor that shares no prime with ten takes no decimal places away, and adds none.
        let coprime = !divisor.is_multiple_of(2) && !divisor.is_multiple_of(5);
        let price = amount(unit.price).max(added(&charge.options, given));
        let scale = billed.checked_add(price)?.checked_add(factor.normalized().scale)?;
        coprime.then_some(scale)
    };
    let priced = match &rate.pricing {
        Pricing::Unit(price) => unit(price, billed)?,
        Pricing::Tiers { tiers, .. } => {
            let bounds = tiers.iter().filter_map(|tier| tier.up_to).map(amount).max().unwrap_or_default();
            let slices = billed.max(bounds);
            tiers.iter().try_fold(0, |largest: u32, tier| {
                let used = unit(&tier.unit, slices.max(step_scale(tier.increment)))?;
                Some(largest.max(used).max(amount(tier.flat)))
            })?
        }
        // Of a fixed setting there are none.
        Pricing::Table { .. } => return None,
    };
    let bounds = [rate.min, rate.max].into_iter().flatten().map(amount).max().unwrap_or_default();
    Some(priced.checked_add(times(&charge.options, given))?.max(bounds))
}

/// The decimal places of a number, without zeros at its end.
pub(super) fn amount(amount: Decimal) -> u32 {
    amount.normalize().scale()
}

pub(super) fn step_scale(step: Option<Rounding>) -> u32 {
    step.map_or(0, |step| amount(step.to))
}

/// The decimal places of the prices that the given options add.
fn added(options: &[OptionRule], given: OptionBits) -> u32 {
    let prices = effects(options, given).map(|effect| match effect {
        Effect::Price(price) => amount(price),
        _ => 0,
    });
    prices.max().unwrap_or_default()
}

/// The decimal places that the multipliers of the given options add, all of them together.
fn times(options: &[OptionRule], given: OptionBits) -> u32 {
    effects(options, given).map(factor_places).fold(0, u32::saturating_add)
}

fn effects(options: &[OptionRule], given: OptionBits) -> impl Iterator<Item = Effect> {
    options.iter().filter(move |option| option.option.bit() & given != 0).map(|option| option.effect)
}

/// The decimal places that a multiplier adds.
pub(super) fn factor_places(effect: Effect) -> u32 {
    match effect {
        Effect::Times(factor) => amount(factor),
        _ => 0,
    }
}
