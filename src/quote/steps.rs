//! What a quote keeps of one computation: a step a line, and the quantities that it read.

use alloc::boxed::Box;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::LineKind;
use crate::exact::{Exact, Integer, Stated};
use crate::price::{Adjustment, Recorder};
use crate::usage::QUANTITIES_FEW;

/// How many steps a quote has room for without an allocation.
const STEPS_FEW: usize = 8;

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
    fn flat(&mut self, rate: usize, amount: Stated) {
        self.push(LineKind::Flat, rate, decimal(amount));
    }

    #[inline(always)]
    fn option(&mut self, option: usize, amount: Stated) {
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
pub(crate) enum Counts {
    Few([Decimal; QUANTITIES_FEW], usize),
    Many(Box<[Decimal]>),
}

impl Counts {
    /// Room for so many, all of them 0.
    pub(crate) fn new(count: usize) -> Self {
        if count <= QUANTITIES_FEW {
            Counts::Few([Decimal::ZERO; QUANTITIES_FEW], count)
        } else {
            Counts::Many(alloc::vec![Decimal::ZERO; count].into())
        }
    }

    pub(crate) fn as_slice(&self) -> &[Decimal] {
        match self {
            Counts::Few(room, count) => room.get(..*count).unwrap_or_default(),
            Counts::Many(room) => room,
        }
    }

    pub(crate) fn as_mut_slice(&mut self) -> &mut [Decimal] {
        match self {
            Counts::Few(room, count) => room.get_mut(..*count).unwrap_or_default(),
            Counts::Many(room) => room,
        }
    }
}
