//! What a program does with the quantities of a call.

use super::cell::{Cell, NO_QUANTITY};
use super::facts::Facts;
use super::narrow::Narrow;
use super::quantities::QUANTITIES_FEW;
use super::rounder::SUM_LIMIT;
use super::unit::{Unit, Whole};
use super::{Opening, Program, Row};
use crate::exact::Exact;
use crate::number::SCALE_MAX;
use crate::rules::{Adjustment, Observer, Unobserved};

/// Prices whole quantities, of what the options add in every case and the case that they make.
pub(super) type Few = fn(&Program, u64, u32, &[u64]) -> Narrow;

/// Every step, with a check at each.
#[inline(never)]
pub(super) fn any(program: &Program, opening: &Opening, quantities: &[u64]) -> Narrow {
    program.run(opening, quantities, Whole, &mut Unobserved).unwrap_or(Narrow::NONE)
}

/// The shortest way to the price of whole quantities: each number of charges and of bounds has a function of its own, whose
/// loops are unrolled.
pub(super) fn few(program: &Program) -> Option<Few> {
    let case = program.dense.as_ref().filter(|_| program.raises.is_empty())?;
    let products = program.charges.iter().all(|charge| charge.is_product() && charge.degree <= 3);
    let lines = products && program.cells.iter().all(|cell| cell.is_line(&program.details));
    // Each charge is of the quantity in its own place.
    let in_order = |cells: &[Cell]| {
        let mut places = (0_u8..).zip(cells);
        places.all(|(at, cell)| cell.is_plain() && cell.factors[0] == at)
    };
    let plain = lines
        && program.width == program.quantities
        && program.cells.chunks(program.width.max(1)).all(in_order);
    let kind = match (plain, lines) {
        (true, _) => PLAIN,
        (false, true) => LINES,
        (false, false) => CHECKED,
    };
    macro_rules! shapes {
        ($($charges:literal),*) => {
            match (program.width, case.bounds().len(), kind) {
                $(
                    ($charges, 0, PLAIN) => few_of::<$charges, 0, PLAIN>,
                    ($charges, 0, LINES) => few_of::<$charges, 0, LINES>,
                    ($charges, 0, _) => few_of::<$charges, 0, CHECKED>,
                    ($charges, 1, PLAIN) => few_of::<$charges, 1, PLAIN>,
                    ($charges, 1, LINES) => few_of::<$charges, 1, LINES>,
                    ($charges, 1, _) => few_of::<$charges, 1, CHECKED>,
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
/// Charges are whatever they are, with a check at each step.
const CHECKED: u8 = 2;

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
    match KIND {
        PLAIN => {
            let quantities = <&[u64; CHARGES]>::try_from(quantities).ok()?;
            let mut all = 0;
            for (cell, quantity) in cells.iter().zip(quantities) {
                all |= quantity;
                sum = sum.wrapping_add(quantity.wrapping_mul(cell.price));
            }
            // All products together are below the limit where no quantity has more than 32 bits.
            u32::try_from(all).ok()?;
        }
        LINES => {
            if quantities.len() != program.quantities {
                return None;
            }
            for cell in cells {
                let count = cell.count(quantities)?;
                // Also where the count is so large that the difference lacks the bit.
                beyond |= count | cell.most.wrapping_sub(count);
                // Without meaning where it is more than that, and not used then.
                sum = sum.wrapping_add(cell.line(count));
            }
        }
        _ => {
            if quantities.len() != program.quantities || sum >= SUM_LIMIT {
                return None;
            }
            for (at, cell) in cells.iter().enumerate() {
                let count = match cell.factors {
                    [NO_QUANTITY, ..] => program.charges.get(at)?.count(quantities, Whole)?,
                    _ => cell.count(quantities)?,
                };
                sum = sum.checked_add(cell.amount(&program.details, count, Whole, 0)?)?;
            }
        }
    }
    if (beyond | sum) >> 63 != 0 {
        return None;
    }
    if !program.times.is_empty() {
        sum = if KIND == CHECKED { sum.checked_mul(row.factor)? } else { sum.wrapping_mul(row.factor) };
    }
    if KIND == CHECKED && sum >= SUM_LIMIT {
        return None;
    }
    Some(Narrow::of(program.limits.settle(sum), program.settled_scale))
}

/// What the case of a call says.
struct Chosen<'p> {
    /// The row of the endpoint, where the cases are few and nobody observes the steps to it.
    row: Option<&'p Row>,
    /// The cells, where the cases are few.
    cells: Option<&'p [Cell]>,
    /// What is true of the call; nothing where the row says it all.
    facts: Facts,
}

impl Program {
    /// Section 4 of the specification, step by step.
    #[inline(always)]
    pub(super) fn run<U: Unit, O: Observer>(
        &self,
        opening: &Opening,
        quantities: &[u64],
        unit: U,
        observer: &mut O,
    ) -> Option<Narrow> {
        let scale = self.scale.checked_add(unit.scale(self.degree)?)?;
        if quantities.len() != self.quantities || scale.checked_add(self.times_scale)? > SCALE_MAX {
            return None;
        }
        let Chosen { row, cells, facts } = self.choose::<U, O>(opening, quantities, unit)?;
        let flat = match row {
            Some(row) => opening.flat.checked_add(row.flat).filter(|sum| *sum < SUM_LIMIT)?,
            None => self.observe_flat(facts, observer)?,
        };
        let mut room = [0; QUANTITIES_FEW];
        let counted =
            if self.raises.is_empty() { quantities } else { self.raise(quantities, &mut room, unit)? };
        let mut sum = unit.lift(flat, self.degree)?;
        for (at, charge) in self.charges.iter().enumerate() {
            let count = charge.count(counted, unit)?;
            let amount = if count == 0 {
                0
            } else {
                let cell = match cells {
                    Some(cells) => cells.get(at)?,
                    None => self.cells.get(charge.scan(facts)?)?,
                };
                cell.amount(&self.details, count, unit, charge.degree)?
            };
            let degree = if charge.rounds { 0 } else { charge.degree };
            if O::RECORDS {
                let scale = self.scale.checked_add(unit.scale(degree)?)?;
                observer.charge_amount(at, Exact { mantissa: amount, scale });
            }
            sum = sum.checked_add(unit.lift(amount, self.degree.checked_sub(degree)?)?)?;
        }
        let (sum, is_free) = match row {
            Some(row) => (sum.checked_mul(row.factor)?, row.is_free.then_some(0)),
            None => {
                let free = if self.free.is_empty() { None } else { self.free_by(facts) };
                (self.multiply(sum, scale, facts, observer)?, free)
            }
        };
        self.settle(sum, scale.checked_add(self.times_scale)?, is_free, unit, observer)
    }

    /// What the case of a call says.
    #[inline(always)]
    fn choose<U: Unit, O: Observer>(
        &self,
        opening: &Opening,
        quantities: &[u64],
        unit: U,
    ) -> Option<Chosen<'_>> {
        let (mut row, mut cells) = (None, None);
        if let Some(case) = &self.dense {
            let case = case.reached(opening.case, quantities, unit)?;
            cells = Some(self.cells.get(case.checked_mul(self.width)?..)?.get(..self.width)?);
            if !O::RECORDS {
                row = Some(self.rows.get(case)?);
            }
        }
        let facts = match row {
            Some(_) => Facts::default(),
            None => Facts { given: opening.given, reached: self.bounds.reached(quantities, unit)? },
        };
        Some(Chosen { row, cells, facts })
    }

    /// Step 1: the flat amount and the options that add to it.
    #[inline(always)]
    fn observe_flat<O: Observer>(&self, facts: Facts, observer: &mut O) -> Option<u64> {
        let mut sum = 0_u64;
        if self.has_flat {
            let row = match &*self.rates {
                [only] if only.holds(facts) => 0,
                rates => super::facts::first(rates, facts),
            };
            sum = *self.prices.get(row)?;
            observer.flat(row, Exact { mantissa: sum, scale: self.scale });
        }
        if facts.given == 0 {
            return Some(sum);
        }
        for add in &self.adds {
            let acts = add.bit & facts.given != 0 && (add.always || add.when.holds(facts));
            if !acts {
                continue;
            }
            observer.option(add.place, Exact { mantissa: add.price, scale: self.scale });
            // All of them together are below the limit.
            sum = sum.wrapping_add(add.price);
        }
        Some(sum)
    }

    /// What is stated, as it counts.
    #[inline(never)]
    fn raise<'r, U: Unit>(
        &self,
        quantities: &[u64],
        room: &'r mut [u64; QUANTITIES_FEW],
        unit: U,
    ) -> Option<&'r [u64]> {
        let counted = room.get_mut(..quantities.len())?;
        counted.copy_from_slice(quantities);
        for raise in &self.raises {
            let count = counted.get_mut(raise.quantity)?;
            if *count == 0 {
                continue;
            }
            *count = unit.lift(raise.at_least, 1)?.max(*count);
            if let Some(increment) = &raise.increment {
                *count = increment.rounded(*count, unit, 1)?;
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
    #[inline(always)]
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
    fn settle<U: Unit, O: Observer>(
        &self,
        sum: u64,
        scale: u32,
        free: Option<usize>,
        unit: U,
        observer: &mut O,
    ) -> Option<Narrow> {
        let limits = &self.limits;
        if limits.keeps && free.is_none() {
            return (sum < SUM_LIMIT).then(|| Narrow::of(sum, scale));
        }
        let raised = limits.at_least(sum, unit, self.degree)?;
        observe(observer, Adjustment::Minimum, sum, raised, scale);
        let bounded = limits.at_most(raised, unit, self.degree)?;
        observe(observer, Adjustment::Maximum, raised, bounded, scale);
        let (mut settled, mut scale_settled) = (bounded, scale);
        if limits.rounds {
            if O::RECORDS {
                let rounded = limits.rounder.rounded(bounded, unit, self.degree)?;
                observe(observer, Adjustment::Rounding, bounded, rounded, scale);
            }
            (settled, scale_settled) = (limits.round(bounded, unit, self.degree)?, self.settled_scale);
        }
        if let Some(place) = free {
            observe(observer, Adjustment::Free(place), settled, 0, scale_settled);
            settled = 0;
        }
        Some(Narrow::of(settled, scale_settled))
    }
}

/// Shows what changed a sum, where it did.
#[inline(always)]
fn observe<O: Observer>(observer: &mut O, by: Adjustment, from: u64, to: u64, scale: u32) {
    if O::RECORDS && to != from {
        observer.adjusted(by, Exact { mantissa: to.abs_diff(from), scale }, to < from);
    }
}
