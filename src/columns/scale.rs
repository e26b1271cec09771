//! The scale at which the amounts of a column are stated.

use rust_decimal::Decimal;

use crate::exact::Stated;
use crate::rules::reciprocal;
use crate::sheet::{Charge, Effect, Endpoint, OptionRule, Pricing, UnitPrice};

/// A larger scale would leave too little of 64 bits for the amounts.
const SCALE_MAX: u32 = 12;

/// How many decimal places its prices usually have; what has more of them is no less exact.
pub(super) fn usual_scale(endpoint: &Endpoint) -> u32 {
    if let Some(round) = endpoint.round {
        return scale(round.to).min(SCALE_MAX);
    }
    let flat = endpoint.rates.iter().map(|rate| scale(rate.price)).max().unwrap_or_default();
    let bounds = [endpoint.min, endpoint.max].into_iter().flatten().map(scale);
    let amounts = endpoint.charges.iter().map(charge).chain(bounds).max().unwrap_or_default().max(flat);
    let adds = endpoint.options.iter().map(|rule| match rule.effect {
        Effect::Price(price) => scale(price),
        _ => 0,
    });
    let sum = adds.max().unwrap_or_default().max(amounts);
    endpoint.options.iter().map(factor).fold(sum, u32::saturating_add).min(SCALE_MAX)
}

fn scale(amount: Decimal) -> u32 {
    amount.normalize().scale()
}

fn factor(rule: &OptionRule) -> u32 {
    match rule.effect {
        Effect::Times(factor) => scale(factor),
        Effect::Nothing | Effect::Price(_) | Effect::Free => 0,
    }
}

fn charge(charge: &Charge) -> u32 {
    if let Some(round) = charge.round {
        return scale(round.to);
    }
    let unit = |unit: &UnitPrice| {
        let (factor, _) = reciprocal(Stated::of(unit.per));
        scale(unit.price).saturating_add(factor.normalized().scale)
    };
    let rates = charge.rates.iter().map(|rate| match &rate.pricing {
        Pricing::Unit(price) => unit(price),
        Pricing::Tiers { tiers, .. } => {
            tiers.iter().map(|tier| unit(&tier.unit).max(scale(tier.flat))).max().unwrap_or_default()
        }
        Pricing::Table { table, per } => {
            let prices = table.rows().iter().map(|row| unit(&UnitPrice { price: row.price, per: *per }));
            prices.max().unwrap_or_default()
        }
    });
    let weights = charge.plus.iter().chain(&charge.minus).map(|weighted| scale(weighted.weight));
    let rates = rates.max().unwrap_or_default().saturating_add(weights.max().unwrap_or_default());
    let added = charge.options.iter().map(|rule| match rule.effect {
        Effect::Price(price) | Effect::Times(price) => scale(price),
        Effect::Nothing | Effect::Free => 0,
    });
    added.fold(rates, u32::saturating_add)
}
