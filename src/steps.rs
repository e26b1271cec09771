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
const STEPS_FEW: usize = 8;

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

/// A step in two words, as the arithmetic hands it over: its amount is no decimal yet.
#[derive(Debug, Clone, Copy)]
struct Record {
    /// The place among the wide amounts, where the scale says so.
    mantissa: i64,
    place: u32,
    kind: LineKind,
    /// [`WIDE`] for an amount that 64 bits do not hold.
    scale: u8,
}

const WIDE: u8 = u8::MAX;

/// The steps in their order.
#[derive(Debug, Clone)]
pub(crate) struct Steps {
    few: [Record; STEPS_FEW],
    count: usize,
    /// There where the few have no room, or no place for an amount.
    further: Option<Box<Further>>,
}

#[derive(Debug, Clone, Default)]
struct Further {
    steps: Vec<Record>,
    wide: Vec<Decimal>,
}

const NO_STEP: Record = Record { mantissa: 0, place: 0, kind: LineKind::Flat, scale: 0 };

impl Step {
    pub(crate) fn place(&self) -> usize {
        usize::try_from(self.place).unwrap_or(usize::MAX)
    }
}

impl Steps {
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn new() -> Self {
        Steps { few: [NO_STEP; STEPS_FEW], count: 0, further: None }
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    fn push<I: Integer>(&mut self, kind: LineKind, place: usize, amount: Exact<I>, negative: bool) {
        // No list of a sheet is longer.
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        let narrow = amount.mantissa.to_u128().and_then(|mantissa| i64::try_from(mantissa).ok());
        match (narrow, u8::try_from(amount.scale), self.few.get_mut(self.count)) {
            (Some(mantissa), Ok(scale), Some(room)) if amount.scale <= SCALE_MAX => {
                let mantissa = if negative { mantissa.wrapping_neg() } else { mantissa };
                *room = Record { mantissa, place, kind, scale };
                self.count = self.count.wrapping_add(1);
            }
            _ => self.push_further(kind, place, amount, negative),
        }
    }

    /// The same for what there is no room for among the few, or no place for its amount.
    #[inline(never)]
    fn push_further<I: Integer>(&mut self, kind: LineKind, place: u32, amount: Exact<I>, negative: bool) {
        let further = self.further.get_or_insert_default();
        let mantissa = i64::try_from(further.wide.len()).unwrap_or_default();
        // Amounts that become steps have been found representable by the arithmetic.
        let mut amount = amount.to_decimal().unwrap_or_default();
        amount.set_sign_negative(negative);
        further.wide.push(amount);
        let record = Record { mantissa, place, kind, scale: WIDE };
        match self.few.get_mut(self.count) {
            Some(room) => *room = record,
            None => further.steps.push(record),
        }
        self.count = self.count.wrapping_add(1);
    }

    pub(crate) fn len(&self) -> usize {
        self.count
    }

    pub(crate) fn get(&self, at: usize) -> Step {
        let further = || self.further.as_ref()?.steps.get(at.checked_sub(STEPS_FEW)?);
        let record = *self.few.get(at).or_else(further).unwrap_or(&NO_STEP);
        Step { kind: record.kind, place: record.place, amount: self.amount(record) }
    }

    fn amount(&self, record: Record) -> Decimal {
        if record.scale == WIDE {
            let wide = usize::try_from(record.mantissa).ok();
            return wide.and_then(|at| self.further.as_ref()?.wide.get(at)).copied().unwrap_or_default();
        }
        let amount = Narrow::of(record.mantissa.unsigned_abs(), record.scale.into());
        let mut amount = amount.decimal().unwrap_or_default();
        amount.set_sign_negative(record.mantissa < 0);
        amount
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
        let steps = self.few.get(..self.count)?;
        let scale = steps.first()?.scale;
        let (mut sum, mut differs) = (0_i128, scale == WIDE);
        for step in steps {
            // A few numbers of 64 bits each.
            sum = sum.wrapping_add(step.mantissa.into());
            differs |= step.scale != scale;
        }
        let power = ten_to(u32::from(scale).checked_sub(price.scale).filter(|_| !differs)?)?;
        Some(i128::from(price.mantissa).checked_mul(power.into())? == sum)
    }

    /// The same for any steps.
    #[inline(never)]
    pub(crate) fn decimals_add_up_to(&self, price: Decimal) -> bool {
        let mut amounts = (0..self.count).map(|at| self.get(at).amount);
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
            // The place of none: it is the endpoint's own.
            Adjustment::OwnTimes => usize::MAX,
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
pub(crate) struct Counts {
    few: [Decimal; COUNTS_FEW],
    /// All of them, where there are more than a few.
    many: Box<[Decimal]>,
    count: usize,
}

impl Counts {
    /// Room for so many, all of them 0.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn new(count: usize) -> Self {
        let many = if count > COUNTS_FEW { Counts::room(count) } else { Box::default() };
        Counts { few: [Decimal::ZERO; COUNTS_FEW], many, count }
    }

    #[inline(never)]
    fn room(count: usize) -> Box<[Decimal]> {
        alloc::vec![Decimal::ZERO; count].into()
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn as_slice(&self) -> &[Decimal] {
        self.few.get(..self.count).unwrap_or(&self.many)
    }

    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(crate) fn as_mut_slice(&mut self) -> &mut [Decimal] {
        self.few.get_mut(..self.count).unwrap_or(&mut self.many)
    }
}
