//! What makes a draft keep the rules that span several keys of a sheet.

use num_traits::{One, Zero};

use super::number::up_to;
use crate::reference::charge::terminates;
use crate::reference::decimal::{Amount, fits, round, scaled};
use crate::reference::model::{
    Act, Basis, Charge, Condition, Endpoint, Flat, Mode, OptionRule, Pricing, Quantity, Rounding, Setting,
    Sheet, Tariff, Terms, Tier, Tiering,
};

/// Makes a drafted sheet valid.
pub fn repair(sheet: &mut Sheet) {
    for endpoint in &mut sheet.endpoints {
        if endpoint.charges.is_empty() && matches!(endpoint.flat, Flat::LeftOut) {
            endpoint.flat = Flat::Price(Amount::one());
        }
        for charge in &mut endpoint.charges {
            tiering(charge);
            increments(charge);
            bounds(charge);
            blocks(charge);
            share(charge, &sheet.round_charges);
            end(charge, &sheet.round_charges);
        }
        declare(endpoint);
        basis(endpoint);
        values(endpoint);
    }
}

/// A tiering is stated where there are tiers, and nowhere else.
fn tiering(charge: &mut Charge) {
    let any = charge.schedules().iter().any(|(_, tariff)| matches!(tariff, Tariff::Tiers(_)));
    if !any {
        charge.terms.tiering = None;
    }
    let charged = charge.terms.tiering;
    match &mut charge.pricing {
        Pricing::Plain(_) if any => charge.terms.tiering = charged.or(Some(Tiering::Graduated)),
        Pricing::Plain(_) | Pricing::Table(_) => {}
        Pricing::Rates(rows) => {
            for row in rows {
                match row.tariff {
                    Tariff::Price(_) => row.terms.tiering = None,
                    Tariff::Tiers(_) if charged.is_none() => {
                        row.terms.tiering = row.terms.tiering.or(Some(Tiering::Volume));
                    }
                    Tariff::Tiers(_) => {}
                }
            }
        }
    }
}

/// Where `per` is not 1, an increment is stated: here, or where it is taken from.
fn increments(charge: &mut Charge) {
    let charged = charge.terms.increment.clone();
    each_schedule(charge, |own, tariff| {
        state(&own.per, &mut own.increment, &charged);
        let Tariff::Tiers(tiers) = tariff else { return };
        let taken = own.increment.or(&charged);
        for tier in tiers {
            state(&tier.per, &mut tier.increment, &taken);
        }
    });
}

fn state(per: &Option<Amount>, increment: &mut Setting, taken: &Setting) {
    let one = per.as_ref().is_none_or(Amount::is_one);
    if !one && *increment == Setting::LeftOut && *taken == Setting::LeftOut {
        *increment = Setting::Without;
    }
}

/// A row's bounds are in order with those it takes from its charge.
fn bounds(charge: &mut Charge) {
    let charged = charge.terms.clone();
    each_schedule(charge, |own, _| {
        let terms = own.under(&charged);
        if let (Some(min), Some(max)) = (terms.min, terms.max)
            && min > max
        {
            (own.min, own.max) = (Some(max), Some(min));
        }
    });
}

/// No block is cut in two: where graduated tiers come with an increment, every bound between two of them is a
/// multiple of it, unless both round for themselves.
fn blocks(charge: &mut Charge) {
    let charged = charge.terms.clone();
    each_schedule(charge, |own, tariff| {
        let terms = own.under(&charged);
        if let (Tariff::Tiers(tiers), Some(Tiering::Graduated), Setting::To(rounding)) =
            (tariff, terms.tiering, terms.increment)
        {
            align(tiers, &rounding.to);
        }
    });
}

fn align(tiers: &mut Vec<Tier>, to: &Amount) {
    let mut previous = Amount::zero();
    for upper in 1..tiers.len() {
        let round_for_themselves =
            tiers[upper - 1..=upper].iter().all(|tier| tier.increment.rounding().is_some());
        let mut bound = tiers[upper - 1].up_to.clone().expect("only the last tier may have no bound");
        let up = |bound: &Amount| round(bound, &Rounding { to: to.clone(), mode: Mode::Up });
        if !round_for_themselves {
            bound = up(&bound);
        }
        while bound <= previous {
            bound = up(&(&previous + scaled(1, 28)));
        }
        if !fits(&bound) {
            // No such multiple is a number of the format: one tier has no bound between two.
            tiers.truncate(upper);
            tiers[upper - 1].up_to = None;
            return;
        }
        tiers[upper - 1].up_to = Some(bound.clone());
        previous = bound;
    }
    if let Some(last) = tiers.last_mut()
        && last.up_to.as_ref().is_some_and(|up_to| *up_to <= previous)
    {
        last.up_to = None;
    }
}

/// Every price has an end, or is rounded.
fn end(charge: &mut Charge, round_charges: &Setting) {
    if terminates(charge, &charge.round.or(round_charges)) {
        return;
    }
    // Two ways out that a vendor has: bill whole packages, or round the amount.
    let rounds_anyway = charge.round == Setting::Without || charge.options.len() > 1;
    if let (false, Pricing::Plain(Tariff::Price(_)), Some(per)) =
        (rounds_anyway, &charge.pricing, charge.terms.per.clone())
    {
        charge.terms.increment = up_to(per);
    }
    if !terminates(charge, &charge.round.or(round_charges)) {
        charge.round = Setting::To(Rounding { to: scaled(1, 6), mode: Mode::HalfEven });
    }
}

/// Every name in a condition is declared.
fn declare(endpoint: &mut Endpoint) {
    let conditions: Vec<Condition> = endpoint.conditions().cloned().collect();
    for condition in conditions {
        match condition {
            Condition::Given(name) | Condition::NotGiven(name) => {
                if !endpoint.option_names().contains(&name.as_str()) {
                    endpoint.options.push(OptionRule { name, act: Act::Nothing, ..OptionRule::default() });
                }
            }
            Condition::Compare { quantity: name, .. } => {
                if !endpoint.quantity_names().contains(&name.as_str()) {
                    endpoint.quantities.push(Quantity { name, ..Quantity::default() });
                }
            }
            // Attributes and windows are not shrunk away from what names them.
            Condition::Is { .. } | Condition::IsNot { .. } | Condition::In(_) | Condition::NotIn(_) => {}
        }
    }
}

/// A basis is stated where there are included units or tiers.
fn basis(endpoint: &mut Endpoint) {
    let needed = endpoint.charges.iter().any(|charge| {
        let some = |terms: &Terms| terms.included.is_some() || !terms.included_by.is_empty();
        some(&charge.terms)
            || charge
                .schedules()
                .iter()
                .any(|(terms, tariff)| some(terms) || matches!(tariff, Tariff::Tiers(_)))
    });
    if needed {
        endpoint.basis =
            endpoint.basis.or(Some(if endpoint.title.is_some() { Basis::Call } else { Basis::Period }));
    }
    // A period has no instant.
    if endpoint.names_a_window() {
        endpoint.basis = endpoint.basis.and(Some(Basis::Call));
    }
}

/// Where the members of an attribute are listed and it is not open, what conditions and tables name is among them.
fn values(endpoint: &mut Endpoint) {
    for at in 0..endpoint.attributes.len() {
        let attribute = &endpoint.attributes[at];
        if attribute.of.is_empty() || attribute.open {
            continue;
        }
        let known = endpoint.known_values(attribute).into_iter().map(str::to_owned);
        let known: Vec<String> = known.collect();
        let attribute = &mut endpoint.attributes[at];
        let named = known
            .into_iter()
            .filter(|value| attribute.default.as_ref() != Some(value) && !attribute.of.contains(value));
        let named: Vec<String> = named.collect();
        attribute.of.extend(named);
    }
}

/// What a share leaves of a charge is rounded.
fn share(charge: &mut Charge, round_charges: &Setting) {
    if charge.share.is_some() && charge.round.or(round_charges).rounding().is_none() {
        charge.round = Setting::To(Rounding { to: scaled(1, 6), mode: Mode::HalfEven });
    }
}

/// Visits the terms that the charge or each of its rows states, with the prices under them.
fn each_schedule(charge: &mut Charge, mut visit: impl FnMut(&mut Terms, &mut Tariff)) {
    match &mut charge.pricing {
        Pricing::Plain(tariff) => visit(&mut charge.terms, tariff),
        Pricing::Rates(rows) => rows.iter_mut().for_each(|row| visit(&mut row.terms, &mut row.tariff)),
        Pricing::Table(table) => visit(&mut charge.terms, &mut Tariff::Price(table.rows[0].price.clone())),
    }
}
