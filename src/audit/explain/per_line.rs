//! Lines that were rounded each for itself.

use alloc::boxed::Box;

use rust_decimal::Decimal;

use super::Search;
use crate::audit::Cause;
use crate::exact::{Exact, Fraction, Integer, Stated, Wide, product, sum};
use crate::plan::{ConditionsPlan, EffectPlan, RatePlan, StepPlan};
use crate::price::{NoRecord, Recorder, Selection};
use crate::rounding::{self, RoundingMode};

impl Search<'_> {
    /// The endpoint's rounding at each line, and not at their sum.
    pub(super) fn per_line(&mut self) {
        let Some(round) = self.endpoint.plan.round else { return };
        let whole = self.sum_of_lines(self.selection, round).and_then(|price| product(price, self.calls));
        if self.explained(whole, || self.sum_of_lines(self.before?.selection, round)) {
            self.causes.push(Cause::RoundedPerLine);
        }
    }

    /// What a call costs whose lines are rounded. What comes after the lines stays.
    fn sum_of_lines(&self, selection: Selection<'_>, round: StepPlan) -> Option<Decimal> {
        let mut plan = self.endpoint.plan.clone();
        let mut lines = Lines { round, sum: Some(Decimal::ZERO) };
        plan.price(selection, &mut lines).ok()?;
        // Their sum takes the place of all of them.
        plan.rates = Box::new([RatePlan { when: ConditionsPlan::default(), price: Stated::of(lines.sum?) }]);
        for option in &mut plan.options {
            if let EffectPlan::Price(_) = option.effect {
                option.effect = EffectPlan::Nothing;
            }
        }
        plan.charges = Box::default();
        plan.round = None;
        plan.price(selection, &mut NoRecord).ok()
    }
}

/// An amount rounded; none where the widest integers do not hold the way there.
pub(super) fn rounded(amount: Decimal, to: Stated, mode: RoundingMode) -> Option<Decimal> {
    let amount = Fraction::whole(Stated::of(amount).over::<Wide>()?);
    rounding::round(amount, to.over()?, mode)?.to_decimal()
}

/// Adds up the lines of a call, each rounded.
struct Lines {
    round: StepPlan,
    sum: Option<Decimal>,
}

impl Lines {
    fn line<I: Integer>(&mut self, amount: Exact<I>) {
        let StepPlan { to, mode } = self.round;
        let line = amount.to_decimal().and_then(|amount| rounded(amount, to, mode));
        self.sum = self.sum.zip(line).and_then(|(before, line)| sum(before, line));
    }
}

impl Recorder for Lines {
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
