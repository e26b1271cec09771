//! What a charge counts, and the part of its amount that is due: steps 2.1, 2.2 and 2.4, and the share of step 2.6.

use rust_decimal::Decimal;

use super::selection::{Selection, derive};
use super::{At, Evaluation, Fault, Observer, Step, round_to};
use crate::exact::{Exact, Fraction, Integer, Stated};
use crate::rounding::Rounding;
use crate::sheet::{Charge, ChargeRate, Endpoint, Quantity, QuantityId, Share, Weighted};

impl<O: Observer> Evaluation<'_, O> {
    /// Steps 2.1 and 2.2: what the charge counts.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(super) fn count<I: Integer>(&mut self, place: usize, charge: &Charge) -> Result<Exact<I>, Fault> {
        let step = Step::Charge(place);
        let mut factors = charge.quantity.iter();
        let mut count = match factors.next() {
            Some(quantity) => self.counted::<I>(*quantity).at(step)?,
            None => Exact::zero(),
        };
        for quantity in factors {
            count = count.multiply(self.counted(*quantity).at(step)?).at(step)?;
        }
        for weight in &charge.plus {
            let added = self.weighted::<I>(weight).at(step)?;
            count = count.add(added).at(step)?;
        }
        if !charge.minus.is_empty() {
            let mut taken = Exact::zero();
            for weight in &charge.minus {
                let part = self.weighted::<I>(weight).at(step)?;
                taken = taken.add(part).at(step)?;
            }
            if taken.exceeds(count) {
                return Err(Fault::NegativeCount { charge: place });
            }
            count = count.subtract(taken).at(step)?;
        }
        Ok(count)
    }

    fn weighted<I: Integer>(&mut self, weighted: &Weighted) -> Option<Exact<I>> {
        let counted = self.counted::<I>(weighted.quantity)?;
        counted.multiply(Stated::of(weighted.weight).over()?)
    }

    /// A quantity as the charge counts it.
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn counted<I: Integer>(&mut self, quantity: QuantityId) -> Option<Exact<I>> {
        let counted = read::<I>(self.endpoint, self.selection, quantity)?;
        self.observer.counted(quantity, counted);
        Some(counted)
    }

    /// Step 2.4: what is billed of a count.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(super) fn bill<I: Integer>(&mut self, count: Exact<I>, rate: &ChargeRate) -> Option<Exact<I>> {
        let mut included = Stated::of(rate.included).over()?;
        for part in &rate.included_by {
            let read = read::<I>(self.endpoint, self.selection, part.quantity)?;
            let free = read.multiply(Stated::of(part.weight).over()?)?;
            self.observer.included_by(part, read, free);
            included = included.add(free)?;
        }
        if included.is_zero() {
            return round_to(count, rate.increment);
        }
        self.observer.included(included);
        if count.exceeds(included) {
            round_to(count.subtract(included)?, rate.increment)
        } else {
            Some(Exact::zero())
        }
    }

    /// The part of an amount that is due, at the beginning of step 2.6.
    #[inline(never)]
    pub(super) fn share<I: Integer>(
        &mut self,
        place: usize,
        share: Share,
        amount: Fraction<I>,
    ) -> Result<Fraction<I>, Fault> {
        let step = Step::Charge(place);
        let of = read::<I>(self.endpoint, self.selection, share.of).at(step)?;
        let within = read::<I>(self.endpoint, self.selection, share.within).at(step)?;
        if within.is_zero() || of.exceeds(within) {
            return Err(Fault::InvalidShare { charge: place });
        }
        let amount = amount.multiply(of).and_then(|amount| amount.divide(within)).at(step)?;
        self.observer.share(of, within, amount);
        Ok(amount)
    }
}

/// Step 2.1: a quantity as it counts.
#[cfg_attr(not(feature = "small"), inline(always))]
fn read<I: Integer>(endpoint: &Endpoint, selection: Selection<'_>, quantity: QuantityId) -> Option<Exact<I>> {
    let Some(Quantity { at_least, increment, .. }) = endpoint.quantities.get(quantity.index()) else {
        return read_derived(endpoint, selection, quantity);
    };
    raise(selection.stated(quantity)?.over::<I>()?, *at_least, *increment)
}

/// The sum or product of what a charge would read of its quantities, and then its own `at_least` and `increment`.
#[inline(never)]
fn read_derived<I: Integer>(
    endpoint: &Endpoint,
    selection: Selection<'_>,
    quantity: QuantityId,
) -> Option<Exact<I>> {
    let derived = endpoint.derived(quantity)?;
    let value = derive(derived, |part| {
        // None of them is derived itself.
        let Quantity { at_least, increment, .. } = endpoint.quantities.get(part.index())?;
        raise(selection.stated(part)?.over::<I>()?, *at_least, *increment)
    })?;
    raise(value, derived.at_least, derived.increment)
}

/// Above zero raised to an `at_least`, then rounded to an `increment`.
#[cfg_attr(not(feature = "small"), inline(always))]
fn raise<I: Integer>(
    stated: Exact<I>,
    at_least: Option<Decimal>,
    increment: Option<Rounding>,
) -> Option<Exact<I>> {
    if stated.is_zero() {
        return Some(stated);
    }
    let raised = match at_least {
        None => stated,
        Some(least) => {
            let least = Stated::of(least).over()?;
            if least.exceeds(stated) { least } else { stated }
        }
    };
    round_to(raised, increment)
}
