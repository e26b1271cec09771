//! Usages by the column: millions of calls in arrays, priced in one pass (section 4 of the specification).
//!
//! An endpoint whose plan is linear becomes a row of numbers here, and a call of it a few multiplications without a
//! branch. Every other endpoint, and every call whose numbers are too large for that, goes the way of a single one.

mod piece;
mod row;
mod scale;

use alloc::vec::Vec;
use core::fmt;

use rust_decimal::Decimal;

use crate::exact::{Integer, Stated};
use crate::plan::{Narrow, OptionBits};
use crate::price_sheet::EndpointPricer;
use crate::sheet::limits::QUANTITIES_MAX;
use crate::usage::UsageError;
use piece::{PIECE, Piece, above_zero, filled, part};
use row::{Row, SINGLE};
use scale::usual_scale;

/// Prices columns of usages, each of one of the endpoints that it was made for.
///
/// Columns state an endpoint by its place in the list that the pricer was made from: a dictionary of the caller's own,
/// resolved once. The pricer borrows the sheet, so no place can be taken for one of another sheet.
///
/// ```
/// use pricesheet::{ColumnPricer, Columns, PriceSheet};
///
/// let sheet = PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET)?;
/// let pricer = ColumnPricer::new([sheet.endpoint("get-personal-profile")?, sheet.endpoint("search-employees")?]);
/// let amounts = pricer.price(&Columns {
///     endpoints: &[1, 0, 1],
///     // Bit n stands for the n-th of the endpoint's option names.
///     options: &[0_u64, 0b11, 0],
///     // One column for each place in the endpoints' lists of quantities: search, status, results.
///     quantities: &[&[1, 0, 0], &[4, 0, 1], &[120, 0, 7]],
/// })?;
/// assert_eq!((amounts.mantissas(), amounts.scale()), (&[1100, 20, 35][..], 1));
/// let texts: Vec<_> = amounts.decimals().map(|amount| amount.map(|amount| amount.to_string())).collect();
/// assert_eq!(texts, [Ok("110".into()), Ok("2".into()), Ok("3.5".into())]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct ColumnPricer<'s> {
    endpoints: Vec<EndpointPricer<'s>>,
    rows: Vec<Row>,
    /// What subsets of options add, by the rows' tables; 0 at the start.
    sums: Vec<u32>,
    /// Whether the short way is all that the rows need.
    plain: bool,
    width: usize,
    scale: u32,
}

/// Usages as columns of one length: one call each, in any order.
#[derive(Debug, Clone, Copy)]
pub struct Columns<'a, O = u64> {
    /// The endpoint of each usage, by its place in the list that the pricer was made from.
    pub endpoints: &'a [u32],
    /// The options of each usage: bit n, from 0, stands for the n-th of the endpoint's
    /// [`option_names`](crate::sheet::Endpoint::option_names). Integers of up to 128 bits.
    pub options: &'a [O],
    /// A column for each place in the endpoints' [`quantities`](crate::sheet::Endpoint::quantities), as many as
    /// [`ColumnPricer::width`] says. All quantities of an endpoint are stated; in the columns beyond, its usages have 0.
    pub quantities: &'a [&'a [u64]],
}

/// What a column of usages costs, in the sheet's unit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[must_use = "an exception is a usage whose amount is not among the mantissas"]
pub struct Amounts {
    mantissas: Vec<u64>,
    scale: u32,
    exceptions: Vec<Exception>,
}

/// A usage whose amount is no integer of 64 bits at the scale of its column: the exact amount, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// The place of the usage in its columns, from 0.
    pub place: usize,
    /// Its exact amount, or its error.
    pub amount: Result<Decimal, UsageError>,
}

/// Why columns were not priced at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnsError {
    /// The columns are not of one length.
    LengthsDiffer,
    /// There is another number of quantity columns than the endpoints need.
    WidthDiffers {
        /// How many are needed: [`ColumnPricer::width`].
        expected: usize,
        /// How many there are.
        stated: usize,
    },
    /// A usage names an endpoint beyond the list that the pricer was made from.
    UnknownEndpoint {
        /// The place of the usage in its columns, from 0.
        place: usize,
    },
}

impl<'s> ColumnPricer<'s> {
    /// A pricer for these endpoints; columns state them by their places here.
    pub fn new(endpoints: impl IntoIterator<Item = EndpointPricer<'s>>) -> Self {
        let endpoints: Vec<_> = endpoints.into_iter().collect();
        let scale = endpoints.iter().map(|pricer| usual_scale(pricer.plan)).max().unwrap_or_default();
        let mut sums = Vec::from([0]);
        let rows = endpoints.iter().map(|pricer| Row::of(pricer.plan, scale, &mut sums));
        let rows: Vec<_> = rows.map(|row| row.unwrap_or_else(|| SINGLE.clone())).collect();
        ColumnPricer {
            plain: rows.iter().all(Row::is_plain),
            rows,
            sums,
            width: endpoints.iter().map(|pricer| pricer.plan.quantities.len()).max().unwrap_or_default(),
            scale,
            endpoints,
        }
    }

    /// How many columns of quantities there must be: as many as the endpoint with the most has.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// The scale of the amounts: how many decimal places the mantissas have. Where an amount needs more of them, it is
    /// an exception, never rounded.
    #[must_use]
    pub fn scale(&self) -> u32 {
        self.scale
    }

    /// What each usage costs.
    ///
    /// # Errors
    ///
    /// Columns that do not belong together, or an endpoint beyond the list. What is wrong with one usage is an
    /// [`Exception`] among the amounts.
    pub fn price<O: Copy + Into<u128>>(&self, columns: &Columns<'_, O>) -> Result<Amounts, ColumnsError> {
        let mut amounts = Amounts::default();
        self.price_into(columns, &mut amounts)?;
        Ok(amounts)
    }

    /// As [`price`](Self::price), in the room of earlier amounts, which are forgotten: what is priced in pieces needs no
    /// allocation for each.
    ///
    /// # Errors
    ///
    /// As [`price`](Self::price); the amounts are empty then.
    pub fn price_into<O: Copy + Into<u128>>(
        &self,
        columns: &Columns<'_, O>,
        amounts: &mut Amounts,
    ) -> Result<(), ColumnsError> {
        // What stands in the room is written over.
        amounts.exceptions.clear();
        amounts.scale = self.scale;
        let priced = match columns.quantities {
            quantities if quantities.len() != self.width => {
                Err(ColumnsError::WidthDiffers { expected: self.width, stated: quantities.len() })
            }
            [] => self.run(columns, [], amounts),
            [a] => self.run(columns, [*a], amounts),
            [a, b] => self.run(columns, [*a, *b], amounts),
            [a, b, c] => self.run(columns, [*a, *b, *c], amounts),
            [a, b, c, d] => self.run(columns, [*a, *b, *c, *d], amounts),
            [a, b, c, d, others @ ..] => {
                let same = others.iter().all(|column| column.len() == columns.endpoints.len());
                if same {
                    self.run(columns, [*a, *b, *c, *d], amounts)
                } else {
                    Err(ColumnsError::LengthsDiffer)
                }
            }
        };
        if priced.is_err() {
            amounts.mantissas.clear();
            amounts.exceptions.clear();
        }
        priced
    }

    /// One pass with this many of the quantity columns; a usage that has more is priced by itself.
    fn run<O: Copy + Into<u128>, const W: usize>(
        &self,
        columns: &Columns<'_, O>,
        quantities: [&[u64]; W],
        amounts: &mut Amounts,
    ) -> Result<(), ColumnsError> {
        let length = columns.endpoints.len();
        let same = columns.options.len() == length && quantities.iter().all(|column| column.len() == length);
        if !same {
            return Err(ColumnsError::LengthsDiffer);
        }
        amounts.mantissas.resize(length, 0);
        let mut start = 0_usize;
        while start < length {
            let end = start.saturating_add(PIECE).min(length);
            let unfit = self.price_piece(columns, quantities, start, end, amounts);
            let further = columns.quantities.get(W..).unwrap_or_default();
            self.price_unfit(columns, start, unfit | above_zero(further, start, end), amounts)?;
            start = end;
        }
        Ok(())
    }

    /// Prices the usages from `start` to `end`, and tells by their bits which of them do not fit.
    #[inline(always)]
    fn price_piece<O: Copy + Into<u128>, const W: usize>(
        &self,
        columns: &Columns<'_, O>,
        quantities: [&[u64]; W],
        start: usize,
        end: usize,
        amounts: &mut Amounts,
    ) -> u64 {
        let endpoints = part(columns.endpoints, start, end);
        let options = part(columns.options, start, end);
        let counts = quantities.map(|column| part(column, start, end));
        let room = amounts.mantissas.get_mut(start..end).unwrap_or_default();
        if let (Ok(endpoints), Ok(options), Ok(room)) =
            (endpoints.try_into(), options.try_into(), (&mut *room).try_into())
            && let Some(counts) = pieces(counts)
        {
            return self.price_whole(&Piece { endpoints, options, counts }, room);
        }
        let Some(first) = options.first() else { return 0 };
        let counts = counts.map(|column| filled(column, 0));
        let piece = Piece {
            endpoints: &filled(endpoints, 0),
            options: &filled(options, *first),
            counts: counts.each_ref(),
        };
        let mut priced = [0; PIECE];
        let unfit = self.price_whole(&piece, &mut priced);
        room.copy_from_slice(part(&priced, 0, room.len()));
        // What was filled up is none of the usages.
        let beyond = u32::try_from(room.len()).ok().and_then(|length| u64::MAX.checked_shl(length));
        unfit & !beyond.unwrap_or_default()
    }

    #[inline(always)]
    fn price_whole<O: Copy + Into<u128>, const W: usize>(
        &self,
        piece: &Piece<'_, O, W>,
        room: &mut [u64; PIECE],
    ) -> u64 {
        if self.plain {
            piece.price::<true>(&self.rows, &self.sums, room)
        } else {
            piece.price::<false>(&self.rows, &self.sums, room)
        }
    }

    /// Prices the usages of a piece whose bits are set by themselves.
    fn price_unfit<O: Copy + Into<u128>>(
        &self,
        columns: &Columns<'_, O>,
        start: usize,
        mut unfit: u64,
        amounts: &mut Amounts,
    ) -> Result<(), ColumnsError> {
        while unfit != 0 {
            let place = start.saturating_add(usize::try_from(unfit.trailing_zeros()).unwrap_or_default());
            unfit &= unfit.wrapping_sub(1);
            let known = columns.endpoints.get(place).zip(columns.options.get(place));
            let Some((endpoint, options)) = known else { continue };
            let pricer = usize::try_from(*endpoint).ok().and_then(|at| self.endpoints.get(at));
            let pricer = pricer.ok_or(ColumnsError::UnknownEndpoint { place })?;
            self.price_single(pricer, (*options).into(), columns.quantities, place, amounts);
        }
        Ok(())
    }

    #[inline(never)]
    fn price_single(
        &self,
        pricer: &EndpointPricer<'_>,
        options: OptionBits,
        quantities: &[&[u64]],
        place: usize,
        amounts: &mut Amounts,
    ) {
        let stated = pricer.plan.quantities.len();
        let mut counts = [0_u64; QUANTITIES_MAX];
        let mut further = None;
        for (at, column) in quantities.iter().enumerate() {
            let count = column.get(place).copied().unwrap_or_default();
            match counts.get_mut(at) {
                Some(room) if at < stated => *room = count,
                _ if count > 0 => further = Some(at),
                _ => {}
            }
        }
        let amount = match further {
            Some(at) => Err(UsageError::CountsMismatch {
                endpoint: pricer.name.clone(),
                expected: stated,
                stated: at.saturating_add(1),
            }),
            None => pricer
                .option_set_from_bits(options)
                .and_then(|set| set.price(counts.get(..stated).unwrap_or_default())),
        };
        let mantissa = amount.as_ref().ok().and_then(|amount| {
            let amount = Stated::of(*amount);
            let power = u128::power_of_ten(self.scale.checked_sub(amount.scale)?)?;
            u64::try_from(amount.mantissa.checked_mul(power)?).ok().filter(|mantissa| *mantissa < u64::MAX)
        });
        if let Some(room) = amounts.mantissas.get_mut(place) {
            *room = mantissa.unwrap_or(u64::MAX);
        }
        if mantissa.is_none() {
            amounts.exceptions.push(Exception { place, amount });
        }
    }
}

/// Columns of a whole piece each, if they are.
#[inline(always)]
fn pieces<const W: usize>(parts: [&[u64]; W]) -> Option<[&[u64; PIECE]; W]> {
    const NONE: &[u64; PIECE] = &[0; PIECE];
    let mut pieces = [NONE; W];
    for (piece, part) in pieces.iter_mut().zip(parts) {
        *piece = part.try_into().ok()?;
    }
    Some(pieces)
}

impl Amounts {
    /// The amounts as integers: each times ten to the power of minus the [`scale`](Self::scale). That of an exception
    /// is `u64::MAX`, and no amount.
    #[must_use]
    pub fn mantissas(&self) -> &[u64] {
        &self.mantissas
    }

    /// How many decimal places the mantissas have.
    #[must_use]
    pub fn scale(&self) -> u32 {
        self.scale
    }

    /// The usages whose amounts are not among the mantissas, in their order.
    #[must_use]
    pub fn exceptions(&self) -> &[Exception] {
        &self.exceptions
    }

    /// The amounts in the decimal type, exceptions among them.
    pub fn decimals(&self) -> impl Iterator<Item = Result<Decimal, &UsageError>> {
        let mut exceptions = self.exceptions.iter().peekable();
        self.mantissas.iter().enumerate().map(move |(place, mantissa)| {
            if *mantissa == u64::MAX
                && let Some(exception) = exceptions.next_if(|exception| exception.place == place)
            {
                return exception.amount.as_ref().copied();
            }
            Ok(Narrow::of(*mantissa, self.scale).decimal().unwrap_or_default())
        })
    }
}

impl fmt::Display for ColumnsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ColumnsError::LengthsDiffer => write!(f, "the columns are not of one length"),
            ColumnsError::WidthDiffers { expected, stated } => {
                write!(f, "there are {stated} columns of quantities, but the endpoints need {expected}")
            }
            ColumnsError::UnknownEndpoint { place } => {
                write!(f, "usage {place} names an endpoint beyond the list that the pricer was made from")
            }
        }
    }
}

impl core::error::Error for ColumnsError {}
