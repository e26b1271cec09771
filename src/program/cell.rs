//! What a charge costs in one case: a price for each unit of its count, and where there is more to it, the details.

use alloc::vec::Vec;

use super::limits::Limits;
use super::number::{narrow, narrow_at, price_over};
use super::rounder::{Rounder, SUM_LIMIT, divide};
use super::segments::{Line, Segments, Terms};
use super::unit::Unit;
use crate::exact::Stated;
use crate::rounding::Rounding;
use crate::sheet::{ChargeRate, Pricing};

/// A charge in one case. Counts up to `most` cost a price for each step above what is included; other counts, and other
/// quantities than whole ones, are priced by the details.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(super) struct Cell {
    /// Up to this count no sum overflows.
    pub(super) most: u64,
    included: u64,
    /// What is added to the count, or to what is included, for the division to round what is left.
    offset: u64,
    reciprocal: u64,
    pub(super) price: u64,
    shift: u8,
    /// The quantities whose product is counted; [`NO_QUANTITY`] beyond the last one.
    pub(super) factors: [u8; 3],
    /// One more than the place of the details; 0 where a price for each unit left is all.
    pub(super) detail: u16,
}

/// The place of no quantity.
pub(super) const NO_QUANTITY: u8 = u8::MAX;

/// A price below this times a count of 32 bits is below 2^58, and those of eight counts below 2^61.
pub(super) const PLAIN_PRICE: u64 = 1 << 26;

/// What there is to a charge beside a price for each unit.
#[derive(Debug, Clone)]
pub(super) struct Detail {
    /// What is left is rounded to steps, each of which has the price; in tiers each comes to its size.
    pub(super) increment: Option<Rounder>,
    /// In place of the price.
    pub(super) segments: Option<Segments>,
    pub(super) limits: Option<Limits>,
    /// Whether no row holds, so that what is counted has no price.
    pub(super) unpriced: bool,
    /// Whether an option makes the charge nothing.
    pub(super) free: bool,
}

/// By what a charge is compiled in one case.
#[derive(Debug, Clone, Copy)]
pub(super) struct Compile {
    pub(super) terms: Terms,
    pub(super) free: bool,
    pub(super) round: Option<Rounding>,
    /// The scale of the endpoint's sum, which is that of a rounded amount.
    pub(super) sum_scale: u32,
    /// No amount of a whole count may reach this.
    pub(super) limit: u64,
}

impl Cell {
    /// Nothing of it costs anything.
    const NOTHING: Cell = Cell {
        most: SUM_LIMIT - 1,
        included: 0,
        offset: 0,
        reciprocal: 1 << 63,
        price: 0,
        shift: 0,
        factors: [NO_QUANTITY; 3],
        detail: 0,
    };

    /// Where no row holds: a count of zero costs nothing, any other one is an error.
    pub(super) fn unpriced(details: &mut Vec<Detail>) -> Option<Self> {
        let detail = Detail { increment: None, segments: None, limits: None, unpriced: true, free: false };
        Some(Cell { most: 0, detail: push(details, detail)?, ..Cell::NOTHING })
    }

    /// A row of a charge in one case; none where 64 bits do not hold it.
    pub(super) fn of(row: &ChargeRate, with: Compile, details: &mut Vec<Detail>) -> Option<Self> {
        let Compile { terms, free, round, .. } = with;
        let included = narrow_at(row.included, terms.count_scale)?;
        let increment = match row.increment {
            None => None,
            Some(increment) => Some(Rounder::increment(increment, terms.count_scale)?),
        };
        let (price, divisor, segments) = match &row.pricing {
            Pricing::Unit(unit) => {
                let price = Stated::of(unit.price).add(terms.added)?;
                let (price, divisor) = price_over(price, unit.per, row.increment)?;
                let places = if increment.is_some() { 0 } else { terms.count_scale };
                let price = price.multiply(terms.times)?;
                (narrow(price, terms.amount_scale.checked_sub(places)?)?, divisor, None)
            }
            Pricing::Tiers { mode, tiers } => (0, 1, Some(Segments::of(*mode, tiers, terms)?)),
            Pricing::Table { .. } => return None,
        };
        let limits = limits(row, round, divisor, with)?;
        let mut cell = Cell { included, price, ..Cell::NOTHING };
        let is_line = segments.is_none() && limits.is_none() && !free;
        if divisor != 1 && limits.is_none() {
            return None;
        }
        let division = increment.map_or(Some((Cell::NOTHING.reciprocal, 0)), |step| step.divides_only());
        cell.most = match division {
            Some((reciprocal, shift)) if is_line => {
                let step = increment.unwrap_or(Rounder::IDENTITY);
                (cell.reciprocal, cell.shift) = (reciprocal, shift);
                cell.offset = step.bias.wrapping_sub(included);
                most(price, step, with.limit)?.checked_add(included)?
            }
            _ => 0,
        };
        if !is_line || increment.is_some() {
            cell.detail = push(details, Detail { increment, segments, limits, unpriced: false, free })?;
        }
        Some(cell)
    }

    /// Whether whole counts up to `most` are on a line; or none has a price, as no row holds.
    pub(super) fn is_line(&self, details: &[Detail]) -> bool {
        self.most > 0 || self.detail(details).is_some_and(|detail| detail.unpriced)
    }

    /// Whether each unit of one quantity has a price, a narrow one, from the first one on.
    pub(super) fn is_plain(&self) -> bool {
        let nothing = Cell::NOTHING;
        (self.included, self.offset, self.reciprocal, self.shift)
            == (nothing.included, nothing.offset, nothing.reciprocal, nothing.shift)
            && self.most > u64::from(u32::MAX)
            && self.price < PLAIN_PRICE
            && self.factors[1] == NO_QUANTITY
    }

    /// What is counted of whole quantities; none where there is no room for it.
    #[inline(always)]
    pub(super) fn count(&self, quantities: &[u64]) -> Option<u64> {
        let [first, second, third] = self.factors;
        let mut count = quantities.get(usize::from(first)).copied().unwrap_or_default();
        if let Some(second) = quantities.get(usize::from(second)) {
            count = count.checked_mul(*second)?;
            if let Some(third) = quantities.get(usize::from(third)) {
                count = count.checked_mul(*third)?;
            }
        }
        Some(count)
    }

    /// What a whole count up to `most` costs.
    #[inline(always)]
    pub(super) fn line(&self, count: u64) -> u64 {
        // No more than 63 bits are divided, and the product is below the limit.
        let left = count.max(self.included).wrapping_add(self.offset);
        divide(left, self.reciprocal, self.shift).wrapping_mul(self.price)
    }

    /// What a count costs, in the unit to this degree; or in no unit, where the charge is rounded.
    #[inline(always)]
    pub(super) fn amount<U: Unit>(
        &self,
        details: &[Detail],
        count: u64,
        unit: U,
        degree: u32,
    ) -> Option<u64> {
        let left = count.saturating_sub(unit.lift(self.included, degree)?);
        if left == 0 {
            return (count == 0 || self.detail == 0 || !self.detail(details)?.unpriced).then_some(0);
        }
        if self.detail == 0 {
            return left.checked_mul(self.price);
        }
        self.detail(details)?.amount(left, self.price, unit, degree)
    }

    /// Adds the last counts of the lines that the amount consists of; none where it is not made of lines.
    pub(super) fn ends(&self, details: &[Detail], ends: &mut Vec<u64>) -> Option<()> {
        ends.push(0);
        ends.push(self.included);
        let Some(detail) = self.detail(details) else {
            let steps = (self.reciprocal, self.shift) != (Cell::NOTHING.reciprocal, Cell::NOTHING.shift);
            return (!steps).then_some(());
        };
        if detail.increment.is_some() || detail.limits.is_some() {
            return None;
        }
        match &detail.segments {
            Some(segments) => segments.ends(self.included, ends),
            None => Some(()),
        }
    }

    /// The line on which a count is, where the amount [is made of lines](Self::ends); no line where it has no price.
    pub(super) fn line_at(&self, details: &[Detail], count: u64) -> Option<Option<Line>> {
        let nothing = Line { below: count, base: 0, price: 0 };
        let left = count.saturating_sub(self.included);
        let line = match self.detail(details) {
            None if left == 0 && self.included > 0 => Some(nothing),
            None => Some(Line { below: self.included, base: 0, price: self.price }),
            Some(_) if left == 0 => Some(nothing),
            Some(detail) if detail.unpriced => None,
            Some(detail) => {
                let line = match &detail.segments {
                    None => Some(Line { below: 0, base: 0, price: self.price }),
                    Some(segments) => segments.line_at(left),
                };
                let below = |line: Line| line.below.checked_add(self.included);
                match line {
                    Some(_) if detail.free => Some(nothing),
                    Some(line) => Some(Line { below: below(line)?, ..line }),
                    None => None,
                }
            }
        };
        Some(line)
    }

    fn detail<'d>(&self, details: &'d [Detail]) -> Option<&'d Detail> {
        details.get(usize::from(self.detail).checked_sub(1)?)
    }
}

impl Detail {
    /// What is left of a count, above zero, costs.
    #[inline(always)]
    fn amount<U: Unit>(&self, left: u64, price: u64, unit: U, degree: u32) -> Option<u64> {
        if self.unpriced {
            return None;
        }
        let amount = match (&self.increment, &self.segments) {
            (None, None) => left.checked_mul(price)?,
            (Some(increment), None) => {
                let steps = increment.steps_of(left, unit, degree)?;
                if steps == 0 {
                    return Some(0);
                }
                unit.lift(steps.checked_mul(price)?, degree)?
            }
            (None, Some(segments)) => segments.amount(left, unit, degree)?,
            (Some(increment), Some(segments)) => match increment.rounded(left, unit, degree)? {
                0 => return Some(0),
                billed => segments.amount(billed, unit, degree)?,
            },
        };
        if self.free {
            return Some(0);
        }
        let Some(limits) = &self.limits else { return Some(amount) };
        let bounded = limits.at_most(limits.at_least(amount, unit, degree)?, unit, degree)?;
        if limits.rounds { limits.round(bounded, unit, degree) } else { Some(bounded) }
    }
}

/// The most that may be left of a whole count for its price to stay below the limit.
fn most(price: u64, step: Rounder, limit: u64) -> Option<u64> {
    // A rounded count has one step more than it fills, at the most.
    let filled = match limit.wrapping_sub(1).checked_div(price) {
        None => SUM_LIMIT,
        Some(steps) => steps.checked_sub(1)?.saturating_mul(step.size),
    };
    Some(filled.min(SUM_LIMIT.wrapping_sub(1).checked_sub(step.bias)?))
}

/// Minimum, maximum and rounding of a row, in parts of the divisor that the price is over.
fn limits(row: &ChargeRate, round: Option<Rounding>, divisor: u64, with: Compile) -> Option<Option<Limits>> {
    if row.min.is_none() && row.max.is_none() && round.is_none() {
        return Some(None);
    }
    let at_scale = |amount| narrow_at(amount, with.terms.amount_scale)?.checked_mul(divisor);
    let bound = |bound: Option<_>| match bound {
        None => Some(None),
        Some(amount) => at_scale(amount).map(Some),
    };
    let rounder = match round {
        None if divisor != 1 => return None,
        None => None,
        Some(Rounding { to, mode }) => {
            Some(Rounder::new(at_scale(to)?, mode, narrow_at(to, with.sum_scale)?)?)
        }
    };
    Limits::new(bound(row.min)?, bound(row.max)?, rounder).map(Some)
}

fn push(details: &mut Vec<Detail>, detail: Detail) -> Option<u16> {
    details.push(detail);
    u16::try_from(details.len()).ok()
}
