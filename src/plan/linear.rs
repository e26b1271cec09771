//! The shape that most endpoints have: a flat amount, options that add to it, and whole counts at a price each or in
//! tiers.
//!
//! The price of such an endpoint is a sum of products in 64 bits at one scale, then bounds and a rounding whose
//! division is a multiplication. It is the arithmetic of [`crate::rules`] with everything that this shape does not
//! need left out; where it does not hold a number it says so, and that arithmetic is asked instead. A property test
//! compares the two.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::bounds::{Bounds, ONE, SUM_LIMIT, narrow_at};
use super::itemised::Items;
use super::quantities::counts_in_steps;
use super::tiers::TierTable;
use super::{
    ChargePlan, ChargeRatePlan, EffectPlan, EndpointPlan, Narrow, OptionBits, PricingPlan, StepPlan, UnitPlan,
};
use crate::exact::{Exact, Stated};
use crate::number::SCALE_MAX;

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
    pub(super) scale: u32,
    /// The rules and charges one by one, for who wants to know them so.
    pub(super) items: Items,
    /// Bits of the quantities that have a default above zero which is charged.
    pub(super) defaulted: u64,
    /// Bits of the quantities that must be stated.
    pub(super) required: u64,
    /// Both of these: what is not stated of them is not simply left out.
    pub(super) missed: u64,
    /// Whether a usage that states no quantity has counted nothing that could be priced.
    pub(super) must_count: bool,
    /// How to price so many counts.
    way: fn(&LinearPlan, u64, &[u64]) -> Narrow,
    /// The flat amount where no option is stated; too large for a sum where one has to be.
    pub(super) unchosen: u64,
    /// The price of a usage that states nothing at all, if it has one.
    pub(super) unstated: Narrow,
    /// Whether only whole counts are priced so.
    pub(super) whole: bool,
}

/// A price below this times a count of 32 bits is below 2^58, and the terms of so many quantities below 2^61.
pub(super) const NARROW_PRICE: u64 = 1 << 26;
pub(super) const NARROW_TERMS: usize = 8;

/// What a quantity adds, or a charge for it: a price for each of it above what is included.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Term {
    pub(crate) included: u64,
    pub(crate) price: u64,
    pub(crate) default: u64,
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
            required: plan.required,
            missed: 0,
            must_count: plan.must_count,
            way: LinearPlan::price_any,
            unchosen: SUM_LIMIT,
            unstated: Narrow::NONE,
            whole: counts_in_steps(plan),
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
        linear.way = linear.way_of_counts();
        linear.missed = linear.defaulted | linear.required;
        linear.unchosen = plan.given(0).map_or(SUM_LIMIT, |given| linear.flat(given));
        linear.unstated = linear.price_unstated(plan);
        Some(linear)
    }

    /// What one call costs with so much of every quantity, in the sheet's order, on top of what [`flat`](Self::flat)
    /// says of its options.
    #[inline(always)]
    pub(crate) fn price_counts(&self, flat: u64, counts: &[u64]) -> Narrow {
        (self.way)(self, flat, counts)
    }

    fn way_of_counts(&self) -> fn(&LinearPlan, u64, &[u64]) -> Narrow {
        let plain = |term: &Term| term.price < NARROW_PRICE && term.included == 0;
        match self.terms.len() {
            _ if !self.tables.is_empty() || !self.terms.iter().all(plain) => LinearPlan::price_any,
            1 => LinearPlan::price_plain::<1>,
            2 => LinearPlan::price_plain::<2>,
            3 => LinearPlan::price_plain::<3>,
            4 => LinearPlan::price_plain::<4>,
            _ => LinearPlan::price_any,
        }
    }

    /// So many counts, of which each has its price, a narrow one, and nothing is included.
    fn price_plain<const TERMS: usize>(&self, flat: u64, counts: &[u64]) -> Narrow {
        let (Some(terms), Ok(counts)) =
            (self.terms.first_chunk::<TERMS>(), <&[u64; TERMS]>::try_from(counts))
        else {
            return Narrow::NONE;
        };
        let (mut sum, mut all) = (flat, 0);
        for (term, count) in terms.iter().zip(counts) {
            // All products together are below the limit, as the flat amount is, where no count has more than 32 bits.
            sum = sum.wrapping_add(term.price.wrapping_mul(*count));
            all |= count;
        }
        if u32::try_from(all).is_err() {
            return self.price_any(flat, counts);
        }
        self.bounds.amount(sum).unwrap_or(Narrow::NONE)
    }

    #[inline(never)]
    fn price_any(&self, flat: u64, counts: &[u64]) -> Narrow {
        self.sum_counts(flat, counts).and_then(|sum| self.bounds.amount(sum)).unwrap_or(Narrow::NONE)
    }

    #[inline(always)]
    fn sum_counts(&self, flat: u64, counts: &[u64]) -> Option<u64> {
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
        Some(sum)
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

impl Term {
    #[inline(always)]
    pub(super) fn add(self, sum: u64, count: u64) -> Option<u64> {
        let amount = self.price.checked_mul(count.saturating_sub(self.included))?;
        sum.checked_add(amount)
    }
}

/// Whether a whole count is a multiple of the step already.
pub(crate) fn keeps_whole_counts(step: StepPlan) -> bool {
    10_u128.checked_pow(step.to.scale).is_some_and(|one| one.is_multiple_of(step.to.mantissa))
}

pub(super) fn whole(amount: Stated) -> Option<u64> {
    narrow_at(amount, 0)
}

/// The quantity that a charge counts and the one row that it has, where that is all there is to it.
pub(super) fn plain_rate(charge: &ChargePlan) -> Option<(usize, &ChargeRatePlan)> {
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
pub(super) fn rate_term(rate: &ChargeRatePlan) -> Option<(u64, Stated)> {
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
