//! A linear endpoint line by line: the short way to a quote.

use alloc::boxed::Box;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::bounds::narrow_at;
use super::linear::{Term, plain_rate, rate_term};
use super::named::{stated_quantity, whole_count};
use super::{EndpointPlan, LinearPlan, Narrow, OptionBits};
use crate::exact::{Exact, Stated};
use crate::rules::{Adjustment, Observer};
use crate::usage::{AnyUsage, QUANTITIES_FEW};

/// The rules and charges of an endpoint one by one.
#[derive(Debug, Clone)]
pub(super) struct Items {
    /// Whether there is a flat amount at all.
    flat: bool,
    /// For each option, by its place, the place of its rule and what it adds.
    options: Box<[(u32, u64)]>,
    /// Bits of the options that add something.
    priced: u64,
    /// Whether the options that add something are in the order of their rules, one rule each.
    ordered: bool,
    /// The quantity that a charge counts, and what it adds; none where that is in tiers.
    charges: Box<[(usize, Option<Term>)]>,
}

impl Items {
    pub(super) fn of(
        plan: &EndpointPlan,
        prices: &[(usize, OptionBits, Stated)],
        scale: u32,
    ) -> Option<Self> {
        let mut options = alloc::vec![(0, 0); if prices.is_empty() { 0 } else { plan.option_names.len() }];
        let mut priced: OptionBits = 0;
        let mut ordered = true;
        for (rule, bit, price) in prices {
            // A later rule is of a later option.
            ordered &= priced < *bit;
            priced |= bit;
            let option = options.get_mut(usize::try_from(bit.trailing_zeros()).ok()?)?;
            *option = (u32::try_from(*rule).ok()?, narrow_at(*price, scale)?);
        }
        let charges = plan.charges.iter().map(|charge| {
            let (quantity, rate) = plain_rate(charge)?;
            let term = match rate_term(rate) {
                Some((included, price)) => {
                    Some(Term { included, price: narrow_at(price, scale)?, ..Term::default() })
                }
                None => None,
            };
            Some((quantity, term))
        });
        Some(Items {
            flat: !plan.rates.is_empty(),
            options: options.into(),
            // Who has more options than a word has bits is itemised in full.
            ordered: ordered && u64::try_from(priced).is_ok(),
            priced: u64::try_from(priced).unwrap_or_default(),
            charges: charges.collect::<Option<Vec<_>>>()?.into(),
        })
    }
}

impl LinearPlan {
    /// The price of a usage as [`price`](Self::price) has it, every step told to a recorder; and the options given,
    /// with so much of every quantity in the room for them.
    #[inline(always)]
    pub(crate) fn itemise<U: AnyUsage, O: Observer>(
        &self,
        plan: &EndpointPlan,
        usage: &U,
        quantities: &mut [Decimal],
        recorder: &mut O,
    ) -> Option<(OptionBits, Narrow)> {
        if !self.items.ordered {
            return None;
        }
        let (options, _) = self.stated_options(plan, usage)?;
        let given = if plan.choices.is_empty() { options } else { plan.given(options)? };
        let mut counts = [0_u64; QUANTITIES_FEW];
        if !quantities.is_empty() {
            self.count(plan, usage, quantities, &mut counts)?;
        } else if self.must_count || usage.quantities().next().is_some() {
            return None;
        }
        Some((given, self.record(u64::try_from(given).ok()?, &counts, recorder)?))
    }

    /// How much of every quantity there is, as stated or by default, in the decimal type and in whole counts.
    #[inline(always)]
    fn count<U: AnyUsage>(
        &self,
        plan: &EndpointPlan,
        usage: &U,
        quantities: &mut [Decimal],
        counts: &mut [u64; QUANTITIES_FEW],
    ) -> Option<()> {
        let defaults = self.terms.iter().zip(&plan.quantities);
        for ((quantity, count), (term, plan)) in quantities.iter_mut().zip(&mut *counts).zip(defaults) {
            (*quantity, *count) = (plan.default, term.default);
        }
        let mut stated = 0_u64;
        let mut likely = plan.quantity_names.entries().iter();
        for (name, value) in usage.quantities() {
            let count = whole_count(value)?;
            let place = match likely.next() {
                Some(entry) if entry.is(name) && entry.value.state(&mut stated) => entry.place,
                _ => stated_quantity(plan, &mut stated, name)?,
            };
            let place = usize::try_from(place).ok()?;
            (*quantities.get_mut(place)?, *counts.get_mut(place)?) = (value, count);
        }
        let refused = self.required & !stated != 0 || (self.must_count && stated == 0);
        (!refused).then_some(())
    }

    /// The steps of the arithmetic, and what they come to.
    #[inline(always)]
    fn record<O: Observer>(
        &self,
        given: u64,
        counts: &[u64; QUANTITIES_FEW],
        recorder: &mut O,
    ) -> Option<Narrow> {
        let exact = |mantissa| Exact { mantissa, scale: self.scale };
        let mut sum = 0_u64;
        if self.items.flat {
            recorder.flat(0, exact(self.flat));
            sum = self.flat;
        }
        let mut left = given & self.items.priced;
        while left != 0 {
            let (rule, price) = *self.items.options.get(usize::try_from(left.trailing_zeros()).ok()?)?;
            recorder.option(usize::try_from(rule).ok()?, exact(price));
            sum = sum.checked_add(price)?;
            left &= left.wrapping_sub(1);
        }
        for (place, (quantity, term)) in self.items.charges.iter().enumerate() {
            let count = *counts.get(*quantity)?;
            let amount = match term {
                Some(term) => term.add(0, count)?,
                None => self.table(*quantity)?.amount(count)?,
            };
            recorder.charge_amount(place, exact(amount));
            sum = sum.checked_add(amount)?;
        }
        self.record_bounds(sum, recorder)
    }

    /// The last steps, each told where it changes something.
    #[inline(always)]
    fn record_bounds<O: Observer>(&self, sum: u64, recorder: &mut O) -> Option<Narrow> {
        let settled = self.bounds.settle(sum)?;
        let mut adjust = |by: Adjustment, from: u64, to: u64| {
            if to != from {
                let difference = Exact { mantissa: to.abs_diff(from), scale: self.scale };
                recorder.adjusted(by, difference, to < from);
            }
            to
        };
        let raised = adjust(Adjustment::Minimum, sum, sum.max(self.bounds.min));
        let bounded = adjust(Adjustment::Maximum, raised, raised.min(self.bounds.max));
        adjust(Adjustment::Rounding, bounded, self.bounds.rounded(bounded));
        Some(Narrow::of(settled, self.bounds.scale))
    }
}
