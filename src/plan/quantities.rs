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
        let mut counted = Counted::nothing();
        counted.put_all(quantities)?;
        let (counts, places) = counted.aligned(quantities.len())?;
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

/// How much of every quantity, in the sheet's order: a mantissa of 64 bits, and its decimal places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    mantissas: [u64; QUANTITIES_FEW],
    places: [u8; QUANTITIES_FEW],
    /// All places, ORed: 0 where all quantities are whole.
    any: u8,
}

impl Counted {
    #[inline(always)]
    pub(super) fn nothing() -> Self {
        Counted { mantissas: [0; QUANTITIES_FEW], places: [0; QUANTITIES_FEW], any: 0 }
    }

    /// So much of all these quantities, where there is room for them.
    #[inline(always)]
    pub(super) fn put_all(&mut self, quantities: &[Decimal]) -> Option<()> {
        quantities.iter().enumerate().try_for_each(|(at, quantity)| self.put(at, *quantity))
    }

    /// None for what is below zero or has more than 64 bits.
    #[inline(always)]
    pub(super) fn put(&mut self, at: usize, quantity: Decimal) -> Option<()> {
        let parts = quantity.unpack();
        if parts.hi != 0 || parts.negative {
            return None;
        }
        *self.mantissas.get_mut(at)? = u64::from(parts.mid) << 32 | u64::from(parts.lo);
        let places = u8::try_from(parts.scale).ok()?;
        *self.places.get_mut(at)? = places;
        self.any |= places;
        Some(())
    }

    /// The first so many, all with as many decimal places as the one with the most has.
    #[inline(always)]
    pub(super) fn aligned(&mut self, count: usize) -> Option<(&[u64], u32)> {
        let counts = self.mantissas.get_mut(..count)?;
        if self.any == 0 {
            return Some((counts, 0));
        }
        let places = self.places.get(..count)?;
        let most = places.iter().fold(0, |most, places| (*places).max(most));
        for (count, places) in counts.iter_mut().zip(places) {
            let missing = most.wrapping_sub(*places);
            *count = if missing == 0 { *count } else { count.checked_mul(ten_to(missing.into())?)? };
        }
        Some((counts, most.into()))
    }
}
