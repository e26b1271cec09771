//! Roundings that were left out, and others.

use alloc::vec::Vec;

use pricesheet::number::difference;
use pricesheet::rounding::{Rounding, RoundingMode};
use pricesheet::sheet::{Effect, Endpoint};
use pricesheet::{Decimal, SelectedUsage};

use super::Search;
use super::edit::Edit;
use crate::audit::{Cause, Part};

/// To what else an amount might have been rounded, beside what the sheet says: whole units, and up to three decimal places.
const USUAL: [Decimal; 4] = [
    Decimal::ONE,
    Decimal::from_parts(1, 0, 0, false, 1),
    Decimal::from_parts(1, 0, 0, false, 2),
    Decimal::from_parts(1, 0, 0, false, 3),
];

/// How often chance explains it: not for a single fault, for roundings to a step that the sheet does not name, for two
/// faults.
pub(super) fn is_chance(cause: &Cause, endpoint: &Endpoint) -> u8 {
    match cause {
        Cause::RoundedOtherwise { part, roundings } => {
            let own = match part {
                Part::Call => endpoint.round,
                Part::Charge(name) => endpoint
                    .charges
                    .iter()
                    .find(|charge| charge.name == *name)
                    .and_then(|charge| charge.round),
                Part::Everything => return 0,
            };
            let is_own = |rounding: &Rounding| own.is_some_and(|own| own.to == rounding.to);
            u8::from(!roundings.iter().any(is_own))
        }
        Cause::Pair { .. } => 2,
        _ => 0,
    }
}

/// Every other rounding to this step.
fn other_modes(own: Option<Rounding>, to: Decimal) -> impl Iterator<Item = Rounding> {
    RoundingMode::ALL
        .into_iter()
        .map(move |mode| Rounding::new(to, mode))
        .filter(move |new| Some(*new) != own)
}

/// Whether a rounding to a step can have made an amount of another: the amount is a multiple of the step, and less than one
/// step away.
fn may_round(exact: Decimal, to: Decimal, rounded: Decimal) -> bool {
    let near = difference(exact, rounded).is_some_and(|apart| apart.abs() < to);
    near && rounded.checked_rem(to).is_some_and(|rest| rest.is_zero())
}

/// All roundings that make one amount of another, where the sheet has this rounding or none: to its own step, and where none
/// of those does, to the usual ones.
fn makes(exact: Decimal, own: Option<Rounding>, rounded: Decimal) -> Vec<Rounding> {
    let to = |to: Decimal| -> Vec<Rounding> {
        if !may_round(exact, to, rounded) {
            return Vec::new();
        }
        other_modes(own, to).filter(|rounding| rounding.apply(exact) == Some(rounded)).collect()
    };
    let own_step = own.map(|own| to(own.to)).unwrap_or_default();
    if !own_step.is_empty() {
        return own_step;
    }
    USUAL.into_iter().filter(|step| own.is_none_or(|own| own.to != *step)).flat_map(to).collect()
}

impl Search<'_> {
    /// The total and each charge rounded otherwise, those that the sheet rounds before the others; and all of them.
    pub(super) fn roundings(&mut self) {
        let model = self.subject.endpoint.model();
        let rounded = |at: &usize| model.charges.get(*at).is_some_and(|charge| charge.round.is_some());
        let (own, others): (Vec<usize>, Vec<usize>) = (0..model.charges.len()).partition(rounded);
        let before = self.found.len();
        if model.round.is_some() {
            self.total(model.round);
        }
        own.iter().for_each(|place| self.charge(*place));
        self.everything();
        if self.found.len() > before || self.case.once.is_none() {
            return;
        }
        if model.round.is_none() {
            self.total(None);
        }
        if self.found.len() == before {
            others.iter().for_each(|place| self.charge(*place));
        }
    }

    /// The total of each call, not rounded or rounded otherwise.
    fn total(&mut self, own: Option<Rounding>) {
        let Some(once) = self.case.once else { return };
        let Some(exact) = self.exact() else { return };
        if own.is_some() && self.attempt(Edit::Rounded(None, None)) {
            // A rounding that comes to the same rounds nothing.
            return;
        }
        let part = Part::Call;
        if self.case.before.is_none() {
            let roundings = makes(exact, own, once);
            self.otherwise(part, roundings);
            return;
        }
        // What a part of a period adds says nothing of what the whole was rounded to.
        let to = own.into_iter().map(|own| own.to).chain(USUAL);
        let all: Vec<Rounding> = to.flat_map(|to| other_modes(own, to)).collect();
        let explains: Vec<Rounding> =
            all.into_iter().filter(|rounding| self.try_out(Edit::Rounded(None, Some(*rounding)))).collect();
        self.otherwise(part, explains);
    }

    /// One charge, not rounded or rounded otherwise.
    fn charge(&mut self, place: usize) {
        let (Some(once), Some(charge)) = (self.case.once, self.subject.endpoint.model().charges.get(place))
        else {
            return;
        };
        let own = charge.round;
        if own.is_some() && self.attempt(Edit::Rounded(Some(place), None)) {
            return;
        }
        let part = Part::Charge(charge.name.clone());
        let model = self.subject.endpoint.model();
        let multiplies =
            model.times.is_some() || model.options.iter().any(|rule| matches!(rule.effect, Effect::Times(_)));
        if self.revisions.is_sum() && !multiplies && self.case.before.is_none() {
            let whole = self.case.whole;
            let mut price =
                |edit| self.revisions.with(edit, None, |revised| revised.price_selected(whole).ok());
            let exact = if own.is_some() { price(Edit::Rounded(Some(place), None)) } else { self.right };
            let rest = price(Edit::ChargeLeftOut(place));
            if let (Some(exact), Some(rest)) = (exact, rest) {
                let of_charge = |total: Decimal| difference(total, rest);
                if let (Some(exact), Some(rounded)) = (of_charge(exact), of_charge(once)) {
                    // What a charge that counts nothing comes to is not rounded.
                    let roundings = if exact.is_zero() || rounded.is_sign_negative() {
                        Vec::new()
                    } else {
                        makes(exact, own, rounded)
                    };
                    self.otherwise(part, roundings);
                }
                return;
            }
        }
        let Some(own) = own else { return };
        let others: Vec<Rounding> = other_modes(Some(own), own.to).collect();
        let explains = others
            .into_iter()
            .filter(|rounding| self.try_out(Edit::Rounded(Some(place), Some(*rounding))))
            .collect();
        self.otherwise(part, explains);
    }

    /// All that the sheet rounds, not rounded or rounded otherwise.
    fn everything(&mut self) {
        let model = self.subject.endpoint.model();
        let charges = model.charges.iter().filter_map(|charge| charge.round);
        let all: Vec<Rounding> = charges.chain(model.round).collect();
        if all.len() < 2 || self.case.once.is_none() {
            return;
        }
        // Where one of them alone explains it, the others rounded nothing off, and leaving out all says no more.
        if !self.found.iter().any(|cause| matches!(cause, Cause::NotRounded { .. })) {
            self.attempt(Edit::NothingRounded);
        }
        // Where all round to the same, another mode may have been taken for all.
        let Some(first) = all.first().filter(|first| all.iter().all(|rounding| rounding == *first)) else {
            return;
        };
        let alone = |rounding: &Rounding, cause: &Cause| matches!(cause, Cause::RoundedOtherwise { roundings, .. } if roundings.contains(rounding));
        let others: Vec<Rounding> = other_modes(Some(*first), first.to)
            .filter(|rounding| !self.found.iter().any(|cause| alone(rounding, cause)))
            .collect();
        let explains =
            others.into_iter().filter(|rounding| self.try_out(Edit::EverythingRounded(*rounding))).collect();
        self.otherwise(Part::Everything, explains);
    }

    fn otherwise(&mut self, part: Part, roundings: Vec<Rounding>) {
        if !roundings.is_empty() {
            self.found.push(Cause::RoundedOtherwise { part, roundings });
        }
    }

    /// Names the cause where the endpoint with this edit comes to what was charged; whether it does.
    fn attempt(&mut self, edit: Edit) -> bool {
        let explains = self.try_out(edit);
        if explains {
            self.found.push(edit.cause(self.subject.endpoint.model()));
        }
        explains
    }

    fn try_out(&mut self, edit: Edit) -> bool {
        let (case, revisions) = (&self.case, &mut self.revisions);
        revisions
            .with(edit, None, |revised| {
                case.is_explained(|selected: &SelectedUsage| revised.price_selected(selected).ok())
            })
            .0
    }

    /// What one call costs before the total is rounded.
    fn exact(&mut self) -> Option<Decimal> {
        if self.subject.endpoint.model().round.is_none() {
            return self.right;
        }
        let whole = self.case.whole;
        self.revisions.with(Edit::Rounded(None, None), None, |revised| revised.price_selected(whole).ok())
    }

    /// What all calls come to, rounded once.
    pub(super) fn over_calls(&mut self) {
        let (Some(round), calls) = (self.subject.endpoint.model().round, self.case.whole.calls()) else {
            return;
        };
        if calls == Decimal::ONE {
            return;
        }
        let all = self.exact().and_then(|exact| pricesheet::number::product(exact, calls));
        if all.and_then(|all| round.apply(all)) == Some(self.case.charged) {
            self.found.push(Cause::RoundedOverCalls);
        }
    }
}
