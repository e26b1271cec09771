//! Faults that are another model: steps, rows, tiers, bounds, blocks, roundings.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use pricesheet::Decimal;
use pricesheet::number::{product, sum};
use pricesheet::rounding::{Rounding, RoundingMode};
use pricesheet::sheet::{
    Charge, ChargeRate, Condition, Effect, Endpoint, PriceTable, Pricing, Tiering, UnitPrice,
};

use super::power::times_power_of_ten;
use crate::audit::{Cause, Part};

/// An edit of an endpoint's model that stands for a fault of charging; charges, rows and options are told by their places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edit {
    FlatTwice,
    FlatLeftOut,
    FlatRow(usize),
    OptionTwice(usize),
    /// Of the endpoint, or of a charge.
    TimesLeftOut(Option<usize>, usize),
    TimesTwice(Option<usize>, usize),
    /// The multiplier of the endpoint itself.
    OwnTimesLeftOut,
    OwnTimesTwice,
    /// Every row of a table, that of the flat amount or of a charge, costs so much: no fault, but a question.
    RowsCost(Option<usize>, Decimal),
    MinusNotTaken(usize),
    IncludedNotApplied(usize),
    OtherTiering(usize),
    ChargeRow(usize, usize),
    /// The charge's prices, by a power of ten.
    ChargePower(usize, i8),
    MinNotApplied(Option<usize>),
    MaxNotApplied(Option<usize>),
    /// No block of the charge counts whole.
    InProportion(usize),
    /// Started blocks count whole where the sheet has no increment.
    BlocksWhole(usize),
    /// Only full blocks count.
    FullBlocks(usize),
    /// Started blocks count whole where the sheet has an increment.
    StartedBlocks(usize),
    /// Each line is rounded as the total was to be.
    LinesRounded,
    /// The total, or the charge, is rounded so, or not at all.
    Rounded(Option<usize>, Option<Rounding>),
    /// Nothing is rounded.
    NothingRounded,
    /// Everything that is rounded is rounded so.
    EverythingRounded(Rounding),
    /// Last, since these move the places of charges.
    ChargeTwice(usize),
    ChargeLeftOut(usize),
}

impl Edit {
    /// Makes the edit.
    pub(super) fn make(self, endpoint: &mut Endpoint) {
        match self {
            Edit::FlatTwice => each_flat(endpoint, |price| {
                // What the decimal type does not hold twice was not charged twice either.
                sum(price, price).unwrap_or_default()
            }),
            Edit::FlatLeftOut => each_flat(endpoint, |_| Decimal::ZERO),
            Edit::FlatRow(row) => match &mut endpoint.table {
                Some(table) => only_price(table, row),
                None => only(&mut endpoint.rates, row, |rate| &mut rate.when),
            },
            Edit::OptionTwice(place) => effect(endpoint, None, place, |effect| match effect {
                Effect::Price(price) => sum(price, price).map_or(effect, Effect::Price),
                other => other,
            }),
            Edit::TimesLeftOut(charge, place) => effect(endpoint, charge, place, |_| Effect::Nothing),
            Edit::TimesTwice(charge, place) => effect(endpoint, charge, place, |effect| match effect {
                Effect::Times(factor) => product(factor, factor).map_or(effect, Effect::Times),
                other => other,
            }),
            Edit::MinusNotTaken(place) => charge(endpoint, place, |charge| charge.minus.clear()),
            Edit::OwnTimesLeftOut => endpoint.times = None,
            Edit::OwnTimesTwice => {
                endpoint.times = endpoint.times.map(|times| product(times, times).unwrap_or(times));
            }
            Edit::RowsCost(None, price) => {
                let rows = endpoint.table.iter_mut().flat_map(|table| table.rows_mut());
                rows.for_each(|row| row.price = price);
            }
            Edit::RowsCost(Some(place), price) => each_rate(endpoint, place, |rate| {
                if let Pricing::Table { table, .. } = &mut rate.pricing {
                    table.rows_mut().for_each(|row| row.price = price);
                }
            }),
            Edit::IncludedNotApplied(place) => each_rate(endpoint, place, |rate| {
                rate.included = Decimal::ZERO;
                rate.included_by.clear();
            }),
            Edit::OtherTiering(place) => each_rate(endpoint, place, |rate| {
                if let Pricing::Tiers { mode, .. } = &mut rate.pricing {
                    *mode = other_tiering(*mode);
                }
            }),
            Edit::ChargeRow(place, row) => {
                charge(endpoint, place, |charge| match charge.rates.as_mut_slice() {
                    [ChargeRate { pricing: Pricing::Table { table, .. }, .. }] => only_price(table, row),
                    _ => only(&mut charge.rates, row, |rate| &mut rate.when),
                });
            }
            Edit::ChargePower(place, power) => each_price(endpoint, place, power),
            Edit::MinNotApplied(None) => endpoint.min = None,
            Edit::MinNotApplied(Some(place)) => each_rate(endpoint, place, |rate| rate.min = None),
            Edit::MaxNotApplied(None) => endpoint.max = None,
            Edit::MaxNotApplied(Some(place)) => each_rate(endpoint, place, |rate| rate.max = None),
            Edit::InProportion(place) => {
                charge(endpoint, place, |charge| each_step(charge, |step| *step = None));
            }
            Edit::BlocksWhole(place) => {
                charge(endpoint, place, |charge| whole_blocks(charge, RoundingMode::Up));
            }
            Edit::FullBlocks(place) => charge(endpoint, place, |charge| {
                // Those that count in proportion may have been cut down, too.
                whole_blocks(charge, RoundingMode::Down);
                each_step(charge, |step| *step = step.map(|step| Rounding::new(step.to, RoundingMode::Down)));
            }),
            Edit::StartedBlocks(place) => charge(endpoint, place, |charge| {
                each_step(charge, |step| *step = step.map(|step| Rounding::new(step.to, RoundingMode::Up)));
            }),
            Edit::LinesRounded => lines_rounded(endpoint),
            Edit::Rounded(None, rounding) => endpoint.round = rounding,
            Edit::Rounded(Some(place), rounding) => {
                charge(endpoint, place, |charge| charge.round = rounding);
            }
            Edit::NothingRounded => each_rounding(endpoint, |round| *round = None),
            Edit::EverythingRounded(rounding) => {
                each_rounding(endpoint, |round| *round = round.map(|_| rounding));
            }
            Edit::ChargeTwice(place) => endpoint.charges = with_count(&endpoint.charges, place, 2),
            Edit::ChargeLeftOut(place) => endpoint.charges = with_count(&endpoint.charges, place, 0),
        }
    }

    /// The fault that it stands for, of this endpoint.
    pub(super) fn cause(self, endpoint: &Endpoint) -> Cause {
        let name = |place: usize| -> String {
            endpoint.charges.get(place).map(|charge| charge.name.clone()).unwrap_or_default()
        };
        let named = |place: Option<usize>| place.map(name);
        let part = |place: Option<usize>| place.map_or(Part::Call, |place| Part::Charge(name(place)));
        let option = |charge: Option<usize>, place: usize| -> String {
            let rules = rules(endpoint, charge);
            rules.get(place).map(|rule| endpoint.option_name(rule.option).into()).unwrap_or_default()
        };
        match self {
            Edit::FlatTwice => Cause::StepTwice { charge: None },
            Edit::FlatLeftOut => Cause::StepLeftOut { charge: None },
            Edit::FlatRow(row) => {
                let of_table = endpoint.table.as_ref().map(|table| written_row(endpoint, table, row));
                let when = || endpoint.rates.get(row).map(|rate| written(endpoint, &rate.when));
                let when = of_table.or_else(when).unwrap_or_default();
                Cause::OtherRow { charge: None, row: row.saturating_add(1), when }
            }
            Edit::OptionTwice(place) => Cause::OptionTwice { option: option(None, place) },
            Edit::TimesLeftOut(charge, place) => {
                Cause::MultiplierLeftOut { option: Some(option(charge, place)), charge: named(charge) }
            }
            Edit::TimesTwice(charge, place) => {
                Cause::MultiplierTwice { option: Some(option(charge, place)), charge: named(charge) }
            }
            Edit::MinusNotTaken(place) => Cause::MinusNotTaken { charge: name(place) },
            Edit::OwnTimesLeftOut => Cause::MultiplierLeftOut { option: None, charge: None },
            Edit::OwnTimesTwice => Cause::MultiplierTwice { option: None, charge: None },
            Edit::RowsCost(place, _) => Cause::OtherRow { charge: named(place), row: 0, when: String::new() },
            Edit::IncludedNotApplied(place) => Cause::IncludedNotApplied { charge: name(place) },
            Edit::OtherTiering(place) => {
                let rates = endpoint.charges.get(place).map_or(&[][..], |charge| &charge.rates);
                let stated = rates.iter().find_map(|rate| match rate.pricing {
                    Pricing::Tiers { mode, .. } => Some(mode),
                    Pricing::Unit(_) | Pricing::Table { .. } => None,
                });
                let tiering = other_tiering(stated.unwrap_or(Tiering::Volume));
                Cause::OtherTiering { charge: name(place), tiering }
            }
            Edit::ChargeRow(place, row) => {
                let rates = endpoint.charges.get(place).map(|charge| charge.rates.as_slice());
                let when = match rates.unwrap_or_default() {
                    [ChargeRate { pricing: Pricing::Table { table, .. }, .. }] => {
                        written_row(endpoint, table, row)
                    }
                    rates => rates.get(row).map(|rate| written(endpoint, &rate.when)).unwrap_or_default(),
                };
                Cause::OtherRow { charge: Some(name(place)), row: row.saturating_add(1), when }
            }
            Edit::ChargePower(place, power) => Cause::PowerOfTen { charge: Some(name(place)), power },
            Edit::MinNotApplied(place) => Cause::MinNotApplied { charge: named(place) },
            Edit::MaxNotApplied(place) => Cause::MaxNotApplied { charge: named(place) },
            Edit::InProportion(place) => Cause::BlocksInProportion { charge: name(place) },
            Edit::BlocksWhole(place) => Cause::BlocksWhole { charge: name(place) },
            Edit::FullBlocks(place) => Cause::BlocksRounded { charge: name(place), mode: RoundingMode::Down },
            Edit::StartedBlocks(place) => {
                Cause::BlocksRounded { charge: name(place), mode: RoundingMode::Up }
            }
            Edit::LinesRounded => Cause::RoundedPerLine,
            Edit::Rounded(place, None) => Cause::NotRounded { part: part(place) },
            Edit::Rounded(place, Some(rounding)) => {
                Cause::RoundedOtherwise { part: part(place), roundings: [rounding].into() }
            }
            Edit::NothingRounded => Cause::NotRounded { part: Part::Everything },
            Edit::EverythingRounded(rounding) => {
                Cause::RoundedOtherwise { part: Part::Everything, roundings: [rounding].into() }
            }
            Edit::ChargeTwice(place) => Cause::StepTwice { charge: Some(name(place)) },
            Edit::ChargeLeftOut(place) => Cause::StepLeftOut { charge: Some(name(place)) },
        }
    }
}

fn other_tiering(mode: Tiering) -> Tiering {
    match mode {
        Tiering::Graduated => Tiering::Volume,
        Tiering::Volume => Tiering::Graduated,
    }
}

fn written(endpoint: &Endpoint, when: &[Condition]) -> String {
    when.iter().map(|condition| endpoint.written(condition)).collect::<Vec<_>>().join(", ")
}

/// Leaves one row, which always holds.
fn only<T>(rows: &mut Vec<T>, row: usize, when: impl Fn(&mut T) -> &mut Vec<Condition>) {
    rows.truncate(row.saturating_add(1));
    rows.drain(..row.min(rows.len()));
    rows.iter_mut().for_each(|row| when(row).clear());
}

/// What options do, at the endpoint or at a charge.
fn rules(endpoint: &Endpoint, charge: Option<usize>) -> &[pricesheet::sheet::OptionRule] {
    match charge {
        None => &endpoint.options,
        Some(place) => endpoint.charges.get(place).map_or(&[], |charge| &charge.options),
    }
}

fn effect(
    endpoint: &mut Endpoint,
    charge: Option<usize>,
    place: usize,
    change: impl FnOnce(Effect) -> Effect,
) {
    let rules = match charge {
        None => Some(&mut endpoint.options),
        Some(place) => endpoint.charges.get_mut(place).map(|charge| &mut charge.options),
    };
    if let Some(rule) = rules.and_then(|rules| rules.get_mut(place)) {
        rule.effect = change(rule.effect);
    }
}

fn each_rounding(endpoint: &mut Endpoint, change: impl Fn(&mut Option<Rounding>)) {
    change(&mut endpoint.round);
    endpoint.charges.iter_mut().for_each(|charge| change(&mut charge.round));
}

fn each_flat(endpoint: &mut Endpoint, change: impl Fn(Decimal) -> Decimal) {
    endpoint.rates.iter_mut().for_each(|rate| rate.price = change(rate.price));
    let rows = endpoint.table.iter_mut().flat_map(|table| table.rows_mut());
    rows.for_each(|row| row.price = change(row.price));
}

/// Every row of a table has the price of this one.
fn only_price(table: &mut PriceTable, row: usize) {
    if let Some(price) = table.rows().get(row).map(|row| row.price) {
        table.rows_mut().for_each(|row| row.price = price);
    }
}

/// The values that a row of a table has, in words.
fn written_row(endpoint: &Endpoint, table: &PriceTable, row: usize) -> String {
    let Some(row) = table.rows().get(row) else { return String::new() };
    let cells = table.by().iter().zip(table.cells(row));
    let words = cells.map(|(attribute, cell)| {
        let value = cell.map_or("*", |value| endpoint.value(*attribute, value));
        format!("{} = {value}", endpoint.attribute_name(*attribute))
    });
    words.collect::<Vec<_>>().join(", ")
}

/// The charges with one of them so many times.
fn with_count(charges: &[Charge], place: usize, count: usize) -> Vec<Charge> {
    let counted = charges
        .iter()
        .enumerate()
        .flat_map(|(at, charge)| core::iter::repeat_n(charge, if at == place { count } else { 1 }));
    counted.cloned().collect()
}

fn charge(endpoint: &mut Endpoint, place: usize, change: impl FnOnce(&mut Charge)) {
    if let Some(charge) = endpoint.charges.get_mut(place) {
        change(charge);
    }
}

fn each_rate(endpoint: &mut Endpoint, place: usize, change: impl Fn(&mut ChargeRate)) {
    charge(endpoint, place, |charge| charge.rates.iter_mut().for_each(change));
}

/// Every price of a charge, and what its options and tiers add, times a power of ten. Bounds and roundings stay.
fn each_price(endpoint: &mut Endpoint, place: usize, power: i8) {
    // A price that the decimal type does not hold was not charged: a `per` of zero has no price.
    let change = |unit: &mut UnitPrice| match times_power_of_ten(unit.price, power) {
        Some(price) => unit.price = price,
        None => unit.per = Decimal::ZERO,
    };
    charge(endpoint, place, |charge| {
        for rate in &mut charge.rates {
            match &mut rate.pricing {
                Pricing::Unit(unit) => change(unit),
                Pricing::Table { table, per } => {
                    for row in table.rows_mut() {
                        match times_power_of_ten(row.price, power) {
                            Some(price) => row.price = price,
                            None => *per = Decimal::ZERO,
                        }
                    }
                }
                Pricing::Tiers { tiers, .. } => {
                    for tier in tiers {
                        change(&mut tier.unit);
                        tier.flat = times_power_of_ten(tier.flat, power).unwrap_or_default();
                    }
                }
            }
        }
        for rule in &mut charge.options {
            if let Effect::Price(price) = rule.effect {
                rule.effect = times_power_of_ten(price, power).map_or(Effect::Nothing, Effect::Price);
            }
        }
    });
}

/// Whatever a charge rounds its count to, of the whole and of tiers.
fn each_step(charge: &mut Charge, change: impl Fn(&mut Option<Rounding>)) {
    for rate in &mut charge.rates {
        change(&mut rate.increment);
        if let Pricing::Tiers { tiers, .. } = &mut rate.pricing {
            tiers.iter_mut().for_each(|tier| change(&mut tier.increment));
        }
    }
}

/// Where nothing is rounded to blocks of `per`, it is.
fn whole_blocks(charge: &mut Charge, mode: RoundingMode) {
    let started = |per: Decimal| (per != Decimal::ONE).then_some(Rounding::new(per, mode));
    for rate in charge.rates.iter_mut().filter(|rate| rate.increment.is_none()) {
        match &mut rate.pricing {
            Pricing::Unit(unit) => rate.increment = started(unit.per),
            Pricing::Table { per, .. } => rate.increment = started(*per),
            Pricing::Tiers { tiers, .. } => {
                for tier in tiers {
                    tier.increment = tier.increment.or(started(tier.unit.per));
                }
            }
        }
    }
}

/// Rounds what the flat amount, options and charges come to, and not the total. A charge that is rounded to as much or more
/// keeps its rounding.
fn lines_rounded(endpoint: &mut Endpoint) {
    let Some(round) = endpoint.round.take() else { return };
    each_flat(endpoint, |price| round.apply(price).unwrap_or(price));
    for rule in &mut endpoint.options {
        if let Effect::Price(price) = rule.effect {
            rule.effect = Effect::Price(round.apply(price).unwrap_or(price));
        }
    }
    for charge in &mut endpoint.charges {
        let is_rounded = |own: &Rounding| own.to.checked_rem(round.to).is_some_and(|rest| rest.is_zero());
        charge.round = charge.round.filter(is_rounded).or(Some(round));
    }
}
