//! A usage of an endpoint of general rules by its names: which options it states, and how much of every quantity.

use super::RulesPlan;
use crate::plan::quantities::Counted;
use crate::plan::{EndpointPlan, Narrow, OptionBits};
use crate::usage::AnyUsage;

impl RulesPlan {
    /// What a usage costs that states one call, whose names are all known and stated once and whose choices are made; none
    /// for every other one, priceable or not.
    #[inline(never)]
    pub(in crate::plan) fn price<U: AnyUsage>(&self, plan: &EndpointPlan, usage: &U) -> Narrow {
        self.price_stated(plan, usage).unwrap_or(Narrow::NONE)
    }

    #[inline(always)]
    fn price_stated<U: AnyUsage>(&self, plan: &EndpointPlan, usage: &U) -> Option<Narrow> {
        let options = stated_options(plan, usage)?;
        let given = if plan.choices.is_empty() { options } else { plan.given(options)? };
        let mut counted = Counted::nothing();
        let stated = match fill_in_order(&mut counted, plan, usage) {
            Some(stated) => stated,
            None => {
                counted = Counted::nothing();
                fill(&mut counted, plan, usage)?
            }
        };
        let count = plan.quantities.len();
        let beyond = u64::MAX.checked_shl(u32::try_from(count).ok()?).unwrap_or_default();
        if stated | beyond != u64::MAX {
            fill_missing(&mut counted, plan, stated)?;
        }
        let (counts, places) = counted.aligned(count)?;
        self.price_aligned(given, counts, places)
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

/// Puts the quantities that a usage states in their places, and tells their bits: where they are the first ones in the sheet's
/// order, as they mostly are.
#[inline(always)]
fn fill_in_order<U: AnyUsage>(counted: &mut Counted, plan: &EndpointPlan, usage: &U) -> Option<u64> {
    let mut quantities = usage.quantities();
    let mut stated = 0_u64;
    for (at, entry) in plan.quantity_names.entries().iter().enumerate() {
        let Some((name, value)) = quantities.next() else { return Some(stated) };
        if !entry.is(name) {
            return None;
        }
        counted.put(at, value)?;
        stated = stated.wrapping_shl(1) | 1;
    }
    quantities.next().is_none().then_some(stated)
}

/// The same in any order.
#[inline(never)]
fn fill<U: AnyUsage>(counted: &mut Counted, plan: &EndpointPlan, usage: &U) -> Option<u64> {
    let mut stated = 0_u64;
    for (name, value) in usage.quantities() {
        let place = plan.quantity_names.entry_elsewhere(name)?.place;
        let bit = 1_u64.checked_shl(place)?;
        if stated & bit != 0 {
            return None;
        }
        counted.put(usize::try_from(place).ok()?, value)?;
        stated |= bit;
    }
    Some(stated)
}

/// Puts the defaults of what is not stated in their places; none where it has to be.
#[inline(never)]
fn fill_missing(counted: &mut Counted, plan: &EndpointPlan, stated: u64) -> Option<()> {
    if plan.required & !stated != 0 || (plan.must_count && stated == 0) {
        return None;
    }
    for (at, quantity) in plan.quantities.iter().enumerate() {
        if stated.wrapping_shr(u32::try_from(at).ok()?) & 1 == 0 {
            counted.put(at, quantity.default)?;
        }
    }
    Some(())
}
