//! Tiers of whole counts: what all of the tiers below come to is known beforehand, so a count is one multiplication in the
//! tier that it reaches.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::bounds::narrow_at;
use super::linear::{keeps_whole_counts, unit_price, whole};
use super::{ChargeRatePlan, PricingPlan, TierPlan};
use crate::exact::Stated;

/// The tiers of one charge, with bounds and amounts in 64 bits at the scale of its plan.
#[derive(Debug, Clone)]
pub(crate) struct TierTable {
    included: u64,
    /// The last count of each tier.
    bounds: Box<[u64]>,
    tiers: Box<[Tier]>,
}

#[derive(Debug, Clone, Copy)]
struct Tier {
    /// How many do not cost the price of this tier.
    below: u64,
    /// What is due before that price.
    base: u64,
    price: u64,
}

impl TierTable {
    /// The amounts that a table holds, by which the scale of a plan is chosen; none where a row has no table.
    pub(super) fn amounts(rate: &ChargeRatePlan) -> Option<Vec<Stated>> {
        let (tiers, _) = tiers(rate)?;
        let mut amounts = Vec::new();
        for tier in tiers {
            amounts.extend([unit_price(tier.unit)?, tier.flat]);
        }
        Some(amounts)
    }

    /// The table of a row whose amounts all have this scale at the most.
    pub(super) fn of(rate: &ChargeRatePlan, scale: u32) -> Option<Self> {
        let (tiers, graduated) = tiers(rate)?;
        let (mut bounds, mut rows, mut below, mut due) = (Vec::new(), Vec::new(), 0_u64, 0_u64);
        for tier in tiers {
            let kept = tier.increment.is_none_or(keeps_whole_counts);
            let up_to = tier.up_to.map_or(Some(u64::MAX), whole).filter(|_| kept)?;
            let base = due.checked_add(narrow_at(tier.flat, scale)?)?;
            let price = narrow_at(unit_price(tier.unit)?, scale)?;
            bounds.push(up_to);
            rows.push(Tier { below, base, price });
            if graduated && tier.up_to.is_some() {
                due = base.checked_add(price.checked_mul(up_to.checked_sub(below)?)?)?;
                below = up_to;
            }
        }
        Some(TierTable { included: whole(rate.included)?, bounds: bounds.into(), tiers: rows.into() })
    }

    /// What a count costs; none beyond the last tier, and where 64 bits do not hold it.
    #[inline]
    pub(crate) fn amount(&self, count: u64) -> Option<u64> {
        let billed = count.saturating_sub(self.included);
        if billed == 0 {
            return Some(0);
        }
        let tier = self.tiers.get(self.reached(billed))?;
        tier.base.checked_add(tier.price.checked_mul(billed.checked_sub(tier.below)?)?)
    }

    /// The last count of what is included and of each tier.
    pub(crate) fn ends(&self) -> impl Iterator<Item = u64> {
        [0].iter().chain(&self.bounds).map(|bound| bound.saturating_add(self.included))
    }

    /// What a count costs, as a base, how many do not cost the price, and a price; none beyond the last tier.
    pub(crate) fn line(&self, count: u64) -> Option<(u64, u64, u64)> {
        let billed = count.saturating_sub(self.included);
        if billed == 0 {
            return Some((0, 0, 0));
        }
        let tier = self.tiers.get(self.reached(billed))?;
        Some((tier.base, tier.below.checked_add(self.included)?, tier.price))
    }
}

impl TierTable {
    /// The tier that a count reaches. Few bounds are compared all, without a branch that nobody could foresee.
    #[inline(always)]
    fn reached(&self, billed: u64) -> usize {
        const FEW: usize = 16;
        let passed = |bound: &u64| *bound < billed;
        if self.bounds.len() <= FEW {
            self.bounds.iter().fold(0, |count: usize, bound| count.wrapping_add(usize::from(passed(bound))))
        } else {
            self.bounds.partition_point(passed)
        }
    }
}

/// The tiers of a row, and whether each slice has its own price.
fn tiers(rate: &ChargeRatePlan) -> Option<(&[TierPlan], bool)> {
    match &rate.pricing {
        PricingPlan::Graduated(tiers) => Some((tiers, true)),
        PricingPlan::Volume(tiers) => Some((tiers, false)),
        PricingPlan::Unit(_) => None,
    }
}
