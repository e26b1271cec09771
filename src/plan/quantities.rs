//! Quantities with decimal places in the linear shape: its constants, in the unit of the places that they have.

use rust_decimal::Decimal;

use super::Narrow;
use super::bounds::ten_to;
use super::unit::{Places, Unit};
use super::{EndpointPlan, LinearPlan, PricingPlan};
use crate::number::SCALE_MAX;
use crate::usage::QUANTITIES_FEW;

impl LinearPlan {
    /// What one call costs with so much of every quantity, as [`price_counts`](Self::price_counts) has it for whole counts.
    #[inline(always)]
    pub(crate) fn price_quantities(&self, flat: u64, quantities: &[Decimal]) -> Option<Narrow> {
        let mut room = [0; QUANTITIES_FEW];
        let (counts, places) = aligned(quantities, &mut room)?;
        if places == 0 {
            return Some(self.price_counts(flat, counts));
        }
        if self.whole || counts.len() != self.terms.len() {
            return None;
        }
        // What is summed up has to fit the decimal type before it is rounded, too.
        let scale = self.scale.checked_add(places).filter(|scale| *scale <= SCALE_MAX)?;
        let unit = Places::of(places)?;
        let one = unit.one(1)?;
        let mut sum = flat.checked_mul(one)?;
        for (term, count) in self.terms.iter().zip(counts) {
            // What is included without room is more than any count.
            let charged = count.saturating_sub(term.included.saturating_mul(one));
            sum = sum.checked_add(term.price.checked_mul(charged)?)?;
        }
        for (place, table) in &self.tables {
            sum = sum.checked_add(table.amount_of(*counts.get(*place)?, unit)?)?;
        }
        let bounded = self.bounds.bounded_in(sum, one)?;
        if self.bounds.rounds() {
            let settled = self.bounds.steps_in(bounded, one)?.checked_mul(self.bounds.step)?;
            return Some(Narrow::of(settled, self.bounds.scale));
        }
        Some(Narrow::of(bounded, scale))
    }
}

/// Whether a quantity, a row or a tier has a least count or an increment, which a linear plan leaves out where it keeps
/// whole counts as they are.
pub(super) fn counts_in_steps(plan: &EndpointPlan) -> bool {
    let quantities = plan.quantities.iter().any(|plan| plan.at_least.is_some() || plan.increment.is_some());
    quantities
        || plan.charges.iter().flat_map(|charge| &charge.rates).any(|rate| {
            let in_tiers = match &rate.pricing {
                PricingPlan::Unit(_) => false,
                PricingPlan::Graduated(tiers) | PricingPlan::Volume(tiers) => {
                    tiers.iter().any(|tier| tier.increment.is_some())
                }
            };
            in_tiers || rate.increment.is_some()
        })
}

/// The mantissas of quantities at the largest of their scales, in the room for them.
#[inline(always)]
pub(super) fn aligned<'a>(quantities: &[Decimal], room: &'a mut [u64]) -> Option<(&'a [u64], u32)> {
    let places = quantities.iter().fold(0, |most, quantity| quantity.scale().max(most));
    let counts = room.get_mut(..quantities.len())?;
    for (count, quantity) in counts.iter_mut().zip(quantities) {
        let parts = quantity.unpack();
        if parts.hi != 0 || parts.negative {
            return None;
        }
        let mantissa = u64::from(parts.mid) << 32 | u64::from(parts.lo);
        let missing = places.wrapping_sub(parts.scale);
        *count = if missing == 0 { mantissa } else { mantissa.checked_mul(ten_to(missing)?)? };
    }
    Some((counts, places))
}
