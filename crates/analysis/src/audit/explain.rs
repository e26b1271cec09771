//! Looks for what explains a difference: the price is computed again with one fault at a time.
//!
//! Every fault is an edit of the model, other options, another sheet or a multiple of what is right, priced by the engine
//! itself, so that a cause that is named is one under which the sheet comes to what was charged, to the last digit.

mod cache;
mod edit;
mod edits;
mod multiples;
mod options;
mod pairs;
mod power;
mod roundings;
mod tables;

use alloc::vec::Vec;

use pricesheet::number::{difference, product};
use pricesheet::usage::AnyUsage;
use pricesheet::{Decimal, EndpointPricer, PriceBook, PriceSheet, SelectedUsage, Usage};

use super::{Cause, Metered};
pub(super) use cache::{Cache, Key};
use edit::Edit;
use edits::OfEndpoint;
pub(super) use edits::Revisions;
use options::Swap;

/// A book, one of its sheets, and an endpoint of that.
#[derive(Clone, Copy)]
pub(super) struct Subject<'b> {
    pub(super) book: &'b PriceBook,
    pub(super) sheet: &'b PriceSheet,
    pub(super) endpoint: EndpointPricer<'b>,
}

/// Everything that explains what was charged for a usage that has another price, by the fewest words first.
pub(super) fn causes<U: AnyUsage>(
    subject: Subject<'_>,
    usage: &U,
    selected: &SelectedUsage,
    (charged, expected): (Decimal, Decimal),
    revisions: &mut Revisions,
) -> Vec<Cause> {
    // What all calls were charged is not a multiple of any price where it cannot be divided by them.
    let once =
        if selected.calls() == Decimal::ONE { Some(charged) } else { divided(charged, selected.calls()) };
    let case = Case { charged, once, whole: selected, before: None };
    let mut search = Search::new(subject, case, revisions);
    search.multiples(charged, expected, selected.calls());
    search.options();
    search.edits();
    search.tables();
    search.roundings();
    search.over_calls();
    for other in others(subject) {
        if other.price(usage).ok() == Some(charged) {
            search.found.push(other_version(other));
        }
    }
    if search.found.is_empty() {
        search.pairs();
    }
    search.finish()
}

/// The same for a part of a billing period: what was charged for it (alone, or not), after what was used before in the same
/// period, priced rightly or with the same fault. The whole need not have a price itself: a fault may be what gave it one.
pub(super) fn metered_causes(
    subject: Subject<'_>,
    metered: &Metered,
    (charged, is_alone): (Decimal, bool),
    revisions: &mut Revisions,
) -> Vec<Cause> {
    let Metered { due, before, whole } = metered;
    let before = before.as_ref();
    let mut found = multiples::of(charged, *due, Decimal::ONE);
    if is_alone {
        found.push(Cause::RatedAlone);
    }
    let endpoint = subject.endpoint;
    let selected = |usage: &Usage| endpoint.select(usage).ok();
    let earlier = before.map(|usage| {
        let selected = selected(usage)?;
        let price = endpoint.price_selected(&selected).ok()?;
        Some(Before { selected, price })
    });
    if let (Some(selected), Some(earlier)) =
        (selected(whole), earlier.map_or(Some(None), |some| some.map(Some)))
    {
        let case = Case { charged, once: Some(charged), whole: &selected, before: earlier.as_ref() };
        let mut search = Search::new(subject, case, revisions);
        search.found = core::mem::take(&mut found);
        search.options();
        search.edits();
        search.roundings();
        found = search.found;
    }
    for other in others(subject) {
        let of = |sheet: &PriceSheet, usage: Option<&Usage>| match usage {
            Some(usage) => sheet.price(usage).ok(),
            None => Some(Decimal::ZERO),
        };
        let adds = |before: Option<Decimal>| difference(of(other, Some(whole))?, before?);
        if [of(subject.sheet, before), of(other, before)]
            .into_iter()
            .any(|before| adds(before) == Some(charged))
        {
            found.push(other_version(other));
        }
    }
    sorted(found, subject)
}

fn others(subject: Subject<'_>) -> impl Iterator<Item = &PriceSheet> {
    let sheets = subject.book.sheets().iter();
    sheets.filter(move |other| other.fingerprint() != subject.sheet.fingerprint())
}

fn other_version(sheet: &PriceSheet) -> Cause {
    Cause::OtherVersion { version: sheet.version().map(Into::into), fingerprint: sheet.fingerprint() }
}

/// What each of so many was charged; none where that is not a decimal.
fn divided(amount: Decimal, by: Decimal) -> Option<Decimal> {
    let part = amount.checked_div(by)?;
    (product(part, by) == Some(amount)).then_some(part)
}

/// Fewest words first. What chance explains more often is last: two faults together, and roundings to a step that the sheet
/// does not name.
fn sorted(mut causes: Vec<Cause>, subject: Subject<'_>) -> Vec<Cause> {
    if causes.len() > 1 {
        let model = subject.endpoint.model();
        causes.sort_by_cached_key(|cause| (roundings::is_chance(cause, model), cause.words()));
    }
    causes
}

/// What was used before in a billing period, and its price.
struct Before {
    selected: SelectedUsage,
    price: Decimal,
}

/// What is to be explained.
struct Case<'a> {
    charged: Decimal,
    /// What one call was charged.
    once: Option<Decimal>,
    whole: &'a SelectedUsage,
    before: Option<&'a Before>,
}

impl Case<'_> {
    /// Whether a fault comes to what was charged, and what it makes of the whole. A part of a period is charged what it adds
    /// to the part before, which may have been charged rightly or with the same fault.
    fn is_explained(
        &self,
        mut price: impl FnMut(&SelectedUsage) -> Option<Decimal>,
    ) -> (bool, Option<Decimal>) {
        let Some(whole) = price(self.whole) else { return (false, None) };
        let explained = match self.before {
            None => self.once == Some(whole),
            Some(before) => {
                let comes_to = |before: Decimal| difference(whole, before) == Some(self.charged);
                comes_to(before.price) || price(&before.selected).is_some_and(comes_to)
            }
        };
        (explained, Some(whole))
    }
}

/// A fault that was tried, and what one call costs with it.
struct Tried {
    fault: Fault,
    price: Decimal,
}

/// A fault that can be made together with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Edit(Edit),
    Swap(Swap),
}

/// One record whose difference is looked into.
struct Search<'a> {
    subject: Subject<'a>,
    case: Case<'a>,
    revisions: OfEndpoint<'a>,
    /// What one call costs.
    right: Option<Decimal>,
    tried: Vec<Tried>,
    found: Vec<Cause>,
}

impl<'a> Search<'a> {
    fn new(subject: Subject<'a>, case: Case<'a>, revisions: &'a mut Revisions) -> Self {
        let revisions = revisions.of(subject.endpoint);
        let right = subject.endpoint.price_selected(case.whole).ok();
        Search { subject, case, revisions, right, tried: Vec::new(), found: Vec::new() }
    }

    fn finish(self) -> Vec<Cause> {
        sorted(self.found, self.subject)
    }

    fn multiples(&mut self, charged: Decimal, expected: Decimal, calls: Decimal) {
        self.found = multiples::of(charged, expected, calls);
    }

    /// Every edit of the list, one by one.
    fn edits(&mut self) {
        if self.case.once.is_none() {
            return;
        }
        let mut left_out = None;
        for at in 0..self.revisions.count() {
            let Some(edit) = self.revisions.edit(at, self.case.whole) else { continue };
            if let Edit::ChargePower(_, power) = edit
                && self.revisions.is_sum()
                && self.case.before.is_none()
                && !self.may_be_power(power, left_out)
            {
                continue;
            }
            let (case, revisions) = (&self.case, &mut self.revisions);
            let ask = |revised: &pricesheet::RevisedEndpoint| {
                case.is_explained(|selected| revised.price_selected(selected).ok())
            };
            let (explained, price) = revisions.at(at, ask).unwrap_or_default();
            if let Edit::ChargeLeftOut(_) = edit {
                left_out = price;
            }
            self.note(Fault::Edit(edit), explained, price);
        }
    }

    /// Whether a step that is left out for this price comes to what was charged where it is so many times as much: asked of a
    /// sum before the edit is made.
    fn may_be_power(&self, power: i8, left_out: Option<Decimal>) -> bool {
        let step = self.right.zip(left_out).and_then(|(right, left)| difference(right, left));
        let (Some(step), Some(once), Some(left)) = (step, self.case.once, left_out) else { return true };
        let Some(charged) = difference(once, left) else { return true };
        // More is charged for a positive power, and less for a negative one.
        if (charged > step) != (power > 0) {
            return false;
        }
        power::times_power_of_ten(step, power) == Some(charged)
    }

    /// Names a fault that explains what was charged, and keeps what makes a difference.
    fn note(&mut self, fault: Fault, explained: bool, price: Option<Decimal>) {
        let Some(price) = price else { return };
        if explained {
            let cause = fault.cause(self.subject.endpoint.model());
            self.found.push(cause);
        } else if Some(price) != self.right || self.subject.endpoint.model().round.is_some() {
            // What a rounding hides may show without it.
            self.tried.push(Tried { fault, price });
        }
    }
}

impl Fault {
    fn cause(self, endpoint: &pricesheet::sheet::Endpoint) -> Cause {
        match self {
            Fault::Edit(edit) => edit.cause(endpoint),
            Fault::Swap(swap) => swap.cause(endpoint),
        }
    }
}
