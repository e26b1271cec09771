//! What a program does with the quantities of a call.

use super::cell::{Cell, Form, NO_QUANTITY};
use super::facts::Facts;
use super::narrow::Narrow;
use super::number::ten_to;
use super::quantities::QUANTITIES_FEW;
use super::rounder::SUM_LIMIT;
use super::{Opening, Program, Row};
use crate::exact::Exact;
use crate::number::SCALE_MAX;
use crate::rules::{Adjustment, Observer, Unobserved};

/// Prices whole quantities, of what the options add in every case and the case that they make.
pub(super) type Few = fn(&Program, u64, u32, &[u64]) -> Narrow;

/// Every step, with a check at each.
#[inline(never)]
pub(super) fn any(program: &Program, opening: Opening, quantities: &[u64]) -> Narrow {
    program.run::<false, _>(&opening, quantities, 0, &mut Unobserved).unwrap_or(Narrow::NONE)
}

/// The shortest way to the price of whole quantities, where charges are lines or segments of them in few cases: each number
/// of charges and of bounds has a function of its own, whose loops are unrolled.
pub(super) fn few(program: &Program) -> Option<Few> {
    let case = program.dense.as_ref().filter(|_| program.raises.is_empty())?;
    if !program.charges.iter().all(|charge| charge.is_product() && charge.degree <= 3) {
        return None;
    }
    // Each charge is of the quantity in its own place.
    let in_order = |cells: &[Cell]| {
        let mut places = (0_u8..).zip(cells);
        places.all(|(at, cell)| cell.is_plain() && cell.factors[0] == at)
    };
    let plain =
        program.width == program.quantities && program.cells.chunks(program.width.max(1)).all(in_order);
    let kind = match program.cells.iter().map(|cell| cell.form).max() {
        Some(Form::Checked) => return None,
        Some(Form::Segments) => SEGMENTS,
        Some(Form::Line) if !plain => LINES,
        _ => PLAIN,
    };
    macro_rules! shapes {
        ($($charges:literal),*) => {
            match (program.width, case.bounds().len(), kind) {
                $(
                    ($charges, 0, PLAIN) => few_of::<$charges, 0, PLAIN>,
                    ($charges, 0, LINES) => few_of::<$charges, 0, LINES>,
                    ($charges, 0, _) => few_of::<$charges, 0, SEGMENTS>,
                    ($charges, 1, PLAIN) => few_of::<$charges, 1, PLAIN>,
                    ($charges, 1, LINES) => few_of::<$charges, 1, LINES>,
                    ($charges, 1, _) => few_of::<$charges, 1, SEGMENTS>,
                )*
                _ => return None,
            }
        };
    }
    let few: Few = shapes!(0, 1, 2, 3, 4);
    Some(few)
}

/// Every charge is a narrow price for each unit of the quantity in its place.
const PLAIN: u8 = 0;
/// Every charge is a price for each step of a product.
const LINES: u8 = 1;
/// Or it has segments of them.
const SEGMENTS: u8 = 2;

/// So many charges, and so many bounds that tell cases apart.
fn few_of<const CHARGES: usize, const BOUNDS: usize, const KIND: u8>(
    program: &Program,
    flat: u64,
    case: u32,
    quantities: &[u64],
) -> Narrow {
    sum_few::<CHARGES, BOUNDS, KIND>(program, flat, case, quantities).unwrap_or(Narrow::NONE)
}

#[inline(always)]
fn sum_few<const CHARGES: usize, const BOUNDS: usize, const KIND: u8>(
    program: &Program,
    flat: u64,
    mut case: u32,
    quantities: &[u64],
) -> Option<Narrow> {
    if BOUNDS > 0 {
        let of = program.dense.as_ref()?;
        for (bit, (_, bound)) in (of.first_bound()..).zip(of.bounds().first_chunk::<BOUNDS>()?) {
            let reached = *quantities.get(usize::from(bound.quantity))? >= bound.least;
            case |= u32::from(reached).wrapping_shl(bit);
        }
    }
    let case = usize::try_from(case).ok()?;
    let row = program.rows.get(case)?;
    let cells = program.cells.get(case.wrapping_mul(CHARGES)..)?.first_chunk::<CHARGES>()?;
    let mut sum = flat.wrapping_add(row.few);
    // The highest bit, where a count is beyond what its cell prices.
    let mut beyond = 0;
    if KIND == PLAIN {
        let quantities = <&[u64; CHARGES]>::try_from(quantities).ok()?;
        let mut all = 0;
        for (cell, quantity) in cells.iter().zip(quantities) {
            all |= quantity;
            sum = sum.wrapping_add(quantity.wrapping_mul(cell.price));
        }
        // All products together are below the limit where no quantity has more than 32 bits.
        u32::try_from(all).ok()?;
    } else {
        if quantities.len() != program.quantities {
            return None;
        }
        for cell in cells {
            let count = cell.count(quantities)?;
            // Also where the count is so large that the difference lacks the bit.
            beyond |= count | cell.most.wrapping_sub(count);
            // Without meaning where it is more than that, and not used then.
            let amount = match cell.form {
                Form::Segments if KIND == SEGMENTS => cell.segment(&program.shared, count)?,
                _ => cell.line(count),
            };
            sum = sum.wrapping_add(amount);
        }
    }
    if (beyond | sum) >> 63 != 0 {
        return None;
    }
    if !program.times.is_empty() {
        sum = sum.wrapping_mul(row.factor);
    }
    Some(Narrow::of(program.limits.settle(sum), program.settled_scale))
}

impl Program {
    /// Section 4 of the specification, step by step. Where quantities have decimal places, in `PARTS`, the constants of the program,
    /// compiled for whole ones, are multiplied by what one is then: a product has the places of all its factors, its degree.
    #[inline(always)]
    pub(super) fn run<const PARTS: bool, O: Observer>(
        &self,
        opening: &Opening,
        quantities: &[u64],
        places: u32,
        observer: &mut O,
    ) -> Option<Narrow> {
        let one_of = |degree: u32| if PARTS { ten_to(places.checked_mul(degree)?) } else { Some(1) };
        let scale_of = |degree: u32| {
            if PARTS { self.scale.checked_add(places.checked_mul(degree)?) } else { Some(self.scale) }
        };
        let (one, scale) = (one_of(self.degree)?, scale_of(self.degree)?);
        if quantities.len() != self.quantities || scale.checked_add(self.times_scale)? > SCALE_MAX {
            return None;
        }
        let stated = one_of(1)?;
        let (mut row, mut cells, mut facts) = (None, None, Facts { given: opening.given, reached: 0 });
        if let Some(case) = &self.dense {
            let case = case.reached(opening.case, quantities, stated)?;
            row = Some(self.rows.get(case)?);
            cells = Some(self.cells.get(case.wrapping_mul(self.width)..)?.get(..self.width)?);
        }
        if O::RECORDS || row.is_none() {
            facts.reached = self.bounds.reached(quantities, stated)?;
        }
        let flat = match row {
            // Both are below 2^63.
            Some(row) if !O::RECORDS => {
                Some(opening.flat.wrapping_add(row.flat)).filter(|sum| *sum < SUM_LIMIT)?
            }
            _ => self.observe_flat(row, facts, observer)?,
        };
        let mut sum = flat.checked_mul(one)?;
        let raised;
        let counted = if self.raises.is_empty() {
            quantities
        } else {
            raised = self.raise(quantities, stated)?;
            raised.get(..quantities.len())?
        };
        match cells {
            Some(cells) => {
                for (at, cell) in cells.iter().enumerate() {
                    sum =
                        self.add_charge::<PARTS, O>(at, Some(cell), counted, (places, one), sum, observer)?;
                }
            }
            None => sum = self.add_scanned::<PARTS, O>(facts, counted, (places, one), sum, observer)?,
        }
        let free = match row {
            Some(row) if !O::RECORDS => {
                sum = sum.checked_mul(row.factor)?;
                row.is_free.then_some(0)
            }
            _ => {
                if !self.times.is_empty() {
                    sum = self.multiply(sum, scale, facts, observer)?;
                }
                if self.free.is_empty() { None } else { self.free_by(facts) }
            }
        };
        self.settle(sum, scale.wrapping_add(self.times_scale), free, one, observer)
    }

    /// Step 1: the flat amount and the options that add to it.
    #[inline(always)]
    fn observe_flat<O: Observer>(&self, row: Option<&Row>, facts: Facts, observer: &mut O) -> Option<u64> {
        let mut sum = 0_u64;
        if self.has_flat {
            let rate = match row {
                Some(row) => usize::try_from(row.rate).ok()?,
                None => super::facts::first(&self.rates, facts),
            };
            sum = *self.prices.get(rate)?;
            observer.flat(rate, Exact { mantissa: sum, scale: self.scale });
        }
        if facts.given == 0 {
            return Some(sum);
        }
        for add in &self.adds {
            let acts = add.bit & facts.given != 0 && (add.always || add.when.holds_elsewhere(&facts));
            if !acts {
                continue;
            }
            observer.option(add.place, Exact { mantissa: add.price, scale: self.scale });
            // All of them together are below the limit.
            sum = sum.wrapping_add(add.price);
        }
        Some(sum)
    }

    /// Step 2: the sum with a charge, with its cell, if one holds.
    #[inline(always)]
    fn add_charge<const PARTS: bool, O: Observer>(
        &self,
        at: usize,
        cell: Option<&Cell>,
        counted: &[u64],
        (places, one): (u32, u64),
        sum: u64,
        observer: &mut O,
    ) -> Option<u64> {
        let count = match cell {
            Some(cell) if cell.factors[0] != NO_QUANTITY => cell.count(counted)?,
            _ => self.charges.get(at)?.count(counted, places)?,
        };
        // Whole quantities need to know no more of a charge than its cell.
        let of = if PARTS { Some(self.charges.get(at)?) } else { None };
        let places = of.map_or(Some(0), |charge| places.checked_mul(charge.degree))?;
        let of_count = if PARTS { ten_to(places)? } else { 1 };
        let mut amount = if count == 0 { 0 } else { cell?.amount(&self.shared, count, of_count)? };
        // A rounded amount has no more places than the sum of whole quantities.
        let rounds = of.is_some_and(|charge| charge.rounds);
        if O::RECORDS {
            let scale = if rounds { self.scale } else { self.scale.checked_add(places)? };
            observer.charge_amount(at, Exact { mantissa: amount, scale });
        }
        let of_amount = if rounds { 1 } else { of_count };
        if PARTS && of_amount != one {
            amount = amount.checked_mul(one.checked_div(of_amount)?)?;
        }
        sum.checked_add(amount)
    }

    /// The sum with all charges, where each looks for its row.
    #[inline(never)]
    fn add_scanned<const PARTS: bool, O: Observer>(
        &self,
        facts: Facts,
        counted: &[u64],
        of: (u32, u64),
        mut sum: u64,
        observer: &mut O,
    ) -> Option<u64> {
        for (at, charge) in self.charges.iter().enumerate() {
            let cell = charge.scan(facts).and_then(|place| self.cells.get(place));
            sum = self.add_charge::<PARTS, O>(at, cell, counted, of, sum, observer)?;
        }
        Some(sum)
    }

    /// What is stated, in parts of `one`, as it counts.
    #[inline(never)]
    fn raise(&self, quantities: &[u64], one: u64) -> Option<[u64; QUANTITIES_FEW]> {
        let mut counted = [0; QUANTITIES_FEW];
        counted.get_mut(..quantities.len())?.copy_from_slice(quantities);
        for raise in &self.raises {
            let count = counted.get_mut(raise.quantity)?;
            if *count == 0 {
                continue;
            }
            *count = raise.at_least.checked_mul(one)?.max(*count);
            if let Some(increment) = &raise.increment {
                *count = increment.rounded(*count, one)?;
            }
        }
        Some(counted)
    }

    /// The first option that makes the call cost nothing.
    #[inline(never)]
    fn free_by(&self, facts: Facts) -> Option<usize> {
        self.free.iter().find(|free| free.when.holds(facts)).map(|free| free.place)
    }

    /// Step 3: the endpoint's multipliers, one after the other.
    #[inline(never)]
    fn multiply<O: Observer>(
        &self,
        mut sum: u64,
        mut scale: u32,
        facts: Facts,
        observer: &mut O,
    ) -> Option<u64> {
        for times in &self.times {
            scale = scale.checked_add(times.scale)?;
            let idle = sum.checked_mul(times.idle)?;
            if times.when.holds(facts) {
                sum = sum.checked_mul(times.acts)?;
                observe(observer, Adjustment::Times(times.place), idle, sum, scale);
            } else {
                sum = idle;
            }
        }
        Some(sum)
    }

    /// The rest of step 3: bounds, rounding and `free`.
    #[inline(always)]
    fn settle<O: Observer>(
        &self,
        mut sum: u64,
        mut scale: u32,
        free: Option<usize>,
        one: u64,
        observer: &mut O,
    ) -> Option<Narrow> {
        if sum >= SUM_LIMIT {
            return None;
        }
        let limits = &self.limits;
        if !limits.keeps {
            let raised = limits.at_least(sum, one)?;
            observe(observer, Adjustment::Minimum, sum, raised, scale);
            let bounded = limits.at_most(raised, one);
            observe(observer, Adjustment::Maximum, raised, bounded, scale);
            sum = bounded;
            if limits.rounds {
                let steps = limits.rounder.steps_of(bounded, one)?;
                if O::RECORDS {
                    let rounded = steps.checked_mul(limits.rounder.size)?.checked_mul(one)?;
                    observe(observer, Adjustment::Rounding, bounded, rounded, scale);
                }
                (sum, scale) = (steps.checked_mul(limits.rounder.value)?, self.settled_scale);
            }
        }
        if let Some(place) = free {
            observe(observer, Adjustment::Free(place), sum, 0, scale);
            sum = 0;
        }
        Some(Narrow::of(sum, scale))
    }
}

/// Shows what changed a sum, where it did.
#[inline(always)]
fn observe<O: Observer>(observer: &mut O, by: Adjustment, from: u64, to: u64, scale: u32) {
    if O::RECORDS && to != from {
        observer.adjusted(by, Exact { mantissa: to.abs_diff(from), scale }, to < from);
    }
}
