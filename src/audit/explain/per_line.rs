//! Lines that were rounded each for itself.

use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::Search;
use crate::audit::Cause;
use crate::exact::{Exact, Fraction, Integer, Stated, Wide, product, sum};
use crate::rounding::{self, Rounding};
use crate::rules::{self, Observer, Selection, Unobserved};
use crate::sheet::{Effect, Rate};

impl Search<'_> {
    /// The endpoint's rounding at each line, and not at their sum.
    pub(super) fn per_line(&mut self) {
        let Some(round) = self.endpoint.endpoint.round else { return };
        let whole = self.sum_of_lines(self.selection, round).and_then(|price| product(price, self.calls));
        if self.explained(whole, || self.sum_of_lines(self.before?.selection, round)) {
            self.causes.push(Cause::RoundedPerLine);
        }
    }

    /// What a call costs whose lines are rounded. What comes after the lines stays.
    fn sum_of_lines(&self, selection: Selection<'_>, round: Rounding) -> Option<Decimal> {
        let mut changed = self.endpoint.endpoint.clone();
        let mut lines = Lines { round, sum: Some(Decimal::ZERO) };
        rules::price(&changed, selection, &mut lines).ok()?;
        // Their sum takes the place of all of them.
        changed.rates = Vec::from([Rate { when: Vec::new(), price: lines.sum?, span: changed.span }]);
        for option in &mut changed.options {
            if let Effect::Price(_) = option.effect {
                option.effect = Effect::Nothing;
            }
        }
        changed.charges = Vec::new();
        changed.round = None;
        rules::price(&changed, selection, &mut Unobserved).ok()
    }
}

/// An amount rounded; none where the widest integers do not hold the way there.
pub(super) fn rounded(amount: Decimal, Rounding { to, mode }: Rounding) -> Option<Decimal> {
    let amount = Fraction::whole(Stated::of(amount).over::<Wide>()?);
    rounding::round(amount, Stated::of(to).over()?, mode)?.to_decimal()
}

/// Adds up the lines of a call, each rounded.
struct Lines {
    round: Rounding,
    sum: Option<Decimal>,
}

impl Lines {
    fn line<I: Integer>(&mut self, amount: Exact<I>) {
        let line = amount.to_decimal().and_then(|amount| rounded(amount, self.round));
        self.sum = self.sum.zip(line).and_then(|(before, line)| sum(before, line));
    }
}

impl Observer for Lines {
    fn restart(&mut self) {
        self.sum = Some(Decimal::ZERO);
    }

    fn flat<I: Integer>(&mut self, _: usize, amount: Exact<I>) {
        self.line(amount);
    }

    fn option<I: Integer>(&mut self, _: usize, amount: Exact<I>) {
        self.line(amount);
    }

    fn charge_amount<I: Integer>(&mut self, _: usize, amount: Exact<I>) {
        self.line(amount);
    }
}
