//! What a charge costs in one case: a price for each unit of its count, or a price in each of its tiers, and where there is
//! more to it, the details.

mod compile;

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::asked::Answers;
use super::charge::{Weight, weighted_sum};
use super::limits::Limits;
use super::rounder::{Rounder, SUM_LIMIT, divide};
use super::segments::{Increments, Line, Segment};
use super::table::NO_PRICE;
pub(super) use compile::{ByTable, Compile};

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
    /// What the price of its table is multiplied by, to be added to that price.
    multiplier: u64,
    shift: u8,
    /// The quantities whose product is counted; [`NO_QUANTITY`] beyond the last one.
    pub(super) factors: [u8; 3],
    /// Where its segments begin among those of the program, and how many they are; none where one price holds.
    first_segment: u32,
    segments: u16,
    /// One more than the place of the details; 0 where there are none.
    detail: u16,
    pub(super) form: Form,
    /// One more than the place of the quantities by which more is included; 0 where there are none.
    pub(super) included_by: u8,
    /// One more than the place of its table; 0 where it has none.
    pub(super) table: u8,
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
    included_by: Vec<Box<[Weight]>>,
}

/// What there is to a charge beside its prices.
#[derive(Debug, Clone)]
struct Detail {
    /// What is left is rounded to steps, each of which has the price; in tiers each comes to its size.
    increment: Option<Rounder>,
    increments: Increments,
    limits: Option<Limits>,
}

impl Cell {
    /// Nothing of it costs anything.
    const NOTHING: Cell = Cell {
        most: SUM_LIMIT - 1,
        included: 0,
        offset: 0,
        reciprocal: 1 << 63,
        price: 0,
        multiplier: 0,
        shift: 0,
        factors: [NO_QUANTITY; 3],
        first_segment: 0,
        segments: 0,
        detail: 0,
        form: Form::Line,
        included_by: 0,
        table: 0,
    };

    /// Where no row holds: a count of zero costs nothing, any other one is an error, as beyond the last tier.
    pub(super) fn unpriced(shared: &mut Shared) -> Option<Self> {
        let nowhere = Segment { up_to: 0, line: Line::default() };
        Some(Cell { most: 0, form: Form::Line, ..Cell::NOTHING.in_segments([nowhere], shared)? })
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
            && self.included_by == 0
            && self.table == 0
    }

    /// The price of each step, by the table where it has one; none where no row of that matches, or there is no room for it.
    #[inline(always)]
    pub(super) fn price(&self, answers: &Answers) -> Option<u64> {
        if self.table == 0 { Some(self.price) } else { self.price_by_table(answers) }
    }

    /// The same where it has a table.
    #[inline(never)]
    fn price_by_table(&self, answers: &Answers) -> Option<u64> {
        let price = *answers.prices.get(usize::from(self.table).checked_sub(1)?)?;
        self.price_of(Some(price).filter(|price| *price != NO_PRICE)?)
    }

    /// The price of each step where this is the one in its table.
    #[inline(always)]
    fn price_of(&self, price: u64) -> Option<u64> {
        price.checked_mul(self.multiplier)?.checked_add(self.price)
    }

    /// What is left of a count when that is taken off which quantities include, where these have so many decimal places, and the
    /// count those of so many quantities.
    #[inline(always)]
    pub(super) fn left(
        &self,
        shared: &Shared,
        count: u64,
        quantities: &[u64],
        (places, degree): (u32, u32),
    ) -> Option<u64> {
        if self.included_by == 0 {
            return Some(count);
        }
        self.left_by(shared, count, quantities, (places, degree))
    }

    #[inline(never)]
    fn left_by(
        &self,
        shared: &Shared,
        count: u64,
        quantities: &[u64],
        (places, degree): (u32, u32),
    ) -> Option<u64> {
        let included = shared.included_by.get(usize::from(self.included_by).checked_sub(1)?)?;
        Some(count.saturating_sub(weighted_sum(included, 0, quantities, places, degree)?))
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
    pub(super) fn line(&self, count: u64, price: u64) -> u64 {
        // No more than 63 bits are divided, and the product is below the limit.
        let left = count.max(self.included).wrapping_add(self.offset);
        divide(left, self.reciprocal, self.shift).wrapping_mul(price)
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

    /// What a count in parts of `one` costs at this price, in the same parts; or in whole ones, where the charge is rounded.
    #[inline(always)]
    pub(super) fn amount(&self, shared: &Shared, price: u64, count: u64, one: u64) -> Option<u64> {
        let left = count.saturating_sub(self.included.checked_mul(one)?);
        if self.segments == 0 && self.detail == 0 {
            return left.checked_mul(price);
        }
        if left == 0 { Some(0) } else { self.further(shared, price, left, one) }
    }

    /// What is left of a count, above zero, costs where there is more to it than a price.
    #[inline(never)]
    fn further(&self, shared: &Shared, price: u64, mut left: u64, one: u64) -> Option<u64> {
        let Some(detail) = self.detail(shared) else { return self.in_segment(shared, left, &[], one) };
        let amount = if self.segments == 0 {
            match &detail.increment {
                None => left.checked_mul(price)?,
                Some(increment) => match increment.steps_of(left, one)? {
                    0 => return Some(0),
                    steps => steps.checked_mul(price)?.checked_mul(one)?,
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
        if self.detail != 0 || self.included_by != 0 || self.table != 0 {
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
