//! Prices in words: "1 credit, +0.5 per option, rounded down to a multiple of 1".

use pricesheet::Decimal;
use pricesheet::rounding::Rounding;
use pricesheet::sheet::{
    Basis, Charge, ChargeRate, Condition, Effect, Endpoint, OptionRule, Pricing, Tier, UnitPrice, Weighted,
};

/// An exact decimal without trailing zeros.
fn number(value: Decimal) -> String {
    value.normalize().to_string()
}

/// The lines that say what an endpoint costs.
pub(crate) fn endpoint(endpoint: &Endpoint, unit: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let period = if endpoint.basis == Basis::Period { " per period" } else { "" };
    for rate in &endpoint.rates {
        lines.push(format!("{} {unit}{period}{}", number(rate.price), when(&rate.when)));
    }
    lines.extend(options(&endpoint.options, unit));
    for choice in &endpoint.choices {
        let default =
            choice.default.as_ref().map(|name| format!(", {name} where none is stated")).unwrap_or_default();
        let required = if choice.required { ", required" } else { "" };
        lines.push(format!("{}: one of {}{default}{required}", choice.name, choice.of.join(", ")));
    }
    for part in &endpoint.charges {
        lines.extend(charge(part, unit));
    }
    lines.extend(endpoint.min.map(|min| format!("at least {} {unit}", number(min))));
    lines.extend(endpoint.max.map(|max| format!("at most {} {unit}", number(max))));
    lines.extend(endpoint.round.map(rounding));
    lines
}

fn rounding(rounding: Rounding) -> String {
    format!("rounded {} to a multiple of {}", rounding.mode, number(rounding.to))
}

fn when(conditions: &[Condition]) -> String {
    if conditions.is_empty() {
        return String::new();
    }
    let conditions: Vec<String> = conditions.iter().map(ToString::to_string).collect();
    format!(" if {}", conditions.join(" and "))
}

/// What options do; those that do the same are told in one line.
fn options(rules: &[OptionRule], unit: &str) -> Vec<String> {
    let mut told: Vec<(String, Vec<&str>)> = Vec::new();
    for rule in rules {
        let does = match rule.effect {
            // It is there for the conditions of others, which name it.
            Effect::Nothing => continue,
            Effect::Price(price) => format!("+{} {unit}{}", number(price), when(&rule.when)),
            Effect::Times(factor) => format!("times {}{}", number(factor), when(&rule.when)),
            Effect::Free => format!("free{}", when(&rule.when)),
        };
        match told.iter_mut().find(|(known, _)| *known == does) {
            Some((_, names)) => names.push(&rule.name),
            None => told.push((does, vec![&rule.name])),
        }
    }
    let line = |(does, names): (String, Vec<&str>)| {
        let each = if names.len() > 1 { " each" } else { "" };
        format!("{does}{each}: {}", names.join(", "))
    };
    told.into_iter().map(line).collect()
}

fn charge(charge: &Charge, unit: &str) -> Vec<String> {
    let name = charge.title.as_ref().unwrap_or(&charge.name);
    let counted = charge.unit.as_deref().unwrap_or(match charge.quantity.as_slice() {
        [quantity] => quantity,
        _ => "unit",
    });
    let rates = charge.rates.iter();
    let mut lines: Vec<String> = rates
        .map(|rate| format!("{name}: {}{}", charge_rate(rate, unit, counted), when(&rate.when)))
        .collect();
    lines.extend(count(charge).map(|count| format!("{name}: {count}")));
    lines.extend(
        options(&charge.options, &format!("{unit} per {counted}"))
            .into_iter()
            .map(|line| format!("{name}: {line}")),
    );
    lines.extend(charge.round.map(|round| format!("{name}: {}", rounding(round))));
    lines
}

/// What a charge counts, where it is not just the quantity of its own name.
fn count(charge: &Charge) -> Option<String> {
    let own = charge.quantity.len() == 1 && charge.quantity.first() == Some(&charge.name);
    if own && charge.plus.is_empty() && charge.minus.is_empty() {
        return None;
    }
    let part = |weighted: &Weighted| {
        if weighted.weight == Decimal::ONE {
            return weighted.quantity.clone();
        }
        format!("{} × {}", number(weighted.weight), weighted.quantity)
    };
    let added = charge.plus.iter().map(|weighted| format!(" plus {}", part(weighted)));
    let taken = charge.minus.iter().map(|weighted| format!(" less {}", part(weighted)));
    Some(format!("counts {}{}", charge.quantity.join(" × "), added.chain(taken).collect::<String>()))
}

fn charge_rate(rate: &ChargeRate, unit: &str, counted: &str) -> String {
    let mut words = match &rate.pricing {
        Pricing::Unit(price) if price.price.is_zero() => "free".to_string(),
        Pricing::Unit(price) => unit_price(*price, unit, counted),
        Pricing::Graduated(tiers) => {
            format!("each slice at its own price: {}", self::tiers(tiers, unit, counted))
        }
        Pricing::Volume(tiers) => format!("all at the price reached: {}", self::tiers(tiers, unit, counted)),
    };
    if !rate.included.is_zero() {
        words = format!("{} included, then {words}", number(rate.included));
    }
    if let Some(increment) = rate.increment {
        words.push_str(&format!(", counted in steps of {} ({})", number(increment.to), increment.mode));
    }
    words.push_str(&rate.min.map(|min| format!(", at least {}", number(min))).unwrap_or_default());
    words.push_str(&rate.max.map(|max| format!(", at most {}", number(max))).unwrap_or_default());
    words
}

fn unit_price(price: UnitPrice, unit: &str, counted: &str) -> String {
    let per = if price.per == Decimal::ONE { String::new() } else { format!("{} ", number(price.per)) };
    format!("{} {unit} per {per}{counted}", number(price.price))
}

fn tiers(tiers: &[Tier], unit: &str, counted: &str) -> String {
    let told = tiers.iter().map(|tier| {
        let bound =
            tier.up_to.map_or_else(|| "above".to_string(), |bound| format!("up to {}", number(bound)));
        let mut price =
            if tier.unit.price.is_zero() { "free".to_string() } else { unit_price(tier.unit, unit, counted) };
        if !tier.flat.is_zero() {
            price = format!("{} {unit} flat, then {price}", number(tier.flat));
        }
        format!("{bound} {price}")
    });
    told.collect::<Vec<_>>().join("; ")
}
