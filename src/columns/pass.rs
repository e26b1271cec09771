//! One pass over columns: by the chunk, and usage by usage where a chunk does not fit.

use alloc::vec::Vec;
use alloc::{format, vec};

use rust_decimal::Decimal;

use super::amounts::Amount;
use super::batch::Columns;
use super::column::{NumberColumn, States};
use super::error::{ColumnsError, RowError, RowFault};
use super::usage::BatchUsage;
use super::{ColumnPricer, Of};
use crate::endpoint::refuse_bits;
use crate::number::SCALE_MAX;
use crate::program::{CHUNK, Chunk, Narrow, Quantities, Stated, WIDTH_MAX};
use crate::rules::OptionBits;
use crate::usage::UsageError;

/// How many bits of named options are remembered, so that a name is looked up once for an endpoint.
const MEMO_MAX: usize = 1 << 16;

/// What is known of columns before the first usage.
pub(super) struct Pass<'p, 'c, 'a> {
    pricer: &'p ColumnPricer,
    columns: &'c Columns<'a>,
    scale: u32,
    /// The column of each quantity that the rows have.
    bound: [Option<NumberColumn<'a>>; WIDTH_MAX],
    /// The quantity of each column, among those of the pricer.
    quantities: Vec<Option<usize>>,
    /// Columns of quantities that the rows do not have.
    others: Vec<NumberColumn<'a>>,
    stating: Stating,
    /// For each endpoint and each column of an option, one more than its bit; zero where it is not known yet.
    memo: Vec<u8>,
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
struct Room {
    endpoints: [u32; CHUNK],
    options: [u32; CHUNK],
    counts: [[u32; CHUNK]; WIDTH_MAX],
    stated: [u8; CHUNK],
    calls: [u32; CHUNK],
    mantissas: [u64; CHUNK],
}

impl<'p, 'c, 'a> Pass<'p, 'c, 'a> {
    pub(super) fn new(pricer: &'p ColumnPricer, columns: &'c Columns<'a>, scale: u32) -> Self {
        let compiled = &*pricer.compiled;
        let (mut bound, mut others, mut quantities) = ([None; WIDTH_MAX], Vec::new(), Vec::new());
        for (name, numbers) in &columns.quantities {
            let quantity = compiled.quantities.get(name);
            let room = quantity.and_then(|at| bound.get_mut(at));
            match room.filter(|room| room.is_none()) {
                Some(room) => *room = Some(*numbers),
                None => others.push(*numbers),
            }
            quantities.push(quantity);
        }
        let stated = || bound.iter().flatten().map(NumberColumn::stated);
        let stating = if !compiled.needs && stated().all(|stated| matches!(stated, States::AboveZero)) {
            Stating::AboveZero
        } else if stated().all(|stated| matches!(stated, States::All)) {
            Stating::Same
        } else {
            Stating::EachItsOwn
        };
        let named = compiled.endpoints.len().saturating_mul(columns.options.len());
        let memo = vec![0; if named <= MEMO_MAX { named } else { 0 }];
        Pass { pricer, columns, scale, bound, quantities, others, stating, memo }
    }

    pub(super) fn run<T: Amount>(mut self, amounts: &mut [T]) -> Result<Vec<RowError>, ColumnsError> {
        self.columns.check(amounts.len())?;
        let mut errors = Vec::new();
        let mut room = Room {
            endpoints: [0; CHUNK],
            options: [0; CHUNK],
            counts: [[0; CHUNK]; WIDTH_MAX],
            stated: [0; CHUNK],
            calls: [0; CHUNK],
            mantissas: [0; CHUNK],
        };
        for (at, amounts) in amounts.chunks_mut(CHUNK).enumerate() {
            self.chunk(at.wrapping_mul(CHUNK), amounts, &mut room, &mut errors);
        }
        Ok(errors)
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
        let (endpoints, _) = self.columns.endpoints.narrow(start, &mut room.endpoints);
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
        let options = match (&self.columns.masks, self.columns.options.is_empty()) {
            (Some(masks), true) => masks.narrow(start, &mut room.options).0,
            (None, true) => &room.options,
            _ => {
                for (at, options) in room.options.iter_mut().enumerate() {
                    let at = if at < amounts.len() { start.wrapping_add(at) } else { start };
                    let stated = self.options(self.columns.endpoints.get(at), at);
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
        let fitting = fits && compiled.rows.chunk(chunk, mantissas);
        if fitting && calls.is_none() && T::of_mantissas(mantissas, scale, self.scale, amounts) {
            return;
        }
        for (at, amount) in amounts.iter_mut().enumerate() {
            let row = start.wrapping_add(at);
            let one = match mantissas.get(at) {
                Some(mantissa) if fitting => Some(*mantissa),
                _ if fits && of(at).is_some_and(|of| of.has_row) => compiled.rows.one(chunk, at),
                _ => None,
            };
            let Narrow { mantissa, scale } = match one {
                Some(mantissa) => Narrow { mantissa, scale },
                None => self.fast(row).unwrap_or(Narrow::NONE),
            };
            let total = if scale <= SCALE_MAX { total(mantissa, at) } else { None };
            *amount = match total.and_then(|mantissa| T::of_word(mantissa, scale, self.scale)) {
                Some(amount) => amount,
                None => self.single(row).unwrap_or_else(|fault| {
                    errors.push(RowError { row, fault });
                    T::NONE
                }),
            };
        }
    }

    /// The options that a usage states; none where the endpoint does not have one, or it is stated twice.
    fn options(&mut self, endpoint: u32, at: usize) -> Option<OptionBits> {
        let mut stated = self.columns.masks.map_or(0, |masks| masks.get(at));
        for (column, (name, flags)) in self.columns.options.iter().enumerate() {
            if !flags.get(at).copied().unwrap_or_default() {
                continue;
            }
            let bit = self.option(endpoint, column, name)?;
            if stated & bit != 0 {
                return None;
            }
            stated |= bit;
        }
        Some(stated)
    }

    fn option(&mut self, endpoint: u32, column: usize, name: &str) -> Option<OptionBits> {
        let place = usize::try_from(endpoint).ok()?.checked_mul(self.columns.options.len())?;
        let memo = self.memo.get_mut(place.checked_add(column)?);
        if let Some(bit) = memo.as_ref().and_then(|memo| memo.checked_sub(1)) {
            return 1_u128.checked_shl(bit.into());
        }
        let bit = self.pricer.priced(endpoint)?.compiled.names.option(name)?;
        if let (Some(memo), Ok(place)) = (memo, u8::try_from(bit.trailing_zeros())) {
            *memo = place.saturating_add(1);
        }
        Some(bit)
    }

    /// The price of one call by the program, of a usage whose names are known and which states what it must.
    #[inline(never)]
    fn fast(&mut self, row: usize) -> Option<Narrow> {
        let endpoint = self.columns.endpoints.get(row);
        let options = self.options(endpoint, row)?;
        let of: &Of = self.pricer.compiled.endpoints.get(usize::try_from(endpoint).ok()?)?;
        let priced = self.pricer.sheet.pricer(of.place)?.priced();
        if priced.asks_for_more() {
            return None;
        }
        let (names, program) = (&priced.compiled.names, priced.compiled.program.as_ref()?);
        let mut quantities = Quantities::zero();
        let mut stated = 0_u64;
        for ((_, numbers), quantity) in self.columns.quantities.iter().zip(&self.quantities) {
            if !numbers.is_stated(row) {
                continue;
            }
            let (mantissa, scale) = numbers.word(row)?;
            let at = of.quantities.iter().position(|own| Some(*own) == *quantity)?;
            let bit = 1_u64.wrapping_shl(u32::try_from(at).ok()?);
            if stated & bit != 0 {
                return None;
            }
            stated |= bit;
            quantities.put_mantissa(at, mantissa, scale);
        }
        let (awaited, must_count) = names.awaited();
        if awaited & !stated != 0 || (must_count && stated == 0) {
            return None;
        }
        let opening = match of.openings.get(usize::try_from(options).unwrap_or(usize::MAX)) {
            Some(opening) => (*opening)?,
            None => program
                .opening(names.given_bits(options).ok().filter(|_| options & names.unknown_options() == 0)?),
        };
        Some(program.price_quantities(opening, &mut quantities))
    }

    /// What one usage costs by its names.
    #[cold]
    #[inline(never)]
    fn single<T: Amount>(&self, row: usize) -> Result<T, RowFault> {
        let amount = self.by_names(row).map_err(RowFault::Usage)?;
        T::of_decimal(amount, self.scale).ok_or(RowFault::OutOfColumn { amount })
    }

    fn by_names(&self, row: usize) -> Result<Decimal, UsageError> {
        let place = self.columns.endpoints.get(row);
        let Some(priced) = self.pricer.priced(place) else {
            return Err(UsageError::UnknownEndpoint { endpoint: format!("place {place}"), nearest: None });
        };
        let usage = BatchUsage { columns: self.columns, endpoint: priced.endpoint, at: row };
        let unknown =
            self.columns.masks.map_or(0, |masks| masks.get(row)) & priced.compiled.names.unknown_options();
        if unknown != 0 {
            return Err(refuse_bits(priced.endpoint, unknown, unknown, None));
        }
        if !usage.is_representable() {
            return Err(UsageError::NotRepresentable {
                endpoint: priced.endpoint.name.clone(),
                charge: None,
            });
        }
        priced.price(&usage)
    }
}
