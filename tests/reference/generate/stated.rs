//! Usages of a sheet: most of them valid, their quantities where a rule begins or ends.

use num_traits::{One, Signed, Zero};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::amount::wild;
use crate::reference::decimal::{Amount, amount as decimal, fits, scaled, whole};
use crate::reference::model::{Basis, Charge, Condition, Endpoint, Flat, Pricing, Setting, Sheet, Tariff};
use crate::reference::usage::Usage;

/// What is wrong with a usage on purpose.
#[derive(Clone, Debug)]
enum Slip {
    UnknownEndpoint,
    UnknownOption,
    UnknownQuantity,
    RepeatOption(Index),
    RepeatQuantity(Index),
    AnyOption(Index),
    DropOptions,
    DropQuantity(Index),
    Negate(Index),
    Calls(Amount),
}

/// Usages of one of the sheet's endpoints; about one in seven is wrong on purpose.
pub fn usage(sheet: &Sheet) -> BoxedStrategy<Usage> {
    let endpoints: Vec<_> = sheet.endpoints.iter().map(valid).collect();
    let slips = prop_oneof![
        6 => Just(Vec::new()),
        1 => prop::collection::vec(slip(), 1..=2),
    ];
    let endpoint = proptest::strategy::Union::new(endpoints);
    let names: Vec<(String, Vec<String>)> = sheet
        .endpoints
        .iter()
        .map(|e| (e.name.clone(), e.option_names().into_iter().map(str::to_owned).collect()))
        .collect();
    (endpoint, slips)
        .prop_map(move |(usage, slips)| {
            let options = names.iter().find(|(name, _)| *name == usage.endpoint).map(|(_, options)| options);
            let options = options.map_or(&[][..], Vec::as_slice);
            slips.into_iter().fold(usage, |usage, slip| slipped(usage, slip, options))
        })
        .boxed()
}

/// Usages that are stated rightly, though they may still be beyond what the endpoint prices.
fn valid(endpoint: &Endpoint) -> BoxedStrategy<Usage> {
    let name = endpoint.name.clone();
    let choices: Vec<_> =
        endpoint.choices.iter().map(|choice| (choice.of.clone(), choice.required)).collect();
    let free: Vec<String> = endpoint
        .option_names()
        .into_iter()
        .filter(|option| !choices.iter().any(|(of, _)| of.iter().any(|member| member == option)))
        .map(str::to_owned)
        .collect();
    let options = (
        prop::collection::vec(prop::bool::weighted(0.4), free.len()),
        prop::collection::vec((any::<Index>(), prop::bool::weighted(0.6)), choices.len()),
    )
        .prop_map(move |(given, chosen)| {
            let mut options: Vec<String> =
                free.iter().zip(given).filter(|(_, given)| *given).map(|(name, _)| name.clone()).collect();
            for ((of, required), (index, given)) in choices.iter().zip(chosen) {
                if *required || given {
                    options.push(index.get(of).clone());
                }
            }
            options
        })
        .prop_shuffle();

    let quantities: Vec<_> = endpoint
        .quantity_names()
        .into_iter()
        .map(|name| {
            let required = endpoint.quantity(name).is_some_and(|quantity| quantity.required);
            let stated = prop::bool::weighted(if required { 1.0 } else { 0.8 });
            let name = name.to_owned();
            (stated, value(landmarks(endpoint, &name)))
                .prop_map(move |(stated, value)| stated.then(|| (name.clone(), value)))
        })
        .collect();
    let quantities =
        quantities.prop_map(|stated| stated.into_iter().flatten().collect::<Vec<_>>()).prop_shuffle();

    let calls = if endpoint.basis == Some(Basis::Period) {
        Just(Amount::one()).boxed()
    } else {
        prop_oneof![12 => Just(1u64), 2 => 2u64..=1_000, 1 => 1_000_000u64..=1_000_000_000_000_000]
            .prop_map(whole)
            .boxed()
    };
    (options, quantities, calls)
        .prop_map(move |(options, quantities, calls)| Usage {
            endpoint: name.clone(),
            options,
            quantities,
            calls,
        })
        .boxed()
}

/// Where the rules that read a quantity begin or end.
fn landmarks(endpoint: &Endpoint, name: &str) -> Vec<Amount> {
    let mut marks: Vec<Amount> = [0, 1, 2, 10].map(whole).to_vec();
    let mut whens = Vec::new();
    if let Flat::Rates(rows) = &endpoint.flat {
        whens.extend(rows.iter().flat_map(|row| &row.when));
    }
    whens.extend(endpoint.options.iter().flat_map(|option| &option.when));
    for charge in &endpoint.charges {
        whens.extend(charge.options.iter().flat_map(|option| &option.when));
        if let Pricing::Rates(rows) = &charge.pricing {
            whens.extend(rows.iter().flat_map(|row| &row.when));
        }
        if charge.reads().contains(&name) {
            marks.extend(turns(charge));
        }
    }
    marks.extend(whens.into_iter().filter_map(|condition| match condition {
        Condition::Compare { quantity, bound, .. } if quantity == name => Some(bound.clone()),
        _ => None,
    }));
    if let Some(quantity) = endpoint.quantity(name) {
        marks.extend(quantity.default.iter().chain(&quantity.at_least).cloned());
        marks.extend(step(&quantity.increment));
    }
    marks.retain(fits);
    marks
}

/// Where the counted quantity of a charge meets something.
fn turns(charge: &Charge) -> Vec<Amount> {
    let mut marks = Vec::new();
    for (terms, tariff) in charge.schedules() {
        let included = terms.included.clone().unwrap_or_default();
        marks.push(included.clone());
        marks.extend(terms.per.clone());
        marks.extend(step(&terms.increment).map(|step| step + &included));
        if let Tariff::Tiers(tiers) = tariff {
            for tier in tiers {
                marks.extend(tier.up_to.as_ref().map(|up_to| up_to + &included));
                marks.extend(step(&tier.increment));
            }
        }
    }
    marks
}

fn step(increment: &Setting) -> Option<Amount> {
    increment.rounding().map(|rounding| rounding.to.clone())
}

fn value(marks: Vec<Amount>) -> impl Strategy<Value = Amount> {
    let factors = vec![whole(1), whole(1), whole(1), whole(2), whole(3), scaled(5, 1), whole(7)];
    let nudges =
        ["0", "0", "0", "1", "-1", "0.5", "0.000001", "-0.000001", "-0.0000000000000000000000000001"];
    let nudges: Vec<Amount> = nudges.into_iter().map(decimal).collect();
    let near = (select(marks), select(factors), select(nudges)).prop_map(|(mark, factor, nudge)| {
        let near = &mark * factor + nudge;
        if fits(&near) && !near.is_negative() { near } else { mark }
    });
    prop_oneof![
        10 => near,
        4 => (0u64..=200).prop_map(whole),
        3 => (0u64..=99_999, 1u32..=4).prop_map(|(mantissa, scale)| scaled(mantissa, scale)),
        1 => (1u64..=u64::MAX, 0u32..=9).prop_map(|(mantissa, scale)| scaled(mantissa, scale)),
        1 => (1u64..=99, 12u32..=26).prop_map(|(digits, zeros)| whole(digits) * scaled(10u128.pow(zeros), 0)),
        1 => wild(),
    ]
}

fn slip() -> impl Strategy<Value = Slip> {
    let index = any::<Index>;
    let calls = ["0", "1.5", "-1", "2", "0.0000001", "79228162514264337593543950335"];
    let calls: Vec<Amount> = calls.into_iter().map(decimal).collect();
    prop_oneof![
        Just(Slip::UnknownEndpoint),
        Just(Slip::UnknownOption),
        Just(Slip::UnknownQuantity),
        index().prop_map(Slip::RepeatOption),
        index().prop_map(Slip::RepeatQuantity),
        index().prop_map(Slip::AnyOption),
        Just(Slip::DropOptions),
        index().prop_map(Slip::DropQuantity),
        index().prop_map(Slip::Negate),
        select(calls).prop_map(Slip::Calls),
    ]
}

/// Makes the slip, where the usage gives occasion for it.
fn slipped(mut usage: Usage, slip: Slip, options: &[String]) -> Usage {
    match slip {
        Slip::UnknownEndpoint => usage.endpoint.push('s'),
        Slip::UnknownOption => usage.options.push("jss".to_owned()),
        Slip::UnknownQuantity => usage.quantities.push(("row".to_owned(), Amount::zero())),
        Slip::RepeatOption(index) if !usage.options.is_empty() => {
            usage.options.push(index.get(&usage.options).clone());
        }
        Slip::RepeatQuantity(index) if !usage.quantities.is_empty() => {
            let (name, _) = index.get(&usage.quantities).clone();
            usage.quantities.push((name, Amount::one()));
        }
        Slip::AnyOption(index) if !options.is_empty() => usage.options.push(index.get(options).clone()),
        Slip::DropOptions => usage.options.clear(),
        Slip::DropQuantity(index) if !usage.quantities.is_empty() => {
            usage.quantities.remove(index.index(usage.quantities.len()));
        }
        Slip::Negate(index) if !usage.quantities.is_empty() => {
            let at = index.index(usage.quantities.len());
            let (_, value) = &mut usage.quantities[at];
            // A usage states what the decimal type holds.
            *value = if value.is_zero() || !fits(value) { -Amount::one() } else { -value.clone() };
        }
        Slip::Calls(calls) => usage.calls = calls,
        _ => {}
    }
    usage
}
