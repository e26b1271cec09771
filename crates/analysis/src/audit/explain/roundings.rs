//! Roundings that were left out, and others.

use alloc::vec::Vec;

use pricesheet::Decimal;
use pricesheet::rounding::{Rounding, RoundingMode};
use pricesheet::usage::AnyUsage;

use super::Search;
use super::edit::Edit;
use crate::audit::Cause;

/// To what else an amount might have been rounded, beside what the sheet says: whole units, and up to three decimal places.
const USUAL: [Decimal; 4] = [
    Decimal::ONE,
    Decimal::from_parts(1, 0, 0, false, 1),
    Decimal::from_parts(1, 0, 0, false, 2),
    Decimal::from_parts(1, 0, 0, false, 3),
];

impl<U: AnyUsage> Search<'_, U> {
    /// Each amount rounded otherwise; and all of them.
    pub(super) fn roundings(&mut self) {
        let model = self.subject.endpoint.model();
        self.part(None, model.round);
        for (place, charge) in model.charges.iter().enumerate() {
            self.part(Some(place), charge.round);
        }
        let charges = model.charges.iter().filter_map(|charge| charge.round);
        let all: Vec<Rounding> = charges.chain(model.round).collect();
        if all.len() < 2 {
            return;
        }
        // Where one of them alone explains it, the others rounded nothing off, and leaving out all says no more.
        if !self.causes.iter().any(|cause| matches!(cause, Cause::NotRounded { .. })) {
            self.attempt(Edit::NothingRounded);
        }
        // Where all round to the same, another mode may have been taken for all.
        let Some(first) = all.first().filter(|first| all.iter().all(|rounding| rounding == *first)) else {
            return;
        };
        for mode in RoundingMode::ALL.into_iter().filter(|mode| *mode != first.mode) {
            let rounding = Rounding::new(first.to, mode);
            let alone = |cause: &Cause| matches!(cause, Cause::RoundedOtherwise { rounding: other, .. } if *other == rounding);
            if !self.causes.iter().any(alone) {
                self.attempt(Edit::EverythingRounded(rounding));
            }
        }
    }

    /// One amount, the total or that of a charge, with every rounding but its own.
    fn part(&mut self, place: Option<usize>, own: Option<Rounding>) {
        if own.is_some() && self.attempt(Edit::Rounded(place, None)) {
            // A rounding that comes to the same rounds nothing.
            return;
        }
        let own_to = own.map(|rounding| rounding.to);
        let others = USUAL.into_iter().filter(|to| Some(*to) != own_to);
        for to in own_to.into_iter().chain(others) {
            for mode in RoundingMode::ALL {
                let rounding = Rounding::new(to, mode);
                if Some(rounding) != own {
                    self.attempt(Edit::Rounded(place, Some(rounding)));
                }
            }
        }
    }

    /// What all calls come to, rounded once.
    pub(super) fn over_calls(&mut self) {
        let Some(round) = self.subject.endpoint.model().round else { return };
        if self.usage.call_count() == Decimal::ONE {
            return;
        }
        let usage = self.usage;
        let exact = self.revisions.with(Edit::Rounded(None, None), |unrounded| unrounded.price(usage).ok());
        if exact.and_then(|exact| round.apply(exact)) == Some(self.charged.amount) {
            self.causes.push(Cause::RoundedOverCalls);
        }
    }
}
