//! The most that a call costs, however much it counts of a quantity.

use rust_decimal::Decimal;

use super::shape::{reads, weighs};
use crate::exact::{Exact, Stated, Wide};
use crate::plan::{ChargePlan, EffectPlan, EndpointPlan, PricingPlan};
use crate::price::{Selection, round_to};

/// The most that a call costs which counts as much of the quantity at a place as this selection, or more, where the endpoint
/// sees to it and refuses none of these counts but for its size. No condition may change its answer beyond the selection,
/// which itself is not refused.
pub(super) fn cap(plan: &EndpointPlan, selection: Selection<'_>, place: usize) -> Option<Decimal> {
    let steps = plan.quantities.get(place).is_none_or(|quantity| quantity.increment.is_some());
    if plan.charges.iter().any(|charge| reads(charge, place) && may_refuse(charge, place, steps)) {
        return None;
    }
    let acting = plan.options.iter().filter(|option| plan.acts(selection, option));
    let leaves_nothing = |effect: EffectPlan| matches!(effect, EffectPlan::Times(factor) if factor.is_zero());
    let most: Stated = if acting.clone().any(|option| matches!(option.effect, EffectPlan::Free)) {
        return Some(Decimal::ZERO);
    } else if acting.clone().any(|option| leaves_nothing(option.effect)) {
        plan.min.unwrap_or(Exact::zero())
    } else {
        plan.max?
    };
    round_to(most.over::<Wide>()?, plan.round)?.to_decimal()
}

/// Whether a charge may refuse more of a quantity: beyond its last tier, where too much is taken off, or where the first of its
/// steps is so large that no row was needed before.
fn may_refuse(charge: &ChargePlan, place: usize, steps: bool) -> bool {
    let ends = |pricing: &PricingPlan| match pricing {
        PricingPlan::Unit(_) => false,
        PricingPlan::Graduated(tiers) | PricingPlan::Volume(tiers) => {
            tiers.last().is_none_or(|tier| tier.up_to.is_some())
        }
    };
    weighs(&charge.minus, place)
        || charge.rates.iter().any(|rate| ends(&rate.pricing))
        || (steps && charge.rates.iter().all(|rate| !rate.when.is_empty()))
}
