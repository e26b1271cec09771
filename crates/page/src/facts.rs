//! What a usage says, and how it is counted: choices, attributes, quantities, windows.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pricesheet::Decimal;
use pricesheet::rounding::Rounding;
use pricesheet::sheet::{
    Attribute, Basis, Choice, Condition, Derivation, Effect, Endpoint, OptionId, Pricing, QuantityId,
    WindowId,
};

use crate::block::Block;
use crate::clock;
use crate::number::grouped;
use crate::options::percent;
use crate::price::Limits;
use crate::scope::{Scope, choice_name, rounding_of_count, units};
use crate::text::{Text, capitalised, spoken};

/// More values than this are not listed: the prices name them.
const LISTED: usize = 12;

/// What there is to choose and to state.
pub(crate) fn block(scope: Scope<'_>) -> Option<Block> {
    let endpoint = scope.endpoint;
    let mut facts: Vec<(Text, Text)> = Vec::new();
    facts.extend(
        endpoint.choices.iter().map(|choice| (choice_name(choice).into(), self::choice(scope, choice))),
    );
    facts.extend(
        silent(scope).map(|option| (scope.option_with_name(option), "changes the prices above".into())),
    );
    let attributes = endpoint.attribute_ids().zip(&endpoint.attributes);
    facts.extend(attributes.map(|(id, attribute)| (scope.attribute(id).into(), self::attribute(attribute))));
    facts.extend(endpoint.quantity_ids().filter_map(|id| quantity(scope, id)));
    facts.extend(endpoint.derived_ids().filter_map(|id| derived(scope, id)));
    // Windows of decision tables are told there.
    let told = |window: &WindowId| {
        let mut conditions = decided(endpoint);
        conditions
            .any(|condition| matches!(condition, Condition::Window { window: other, .. } if other == window))
    };
    let mut ids: Vec<WindowId> = Vec::new();
    for condition in conditions(endpoint) {
        match condition {
            Condition::Window { window, .. } if !told(window) && !ids.contains(window) => ids.push(*window),
            _ => {}
        }
    }
    let windows = ids.iter().filter_map(|id| endpoint.windows.get(id.index()));
    facts.extend(windows.map(|window| {
        (capitalised(&spoken(&window.name)).into(), capitalised(&clock::window(window)).into())
    }));
    (!facts.is_empty()).then_some(Block::Facts(facts))
}

/// Options that do nothing by themselves, of no choice, and that some condition asks for.
fn silent<'a>(scope: Scope<'a>) -> impl Iterator<Item = OptionId> + 'a {
    let endpoint = scope.endpoint;
    let acts = move |option: OptionId| {
        let charges = endpoint.charges.iter().flat_map(|charge| &charge.options);
        let mut rules = endpoint.options.iter().chain(charges);
        rules.any(|rule| rule.option == option && rule.effect != Effect::Nothing)
    };
    let asked = move |option: OptionId| {
        conditions(endpoint).any(|condition| match condition {
            Condition::Given(other) | Condition::NotGiven(other) => *other == option,
            _ => false,
        })
    };
    let options = endpoint.option_ids();
    options.filter(move |option| scope.choice_of(*option).is_none() && !acts(*option) && asked(*option))
}

fn conditions(endpoint: &Endpoint) -> impl Iterator<Item = &Condition> {
    let of_charges = endpoint.charges.iter().flat_map(|charge| &charge.options);
    decided(endpoint).chain(endpoint.options.iter().chain(of_charges).flat_map(|rule| &rule.when))
}

/// The conditions of decision tables.
fn decided(endpoint: &Endpoint) -> impl Iterator<Item = &Condition> {
    let of_charges = endpoint.charges.iter().flat_map(|charge| &charge.rates).flat_map(|rate| &rate.when);
    endpoint.rates.iter().flat_map(|rate| &rate.when).chain(of_charges)
}

fn choice(scope: Scope<'_>, choice: &Choice) -> Text {
    let member = |option: &OptionId| {
        let name = scope.option_with_name(*option);
        if choice.default == Some(*option) { name.then(" (default)") } else { name }
    };
    let members = Text::list(choice.of.iter().map(member), ", ", " or ");
    match choice.default {
        Some(_) => members,
        None if choice.required => members.then("; required"),
        None => members.then(", or none of them"),
    }
}

fn attribute(attribute: &Attribute) -> Text {
    let values = attribute.value_ids();
    let member = |value| {
        let text = attribute.value(value);
        if attribute.default == Some(value) { format!("{text} (default)") } else { text.to_string() }
    };
    let known = attribute.values.len();
    let mut words: String = if known > LISTED {
        let default = attribute.default.map(|value| format!("; {} by default", attribute.value(value)));
        let other = if attribute.open { ", or any other" } else { "" };
        format!("one of the {known} above{other}{}", default.unwrap_or_default())
    } else {
        let mut members: Vec<Text> = values.map(|value| member(value).into()).collect();
        if attribute.open {
            members.push(if members.is_empty() { "any" } else { "any other" }.into());
        }
        Text::list(members, ", ", " or ").plain()
    };
    if attribute.required {
        words.push_str("; required");
    }
    words.into()
}

fn quantity(scope: Scope<'_>, id: QuantityId) -> Option<(Text, Text)> {
    let quantity = scope.endpoint.quantities.get(id.index())?;
    let mut rules: Vec<String> = Vec::new();
    rules.extend(quantity.required.then(|| "required".to_string()));
    rules.extend(
        quantity
            .default
            .filter(|default| !default.is_zero())
            .map(|default| format!("{} by default", scope.of_quantity(default, id))),
    );
    rules.extend(counts(scope, quantity.at_least, quantity.increment, id));
    (!rules.is_empty()).then(|| (capitalised(&scope.quantity(id)).into(), rules.join("; ").into()))
}

fn counts(
    scope: Scope<'_>,
    at_least: Option<Decimal>,
    increment: Option<Rounding>,
    id: QuantityId,
) -> Vec<String> {
    let unit = scope.unit(id);
    let least = at_least.filter(|least| !least.is_zero()).map(|least| {
        let count = unit.map_or_else(|| grouped(least), |unit| units(least, unit));
        format!("counts as at least {count}, if there is any")
    });
    least.into_iter().chain(increment.map(|increment| rounding_of_count(increment, unit))).collect()
}

fn derived(scope: Scope<'_>, id: QuantityId) -> Option<(Text, Text)> {
    let derived = scope.endpoint.derived(id)?;
    let parts: Vec<String> = match &derived.of {
        Derivation::Sum(parts) => {
            parts.iter().map(|part| scope.weighted(part.weight, part.quantity)).collect()
        }
        Derivation::Product(parts) => parts.iter().map(|part| scope.quantity(*part)).collect(),
    };
    let sign = if matches!(derived.of, Derivation::Sum(_)) { " + " } else { " × " };
    let mut rules = Vec::from([parts.join(sign)]);
    rules.extend(counts(scope, derived.at_least, derived.increment, id));
    Some((capitalised(&scope.quantity(id)).into(), rules.join("; ").into()))
}

/// What is said of the price as a whole.
pub(crate) fn remarks(scope: Scope<'_>) -> Vec<Text> {
    let endpoint = scope.endpoint;
    let mut remarks: Vec<Text> = Vec::new();
    remarks.extend(basis(endpoint).map(Text::from));
    remarks.extend(endpoint.times.map(|times| {
        let words = percent(times).unwrap_or_else(|| format!("× {}", grouped(times)));
        Text::from(format!("The sum of all this: {words}"))
    }));
    let of = if endpoint.basis == Basis::Period { " per billing period" } else { " per call" };
    let limits = Limits { min: endpoint.min, max: endpoint.max, round: endpoint.round };
    remarks.extend(limits.words(scope, of).into_iter().map(Text::from));
    remarks.extend(endpoint.round.map(|round| Text::from(format!("The total is {}", scope.rounding(round)))));
    remarks
}

/// Over what is counted, where that makes a difference.
fn basis(endpoint: &Endpoint) -> Option<&'static str> {
    let mut rates = endpoint.charges.iter().flat_map(|charge| &charge.rates);
    let cut = rates.any(|rate| {
        !rate.included.is_zero()
            || !rate.included_by.is_empty()
            || matches!(rate.pricing, Pricing::Tiers { .. })
    });
    match endpoint.basis {
        Basis::Call => cut.then_some("Each call is counted by itself"),
        Basis::Period if endpoint.charges.is_empty() => None,
        Basis::Period => Some("Counted over the whole billing period"),
    }
}
