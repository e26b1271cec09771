//! The most that a call costs, whatever it counts.

use rust_decimal::Decimal;

use crate::exact::{Exact, Stated, Wide};
use crate::plan::{ChargePlan, ConditionsPlan, EffectPlan, EndpointPlan, OptionBits, PricingPlan};
use crate::price::round_to;

/// The most that a call with these options costs, where the endpoint sees to it whatever is counted, and refuses no count but
/// for its size.
pub(super) fn cap(plan: &EndpointPlan, given: OptionBits) -> Option<Decimal> {
    if !refuses_nothing(plan, given) {
        return None;
    }
    let acting = plan.options.iter().filter(|option| option.bit & given != 0 && holds(&option.when, given));
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

/// Whether every count has a row and a tier, and nothing is taken off it.
fn refuses_nothing(plan: &EndpointPlan, given: OptionBits) -> bool {
    let has_tier = |pricing: &PricingPlan| match pricing {
        PricingPlan::Unit(_) => true,
        PricingPlan::Graduated(tiers) | PricingPlan::Volume(tiers) => {
            tiers.last().is_some_and(|tier| tier.up_to.is_none())
        }
    };
    let counts_all = |charge: &ChargePlan| {
        charge.minus.is_empty()
            && charge.rates.iter().any(|rate| holds(&rate.when, given))
            && charge.rates.iter().all(|rate| has_tier(&rate.pricing))
    };
    let has_rate = plan.rates.is_empty() || plan.rates.iter().any(|rate| holds(&rate.when, given));
    has_rate && plan.charges.iter().all(counts_all)
}

/// Whether conditions hold with these options, whatever is counted.
fn holds(when: &ConditionsPlan, given: OptionBits) -> bool {
    when.comparisons.is_empty() && given & when.given == when.given && given & when.not_given == 0
}
