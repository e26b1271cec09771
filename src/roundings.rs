//! What the roundings of a price give and take.

use rust_decimal::Decimal;

use crate::exact::{Exact, Fraction, Integer, difference, product, sum};
use crate::rules::{Adjustment, Observer};

/// What the roundings of amounts came to, in the sheet's unit: those of charges and those of totals, each where it
/// happens, before what multiplies or bounds the amount afterwards.
///
/// [`EndpointPricer::price_with_roundings`](crate::EndpointPricer::price_with_roundings) says what those of a usage come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Roundings {
    /// What was rounded down: given to the customer.
    #[cfg_attr(feature = "serde", serde(serialize_with = "crate::amount::serialize"))]
    pub given: Decimal,
    /// What was rounded up: taken from the customer.
    #[cfg_attr(feature = "serde", serde(serialize_with = "crate::amount::serialize"))]
    pub taken: Decimal,
    /// How many usages have roundings that are in neither sum, since what they dropped has no end as a decimal.
    pub endless: u64,
}

impl Roundings {
    /// Both together; none where the decimal type does not hold a sum.
    #[must_use]
    pub fn with(self, other: Self) -> Option<Self> {
        Some(Roundings {
            given: sum(self.given, other.given)?,
            taken: sum(self.taken, other.taken)?,
            endless: self.endless.saturating_add(other.endless),
        })
    }

    fn times(self, calls: Decimal) -> Option<Self> {
        Some(Roundings { given: product(self.given, calls)?, taken: product(self.taken, calls)?, ..self })
    }
}

/// Collects the roundings of one call.
#[derive(Default)]
pub(crate) struct RoundingRecorder {
    found: Roundings,
    endless: bool,
    /// The amount of the charge at hand, where it is a decimal.
    amount: Option<Decimal>,
}

impl RoundingRecorder {
    /// What the roundings of so many calls come to. What the decimal type does not hold is as endless.
    pub(crate) fn of_calls(self, calls: Decimal) -> Roundings {
        let endless = Roundings { endless: 1, ..Roundings::default() };
        if self.endless { endless } else { self.found.times(calls).unwrap_or(endless) }
    }

    fn rounded(&mut self, from: Option<Decimal>, to: Option<Decimal>) {
        let change = from.zip(to).and_then(|(from, to)| difference(to, from));
        let found = self.found;
        let changed = change.and_then(|change| {
            let side = Roundings {
                given: if change < Decimal::ZERO { change.abs() } else { Decimal::ZERO },
                taken: if change > Decimal::ZERO { change } else { Decimal::ZERO },
                endless: 0,
            };
            found.with(side)
        });
        match changed {
            Some(found) => self.found = found,
            None => self.endless = true,
        }
    }
}

fn decimal<I: Integer>(amount: Fraction<I>) -> Option<Decimal> {
    amount.to_exact()?.to_decimal()
}

impl Observer for RoundingRecorder {
    fn restart(&mut self) {
        *self = RoundingRecorder::default();
    }

    fn charged<I: Integer>(&mut self, amount: Fraction<I>) {
        self.amount = decimal(amount);
    }

    fn share<I: Integer>(&mut self, _: Exact<I>, _: Exact<I>, amount: Fraction<I>) {
        self.amount = decimal(amount);
    }

    fn charge_adjusted<I: Integer>(&mut self, by: Adjustment, amount: Fraction<I>) {
        let to = decimal(amount);
        if by == Adjustment::Rounding {
            self.rounded(self.amount, to);
        }
        self.amount = to;
    }

    fn adjusted<I: Integer>(&mut self, by: Adjustment, amount: Exact<I>, negative: bool) {
        match by {
            Adjustment::Rounding => {
                let (none, change) = (Some(Decimal::ZERO), amount.to_decimal());
                let (from, to) = if negative { (change, none) } else { (none, change) };
                self.rounded(from, to);
            }
            // What costs nothing is not rounded either.
            Adjustment::Free(_) => self.restart(),
            Adjustment::Times(_) | Adjustment::OwnTimes | Adjustment::Minimum | Adjustment::Maximum => {}
        }
    }
}
