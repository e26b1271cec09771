//! Looks for what explains a difference: the price is computed again with one fault at a time.
//!
//! Every fault is an edit of the model or another usage, priced by the engine itself, so that a cause that is named is
//! one under which the sheet comes to what was charged, to the last digit.

mod edit;
mod options;
mod per_line;
mod revisions;
mod roundings;

use alloc::boxed::Box;
use alloc::vec::Vec;

use pricesheet::number::difference;
use pricesheet::usage::AnyUsage;
use pricesheet::{Decimal, EndpointPricer, PriceBook, PriceSheet, Usage};

use super::Cause;
use edit::Edit;
use revisions::OfEndpoint;
pub(super) use revisions::Revisions;

/// A book, one of its sheets, and an endpoint of that.
#[derive(Clone, Copy)]
pub(super) struct Subject<'b> {
    pub(super) book: &'b PriceBook,
    pub(super) sheet: &'b PriceSheet,
    pub(super) endpoint: EndpointPricer<'b>,
}

/// Everything that explains what was charged for a usage that has another price.
pub(super) fn causes<U: AnyUsage>(
    subject: Subject<'_>,
    usage: &U,
    charged: Decimal,
    revisions: &mut Revisions,
) -> Box<[Cause]> {
    Search::new(subject, usage, None, charged, revisions).all()
}

/// The same for a part of a billing period: what was charged for it, after what was used before in the same period.
pub(super) fn metered_causes(
    subject: Subject<'_>,
    before: Option<&Usage>,
    whole: &Usage,
    charged: Decimal,
    revisions: &mut Revisions,
) -> Box<[Cause]> {
    let price = |usage: &Usage| subject.endpoint.price(usage).ok();
    if price(whole).is_none() {
        return Box::default();
    }
    let before = match before {
        None => None,
        Some(usage) => match price(usage) {
            Some(price) => Some(Before { usage, price }),
            None => return Box::default(),
        },
    };
    Search::new(subject, whole, before, charged, revisions).all()
}

/// What was used before in a billing period, and its price.
struct Before<'a, U> {
    usage: &'a U,
    price: Decimal,
}

impl<U> Clone for Before<'_, U> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<U> Copy for Before<'_, U> {}

/// What is to be explained: what was charged, and after what.
struct Charged<'a, U> {
    amount: Decimal,
    before: Option<Before<'a, U>>,
}

impl<U> Charged<'_, U> {
    /// Whether a fault comes to what was charged. A part of a period is charged what it adds to the part before, which
    /// may have been charged rightly or with the same fault.
    fn is_explained(&self, usage: &U, price: impl Fn(&U) -> Option<Decimal>) -> bool {
        let Some(whole) = price(usage) else { return false };
        let Some(before) = self.before else { return whole == self.amount };
        let comes_to = |before: Decimal| difference(whole, before) == Some(self.amount);
        comes_to(before.price) || price(before.usage).is_some_and(comes_to)
    }
}

/// One record whose difference is looked into.
struct Search<'a, U> {
    subject: Subject<'a>,
    usage: &'a U,
    charged: Charged<'a, U>,
    revisions: OfEndpoint<'a>,
    causes: Vec<Cause>,
}

impl<'a, U: AnyUsage> Search<'a, U> {
    fn new(
        subject: Subject<'a>,
        usage: &'a U,
        before: Option<Before<'a, U>>,
        amount: Decimal,
        revisions: &'a mut Revisions,
    ) -> Self {
        let charged = Charged { amount, before };
        let revisions = revisions.of(subject.sheet, subject.endpoint);
        Search { subject, usage, charged, revisions, causes: Vec::new() }
    }

    fn all(mut self) -> Box<[Cause]> {
        self.options();
        self.steps();
        self.blocks();
        self.roundings();
        self.per_line();
        self.over_calls();
        let Subject { book, sheet, .. } = self.subject;
        for other in book.sheets().iter().filter(|other| other.fingerprint() != sheet.fingerprint()) {
            if self.charged.is_explained(self.usage, |usage| other.price(usage).ok()) {
                let version = other.version().map(Into::into);
                self.causes.push(Cause::OtherVersion { version, fingerprint: other.fingerprint() });
            }
        }
        self.causes.into()
    }

    /// Names the cause where the endpoint with this edit comes to what was charged; whether it does.
    fn attempt(&mut self, edit: Edit) -> bool {
        let explains = {
            let (charged, usage) = (&self.charged, self.usage);
            self.revisions
                .with(edit, |revised| charged.is_explained(usage, |usage| revised.price(usage).ok()))
        };
        if explains {
            self.causes.push(edit.cause(self.subject.endpoint.model()));
        }
        explains
    }

    /// The flat amount and the charges, each charged twice or left out.
    fn steps(&mut self) {
        let model = self.subject.endpoint.model();
        if model.rates.iter().any(|rate| !rate.price.is_zero()) {
            self.attempt(Edit::FlatTwice);
            self.attempt(Edit::FlatLeftOut);
        }
        for place in 0..model.charges.len() {
            self.attempt(Edit::ChargeTwice(place));
            self.attempt(Edit::ChargeLeftOut(place));
        }
    }

    /// Blocks that count whole in proportion, and the other way.
    fn blocks(&mut self) {
        for place in 0..self.subject.endpoint.model().charges.len() {
            self.attempt(Edit::InProportion(place));
            self.attempt(Edit::BlocksWhole(place));
            self.attempt(Edit::FullBlocks(place));
            self.attempt(Edit::StartedBlocks(place));
        }
    }
}
