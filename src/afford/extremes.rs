//! The observer of a price that affordability asks: how large its amounts are, and which volume tiers it reaches.

use rust_decimal::Decimal;

use super::shape::{Direction, Shape, amount as places_of, factor_places, step_scale};
use crate::exact::{Exact, Integer, Stated};
use crate::number::SCALE_MAX;
use crate::rules::{Adjustment, Observer};
use crate::sheet::{Endpoint, Pricing, Tiering};

pub(super) struct Extremes<'a> {
    endpoint: &'a Endpoint,
    shape: &'a Shape,
    calls: Decimal,
    /// The decimal places that the sum can have here and at the counts before; none where that cannot be said.
    places: Option<u32>,
    /// The largest sum on the way, as far as the charges and multipliers go; none where it is too large for all this.
    largest: Option<Stated>,
    sum: Option<Stated>,
    tiers: u64,
    charge: usize,
    /// The row that the charge has taken, and whether it has volume prices.
    row: usize,
    volume: bool,
}

impl<'a> Extremes<'a> {
    pub(super) fn new(endpoint: &'a Endpoint, shape: &'a Shape, calls: Decimal) -> Self {
        let zero = Some(Exact::zero());
        // What is nothing here was nothing before, or has been looked at there; not so where some go up and others down.
        let places = if shape.direction == Direction::Mixed { shape.places_of_all() } else { Some(0) };
        Extremes {
            endpoint,
            shape,
            calls,
            places,
            largest: zero,
            sum: zero,
            tiers: 0,
            charge: 0,
            row: 0,
            volume: false,
        }
    }

    /// The tiers of volume prices that were taken, all of them together. As the quantity grows none of them moves
    /// against the others, so the same sum means the same tiers.
    pub(super) fn tiers(&self) -> u64 {
        self.tiers
    }

    /// Whether the decimal type holds every amount, whatever its last digits: then it holds those of smaller counts too.
    pub(super) fn fits(&self) -> bool {
        self.sums_fit().unwrap_or(false) && self.total_fits().unwrap_or(false)
    }

    fn sums_fit(&self) -> Option<bool> {
        let places = self.places.filter(|places| *places <= SCALE_MAX)?;
        fits_at(self.largest?, places)
    }

    /// What comes after the multipliers. Both the amount after each step and the difference that the step makes have to fit.
    fn total_fits(&self) -> Option<bool> {
        let Endpoint { min, max, round, .. } = self.endpoint;
        let largest = self.largest?.normalized();
        let max = max.filter(|max| largest.exceeds(Stated::of(*max)));
        let [least, step] = [*min, round.map(|round| round.to)]
            .map(|amount| Stated::of(amount.unwrap_or_default()).normalized());
        let bounded = [*min, max].into_iter().flatten().map(places_of).fold(self.places?, u32::max);
        let settled = if round.is_some() { step_scale(*round) } else { bounded };
        let calls = Stated::of(self.calls).normalized();
        let most = max.map_or(largest, Stated::of).add(least)?.add(step)?.multiply(calls)?;
        // What the rounding changes is less than a step.
        let rounded = fits_at(step, bounded.max(settled))?;
        Some(rounded && fits_at(largest.add(least)?, bounded)? && fits_at(most, settled)?)
    }

    fn moved(&mut self, sum: Option<Stated>) {
        self.sum = sum;
        self.largest = match (self.largest, sum) {
            (Some(largest), Some(sum)) => Some(if sum.exceeds(largest) { sum } else { largest }),
            _ => None,
        };
    }

    /// Adds what does not change with the quantity.
    fn add_constant<I: Integer>(&mut self, amount: Exact<I>) {
        let amount = stated(amount).map(Stated::normalized);
        self.add(amount, amount.map(|amount| amount.scale));
    }

    /// Adds what has so many decimal places at the most.
    fn add(&mut self, amount: Option<Stated>, places: Option<u32>) {
        self.places = self.places.zip(places).map(|(all, own)| all.max(own));
        self.moved(self.sum.zip(amount).and_then(|(sum, amount)| sum.add(amount)));
    }

    /// The same amount with no more decimal places than it may have; none where 128 bits do not hold it.
    fn kept<I: Integer>(&self, amount: Exact<I>, places: Option<u32>) -> Option<Stated> {
        let stated = stated(amount)?;
        Some(if places.is_some_and(|places| stated.scale > places) { stated.normalized() } else { stated })
    }
}

fn stated<I: Integer>(amount: Exact<I>) -> Option<Stated> {
    Some(Exact { mantissa: amount.mantissa.to_u128()?, scale: amount.scale })
}

/// Whether the decimal type holds every amount up to this one that has so many decimal places at the most. None where that is
/// too large to be said.
fn fits_at(amount: Stated, places: u32) -> Option<bool> {
    const BITS: u32 = 96;
    let aligned = amount.add(Exact { mantissa: 0, scale: places })?;
    let beyond = 10_u128.checked_pow(aligned.scale.checked_sub(places)?)?;
    let mantissa = aligned.mantissa.checked_add(beyond.checked_sub(1)?)?.checked_div(beyond)?;
    Some(mantissa.bit_length() <= BITS)
}

impl Observer for Extremes<'_> {
    fn restart(&mut self) {
        *self = Extremes::new(self.endpoint, self.shape, self.calls);
    }

    fn flat<I: Integer>(&mut self, _: usize, amount: Exact<I>) {
        self.add_constant(amount);
    }

    fn option<I: Integer>(&mut self, _: usize, amount: Exact<I>) {
        self.add_constant(amount);
    }

    fn charge(&mut self, charge: usize) {
        self.charge = charge;
    }

    fn billed<I: Integer>(&mut self, rate: usize, _: Exact<I>) {
        self.row = rate;
        let rate = self.endpoint.charges.get(self.charge).and_then(|charge| charge.rates.get(rate));
        self.volume =
            rate.is_some_and(|rate| matches!(rate.pricing, Pricing::Tiers { mode: Tiering::Volume, .. }));
    }

    fn tier<I: Integer>(&mut self, tier: usize, _: Exact<I>, _: Exact<I>, _: crate::exact::Fraction<I>) {
        if self.volume {
            let place = u64::try_from(tier).unwrap_or(u64::MAX);
            self.tiers = self.tiers.saturating_add(place).saturating_add(1);
        }
    }

    fn charge_amount<I: Integer>(&mut self, charge: usize, amount: Exact<I>) {
        if amount.is_zero() {
            return;
        }
        match self.shape.places.get(charge) {
            Some(Some(rows)) => {
                let places = rows.get(self.row).copied().flatten();
                self.add(self.kept(amount, places), places);
            }
            _ => self.add_constant(amount),
        }
    }

    fn adjusted<I: Integer>(&mut self, by: Adjustment, difference: Exact<I>, negative: bool) {
        let factor = match by {
            Adjustment::Times(option) => {
                self.endpoint.options.get(option).map(|option| factor_places(option.effect))
            }
            Adjustment::OwnTimes => self.endpoint.times.map(places_of),
            _ => None,
        };
        if let Some(added) = factor {
            self.places = self.places.and_then(|places| places.checked_add(added));
            let sum = self.sum.zip(self.kept(difference, self.places)).and_then(|(sum, difference)| {
                if negative { sum.subtract(difference) } else { sum.add(difference) }
            });
            self.moved(sum);
        }
    }
}
