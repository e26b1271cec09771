//! A usage of an endpoint of general rules by its names: which options it states, and how much of every quantity.

use rust_decimal::Decimal;

use super::RulesPlan;
use crate::plan::bounds::ten_to;
use crate::plan::{EndpointPlan, Narrow, OptionBits};
use crate::usage::{AnyUsage, QUANTITIES_FEW};

/// How much of every quantity: a mantissa of 64 bits, and its decimal places.
#[derive(Debug, Clone, Copy)]
struct Counted {
    mantissas: [u64; QUANTITIES_FEW],
    places: [u32; QUANTITIES_FEW],
    /// The bits of all places.
    any_places: u32,
}

impl RulesPlan {
    /// What a usage costs that states one call, whose names are all known and stated once and whose choices are made; none
    /// for every other one, priceable or not.
    #[inline(never)]
    pub(in crate::plan) fn price<U: AnyUsage>(&self, plan: &EndpointPlan, usage: &U) -> Narrow {
        self.price_stated(plan, usage).unwrap_or(Narrow::NONE)
    }

    #[inline(always)]
    fn price_stated<U: AnyUsage>(&self, plan: &EndpointPlan, usage: &U) -> Option<Narrow> {
        let stated = stated_options(plan, usage)?;
        let given = if plan.choices.is_empty() { stated } else { plan.given(stated)? };
        let mut counted = Counted::new();
        let stated = match counted.fill_in_order(plan, usage) {
            Some(stated) => stated,
            None => {
                counted = Counted::new();
                counted.fill(plan, usage)?
            }
        };
        let missing = u64::MAX.checked_shl(u32::try_from(plan.quantities.len()).ok()?).unwrap_or_default();
        if stated | missing != u64::MAX {
            counted.fill_missing(plan, stated)?;
        }
        let counts = counted.mantissas.get_mut(..plan.quantities.len())?;
        if counted.any_places == 0 {
            return Some(self.price_counts(given, counts));
        }
        let most = counted.places.iter().copied().max()?;
        for (count, places) in counts.iter_mut().zip(counted.places) {
            let missing = most.checked_sub(places)?;
            *count = if missing == 0 { *count } else { count.checked_mul(ten_to(missing)?)? };
        }
        self.price_aligned(given, counts, most)
    }
}

/// The options that a usage states, each once.
#[inline(always)]
fn stated_options<U: AnyUsage>(plan: &EndpointPlan, usage: &U) -> Option<OptionBits> {
    // There are 64 options at the most where there is such a plan.
    let mut options = 0_u64;
    for name in usage.options() {
        let bit = 1_u64.checked_shl(plan.option_names.entry(name)?.place)?;
        if options & bit != 0 {
            return None;
        }
        options |= bit;
    }
    Some(options.into())
}

impl Counted {
    #[inline(always)]
    fn new() -> Self {
        Counted { mantissas: [0; QUANTITIES_FEW], places: [0; QUANTITIES_FEW], any_places: 0 }
    }

    /// Puts the quantities that a usage states in their places, and tells their bits: where they are the first ones in the
    /// sheet's order, as they mostly are.
    #[inline(always)]
    fn fill_in_order<U: AnyUsage>(&mut self, plan: &EndpointPlan, usage: &U) -> Option<u64> {
        let mut quantities = usage.quantities();
        let mut stated = 0_u64;
        for (at, entry) in plan.quantity_names.entries().iter().enumerate() {
            let Some((name, value)) = quantities.next() else { return Some(stated) };
            if !entry.is(name) {
                return None;
            }
            self.put(at, value)?;
            stated = stated.wrapping_shl(1) | 1;
        }
        quantities.next().is_none().then_some(stated)
    }

    /// The same in any order.
    #[inline(never)]
    fn fill<U: AnyUsage>(&mut self, plan: &EndpointPlan, usage: &U) -> Option<u64> {
        let mut stated = 0_u64;
        for (name, value) in usage.quantities() {
            let place = plan.quantity_names.entry_elsewhere(name)?.place;
            let bit = 1_u64.checked_shl(place)?;
            if stated & bit != 0 {
                return None;
            }
            self.put(usize::try_from(place).ok()?, value)?;
            stated |= bit;
        }
        Some(stated)
    }

    /// Puts the defaults of what is not stated in their places; none where it has to be.
    #[inline(never)]
    fn fill_missing(&mut self, plan: &EndpointPlan, stated: u64) -> Option<()> {
        if plan.required & !stated != 0 || (plan.must_count && stated == 0) {
            return None;
        }
        for (at, quantity) in plan.quantities.iter().enumerate() {
            if stated.wrapping_shr(u32::try_from(at).ok()?) & 1 == 0 {
                self.put(at, quantity.default)?;
            }
        }
        Some(())
    }

    /// None for what is below zero or has more than 64 bits.
    #[inline(always)]
    fn put(&mut self, at: usize, value: Decimal) -> Option<()> {
        let parts = value.unpack();
        if parts.negative || parts.hi != 0 {
            return None;
        }
        *self.mantissas.get_mut(at)? = u64::from(parts.mid) << 32 | u64::from(parts.lo);
        *self.places.get_mut(at)? = parts.scale;
        self.any_places |= parts.scale;
        Some(())
    }
}
