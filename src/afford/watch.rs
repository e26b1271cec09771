//! What is looked at while a count is priced: how large its amounts are, and which volume tiers it reaches.

use rust_decimal::Decimal;

use crate::exact::{Exact, Integer, Stated};
use crate::plan::{EndpointPlan, PricingPlan};
use crate::price::{Adjustment, Recorder};

pub(super) struct Watch<'a> {
    plan: &'a EndpointPlan,
    scale: Option<u32>,
    calls: Decimal,
    /// The largest sum on the way, as far as the charges and multipliers go; none where it is too large for all this.
    largest: Option<Stated>,
    sum: Option<Stated>,
    tiers: u64,
    charge: usize,
    /// Whether the row that was taken has volume prices.
    volume: bool,
}

impl<'a> Watch<'a> {
    pub(super) fn new(plan: &'a EndpointPlan, scale: Option<u32>, calls: Decimal) -> Self {
        let zero = Some(Exact::zero());
        Watch { plan, scale, calls, largest: zero, sum: zero, tiers: 0, charge: 0, volume: false }
    }

    /// The tiers of volume prices that were taken, all of them together. As the quantity grows none of them moves
    /// against the others, so the same sum means the same tiers.
    pub(super) fn tiers(&self) -> u64 {
        self.tiers
    }

    /// Whether the decimal type holds every amount, whatever its last digits: then it holds those of smaller counts too.
    pub(super) fn fits(&self) -> bool {
        const BITS: u32 = 96;
        let fits = || {
            let scale = self.scale?;
            let min = self.plan.min.map_or(Exact::zero(), Stated::normalized);
            let step = self.plan.round.map_or(Exact::zero(), |round| round.to.normalized());
            let calls = Stated::of(self.calls).normalized();
            let largest = self.largest?.add(min)?.add(step)?.multiply(calls)?;
            // At a scale that is large enough for all of them.
            let aligned = largest.add(Exact { mantissa: 0, scale })?;
            Some(aligned.scale <= scale && aligned.mantissa.bit_length() <= BITS)
        };
        fits().unwrap_or(false)
    }

    fn moved(&mut self, sum: Option<Stated>) {
        self.sum = sum;
        self.largest = match (self.largest, sum) {
            (Some(largest), Some(sum)) => Some(if sum.exceeds(largest) { sum } else { largest }),
            _ => None,
        };
    }

    fn add<I: Integer>(&mut self, amount: Exact<I>) {
        let sum = self.sum.zip(self.kept(amount)).and_then(|(sum, amount)| sum.add(amount));
        self.moved(sum);
    }

    /// The same amount with no more decimal places than it may have; none where 128 bits do not hold it.
    fn kept<I: Integer>(&self, amount: Exact<I>) -> Option<Stated> {
        let stated = Exact { mantissa: amount.mantissa.to_u128()?, scale: amount.scale };
        Some(if self.scale.is_some_and(|scale| stated.scale > scale) { stated.normalized() } else { stated })
    }
}

impl Recorder for Watch<'_> {
    fn restart(&mut self) {
        *self = Watch::new(self.plan, self.scale, self.calls);
    }

    fn flat<I: Integer>(&mut self, _: usize, amount: Exact<I>) {
        self.add(amount);
    }

    fn option<I: Integer>(&mut self, _: usize, amount: Exact<I>) {
        self.add(amount);
    }

    fn charge(&mut self, charge: usize) {
        self.charge = charge;
    }

    fn billed<I: Integer>(&mut self, rate: usize, _: Exact<I>) {
        let rate = self.plan.charges.get(self.charge).and_then(|charge| charge.rates.get(rate));
        self.volume = rate.is_some_and(|rate| matches!(rate.pricing, PricingPlan::Volume(_)));
    }

    fn tier<I: Integer>(&mut self, tier: usize, _: Exact<I>, _: Exact<I>, _: crate::exact::Fraction<I>) {
        if self.volume {
            let place = u64::try_from(tier).unwrap_or(u64::MAX);
            self.tiers = self.tiers.saturating_add(place).saturating_add(1);
        }
    }

    fn charge_amount<I: Integer>(&mut self, _: usize, amount: Exact<I>) {
        self.add(amount);
    }

    fn adjusted<I: Integer>(&mut self, by: Adjustment, difference: Exact<I>, negative: bool) {
        // What comes after the multipliers is no larger than the sum before it, the minimum or a step.
        if let Adjustment::Times(_) = by {
            let sum = self.sum.zip(self.kept(difference)).and_then(|(sum, difference)| {
                if negative { sum.subtract(difference) } else { sum.add(difference) }
            });
            self.moved(sum);
        }
    }
}
