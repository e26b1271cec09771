//! Two faults together, where none explains a difference alone.

use alloc::boxed::Box;
use alloc::vec::Vec;

use pricesheet::Decimal;
use pricesheet::number::{difference, product};

use super::edit::Edit;
use super::{Fault, Search, Tried, multiples};
use crate::audit::{Cause, Part};

/// How many of the faults that make a difference are tried in twos.
const TRIED_MAX: usize = 48;

/// How many pairs are named: what so many explain, none explains.
const PAIRS_MAX: usize = 4;

/// How many pairs that add up are computed.
const CHECKED_MAX: usize = 16;

impl Search<'_> {
    /// Two that add up, one and a multiple of what it comes to, and one without the rounding of the total.
    pub(super) fn pairs(&mut self) {
        let mut tried = core::mem::take(&mut self.tried);
        tried.truncate(TRIED_MAX);
        self.sums(&tried);
        if self.found.len() < PAIRS_MAX {
            self.multiples_of(&tried);
        }
        if self.found.is_empty() && self.subject.endpoint.model().round.is_some() {
            self.without_rounding(&tried);
        }
        // Pairs by the dozen are chance.
        self.found.truncate(PAIRS_MAX);
    }

    fn sums(&mut self, tried: &[Tried]) {
        let apart = |price: Decimal| difference(price, self.right?);
        let Some(all) = self.case.once.and_then(apart) else { return };
        let parts: Option<Vec<(usize, Decimal)>> =
            tried.iter().enumerate().map(|(at, tried)| Some((at, apart(tried.price)?))).collect();
        let Some(mut parts) = parts else { return };
        parts.sort_unstable_by_key(|(_, part)| *part);
        // The smallest and the largest, moving towards each other.
        let mut candidates: Vec<(usize, usize)> = Vec::new();
        for (place, (first, part)) in parts.iter().enumerate() {
            let Some(missing) = difference(all, *part) else { continue };
            let later = parts.get(place.saturating_add(1)..).unwrap_or_default();
            let start = later.partition_point(|(_, part)| *part < missing);
            let equal = later.iter().skip(start).take_while(|(_, part)| *part == missing);
            candidates.extend(equal.map(|(second, _)| (*first.min(second), *first.max(second))));
        }
        candidates.sort_unstable();
        for (first, second) in candidates.into_iter().take(CHECKED_MAX) {
            if let (Some(first), Some(second)) = (tried.get(first), tried.get(second))
                && self.together(first.fault, second.fault) == self.case.once
            {
                self.name(first.fault, second.fault.cause(self.subject.endpoint.model()));
            }
        }
    }

    fn multiples_of(&mut self, tried: &[Tried]) {
        let calls = self.case.whole.calls();
        for Tried { fault, price } in tried {
            let Some(total) = product(*price, calls) else { continue };
            for multiple in multiples::of(self.case.charged, total, calls) {
                // Nothing at all explains itself, and twice a step left out is another step.
                if !matches!(multiple, Cause::NothingCharged) {
                    self.name(*fault, multiple);
                }
            }
        }
    }

    fn without_rounding(&mut self, tried: &[Tried]) {
        let unrounded = Fault::Edit(Edit::Rounded(None, None));
        for Tried { fault, .. } in tried {
            if *fault != Fault::Edit(Edit::LinesRounded) && self.together(*fault, unrounded) == self.case.once
            {
                self.name(*fault, Cause::NotRounded { part: Part::Call });
            }
        }
    }

    /// What one call costs with both; none where it has no price.
    fn together(&mut self, first: Fault, second: Fault) -> Option<Decimal> {
        let whole = self.case.whole;
        match (first, second) {
            (Fault::Edit(first), Fault::Edit(second)) => {
                self.revisions.with(first, Some(second), |revised| revised.price_selected(whole).ok())
            }
            (Fault::Edit(edit), Fault::Swap(swap)) | (Fault::Swap(swap), Fault::Edit(edit)) => self
                .revisions
                .with(edit, None, |revised| revised.price_selected_with(whole, swap.options).ok()),
            (Fault::Swap(first), Fault::Swap(second)) => {
                let stated = whole.options();
                let (of_first, of_second) = (first.options ^ stated, second.options ^ stated);
                // What both change is one fault.
                if of_first & of_second != 0 {
                    return None;
                }
                self.subject.endpoint.price_selected_with(whole, stated ^ of_first ^ of_second).ok()
            }
        }
    }

    fn name(&mut self, first: Fault, second: Cause) {
        let first = first.cause(self.subject.endpoint.model());
        self.found.push(Cause::Pair { causes: Box::new([first, second]) });
    }
}
