//! The shortest way to the price of whole quantities, where a charge is a line or a few segments of them in each of few cases.

use super::asked::Answers;
use super::cell::{Cell, Form};
use super::narrow::Narrow;
use super::{Opening, Program, Row};
use crate::exact::Exact;
use crate::rules::Observer;

/// Prices whole quantities, of what the options add in every case and the case that they make.
pub(super) type Few = fn(&Program, u64, u32, &[u64]) -> Narrow;

/// The same of all quantities, derived ones among them, where charges may have tables.
pub(super) type FewUnder = fn(&Program, u64, u32, &[u64], &Answers) -> Narrow;

/// The shortest way to the price of whole quantities, where charges are lines or segments of them in few cases: each number
/// of charges and of bounds has a function of its own, whose loops are unrolled.
pub(super) fn of(program: &Program) -> (Option<Few>, Option<FewUnder>) {
    match kind(program) {
        None => (None, None),
        Some(kind) if kind == TABLES || !program.derived.is_empty() => (None, few_under(program)),
        Some(kind) => (few_with(program, kind), None),
    }
}

/// What all cells have in common, where the shortest way is open to them.
fn kind(program: &Program) -> Option<u8> {
    let case = program.dense.as_ref().filter(|_| program.raises.is_empty())?;
    if !program.charges.iter().all(|charge| charge.places().is_some()) {
        return None;
    }
    // Each charge is of the quantity in its own place.
    let in_order = |cells: &[Cell]| {
        let mut places = (0_u8..).zip(cells);
        places.all(|(at, cell)| cell.is_plain() && cell.factors[0] == at)
    };
    let plain =
        program.width == program.quantities && program.cells.chunks(program.width.max(1)).all(in_order);
    if case.bounds().len() > 1 {
        return None;
    }
    match program.cells.iter().map(|cell| cell.form).max() {
        Some(Form::Checked) => None,
        _ if program.cells.iter().any(|cell| cell.table != 0) => Some(TABLES),
        _ if program.cells.iter().any(|cell| cell.included_by != 0) => Some(INCLUDED),
        Some(Form::Segments) => Some(SEGMENTS),
        Some(Form::Line) if !plain => Some(LINES),
        _ => Some(PLAIN),
    }
}

/// The function for so many charges and bounds.
fn few_with(program: &Program, kind: u8) -> Option<Few> {
    let bounds = program.dense.as_ref()?.bounds().len();
    macro_rules! shapes {
        ($($charges:literal),*) => {
            match (program.width, bounds, kind) {
                $(
                    ($charges, 0, PLAIN) => few_of::<$charges, 0, PLAIN>,
                    ($charges, 0, LINES) => few_of::<$charges, 0, LINES>,
                    ($charges, 0, SEGMENTS) => few_of::<$charges, 0, SEGMENTS>,
                    ($charges, 0, _) => few_of::<$charges, 0, INCLUDED>,
                    ($charges, 1, PLAIN) => few_of::<$charges, 1, PLAIN>,
                    ($charges, 1, LINES) => few_of::<$charges, 1, LINES>,
                    ($charges, 1, SEGMENTS) => few_of::<$charges, 1, SEGMENTS>,
                    ($charges, 1, _) => few_of::<$charges, 1, INCLUDED>,
                )*
                _ => return None,
            }
        };
    }
    let few: Few = shapes!(0, 1, 2, 3, 4);
    Some(few)
}

/// The same where charges have tables.
fn few_under(program: &Program) -> Option<FewUnder> {
    let few: FewUnder = match (program.width, program.dense.as_ref()?.bounds().len()) {
        (1, 0) => few_by_tables::<1, 0>,
        (2, 0) => few_by_tables::<2, 0>,
        (3, 0) => few_by_tables::<3, 0>,
        (4, 0) => few_by_tables::<4, 0>,
        (1, 1) => few_by_tables::<1, 1>,
        (2, 1) => few_by_tables::<2, 1>,
        (3, 1) => few_by_tables::<3, 1>,
        (4, 1) => few_by_tables::<4, 1>,
        _ => return None,
    };
    Some(few)
}

/// Every charge is a narrow price for each unit of the quantity in its place.
const PLAIN: u8 = 0;
/// Every charge is a price for each step of a product.
const LINES: u8 = 1;
/// Or it has segments of them.
const SEGMENTS: u8 = 2;
/// Or more is included by quantities.
const INCLUDED: u8 = 3;
/// Or prices are those of tables.
const TABLES: u8 = 4;

/// So many charges, and so many bounds that tell cases apart.
fn few_of<const CHARGES: usize, const BOUNDS: usize, const KIND: u8>(
    program: &Program,
    flat: u64,
    case: u32,
    quantities: &[u64],
) -> Narrow {
    sum_few::<CHARGES, BOUNDS, KIND>(program, flat, case, quantities, Answers::NONE).unwrap_or(Narrow::NONE)
}

/// The same with tables.
fn few_by_tables<const CHARGES: usize, const BOUNDS: usize>(
    program: &Program,
    flat: u64,
    case: u32,
    quantities: &[u64],
    answers: &Answers,
) -> Narrow {
    sum_few::<CHARGES, BOUNDS, TABLES>(program, flat, case, quantities, answers).unwrap_or(Narrow::NONE)
}

#[inline(always)]
fn sum_few<const CHARGES: usize, const BOUNDS: usize, const KIND: u8>(
    program: &Program,
    flat: u64,
    mut case: u32,
    quantities: &[u64],
    answers: &Answers,
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
        if KIND != TABLES && quantities.len() != program.quantities {
            return None;
        }
        for cell in cells {
            let (amount, above) = charge::<KIND>(program, cell, quantities, answers)?;
            sum = sum.wrapping_add(amount);
            beyond |= above;
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

/// What a charge comes to, which is without meaning where the highest bit of the other number is set: its count is beyond what its
/// cell prices.
#[inline(always)]
fn charge<const KIND: u8>(
    program: &Program,
    cell: &Cell,
    quantities: &[u64],
    answers: &Answers,
) -> Option<(u64, u64)> {
    let count = cell.count(quantities)?;
    let price = if KIND == TABLES && count != 0 { cell.price(answers)? } else { cell.price };
    let count = if KIND >= INCLUDED {
        // Of whole quantities, it does not matter of how many a count is.
        cell.left(&program.shared, count, quantities, (0, u32::MAX))?
    } else {
        count
    };
    let amount = match cell.form {
        Form::Segments if KIND >= SEGMENTS => cell.segment(&program.shared, count)?,
        _ => cell.line(count, price),
    };
    // Also where the count is so large that the difference lacks the bit.
    Some((amount, count | cell.most.wrapping_sub(count)))
}

/// Whether every step may be shown on the shortest way: options do nothing but add to the flat amount, each in its place.
pub(super) fn is_observable(program: &Program) -> bool {
    let mut adds = program.adds.iter().enumerate();
    kind(program).is_some()
        && program.derived.is_empty()
        && program.times.is_empty()
        && program.free.is_empty()
        && adds.all(|(at, add)| add.always && add.place == at && add.bit.trailing_zeros() == place_of(at))
}

fn place_of(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The price of whole quantities with every step shown to an observer, who has to start anew where there is none.
#[inline(always)]
pub(super) fn observed<O: Observer>(
    program: &Program,
    opening: &Opening<'_>,
    quantities: &[u64],
    observer: &mut O,
) -> Option<Narrow> {
    let case = program.dense.as_ref()?.reached(opening.case, quantities, 1)?;
    let row = program.rows.get(case).filter(|row| row.few != Row::UNTOLD)?;
    if quantities.len() != program.quantities {
        return None;
    }
    let cells = program.cells.get(case.wrapping_mul(program.width)..)?.get(..program.width)?;
    let step = |mantissa: u64| Exact { mantissa, scale: program.scale };
    let mut sum = 0_u64;
    if program.has_flat {
        let rate = usize::try_from(row.rate).ok()?;
        sum = *program.prices.get(rate)?;
        observer.flat(rate, step(sum));
    }
    if let Some(row) = opening.answers.flat_row {
        sum = opening.answers.flat;
        observer.flat(row, step(sum));
    }
    let mut given = opening.given;
    while given != 0 {
        let Some(add) = program.adds.get(usize::try_from(given.trailing_zeros()).ok()?) else { break };
        observer.option(add.place, step(add.price));
        // All of them together are below the limit.
        sum = sum.wrapping_add(add.price);
        given &= given.wrapping_sub(1);
    }
    let mut beyond = 0;
    for (at, cell) in cells.iter().enumerate() {
        let (amount, above) = charge::<TABLES>(program, cell, quantities, opening.answers)?;
        observer.charge_amount(at, step(amount));
        sum = sum.wrapping_add(amount);
        beyond |= above;
    }
    if (beyond | sum) >> 63 != 0 {
        return None;
    }
    program.settle(sum, program.scale, None, 1, observer)
}
