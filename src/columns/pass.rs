//! One pass over columns: by the chunk, and usage by usage where a chunk does not fit.

use alloc::vec::Vec;

use super::ColumnPricer;
use super::amounts::Amount;
use super::batch::Columns;
use super::error::{ColumnsError, RowError, RowFault};
use super::lookup::Lookup;
use super::number::{NumberColumn, States};
use crate::number::SCALE_MAX;
use crate::program::{CHUNK, Chunk, Narrow, Stated, WIDTH_MAX};

/// What is known of columns before the first usage.
pub(super) struct Pass<'p, 'c, 'a> {
    pricer: &'p ColumnPricer,
    columns: &'c Columns<'a>,
    scale: u32,
    /// The column of each quantity that the rows have.
    bound: [Option<NumberColumn<'a>>; WIDTH_MAX],
    /// Columns of quantities that the rows do not have.
    others: Vec<NumberColumn<'a>>,
    stating: Stating,
    lookup: Lookup<'p, 'c, 'a>,
}

/// How it is known which columns a usage states.
enum Stating {
    /// Those that are not zero.
    AboveZero,
    /// The same for all usages.
    Same,
    EachItsOwn,
}

/// Room for the values of a chunk.
pub(super) struct Room {
    endpoints: [u32; CHUNK],
    options: [u32; CHUNK],
    counts: [[u32; CHUNK]; WIDTH_MAX],
    stated: [u8; CHUNK],
    calls: [u32; CHUNK],
    mantissas: [u64; CHUNK],
}

impl Room {
    pub(super) fn new() -> Self {
        Room {
            endpoints: [0; CHUNK],
            options: [0; CHUNK],
            counts: [[0; CHUNK]; WIDTH_MAX],
            stated: [0; CHUNK],
            calls: [0; CHUNK],
            mantissas: [0; CHUNK],
        }
    }
}

impl<'p, 'c, 'a> Pass<'p, 'c, 'a> {
    pub(super) fn new(pricer: &'p ColumnPricer, columns: &'c Columns<'a>, scale: u32) -> Self {
        let lookup = Lookup::new(pricer, columns);
        let (mut bound, mut others) = ([None; WIDTH_MAX], Vec::new());
        for ((_, numbers), quantity) in columns.quantities.iter().zip(lookup.quantities()) {
            let room = quantity.and_then(|at| bound.get_mut(at));
            match room.filter(|room| room.is_none()) {
                Some(room) => *room = Some(*numbers),
                None => others.push(*numbers),
            }
        }
        let stated = || bound.iter().flatten().map(NumberColumn::stated);
        let stating = if !pricer.compiled.needs && stated().all(|stated| matches!(stated, States::AboveZero))
        {
            Stating::AboveZero
        } else if stated().all(|stated| matches!(stated, States::All)) {
            Stating::Same
        } else {
            Stating::EachItsOwn
        };
        Pass { pricer, columns, scale, bound, others, stating, lookup }
    }

    pub(super) fn run<T: Amount>(mut self, amounts: &mut [T]) -> Result<Vec<RowError>, ColumnsError> {
        self.columns.check(amounts.len())?;
        let (mut errors, mut room) = (Vec::new(), Room::new());
        for (at, amounts) in amounts.chunks_mut(CHUNK).enumerate() {
            self.chunk(at.wrapping_mul(CHUNK), amounts, &mut room, &mut errors);
        }
        Ok(errors)
    }

    /// The amounts of some rows, of at most as many as a chunk has.
    pub(super) fn rows<T: Amount>(
        &mut self,
        start: usize,
        amounts: &mut [T],
        room: &mut Room,
        errors: &mut Vec<RowError>,
    ) {
        // Fewer are not worth the work of a chunk.
        const FEW: usize = 16;
        if amounts.len() > FEW {
            return self.chunk(start, amounts, room, errors);
        }
        for (at, amount) in amounts.iter_mut().enumerate() {
            let row = start.wrapping_add(at);
            let several = self.columns.calls.is_some_and(|calls| calls.is_stated(row));
            let price = if several { None } else { self.lookup.fast(row) };
            let price = price.filter(|price| price.scale <= SCALE_MAX);
            *amount = match price.and_then(|price| T::of_word(price.mantissa, price.scale, self.scale)) {
                Some(amount) => amount,
                None => self.single_or_none(row, errors),
            };
        }
    }

    /// Bits of the columns that a usage states.
    fn stated(&self, at: usize) -> u8 {
        let bits = (0_u32..).zip(&self.bound);
        bits.fold(0, |bits, (bit, column)| {
            let is_stated = column.is_some_and(|column| column.is_stated(at));
            bits | u8::from(is_stated).wrapping_shl(bit)
        })
    }

    #[inline(never)]
    fn chunk<T: Amount>(
        &mut self,
        start: usize,
        amounts: &mut [T],
        room: &mut Room,
        errors: &mut Vec<RowError>,
    ) {
        let compiled = &*self.pricer.compiled;
        let names = self.lookup.endpoints();
        let endpoints = self.columns.endpoints.narrow(start, amounts.len(), names, &mut room.endpoints);
        let [first, second, third, fourth] = &mut room.counts;
        let mut fits = true;
        let mut counts = |at: usize, room| match self.bound.get(at) {
            Some(Some(column)) => {
                let (counts, narrow) = column.narrow(start, room);
                fits &= narrow;
                counts
            }
            _ => &*room,
        };
        let counts = [counts(0, first), counts(1, second), counts(2, third), counts(3, fourth)];
        let end = start.wrapping_add(amounts.len());
        fits = fits && self.others.iter().all(|column| (start..end).all(|at| !column.is_stated(at)));
        let is_masked = self.columns.options.is_empty() && self.columns.lists.is_none();
        let options = match (&self.columns.masks, is_masked) {
            (Some(masks), true) => masks.narrow(start, &mut room.options).0,
            (None, true) => &room.options,
            _ => {
                for (at, options) in room.options.iter_mut().enumerate() {
                    let at = if at < amounts.len() { start.wrapping_add(at) } else { start };
                    let stated = self.lookup.options(self.lookup.endpoint(at), at);
                    *options = stated.and_then(|bits| u32::try_from(bits).ok()).unwrap_or(u32::MAX);
                }
                &room.options
            }
        };
        let stated = match self.stating {
            Stating::AboveZero => Stated::AboveZero,
            Stating::Same => Stated::Same(self.stated(start)),
            Stating::EachItsOwn => {
                for (at, room) in room.stated.iter_mut().enumerate() {
                    *room = self.stated(if at < amounts.len() { start.wrapping_add(at) } else { start });
                }
                Stated::Each(&room.stated)
            }
        };
        let calls = self.columns.calls.as_ref().map(|calls| (calls.narrow(start, &mut room.calls), *calls));
        let of = |at: usize| compiled.endpoints.get(usize::try_from(*endpoints.get(at)?).ok()?);
        let total = |mantissa: u64, at: usize| match calls {
            None => Some(mantissa),
            Some((_, of)) if !of.is_stated(start.wrapping_add(at)) => Some(mantissa),
            Some(((calls, true), _)) => {
                let calls = *calls.get(at)?;
                let is_valid = calls == 1 || (calls > 0 && !of(at)?.is_period);
                mantissa.checked_mul(calls.into()).filter(|_| is_valid)
            }
            Some(_) => None,
        };
        let counts = counts.get(..compiled.rows.width()).unwrap_or_default();
        let chunk = Chunk { endpoints, options, counts, stated };
        let (mantissas, scale) = (&mut room.mantissas, compiled.scale);
        // The rows know nothing of attributes.
        let attributes = (start..end).any(|at| self.lookup.states_attributes(at));
        let fitting = fits && !attributes && compiled.rows.chunk(chunk, mantissas);
        if fitting && calls.is_none() && T::of_mantissas(mantissas, scale, self.scale, amounts) {
            return;
        }
        for (at, amount) in amounts.iter_mut().enumerate() {
            let row = start.wrapping_add(at);
            let one = match mantissas.get(at) {
                Some(mantissa) if fitting => Some(*mantissa),
                _ if fits
                    && of(at).is_some_and(|of| of.has_row)
                    && !(attributes && self.lookup.states_attributes(row)) =>
                {
                    compiled.rows.one(chunk, at)
                }
                _ => None,
            };
            let Narrow { mantissa, scale } = match one {
                Some(mantissa) => Narrow { mantissa, scale },
                None => self.lookup.fast(row).unwrap_or(Narrow::NONE),
            };
            let total = if scale <= SCALE_MAX { total(mantissa, at) } else { None };
            *amount = match total.and_then(|mantissa| T::of_word(mantissa, scale, self.scale)) {
                Some(amount) => amount,
                None => self.single_or_none(row, errors),
            };
        }
    }

    fn single_or_none<T: Amount>(&mut self, row: usize, errors: &mut Vec<RowError>) -> T {
        self.single(row).unwrap_or_else(|fault| {
            errors.push(RowError { row, fault });
            T::NONE
        })
    }

    /// What one usage costs, where it has no price by numbers.
    #[cold]
    #[inline(never)]
    fn single<T: Amount>(&mut self, row: usize) -> Result<T, RowFault> {
        let amount = self.lookup.price(row).map_err(RowFault::Usage)?;
        T::of_decimal(amount, self.scale).ok_or(RowFault::OutOfColumn { amount })
    }
}
