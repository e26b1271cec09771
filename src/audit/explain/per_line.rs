//! Lines that were rounded each for itself.

use alloc::boxed::Box;

use rust_decimal::Decimal;

use super::Search;
use crate::audit::Cause;
use crate::exact::{Exact, Fraction, Integer, Stated, Wide, sum};
use crate::plan::{ConditionsPlan, EffectPlan, RatePlan, StepPlan};
use crate::price::Recorder;
use crate::rounding::{self, RoundingMode};

impl Search<'_> {
    /// The endpoint's rounding at each line, and not at their sum.
    pub(super) fn per_line(&mut self) {
        let plan = self.endpoint.plan;
        let Some(round) = plan.round else { return };
        let mut lines = Lines { round, sum: Some(Decimal::ZERO) };
        if plan.price(self.selection, &mut lines).is_err() {
            return;
        }
        let Some(sum) = lines.sum else { return };
        self.attempt(
            || Cause::RoundedPerLine,
            |plan| {
                // The sum of the rounded lines takes the place of all of them; what comes after them stays.
                plan.rates = Box::new([RatePlan { when: ConditionsPlan::default(), price: Stated::of(sum) }]);
                for option in &mut plan.options {
                    if let EffectPlan::Price(_) = option.effect {
                        option.effect = EffectPlan::Nothing;
                    }
                }
                plan.charges = Box::default();
                plan.round = None;
            },
        );
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
