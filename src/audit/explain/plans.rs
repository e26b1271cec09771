//! Faults that are another plan: roundings, steps, blocks.

use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::Search;
use crate::audit::{Cause, Part};
use crate::exact::sum;
use crate::rounding::{Rounding, RoundingMode};
use crate::rules::{self, Unobserved};
use crate::sheet::{Charge, Endpoint, Pricing};

/// To what else an amount might have been rounded, beside what the sheet says: whole units, and up to three decimal places.
const USUAL: [Decimal; 4] = [
    Decimal::ONE,
    Decimal::from_parts(1, 0, 0, false, 1),
    Decimal::from_parts(1, 0, 0, false, 2),
    Decimal::from_parts(1, 0, 0, false, 3),
];

impl Search<'_> {
    /// Roundings that were left out, and others.
    pub(super) fn roundings(&mut self) {
        let endpoint = self.endpoint.endpoint;
        self.part(Part::Call, endpoint.round, |plan, round| plan.round = round);
        for (place, charge) in endpoint.charges.iter().enumerate() {
            self.part(Part::Charge(charge.name.clone()), charge.round, |plan, round| {
                if let Some(charge) = plan.charges.get_mut(place) {
                    charge.round = round;
                }
            });
        }
        let charges = endpoint.charges.iter().filter_map(|charge| charge.round);
        let all: Vec<Rounding> = charges.chain(endpoint.round).collect();
        if all.len() < 2 {
            return;
        }
        let everything = || Part::Everything;
        // Where one of them alone explains it, the others rounded nothing off, and leaving out all says no more.
        if !self.causes.iter().any(|cause| matches!(cause, Cause::NotRounded { .. })) {
            self.attempt(
                || Cause::NotRounded { part: everything() },
                |plan| every(plan, |round| *round = None),
            );
        }
        // Where all round to the same, another mode may have been taken for all.
        let Some(first) = all.first().filter(|first| all.iter().all(|rounding| rounding == *first)) else {
            return;
        };
        for mode in RoundingMode::ALL.into_iter().filter(|mode| *mode != first.mode) {
            let rounding = Rounding { to: first.to, mode };
            let alone = |cause: &Cause| matches!(cause, Cause::RoundedOtherwise { rounding: other, .. } if *other == rounding);
            if self.causes.iter().any(alone) {
                continue;
            }
            self.attempt(
                || Cause::RoundedOtherwise { part: everything(), rounding },
                |plan| every(plan, |round| *round = round.map(|Rounding { to, .. }| Rounding { to, mode })),
            );
        }
    }

    /// One amount with every rounding but its own.
    fn part(&mut self, part: Part, own: Option<Rounding>, set: impl Fn(&mut Endpoint, Option<Rounding>)) {
        if own.is_some() && self.attempt(|| Cause::NotRounded { part: part.clone() }, |plan| set(plan, None))
        {
            // A rounding that comes to the same rounds nothing.
            return;
        }
        let own_to = own.map(|rounding| rounding.to);
        let others = USUAL.into_iter().filter(|to| Some(*to) != own_to);
        for to in own_to.into_iter().chain(others) {
            for mode in RoundingMode::ALL {
                let rounding = Rounding { to, mode };
                if Some(rounding) != own {
                    let cause = || Cause::RoundedOtherwise { part: part.clone(), rounding };
                    self.attempt(cause, |plan| set(plan, Some(rounding)));
                }
            }
        }
    }

    /// What all calls come to, rounded once.
    pub(super) fn over_calls(&mut self) {
        let Some(round) = self.endpoint.endpoint.round else { return };
        if self.calls == Decimal::ONE {
            return;
        }
        let mut unrounded = self.endpoint.endpoint.clone();
        unrounded.round = None;
        let exact = rules::price(&unrounded, self.selection, &mut Unobserved).ok();
        let exact = exact.and_then(|price| crate::exact::product(price, self.calls));
        if exact.and_then(|exact| super::per_line::rounded(exact, round)) == Some(self.charged) {
            self.causes.push(Cause::RoundedOverCalls);
        }
    }

    /// The flat amount and the charges, each charged twice or left out.
    pub(super) fn steps(&mut self) {
        if self.endpoint.model().rates.iter().any(|rate| !rate.price.is_zero()) {
            let prices = self.endpoint.model().rates.iter().map(|rate| sum(rate.price, rate.price));
            let twice: Vec<Option<Decimal>> = prices.collect();
            self.attempt(
                || Cause::StepTwice { charge: None },
                |plan| {
                    for (rate, twice) in plan.rates.iter_mut().zip(&twice) {
                        // What the decimal type does not hold twice was not charged twice either.
                        rate.price = twice.unwrap_or_default();
                    }
                },
            );
            self.attempt(
                || Cause::StepLeftOut { charge: None },
                |plan| plan.rates.iter_mut().for_each(|rate| rate.price = Decimal::ZERO),
            );
        }
        for (place, charge) in self.endpoint.endpoint.charges.iter().enumerate() {
            let name = || Some(charge.name.clone());
            self.attempt(
                || Cause::StepTwice { charge: name() },
                |plan| plan.charges = with_count(&plan.charges, place, 2),
            );
            self.attempt(
                || Cause::StepLeftOut { charge: name() },
                |plan| plan.charges = with_count(&plan.charges, place, 0),
            );
        }
    }

    /// Blocks that count whole in proportion, and the other way.
    pub(super) fn blocks(&mut self) {
        for (place, charge) in self.endpoint.endpoint.charges.iter().enumerate() {
            let name = || charge.name.clone();
            self.attempt(
                || Cause::BlocksInProportion { charge: name() },
                |plan| change_charge(plan, place, in_proportion),
            );
            self.attempt(
                || Cause::BlocksWhole { charge: name() },
                |plan| change_charge(plan, place, |charge| whole_blocks(charge, RoundingMode::Up)),
            );
            for mode in [RoundingMode::Down, RoundingMode::Up] {
                self.attempt(
                    || Cause::BlocksRounded { charge: name(), mode },
                    |plan| change_charge(plan, place, |charge| rounded_blocks(charge, mode)),
                );
            }
        }
    }
}

fn every(plan: &mut Endpoint, change: impl Fn(&mut Option<Rounding>)) {
    change(&mut plan.round);
    plan.charges.iter_mut().for_each(|charge| change(&mut charge.round));
}

/// The charges with one of them so many times.
fn with_count(charges: &[Charge], place: usize, count: usize) -> Vec<Charge> {
    let counted = charges
        .iter()
        .enumerate()
        .flat_map(|(at, charge)| core::iter::repeat_n(charge, if at == place { count } else { 1 }));
    counted.cloned().collect()
}

fn change_charge(plan: &mut Endpoint, place: usize, change: impl FnOnce(&mut Charge)) {
    if let Some(charge) = plan.charges.get_mut(place) {
        change(charge);
    }
}

fn in_proportion(charge: &mut Charge) {
    each_step(charge, |step| *step = None);
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

/// Blocks all of which are rounded so. Those that count in proportion may have been cut down, too; that they were rounded
/// up is a cause of its own.
fn rounded_blocks(charge: &mut Charge, mode: RoundingMode) {
    if mode == RoundingMode::Down {
        whole_blocks(charge, mode);
    }
    each_step(charge, |step| *step = step.map(|Rounding { to, .. }| Rounding { to, mode }));
}

/// Where nothing is rounded to blocks of `per`, it is.
fn whole_blocks(charge: &mut Charge, mode: RoundingMode) {
    let started = |per: Decimal| (per != Decimal::ONE).then_some(Rounding { to: per, mode });
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
