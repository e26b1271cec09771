//! Looks for what explains a difference: the price is computed again with one fault at a time.
//!
//! Every fault is a change of the plan or of the usage, priced by the engine itself, so that a cause that is named is
//! one under which the sheet comes to what was charged, to the last digit.

mod options;
mod per_line;
mod plans;

use alloc::boxed::Box;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::Cause;
use crate::book::PriceBook;
use crate::exact::product;
use crate::plan::EndpointPlan;
use crate::price::{NoRecord, Selection};
use crate::price_sheet::EndpointPricer;
use crate::usage::AnyUsage;

/// Everything that explains what was charged for a usage that has another price.
pub(super) fn causes<U: AnyUsage>(
    book: &PriceBook,
    endpoint: EndpointPricer<'_>,
    usage: &U,
    charged: Decimal,
) -> Box<[Cause]> {
    let mut causes = Vec::new();
    options::search(endpoint, usage, charged, &mut causes);
    // The usage has a price, so it selects something.
    let _ = endpoint.with_selection(usage, |selection, calls| {
        let mut search = Search { endpoint, selection, calls, charged, causes: &mut causes };
        search.steps();
        search.blocks();
        search.roundings();
        search.per_line();
        search.over_calls();
    });
    let others = book.sheets().iter().filter(|sheet| sheet.fingerprint() != endpoint.fingerprint());
    causes.extend(others.filter(|sheet| sheet.price(usage) == Ok(charged)).map(|sheet| {
        let version = sheet.version().map(Into::into);
        Cause::OtherVersion { version, fingerprint: sheet.fingerprint() }
    }));
    causes.into()
}

/// One record whose difference is looked into.
struct Search<'a> {
    endpoint: EndpointPricer<'a>,
    selection: Selection<'a>,
    calls: Decimal,
    charged: Decimal,
    causes: &'a mut Vec<Cause>,
}

impl Search<'_> {
    /// Names a cause where a plan with this change comes to what was charged; whether it does.
    fn attempt(&mut self, cause: impl FnOnce() -> Cause, change: impl FnOnce(&mut EndpointPlan)) -> bool {
        let mut plan = self.endpoint.plan.clone();
        change(&mut plan);
        let price = plan.price(self.selection, &mut NoRecord).ok();
        let explains = price.and_then(|price| product(price, self.calls)) == Some(self.charged);
        if explains {
            self.causes.push(cause());
        }
        explains
    }
}
