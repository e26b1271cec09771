//! Published examples as worked calculations: the lines of the engine's quote.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pricesheet::quote::{ChargeDetails, Line, LineKind, TierSlice};
use pricesheet::sheet::{AttributeId, Charge, ChargeRate, OptionRule, QuantityId, Rate};
use pricesheet::{Decimal, EndpointPricer};

use crate::block::Example;
use crate::clock;
use crate::number::{counted, grouped};
use crate::options::percent;
use crate::plural::plural;
use crate::price::{Charged, lines};
use crate::scope::{Scope, units};
use crate::text::{Text, capitalised};

/// An example as the engine quotes it. A sheet whose examples do not hold does not load, so all of them have a price.
pub(crate) fn worked(
    scope: Scope<'_>,
    pricer: EndpointPricer<'_>,
    example: &pricesheet::sheet::Example,
) -> Option<Example> {
    let quote = pricer.quote(&pricer.usage_of(example)).ok()?;
    let amounts: Vec<Decimal> = quote.lines().map(|line| line.amount()).chain([quote.total()]).collect();
    let steps = quote.lines().enumerate().map(|(place, line)| {
        let (label, how) = step(scope, &line);
        let amount = scope.money.in_column(line.amount(), amounts.iter().copied());
        let sign = if place > 0 && line.kind() != LineKind::Charge && line.amount() > Decimal::ZERO {
            "+"
        } else {
            ""
        };
        (label, how, format!("{sign}{amount}"))
    });
    Some(Example {
        title: lines(example.note.as_deref()).join(" ").into(),
        stated: stated(scope, example),
        steps: steps.collect(),
        total: scope.money.in_column(quote.total(), amounts.iter().copied()),
    })
}

/// What the example states.
fn stated(scope: Scope<'_>, example: &pricesheet::sheet::Example) -> Text {
    let options = example.options.iter().map(|option| match scope.choice_of(*option) {
        Some(choice) => {
            Text::from(format!("{}: ", crate::scope::choice_name(choice))).then(scope.option(*option))
        }
        None => scope.given(*option),
    });
    let attribute = |(attribute, value): &(AttributeId, String)| {
        Text::from(format!("{}: {value}", scope.attribute(*attribute)))
    };
    let quantity = |(quantity, value): &(QuantityId, Decimal)| {
        scope.stated(*quantity, &scope.of_quantity(*value, *quantity)).into()
    };
    let at = example.at.map(|at| Text::from(clock::moment(at)));
    let parts = (example.attributes.iter().map(attribute))
        .chain(options)
        .chain(example.quantities.iter().map(quantity))
        .chain(at);
    Text::list(parts, "; ", "; ").sentence()
}

/// What a line is, and how its amount comes about.
fn step(scope: Scope<'_>, line: &Line<'_>) -> (Text, Text) {
    let endpoint = scope.endpoint;
    let rule = || endpoint.options.iter().find(|rule| Some(endpoint.option_name(rule.option)) == line.name());
    let option =
        |rule: Option<&OptionRule>| rule.map_or_else(Text::default, |rule| scope.option(rule.option));
    match line.kind() {
        LineKind::Flat => ("Base price".into(), decided(scope, &line.label())),
        LineKind::Option => (option(rule()), Text::default()),
        LineKind::Charge => {
            let charge = endpoint.charges.iter().find(|charge| Some(charge.name.as_str()) == line.name());
            let Some((charge, details)) = charge.zip(line.details()) else { return Default::default() };
            (scope.charge(charge).into(), how(scope, charge, &details).into())
        }
        LineKind::Times => match rule() {
            Some(rule) => {
                let factor = match rule.effect {
                    pricesheet::sheet::Effect::Times(factor) => factor,
                    _ => Decimal::ONE,
                };
                (scope.option(rule.option), multiplied(factor).into())
            }
            None => ("Of the sum".into(), multiplied(endpoint.times.unwrap_or(Decimal::ONE)).into()),
        },
        LineKind::Minimum => ("Minimum".into(), amount(scope, endpoint.min)),
        LineKind::Maximum => ("Maximum".into(), amount(scope, endpoint.max)),
        LineKind::Rounding => {
            let words = endpoint.round.map(|round| scope.rounding(round)).unwrap_or_default();
            (capitalised(&words).into(), Text::default())
        }
        LineKind::Free => (option(rule()), "free".into()),
    }
}

/// Under which conditions the flat amount holds.
fn decided(scope: Scope<'_>, label: &str) -> Text {
    let written = |rate: &&Rate| {
        let when: Vec<String> = rate.when.iter().map(|condition| scope.endpoint.written(condition)).collect();
        !when.is_empty() && label == format!("flat amount ({})", when.join(", "))
    };
    let rate = scope.endpoint.rates.iter().find(written);
    rate.map(|rate| scope.when(&rate.when).sentence()).unwrap_or_default()
}

fn amount(scope: Scope<'_>, bound: Option<Decimal>) -> Text {
    bound.map(|bound| scope.money.amount(bound).into()).unwrap_or_default()
}

fn multiplied(factor: Decimal) -> String {
    percent(factor).unwrap_or_else(|| format!("× {}", grouped(factor)))
}

/// How the amount of a charge comes about: "120 profiles × 0.5 credits".
fn how(scope: Scope<'_>, charge: &Charge, details: &ChargeDetails) -> String {
    let unit = Charged { scope, charge }.unit();
    let unit = unit.as_deref();
    let mut parts: Vec<String> = Vec::new();
    if let Some(count) = counted_as(scope, charge, details) {
        parts.push(count);
    }
    if let Some(included) = details.included.as_deref().filter(|included| *included != "0") {
        parts.push(format!("{} free", number(included)));
    }
    let added = details.added.as_deref();
    if let (Some(price), Some(per), Some(billed)) = (details.price, details.per, &details.billed) {
        parts.push(product(scope, billed, price, per, unit, added));
    }
    parts.extend(details.tiers.iter().map(|slice| self::slice(scope, slice, unit, added)));
    parts.extend(
        details
            .share
            .iter()
            .map(|share| format!("× {} ÷ {}", number(&share.of_counted), number(&share.within_counted))),
    );
    for adjustment in &details.adjustments {
        let option = adjustment.name.as_deref().unwrap_or_default();
        let bound = |words: &str, bound: Option<Decimal>| match bound {
            Some(bound) => format!("{words} {}", scope.money.amount(bound)),
            None => words.to_string(),
        };
        parts.push(match adjustment.kind {
            LineKind::Times => {
                let acting =
                    charge.options.iter().find(|rule| scope.endpoint.option_name(rule.option) == option);
                let name = acting.map(|rule| scope.option(rule.option).plain()).unwrap_or_default();
                match acting.map(|rule| rule.effect) {
                    Some(pricesheet::sheet::Effect::Times(factor)) => {
                        format!("{name} {}", multiplied(factor))
                    }
                    _ => name,
                }
            }
            LineKind::Minimum => bound("at least", rate_bounds(scope, charge, details).0),
            LineKind::Maximum => bound("at most", rate_bounds(scope, charge, details).1),
            LineKind::Rounding => charge.round.map(|round| scope.rounding(round)).unwrap_or_default(),
            LineKind::Free => "free".to_string(),
            _ => String::new(),
        });
    }
    parts.retain(|part| !part.is_empty());
    parts.join("; ")
}

/// The least and the most of the row that was taken.
fn rate_bounds(
    scope: Scope<'_>,
    charge: &Charge,
    details: &ChargeDetails,
) -> (Option<Decimal>, Option<Decimal>) {
    let taken = |rate: &&ChargeRate| {
        rate.when.iter().map(|condition| scope.endpoint.written(condition)).eq(details.rate.iter().cloned())
    };
    charge.rates.iter().find(taken).map_or((None, None), |rate| (rate.min, rate.max))
}

/// How many are counted, where that is not what is billed.
fn counted_as(scope: Scope<'_>, charge: &Charge, details: &ChargeDetails) -> Option<String> {
    let plain = charge.plus.is_empty() && charge.minus.is_empty();
    if charge.quantity.len() == 1 && plain {
        return None;
    }
    let by_id = |id: &QuantityId| {
        let name = scope.endpoint.quantity_name(*id);
        details.quantities.iter().find(|known| known.name == name).map(|known| number(&known.counted))
    };
    let product: Vec<String> = charge.quantity.iter().filter_map(by_id).collect();
    let mut words = product.join(" × ");
    for (sign, parts) in [("+", &charge.plus), ("−", &charge.minus)] {
        for part in parts {
            let count = by_id(&part.quantity)?;
            let weight = if part.weight == Decimal::ONE {
                String::new()
            } else {
                format!("{} × ", grouped(part.weight))
            };
            words.push_str(&format!(" {sign} {weight}{count}"));
        }
    }
    Some(format!("{words} = {}", number(&details.count)))
}

/// What one tier comes to.
fn slice(scope: Scope<'_>, slice: &TierSlice, unit: Option<&str>, added: Option<&str>) -> String {
    let each = product(scope, &slice.billed, slice.price, slice.per, unit, added);
    if slice.flat.is_zero() { each } else { format!("{} + {each}", scope.money.amount(slice.flat)) }
}

/// So many at one price: "31,000 requests × $0.056 per 1,000 requests".
fn product(
    scope: Scope<'_>,
    billed: &str,
    price: Decimal,
    per: Decimal,
    unit: Option<&str>,
    added: Option<&str>,
) -> String {
    let count = match (unit, billed.parse::<Decimal>()) {
        (Some(unit), Ok(billed)) => units(billed, unit),
        _ => number(billed),
    };
    let added = added.and_then(|added| added.parse::<Decimal>().ok()).filter(|added| !added.is_zero());
    let added = added.map(|added| format!(" + {}", scope.money.amount(added))).unwrap_or_default();
    let per = match (per == Decimal::ONE, unit) {
        (true, _) => String::new(),
        (false, Some(unit)) => format!(" per {} {}", counted(per), plural(unit)),
        (false, None) => format!(" per {}", counted(per)),
    };
    if price.is_zero() && added.is_empty() {
        return format!("{count} free");
    }
    let each = scope.money.amount(price);
    let each = if added.is_empty() { each } else { format!("({each}{added})") };
    format!("{count} × {each}{per}")
}

/// An exact text of the engine's: a decimal, or a fraction that no decimal is.
fn number(text: &str) -> String {
    text.parse::<Decimal>().map_or_else(|_| text.replace('/', " ÷ "), grouped)
}
