//! Charges: what they count, on what terms, and at which prices.

use num_traits::{One, Zero};
use proptest::prelude::*;

use super::amount::{Temper, amount, per, positive};
use super::rule::{options, when};
use super::{QUANTITIES, allow, bounds, maybe, named, setting, text, up_to};
use crate::reference::decimal::{Amount, fits, scaled};
use crate::reference::model::{Charge, Pricing, Row, Setting, Tariff, Terms, Tier, Tiering};

/// A charge without its name.
pub fn charge(temper: Temper) -> BoxedStrategy<Charge> {
    let counted = prop_oneof![
        6 => Just(Vec::new()),
        4 => prop::sample::subsequence(QUANTITIES, 1..=3).prop_shuffle(),
    ];
    (
        (maybe(0.2, text("A charge")), maybe(0.2, text("profile")), maybe(0.1, text("note")), allow()),
        (counted, weights(temper, 0.08), taken_off()),
        terms(temper),
        pricing(temper),
        prop_oneof![1 => Just(Vec::new()), 1 => options(temper, 0.25)],
        setting(temper, 6, 3, 1),
    )
        .prop_map(|(people, (quantity, plus, minus), terms, pricing, options, round)| {
            let (title, unit, note, allow) = people;
            let quantity = quantity.into_iter().map(str::to_owned).collect();
            let name = String::new();
            Charge { name, title, unit, note, quantity, plus, minus, terms, pricing, options, round, allow }
        })
        .boxed()
}

fn weights(temper: Temper, chance: f64) -> impl Strategy<Value = Vec<(String, Amount)>> {
    let weight = prop_oneof![3 => Just(Amount::one()), 2 => amount(temper)];
    named(QUANTITIES, chance, weight)
        .prop_map(|weights| weights.into_iter().map(|(name, weight)| (name.to_owned(), weight)).collect())
}

/// What is taken off: seldom, and little of it, so that something is left.
fn taken_off() -> impl Strategy<Value = Vec<(String, Amount)>> {
    let weight = prop::sample::select(vec![Amount::one(), scaled(5, 1), scaled(1, 1), scaled(25, 3)]);
    named(QUANTITIES, 0.025, weight)
        .prop_map(|weights| weights.into_iter().map(|(name, weight)| (name.to_owned(), weight)).collect())
}

fn pricing(temper: Temper) -> BoxedStrategy<Pricing> {
    let rows = (prop::collection::vec(row(temper), 1..=3), prop::bool::weighted(0.8));
    prop_oneof![
        2 => tariff(temper).prop_map(Pricing::Plain),
        1 => rows.prop_map(|(mut rows, last_holds)| {
            if let (true, Some(last)) = (last_holds, rows.last_mut()) {
                last.when.clear();
            }
            Pricing::Rates(rows)
        }),
    ]
    .boxed()
}

fn row(temper: Temper) -> BoxedStrategy<Row> {
    let own = prop_oneof![2 => Just(Terms::default()), 1 => terms(temper)];
    (when(temper, 1..=2), own, tariff(temper))
        .prop_map(|(when, terms, tariff)| Row { when, terms, tariff })
        .boxed()
}

fn tariff(temper: Temper) -> BoxedStrategy<Tariff> {
    prop_oneof![
        3 => amount(temper).prop_map(Tariff::Price),
        2 => tiers(temper).prop_map(Tariff::Tiers),
    ]
    .boxed()
}

/// The terms of a charge or of a row. Whether a tiering belongs here is known only when the prices are.
fn terms(temper: Temper) -> BoxedStrategy<Terms> {
    let tiering = prop::sample::select(vec![Tiering::Graduated, Tiering::Graduated, Tiering::Volume]);
    (maybe(0.3, amount(temper)), blocks(temper), maybe(0.6, tiering), bounds(temper))
        .prop_map(|(included, (per, increment), tiering, (min, max))| Terms {
            included,
            per,
            increment,
            tiering,
            min,
            max,
        })
        .boxed()
}

/// `per` and `increment`, which go together: where `per` is not 1, the increment is stated.
fn blocks(temper: Temper) -> impl Strategy<Value = (Option<Amount>, Setting)> {
    prop_oneof![
        3 => setting(temper, 4, 3, 1).prop_map(|increment| (None, increment)),
        // A whole package, or a part of one, or several: most of these prices have an end.
        3 => (per(temper), prop::sample::select(vec![1u64, 1, 1, 2, 5]))
            .prop_map(|(per, packages)| {
                let step = &per * Amount::from_integer(packages.into());
                let step = if fits(&step) { step } else { per.clone() };
                (Some(per), up_to(step))
            }),
        2 => per(temper).prop_map(|per| (Some(per), Setting::Without)),
        1 => (per(temper), setting(temper, 0, 3, 1)).prop_map(|(per, increment)| (Some(per), increment)),
    ]
}

/// Tiers whose bounds rise from above 0.
fn tiers(temper: Temper) -> BoxedStrategy<Vec<Tier>> {
    let own = prop_oneof![
        4 => Just((None, Setting::LeftOut)),
        1 => blocks(temper),
    ];
    let flat = maybe(0.3, amount(temper));
    let tier = (positive(temper), maybe(0.8, amount(temper)), flat, own);
    (prop::collection::vec(tier, 1..=4), prop::bool::weighted(0.25))
        .prop_map(|(drafts, bounded)| {
            let mut tiers = Vec::new();
            let mut bound = Amount::zero();
            for (width, price, flat, (per, increment)) in drafts {
                let next = &bound + width;
                if !fits(&next) {
                    break;
                }
                bound = next;
                let (price, flat) = (price.unwrap_or_default(), flat.unwrap_or_default());
                tiers.push(Tier { up_to: Some(bound.clone()), price, flat, per, increment });
            }
            // The first width fits by itself, so there is a last tier.
            if let (false, Some(last)) = (bounded, tiers.last_mut()) {
                last.up_to = None;
            }
            tiers
        })
        .boxed()
}
