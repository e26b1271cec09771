//! The most that a call costs, however much it counts of a quantity.

use rust_decimal::Decimal;

use super::shape::weighs;
use crate::exact::{Stated, Wide};
use crate::rules::{Selection, holds, round_to};
use crate::sheet::{Charge, Condition, Effect, Endpoint, Pricing, QuantityId};

/// The most that a call costs which counts as much of the quantity at a place as this selection, or more, where the endpoint
/// sees to it and refuses none of these counts but for its size. No condition may change its answer beyond the selection,
/// which itself is not refused.
pub(super) fn cap(endpoint: &Endpoint, selection: Selection<'_>, place: QuantityId) -> Option<Decimal> {
    let holds = |when: &[Condition]| holds(endpoint, selection, when);
    // Beyond its last tier, or where too much is taken off, or no row is there for what has not been counted yet, or the share
    // is of something else than the whole.
    let may_refuse = |charge: &Charge| {
        let row = charge.rates.iter().find(|rate| holds(&rate.when));
        weighs(endpoint, &charge.minus, place)
            || charge.share.is_some()
            || row.is_none_or(|row| ends(&row.pricing))
    };
    if endpoint.charges.iter().any(|charge| endpoint.reads(charge, place) && may_refuse(charge)) {
        return None;
    }
    let given = endpoint.options.iter().filter(|option| selection.gives(option.option));
    let acting = given.filter(|option| holds(&option.when));
    let leaves_nothing = |effect: Effect| matches!(effect, Effect::Times(factor) if factor.is_zero());
    let most = if acting.clone().any(|option| matches!(option.effect, Effect::Free)) {
        return Some(Decimal::ZERO);
    } else if endpoint.times.is_some_and(|times| times.is_zero())
        || acting.clone().any(|option| leaves_nothing(option.effect))
    {
        endpoint.min.unwrap_or_default()
    } else {
        endpoint.max?
    };
    round_to(Stated::of(most).over::<Wide>()?, endpoint.round)?.to_decimal()
}

/// Whether there are counts beyond the last tier.
fn ends(pricing: &Pricing) -> bool {
    match pricing {
        Pricing::Unit(_) | Pricing::Table { .. } => false,
        Pricing::Tiers { tiers, .. } => tiers.last().is_none_or(|tier| tier.up_to.is_some()),
    }
}
