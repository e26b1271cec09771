//! The definition of a price: section 4 of the specification, step by step, on the validated model.
//!
//! It is exact for numbers of any size that a usage may have, and it is what every other way to a price is held to. The
//! integer type says how large its numbers may grow: 64 bits are tried first, then 128, then 1,024 (`widths.rs`; where size counts
//! more than speed, 1,024 at once: `once.rs`). The observer says what is kept of its steps: a price keeps none of them, a quote
//! all, and both are the same computation.

mod count;
mod observer;
mod per;
mod selection;
mod setting;
#[cfg_attr(feature = "small", path = "rules/once.rs")]
mod widths;

use core::cmp::Ordering;

use rust_decimal::Decimal;

use crate::exact::{Exact, Fraction, Integer, Stated, Wide};
use crate::rounding::{self, Rounding};
use crate::sheet::{
    Charge, ChargeRate, Condition, Effect, Endpoint, OptionRule, PriceTable, Pricing, TableRow, Tier,
    Tiering, UnitPrice,
};
pub(crate) use observer::{Adjustment, Observer, Unobserved};
pub(crate) use per::reciprocal;
pub(crate) use selection::{OptionBits, Selection};
pub(crate) use setting::Setting;
pub(crate) use widths::{price, retrace_charge};

/// Why a selection has no price. Places are those of the endpoint's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No row of the endpoint's `rates` holds, or none of its `table` matches.
    NoFlatRate,
    /// No row of this charge's `rates` holds, or none of its `table` matches.
    NoRate { charge: usize },
    /// More is taken off this charge's count than it has.
    NegativeCount { charge: usize },
    /// The count of this charge lies beyond its last tier.
    BeyondLastTier { charge: usize },
    /// The share of this charge is of nothing, or more than the whole.
    InvalidShare { charge: usize },
    /// The decimal type does not hold the exact result of this step.
    NotRepresentable(Step),
}

/// A step of the arithmetic, to say where it stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The flat amount, its options among it.
    Flat,
    /// A charge.
    Charge(usize),
    /// The endpoint's total.
    Total,
}

/// Whether conditions hold in a selection.
#[cfg_attr(not(feature = "small"), inline(always))]
pub(crate) fn holds(endpoint: &Endpoint, selection: Selection<'_>, when: &[Condition]) -> bool {
    when.iter().all(|condition| selection.meets(endpoint, condition))
}

/// Whether more is taken off the count of a charge than there is.
pub(crate) fn counts_below_zero(endpoint: &Endpoint, selection: Selection<'_>, charge: usize) -> bool {
    let count = |of: &Charge| {
        Evaluation { endpoint, selection, observer: &mut Unobserved }.count::<Wide>(charge, of).err()
    };
    matches!(endpoint.charges.get(charge).and_then(count), Some(Fault::NegativeCount { .. }))
}

/// What a row of a charge bills of a selection: its count, less what is included, rounded to the increment. None where that
/// is below zero or too large.
pub(crate) fn billed<I: Integer>(
    endpoint: &Endpoint,
    selection: Selection<'_>,
    charge: usize,
    rate: usize,
) -> Option<Exact<I>> {
    let of = endpoint.charges.get(charge)?;
    let mut evaluation = Evaluation { endpoint, selection, observer: &mut Unobserved };
    let count = evaluation.count::<I>(charge, of).ok()?;
    evaluation.bill(count, of.rates.get(rate)?)
}

/// One computation.
struct Evaluation<'a, O> {
    endpoint: &'a Endpoint,
    selection: Selection<'a>,
    observer: &'a mut O,
}

/// Names the step at which an integer type was too small.
trait At<T> {
    fn at(self, step: Step) -> Result<T, Fault>;
}

impl<T> At<T> for Option<T> {
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn at(self, step: Step) -> Result<T, Fault> {
        self.ok_or(Fault::NotRepresentable(step))
    }
}

impl<O: Observer> Evaluation<'_, O> {
    fn run<I: Integer>(mut self) -> Result<Decimal, Fault> {
        let mut sum = self.flat::<I>()?;
        for (place, charge) in self.endpoint.charges.iter().enumerate() {
            let amount = self.charge::<I>(place, charge)?;
            let amount = Some(amount).filter(|amount| amount.is_representable()).at(Step::Charge(place))?;
            self.observer.charge_amount(place, amount);
            sum = sum.add(amount).filter(|sum| sum.is_representable()).at(Step::Charge(place))?;
        }
        self.total(sum)?.to_decimal().at(Step::Total)
    }

    /// Step 1: the flat amount and the options that add to it.
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn flat<I: Integer>(&mut self) -> Result<Exact<I>, Fault> {
        let mut sum = Exact::zero();
        if !self.endpoint.rates.is_empty() {
            let (place, rate) = self
                .endpoint
                .rates
                .iter()
                .enumerate()
                .find(|(_, rate)| self.holds(&rate.when))
                .ok_or(Fault::NoFlatRate)?;
            self.observer.flat(place, Stated::of(rate.price));
            sum = Stated::of(rate.price).over().at(Step::Flat)?;
        }
        if let Some(table) = &self.endpoint.table {
            let (place, row) = self.table_row(table).ok_or(Fault::NoFlatRate)?;
            self.observer.flat(place, Stated::of(row.price));
            sum = Stated::of(row.price).over().at(Step::Flat)?;
        }
        for (place, option) in self.endpoint.options.iter().enumerate() {
            if let Effect::Price(price) = option.effect
                && self.acts(option)
            {
                let price = Stated::of(price);
                self.observer.option(place, price);
                let sum_with = price.over().and_then(|price| sum.add(price));
                sum = sum_with.filter(|sum| sum.is_representable()).at(Step::Flat)?;
            }
        }
        Ok(sum)
    }

    /// The row of a table that matches the usage's attributes.
    fn table_row<'t>(&self, table: &'t PriceTable) -> Option<(usize, &'t TableRow)> {
        let place = table.find(self.selection.setting.values())?;
        Some((place, table.rows().get(place)?))
    }

    /// Step 2: one charge.
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn charge<I: Integer>(&mut self, place: usize, charge: &Charge) -> Result<Exact<I>, Fault> {
        let step = Step::Charge(place);
        self.observer.charge(place);
        let count = self.count::<I>(place, charge)?;
        self.observer.count(count);
        if count.is_zero() {
            return Ok(Exact::zero());
        }
        let chosen = charge.rates.iter().enumerate().find(|(_, rate)| self.holds(&rate.when));
        let (row, rate) = chosen.ok_or(Fault::NoRate { charge: place })?;
        let unit = match &rate.pricing {
            Pricing::Unit(unit) => Some(*unit),
            Pricing::Tiers { .. } => None,
            Pricing::Table { table, per } => {
                let (place_in_table, row) = self.table_row(table).ok_or(Fault::NoRate { charge: place })?;
                self.observer.table_row(place_in_table);
                Some(UnitPrice { price: row.price, per: *per })
            }
        };
        let billed = self.bill(count, rate).at(step)?;
        self.observer.billed(row, billed);
        if billed.is_zero() {
            return Ok(Exact::zero());
        }
        let (surcharge, free) = self.charge_options::<I>(charge).at(step)?;
        let amount = match &rate.pricing {
            Pricing::Unit(_) | Pricing::Table { .. } => {
                unit.and_then(|unit| unit_amount(unit, surcharge, billed)).at(step)?
            }
            Pricing::Tiers { mode: Tiering::Graduated, tiers } => {
                self.graduated(place, tiers, surcharge, billed)?
            }
            Pricing::Tiers { mode: Tiering::Volume, tiers } => {
                self.volume(place, tiers, surcharge, billed)?
            }
        };
        self.observer.charged(amount);
        let amount = match charge.share {
            None => amount,
            Some(share) => self.share(place, share, amount)?,
        };
        if let Some(option) = free {
            self.observer.charge_adjusted(Adjustment::Free(option), Fraction::whole(Exact::<I>::zero()));
            return Ok(Exact::zero());
        }
        let amount = self.charge_bounds(charge, rate, amount).at(step)?;
        // Validation has refused what does not terminate, unless the charge is rounded.
        amount.to_exact().at(step)
    }

    /// The sum of the unit prices that the charge's options add, and the first one that makes it free.
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn charge_options<I: Integer>(&mut self, charge: &Charge) -> Option<(Exact<I>, Option<usize>)> {
        let mut surcharge = Exact::zero();
        let mut free = None;
        for (place, option) in charge.options.iter().enumerate() {
            if !self.acts(option) {
                continue;
            }
            self.observer.charge_option(place);
            match option.effect {
                Effect::Price(price) => surcharge = surcharge.add(Stated::of(price).over()?)?,
                Effect::Free => free = free.or(Some(place)),
                Effect::Nothing | Effect::Times(_) => {}
            }
        }
        Some((surcharge, free))
    }

    /// Each slice at its own tier's price.
    fn graduated<I: Integer>(
        &mut self,
        place: usize,
        tiers: &[Tier],
        surcharge: Exact<I>,
        billed: Exact<I>,
    ) -> Result<Fraction<I>, Fault> {
        let step = Step::Charge(place);
        let mut amount = Fraction::whole(Exact::zero());
        let mut lower = Exact::zero();
        for (tier_place, tier) in tiers.iter().enumerate() {
            let reached_past = match tier.up_to {
                Some(bound) => Some(Stated::of(bound).over::<I>().at(step)?),
                None => None,
            };
            let bound = reached_past.filter(|bound| billed.exceeds(*bound));
            let slice = bound.unwrap_or(billed).subtract(lower).at(step)?;
            amount = amount.add(self.slice(place, tier_place, tier, surcharge, slice)?).at(step)?;
            match bound {
                Some(bound) => lower = bound,
                None => return Ok(amount),
            }
        }
        Err(Fault::BeyondLastTier { charge: place })
    }

    /// All of it at the price of the tier reached.
    fn volume<I: Integer>(
        &mut self,
        place: usize,
        tiers: &[Tier],
        surcharge: Exact<I>,
        billed: Exact<I>,
    ) -> Result<Fraction<I>, Fault> {
        for (tier_place, tier) in tiers.iter().enumerate() {
            let passed = match tier.up_to {
                Some(bound) => billed.exceeds(Stated::of(bound).over::<I>().at(Step::Charge(place))?),
                None => false,
            };
            if !passed {
                return self.slice(place, tier_place, tier, surcharge, billed);
            }
        }
        Err(Fault::BeyondLastTier { charge: place })
    }

    fn slice<I: Integer>(
        &mut self,
        place: usize,
        tier_place: usize,
        tier: &Tier,
        surcharge: Exact<I>,
        slice: Exact<I>,
    ) -> Result<Fraction<I>, Fault> {
        let step = Step::Charge(place);
        let billed = round_to(slice, tier.increment).at(step)?;
        let flat = Fraction::whole(Stated::of(tier.flat).over().at(step)?);
        let amount = unit_amount(tier.unit, surcharge, billed).and_then(|used| flat.add(used)).at(step)?;
        self.observer.tier(tier_place, slice, billed, amount);
        Ok(amount)
    }

    /// Steps 2.6 to 2.8: multipliers of options, bounds and rounding of a charge.
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn charge_bounds<I: Integer>(
        &mut self,
        charge: &Charge,
        rate: &ChargeRate,
        mut amount: Fraction<I>,
    ) -> Option<Fraction<I>> {
        for (place, option) in charge.options.iter().enumerate() {
            if let Effect::Times(factor) = option.effect
                && self.acts(option)
            {
                amount = amount.multiply(Stated::of(factor).over()?)?;
                self.observer.charge_adjusted(Adjustment::Times(place), amount);
            }
        }
        if let Some(min) = rate.min {
            let min = Stated::of(min).over()?;
            if amount.compare(min)? == Ordering::Less {
                amount = Fraction::whole(min);
                self.observer.charge_adjusted(Adjustment::Minimum, amount);
            }
        }
        if let Some(max) = rate.max {
            let max = Stated::of(max).over()?;
            if amount.compare(max)? == Ordering::Greater {
                amount = Fraction::whole(max);
                self.observer.charge_adjusted(Adjustment::Maximum, amount);
            }
        }
        if let Some(Rounding { to, mode }) = charge.round {
            let rounded = rounding::round(amount, Stated::of(to).over()?, mode)?;
            if amount.compare(rounded)? != Ordering::Equal {
                self.observer.charge_adjusted(Adjustment::Rounding, Fraction::whole(rounded));
            }
            amount = Fraction::whole(rounded);
        }
        Some(amount)
    }

    /// Step 3: multipliers, bounds, rounding and `free` of the endpoint.
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn total<I: Integer>(&mut self, mut sum: Exact<I>) -> Result<Exact<I>, Fault> {
        let mut free = None;
        for (place, option) in self.endpoint.options.iter().enumerate() {
            match option.effect {
                Effect::Times(factor) if self.acts(option) => {
                    let product =
                        Stated::of(factor).over().and_then(|factor| sum.multiply(factor)).at(Step::Total)?;
                    sum = self.adjust(Adjustment::Times(place), sum, product).at(Step::Total)?;
                }
                Effect::Free if self.acts(option) => free = free.or(Some(place)),
                _ => {}
            }
        }
        if let Some(factor) = self.endpoint.times {
            let product =
                Stated::of(factor).over().and_then(|factor| sum.multiply(factor)).at(Step::Total)?;
            sum = self.adjust(Adjustment::OwnTimes, sum, product).at(Step::Total)?;
        }
        if let Some(min) = self.endpoint.min.filter(|_| self.selection.min_due) {
            let min = Stated::of(min).over().at(Step::Total)?;
            if min.exceeds(sum) {
                sum = self.adjust(Adjustment::Minimum, sum, min).at(Step::Total)?;
            }
        }
        if let Some(max) = self.endpoint.max {
            let max = Stated::of(max).over().at(Step::Total)?;
            if sum.exceeds(max) {
                sum = self.adjust(Adjustment::Maximum, sum, max).at(Step::Total)?;
            }
        }
        if let Some(Rounding { to, mode }) = self.endpoint.round {
            let to = Stated::of(to).over().at(Step::Total)?;
            let rounded = rounding::round(Fraction::whole(sum), to, mode).at(Step::Total)?;
            sum = self.adjust(Adjustment::Rounding, sum, rounded).at(Step::Total)?;
        }
        if let Some(place) = free {
            sum = self.adjust(Adjustment::Free(place), sum, Exact::zero()).at(Step::Total)?;
        }
        Ok(sum)
    }

    /// Takes the sum to a new value by a line of its own, which must fit the decimal type as the new sum must.
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn adjust<I: Integer>(&mut self, by: Adjustment, from: Exact<I>, to: Exact<I>) -> Option<Exact<I>> {
        let (difference, negative) = match to.compare(from) {
            Ordering::Equal => return Some(to),
            Ordering::Greater => (to.subtract(from)?, false),
            Ordering::Less => (from.subtract(to)?, true),
        };
        if !difference.is_representable() || !to.is_representable() {
            return None;
        }
        self.observer.adjusted(by, difference, negative);
        Some(to)
    }

    /// Whether an option is given and its own conditions hold.
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn acts(&self, rule: &OptionRule) -> bool {
        self.selection.gives(rule.option) && self.holds(&rule.when)
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    fn holds(&self, when: &[Condition]) -> bool {
        holds(self.endpoint, self.selection, when)
    }
}

/// A value rounded to an increment, where there is one.
#[cfg_attr(not(feature = "small"), inline(always))]
pub(crate) fn round_to<I: Integer>(value: Exact<I>, increment: Option<Rounding>) -> Option<Exact<I>> {
    match increment {
        None => Some(value),
        Some(Rounding { to, mode }) => rounding::round(Fraction::whole(value), Stated::of(to).over()?, mode),
    }
}

/// A count at its unit price and the options' prices, over `per`.
#[cfg_attr(not(feature = "small"), inline(always))]
fn unit_amount<I: Integer>(unit: UnitPrice, surcharge: Exact<I>, billed: Exact<I>) -> Option<Fraction<I>> {
    let mut price = Stated::of(unit.price).over()?;
    if !surcharge.is_zero() {
        price = price.add(surcharge)?;
    }
    let amount = billed.multiply(price)?;
    if unit.per == Decimal::ONE {
        return Some(Fraction::whole(amount));
    }
    let (factor, divisor) = reciprocal(Stated::of(unit.per));
    let Exact { mantissa, scale } = amount.multiply(factor.over()?)?;
    Some(Fraction { mantissa, scale, divisor: I::from_u128(divisor)? })
}
