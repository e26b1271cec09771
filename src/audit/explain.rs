//! Looks for what explains a difference: the price is computed again with one fault at a time.
//!
//! Every fault is a change of the model or of the usage, priced by the engine itself, so that a cause that is named is
//! one under which the sheet comes to what was charged, to the last digit.

mod options;
mod per_line;
mod plans;

use alloc::boxed::Box;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::Cause;
use crate::book::PriceBook;
use crate::exact::{difference, product};
use crate::price_sheet::EndpointPricer;
use crate::rules::{self, Selection, Unobserved};
use crate::sheet::Endpoint;
use crate::usage::{AnyUsage, Usage};

/// Everything that explains what was charged for a usage that has another price.
pub(super) fn causes<U: AnyUsage>(
    book: &PriceBook,
    endpoint: EndpointPricer<'_>,
    usage: &U,
    charged: Decimal,
) -> Box<[Cause]> {
    // The usage has a price, so it selects something.
    let found = endpoint.priced().select(usage, |selection, calls| {
        let search = Search { endpoint, selection, calls, before: None, charged, causes: Vec::new() };
        Ok(search.all(book, usage, None))
    });
    found.unwrap_or_default()
}

/// The same for a part of a billing period: what was charged for it, after what was used before in the same period.
pub(super) fn metered_causes(
    book: &PriceBook,
    endpoint: EndpointPricer<'_>,
    before: Option<&Usage>,
    whole: &Usage,
    charged: Decimal,
) -> Box<[Cause]> {
    let Some(before) = before else { return causes(book, endpoint, whole, charged) };
    let Ok(price) = endpoint.price(before) else { return Box::default() };
    let found = endpoint.priced().select(before, |selection, _| {
        let before_selection = selection;
        endpoint.priced().select(whole, |selection, calls| {
            let before_part = Some(Before { selection: before_selection, price });
            let search =
                Search { endpoint, selection, calls, before: before_part, charged, causes: Vec::new() };
            Ok(search.all(book, whole, Some(before)))
        })
    });
    found.unwrap_or_default()
}

/// What was used before in a billing period, and its price.
#[derive(Clone, Copy)]
struct Before<'a> {
    selection: Selection<'a>,
    price: Decimal,
}

/// One record whose difference is looked into.
struct Search<'a> {
    endpoint: EndpointPricer<'a>,
    selection: Selection<'a>,
    calls: Decimal,
    before: Option<Before<'a>>,
    charged: Decimal,
    causes: Vec<Cause>,
}

impl Search<'_> {
    fn all<U: AnyUsage>(mut self, book: &PriceBook, usage: &U, before: Option<&U>) -> Box<[Cause]> {
        self.options(usage, before);
        self.steps();
        self.blocks();
        self.roundings();
        self.per_line();
        self.over_calls();
        for sheet in book.sheets().iter().filter(|sheet| sheet.fingerprint() != self.endpoint.fingerprint()) {
            let price = |usage: &U| sheet.price(usage).ok();
            if self.explained(price(usage), || price(before?)) {
                let version = sheet.version().map(Into::into);
                self.causes.push(Cause::OtherVersion { version, fingerprint: sheet.fingerprint() });
            }
        }
        self.causes.into()
    }

    /// Whether a fault comes to what was charged. A part of a period is charged what it adds to the part before, which
    /// may have been charged rightly or with the same fault.
    fn explained(&self, price: Option<Decimal>, before: impl FnOnce() -> Option<Decimal>) -> bool {
        let Some(price) = price else { return false };
        let Some(Before { price: right, .. }) = self.before else { return price == self.charged };
        let comes_to = |before: Decimal| difference(price, before) == Some(self.charged);
        comes_to(right) || before().is_some_and(comes_to)
    }

    /// Names a cause where an endpoint with this change comes to what was charged; whether it does.
    fn attempt(&mut self, cause: impl FnOnce() -> Cause, change: impl FnOnce(&mut Endpoint)) -> bool {
        let mut changed = self.endpoint.endpoint.clone();
        change(&mut changed);
        let price = |selection| rules::price(&changed, selection, &mut Unobserved).ok();
        let whole = price(self.selection).and_then(|price| product(price, self.calls));
        let explains = self.explained(whole, || price(self.before?.selection));
        if explains {
            self.causes.push(cause());
        }
        explains
    }
}
