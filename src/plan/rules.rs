//! General rules in 64 bits: decision tables, products, weights, increments, tiers, and options with conditions.
//!
//! As [`LinearPlan`](super::LinearPlan), it is the arithmetic of [`crate::rules`] once more, for endpoints beyond that
//! shape: at fixed scales, with conditions as masks of one word of facts and divisions as multiplications. What it does
//! not hold, an error included, is left to that arithmetic.

mod charge;
mod grid;
mod named;
mod row;

use alloc::boxed::Box;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::Narrow;
use super::bounds::{Bounds, ONE, SUM_LIMIT, narrow_at};
use super::facts::{Collector, Facts, When, first};
use super::linear::keeps_whole_counts;
use super::quantities::Counted;
use super::unit::{Places, Unit, Whole};
use super::{EffectPlan, EndpointPlan, OptionBits, StepPlan};
use crate::exact::Stated;
use crate::number::SCALE_MAX;
use crate::usage::QUANTITIES_FEW;
use charge::{ChargeRules, Times};
pub(crate) use grid::{Grid, Opening};
use row::ChargeScales;

#[derive(Debug, Clone)]
pub(crate) struct RulesPlan {
    /// Every case worked out beforehand, where they are few.
    grid: Option<Grid>,
    facts: Facts,
    /// How many quantities there are.
    quantities: usize,
    /// The quantities that count as something else than what is stated.
    raises: Box<[Raise]>,
    /// The flat amount; a table, where the endpoint has one.
    rates: Option<Rates>,
    /// What options add.
    adds: Box<[(When, u64)]>,
    charges: Box<[ChargeRules]>,
    times: Box<[Times]>,
    free: Box<[When]>,
    bounds: Bounds,
    /// The scale of the sum before it is rounded.
    scale: u32,
    /// The highest degree of the charges that are not rounded: what unit the sum has.
    degree: u32,
    /// Whether a quantity or a price keeps whole counts as they are, but not decimal ones.
    whole: bool,
}

/// How many decimal places a multiplier of the endpoint has at the most: 2^64 times ten to it is below 2^96.
const TIMES_PLACES: u32 = 9;

/// Rows of the flat amount, and what they come to.
#[derive(Debug, Clone)]
struct Rates {
    when: Box<[When]>,
    prices: Box<[u64]>,
}

/// A quantity that counts as at least so much, and in steps.
#[derive(Debug, Clone, Copy)]
struct Raise {
    quantity: usize,
    at_least: u64,
    step: Option<Bounds>,
}

impl RulesPlan {
    /// The plan of an endpoint whose rules and amounts have room in it.
    pub(super) fn of(plan: &EndpointPlan) -> Option<Self> {
        if plan.quantities.len() > QUANTITIES_FEW {
            return None;
        }
        let mut collector = Collector::new(plan)?;
        let charges = plan.charges.iter().map(ChargeRules::scales).collect::<Option<Vec<_>>>()?;
        let (scale, times) = scales(plan, &charges)?;
        let mut rules = RulesPlan {
            grid: None,
            facts: Facts::default(),
            quantities: plan.quantities.len(),
            raises: Box::default(),
            rates: None,
            adds: Box::default(),
            charges: Box::default(),
            times: Box::default(),
            free: Box::default(),
            bounds: Bounds::of(plan, scale.checked_add(times).filter(|scale| *scale <= SCALE_MAX)?)?,
            scale: scale.checked_add(times)?,
            degree: 0,
            whole: false,
        };
        if !plan.rates.is_empty() {
            let when = plan.rates.iter().map(|rate| collector.when(0, &rate.when));
            let prices = plan.rates.iter().map(|rate| narrow_at(rate.price, scale));
            rules.rates =
                Some(Rates { when: when.collect::<Option<_>>()?, prices: prices.collect::<Option<_>>()? });
        }
        rules.options(plan, scale, &mut collector)?;
        let charges = plan.charges.iter().zip(charges).map(|(charge, mut with)| {
            if charge.round.is_none() {
                with.scales.amount = scale.checked_sub(with.times)?;
            }
            with.sum = scale;
            ChargeRules::of(charge, with, &mut collector)
        });
        rules.charges = charges.collect::<Option<_>>()?;
        let unrounded = rules.charges.iter().filter(|charge| !charge.rounds);
        rules.degree = unrounded.map(|charge| charge.degree).max().unwrap_or_default();
        rules.facts = collector.finish();
        rules.quantities(plan)?;
        rules.grid = Grid::of(&rules);
        Some(rules)
    }

    fn options(&mut self, plan: &EndpointPlan, scale: u32, collector: &mut Collector) -> Option<()> {
        let (mut adds, mut times, mut free) = (Vec::new(), Vec::new(), Vec::new());
        for option in &plan.options {
            let when = collector.when(option.bit, &option.when)?;
            match option.effect {
                EffectPlan::Nothing => {}
                EffectPlan::Price(price) => adds.push((when, narrow_at(price, scale)?)),
                EffectPlan::Times(factor) => {
                    // What it takes off is a line of the quote: with no more places, 96 bits hold every one.
                    if factor.normalized().scale > TIMES_PLACES {
                        return None;
                    }
                    times.push(Times::of(when, factor)?);
                }
                EffectPlan::Free => free.push(when),
            }
        }
        let rates = self.rates.iter().flat_map(|rates| rates.prices.iter().copied());
        let all = adds
            .iter()
            .try_fold(rates.max().unwrap_or_default(), |sum: u64, (_, price)| sum.checked_add(*price));
        (self.adds, self.times, self.free) = (adds.into(), times.into(), free.into());
        all.filter(|all| *all < SUM_LIMIT).map(|_| ())
    }

    fn quantities(&mut self, plan: &EndpointPlan) -> Option<()> {
        let mut raises = Vec::new();
        for (quantity, plan) in plan.quantities.iter().enumerate() {
            let at_least = plan.at_least.filter(|least| least.exceeds(ONE));
            let increment = plan.increment.filter(|step| !keeps_whole_counts(*step));
            // What is kept as it is only because it is whole.
            self.whole |= plan.at_least.is_some() != at_least.is_some()
                || plan.increment.is_some() != increment.is_some();
            if at_least.is_none() && increment.is_none() {
                continue;
            }
            let step = match increment {
                None => None,
                Some(StepPlan { to, mode }) => {
                    let size = narrow_at(to, 0)?;
                    Some(Bounds::stepping(size, mode, size)?)
                }
            };
            let at_least = at_least.map_or(Some(0), |least| narrow_at(least, 0))?;
            raises.push(Raise { quantity, at_least, step });
        }
        self.raises = raises.into();
        Some(())
    }

    /// The facts that matter to anything but what options add that are left out.
    fn conditions(&self, adds: impl Fn(&(When, u64)) -> bool) -> u64 {
        let rates = self.rates.iter().flat_map(|rates| rates.when.iter().copied());
        let adds = self.adds.iter().filter(|option| adds(option)).map(|(when, _)| *when);
        let times = self.times.iter().map(|times| times.when);
        let charges = self.charges.iter().flat_map(ChargeRules::conditions);
        let all = rates.chain(adds).chain(times).chain(self.free.iter().copied()).chain(charges);
        all.fold(0, |facts, when| facts | when.relevant())
    }

    /// Every case worked out beforehand, where they are few and all that is counted are products of quantities.
    #[inline(always)]
    pub(crate) fn grid(&self) -> Option<&Grid> {
        self.grid.as_ref().filter(|grid| !grid.weighs())
    }

    /// What one call costs with these options, and so much of every quantity, in the sheet's order.
    #[inline(never)]
    pub(crate) fn price_counts(&self, given: OptionBits, counts: &[u64]) -> Narrow {
        let known = self.grid.as_ref().map_or(Narrow::NONE, |grid| {
            let opening = grid.opening(given);
            if grid.weighs() {
                grid.price_weighted(&self.charges, opening, counts)
            } else {
                grid.price(opening, counts)
            }
        });
        if known.is_told() { known } else { self.price_in(given, counts, Whole).unwrap_or(Narrow::NONE) }
    }

    /// As [`price_counts`](Self::price_counts), with quantities that may have decimal places.
    #[inline(always)]
    pub(crate) fn price_quantities(&self, given: OptionBits, quantities: &[Decimal]) -> Option<Narrow> {
        let mut counted = Counted::nothing();
        counted.put_all(quantities)?;
        let (counts, places) = counted.aligned(quantities.len())?;
        self.price_aligned(given, counts, places)
    }

    /// The same for counts that all have so many decimal places.
    #[inline(always)]
    fn price_aligned(&self, given: OptionBits, counts: &[u64], places: u32) -> Option<Narrow> {
        if places == 0 {
            Some(self.price_counts(given, counts))
        } else if self.whole {
            None
        } else {
            self.price_in(given, counts, Places::of(places)?)
        }
    }

    #[inline(always)]
    fn price_in<U: Unit>(&self, given: OptionBits, counts: &[u64], unit: U) -> Option<Narrow> {
        if counts.len() != self.quantities {
            return None;
        }
        let facts = self.facts.of(given, counts, unit)?;
        let mut sum = self.flat(facts)?;
        if self.raises.is_empty() {
            sum = self.charge(sum, counts, facts, unit)?;
        } else {
            let mut room = [0; QUANTITIES_FEW];
            let raised = room.get_mut(..counts.len())?;
            raised.copy_from_slice(counts);
            self.raise(raised, unit)?;
            sum = self.charge(sum, raised, facts, unit)?;
        }
        self.total(sum, facts, unit)
    }

    /// The flat amount and the options that add to it.
    #[inline(always)]
    fn flat(&self, facts: u64) -> Option<u64> {
        let flat = match &self.rates {
            None => 0,
            Some(Rates { when, prices }) => *prices.get(first(when, facts))?,
        };
        // All of them together are below the limit.
        Some(self.adds.iter().fold(flat, |sum, (when, price)| sum.wrapping_add(price & when.mask(facts))))
    }

    /// The sum with what the charges come to, in the unit to the highest degree.
    #[inline(always)]
    fn charge<U: Unit>(&self, flat: u64, counts: &[u64], facts: u64, unit: U) -> Option<u64> {
        let mut sum = unit.lift(flat, self.degree)?;
        for charge in &self.charges {
            let amount = charge.amount(counts, facts, unit)?;
            let degree = if charge.rounds { self.degree } else { self.degree.checked_sub(charge.degree)? };
            sum = sum.checked_add(unit.lift(amount, degree)?)?;
        }
        Some(sum)
    }

    /// Multipliers, bounds, rounding and `free` of the endpoint.
    #[inline(always)]
    fn total<U: Unit>(&self, sum: u64, facts: u64, unit: U) -> Option<Narrow> {
        let sum = Times::multiply(&self.times, facts, sum)?;
        let scale = self.scale.checked_add(unit.scale(self.degree)?)?;
        if scale > SCALE_MAX {
            return None;
        }
        let (settled, scale) = if self.bounds.rounds() {
            let steps = unit.steps(&self.bounds, sum, self.degree)?;
            (steps.checked_mul(self.bounds.step)?, self.bounds.scale)
        } else {
            (self.bounds.bounded_in(sum, unit.one(self.degree)?)?, scale)
        };
        let free = self.free.iter().any(|when| when.holds(facts));
        Some(Narrow::of(if free { 0 } else { settled }, scale))
    }

    /// Makes of what is stated what counts.
    #[inline(never)]
    fn raise<U: Unit>(&self, counts: &mut [u64], unit: U) -> Option<()> {
        for Raise { quantity, at_least, step } in &self.raises {
            let count = counts.get_mut(*quantity)?;
            if *count == 0 {
                continue;
            }
            *count = unit.lift(*at_least, 1)?.max(*count);
            if let Some(step) = step {
                *count = unit.lift(unit.steps(step, *count, 1)?.checked_mul(step.step)?, 1)?;
            }
        }
        Some(())
    }
}

/// The scale of the endpoint's sum before its multipliers, and what these add to it.
fn scales(plan: &EndpointPlan, charges: &[ChargeScales]) -> Option<(u32, u32)> {
    let rates = plan.rates.iter().map(|rate| rate.price);
    let adds = plan.options.iter().filter_map(|option| match option.effect {
        EffectPlan::Price(price) => Some(price),
        _ => None,
    });
    let bounds = [plan.min, plan.max, plan.round.map(|round| round.to)];
    let amounts = rates.chain(adds).chain(bounds.into_iter().flatten());
    let own = amounts.map(|amount: Stated| amount.normalized().scale).max().unwrap_or_default();
    let scale = charges.iter().fold(own, |most, charge| charge.sum.max(most));
    let times = plan.options.iter().try_fold(0_u32, |places, option| match option.effect {
        EffectPlan::Times(factor) => places.checked_add(factor.normalized().scale),
        _ => Some(places),
    });
    Some((scale, times?))
}
