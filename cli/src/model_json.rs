//! The model of a sheet as data: every key of the sheet with what it inherits filled in, amounts as strings.

use pricesheet::Decimal;
use pricesheet::rounding::Rounding;
use pricesheet::sheet::{
    Charge, ChargeRate, Choice, Condition, Effect, Endpoint, Example, OptionId, OptionRule, Pricing,
    Quantity, Rate, Tier, Weighted,
};
use serde_json::{Map, Value, json};

use pricesheet::page;

/// An endpoint; `words` is its price as people read it.
pub(crate) fn endpoint(endpoint: &Endpoint, unit: &str) -> Value {
    json!({
        "name": endpoint.name,
        "title": endpoint.title,
        "group": endpoint.group,
        "note": endpoint.note,
        "basis": endpoint.basis.to_string(),
        "words": page::words(endpoint, unit),
        "rates": list(&endpoint.rates, |row| rate(row, endpoint)),
        "options": list(&endpoint.options, |rule| option(rule, endpoint)),
        "choices": list(&endpoint.choices, |listed| choice(listed, endpoint)),
        "option_names": endpoint.option_names,
        "quantities": list(&endpoint.quantities, quantity),
        "charges": list(&endpoint.charges, |listed| charge(listed, endpoint)),
        "min": endpoint.min.map(number),
        "max": endpoint.max.map(number),
        "round": endpoint.round.map(rounding),
        "examples": list(&endpoint.examples, |listed| example(listed, endpoint)),
        "allow": list(&endpoint.allow, |allow| json!(allow.code)),
    })
}

fn list<T>(items: &[T], of: impl Fn(&T) -> Value) -> Value {
    items.iter().map(of).collect()
}

fn number(value: Decimal) -> String {
    value.normalize().to_string()
}

fn rounding(rounding: Rounding) -> Value {
    json!({ "to": number(rounding.to), "mode": rounding.mode.to_string() })
}

fn when(conditions: &[Condition], endpoint: &Endpoint) -> Value {
    list(conditions, |condition| Value::String(endpoint.written(condition)))
}

fn rate(rate: &Rate, endpoint: &Endpoint) -> Value {
    json!({ "when": when(&rate.when, endpoint), "price": number(rate.price) })
}

fn option(rule: &OptionRule, endpoint: &Endpoint) -> Value {
    let mut fields = Map::new();
    fields.insert("name".to_string(), json!(endpoint.option_name(rule.option)));
    fields.insert("title".to_string(), json!(rule.title));
    let effect = match rule.effect {
        Effect::Nothing => None,
        Effect::Price(price) => Some(("price", json!(number(price)))),
        Effect::Times(factor) => Some(("times", json!(number(factor)))),
        Effect::Free => Some(("free", json!(true))),
    };
    fields.extend(effect.map(|(key, value)| (key.to_string(), value)));
    fields.insert("when".to_string(), when(&rule.when, endpoint));
    Value::Object(fields)
}

fn choice(choice: &Choice, endpoint: &Endpoint) -> Value {
    let name = |member: &OptionId| endpoint.option_name(*member);
    json!({
        "name": choice.name,
        "of": choice.of.iter().map(name).collect::<Vec<_>>(),
        "default": choice.default.as_ref().map(name),
        "required": choice.required,
    })
}

fn quantity(quantity: &Quantity) -> Value {
    json!({
        "name": quantity.name,
        "title": quantity.title,
        "unit": quantity.unit,
        "default": quantity.default.map(number),
        "required": quantity.required,
        "at_least": quantity.at_least.map(number),
        "increment": quantity.increment.map(rounding),
    })
}

fn weights(parts: &[Weighted], endpoint: &Endpoint) -> Value {
    let name = |part: &Weighted| endpoint.quantity_name(part.quantity).to_string();
    Value::Object(parts.iter().map(|part| (name(part), json!(number(part.weight)))).collect())
}

fn charge(charge: &Charge, endpoint: &Endpoint) -> Value {
    json!({
        "name": charge.name,
        "title": charge.title,
        "unit": charge.unit,
        "note": charge.note,
        "quantity": list(&charge.quantity, |id| json!(endpoint.quantity_name(*id))),
        "plus": weights(&charge.plus, endpoint),
        "minus": weights(&charge.minus, endpoint),
        "rates": list(&charge.rates, |row| charge_rate(row, endpoint)),
        "options": list(&charge.options, |rule| option(rule, endpoint)),
        "round": charge.round.map(rounding),
        "allow": list(&charge.allow, |allow| json!(allow.code)),
    })
}

fn charge_rate(rate: &ChargeRate, endpoint: &Endpoint) -> Value {
    let mut fields = Map::new();
    let mut insert = |key: &str, value: Value| fields.insert(key.to_string(), value);
    insert("when", when(&rate.when, endpoint));
    insert("included", json!(number(rate.included)));
    insert("increment", json!(rate.increment.map(rounding)));
    match &rate.pricing {
        Pricing::Unit(unit) => {
            insert("price", json!(number(unit.price)));
            insert("per", json!(number(unit.per)));
        }
        Pricing::Tiers { mode, tiers } => {
            insert("tiering", json!(mode.as_str()));
            insert("tiers", list(tiers, tier));
        }
    }
    insert("min", json!(rate.min.map(number)));
    insert("max", json!(rate.max.map(number)));
    Value::Object(fields)
}

fn tier(tier: &Tier) -> Value {
    json!({
        "up_to": tier.up_to.map(number),
        "price": number(tier.unit.price),
        "per": number(tier.unit.per),
        "flat": number(tier.flat),
        "increment": tier.increment.map(rounding),
    })
}

fn example(example: &Example, endpoint: &Endpoint) -> Value {
    let quantities: Map<String, Value> = example
        .quantities
        .iter()
        .map(|(id, value)| (endpoint.quantity_name(*id).to_string(), json!(number(*value))))
        .collect();
    json!({
        "options": list(&example.options, |id| json!(endpoint.option_name(*id))),
        "quantities": quantities,
        "total": number(example.total),
        "note": example.note,
    })
}
