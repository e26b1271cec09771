//! The shape that most endpoints have: a flat amount, options that add to it, and whole counts at a price each or in
//! tiers.
//!
//! The price of such an endpoint is a sum of products in 64 bits at one scale, then bounds and a rounding whose
//! division is a multiplication. It is the arithmetic of [`crate::price`] with everything that this shape does not
//! need left out; where it does not hold a number it says so, and that arithmetic is asked instead. A property test
//! compares the two.

use alloc::boxed::Box;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::bounds::{Bounds, SUM_LIMIT, narrow_at};
use super::tiers::TierTable;
use super::{
    ChargePlan, ChargeRatePlan, EffectPlan, EndpointPlan, OptionBits, PricingPlan, StepPlan, UnitPlan,
};
use crate::exact::{Exact, Stated};
use crate::number::SCALE_MAX;
use crate::price::{Adjustment, Recorder};
use crate::usage::{AnyUsage, QUANTITIES_FEW};

#[derive(Debug, Clone)]
pub(crate) struct LinearPlan {
    pub(crate) flat: u64,
    /// What each option adds, by its place.
    pub(crate) option_prices: Box<[u64]>,
    /// What each subset of four neighbouring options adds, the first four first.
    options: Box<[[u64; 16]]>,
    /// For each quantity, by its place, what one of it costs.
    pub(crate) terms: Box<[Term]>,
    /// The quantities that are charged in tiers, and their tiers: beside what a term says of them.
    pub(crate) tables: Box<[(usize, TierTable)]>,
    pub(crate) bounds: Bounds,
    /// The scale of all these amounts.
    scale: u32,
    /// The rules and charges one by one, for who wants to know them so.
    items: Items,
    /// Bits of the quantities that have a default above zero.
    defaulted: u64,
}

/// What a quantity adds, or a charge for it: a price for each of it above what is included.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Term {
    pub(crate) included: u64,
    pub(crate) price: u64,
    pub(crate) default: u64,
}

#[derive(Debug, Clone)]
struct Items {
    /// Whether there is a flat amount at all.
    flat: bool,
    /// The place of an option's rule, its bit and its price.
    options: Box<[(usize, OptionBits, u64)]>,
    /// The quantity that a charge counts, and what it adds; none where that is in tiers.
    charges: Box<[(usize, Option<Term>)]>,
}

impl LinearPlan {
    /// The plan of an endpoint that has this shape.
    pub(super) fn of(plan: &EndpointPlan) -> Option<Self> {
        let flat = match &*plan.rates {
            [] => Exact::zero(),
            [rate] if rate.when.is_empty() => rate.price,
            _ => return None,
        };
        let mut prices = Vec::new();
        for (place, option) in plan.options.iter().enumerate() {
            let adds = match option.effect {
                EffectPlan::Nothing => continue,
                EffectPlan::Price(price) if option.when.is_empty() => price,
                _ => return None,
            };
            prices.push((place, option.bit, adds));
        }
        let mut terms = Vec::new();
        for quantity in &plan.quantities {
            let default = whole(Stated::of(quantity.default))?;
            let kept = quantity.at_least.is_none_or(|least| !least.exceeds(ONE))
                && quantity.increment.is_none_or(keeps_whole_counts);
            if !kept {
                return None;
            }
            terms.push((Term { default, ..Term::default() }, None));
        }
        let mut tiered: Vec<(usize, &ChargeRatePlan, Vec<Stated>)> = Vec::new();
        for charge in &plan.charges {
            let (place, rate) = plain_rate(charge)?;
            let (term, sum) = terms.get_mut(place)?;
            let Some((included, price)) = rate_term(rate) else {
                if tiered.iter().any(|(other, ..)| *other == place) {
                    return None;
                }
                tiered.push((place, rate, TierTable::amounts(rate)?));
                continue;
            };
            if price.is_zero() {
                continue;
            }
            *sum = match *sum {
                None => Some(price),
                Some(_) if term.included != included => return None,
                Some(other) => Some(price.add(other)?),
            };
            term.included = included;
        }
        let charged = terms.iter().filter_map(|(_, price)| *price);
        let in_tiers = tiered.iter().flat_map(|(.., amounts)| amounts.iter().copied());
        let amounts = prices.iter().map(|(_, _, price)| *price).chain(charged).chain(in_tiers).chain([flat]);
        let bounds = [plan.min, plan.max, plan.round.map(|round| round.to)];
        let scale =
            amounts.chain(bounds.into_iter().flatten()).map(|amount| amount.normalized().scale).max()?;
        let at_scale = |amount: Stated| narrow_at(amount, scale);
        let tables = tiered.iter().map(|(place, rate, _)| Some((*place, TierTable::of(rate, scale)?)));
        let mut linear = LinearPlan {
            flat: at_scale(flat)?,
            option_prices: option_prices(plan.option_names.len(), &prices, scale)?,
            options: option_sums(plan.option_names.len(), &prices, scale)?,
            terms: Box::default(),
            tables: tables.collect::<Option<_>>()?,
            bounds: Bounds::of(plan, scale)?,
            scale,
            items: Items::of(plan, &prices, scale)?,
            defaulted: 0,
        };
        let all = linear.options.iter().try_fold(linear.flat, |sum, four| sum.checked_add(*four.last()?))?;
        if all >= SUM_LIMIT || scale > SCALE_MAX {
            return None;
        }
        for (place, (term, price)) in terms.iter_mut().enumerate() {
            term.price = price.map_or(Some(0), at_scale)?;
            let charged = term.price > 0 || linear.table(place).is_some();
            if term.default > 0 && charged {
                linear.defaulted |= 1_u64.checked_shl(u32::try_from(place).ok()?)?;
            }
        }
        linear.terms = terms.into_iter().map(|(term, _)| term).collect();
        Some(linear)
    }

    /// What a usage costs, whose names are all known and stated once, whose choices are made and whose quantities are
    /// whole; none for every other one, priceable or not.
    #[inline(always)]
    pub(crate) fn price<U: AnyUsage>(&self, plan: &EndpointPlan, usage: &U) -> Option<Decimal> {
        let (options, mut sum) = self.options(plan, usage)?;
        if !plan.choices.is_empty() {
            sum = self.flat(plan.given(options)?);
        }
        let mut stated = 0_u64;
        for (name, value) in usage.quantities() {
            let (place, count) = quantity(plan, &mut stated, name, value)?;
            sum = self.add(sum, place, count)?;
        }
        if plan.required & !stated != 0 || (plan.must_count && stated == 0) {
            return None;
        }
        let sum = self.add_defaults(sum, stated)?;
        Some(self.bounds.decimal(self.bounds.settle(sum)?))
    }

    /// The options that a usage states, and the flat amount with them.
    #[inline(always)]
    fn options<U: AnyUsage>(&self, plan: &EndpointPlan, usage: &U) -> Option<(OptionBits, u64)> {
        let mut options = 0_u64;
        let mut sum = self.flat;
        for name in usage.options() {
            let place = plan.option_names.get(name)?;
            let bit = bit(place)?;
            if options & bit != 0 {
                return None;
            }
            options |= bit;
            // All of them together are below the limit.
            sum = sum.wrapping_add(*self.option_prices.get(place)?);
        }
        Some((options.into(), sum))
    }

    /// The price of a usage as [`price`](Self::price) has it, every step told to a recorder; and the options given,
    /// with so much of every quantity in the room for them.
    #[inline(always)]
    pub(crate) fn itemise<U: AnyUsage, R: Recorder>(
        &self,
        plan: &EndpointPlan,
        usage: &U,
        counts: &mut [Decimal],
        recorder: &mut R,
    ) -> Option<(OptionBits, Decimal)> {
        let (options, _) = self.options(plan, usage)?;
        let given = plan.given(options)?;
        let mut whole = [0_u64; QUANTITIES_FEW];
        let defaults = self.terms.iter().zip(&plan.quantities);
        for ((whole, count), (term, quantity)) in whole.iter_mut().zip(&mut *counts).zip(defaults) {
            (*whole, *count) = (term.default, quantity.default);
        }
        let mut stated = 0_u64;
        for (name, value) in usage.quantities() {
            let (place, count) = quantity(plan, &mut stated, name, value)?;
            *whole.get_mut(place)? = count;
            *counts.get_mut(place)? = value;
        }
        if plan.required & !stated != 0 || (plan.must_count && stated == 0) {
            return None;
        }
        Some((given, self.record(given, &whole, recorder)?))
    }

    /// The steps of the arithmetic, and what they come to. No count lies beyond the room for a few.
    #[inline(always)]
    fn record<R: Recorder>(&self, given: OptionBits, counts: &[u64], recorder: &mut R) -> Option<Decimal> {
        let exact = |mantissa| Exact { mantissa, scale: self.scale };
        let mut sum = 0_u64;
        if self.items.flat {
            recorder.flat(0, exact(self.flat));
            sum = self.flat;
        }
        for (place, bit, price) in &self.items.options {
            if given & bit != 0 {
                recorder.option(*place, exact(*price));
                sum = sum.checked_add(*price)?;
            }
        }
        for (place, (quantity, term)) in self.items.charges.iter().enumerate() {
            let count = *counts.get(*quantity)?;
            let amount = match term {
                Some(term) => term.add(0, count)?,
                None => self.table(*quantity)?.amount(count)?,
            };
            recorder.charge_amount(place, exact(amount));
            sum = sum.checked_add(amount)?;
        }
        let settled = self.bounds.settle(sum)?;
        let mut adjust = |by: Adjustment, from: u64, to: u64| {
            if to != from {
                recorder.adjusted(by, exact(to.abs_diff(from)), to < from);
            }
            to
        };
        let raised = adjust(Adjustment::Minimum, sum, sum.max(self.bounds.min));
        let bounded = adjust(Adjustment::Maximum, raised, raised.min(self.bounds.max));
        adjust(Adjustment::Rounding, bounded, self.bounds.rounded(bounded));
        Some(self.bounds.decimal(settled))
    }

    /// What one call costs with so much of every quantity, in the sheet's order, on top of what [`flat`](Self::flat)
    /// says of its options.
    #[inline(always)]
    pub(crate) fn price_counts(&self, flat: u64, counts: &[u64]) -> Option<Decimal> {
        if counts.len() != self.terms.len() {
            return None;
        }
        let mut sum = flat;
        for (term, count) in self.terms.iter().zip(counts) {
            sum = term.add(sum, *count)?;
        }
        for (place, table) in &self.tables {
            sum = sum.checked_add(table.amount(*counts.get(*place)?)?)?;
        }
        Some(self.bounds.decimal(self.bounds.settle(sum)?))
    }

    /// The flat amount and the options that are given. Their bits are those of the endpoint's options, no others.
    #[inline(always)]
    pub(crate) fn flat(&self, given: OptionBits) -> u64 {
        if given == 0 {
            return self.flat;
        }
        let mut given = given;
        let mut sum = self.flat;
        for four in &self.options {
            let place = usize::try_from(given & 15).unwrap_or_default();
            // All of them together are below the limit.
            sum = sum.wrapping_add(four.get(place).copied().unwrap_or_default());
            given >>= 4;
        }
        sum
    }

    /// The sum with so much of a quantity.
    #[inline(always)]
    pub(crate) fn add(&self, sum: u64, place: usize, count: u64) -> Option<u64> {
        let sum = self.terms.get(place)?.add(sum, count)?;
        match self.table(place) {
            None => Some(sum),
            Some(table) => sum.checked_add(table.amount(count)?),
        }
    }

    /// The tiers of a quantity, where it has such.
    #[inline(always)]
    pub(crate) fn table(&self, place: usize) -> Option<&TierTable> {
        self.tables.iter().find(|(quantity, _)| *quantity == place).map(|(_, table)| table)
    }

    /// The sum with the defaults of the quantities that are not stated.
    #[inline(always)]
    pub(crate) fn add_defaults(&self, mut sum: u64, stated: u64) -> Option<u64> {
        let mut missing = self.defaulted & !stated;
        while missing != 0 {
            let place = usize::try_from(missing.trailing_zeros()).ok()?;
            sum = self.add(sum, place, self.terms.get(place)?.default)?;
            missing &= missing.wrapping_sub(1);
        }
        Some(sum)
    }
}

impl Items {
    fn of(plan: &EndpointPlan, prices: &[(usize, OptionBits, Stated)], scale: u32) -> Option<Self> {
        let options =
            prices.iter().map(|(place, bit, price)| Some((*place, *bit, narrow_at(*price, scale)?)));
        let charges = plan.charges.iter().map(|charge| {
            let (quantity, rate) = plain_rate(charge)?;
            let term = match rate_term(rate) {
                Some((included, price)) => {
                    Some(Term { included, price: narrow_at(price, scale)?, default: 0 })
                }
                None => None,
            };
            Some((quantity, term))
        });
        Some(Items {
            flat: !plan.rates.is_empty(),
            options: options.collect::<Option<_>>()?,
            charges: charges.collect::<Option<_>>()?,
        })
    }
}

impl Term {
    #[inline(always)]
    fn add(self, sum: u64, count: u64) -> Option<u64> {
        sum.checked_add(self.price.checked_mul(count.saturating_sub(self.included))?)
    }
}

/// The bit of a place, where a word has one for it.
#[inline(always)]
fn bit(place: usize) -> Option<u64> {
    (place < 64).then(|| 1_u64.wrapping_shl(u32::try_from(place).unwrap_or_default()))
}

/// The place of a quantity that is stated for the first time, and its count where that is whole.
#[inline(always)]
fn quantity(plan: &EndpointPlan, stated: &mut u64, name: &str, value: Decimal) -> Option<(usize, u64)> {
    let place = plan.quantity_names.get(name)?;
    let bit = bit(place)?;
    if *stated & bit != 0 {
        return None;
    }
    *stated |= bit;
    Some((place, whole_count(value)?))
}

/// A quantity that is a whole number of 64 bits, written as one.
#[inline(always)]
fn whole_count(value: Decimal) -> Option<u64> {
    let parts = value.unpack();
    let whole = parts.scale == 0 && parts.hi == 0 && !parts.negative;
    whole.then(|| u64::from(parts.mid) << 32 | u64::from(parts.lo))
}

const ONE: Stated = Exact { mantissa: 1, scale: 0 };

/// Whether a whole count is a multiple of the step already.
pub(super) fn keeps_whole_counts(step: StepPlan) -> bool {
    10_u128.checked_pow(step.to.scale).is_some_and(|one| one.is_multiple_of(step.to.mantissa))
}

pub(super) fn whole(amount: Stated) -> Option<u64> {
    narrow_at(amount, 0)
}

/// The quantity that a charge counts and the one row that it has, where that is all there is to it.
fn plain_rate(charge: &ChargePlan) -> Option<(usize, &ChargeRatePlan)> {
    let plain = charge.plus.is_empty()
        && charge.minus.is_empty()
        && charge.options.is_empty()
        && charge.round.is_none();
    let ([place], [rate], true) = (&*charge.factors, &*charge.rates, plain) else { return None };
    let plain = rate.when.is_empty()
        && rate.min.is_none()
        && rate.max.is_none()
        && rate.increment.is_none_or(keeps_whole_counts);
    plain.then_some((*place, rate))
}

/// How many are free and what one costs, where each costs the same.
fn rate_term(rate: &ChargeRatePlan) -> Option<(u64, Stated)> {
    let PricingPlan::Unit(unit) = rate.pricing else { return None };
    Some((whole(rate.included)?, unit_price(unit)?))
}

/// What one unit costs, where that is a decimal.
pub(super) fn unit_price(unit: UnitPlan) -> Option<Stated> {
    if unit.divisor != 1 {
        return None;
    }
    Some(unit.price.multiply(unit.factor)?.normalized())
}

/// What each option adds: the rules of one option add up.
fn option_prices(count: usize, prices: &[(usize, OptionBits, Stated)], scale: u32) -> Option<Box<[u64]>> {
    let mut sums = alloc::vec![0_u64; count];
    for (_, bit, price) in prices {
        let sum = sums.get_mut(usize::try_from(bit.trailing_zeros()).ok()?)?;
        *sum = sum.checked_add(narrow_at(*price, scale)?)?;
    }
    Some(sums.into())
}

/// For each four options, what every subset of them adds.
fn option_sums(count: usize, prices: &[(usize, OptionBits, Stated)], scale: u32) -> Option<Box<[[u64; 16]]>> {
    if prices.is_empty() {
        return Some(Box::default());
    }
    let fours = count.div_ceil(4);
    let mut sums = Vec::with_capacity(fours);
    for four in 0..fours {
        let mut subsets = [0_u64; 16];
        for (_, bit, price) in prices {
            let place = bit.checked_shr(u32::try_from(four.checked_mul(4)?).ok()?)? & 15;
            if place == 0 {
                continue;
            }
            let price = narrow_at(*price, scale)?;
            for (subset, sum) in subsets.iter_mut().enumerate() {
                if u128::try_from(subset).ok()? & place != 0 {
                    *sum = sum.checked_add(price)?;
                }
            }
        }
        sums.push(subsets);
    }
    Some(sums.into())
}
