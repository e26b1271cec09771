//! What a quote keeps of one computation: a step a line, and the quantities that it read.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use rust_decimal::Decimal;

use crate::exact::{Exact, Integer, sum};
use crate::number::SCALE_MAX;
use crate::program::{Narrow, ten_to};
use crate::rules::{Adjustment, Observer};

/// How many steps a quote has room for without an allocation.
const STEPS_FEW: usize = 7;

/// How many quantities it has room for without one.
const COUNTS_FEW: usize = 4;

/// Which step of the arithmetic a line stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// The flat amount: the endpoint's `price`, or the row of its `rates` that holds.
    Flat,
    /// An option of the endpoint that adds to the flat amount.
    Option,
    /// A charge, after its own bounds and rounding.
    Charge,
    /// What the multiplier of an option adds to the sum, or takes off; where the line has no name, the endpoint's own.
    Times,
    /// What the endpoint's `min` adds.
    Minimum,
    /// What the endpoint's `max` takes off.
    Maximum,
    /// What the endpoint's rounding adds or takes off.
    Rounding,
    /// What an option that makes the call free takes off: all of it.
    Free,
}

impl LineKind {
    /// The word for it in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            LineKind::Flat => "flat",
            LineKind::Option => "option",
            LineKind::Charge => "charge",
            LineKind::Times => "times",
            LineKind::Minimum => "min",
            LineKind::Maximum => "max",
            LineKind::Rounding => "round",
            LineKind::Free => "free",
        }
    }
}

impl fmt::Display for LineKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A step of the arithmetic and what it adds to the sum, or takes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) kind: LineKind,
    /// The place of the row, the option or the charge in the endpoint's list; 0 for other kinds.
    place: u32,
    pub(crate) amount: Decimal,
}

/// A step without its amount, which is not a decimal yet.
#[derive(Debug, Clone, Copy)]
struct Tag {
    place: u16,
    kind: LineKind,
    /// [`WIDE`] for a step that there is no room for here.
    scale: u8,
}

const WIDE: u8 = u8::MAX;

/// The place of the endpoint's own multiplier: no list of rules is as long.
const OWN: usize = 0xffff;

/// The steps in their order.
#[derive(Debug, Clone)]
pub(crate) struct Steps {
    /// The amounts of the first steps; of a wide one, its place among those.
    mantissas: [i64; STEPS_FEW],
    tags: [Tag; STEPS_FEW],
    count: u16,
    /// There where the few have no room, or no place for an amount.
    further: Option<Box<Further>>,
}

#[derive(Debug, Clone, Default)]
struct Further {
    /// Those of the first steps whose amount or place is too large for them.
    wide: Vec<Step>,
    /// The steps beyond the first ones.
    steps: Vec<Step>,
}

const NO_TAG: Tag = Tag { place: 0, kind: LineKind::Flat, scale: 0 };

impl Step {
    pub(crate) fn place(&self) -> usize {
        usize::try_from(self.place).unwrap_or(usize::MAX)
    }
}

impl Steps {
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn new() -> Self {
        Steps { mantissas: [0; STEPS_FEW], tags: [NO_TAG; STEPS_FEW], count: 0, further: None }
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    fn push<I: Integer>(&mut self, kind: LineKind, place: usize, amount: Exact<I>, negative: bool) {
        let narrow = amount.mantissa.to_u128().and_then(|mantissa| i64::try_from(mantissa).ok());
        let room =
            self.mantissas.get_mut(usize::from(self.count)).zip(self.tags.get_mut(usize::from(self.count)));
        match (narrow, u8::try_from(amount.scale), u16::try_from(place), room) {
            (Some(mantissa), Ok(scale), Ok(place), Some((room, tag))) if amount.scale <= SCALE_MAX => {
                *room = if negative { mantissa.wrapping_neg() } else { mantissa };
                *tag = Tag { place, kind, scale };
                self.count = self.count.wrapping_add(1);
            }
            _ => self.push_further(kind, place, amount, negative),
        }
    }

    /// The same for what there is no room for among the few, or no place for its amount.
    #[inline(never)]
    fn push_further<I: Integer>(&mut self, kind: LineKind, place: usize, amount: Exact<I>, negative: bool) {
        let further = self.further.get_or_insert_default();
        // Amounts that become steps have been found representable by the arithmetic.
        let mut amount = amount.to_decimal().unwrap_or_default();
        amount.set_sign_negative(negative);
        // No list of a sheet is longer.
        let step = Step { kind, place: u32::try_from(place).unwrap_or(u32::MAX), amount };
        let at = usize::from(self.count);
        match self.mantissas.get_mut(at).zip(self.tags.get_mut(at)) {
            Some((room, tag)) => {
                *room = i64::try_from(further.wide.len()).unwrap_or_default();
                *tag = Tag { scale: WIDE, ..NO_TAG };
                further.wide.push(step);
            }
            None => further.steps.push(step),
        }
        self.count = self.count.wrapping_add(1);
    }

    pub(crate) fn len(&self) -> usize {
        usize::from(self.count)
    }

    pub(crate) fn get(&self, at: usize) -> Step {
        let further = || self.further.as_deref();
        let step = match self.mantissas.get(at).zip(self.tags.get(at)) {
            Some((mantissa, Tag { place, kind, scale })) if *scale != WIDE => {
                let amount = Narrow::of(mantissa.unsigned_abs(), (*scale).into());
                let mut amount = amount.decimal().unwrap_or_default();
                amount.set_sign_negative(*mantissa < 0);
                Some(Step { kind: *kind, place: (*place).into(), amount })
            }
            Some((wide, _)) => usize::try_from(*wide).ok().and_then(|at| further()?.wide.get(at)).copied(),
            None => at.checked_sub(STEPS_FEW).and_then(|at| further()?.steps.get(at)).copied(),
        };
        step.unwrap_or(Step { kind: LineKind::Flat, place: 0, amount: Decimal::ZERO })
    }

    /// Whether the steps come to this: no quote exists whose lines do not add up to its price.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn add_up_to(&self, price: Narrow) -> bool {
        self.narrow_add_up_to(price)
            .unwrap_or_else(|| price.decimal().is_some_and(|price| self.decimals_add_up_to(price)))
    }

    /// The same for few steps of one scale; none for others.
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn narrow_add_up_to(&self, price: Narrow) -> Option<bool> {
        let (mantissas, tags) = (self.mantissas.get(..self.len())?, self.tags.get(..self.len())?);
        let scale = tags.first()?.scale;
        let (mut sum, mut differs) = (0_i128, scale == WIDE);
        for (mantissa, tag) in mantissas.iter().zip(tags) {
            // A few numbers of 64 bits each.
            sum = sum.wrapping_add((*mantissa).into());
            differs |= tag.scale != scale;
        }
        let power = ten_to(u32::from(scale).checked_sub(price.scale).filter(|_| !differs)?)?;
        Some(i128::from(price.mantissa).checked_mul(power.into())? == sum)
    }

    /// The same for any steps.
    #[inline(never)]
    pub(crate) fn decimals_add_up_to(&self, price: Decimal) -> bool {
        let mut amounts = (0..self.len()).map(|at| self.get(at).amount);
        amounts.try_fold(Decimal::ZERO, sum) == Some(price)
    }
}

impl Observer for Steps {
    fn restart(&mut self) {
        *self = Steps::new();
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    fn flat<I: Integer>(&mut self, rate: usize, amount: Exact<I>) {
        self.push(LineKind::Flat, rate, amount, false);
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    fn option<I: Integer>(&mut self, option: usize, amount: Exact<I>) {
        self.push(LineKind::Option, option, amount, false);
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    fn charge_amount<I: Integer>(&mut self, charge: usize, amount: Exact<I>) {
        self.push(LineKind::Charge, charge, amount, false);
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    fn adjusted<I: Integer>(&mut self, by: Adjustment, difference: Exact<I>, negative: bool) {
        let place = match by {
            Adjustment::Times(option) | Adjustment::Free(option) => option,
            Adjustment::OwnTimes => OWN,
            Adjustment::Minimum | Adjustment::Maximum | Adjustment::Rounding => 0,
        };
        self.push(by.into(), place, difference, negative);
    }
}

impl From<Adjustment> for LineKind {
    fn from(by: Adjustment) -> Self {
        match by {
            Adjustment::Times(_) | Adjustment::OwnTimes => LineKind::Times,
            Adjustment::Minimum => LineKind::Minimum,
            Adjustment::Maximum => LineKind::Maximum,
            Adjustment::Rounding => LineKind::Rounding,
            Adjustment::Free(_) => LineKind::Free,
        }
    }
}

/// How much of every quantity of an endpoint, in the sheet's order.
#[derive(Debug, Clone)]
pub(crate) enum Counts {
    /// So many.
    Few([Decimal; COUNTS_FEW], u8),
    Many(Box<[Decimal]>),
}

impl Counts {
    /// Room for so many, all of them 0.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn new(count: usize) -> Self {
        match u8::try_from(count) {
            Ok(few) if count <= COUNTS_FEW => Counts::Few([Decimal::ZERO; COUNTS_FEW], few),
            _ => Counts::many(count),
        }
    }

    #[inline(never)]
    fn many(count: usize) -> Self {
        Counts::Many(alloc::vec![Decimal::ZERO; count].into())
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn as_slice(&self) -> &[Decimal] {
        match self {
            Counts::Few(few, count) => few.get(..usize::from(*count)).unwrap_or_default(),
            Counts::Many(many) => many,
        }
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn as_mut_slice(&mut self) -> &mut [Decimal] {
        match self {
            Counts::Few(few, count) => few.get_mut(..usize::from(*count)).unwrap_or_default(),
            Counts::Many(many) => many,
        }
    }
}
