//! Tiers of counts: what all of the tiers below come to is known beforehand, so a count is one multiplication in the tier
//! that it reaches.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::bounds::{Bounds, narrow_at};
use super::linear::{keeps_whole_counts, whole};
use super::unit::{Unit, Whole};
use super::{ChargeRatePlan, PricingPlan, StepPlan, TierPlan, UnitPlan};
use crate::exact::{Exact, Stated};

/// The tiers of one charge, with bounds and amounts in 64 bits at the scale of its plan.
#[derive(Debug, Clone)]
pub(crate) struct TierTable {
    included: u64,
    /// The last count of each tier.
    bounds: Box<[u64]>,
    tiers: Box<[Tier]>,
    /// The increment of each tier; none at all where none has one.
    steps: Box<[Option<Bounds>]>,
}

#[derive(Debug, Clone, Copy)]
struct Tier {
    /// How many do not cost the price of this tier.
    below: u64,
    /// What is due before that price.
    base: u64,
    /// Of one, or of an increment.
    price: u64,
}

/// The scales of a table: of its amounts, and of the counts that it prices.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scales {
    pub(super) amount: u32,
    pub(super) count: u32,
}

impl TierTable {
    /// The amounts that a table of whole counts holds, by which the scale of a plan is chosen; none where a row has no
    /// table.
    pub(super) fn amounts(rate: &ChargeRatePlan) -> Option<Vec<Stated>> {
        let (tiers, _) = tiers(rate)?;
        let mut amounts = Vec::new();
        for tier in tiers {
            let step = tier.increment.filter(|step| !keeps_whole_counts(*step));
            amounts.extend([price_of(tier.unit, step)?, tier.flat]);
        }
        Some(amounts)
    }

    /// The table of a row whose amounts all have this scale at the most, for whole counts.
    pub(super) fn of(rate: &ChargeRatePlan, scale: u32) -> Option<Self> {
        let scales = Scales { amount: scale, count: 0 };
        let increment = |tier: &TierPlan| tier.increment.filter(|step| !keeps_whole_counts(*step));
        TierTable::with(rate, scales, whole(rate.included)?, increment)
    }

    /// The table of a row, for what is billed of its counts, whatever their scale.
    pub(super) fn billed(rate: &ChargeRatePlan, scales: Scales) -> Option<Self> {
        TierTable::with(rate, scales, 0, |tier| tier.increment)
    }

    fn with(
        rate: &ChargeRatePlan,
        scales: Scales,
        included: u64,
        increment: impl Fn(&TierPlan) -> Option<StepPlan>,
    ) -> Option<Self> {
        let (tiers, graduated) = tiers(rate)?;
        let (mut bounds, mut rows, mut steps) = (Vec::new(), Vec::new(), Vec::new());
        let (mut below, mut due) = (0_u64, 0_u64);
        for tier in tiers {
            let up_to = tier.up_to.map_or(Some(u64::MAX), |bound| narrow_at(bound, scales.count))?;
            let base = due.checked_add(narrow_at(tier.flat, scales.amount)?)?;
            let increment = increment(tier);
            let places = if increment.is_some() { 0 } else { scales.count };
            let price = narrow_at(price_of(tier.unit, increment)?, scales.amount.checked_sub(places)?)?;
            let step = match increment {
                None => None,
                Some(StepPlan { to, mode }) => Some(Bounds::stepping(narrow_at(to, scales.count)?, mode, 1)?),
            };
            bounds.push(up_to);
            rows.push(Tier { below, base, price });
            steps.push(step);
            if graduated && tier.up_to.is_some() {
                let slice = up_to.checked_sub(below)?;
                let counted = step.map_or(Some(slice), |step| Whole.steps(&step, slice, 0))?;
                due = base.checked_add(price.checked_mul(counted)?)?;
                below = up_to;
            }
        }
        if steps.iter().all(Option::is_none) {
            steps = Vec::new();
        }
        Some(TierTable { included, bounds: bounds.into(), tiers: rows.into(), steps: steps.into() })
    }

    /// What a whole count costs; none beyond the last tier, and where 64 bits do not hold it.
    #[inline]
    pub(crate) fn amount(&self, count: u64) -> Option<u64> {
        self.amount_of(count, Whole)
    }

    /// What a count costs, in its unit.
    #[inline(always)]
    pub(super) fn amount_of<U: Unit>(&self, count: u64, unit: U) -> Option<u64> {
        let included = if self.included == 0 { 0 } else { unit.lift(self.included, 1)? };
        let billed = count.saturating_sub(included);
        if billed == 0 {
            return Some(0);
        }
        self.amount_in(billed, unit, 1)
    }

    /// What is billed above zero, in a unit of this degree, costs in that unit.
    #[inline(always)]
    pub(super) fn amount_in<U: Unit>(&self, billed: u64, unit: U, degree: u32) -> Option<u64> {
        let reached = self.reached(billed, unit.one(degree)?);
        let tier = self.tiers.get(reached)?;
        let slice = billed.checked_sub(unit.lift(tier.below, degree)?)?;
        let used = match self.steps.get(reached) {
            Some(Some(step)) => {
                unit.lift(tier.price.checked_mul(unit.steps(step, slice, degree)?)?, degree)?
            }
            _ => tier.price.checked_mul(slice)?,
        };
        unit.lift(tier.base, degree)?.checked_add(used)
    }

    /// The last count of what is included and of each tier.
    pub(crate) fn ends(&self) -> impl Iterator<Item = u64> {
        [0].iter().chain(&self.bounds).map(|bound| bound.saturating_add(self.included))
    }

    /// What a count costs, as a base, how many do not cost the price, and a price; none beyond the last tier, and where a
    /// tier counts in steps.
    pub(crate) fn line(&self, count: u64) -> Option<(u64, u64, u64)> {
        let billed = count.saturating_sub(self.included);
        if billed == 0 {
            return Some((0, 0, 0));
        }
        let reached = self.reached(billed, 1);
        if matches!(self.steps.get(reached), Some(Some(_))) {
            return None;
        }
        let tier = self.tiers.get(reached)?;
        Some((tier.base, tier.below.checked_add(self.included)?, tier.price))
    }

    /// The tier that a count reaches. Few bounds are compared all, without a branch that nobody could foresee.
    #[inline(always)]
    fn reached(&self, billed: u64, one: u64) -> usize {
        const FEW: usize = 16;
        // A bound that has no room is passed by nothing.
        let passed = |bound: &u64| bound.saturating_mul(one) < billed;
        if self.bounds.len() <= FEW {
            self.bounds.iter().fold(0, |count: usize, bound| count.wrapping_add(usize::from(passed(bound))))
        } else {
            self.bounds.partition_point(passed)
        }
    }
}

/// What one unit costs, or one step, where that is a decimal.
pub(super) fn price_of(unit: UnitPlan, step: Option<StepPlan>) -> Option<Stated> {
    let (price, divisor) = price_over(unit, step)?;
    (divisor == 1).then_some(price)
}

/// What one unit costs, or one step: a decimal over a divisor.
pub(super) fn price_over(unit: UnitPlan, step: Option<StepPlan>) -> Option<(Stated, u64)> {
    let mut price = unit.price.multiply(unit.factor)?;
    if let Some(step) = step {
        price = price.multiply(step.to)?;
    }
    let (mut left, mut common) = (price.mantissa, unit.divisor);
    while left != 0 {
        (left, common) = (common.checked_rem(left)?, left);
    }
    let price = Exact { mantissa: price.mantissa.checked_div(common)?, scale: price.scale };
    Some((price.normalized(), u64::try_from(unit.divisor.checked_div(common)?).ok()?))
}

/// The tiers of a row, and whether each slice has its own price.
pub(super) fn tiers(rate: &ChargeRatePlan) -> Option<(&[TierPlan], bool)> {
    match &rate.pricing {
        PricingPlan::Graduated(tiers) => Some((tiers, true)),
        PricingPlan::Volume(tiers) => Some((tiers, false)),
        PricingPlan::Unit(_) => None,
    }
}
