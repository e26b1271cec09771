//! Lines that were rounded each for itself.

use pricesheet::Decimal;
use pricesheet::number::{product, sum};
use pricesheet::quote::LineKind;
use pricesheet::rounding::Rounding;
use pricesheet::sheet::{Effect, Endpoint};
use pricesheet::usage::AnyUsage;

use super::edit::Edit;
use super::{Search, Subject};
use crate::audit::Cause;

impl<U: AnyUsage> Search<'_, U> {
    /// The endpoint's rounding at each line, and not at their sum.
    pub(super) fn per_line(&mut self) {
        let Subject { endpoint, .. } = self.subject;
        let Some(round) = endpoint.model().round else { return };
        // A call that is free has a line that says so only where there was something to pay.
        let may_be_free = endpoint.model().options.iter().any(|rule| rule.effect == Effect::Free);
        let mut is_free = |usage: &U| {
            let price = self.revisions.with(Edit::AtLeastOne, |revised| revised.price(usage).ok());
            may_be_free && price.is_some_and(|price| price.is_zero())
        };
        let whole_is_free = may_be_free && is_free(self.usage);
        let before_is_free = may_be_free && self.charged.before.is_some_and(|before| is_free(before.usage));
        let price = |usage: &U| {
            let is_free = if core::ptr::eq(usage, self.usage) { whole_is_free } else { before_is_free };
            let price = sum_of_lines(&self.subject, usage, round)?;
            if is_free { Some(Decimal::ZERO) } else { product(price, usage.call_count().normalize()) }
        };
        if self.charged.is_explained(self.usage, price) {
            self.causes.push(Cause::RoundedPerLine);
        }
    }
}

/// What a call costs whose lines are rounded. What comes after the lines stays.
fn sum_of_lines<U: AnyUsage>(subject: &Subject<'_>, usage: &U, round: Rounding) -> Option<Decimal> {
    let model = subject.endpoint.model();
    let quote = subject.endpoint.quote(usage).ok()?;
    let mut total = Decimal::ZERO;
    // Multipliers come after all lines that add.
    for line in quote.lines() {
        match line.kind() {
            LineKind::Flat | LineKind::Option | LineKind::Charge => {
                total = sum(total, round.apply(line.amount())?)?;
            }
            LineKind::Times => total = product(total, factor(model, line.name()?)?)?,
            LineKind::Minimum | LineKind::Maximum | LineKind::Rounding | LineKind::Free => {}
        }
    }
    let raised = model.min.map_or(total, |min| total.max(min));
    Some(model.max.map_or(raised, |max| raised.min(max)))
}

/// What an option of the endpoint multiplies by.
fn factor(endpoint: &Endpoint, option: &str) -> Option<Decimal> {
    let rule = endpoint.options.iter().find(|rule| endpoint.option_name(rule.option) == option)?;
    match rule.effect {
        Effect::Times(factor) => Some(factor),
        _ => None,
    }
}
