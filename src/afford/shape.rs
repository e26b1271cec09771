//! How a total depends on one quantity: where conditions change their answers, whether it can fall, and how many
//! decimal places its amounts can have.

use alloc::vec::Vec;

use rust_decimal::Decimal;

use crate::exact::Stated;
use crate::number::SCALE_MAX;
use crate::plan::{
    ChargePlan, ComparisonPlan, EffectPlan, EndpointPlan, OptionPlan, PricingPlan, StepPlan, UnitPlan,
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
    /// The decimal places that amounts have at the most; none where that cannot be said.
    pub(super) scale: Option<u32>,
}

impl Shape {
    pub(super) fn of(plan: &EndpointPlan, place: usize, counts: &[Decimal]) -> Self {
        Shape {
            starts: starts(plan, place),
            direction: direction(plan, place),
            scale: scale(plan, place, counts),
        }
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
    let reads = |weights: &[crate::plan::WeightPlan]| weights.iter().any(|weight| weight.quantity == place);
    let up = plan.charges.iter().any(|charge| charge.factors.contains(&place) || reads(&charge.plus));
    let down = plan.charges.iter().any(|charge| reads(&charge.minus));
    match (up, down) {
        (true, true) => Direction::Mixed,
        (false, true) => Direction::Down,
        (_, false) => Direction::Up,
    }
}

/// An upper bound for the decimal places of every line and every sum, where the quantity is a whole count.
fn scale(plan: &EndpointPlan, place: usize, counts: &[Decimal]) -> Option<u32> {
    let quantities: Vec<u32> = plan
        .quantities
        .iter()
        .zip(counts)
        .enumerate()
        .map(|(at, (quantity, count))| {
            let stated = if at == place { 0 } else { count.normalize().scale() };
            let raised = quantity.at_least.map_or(0, |least| least.normalized().scale);
            stated.max(raised).max(step_scale(quantity.increment))
        })
        .collect();
    let mut charges = plan.charges.iter().map(|charge| charge_scale(charge, &quantities));
    let charges = charges.try_fold(0, |largest: u32, scale| Some(largest.max(scale?)))?;
    let prices = plan.rates.iter().map(|rate| amount(rate.price)).max().unwrap_or_default();
    let bounds = [plan.min, plan.max].into_iter().flatten().map(amount).max().unwrap_or_default();
    let sum = charges.max(prices).max(added(&plan.options)).checked_add(times(&plan.options))?;
    Some(sum.max(bounds).max(step_scale(plan.round))).filter(|scale| *scale <= SCALE_MAX)
}

fn charge_scale(charge: &ChargePlan, quantities: &[u32]) -> Option<u32> {
    if let Some(round) = charge.round {
        return Some(step_scale(Some(round)));
    }
    let quantity = |place: &usize| quantities.get(*place).copied().unwrap_or_default();
    let product = charge.factors.iter().map(quantity).try_fold(0_u32, u32::checked_add)?;
    let mut weights = charge
        .plus
        .iter()
        .chain(&charge.minus)
        .map(|weight| weight.weight.normalized().scale.checked_add(quantity(&weight.quantity)));
    let count = weights.try_fold(product, |largest, scale| Some(largest.max(scale?)))?;
    let mut largest = 0;
    for rate in &charge.rates {
        let billed = count.max(amount(rate.included)).max(step_scale(rate.increment));
        let unit = |unit: &UnitPlan, billed: u32| {
            // A divisor that shares no prime with ten takes no decimal places away, and adds none.
            let coprime = !unit.divisor.is_multiple_of(2) && !unit.divisor.is_multiple_of(5);
            let price = amount(unit.price).max(added(&charge.options));
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
        largest = priced.checked_add(times(&charge.options))?.max(bounds).max(largest);
    }
    Some(largest)
}

fn amount(amount: Stated) -> u32 {
    amount.normalized().scale
}

fn step_scale(step: Option<StepPlan>) -> u32 {
    step.map_or(0, |step| amount(step.to))
}

/// The decimal places of the prices that options add.
fn added(options: &[OptionPlan]) -> u32 {
    let prices = options.iter().map(|option| match option.effect {
        EffectPlan::Price(price) => amount(price),
        _ => 0,
    });
    prices.max().unwrap_or_default()
}

/// The decimal places that multipliers add, all of them together.
fn times(options: &[OptionPlan]) -> u32 {
    let factors = options.iter().map(|option| match option.effect {
        EffectPlan::Times(factor) => amount(factor),
        _ => 0,
    });
    factors.fold(0, u32::saturating_add)
}
