//! How a total depends on one quantity: where conditions change their answers, whether it can fall, and how many
//! decimal places the charges that read it can have.

use alloc::vec::Vec;

use rust_decimal::Decimal;

use crate::exact::Stated;
use crate::plan::{
    ChargePlan, ChargeRatePlan, ComparisonPlan, EffectPlan, EndpointPlan, OptionBits, OptionPlan,
    PricingPlan, QuantityPlan, StepPlan, UnitPlan, WeightPlan, keeps_whole_counts,
};
use crate::sheet::Comparison;

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
    pub(super) fn of(plan: &EndpointPlan, given: OptionBits, place: usize, counts: &[Decimal]) -> Self {
        let quantities = quantity_places(plan, place, counts);
        Shape {
            starts: starts(plan, place),
            direction: direction(plan, place),
            convex: convex(plan, place, &quantities),
            places: places(plan, given, place, &quantities),
        }
    }

    /// The decimal places of all charges that read the quantity.
    pub(super) fn places_of_all(&self) -> Option<u32> {
        let mut rows = self.places.iter().flatten().flatten();
        rows.try_fold(0, |largest: u32, places| Some(largest.max((*places)?)))
    }
}

/// Every comparison of an endpoint.
pub(crate) fn comparisons(plan: &EndpointPlan) -> impl Iterator<Item = &ComparisonPlan> {
    let of_charges = plan.charges.iter().flat_map(|charge| {
        let rates = charge.rates.iter().map(|rate| &rate.when);
        rates.chain(charge.options.iter().map(|option| &option.when))
    });
    let rates = plan.rates.iter().map(|rate| &rate.when);
    let all = rates.chain(plan.options.iter().map(|option| &option.when)).chain(of_charges);
    all.flat_map(|when| &when.comparisons)
}

fn starts(plan: &EndpointPlan, place: usize) -> Vec<u128> {
    let own = comparisons(plan).filter(|comparison| comparison.quantity == place);
    let mut starts: Vec<u128> = own
        .filter_map(|comparison| {
            let Stated { mantissa, scale } = comparison.bound;
            let one = 10_u128.checked_pow(scale)?;
            let floor = mantissa.checked_div(one)?;
            match comparison.comparison {
                Comparison::Above | Comparison::AtMost => floor.checked_add(1),
                Comparison::AtLeast | Comparison::Below => Some(mantissa.div_ceil(one)),
            }
        })
        .filter(|start| *start > 0)
        .collect();
    starts.sort_unstable();
    starts.dedup();
    starts
}

/// Which way the counts of an endpoint's charges go as a quantity grows.
pub(crate) fn direction(plan: &EndpointPlan, place: usize) -> Direction {
    let up = plan.charges.iter().any(|charge| adds(charge, place));
    let down = plan.charges.iter().any(|charge| weighs(&charge.minus, place));
    match (up, down) {
        (true, true) => Direction::Mixed,
        (false, true) => Direction::Down,
        (_, false) => Direction::Up,
    }
}

/// Whether a charge counts more as a quantity grows.
fn adds(charge: &ChargePlan, place: usize) -> bool {
    charge.factors.contains(&place) || weighs(&charge.plus, place)
}

/// Whether a quantity is among those with a weight.
pub(super) fn weighs(weights: &[WeightPlan], place: usize) -> bool {
    weights.iter().any(|weight| weight.quantity == place)
}

/// Whether a charge counts more or less as a quantity grows.
pub(crate) fn reads(charge: &ChargePlan, place: usize) -> bool {
    adds(charge, place) || weighs(&charge.minus, place)
}

/// Whether every charge that reads the quantity is its price times what its count exceeds what is included, and the count a
/// multiple of the quantity more or less. A sum of such charges is convex, and so are the counts at which it is below a bound, or
/// has one at all, without a gap. The last steps of the arithmetic, which keep the order of sums, change nothing of it.
/// `quantities` are the decimal places of each quantity as it counts.
pub(crate) fn convex(plan: &EndpointPlan, place: usize, quantities: &[u32]) -> bool {
    let plain = |quantity: &QuantityPlan| quantity.at_least.is_none() && quantity.increment.is_none();
    let straight = |charge: &ChargePlan| {
        let whole = count_places(charge, quantities) == Some(0);
        charge.factors.iter().filter(|factor| **factor == place).count() < 2
            && charge.round.is_none()
            && charge.rates.iter().all(|rate| {
                let whole = whole && amount(rate.included) == 0;
                matches!(rate.pricing, PricingPlan::Unit(_))
                    && rate.min.or(rate.max).is_none()
                    && rate.increment.is_none_or(|step| whole && keeps_whole_counts(step))
            })
    };
    plan.quantities.get(place).is_some_and(plain)
        && plan.charges.iter().filter(|charge| reads(charge, place)).all(straight)
}

/// The decimal places of each quantity, where the one at this place is a whole count.
fn quantity_places(plan: &EndpointPlan, place: usize, counts: &[Decimal]) -> Vec<u32> {
    let quantities = plan.quantities.iter().zip(counts).enumerate();
    let places = quantities.map(|(at, (quantity, count))| {
        counted_places(quantity, if at == place { 0 } else { count.normalize().scale() })
    });
    places.collect()
}

/// The decimal places of a quantity as it counts, where what is stated of it has so many.
pub(crate) fn counted_places(quantity: &QuantityPlan, stated: u32) -> u32 {
    stated.max(quantity.at_least.map_or(0, amount)).max(step_scale(quantity.increment))
}

/// An upper bound for the decimal places of every charge that reads the quantity.
fn places(
    plan: &EndpointPlan,
    given: OptionBits,
    place: usize,
    quantities: &[u32],
) -> Vec<Option<RowPlaces>> {
    let of_charge = |charge: &ChargePlan| {
        let rows = || charge.rates.iter().map(|rate| row_places(charge, rate, given, quantities)).collect();
        reads(charge, place).then(rows)
    };
    plan.charges.iter().map(of_charge).collect()
}

/// The decimal places of what a charge counts.
fn count_places(charge: &ChargePlan, quantities: &[u32]) -> Option<u32> {
    let quantity = |place: &usize| quantities.get(*place).copied().unwrap_or_default();
    let product = charge.factors.iter().map(quantity).try_fold(0_u32, u32::checked_add)?;
    let mut weights = charge
        .plus
        .iter()
        .chain(&charge.minus)
        .map(|weight| amount(weight.weight).checked_add(quantity(&weight.quantity)));
    weights.try_fold(product, |largest, scale| Some(largest.max(scale?)))
}

/// The same of a charge in one of its rows.
fn row_places(
    charge: &ChargePlan,
    rate: &ChargeRatePlan,
    given: OptionBits,
    quantities: &[u32],
) -> Option<u32> {
    if let Some(round) = charge.round {
        return Some(step_scale(Some(round)));
    }
    let billed = count_places(charge, quantities)?.max(amount(rate.included)).max(step_scale(rate.increment));
    let unit = |unit: &UnitPlan, billed: u32| {
        // A divisor that shares no prime with ten takes no decimal places away, and adds none.
        let coprime = !unit.divisor.is_multiple_of(2) && !unit.divisor.is_multiple_of(5);
        let price = amount(unit.price).max(added(&charge.options, given));
        let scale = billed.checked_add(price)?.checked_add(amount(unit.factor))?;
        coprime.then_some(scale)
    };
    let priced = match &rate.pricing {
        PricingPlan::Unit(price) => unit(price, billed)?,
        PricingPlan::Graduated(tiers) | PricingPlan::Volume(tiers) => {
            let bounds = tiers.iter().filter_map(|tier| tier.up_to).map(amount).max().unwrap_or_default();
            let slices = billed.max(bounds);
            tiers.iter().try_fold(0, |largest: u32, tier| {
                let used = unit(&tier.unit, slices.max(step_scale(tier.increment)))?;
                Some(largest.max(used).max(amount(tier.flat)))
            })?
        }
    };
    let bounds = [rate.min, rate.max].into_iter().flatten().map(amount).max().unwrap_or_default();
    Some(priced.checked_add(times(&charge.options, given))?.max(bounds))
}

pub(super) fn amount(amount: Stated) -> u32 {
    amount.normalized().scale
}

pub(super) fn step_scale(step: Option<StepPlan>) -> u32 {
    step.map_or(0, |step| amount(step.to))
}

/// The decimal places of the prices that the given options add.
fn added(options: &[OptionPlan], given: OptionBits) -> u32 {
    let prices = effects(options, given).map(|effect| match effect {
        EffectPlan::Price(price) => amount(price),
        _ => 0,
    });
    prices.max().unwrap_or_default()
}

/// The decimal places that the multipliers of the given options add, all of them together.
fn times(options: &[OptionPlan], given: OptionBits) -> u32 {
    effects(options, given).map(factor_places).fold(0, u32::saturating_add)
}

fn effects(options: &[OptionPlan], given: OptionBits) -> impl Iterator<Item = EffectPlan> {
    options.iter().filter(move |option| option.bit & given != 0).map(|option| option.effect)
}

/// The decimal places that a multiplier adds.
pub(super) fn factor_places(effect: EffectPlan) -> u32 {
    match effect {
        EffectPlan::Times(factor) => amount(factor),
        _ => 0,
    }
}
