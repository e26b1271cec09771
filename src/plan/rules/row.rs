//! One row of a charge's rates in 64 bits: what is included, the increment, the price or the tiers, the bounds.

use alloc::boxed::Box;

use super::charge::ChargeRules;
use crate::exact::{Exact, Stated};
use crate::plan::bounds::{Bounds, SUM_LIMIT, narrow_at, ten_to};
use crate::plan::facts::When;
use crate::plan::tiers::{Scales, TierTable, price_of, price_over, tiers};
use crate::plan::unit::Unit;
use crate::plan::{ChargePlan, ChargeRatePlan, PricingPlan, StepPlan, UnitPlan};

#[derive(Debug, Clone)]
pub(super) struct Row {
    included: u64,
    /// Of a step, or of one where there is no increment.
    price: u64,
    pricing: Pricing,
    /// What each of the charge's options that have a price adds to the row's.
    surcharges: Box<[u64]>,
    /// The increment; a step of it comes to 1, or in tiers to its size.
    step: Option<Bounds>,
    /// Minimum, maximum and rounding of what remains a part of a divisor until then.
    pub(super) bounds: Option<Bounds>,
    tiers: Option<Box<TierTable>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pricing {
    /// What is left is multiplied.
    Proportional,
    /// What is left is rounded to steps, which are multiplied.
    Steps,
    /// In tiers.
    Tiers,
}

/// The scales by which a charge is compiled, and what its rounding comes to.
#[derive(Debug, Clone, Copy)]
pub(super) struct ChargeScales {
    /// Of counts and amounts, before the charge's multipliers.
    pub(super) scales: Scales,
    /// What the multipliers add to the scale of amounts.
    pub(super) times: u32,
    /// The scale of the endpoint's sum.
    pub(super) sum: u32,
}

impl Row {
    /// The scale that the amounts of a row need where its counts have this one.
    pub(super) fn scale(charge: &ChargePlan, rate: &ChargeRatePlan, count: u32) -> Option<u32> {
        let mut scale = 0;
        let mut need = |amount: Stated, places: u32| -> Option<()> {
            scale = amount.normalized().scale.checked_add(places)?.max(scale);
            Some(())
        };
        match &rate.pricing {
            PricingPlan::Unit(unit) => {
                let places = if rate.increment.is_some() { 0 } else { count };
                need(price_over(*unit, rate.increment)?.0, places)?;
                for surcharge in surcharges(charge) {
                    need(surcharge_over(*unit, surcharge, rate.increment)?.0, places)?;
                }
            }
            PricingPlan::Graduated(tiers) | PricingPlan::Volume(tiers) => {
                for tier in tiers {
                    let places = if tier.increment.is_some() { 0 } else { count };
                    need(price_of(tier.unit, tier.increment)?, places)?;
                    need(tier.flat, 0)?;
                    for surcharge in surcharges(charge) {
                        need(surcharge_over(tier.unit, surcharge, None)?.0, count)?;
                    }
                }
            }
        }
        for bound in [rate.min, rate.max].into_iter().flatten() {
            need(bound, 0)?;
        }
        if let Some(round) = charge.round {
            need(round.to, 0)?;
        }
        Some(scale)
    }

    pub(super) fn of(charge: &ChargePlan, rate: &ChargeRatePlan, with: ChargeScales) -> Option<Self> {
        let Scales { amount, count } = with.scales;
        let mut row = Row {
            included: narrow_at(rate.included, count)?,
            price: 0,
            pricing: Pricing::Proportional,
            surcharges: Box::default(),
            step: None,
            bounds: None,
            tiers: None,
        };
        let mut divisor = 1;
        let step = |value: Option<u64>| match rate.increment {
            None => Some(None),
            Some(StepPlan { to, mode }) => {
                let size = narrow_at(to, count)?;
                Bounds::stepping(size, mode, value.unwrap_or(size)).map(Some)
            }
        };
        if let PricingPlan::Unit(unit) = rate.pricing {
            let places = if rate.increment.is_some() { 0 } else { count };
            let scale = amount.checked_sub(places)?;
            (row.price, divisor, row.surcharges) = unit_prices(charge, rate, unit, scale)?;
            row.step = step(Some(1))?;
            row.pricing = if row.step.is_some() { Pricing::Steps } else { Pricing::Proportional };
        } else {
            row.tiers = Some(Box::new(TierTable::billed(rate, with.scales)?));
            row.step = step(None)?;
            row.pricing = Pricing::Tiers;
            row.surcharges = tier_surcharges(charge, rate, with.scales)?;
        }
        row.bounds = bounds(charge, rate, with, divisor)?;
        if divisor != 1 && row.bounds.is_none() {
            return None;
        }
        Some(row)
    }

    /// What a count above zero costs before the charge's multipliers, and none of it where nothing is billed.
    #[inline(always)]
    pub(super) fn amount<U: Unit>(
        &self,
        count: u64,
        unit: U,
        degree: u32,
        options: &[When],
        facts: u64,
    ) -> Option<Billed> {
        let left = count.saturating_sub(unit.lift(self.included, degree)?);
        match self.pricing {
            Pricing::Proportional => {
                let price = self.price(options, facts)?;
                Some(Billed { is_zero: left == 0, amount: left.checked_mul(price)? })
            }
            Pricing::Steps => {
                let price = self.price(options, facts)?;
                let steps = unit.steps(self.step.as_ref()?, left, degree)?;
                let amount = unit.lift(steps.checked_mul(price)?, degree)?;
                Some(Billed { is_zero: steps == 0, amount })
            }
            Pricing::Tiers => self.amount_in_tiers(left, unit, degree, options, facts),
        }
    }

    #[inline(never)]
    fn amount_in_tiers<U: Unit>(
        &self,
        left: u64,
        unit: U,
        degree: u32,
        options: &[When],
        facts: u64,
    ) -> Option<Billed> {
        let billed = match &self.step {
            None => left,
            Some(step) => unit.lift(unit.steps(step, left, degree)?.checked_mul(step.step)?, degree)?,
        };
        if billed == 0 {
            return Some(Billed { is_zero: true, amount: 0 });
        }
        let amount = self.tiers.as_ref()?.amount_in(billed, unit, degree)?;
        let added = billed.checked_mul(self.price(options, facts)?)?;
        Some(Billed { is_zero: false, amount: amount.checked_add(added)? })
    }

    /// What is included, the steps and the price in a case, where that is all.
    pub(super) fn plain(&self, charge: &ChargeRules, facts: u64) -> Option<(u64, Option<Bounds>, u64)> {
        if self.pricing == Pricing::Tiers || self.bounds.is_some() {
            return None;
        }
        Some((self.included, self.step, charge.price(self.price, &self.surcharges, facts)?))
    }

    /// The price with what the options that act add to it.
    #[inline(always)]
    fn price(&self, options: &[When], facts: u64) -> Option<u64> {
        // Compiled so that all of them together have 64 bits.
        let added = options.iter().zip(&self.surcharges);
        Some(added.fold(self.price, |price, (when, adds)| price.wrapping_add(adds & when.mask(facts))))
    }
}

/// What is charged, before the multipliers and bounds that only act where anything is billed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Billed {
    pub(super) is_zero: bool,
    pub(super) amount: u64,
}

/// What the options of a charge add to its unit price.
pub(super) fn surcharges(charge: &ChargePlan) -> impl Iterator<Item = Stated> {
    charge.options.iter().filter_map(|option| match option.effect {
        crate::plan::EffectPlan::Price(price) => Some(price),
        _ => None,
    })
}

/// A surcharge as a unit price of its own: over the same `per`.
fn surcharge_over(unit: UnitPlan, price: Stated, step: Option<StepPlan>) -> Option<(Stated, u64)> {
    price_over(UnitPlan { price, ..unit }, step)
}

/// The price of a unit or step, the divisor that it and the surcharges share, and these.
fn unit_prices(
    charge: &ChargePlan,
    rate: &ChargeRatePlan,
    unit: UnitPlan,
    scale: u32,
) -> Option<(u64, u64, Box<[u64]>)> {
    let (price, divisor) = price_over(unit, rate.increment)?;
    let mut common = divisor;
    for surcharge in surcharges(charge) {
        let (_, divisor) = surcharge_over(unit, surcharge, rate.increment)?;
        // All divide the one of `per`.
        common = if common.is_multiple_of(divisor) { common } else { u64::try_from(unit.divisor).ok()? };
    }
    let narrow =
        |(price, divisor): (Stated, u64)| narrow_at(price, scale)?.checked_mul(common.checked_div(divisor)?);
    let price = narrow((price, divisor))?;
    let added = surcharges(charge).map(|adds| narrow(surcharge_over(unit, adds, rate.increment)?));
    let added = added.collect::<Option<Box<[u64]>>>()?;
    fit_together(price, &added)?;
    Some((price, common, added))
}

/// What surcharges add for each unit, where it is the same in every tier.
fn tier_surcharges(charge: &ChargePlan, rate: &ChargeRatePlan, scales: Scales) -> Option<Box<[u64]>> {
    let (list, _) = tiers(rate)?;
    if surcharges(charge).next().is_none() {
        return Some(Box::default());
    }
    let scale = scales.amount.checked_sub(scales.count)?;
    let mut added: Option<Box<[u64]>> = None;
    for tier in list {
        if tier.increment.is_some() {
            return None;
        }
        let of_tier = surcharges(charge).map(|price| {
            let (price, divisor) = surcharge_over(tier.unit, price, None)?;
            narrow_at(price, scale).filter(|_| divisor == 1)
        });
        let of_tier = of_tier.collect::<Option<Box<[u64]>>>()?;
        if added.as_ref().is_some_and(|added| *added != of_tier) {
            return None;
        }
        added = Some(of_tier);
    }
    let added = added?;
    fit_together(0, &added)?;
    Some(added)
}

/// Some where a price and all that may be added to it have 64 bits together.
fn fit_together(price: u64, added: &[u64]) -> Option<u64> {
    added.iter().try_fold(price, |sum, adds| sum.checked_add(*adds))
}

/// Minimum, maximum and rounding of a row, for amounts after the multipliers, in parts of the divisor.
fn bounds(
    charge: &ChargePlan,
    rate: &ChargeRatePlan,
    with: ChargeScales,
    divisor: u64,
) -> Option<Option<Bounds>> {
    if rate.min.is_none() && rate.max.is_none() && charge.round.is_none() {
        return Some(None);
    }
    let scale = with.scales.amount.checked_add(with.times)?;
    let at_scale = |amount: Stated| narrow_at(amount, scale)?.checked_mul(divisor);
    let min = rate.min.map_or(Some(0), at_scale)?;
    let max = rate.max.map_or(Some(SUM_LIMIT.wrapping_sub(1)), at_scale)?;
    let Some(StepPlan { to, mode }) = charge.round else {
        return (divisor == 1).then_some(Some(Bounds::between(min, max, None, 1, 0)?));
    };
    let size = at_scale(to)?;
    let step = narrow_at(to, with.sum)?;
    Bounds::between(min, max, Some((size, mode)), step, 0).map(Some)
}

/// The factor of a multiplier, and what stands for 1 at its scale.
pub(super) fn factor(times: Stated) -> Option<(u64, u64)> {
    let Exact { mantissa, scale } = times.normalized();
    Some((u64::try_from(mantissa).ok()?, ten_to(scale)?))
}
