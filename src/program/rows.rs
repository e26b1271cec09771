//! From a program to what a row of numbers is made of: flat amounts by the options, and pieces of lines by the count.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::Program;
use super::many::{Accepts, BASE_BITS, FLAT_BITS, Limited, NO_OPENING, PART_BITS, PRICE_BITS};
use super::number::ten_to;
use super::rounder::SUM_LIMIT;
use super::segments::Line;
use crate::rules::OptionBits;

/// How many options have all of their sets in a table.
const OPTIONS_MAX: u32 = 11;
/// How many pieces the amount of a quantity has.
const PIECES_MAX: usize = 8;

/// What is due at counts that have no price here: no part of an amount is so large.
pub(super) const NO_PIECE: u64 = u64::MAX;

/// How many sums all rows may have together: what more there is would not stay near the processor.
#[derive(Debug)]
pub(crate) struct Budget(usize);

impl Budget {
    pub(crate) fn all() -> Self {
        Budget(1 << 17)
    }

    fn take(&mut self, count: usize) -> Option<()> {
        self.0 = self.0.checked_sub(count)?;
        Some(())
    }
}

/// A stretch of counts that are on one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    /// The last of them.
    pub(super) end: u32,
    pub(super) base: u64,
    pub(super) price: u32,
}

/// A row before it has its form.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(super) openings: Box<[u64]>,
    pub(super) accepts: Accepts,
    /// For each case of the options, the pieces of each column; none where the endpoint does not have the quantity.
    pub(super) cases: Vec<Vec<Option<Vec<Piece>>>>,
    pub(super) limits: Option<Limited>,
}

/// What a row is made by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout<'l> {
    /// How many decimal places the amounts have.
    pub(crate) scale: u32,
    /// How many columns of counts there are.
    pub(crate) width: usize,
    /// The column of each quantity of the endpoint.
    pub(crate) columns: &'l [usize],
    /// How many options the endpoint has.
    pub(crate) options: usize,
    /// Bits of the quantities that a usage must state to be priced without the defaults of others, and whether it must
    /// state any.
    pub(crate) needs: u64,
    pub(crate) must_count: bool,
}

impl Draft {
    /// None where an endpoint is more than that. `given` adds the defaults of choices to a set of options.
    pub(crate) fn of(
        program: &Program,
        layout: Layout<'_>,
        given: impl Fn(OptionBits) -> Option<OptionBits>,
        budget: &mut Budget,
    ) -> Option<Self> {
        let dense =
            program.dense.as_ref().filter(|_| program.raises.is_empty() && program.derived.is_empty())?;
        let widening = ten_to(layout.scale.checked_sub(program.settled_scale)?)?;
        let sets =
            1_usize.checked_shl(u32::try_from(layout.options).ok().filter(|count| *count <= OPTIONS_MAX)?)?;
        budget.take(sets)?;
        let first_bound = dense.first_bound();
        let option_cases = 1_usize.checked_shl(first_bound)?;
        let tabulated = program.quantities == 0;
        let limited = !program.limits.keeps && !tabulated;
        let factor = if limited || tabulated { 1 } else { widening };
        let of = Of { program, factor, option_cases };

        let (mut cases, mut flats, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for options in 0..option_cases {
            let (flat, curves) = of.case(options, layout)?;
            flats.push(flat);
            // Cases that only differ in the flat amount are one.
            let place = cases.iter().position(|other| *other == curves);
            places.push(place.unwrap_or(cases.len()));
            if place.is_none() {
                cases.push(curves);
            }
        }
        budget.take(cases.len().checked_mul(layout.width)?)?;
        let opening = |bits: usize| {
            let opening = program.opening(given(OptionBits::try_from(bits).ok()?)?);
            let case = usize::try_from(opening.case).ok()?;
            let row = program.rows.get(case)?;
            let mut flat = opening
                .flat
                .checked_mul(row.factor)?
                .checked_mul(factor)?
                .checked_add((*flats.get(case)?)?)?;
            if tabulated {
                flat = Some(flat).filter(|sum| *sum < SUM_LIMIT)?;
                flat = program.limits.settle(flat).checked_mul(widening)?;
            }
            let place = u64::try_from(*places.get(case)?).ok()?;
            (flat < 1 << (FLAT_BITS - 1)).then_some(place << FLAT_BITS | flat)
        };
        let openings = (0..sets).map(|bits| opening(bits).unwrap_or(NO_OPENING)).collect();
        let limits = match limited {
            false => None,
            true => Some(Limited::of_program(program, widening)?),
        };
        let columns = layout.columns.iter().enumerate();
        let (has, needs) = columns.fold((0, 0), |(has, needs), (place, column)| {
            let bit = u32::try_from(*column).map_or(0, |column| 1_u64.wrapping_shl(column));
            let needed = u32::try_from(place).map_or(0, |place| layout.needs.wrapping_shr(place)) & 1 == 1;
            (has | bit, if needed { needs | bit } else { needs })
        });
        let accepts = Accepts::new(has, needs, layout.must_count);
        Some(Draft { openings, accepts, cases, limits })
    }
}

impl Limited {
    fn of_program(program: &Program, widening: u64) -> Option<Self> {
        let mut limits = program.limits;
        limits.rounder.value = limits.rounder.value.checked_mul(widening)?;
        // One step less than those that have too many bits together, for a sum may be rounded up.
        let steps =
            ((1_u64 << PART_BITS).wrapping_sub(1)).checked_div(limits.rounder.value)?.checked_sub(1)?;
        let most = steps.saturating_mul(limits.rounder.size).min(u64::MAX >> 1);
        Some(Limited { limits, most })
    }
}

/// The flat amount of a case, where there is one, and the pieces of each column.
type CaseRow = (Option<u64>, Vec<Option<Vec<Piece>>>);

/// What the cases of a program are worked out by.
struct Of<'p> {
    program: &'p Program,
    /// What amounts are multiplied with, besides by the endpoint's multipliers.
    factor: u64,
    option_cases: usize,
}

impl Of<'_> {
    /// What a case of the options says.
    fn case(&self, options: usize, layout: Layout<'_>) -> Option<CaseRow> {
        let rows = || self.bounds().map(|bounds| self.program.rows.get(options | bounds));
        let first = *self.program.rows.get(options)?;
        let differs = |row: Option<&super::Row>| {
            row.is_none_or(|row| (row.factor, row.is_free) != (first.factor, first.is_free))
        };
        if rows().any(differs) {
            return None;
        }
        // A flat amount that depends on a bound is due with the quantity that reaches it.
        let flat_differs = rows().any(|row| row.is_none_or(|row| row.flat != first.flat));
        let flat_by = if flat_differs {
            self.program.dense.as_ref()?.bounds().first().map(|(_, bound)| bound.quantity)
        } else {
            None
        };
        let mut curves = Vec::new();
        curves.resize(layout.width, None);
        for quantity in 0..self.program.quantities {
            let with_flat = flat_by.is_some_and(|by| usize::from(by) == quantity);
            let room = curves.get_mut(*layout.columns.get(quantity)?)?;
            *room = Some(self.curve(options, quantity, with_flat)?);
        }
        let flat = if first.is_free {
            None
        } else if flat_differs {
            Some(0)
        } else {
            self.flat(first.flat, first.factor)
        };
        Some((flat, curves))
    }

    fn flat(&self, flat: u64, factor: u64) -> Option<u64> {
        let flat = Some(flat).filter(|flat| *flat != super::Row::UNTOLD)?;
        let flat = flat.checked_mul(factor)?.checked_mul(self.factor)?;
        (flat < 1 << FLAT_BITS).then_some(flat)
    }

    /// All sets of reached bounds, as bits of a case.
    fn bounds(&self) -> impl Iterator<Item = usize> + use<'_> {
        (0..self.program.rows.len()).step_by(self.option_cases)
    }

    /// The pieces of what a quantity comes to.
    fn curve(&self, options: usize, quantity: usize, with_flat: bool) -> Option<Vec<Piece>> {
        let dense = self.program.dense.as_ref()?;
        let mut ends = Vec::new();
        let (mut own, mut bit) = (0_usize, self.option_cases);
        for (_, bound) in dense.bounds() {
            if usize::from(bound.quantity) == quantity {
                own |= bit;
                ends.push(bound.least.checked_sub(1)?);
            }
            bit = bit.checked_mul(2)?;
        }
        for bounds in self.bounds() {
            for cell in self.cells(options | bounds, quantity)? {
                cell?.ends(&self.program.shared, &mut ends)?;
            }
        }
        // What is left out is passed by no count.
        ends.retain(|end| *end < u64::from(u32::MAX));
        ends.push(u32::MAX.into());
        ends.sort_unstable();
        ends.dedup();
        let (mut pieces, mut start) = (Vec::<Piece>::new(), 0_u64);
        for end in ends {
            let (base, price) = self.line(options, quantity, own, start, with_flat)?;
            let piece = Piece { end: u32::try_from(end).ok()?, base, price };
            match pieces.last_mut() {
                // What nothing costs mostly is on the line of what comes next.
                Some(last) if last.end == 0 && last.base == base => *last = piece,
                Some(last) if (last.base, last.price) == (base, price) => last.end = piece.end,
                _ => pieces.push(piece),
            }
            start = end.checked_add(1)?;
        }
        (pieces.len() <= PIECES_MAX).then_some(pieces)
    }

    /// The cells that count a quantity in a case; none where one counts more than that.
    fn cells(&self, case: usize, quantity: usize) -> Option<impl Iterator<Item = Option<&super::Cell>>> {
        let cells =
            self.program.cells.get(case.checked_mul(self.program.width)?..)?.get(..self.program.width)?;
        let charges = self.program.charges.iter().zip(cells);
        Some(charges.filter_map(move |(charge, cell)| match &charge.factors[..] {
            [factor] if charge.is_product() => (usize::from(*factor) == quantity).then_some(Some(cell)),
            _ => Some(None),
        }))
    }

    /// The line on which a count is, whatever bounds other quantities reach.
    fn line(
        &self,
        options: usize,
        quantity: usize,
        own: usize,
        count: u64,
        with_flat: bool,
    ) -> Option<(u64, u32)> {
        let dense = self.program.dense.as_ref()?;
        let (mut reached, mut bit) = (0_usize, self.option_cases);
        for (_, bound) in dense.bounds() {
            reached |= if own & bit != 0 && count >= bound.least { bit } else { 0 };
            bit = bit.checked_mul(2)?;
        }
        let mut lines = self.bounds().filter(|bounds| bounds & own == reached);
        let line = |bounds: usize| self.line_of(options | bounds, quantity, count, with_flat);
        let first = line(lines.next()?)?;
        lines.all(|bounds| line(bounds) == Some(first)).then_some(first)
    }

    fn line_of(&self, case: usize, quantity: usize, count: u64, with_flat: bool) -> Option<(u64, u32)> {
        let row = self.program.rows.get(case)?;
        let factor = row.factor.checked_mul(self.factor)?;
        let mut due = 0_u64;
        let mut price = 0_u64;
        if with_flat {
            match self.flat(row.flat, row.factor) {
                Some(flat) => due = flat,
                None => return Some((NO_PIECE, 0)),
            }
        }
        for cell in self.cells(case, quantity)? {
            let Some(Line { below, base, price: each }) = cell?.line_at(&self.program.shared, count)? else {
                return Some((NO_PIECE, 0));
            };
            let at_start = base.checked_add(count.checked_sub(below)?.checked_mul(each)?)?;
            due = due.checked_add(at_start.checked_mul(factor)?)?;
            price = price.checked_add(each.checked_mul(factor)?)?;
        }
        let price = u32::try_from(price).ok().filter(|price| price >> PRICE_BITS == 0)?;
        if due >> BASE_BITS != 0 {
            return None;
        }
        Some((due.wrapping_sub(count.wrapping_mul(price.into())), price))
    }
}
