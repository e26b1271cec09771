//! What options do, those that do the same together.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pricesheet::Decimal;
use pricesheet::sheet::{Basis, Charge, Condition, Effect, OptionId, OptionRule, Pricing};

use crate::block::{Block, Cell, Column, Row, Table};
use crate::number::grouped;
use crate::price::Charged;
use crate::scope::Scope;
use crate::text::Text;

/// What one option does everywhere, a line for each place.
type Effects = Vec<Text>;

/// The table of options; none where none does anything by itself.
pub(crate) fn block(scope: Scope<'_>) -> Option<Block> {
    let mut told: Vec<(Effects, Vec<OptionId>)> = Vec::new();
    for option in scope.endpoint.option_ids() {
        let effects = effects(scope, option);
        if effects.is_empty() {
            continue;
        }
        match told.iter_mut().find(|(known, _)| *known == effects) {
            Some((_, options)) => options.push(option),
            None => told.push((effects, Vec::from([option]))),
        }
    }
    let row = |(effects, options): (Effects, Vec<OptionId>)| {
        let each = if options.len() > 1 { " each" } else { "" };
        let names = options.iter().map(|option| name(scope, *option));
        let mut effects = effects.into_iter();
        let text = effects.next().unwrap_or_default().then(each);
        Row::of([Cell::from(Text::list(names, ", ", ", ")), Cell { text, notes: effects.collect() }])
    };
    (!told.is_empty()).then(|| {
        Block::Table(Table {
            caption: "Options".into(),
            captioned: true,
            headed: false,
            columns: Vec::from([Column::words("Option"), Column::words("Price")]),
            rows: told.into_iter().map(row).collect(),
        })
    })
}

fn name(scope: Scope<'_>, option: OptionId) -> Text {
    let name = scope.option_with_name(option);
    match scope.choice_of(option) {
        Some(choice) => Text::from(format!("{}: ", crate::scope::choice_name(choice))).then(name),
        None => name,
    }
}

fn effects(scope: Scope<'_>, option: OptionId) -> Effects {
    let own = |rule: &&OptionRule| rule.option == option;
    let mut effects: Effects =
        scope.endpoint.options.iter().filter(own).filter_map(|rule| of_endpoint(scope, rule)).collect();
    // Charges on which it does the same are told together.
    let mut told: Vec<(String, &[Condition], Vec<String>)> = Vec::new();
    for charge in &scope.endpoint.charges {
        for rule in charge.options.iter().filter(own) {
            let Some(effect) = of_charge(Charged { scope, charge }, rule) else { continue };
            let when = scope.when(&rule.when);
            let title = scope.charge(charge);
            match told.iter_mut().find(|(known, other, _)| *known == effect && scope.when(other) == when) {
                Some((.., titles)) => titles.push(title),
                None => told.push((effect, &rule.when, Vec::from([title]))),
            }
        }
    }
    let alone = scope.endpoint.charges.len() == 1 && scope.endpoint.rates.is_empty();
    effects.extend(told.into_iter().map(|(effect, when, titles)| {
        let on = Text::list(titles.into_iter().map(Text::from), ", ", " and ");
        let on = if alone { Text::default() } else { Text::from(" for ").then(on) };
        Text::from(effect).then(on).then(only(scope, when))
    }));
    effects
}

fn of_endpoint(scope: Scope<'_>, rule: &OptionRule) -> Option<Text> {
    let words = match rule.effect {
        Effect::Nothing => return None,
        Effect::Price(price) => {
            let per = if scope.endpoint.basis == Basis::Period { " per billing period" } else { " per call" };
            format!("+{}{per}", scope.money.amount(price))
        }
        Effect::Times(factor) => match percent(factor) {
            Some(percent) if scope.endpoint.charges.is_empty() => percent,
            Some(percent) => format!("{percent} the whole price"),
            None => format!("the whole price × {}", grouped(factor)),
        },
        Effect::Free => "free, whatever else would be charged".to_string(),
    };
    Some(Text::from(words).then(only(scope, &rule.when)))
}

fn of_charge(charged: Charged<'_>, rule: &OptionRule) -> Option<String> {
    Some(match rule.effect {
        Effect::Nothing => return None,
        Effect::Price(price) => {
            format!("+{}{}", charged.scope.money.amount(price), added_per(charged, charged.charge))
        }
        Effect::Times(factor) => percent(factor).unwrap_or_else(|| format!("× {}", grouped(factor))),
        Effect::Free => "free".to_string(),
    })
}

fn only(scope: Scope<'_>, when: &[Condition]) -> Text {
    if when.is_empty() { Text::default() } else { Text::from(", only ").then(scope.when(when)) }
}

/// For how many an option's amount is added: for as many as the price is, which may differ between tiers.
fn added_per(charged: Charged<'_>, charge: &Charge) -> String {
    let mut per = charge.rates.iter().flat_map(|rate| match &rate.pricing {
        Pricing::Unit(price) => Vec::from([(price.per, rate.increment)]),
        Pricing::Tiers { tiers, .. } => {
            tiers.iter().map(|tier| (tier.unit.per, tier.increment.or(rate.increment))).collect()
        }
        Pricing::Table { per, .. } => Vec::from([(*per, rate.increment)]),
    });
    let words = |(count, increment)| format!(" {}", charged.per(count, increment));
    match per.next().map(words) {
        Some(first) if per.all(|other| words(other) == first) => first,
        _ => " to each unit price".to_string(),
    }
}

/// A multiplier as a discount or a surcharge.
pub(crate) fn percent(factor: Decimal) -> Option<String> {
    let hundred = Decimal::ONE_HUNDRED;
    let change = factor.checked_sub(Decimal::ONE)?.checked_mul(hundred)?;
    // Exact: neither step may have dropped a digit.
    let back = change.checked_div(hundred)?.checked_add(Decimal::ONE)?;
    if back != factor || factor.is_zero() || factor >= Decimal::TWO || factor.scale() > 6 {
        return None;
    }
    let number = grouped(change.abs());
    Some(if change.is_sign_negative() { format!("{number}% off") } else { format!("+{number}%") })
}
