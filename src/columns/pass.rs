//! One pass over columns: by the chunk, and usage by usage where a chunk does not fit.

use alloc::vec::Vec;
use alloc::{format, vec};

use rust_decimal::Decimal;

use super::amounts::Amount;
use super::batch::Columns;
use super::column::{Number, NumberColumn, States};
use super::error::{ColumnsError, RowError, RowFault};
use super::usage::BatchUsage;
use super::{ColumnPricer, Of};
use crate::endpoint::Priced;
use crate::option_set::refuse_bits;
use crate::program::{CHUNK, Chunk, Narrow, Opening, QUANTITIES_FEW, Quantities, Stated, WIDTH_MAX};
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
    /// What the usage before said of its options.
    last: Option<(u32, OptionBits, Opening)>,
}

/// How it is known which columns a usage states.
enum Stating {
    /// Those that are not zero.
    AboveZero,
    /// The same for all usages.
    Same,
    EachItsOwn,
}

/// The price of one usage.
enum Price {
    /// At the scale of the pricer.
    Mantissa(u64),
    Exact(Decimal),
}

impl Price {
    fn decimal(&self, scale: u32) -> Decimal {
        match self {
            Price::Mantissa(mantissa) => Narrow::of(*mantissa, scale).decimal().unwrap_or_default(),
            Price::Exact(amount) => *amount,
        }
    }
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
        Pass { pricer, columns, scale, bound, quantities, others, stating, memo, last: None }
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
        fits = fits && calls.is_none_or(|((_, narrow), _)| narrow);
        let total = |mantissa: u64, at: usize| match calls {
            None => Some(mantissa),
            Some(((_, _), of)) if !of.is_stated(start.wrapping_add(at)) => Some(mantissa),
            Some(((calls, _), _)) => {
                let of = compiled.endpoints.get(usize::try_from(*endpoints.get(at)?).ok()?)?;
                times(mantissa, *calls.get(at)?, of)
            }
        };
        let counts = counts.get(..compiled.rows.width()).unwrap_or_default();
        let chunk = Chunk { endpoints, options, counts, stated };
        let (mantissas, scale) = (&mut room.mantissas, compiled.scale);
        let mut priced = fits && compiled.rows.chunk(chunk, mantissas);
        if priced && calls.is_some() {
            for (at, mantissa) in mantissas.iter_mut().enumerate().take(amounts.len()) {
                let total = total(*mantissa, at);
                priced &= total.is_some();
                *mantissa = total.unwrap_or_default();
            }
        }
        if priced && T::of_mantissas(mantissas, scale, self.scale, amounts) {
            return;
        }
        for (at, amount) in amounts.iter_mut().enumerate() {
            let row = start.wrapping_add(at);
            let mantissa =
                if fits { compiled.rows.one(chunk, at).and_then(|one| total(one, at)) } else { None };
            let price = mantissa.map_or_else(|| self.single(row), |mantissa| Ok(Price::Mantissa(mantissa)));
            let written = price.map_err(RowFault::Usage).and_then(|price| {
                let written = match price {
                    Price::Mantissa(mantissa) => T::of_mantissa(mantissa, scale, self.scale),
                    Price::Exact(amount) => T::of_decimal(amount, self.scale),
                };
                written.ok_or_else(|| RowFault::OutOfColumn { amount: price.decimal(scale) })
            });
            *amount = written.unwrap_or_else(|fault| {
                errors.push(RowError { row, fault });
                T::NONE
            });
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

    /// What one usage costs by itself.
    #[inline(never)]
    fn single(&mut self, row: usize) -> Result<Price, UsageError> {
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
        match self.fast(priced, place, row) {
            Some(price) => {
                let is_one = self.columns.calls.is_none_or(|calls| !calls.is_stated(row));
                let mantissa =
                    price.mantissa_at(self.pricer.compiled.scale).filter(|_| is_one && price.is_some());
                mantissa.map_or_else(
                    || priced.finish(price, &usage).map(Price::Exact),
                    |mantissa| Ok(Price::Mantissa(mantissa)),
                )
            }
            None => priced.price(&usage).map(Price::Exact),
        }
    }

    /// The price of one call by the program, of a usage whose names are known and which states what it must.
    fn fast(&mut self, priced: Priced<'_>, endpoint: u32, row: usize) -> Option<Narrow> {
        let (names, program) = (&priced.compiled.names, priced.compiled.program.as_ref()?);
        let options = self.options(endpoint, row)?;
        let mut quantities = Quantities::zero();
        let of: &Of = self.pricer.compiled.endpoints.get(usize::try_from(endpoint).ok()?)?;
        let mut stated = 0_u64;
        for ((_, numbers), quantity) in self.columns.quantities.iter().zip(&self.quantities) {
            let number = numbers.number(row);
            if let Number::Absent = number {
                continue;
            }
            let at = of.quantities.iter().position(|own| Some(*own) == *quantity)?;
            let bit = 1_u64.wrapping_shl(u32::try_from(at).ok()?);
            if at >= QUANTITIES_FEW || stated & bit != 0 {
                return None;
            }
            stated |= bit;
            match number {
                Number::Whole(whole) => quantities.put_whole(at, whole),
                _ => quantities.put(at, numbers.decimal(row).filter(|number| !number.is_sign_negative())?),
            }
        }
        let (awaited, must_count) = names.awaited();
        if awaited & !stated != 0 || (must_count && stated == 0) {
            return None;
        }
        let opening = match self.last {
            Some((of, bits, opening)) if (of, bits) == (endpoint, options) => opening,
            _ => program.opening(names.given_bits(options).ok()?),
        };
        self.last = Some((endpoint, options, opening));
        Some(program.price_quantities(&opening, &mut quantities))
    }
}

/// So many calls of one price.
fn times(mantissa: u64, calls: u32, of: &Of) -> Option<u64> {
    let is_valid = calls == 1 || (calls > 0 && !of.is_period);
    mantissa.checked_mul(calls.into()).filter(|total| is_valid && total >> 62 == 0)
}
