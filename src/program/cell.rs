//! What a charge costs in one case: a price for each unit of its count, or a price in each of its tiers, and where there is
//! more to it, the details.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::limits::Limits;
use super::number::{narrow, narrow_at, price_over};
use super::rounder::{Rounder, SUM_LIMIT, divide};
use super::segments::{Increments, Line, Segment, Terms, segments};
use crate::exact::Stated;
use crate::rounding::Rounding;
use crate::sheet::{ChargeRate, Pricing};

/// A charge in one case. Counts up to `most` cost a price for each step above what is included, or what their segment says;
/// other counts, and other quantities than whole ones, are priced with a check at each step.
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
    /// Where its segments begin among those of the program, and how many they are; none where one price holds.
    first_segment: u32,
    segments: u16,
    /// One more than the place of the details; 0 where there are none.
    detail: u16,
    pub(super) form: Form,
}

/// How a whole count up to `most` is priced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// A price for each step above what is included.
    Line,
    /// What its segment says.
    Segments,
    /// With a check at each step, as every other count is.
    Checked,
}

/// The place of no quantity.
pub(super) const NO_QUANTITY: u8 = u8::MAX;

/// A price below this times a count of 32 bits is below 2^58, and those of eight counts below 2^61.
pub(super) const PLAIN_PRICE: u64 = 1 << 26;

/// What the cells of a program refer to, each by its place: one list for all of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Shared {
    pub(super) segments: Vec<Segment>,
    details: Vec<Detail>,
}

/// What there is to a charge beside its prices.
#[derive(Debug, Clone)]
struct Detail {
    /// What is left is rounded to steps, each of which has the price; in tiers each comes to its size.
    increment: Option<Rounder>,
    increments: Increments,
    limits: Option<Limits>,
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
        first_segment: 0,
        segments: 0,
        detail: 0,
        form: Form::Line,
    };

    /// Where no row holds: a count of zero costs nothing, any other one is an error, as beyond the last tier.
    pub(super) fn unpriced(shared: &mut Shared) -> Option<Self> {
        let nowhere = Segment { up_to: 0, line: Line::default() };
        Some(Cell { most: 0, form: Form::Line, ..Cell::NOTHING.in_segments([nowhere], shared)? })
    }

    /// A row of a charge in one case; none where 64 bits do not hold it.
    pub(super) fn of(row: &ChargeRate, with: Compile, shared: &mut Shared) -> Option<Self> {
        let Compile { terms, free, round, .. } = with;
        let included = narrow_at(row.included, terms.count_scale)?;
        let increment = match row.increment {
            None => None,
            Some(increment) => Some(Rounder::increment(increment, terms.count_scale)?),
        };
        // Where an option makes the charge nothing, no step after the prices applies.
        let limits = |divisor| if free { Some(None) } else { limits(row, round, divisor, with) };
        let (mut cell, limits, increments) = match &row.pricing {
            Pricing::Unit(_) if free => return Some(Cell { included, ..Cell::NOTHING }),
            Pricing::Unit(unit) => {
                let price = Stated::of(unit.price).add(terms.added)?;
                let (price, divisor) = price_over(price, unit.per, row.increment)?;
                let places = if increment.is_some() { 0 } else { terms.count_scale };
                let price = narrow(price.multiply(terms.times)?, terms.amount_scale.checked_sub(places)?)?;
                let limits = limits(divisor)?;
                if divisor != 1 && limits.is_none() {
                    return None;
                }
                (Cell { included, price, ..Cell::NOTHING }, limits, Box::default())
            }
            Pricing::Tiers { mode, tiers } => {
                let (segments, increments) = segments(*mode, tiers, terms, free)?;
                let cell = Cell { included, ..Cell::NOTHING.in_segments(segments, shared)? };
                (cell, limits(1)?, increments)
            }
            Pricing::Table { .. } => return None,
        };
        cell.most = match increment.map_or(Some((cell.reciprocal, 0)), |step| step.divides_only()) {
            Some((reciprocal, shift)) if cell.form == Form::Line && limits.is_none() => {
                let step = increment.unwrap_or(Rounder::IDENTITY);
                (cell.reciprocal, cell.shift) = (reciprocal, shift);
                cell.offset = step.bias.wrapping_sub(included);
                most(cell.price, step, with.limit)?.checked_add(included)?
            }
            _ if cell.form == Form::Segments
                && increment.is_none()
                && increments.is_empty()
                && limits.is_none() =>
            {
                let most = Segment::most(cell.own_segments(shared)?, with.limit);
                most.saturating_add(included).min(SUM_LIMIT.wrapping_sub(1))
            }
            _ => {
                cell.form = Form::Checked;
                0
            }
        };
        if increment.is_some() || !increments.is_empty() || limits.is_some() {
            shared.details.push(Detail { increment, increments, limits });
            cell.detail = u16::try_from(shared.details.len()).ok()?;
        }
        Some(cell)
    }

    fn in_segments(self, segments: impl IntoIterator<Item = Segment>, shared: &mut Shared) -> Option<Self> {
        let first_segment = u32::try_from(shared.segments.len()).ok()?;
        shared.segments.extend(segments);
        let count = shared.segments.len().checked_sub(usize::try_from(first_segment).ok()?)?;
        Some(Cell { first_segment, segments: u16::try_from(count).ok()?, form: Form::Segments, ..self })
    }

    /// Whether each unit of one quantity has a price, a narrow one, from the first one on.
    pub(super) fn is_plain(&self) -> bool {
        let nothing = Cell::NOTHING;
        (self.included, self.offset, self.reciprocal, self.shift)
            == (nothing.included, nothing.offset, nothing.reciprocal, nothing.shift)
            && self.form == Form::Line
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

    /// What a whole count up to `most` costs, where a price for each step is all.
    #[inline(always)]
    pub(super) fn line(&self, count: u64) -> u64 {
        // No more than 63 bits are divided, and the product is below the limit.
        let left = count.max(self.included).wrapping_add(self.offset);
        divide(left, self.reciprocal, self.shift).wrapping_mul(self.price)
    }

    /// The same where its segment says it; none beyond the last one.
    #[inline(always)]
    pub(super) fn segment(&self, shared: &Shared, count: u64) -> Option<u64> {
        let left = count.saturating_sub(self.included);
        if left == 0 {
            return Some(0);
        }
        let segments = self.own_segments(shared)?;
        let Line { below, base, price } = segments.get(Segment::reached(segments, left, 1))?.line;
        Some(base.wrapping_add(price.wrapping_mul(left.wrapping_sub(below))))
    }

    #[inline(always)]
    fn own_segments<'s>(&self, shared: &'s Shared) -> Option<&'s [Segment]> {
        shared.segments.get(usize::try_from(self.first_segment).ok()?..)?.get(..self.segments.into())
    }

    /// What a count in parts of `one` costs, in the same parts; or in whole ones, where the charge is rounded.
    #[inline(always)]
    pub(super) fn amount(&self, shared: &Shared, count: u64, one: u64) -> Option<u64> {
        let left = count.saturating_sub(self.included.checked_mul(one)?);
        if self.segments == 0 && self.detail == 0 {
            return left.checked_mul(self.price);
        }
        if left == 0 { Some(0) } else { self.further(shared, left, one) }
    }

    /// What is left of a count, above zero, costs where there is more to it than a price.
    #[inline(never)]
    fn further(&self, shared: &Shared, mut left: u64, one: u64) -> Option<u64> {
        let Some(detail) = self.detail(shared) else { return self.in_segment(shared, left, &[], one) };
        let amount = if self.segments == 0 {
            match &detail.increment {
                None => left.checked_mul(self.price)?,
                Some(increment) => match increment.steps_of(left, one)? {
                    0 => return Some(0),
                    steps => steps.checked_mul(self.price)?.checked_mul(one)?,
                },
            }
        } else {
            if let Some(increment) = &detail.increment {
                left = increment.rounded(left, one)?;
                if left == 0 {
                    return Some(0);
                }
            }
            self.in_segment(shared, left, &detail.increments, one)?
        };
        let Some(limits) = &detail.limits else { return Some(amount) };
        let bounded = limits.at_most(limits.at_least(amount, one)?, one);
        if limits.rounds { limits.round(bounded, one) } else { Some(bounded) }
    }

    /// What a count above zero costs in the segment that it reaches; none beyond the last one.
    #[inline(always)]
    fn in_segment(
        &self,
        shared: &Shared,
        left: u64,
        increments: &[Option<Rounder>],
        one: u64,
    ) -> Option<u64> {
        let segments = self.own_segments(shared)?;
        let reached = Segment::reached(segments, left, one);
        let Line { below, base, price } = segments.get(reached)?.line;
        let slice = left.checked_sub(below.checked_mul(one)?)?;
        let used = match increments.get(reached) {
            Some(Some(increment)) => price.checked_mul(increment.steps_of(slice, one)?)?.checked_mul(one)?,
            _ => price.checked_mul(slice)?,
        };
        base.checked_mul(one)?.checked_add(used)
    }

    /// Adds the last counts of the lines that the amount consists of; none where it is not made of lines.
    pub(super) fn ends(&self, shared: &Shared, ends: &mut Vec<u64>) -> Option<()> {
        if self.detail != 0 {
            return None;
        }
        ends.extend([0, self.included]);
        let bounds = self.own_segments(shared)?.iter().map(|segment| segment.up_to);
        ends.extend(bounds.map(|bound| bound.saturating_add(self.included)));
        Some(())
    }

    /// The line on which a count is, where the amount [is made of lines](Self::ends); no line where it has no price.
    pub(super) fn line_at(&self, shared: &Shared, count: u64) -> Option<Option<Line>> {
        let left = count.saturating_sub(self.included);
        if left == 0 && (self.included > 0 || self.segments > 0) {
            return Some(Some(Line { below: count, base: 0, price: 0 }));
        }
        let line = match self.own_segments(shared)? {
            [] => Some(Line { below: 0, base: 0, price: self.price }),
            segments => segments.get(Segment::reached(segments, left, 1)).map(|segment| segment.line),
        };
        let Some(line) = line else { return Some(None) };
        Some(Some(Line { below: line.below.checked_add(self.included)?, ..line }))
    }

    fn detail<'d>(&self, shared: &'d Shared) -> Option<&'d Detail> {
        shared.details.get(usize::from(self.detail).checked_sub(1)?)
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
