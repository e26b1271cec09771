//! One charge in 64 bits: what it counts, its rows, its options.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::row::{Billed, ChargeScales, Row, factor};
use crate::exact::Stated;
use crate::plan::bounds::{narrow_at, ten_to};
use crate::plan::facts::{Collector, When, first};
use crate::plan::tiers::{Scales, tiers};
use crate::plan::unit::{Unit, Whole};
use crate::plan::{ChargePlan, ChargeRatePlan, EffectPlan, WeightPlan};

#[derive(Debug, Clone)]
pub(super) struct ChargeRules {
    /// The quantities that are multiplied: the first, and the others.
    factor: usize,
    factors: Box<[usize]>,
    /// How many they are.
    pub(super) degree: u32,
    /// What a product of 1 comes to at the scale of the counts.
    one: u64,
    plus: Box<[Weight]>,
    minus: Box<[Weight]>,
    when: Box<[When]>,
    rows: Box<[Row]>,
    /// When the options act that have a price.
    surcharges: Box<[When]>,
    times: Box<[Times]>,
    free: Box<[When]>,
    /// Whether amounts are rounded, and so have the scale of the sum, in no unit of the counts.
    pub(super) rounds: bool,
}

#[derive(Debug, Clone, Copy)]
struct Weight {
    quantity: usize,
    weight: u64,
}

/// A multiplier, as an integer: one where the option acts, and one that stands for 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    pub(super) when: When,
    acts: u64,
    idle: u64,
}

impl Times {
    pub(super) fn of(when: When, times: Stated) -> Option<Self> {
        let (acts, idle) = factor(times)?;
        Some(Times { when, acts, idle })
    }

    /// Whether it acts and leaves nothing.
    pub(super) fn leaves_nothing(&self, facts: u64) -> bool {
        self.acts == 0 && self.when.holds(facts)
    }

    #[inline(always)]
    pub(super) fn multiply(all: &[Times], facts: u64, mut amount: u64) -> Option<u64> {
        for times in all {
            amount = amount.checked_mul(if times.when.holds(facts) { times.acts } else { times.idle })?;
        }
        Some(amount)
    }
}

impl ChargeRules {
    /// The scales of a charge: those of its amounts before the multipliers, and of its counts.
    pub(super) fn scales(charge: &ChargePlan) -> Option<ChargeScales> {
        let mut count = 0;
        let mut need = |amount: Stated| count = amount.normalized().scale.max(count);
        charge.plus.iter().chain(&charge.minus).for_each(|weight| need(weight.weight));
        for rate in &charge.rates {
            need(rate.included);
            rate.increment.iter().for_each(|step| need(step.to));
            for tier in tiers(rate).map(|(tiers, _)| tiers).unwrap_or_default() {
                tier.up_to.into_iter().for_each(&mut need);
                tier.increment.iter().for_each(|step| need(step.to));
            }
        }
        let mut times = 0_u32;
        for option in &charge.options {
            if let EffectPlan::Times(factor) = option.effect {
                times = times.checked_add(factor.normalized().scale)?;
            }
        }
        let of_row = |rate: &ChargeRatePlan| Row::scale(charge, rate, count);
        let amount = charge.rates.iter().map(of_row).try_fold(0, |most, scale| Some(scale?.max(most)))?;
        let scales = Scales { amount, count };
        let sum = match charge.round {
            Some(round) => round.to.normalized().scale,
            None => amount.checked_add(times)?,
        };
        Some(ChargeScales { scales, times, sum })
    }

    /// The charge, whose amounts have the scale of the sum.
    pub(super) fn of(charge: &ChargePlan, with: ChargeScales, collector: &mut Collector) -> Option<Self> {
        let (factor, factors) = charge.factors.split_first()?;
        let mut rules = ChargeRules {
            factor: *factor,
            factors: factors.into(),
            degree: u32::try_from(charge.factors.len()).ok()?,
            one: ten_to(with.scales.count)?,
            plus: weights(&charge.plus, with.scales.count)?,
            minus: weights(&charge.minus, with.scales.count)?,
            when: Box::default(),
            rows: Box::default(),
            surcharges: Box::default(),
            times: Box::default(),
            free: Box::default(),
            rounds: charge.round.is_some(),
        };
        let when = charge.rates.iter().map(|rate| collector.when(0, &rate.when));
        rules.when = when.collect::<Option<_>>()?;
        let rows = charge.rates.iter().map(|rate| Row::of(charge, rate, with));
        rules.rows = rows.collect::<Option<_>>()?;
        let (mut surcharges, mut times, mut free) = (Vec::new(), Vec::new(), Vec::new());
        for option in &charge.options {
            let when = collector.when(option.bit, &option.when)?;
            match option.effect {
                EffectPlan::Nothing => {}
                EffectPlan::Price(_) => surcharges.push(when),
                EffectPlan::Times(factor) => times.push(Times::of(when, factor)?),
                EffectPlan::Free => free.push(when),
            }
        }
        (rules.surcharges, rules.times, rules.free) = (surcharges.into(), times.into(), free.into());
        Some(rules)
    }

    /// What so much of every quantity costs, in the unit to the degree, or rounded.
    #[inline(always)]
    pub(super) fn amount<U: Unit>(&self, counts: &[u64], facts: u64, unit: U) -> Option<u64> {
        let count = self.count(counts, unit)?;
        let Some(row) = self.rows.get(first(&self.when, facts)) else {
            return (count == 0).then_some(0);
        };
        let Billed { is_zero, mut amount } = row.amount(count, unit, self.degree, &self.surcharges, facts)?;
        amount = Times::multiply(&self.times, facts, amount)?;
        if let Some(bounds) = &row.bounds {
            amount = if bounds.rounds() {
                unit.steps(bounds, amount, self.degree)?.checked_mul(bounds.step)?
            } else {
                bounds.bounded_in(amount, unit.one(self.degree)?)?
            };
        }
        let free = self.free.iter().any(|when| when.holds(facts));
        Some(if is_zero || free { 0 } else { amount })
    }

    /// The row of a case.
    pub(super) fn row(&self, facts: u64) -> Option<&Row> {
        self.rows.get(first(&self.when, facts))
    }

    /// The price of a row with the options that act, multiplied by those that do so.
    pub(super) fn price(&self, price: u64, surcharges: &[u64], facts: u64) -> Option<u64> {
        let added = self.surcharges.iter().zip(surcharges);
        let price = added.fold(price, |price, (when, adds)| price.wrapping_add(adds & when.mask(facts)));
        let free = self.free.iter().any(|when| when.holds(facts));
        if free { Some(0) } else { Times::multiply(&self.times, facts, price) }
    }

    /// The conditions of rows and options.
    pub(super) fn conditions(&self) -> impl Iterator<Item = When> {
        let times = self.times.iter().map(|times| times.when);
        self.when.iter().chain(&self.surcharges).chain(&self.free).copied().chain(times)
    }

    /// The quantities whose product is counted, where that is all.
    pub(super) fn product(&self) -> Option<(usize, &[usize])> {
        let all = self.plus.is_empty() && self.minus.is_empty() && self.one == 1;
        all.then_some((self.factor, &*self.factors))
    }

    /// What is counted, where all quantities are whole.
    #[inline(never)]
    pub(super) fn whole_count(&self, counts: &[u64]) -> Option<u64> {
        self.count(counts, Whole)
    }

    /// What is counted, at the scale of the counts and in the unit to the degree.
    #[inline(always)]
    fn count<U: Unit>(&self, counts: &[u64], unit: U) -> Option<u64> {
        let mut count = *counts.get(self.factor)?;
        for factor in &self.factors {
            count = count.checked_mul(*counts.get(*factor)?)?;
        }
        if self.one != 1 {
            count = count.checked_mul(self.one)?;
        }
        if self.plus.is_empty() && self.minus.is_empty() {
            return Some(count);
        }
        let below = self.degree.checked_sub(1)?;
        let sum = |weights: &[Weight], sum: u64| {
            weights.iter().try_fold(sum, |sum, Weight { quantity, weight }| {
                sum.checked_add(unit.lift(counts.get(*quantity)?.checked_mul(*weight)?, below)?)
            })
        };
        sum(&self.plus, count)?.checked_sub(sum(&self.minus, 0)?)
    }
}

fn weights(plans: &[WeightPlan], scale: u32) -> Option<Box<[Weight]>> {
    let weights = plans
        .iter()
        .map(|plan| Some(Weight { quantity: plan.quantity, weight: narrow_at(plan.weight, scale)? }));
    weights.collect()
}
