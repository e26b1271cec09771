//! A usage of a linear endpoint by its names: what each of them adds stands beside it in the index.

use rust_decimal::Decimal;

use super::bounds::SUM_LIMIT;
use super::linear::{NARROW_PRICE, NARROW_TERMS};
use super::{EndpointPlan, LinearPlan, Narrow, OptionBits};
use crate::usage::AnyUsage;

/// What an option adds, or each of a quantity above what is included.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Addend {
    /// A bit for its place, in words of 64; none from there on.
    bit: u64,
    included: u64,
    /// [`WIDE`] where more is to be known of it.
    price: u64,
}

/// The price of what is not a narrow addend.
const WIDE: u64 = u64::MAX;

impl LinearPlan {
    /// What the option at a place adds, for the index of their names.
    pub(super) fn option_addend(&self, place: u32) -> Addend {
        let price = usize::try_from(place).ok().and_then(|place| self.option_prices.get(place));
        match (1_u64.checked_shl(place), price) {
            (Some(bit), Some(price)) => Addend { bit, included: 0, price: *price },
            _ => Addend { bit: 0, included: 0, price: WIDE },
        }
    }

    /// What each of the quantity at a place adds, for the index of their names.
    pub(super) fn quantity_addend(&self, place: u32) -> Addend {
        let bit = 1_u64.checked_shl(place).unwrap_or_default();
        let at = usize::try_from(place).unwrap_or(usize::MAX);
        let narrow = |price: &u64| *price < NARROW_PRICE && self.terms.len() <= NARROW_TERMS;
        let tiered = self.tables.iter().any(|(quantity, _)| *quantity == at);
        let term = self.terms.get(at).copied().unwrap_or_default();
        let price = Some(term.price).filter(|price| narrow(price) && !tiered).unwrap_or(WIDE);
        Addend { bit, included: term.included, price }
    }

    /// The price of a usage that states nothing at all, where it has one.
    pub(super) fn price_unstated(&self, plan: &EndpointPlan) -> Narrow {
        if plan.given(0).is_some() { self.settle(self.unchosen, 0) } else { Narrow::NONE }
    }

    /// What a usage costs, whose names are all known and stated once, whose choices are made and whose quantities are
    /// whole; none for every other one, priceable or not.
    #[inline(always)]
    pub(crate) fn price<U: AnyUsage>(&self, plan: &EndpointPlan, usage: &U) -> Narrow {
        // Functions of their own: each has the registers to itself.
        match (usage.options().next(), usage.quantities().next()) {
            (None, None) => self.unstated,
            (None, Some(_)) => self.price_counted(plan, usage, self.unchosen),
            (Some(_), _) => self.price_options(plan, usage),
        }
    }

    /// What a usage costs whose options come to this sum, and that states quantities.
    #[inline(never)]
    fn price_counted<U: AnyUsage>(&self, plan: &EndpointPlan, usage: &U, sum: u64) -> Narrow {
        let added = self.add_in_order(plan, usage, sum);
        match added.or_else(|| self.add_in_any_order(plan, usage, sum)) {
            Some((sum, stated)) => self.settle(sum, stated),
            None => Narrow::NONE,
        }
    }

    #[inline(never)]
    fn price_options<U: AnyUsage>(&self, plan: &EndpointPlan, usage: &U) -> Narrow {
        let Some((options, mut sum)) = self.stated_options(plan, usage) else { return Narrow::NONE };
        if !plan.choices.is_empty() {
            let Some(given) = plan.given(options) else { return Narrow::NONE };
            sum = self.flat(given);
        }
        if usage.quantities().next().is_none() {
            return self.settle(sum, 0);
        }
        self.price_counted(plan, usage, sum)
    }

    #[inline(always)]
    fn settle(&self, sum: u64, stated: u64) -> Narrow {
        self.complete(sum, stated).and_then(|sum| self.bounds.amount(sum)).unwrap_or(Narrow::NONE)
    }

    /// The sum with the quantities that a usage states, and their bits: where they are the first ones in the sheet's order, as
    /// they mostly are.
    #[inline(always)]
    fn add_in_order<U: AnyUsage>(&self, plan: &EndpointPlan, usage: &U, sum: u64) -> Option<(u64, u64)> {
        let mut quantities = usage.quantities();
        let (mut sum, mut stated) = (sum, 0_u64);
        for (place, entry) in plan.quantity_names.entries().iter().enumerate() {
            let Some((name, value)) = quantities.next() else { return Some((sum, stated)) };
            let Addend { included, price, .. } = entry.value;
            if !entry.is(name) {
                return None;
            }
            sum = match small_count(value) {
                // All of them together are below the limit, and so is what was added before.
                Some(count) if price != WIDE => {
                    sum.wrapping_add(price.wrapping_mul(u64::from(count).saturating_sub(included)))
                }
                _ => self.add_wide(sum, place, whole_count(value)?)?,
            };
            stated = stated.wrapping_shl(1) | 1;
        }
        quantities.next().is_none().then_some((sum, stated))
    }

    /// The sum with a quantity in tiers, or one that is large or dear; none where it is not below the limit.
    #[inline(never)]
    fn add_wide(&self, sum: u64, place: usize, count: u64) -> Option<u64> {
        self.add(sum, place, count).filter(|sum| *sum < SUM_LIMIT)
    }

    #[inline(never)]
    fn add_in_any_order<U: AnyUsage>(
        &self,
        plan: &EndpointPlan,
        usage: &U,
        mut sum: u64,
    ) -> Option<(u64, u64)> {
        let mut stated = 0_u64;
        for (name, value) in usage.quantities() {
            let place = stated_quantity(plan, &mut stated, name)?;
            sum = self.add(sum, usize::try_from(place).ok()?, whole_count(value)?)?;
        }
        Some((sum, stated))
    }

    /// The options that a usage states, and the flat amount with them.
    #[inline(always)]
    pub(super) fn stated_options<U: AnyUsage>(
        &self,
        plan: &EndpointPlan,
        usage: &U,
    ) -> Option<(OptionBits, u64)> {
        let mut options = 0_u64;
        let mut sum = self.flat;
        for name in usage.options() {
            let Addend { bit, price, .. } = plan.option_names.entry(name)?.value;
            if options & bit != 0 || price == WIDE {
                return None;
            }
            options |= bit;
            // All of them together are below the limit.
            sum = sum.wrapping_add(price);
        }
        Some((options.into(), sum))
    }

    /// The sum with what is not stated, where that is allowed.
    #[inline(always)]
    fn complete(&self, sum: u64, stated: u64) -> Option<u64> {
        let missing = self.missed & !stated;
        if missing == 0 && (stated != 0 || !self.must_count) {
            Some(sum)
        } else {
            self.add_missing(sum, stated)
        }
    }

    #[inline(never)]
    fn add_missing(&self, sum: u64, stated: u64) -> Option<u64> {
        let refused = self.required & !stated != 0 || (self.must_count && stated == 0);
        if refused { None } else { self.add_defaults(sum, stated) }
    }
}

impl Addend {
    /// Adds its bit to those of what is stated, if it is not among them.
    #[inline(always)]
    pub(super) fn state(&self, stated: &mut u64) -> bool {
        let first = *stated & self.bit == 0;
        *stated |= self.bit;
        first
    }
}

/// The place of a quantity that is stated for the first time.
#[inline(always)]
pub(super) fn stated_quantity(plan: &EndpointPlan, stated: &mut u64, name: &str) -> Option<u32> {
    let entry = plan.quantity_names.entry_elsewhere(name)?;
    entry.value.state(stated).then_some(entry.place)
}

/// A quantity that is a whole number of 64 bits, written as one.
#[inline(always)]
pub(super) fn whole_count(value: Decimal) -> Option<u64> {
    let [flags, low, middle, high] = words(value);
    (flags == 0 && high == 0).then_some(u64::from(middle) << 32 | u64::from(low))
}

/// A quantity that is a whole number of 32 bits, written as one.
#[inline(always)]
fn small_count(value: Decimal) -> Option<u32> {
    let [flags, low, middle, high] = words(value);
    (flags | middle | high == 0).then_some(low)
}

/// Scale and sign, and the mantissa from its low end.
#[inline(always)]
fn words(value: Decimal) -> [u32; 4] {
    let bytes = value.serialize();
    let word = |at: usize| {
        bytes.get(at..).and_then(|rest| rest.first_chunk()).copied().map_or(0, u32::from_le_bytes)
    };
    [word(0), word(4), word(8), word(12)]
}
