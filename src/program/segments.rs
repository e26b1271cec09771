//! Tiers: what all of the tiers below come to is known beforehand, so a count is one multiplication in the tier that it
//! reaches.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::number::{narrow, narrow_at, price_over};
use super::rounder::Rounder;
use super::unit::{Unit, Whole};
use crate::exact::Stated;
use crate::sheet::{Tier, Tiering};

/// A piecewise linear amount: a line for each tier.
#[derive(Debug, Clone, Default)]
pub(super) struct Segments {
    /// The last count of each tier.
    bounds: Box<[u64]>,
    lines: Box<[Line]>,
    /// The increment of each tier; empty where none has one.
    increments: Box<[Option<Rounder>]>,
}

/// The amount in one tier.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// How many do not pay the price of this tier.
    pub(super) below: u64,
    /// What is due before that price.
    pub(super) base: u64,
    /// Of one, or of an increment.
    pub(super) price: u64,
}

/// By what the prices of tiers are raised and multiplied, and the scales of amounts and of counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    /// What options add to every unit price.
    pub(super) added: Stated,
    /// What options multiply the amount with.
    pub(super) times: Stated,
    pub(super) amount_scale: u32,
    pub(super) count_scale: u32,
}

impl Segments {
    /// None where 64 bits do not hold the prices, and where a price of one unit is not a finite decimal.
    pub(super) fn of(mode: Tiering, tiers: &[Tier], terms: Terms) -> Option<Self> {
        let (mut bounds, mut lines, mut increments) = (Vec::new(), Vec::new(), Vec::new());
        let (mut below, mut due) = (0_u64, 0_u64);
        for tier in tiers {
            let up_to = tier.up_to.map_or(Some(u64::MAX), |bound| narrow_at(bound, terms.count_scale))?;
            let flat = Stated::of(tier.flat).multiply(terms.times)?;
            let base = due.checked_add(narrow(flat, terms.amount_scale)?)?;
            let places = if tier.increment.is_some() { 0 } else { terms.count_scale };
            let price = Stated::of(tier.unit.price).add(terms.added)?;
            let (price, divisor) = price_over(price, tier.unit.per, tier.increment)?;
            let price = price.multiply(terms.times).filter(|_| divisor == 1)?;
            let price = narrow(price, terms.amount_scale.checked_sub(places)?)?;
            let increment = match tier.increment {
                None => None,
                Some(increment) => Some(Rounder::increment(increment, terms.count_scale)?),
            };
            bounds.push(up_to);
            lines.push(Line { below, base, price });
            increments.push(increment);
            let below_next = match mode {
                Tiering::Graduated => tier.up_to.map(|_| up_to),
                Tiering::Volume => None,
            };
            if let Some(up_to) = below_next {
                let slice = up_to.checked_sub(below)?;
                let counted = match increment {
                    None => slice,
                    Some(increment) => increment.steps_of(slice, Whole, 0)?,
                };
                due = base.checked_add(price.checked_mul(counted)?)?;
                below = up_to;
            }
        }
        if increments.iter().all(Option::is_none) {
            increments = Vec::new();
        }
        Some(Segments { bounds: bounds.into(), lines: lines.into(), increments: increments.into() })
    }

    /// What a count above zero costs, in the unit to this degree; none beyond the last tier, and where 64 bits do not hold it.
    #[inline(always)]
    pub(super) fn amount<U: Unit>(&self, count: u64, unit: U, degree: u32) -> Option<u64> {
        let reached = self.reached(count, unit.parts(degree)?);
        let line = self.lines.get(reached)?;
        let slice = count.checked_sub(unit.lift(line.below, degree)?)?;
        let used = match self.increments.get(reached) {
            Some(Some(increment)) => {
                unit.lift(line.price.checked_mul(increment.steps_of(slice, unit, degree)?)?, degree)?
            }
            _ => line.price.checked_mul(slice)?,
        };
        unit.lift(line.base, degree)?.checked_add(used)
    }

    /// Adds the last count of each tier, where so many are included; none where an increment rounds.
    pub(super) fn ends(&self, included: u64, ends: &mut Vec<u64>) -> Option<()> {
        ends.extend(self.bounds.iter().map(|bound| bound.saturating_add(included)));
        self.increments.is_empty().then_some(())
    }

    /// The line on which a count is; none beyond the last tier.
    pub(super) fn line_at(&self, count: u64) -> Option<Line> {
        self.lines.get(self.reached(count, 1)).copied()
    }

    /// The tier that a count reaches. Where they are few, all bounds are compared: no branch depends on the count then.
    #[inline(always)]
    fn reached(&self, count: u64, one: u64) -> usize {
        const FEW: usize = 16;
        // A bound that there is no room for is passed by nothing.
        let passed = |bound: &u64| bound.saturating_mul(one) < count;
        if self.bounds.len() <= FEW {
            self.bounds
                .iter()
                .fold(0, |reached: usize, bound| reached.wrapping_add(usize::from(passed(bound))))
        } else {
            self.bounds.partition_point(passed)
        }
    }
}
