//! The scale at which the amounts of a column are stated.

use crate::exact::Stated;
use crate::plan::{ChargePlan, EffectPlan, EndpointPlan, OptionPlan, PricingPlan, UnitPlan};

/// A larger scale would leave too little of 64 bits for the amounts.
const SCALE_MAX: u32 = 12;

/// How many decimal places its prices usually have; what has more of them is no less exact.
pub(super) fn usual_scale(plan: &EndpointPlan) -> u32 {
    if let Some(linear) = &plan.linear {
        return linear.bounds.scale.min(SCALE_MAX);
    }
    if let Some(round) = plan.round {
        return round.to.normalized().scale.min(SCALE_MAX);
    }
    let scale = |amount: Stated| amount.normalized().scale;
    let option = |option: &OptionPlan| match option.effect {
        EffectPlan::Price(amount) | EffectPlan::Times(amount) => scale(amount),
        EffectPlan::Nothing | EffectPlan::Free => 0,
    };
    let unit = |unit: &UnitPlan| scale(unit.price).saturating_add(scale(unit.factor));
    let charge = |charge: &ChargePlan| match charge.round {
        Some(round) => scale(round.to),
        None => {
            let rates = charge.rates.iter().map(|rate| match &rate.pricing {
                PricingPlan::Unit(price) => unit(price),
                PricingPlan::Graduated(tiers) | PricingPlan::Volume(tiers) => {
                    tiers.iter().map(|tier| unit(&tier.unit).max(scale(tier.flat))).max().unwrap_or_default()
                }
            });
            let weights = charge.plus.iter().chain(&charge.minus).map(|weight| scale(weight.weight));
            let rates = rates.max().unwrap_or_default().saturating_add(weights.max().unwrap_or_default());
            charge.options.iter().map(option).fold(rates, u32::saturating_add)
        }
    };
    let flat = plan.rates.iter().map(|rate| scale(rate.price)).max().unwrap_or_default();
    let bounds = [plan.min, plan.max].into_iter().flatten().map(scale);
    let amounts = plan.charges.iter().map(charge).chain(bounds).max().unwrap_or_default().max(flat);
    plan.options.iter().map(option).fold(amounts, u32::saturating_add).min(SCALE_MAX)
}
