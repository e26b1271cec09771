//! Faults that are another plan: roundings, steps, blocks.

use alloc::boxed::Box;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::Search;
use crate::audit::{Cause, Part};
use crate::exact::{Stated, sum};
use crate::plan::{ChargePlan, EndpointPlan, PricingPlan, StepPlan};
use crate::rounding::{Rounding, RoundingMode};
use crate::sheet::{Charge, Pricing};

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
                |plan| every(plan, |round| *round = round.map(|StepPlan { to, .. }| StepPlan { to, mode })),
            );
        }
    }

    /// One amount with every rounding but its own.
    fn part(&mut self, part: Part, own: Option<Rounding>, set: impl Fn(&mut EndpointPlan, Option<StepPlan>)) {
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
                    let step = StepPlan { to: Stated::of(to), mode };
                    let cause = || Cause::RoundedOtherwise { part: part.clone(), rounding };
                    self.attempt(cause, |plan| set(plan, Some(step)));
                }
            }
        }
    }

    /// What all calls come to, rounded once.
    pub(super) fn over_calls(&mut self) {
        let Some(StepPlan { to, mode }) = self.endpoint.plan.round else { return };
        if self.calls == Decimal::ONE {
            return;
        }
        let mut unrounded = self.endpoint.plan.clone();
        unrounded.round = None;
        let exact = unrounded.price(self.selection, &mut crate::price::NoRecord).ok();
        let exact = exact.and_then(|price| crate::exact::product(price, self.calls));
        if exact.and_then(|exact| super::per_line::rounded(exact, to, mode)) == Some(self.charged) {
            self.causes.push(Cause::RoundedOverCalls);
        }
    }

    /// The flat amount and the charges, each charged twice or left out.
    pub(super) fn steps(&mut self) {
        if self.endpoint.rates.iter().any(|rate| !rate.price.is_zero()) {
            let prices = self.endpoint.rates.iter().map(|rate| sum(rate.price, rate.price));
            let twice: Vec<Option<Decimal>> = prices.collect();
            self.attempt(
                || Cause::StepTwice { charge: None },
                |plan| {
                    for (rate, twice) in plan.rates.iter_mut().zip(&twice) {
                        // What the decimal type does not hold twice was not charged twice either.
                        rate.price = Stated::of(twice.unwrap_or_default());
                    }
                },
            );
            self.attempt(
                || Cause::StepLeftOut { charge: None },
                |plan| plan.rates.iter_mut().for_each(|rate| rate.price = Stated::zero()),
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
                |plan| change_charge(plan, place, |plan| whole_blocks(plan, charge, RoundingMode::Up)),
            );
            for mode in [RoundingMode::Down, RoundingMode::Up] {
                self.attempt(
                    || Cause::BlocksRounded { charge: name(), mode },
                    |plan| change_charge(plan, place, |plan| rounded_blocks(plan, charge, mode)),
                );
            }
        }
    }
}

fn every(plan: &mut EndpointPlan, change: impl Fn(&mut Option<StepPlan>)) {
    change(&mut plan.round);
    plan.charges.iter_mut().for_each(|charge| change(&mut charge.round));
}

/// The charges with one of them so many times.
fn with_count(charges: &[ChargePlan], place: usize, count: usize) -> Box<[ChargePlan]> {
    let counted = charges
        .iter()
        .enumerate()
        .flat_map(|(at, charge)| core::iter::repeat_n(charge, if at == place { count } else { 1 }));
    counted.cloned().collect()
}

fn change_charge(plan: &mut EndpointPlan, place: usize, change: impl FnOnce(&mut ChargePlan)) {
    if let Some(charge) = plan.charges.get_mut(place) {
        change(charge);
    }
}

fn in_proportion(charge: &mut ChargePlan) {
    each_step(charge, |step| *step = None);
}

/// Whatever a charge rounds its count to, of the whole and of tiers.
fn each_step(charge: &mut ChargePlan, change: impl Fn(&mut Option<StepPlan>)) {
    for rate in &mut charge.rates {
        change(&mut rate.increment);
        if let PricingPlan::Graduated(tiers) | PricingPlan::Volume(tiers) = &mut rate.pricing {
            tiers.iter_mut().for_each(|tier| change(&mut tier.increment));
        }
    }
}

/// Blocks all of which are rounded so. Those that count in proportion may have been cut down, too; that they were rounded
/// up is a cause of its own.
fn rounded_blocks(plan: &mut ChargePlan, charge: &Charge, mode: RoundingMode) {
    if mode == RoundingMode::Down {
        whole_blocks(plan, charge, mode);
    }
    each_step(plan, |step| *step = step.map(|StepPlan { to, .. }| StepPlan { to, mode }));
}

/// Where nothing is rounded to blocks of `per`, it is.
fn whole_blocks(plan: &mut ChargePlan, charge: &Charge, mode: RoundingMode) {
    let started = |per: Decimal| (per != Decimal::ONE).then(|| StepPlan { to: Stated::of(per), mode });
    for (plan, rate) in plan.rates.iter_mut().zip(&charge.rates) {
        if plan.increment.is_some() {
            continue;
        }
        match (&mut plan.pricing, &rate.pricing) {
            (PricingPlan::Unit(_), Pricing::Unit(unit)) => plan.increment = started(unit.per),
            (PricingPlan::Graduated(plans) | PricingPlan::Volume(plans), Pricing::Tiers { tiers, .. }) => {
                for (plan, tier) in plans.iter_mut().zip(tiers) {
                    plan.increment = plan.increment.or(started(tier.unit.per));
                }
            }
            _ => {}
        }
    }
}
