//! What a quote keeps of one computation: a step a line, and the quantities that it read.

use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::LineKind;
use crate::exact::{Exact, Integer};
use crate::price::{Adjustment, Recorder};

/// How many steps a quote has room for without an allocation.
const STEPS_FEW: usize = 8;

/// How many quantities it has room for without one.
const COUNTS_FEW: usize = 4;

/// A step of the arithmetic and what it adds to the sum, or takes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    pub(super) kind: LineKind,
    /// The place of the row, the option or the charge in the endpoint's list; 0 for other kinds.
    place: u32,
    pub(super) amount: Decimal,
}

/// The steps in their order.
#[derive(Debug, Clone)]
pub(crate) struct Steps {
    few: [Step; STEPS_FEW],
    count: usize,
    /// Those that the few have no room for.
    more: Vec<Step>,
}

const NO_STEP: Step = Step { kind: LineKind::Flat, place: 0, amount: Decimal::ZERO };

impl Step {
    pub(super) fn place(&self) -> usize {
        usize::try_from(self.place).unwrap_or(usize::MAX)
    }
}

impl Steps {
    #[inline(always)]
    pub(crate) fn new() -> Self {
        Steps { few: [NO_STEP; STEPS_FEW], count: 0, more: Vec::new() }
    }

    #[inline(always)]
    fn push(&mut self, kind: LineKind, place: usize, amount: Decimal) {
        // No list of a sheet is longer.
        let step = Step { kind, place: u32::try_from(place).unwrap_or(u32::MAX), amount };
        match self.few.get_mut(self.count) {
            Some(room) => *room = step,
            None => self.more.push(step),
        }
        self.count = self.count.saturating_add(1);
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }

    pub(super) fn get(&self, at: usize) -> Step {
        let step = self.few.get(at).or_else(|| self.more.get(at.checked_sub(STEPS_FEW)?));
        step.copied().unwrap_or(NO_STEP)
    }

    fn amounts(&self) -> impl Iterator<Item = Decimal> {
        let few = self.few.iter().take(self.count);
        few.chain(&self.more).map(|step| step.amount)
    }

    /// Whether the steps come to this: no quote exists whose lines do not add up to its price.
    pub(crate) fn add_up_to(&self, price: Decimal) -> bool {
        let sum = self.amounts().try_fold(Decimal::ZERO, |sum, amount| sum.checked_add(amount));
        sum == Some(price)
    }
}

/// Amounts that become steps have been found representable by the arithmetic.
#[inline(always)]
fn decimal<I: Integer>(amount: Exact<I>) -> Decimal {
    amount.to_decimal().unwrap_or_default()
}

impl Recorder for Steps {
    fn restart(&mut self) {
        self.count = 0;
        self.more.clear();
    }

    #[inline(always)]
    fn flat<I: Integer>(&mut self, rate: usize, amount: Exact<I>) {
        self.push(LineKind::Flat, rate, decimal(amount));
    }

    #[inline(always)]
    fn option<I: Integer>(&mut self, option: usize, amount: Exact<I>) {
        self.push(LineKind::Option, option, decimal(amount));
    }

    #[inline(always)]
    fn charge_amount<I: Integer>(&mut self, charge: usize, amount: Exact<I>) {
        self.push(LineKind::Charge, charge, decimal(amount));
    }

    #[inline(always)]
    fn adjusted<I: Integer>(&mut self, by: Adjustment, difference: Exact<I>, negative: bool) {
        let mut amount = decimal(difference);
        amount.set_sign_negative(negative);
        let place = match by {
            Adjustment::Times(option) | Adjustment::Free(option) => option,
            Adjustment::Minimum | Adjustment::Maximum | Adjustment::Rounding => 0,
        };
        self.push(by.into(), place, amount);
    }
}

impl From<Adjustment> for LineKind {
    fn from(by: Adjustment) -> Self {
        match by {
            Adjustment::Times(_) => LineKind::Times,
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
    many: Vec<Decimal>,
    count: usize,
}

impl Counts {
    /// Room for so many, all of them 0.
    #[inline(always)]
    pub(crate) fn new(count: usize) -> Self {
        let many = if count > COUNTS_FEW { alloc::vec![Decimal::ZERO; count] } else { Vec::new() };
        Counts { few: [Decimal::ZERO; COUNTS_FEW], many, count }
    }

    #[inline(always)]
    pub(crate) fn as_slice(&self) -> &[Decimal] {
        self.few.get(..self.count).unwrap_or(&self.many)
    }

    #[inline(always)]
    pub(crate) fn as_mut_slice(&mut self) -> &mut [Decimal] {
        self.few.get_mut(..self.count).unwrap_or(&mut self.many)
    }
}
