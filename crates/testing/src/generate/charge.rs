//! Charges: what they count, on what terms, and at which prices.

use num_traits::{One, Zero};

use crate::dice::Dice;
use crate::reference::decimal::{Amount, fits, scaled, whole};
use crate::reference::model::{
    Charge, Condition, Pricing, Row, Setting, Share, Tariff, Terms, Tier, Tiering,
};

use super::attribute::table;
use super::condition::{Names, when};
use super::features::Features;
use super::number::{EDGES, amount, bounds, per, percent, positive, setting, up_to};
use super::{allow, maybe, option, text};

/// A charge of any features that the endpoint has.
pub(super) fn charge(
    dice: &mut Dice,
    features: &Features,
    conditions: &[Condition],
    names: &Names<'_>,
    name: String,
) -> Charge {
    let Names { options, quantities, attributes, .. } = *names;
    let pick = |dice: &mut Dice| quantities[dice.below(quantities.len())].clone();
    let mut quantity: Vec<String> = Vec::new();
    // What counts the quantity of its own name need not say so.
    if !quantities.is_empty() && (!quantities.contains(&name) || dice.one_in(3)) && !dice.one_in(12) {
        let factors = if percent(dice, features.products) { 1 + dice.below(4) } else { 1 };
        for _ in 0..factors {
            let name = pick(dice);
            if !quantity.contains(&name) {
                quantity.push(name);
            }
        }
    }
    let (mut plus, mut minus) = (Vec::new(), Vec::new());
    if !quantities.is_empty() && percent(dice, features.weights) {
        for (list, chance) in [(&mut plus, 60), (&mut minus, 30)] {
            if percent(dice, chance) {
                list.push((pick(dice), weight(dice, features)));
            }
        }
        let (one, other) = (pick(dice), weight(dice, features));
        if dice.one_in(4) && plus.iter().all(|(name, _)| *name != one) {
            plus.push((one, other));
        }
    }
    let rates = !conditions.is_empty() && percent(dice, features.rates);
    let pricing = if !attributes.is_empty() && percent(dice, features.tables) {
        Pricing::Table(table(dice, features, attributes))
    } else if rates {
        rows(dice, features, conditions, quantities)
    } else {
        Pricing::Plain(tariff(dice, features))
    };
    let share = !quantities.is_empty() && percent(dice, features.shares);
    let share = share.then(|| Share { of: pick(dice), within: pick(dice) });
    let charge_options: Vec<String> = options.iter().take(7).filter(|_| percent(dice, 40)).cloned().collect();
    let acting = if percent(dice, features.charge_options) { 100 } else { 0 };
    Charge {
        name,
        title: maybe(dice, features.texts / 3, |dice| text(dice, "A charge")),
        unit: maybe(dice, features.texts / 3, |dice| text(dice, "profile")),
        note: maybe(dice, features.texts / 6, |dice| text(dice, "note")),
        quantity,
        plus,
        minus,
        terms: terms(dice, features, quantities),
        pricing,
        share,
        options: option::rules(dice, features, conditions, &charge_options, acting, false),
        round: if percent(dice, features.charge_roundings) {
            setting(dice, features)
        } else {
            Setting::LeftOut
        },
        allow: allow(dice, features.texts),
    }
}

/// How much one of a quantity counts, above zero.
pub(super) fn weight(dice: &mut Dice, features: &Features) -> Amount {
    match dice.below(6) {
        0 | 1 => Amount::one(),
        2 => scaled(5, 1),
        3 => scaled(5, 2),
        4 => scaled(25, 3),
        _ => positive(dice, features),
    }
}

/// A table of up to four rows with conditions: in a fourth of the tables there is none that always holds.
fn rows(dice: &mut Dice, features: &Features, conditions: &[Condition], quantities: &[String]) -> Pricing {
    let mut rows = Vec::new();
    for _ in 0..1 + dice.below(4) {
        let count = dice.below(3);
        let when = when(dice, conditions, count);
        let terms = if dice.one_in(3) { terms(dice, features, quantities) } else { Terms::default() };
        rows.push(Row { when, terms, tariff: tariff(dice, features) });
    }
    if !dice.one_in(4) {
        rows.push(Row { when: Vec::new(), terms: Terms::default(), tariff: tariff(dice, features) });
    }
    Pricing::Rates(rows)
}

fn tariff(dice: &mut Dice, features: &Features) -> Tariff {
    if percent(dice, features.tiers) {
        Tariff::Tiers(tiers(dice, features))
    } else {
        Tariff::Price(amount(dice, features))
    }
}

/// The terms of a charge or of a row. Whether a tiering belongs here is known only when the prices are.
fn terms(dice: &mut Dice, features: &Features, quantities: &[String]) -> Terms {
    let (per, increment) = blocks(dice, features);
    let (min, max) = bounds(dice, features, features.charge_bounds);
    Terms {
        included: maybe(dice, features.included, |dice| included(dice, features)),
        included_by: maybe(dice, features.included_by, |dice| included_by(dice, features, quantities))
            .unwrap_or_default(),
        per,
        increment,
        tiering: maybe(dice, 70, |dice| {
            dice.pick(&[Tiering::Graduated, Tiering::Graduated, Tiering::Volume])
        }),
        min,
        max,
    }
}

/// How much costs nothing: an edge, half a unit, any amount, or about as much as 64 bits count.
fn included(dice: &mut Dice, features: &Features) -> Amount {
    match dice.below(8) {
        0 => scaled(5, 1),
        1 if features.numbers.edges > 0 => whole(dice.pick(&[u64::MAX, 1 << 63, 1 << 32])),
        2..=4 => amount(dice, features),
        _ => whole(dice.pick(&EDGES)),
    }
}

/// How much more costs nothing for each of one or two quantities.
fn included_by(dice: &mut Dice, features: &Features, quantities: &[String]) -> Vec<(String, Amount)> {
    let mut names = quantities.to_vec();
    dice.shuffle(&mut names);
    names.truncate(1 + dice.below(2));
    names.into_iter().map(|name| (name, weight(dice, features))).collect()
}

/// `per` and `increment`, which go together: where `per` is not 1, the increment is stated.
fn blocks(dice: &mut Dice, features: &Features) -> (Option<Amount>, Setting) {
    if !percent(dice, features.blocks) {
        return (None, Setting::LeftOut);
    }
    match dice.below(9) {
        0 => (None, Setting::Without),
        1 | 2 => (None, setting(dice, features)),
        // A whole package, or a part of one, or several: most of these prices have an end.
        3..=5 => {
            let per = per(dice, features);
            let step = &per * whole(dice.pick(&[1, 1, 1, 2, 5]));
            let step = if fits(&step) { step } else { per.clone() };
            (Some(per), up_to(step))
        }
        6 | 7 => (Some(per(dice, features)), Setting::Without),
        _ => (Some(per(dice, features)), setting(dice, features)),
    }
}

/// Up to four tiers whose bounds rise from above 0, at neighbouring edges or anywhere, the last one mostly open.
fn tiers(dice: &mut Dice, features: &Features) -> Vec<Tier> {
    let count = 1 + dice.below(4);
    let (bounded, at_edges, skipped) = (dice.one_in(3), dice.one_in(2), 1 + dice.below(4));
    let mut tiers = Vec::new();
    let mut bound = Amount::zero();
    for edge in EDGES.iter().skip(skipped).take(count) {
        let next = if at_edges { whole(*edge) } else { &bound + positive(dice, features) };
        if !fits(&next) {
            break;
        }
        bound = next;
        let (per, increment) = if dice.one_in(4) { blocks(dice, features) } else { (None, Setting::LeftOut) };
        tiers.push(Tier {
            up_to: Some(bound.clone()),
            price: maybe(dice, 85, |dice| amount(dice, features)).unwrap_or_default(),
            flat: maybe(dice, 33, |dice| amount(dice, features)).unwrap_or_default(),
            per,
            increment,
        });
    }
    // The first width fits by itself, so there is a last tier.
    if let (false, Some(last)) = (bounded, tiers.last_mut()) {
        last.up_to = None;
    }
    tiers
}
