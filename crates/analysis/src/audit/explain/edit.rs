//! Faults that are another model: roundings, steps, blocks.

use alloc::vec::Vec;

use pricesheet::Decimal;
use pricesheet::number::sum;
use pricesheet::rounding::{Rounding, RoundingMode};
use pricesheet::sheet::{Charge, Endpoint, Pricing};

use crate::audit::{Cause, Part};

/// An edit of an endpoint's model that stands for a fault of charging; charges are told by their places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edit {
    FlatTwice,
    FlatLeftOut,
    ChargeTwice(usize),
    ChargeLeftOut(usize),
    /// No block of the charge counts whole.
    InProportion(usize),
    /// Started blocks count whole where the sheet has no increment.
    BlocksWhole(usize),
    /// Only full blocks count.
    FullBlocks(usize),
    /// Started blocks count whole where the sheet has an increment.
    StartedBlocks(usize),
    /// The total, or the charge, is rounded so, or not at all.
    Rounded(Option<usize>, Option<Rounding>),
    /// Nothing is rounded.
    NothingRounded,
    /// Everything that is rounded is rounded so.
    EverythingRounded(Rounding),
    /// The total is not rounded and at least 1, unless an option makes the call free: no fault, but a question.
    AtLeastOne,
}

impl Edit {
    /// Makes the edit.
    pub(super) fn make(self, endpoint: &mut Endpoint) {
        match self {
            Edit::FlatTwice => endpoint.rates.iter_mut().for_each(|rate| {
                // What the decimal type does not hold twice was not charged twice either.
                rate.price = sum(rate.price, rate.price).unwrap_or_default();
            }),
            Edit::FlatLeftOut => endpoint.rates.iter_mut().for_each(|rate| rate.price = Decimal::ZERO),
            Edit::ChargeTwice(place) => endpoint.charges = with_count(&endpoint.charges, place, 2),
            Edit::ChargeLeftOut(place) => endpoint.charges = with_count(&endpoint.charges, place, 0),
            Edit::InProportion(place) => {
                charge(endpoint, place, |charge| each_step(charge, |step| *step = None))
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
            Edit::Rounded(None, rounding) => endpoint.round = rounding,
            Edit::Rounded(Some(place), rounding) => {
                charge(endpoint, place, |charge| charge.round = rounding);
            }
            Edit::NothingRounded => each_rounding(endpoint, |round| *round = None),
            Edit::EverythingRounded(rounding) => {
                each_rounding(endpoint, |round| *round = round.map(|_| rounding));
            }
            Edit::AtLeastOne => {
                (endpoint.min, endpoint.max, endpoint.round) = (Some(Decimal::ONE), None, None);
            }
        }
    }

    /// The fault that it stands for, of this endpoint.
    pub(super) fn cause(self, endpoint: &Endpoint) -> Cause {
        let charge =
            |place: usize| endpoint.charges.get(place).map(|charge| charge.name.clone()).unwrap_or_default();
        let part = |place: Option<usize>| place.map_or(Part::Call, |place| Part::Charge(charge(place)));
        match self {
            Edit::FlatTwice => Cause::StepTwice { charge: None },
            Edit::FlatLeftOut | Edit::AtLeastOne => Cause::StepLeftOut { charge: None },
            Edit::ChargeTwice(place) => Cause::StepTwice { charge: Some(charge(place)) },
            Edit::ChargeLeftOut(place) => Cause::StepLeftOut { charge: Some(charge(place)) },
            Edit::InProportion(place) => Cause::BlocksInProportion { charge: charge(place) },
            Edit::BlocksWhole(place) => Cause::BlocksWhole { charge: charge(place) },
            Edit::FullBlocks(place) => {
                Cause::BlocksRounded { charge: charge(place), mode: RoundingMode::Down }
            }
            Edit::StartedBlocks(place) => {
                Cause::BlocksRounded { charge: charge(place), mode: RoundingMode::Up }
            }
            Edit::Rounded(place, None) => Cause::NotRounded { part: part(place) },
            Edit::Rounded(place, Some(rounding)) => Cause::RoundedOtherwise { part: part(place), rounding },
            Edit::NothingRounded => Cause::NotRounded { part: Part::Everything },
            Edit::EverythingRounded(rounding) => Cause::RoundedOtherwise { part: Part::Everything, rounding },
        }
    }
}

fn each_rounding(endpoint: &mut Endpoint, change: impl Fn(&mut Option<Rounding>)) {
    change(&mut endpoint.round);
    endpoint.charges.iter_mut().for_each(|charge| change(&mut charge.round));
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
            Pricing::Tiers { tiers, .. } => {
                for tier in tiers {
                    tier.increment = tier.increment.or(started(tier.unit.per));
                }
            }
        }
    }
}
