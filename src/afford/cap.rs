//! The most that a call costs, however much it counts of a quantity.

use rust_decimal::Decimal;

use super::shape::{reads, weighs};
use crate::exact::{Exact, Stated, Wide};
use crate::plan::{ChargePlan, ConditionsPlan, EffectPlan, EndpointPlan, PricingPlan};
use crate::price::{Selection, round_to};

/// The most that a call costs which counts as much of the quantity at a place as this selection, or more, where the endpoint
/// sees to it and refuses none of these counts but for its size. No condition may change its answer beyond the selection,
/// which itself is not refused.
pub(super) fn cap(plan: &EndpointPlan, selection: Selection<'_>, place: usize) -> Option<Decimal> {
    let holds = |when: &ConditionsPlan| plan.holds(selection, when);
    // Beyond its last tier, or where too much is taken off, or no row is there for what has not been counted yet.
    let may_refuse = |charge: &ChargePlan| {
        let row = charge.rates.iter().find(|rate| holds(&rate.when));
        weighs(&charge.minus, place) || row.is_none_or(|row| ends(&row.pricing))
    };
    if plan.charges.iter().any(|charge| reads(charge, place) && may_refuse(charge)) {
        return None;
    }
    let given = plan.options.iter().filter(|option| selection.options & option.bit != 0);
    let acting = given.filter(|option| holds(&option.when));
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

/// Whether there are counts beyond the last tier.
fn ends(pricing: &PricingPlan) -> bool {
    match pricing {
        PricingPlan::Unit(_) => false,
        PricingPlan::Graduated(tiers) | PricingPlan::Volume(tiers) => {
            tiers.last().is_none_or(|tier| tier.up_to.is_some())
        }
    }
}
