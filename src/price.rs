//! The arithmetic: what one usage costs (section 4 of the specification, step by step).
//!
//! It is written once. The integer type decides how large its numbers may grow, and the recorder whether its steps
//! are kept: a price keeps none of them, a quote keeps all, and both are the same computation.

mod recorder;

use core::cmp::Ordering;

use rust_decimal::Decimal;

use crate::exact::{Exact, Fraction, Integer, Stated, Wide};
use crate::plan::{
    ChargePlan, ChargeRatePlan, ConditionsPlan, EffectPlan, EndpointPlan, OptionBits, OptionPlan,
    PricingPlan, QuantityPlan, StepPlan, TierPlan, UnitPlan,
};
use crate::rounding;
use crate::sheet::Comparison;
pub(crate) use recorder::{Adjustment, NoRecord, Recorder};

/// The options given and the quantities stated (or their defaults), by their places in the endpoint.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Selection<'a> {
    pub(crate) options: OptionBits,
    pub(crate) quantities: &'a [Decimal],
    /// Whether the endpoint's `min` is due; a meter may leave it for later.
    pub(crate) min_due: bool,
}

impl<'a> Selection<'a> {
    pub(crate) fn new(options: OptionBits, quantities: &'a [Decimal]) -> Self {
        Selection { options, quantities, min_due: true }
    }
}

/// Why a selection has no price. Places are those of the endpoint's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No row of the endpoint's `rates` holds.
    NoFlatRate,
    /// No row of this charge's `rates` holds.
    NoRate { charge: usize },
    /// More is taken off this charge's count than it has.
    NegativeCount { charge: usize },
    /// The count of this charge lies beyond its last tier.
    BeyondLastTier { charge: usize },
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

impl EndpointPlan {
    /// What one call of this selection costs, with 64 bits where they do and with wider integers where not.
    pub(crate) fn price<R: Recorder>(
        &self,
        selection: Selection<'_>,
        recorder: &mut R,
    ) -> Result<Decimal, Fault> {
        match (Rating { plan: self, selection, recorder }).run::<u64>() {
            Err(Fault::NotRepresentable(_)) => self.price_wider(selection, recorder),
            settled => settled,
        }
    }

    #[cold]
    fn price_wider<R: Recorder>(&self, selection: Selection<'_>, recorder: &mut R) -> Result<Decimal, Fault> {
        recorder.restart();
        match (Rating { plan: self, selection, recorder: &mut *recorder }).run::<u128>() {
            Err(Fault::NotRepresentable(_)) => {
                recorder.restart();
                Rating { plan: self, selection, recorder }.run::<Wide>()
            }
            settled => settled,
        }
    }

    /// What a row of a charge bills of a selection: its count, less what is included, rounded to the increment. None
    /// where that is below zero or too large.
    pub(crate) fn billed<I: Integer>(
        &self,
        selection: Selection<'_>,
        place: usize,
        rate: usize,
    ) -> Option<Exact<I>> {
        let charge = self.charges.get(place)?;
        let count =
            Rating { plan: self, selection, recorder: &mut NoRecord }.count::<I>(place, charge).ok()?;
        bill(count, charge.rates.get(rate)?)
    }

    /// Whether conditions hold in a selection.
    pub(crate) fn holds(&self, selection: Selection<'_>, when: &ConditionsPlan) -> bool {
        Rating { plan: self, selection, recorder: &mut NoRecord }.holds(when)
    }

    /// Whether more is taken off the count of a charge than there is.
    pub(crate) fn counts_below_zero(&self, selection: Selection<'_>, place: usize) -> bool {
        let count =
            |charge| Rating { plan: self, selection, recorder: &mut NoRecord }.count::<Wide>(place, charge);
        matches!(self.charges.get(place).map(count), Some(Err(Fault::NegativeCount { .. })))
    }

    /// Takes the steps of one charge once more, of a selection that has a price, to tell a recorder of them.
    pub(crate) fn retrace_charge<R: Recorder>(
        &self,
        selection: Selection<'_>,
        place: usize,
        recorder: &mut R,
    ) {
        let Some(charge) = self.charges.get(place) else { return };
        if (Rating { plan: self, selection, recorder }).charge::<u128>(place, charge).is_err() {
            recorder.restart();
            // What has a price has one in the widest integers.
            let _ = Rating { plan: self, selection, recorder }.charge::<Wide>(place, charge);
        }
    }
}

/// One computation.
struct Rating<'a, R> {
    plan: &'a EndpointPlan,
    selection: Selection<'a>,
    recorder: &'a mut R,
}

/// Names the step at which an integer type was too small.
trait At<T> {
    fn at(self, step: Step) -> Result<T, Fault>;
}

impl<T> At<T> for Option<T> {
    #[inline(always)]
    fn at(self, step: Step) -> Result<T, Fault> {
        self.ok_or(Fault::NotRepresentable(step))
    }
}

impl<R: Recorder> Rating<'_, R> {
    fn run<I: Integer>(mut self) -> Result<Decimal, Fault> {
        let mut sum = self.flat::<I>()?;
        for (place, charge) in self.plan.charges.iter().enumerate() {
            let amount = self.charge::<I>(place, charge)?;
            let amount = Some(amount).filter(|amount| amount.is_representable()).at(Step::Charge(place))?;
            self.recorder.charge_amount(place, amount);
            sum = sum.add(amount).filter(|sum| sum.is_representable()).at(Step::Charge(place))?;
        }
        self.total(sum)?.to_decimal().at(Step::Total)
    }

    /// Step 1: the flat amount and the options that add to it.
    #[inline(always)]
    fn flat<I: Integer>(&mut self) -> Result<Exact<I>, Fault> {
        let mut sum = Exact::zero();
        if !self.plan.rates.is_empty() {
            let (place, rate) = self
                .plan
                .rates
                .iter()
                .enumerate()
                .find(|(_, rate)| self.holds(&rate.when))
                .ok_or(Fault::NoFlatRate)?;
            self.recorder.flat(place, rate.price);
            sum = rate.price.over().at(Step::Flat)?;
        }
        for (place, option) in self.plan.options.iter().enumerate() {
            if let EffectPlan::Price(price) = option.effect
                && self.acts(option)
            {
                self.recorder.option(place, price);
                let sum_with = price.over().and_then(|price| sum.add(price));
                sum = sum_with.filter(|sum| sum.is_representable()).at(Step::Flat)?;
            }
        }
        Ok(sum)
    }

    /// Step 2: one charge.
    #[inline(always)]
    fn charge<I: Integer>(&mut self, place: usize, charge: &ChargePlan) -> Result<Exact<I>, Fault> {
        let step = Step::Charge(place);
        self.recorder.charge(place);
        let count = self.count::<I>(place, charge)?;
        self.recorder.count(count);
        if count.is_zero() {
            return Ok(Exact::zero());
        }
        let chosen = charge.rates.iter().enumerate().find(|(_, rate)| self.holds(&rate.when));
        let (row, rate) = chosen.ok_or(Fault::NoRate { charge: place })?;
        let billed = bill(count, rate).at(step)?;
        self.recorder.billed(row, billed);
        if billed.is_zero() {
            return Ok(Exact::zero());
        }
        let (surcharge, free) = self.charge_options::<I>(charge).at(step)?;
        let amount = match &rate.pricing {
            PricingPlan::Unit(unit) => unit_amount(*unit, surcharge, billed).at(step)?,
            PricingPlan::Graduated(tiers) => self.graduated(place, tiers, surcharge, billed)?,
            PricingPlan::Volume(tiers) => self.volume(place, tiers, surcharge, billed)?,
        };
        self.recorder.charged(amount);
        if let Some(option) = free {
            self.recorder.charge_adjusted(Adjustment::Free(option), Fraction::whole(Exact::<I>::zero()));
            return Ok(Exact::zero());
        }
        let amount = self.charge_bounds(charge, rate, amount).at(step)?;
        // Validation has refused what does not terminate, unless the charge is rounded.
        amount.to_exact().at(step)
    }

    /// Steps 2.1 and 2.2: what the charge counts.
    #[inline(always)]
    fn count<I: Integer>(&mut self, place: usize, charge: &ChargePlan) -> Result<Exact<I>, Fault> {
        let step = Step::Charge(place);
        let mut factors = charge.factors.iter();
        let mut count = match factors.next() {
            Some(quantity) => self.counted::<I>(*quantity).at(step)?,
            None => Exact::zero(),
        };
        for quantity in factors {
            count = count.multiply(self.counted(*quantity).at(step)?).at(step)?;
        }
        for weight in &charge.plus {
            let added = self.counted::<I>(weight.quantity).at(step)?;
            let added = weight.weight.over().and_then(|weight| added.multiply(weight));
            count = added.and_then(|added| count.add(added)).at(step)?;
        }
        if !charge.minus.is_empty() {
            let mut taken = Exact::zero();
            for weight in &charge.minus {
                let part = self.counted::<I>(weight.quantity).at(step)?;
                let part = weight.weight.over().and_then(|weight| part.multiply(weight));
                taken = part.and_then(|part| taken.add(part)).at(step)?;
            }
            if taken.exceeds(count) {
                return Err(Fault::NegativeCount { charge: place });
            }
            count = count.subtract(taken).at(step)?;
        }
        Ok(count)
    }

    /// A quantity as it counts: above zero raised to its `at_least`, then rounded to its `increment`.
    #[inline(always)]
    fn counted<I: Integer>(&mut self, place: usize) -> Option<Exact<I>> {
        let plan = self.plan.quantities.get(place)?;
        let stated = self.stated::<I>(place)?;
        let counted = if stated.is_zero() { stated } else { raise(stated, plan)? };
        self.recorder.counted(place, counted);
        Some(counted)
    }

    #[inline(always)]
    fn stated<I: Integer>(&self, place: usize) -> Option<Exact<I>> {
        Stated::of(*self.selection.quantities.get(place)?).over()
    }

    /// The sum of the unit prices that the charge's options add, and the first one that makes it free.
    #[inline(always)]
    fn charge_options<I: Integer>(&mut self, charge: &ChargePlan) -> Option<(Exact<I>, Option<usize>)> {
        let mut surcharge = Exact::zero();
        let mut free = None;
        for (place, option) in charge.options.iter().enumerate() {
            if !self.acts(option) {
                continue;
            }
            self.recorder.charge_option(place);
            match option.effect {
                EffectPlan::Price(price) => surcharge = surcharge.add(price.over()?)?,
                EffectPlan::Free => free = free.or(Some(place)),
                EffectPlan::Nothing | EffectPlan::Times(_) => {}
            }
        }
        Some((surcharge, free))
    }

    /// Each slice at its own tier's price.
    fn graduated<I: Integer>(
        &mut self,
        place: usize,
        tiers: &[TierPlan],
        surcharge: Exact<I>,
        billed: Exact<I>,
    ) -> Result<Fraction<I>, Fault> {
        let step = Step::Charge(place);
        let mut amount = Fraction::whole(Exact::zero());
        let mut lower = Exact::zero();
        for (tier_place, tier) in tiers.iter().enumerate() {
            let reached_past = match tier.up_to {
                Some(bound) => Some(bound.over::<I>().at(step)?),
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
        tiers: &[TierPlan],
        surcharge: Exact<I>,
        billed: Exact<I>,
    ) -> Result<Fraction<I>, Fault> {
        for (tier_place, tier) in tiers.iter().enumerate() {
            let passed = match tier.up_to {
                Some(bound) => billed.exceeds(bound.over::<I>().at(Step::Charge(place))?),
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
        tier: &TierPlan,
        surcharge: Exact<I>,
        slice: Exact<I>,
    ) -> Result<Fraction<I>, Fault> {
        let step = Step::Charge(place);
        let billed = round_to(slice, tier.increment).at(step)?;
        let flat = Fraction::whole(tier.flat.over().at(step)?);
        let amount = unit_amount(tier.unit, surcharge, billed).and_then(|used| flat.add(used)).at(step)?;
        self.recorder.tier(tier_place, slice, billed, amount);
        Ok(amount)
    }

    /// Steps 2.6 to 2.8: multipliers, bounds and rounding of a charge.
    #[inline(always)]
    fn charge_bounds<I: Integer>(
        &mut self,
        charge: &ChargePlan,
        rate: &ChargeRatePlan,
        mut amount: Fraction<I>,
    ) -> Option<Fraction<I>> {
        for (place, option) in charge.options.iter().enumerate() {
            if let EffectPlan::Times(factor) = option.effect
                && self.acts(option)
            {
                amount = amount.multiply(factor.over()?)?;
                self.recorder.charge_adjusted(Adjustment::Times(place), amount);
            }
        }
        if let Some(min) = rate.min {
            let min = min.over()?;
            if amount.compare(min)? == Ordering::Less {
                amount = Fraction::whole(min);
                self.recorder.charge_adjusted(Adjustment::Minimum, amount);
            }
        }
        if let Some(max) = rate.max {
            let max = max.over()?;
            if amount.compare(max)? == Ordering::Greater {
                amount = Fraction::whole(max);
                self.recorder.charge_adjusted(Adjustment::Maximum, amount);
            }
        }
        if let Some(StepPlan { to, mode }) = charge.round {
            let rounded = rounding::round(amount, to.over()?, mode)?;
            if amount.compare(rounded)? != Ordering::Equal {
                self.recorder.charge_adjusted(Adjustment::Rounding, Fraction::whole(rounded));
            }
            amount = Fraction::whole(rounded);
        }
        Some(amount)
    }

    /// Step 3: multipliers, bounds, rounding and `free` of the endpoint.
    #[inline(always)]
    fn total<I: Integer>(&mut self, mut sum: Exact<I>) -> Result<Exact<I>, Fault> {
        let mut free = None;
        for (place, option) in self.plan.options.iter().enumerate() {
            match option.effect {
                EffectPlan::Times(factor) if self.acts(option) => {
                    let product = factor.over().and_then(|factor| sum.multiply(factor)).at(Step::Total)?;
                    sum = self.adjust(Adjustment::Times(place), sum, product).at(Step::Total)?;
                }
                EffectPlan::Free if self.acts(option) => free = free.or(Some(place)),
                _ => {}
            }
        }
        if let Some(min) = self.plan.min.filter(|_| self.selection.min_due) {
            let min = min.over().at(Step::Total)?;
            if min.exceeds(sum) {
                sum = self.adjust(Adjustment::Minimum, sum, min).at(Step::Total)?;
            }
        }
        if let Some(max) = self.plan.max {
            let max = max.over().at(Step::Total)?;
            if sum.exceeds(max) {
                sum = self.adjust(Adjustment::Maximum, sum, max).at(Step::Total)?;
            }
        }
        if let Some(StepPlan { to, mode }) = self.plan.round {
            let to = to.over().at(Step::Total)?;
            let rounded = rounding::round(Fraction::whole(sum), to, mode).at(Step::Total)?;
            sum = self.adjust(Adjustment::Rounding, sum, rounded).at(Step::Total)?;
        }
        if let Some(place) = free {
            sum = self.adjust(Adjustment::Free(place), sum, Exact::zero()).at(Step::Total)?;
        }
        Ok(sum)
    }

    /// Takes the sum to a new value by a line of its own, which must fit the decimal type as the new sum must.
    #[inline(always)]
    fn adjust<I: Integer>(&mut self, by: Adjustment, from: Exact<I>, to: Exact<I>) -> Option<Exact<I>> {
        let (difference, negative) = match to.compare(from) {
            Ordering::Equal => return Some(to),
            Ordering::Greater => (to.subtract(from)?, false),
            Ordering::Less => (from.subtract(to)?, true),
        };
        if !difference.is_representable() || !to.is_representable() {
            return None;
        }
        self.recorder.adjusted(by, difference, negative);
        Some(to)
    }

    /// Whether an option is given and its own conditions hold.
    #[inline(always)]
    fn acts(&self, option: &OptionPlan) -> bool {
        self.selection.options & option.bit != 0 && self.holds(&option.when)
    }

    #[inline(always)]
    fn holds(&self, when: &ConditionsPlan) -> bool {
        self.selection.options & when.given == when.given
            && self.selection.options & when.not_given == 0
            && (when.comparisons.is_empty() || self.compare_all(when))
    }

    #[inline(never)]
    fn compare_all(&self, when: &ConditionsPlan) -> bool {
        when.comparisons.iter().all(|condition| {
            // Both are decimals of the sheet and the usage, which 128 bits hold.
            self.selection.quantities.get(condition.quantity).is_some_and(|stated| {
                let order = Stated::of(*stated).compare(condition.bound);
                match condition.comparison {
                    Comparison::Above => order.is_gt(),
                    Comparison::AtLeast => order.is_ge(),
                    Comparison::Below => order.is_lt(),
                    Comparison::AtMost => order.is_le(),
                }
            })
        })
    }
}

#[inline(always)]
fn raise<I: Integer>(stated: Exact<I>, plan: &QuantityPlan) -> Option<Exact<I>> {
    let raised = match plan.at_least {
        None => stated,
        Some(least) => {
            let least = least.over()?;
            if least.exceeds(stated) { least } else { stated }
        }
    };
    round_to(raised, plan.increment)
}

/// Step 2.4: what is billed of a count.
#[inline(always)]
fn bill<I: Integer>(count: Exact<I>, rate: &ChargeRatePlan) -> Option<Exact<I>> {
    let included = rate.included.over()?;
    if included.is_zero() {
        return round_to(count, rate.increment);
    }
    if count.exceeds(included) {
        round_to(count.subtract(included)?, rate.increment)
    } else {
        Some(Exact::zero())
    }
}

/// A value rounded to an increment, where there is one.
#[inline(always)]
pub(crate) fn round_to<I: Integer>(value: Exact<I>, increment: Option<StepPlan>) -> Option<Exact<I>> {
    match increment {
        None => Some(value),
        Some(StepPlan { to, mode }) => rounding::round(Fraction::whole(value), to.over()?, mode),
    }
}

/// A count at its unit price and the options' prices, over `per`.
#[inline(always)]
fn unit_amount<I: Integer>(unit: UnitPlan, surcharge: Exact<I>, billed: Exact<I>) -> Option<Fraction<I>> {
    let mut price = unit.price.over()?;
    if !surcharge.is_zero() {
        price = price.add(surcharge)?;
    }
    let mut amount = billed.multiply(price)?;
    if unit.factor.mantissa != 1 || unit.factor.scale != 0 {
        amount = amount.multiply(unit.factor.over()?)?;
    }
    Some(Fraction { mantissa: amount.mantissa, scale: amount.scale, divisor: I::from_u128(unit.divisor)? })
}
