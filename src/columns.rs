//! Usages by the column: millions of calls in arrays, priced in one pass (section 4 of the specification).
//!
//! An endpoint whose plan is linear, or whose cases are few, becomes a row of numbers here, and a call of it a look into a
//! table and a few multiplications without a branch. Every other endpoint, and every call whose numbers are too large for
//! that, goes the way of a single one.

mod amounts;
mod error;
mod room;
mod scale;

use alloc::sync::Arc;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use crate::limits::QUANTITIES_MAX;
use crate::price_sheet::EndpointPricer;
use crate::program::{Budget, CHUNK, Chunk, Draft, Layout, Rows, rows};
use crate::rules::OptionBits;
use crate::usage::UsageError;
pub use amounts::{Amounts, DecimalAmounts, Exception, Refusal};
pub use error::ColumnsError;
use room::{Decimals, Room};
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
///     // Each of these columns has the integers that its numbers need.
///     endpoints: &[1_u8, 0, 1],
///     // Bit n stands for the n-th of the endpoint's option names.
///     options: &[0_u16, 0b11, 0],
///     // One column for each place in the endpoints' lists of quantities: search, status, results.
///     quantities: &[&[1_u32, 0, 0], &[4, 0, 1], &[120, 0, 7]],
/// })?;
/// assert_eq!((amounts.mantissas(), amounts.scale()), (&[1100, 20, 35][..], 1));
/// let texts: Vec<_> = amounts.decimals().map(|amount| amount.map(|amount| amount.to_string())).collect();
/// assert_eq!(texts, [Ok("110".into()), Ok("2".into()), Ok("3.5".into())]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct ColumnPricer<'s> {
    endpoints: Vec<EndpointPricer<'s>>,
    rows: Arc<dyn Rows>,
    width: usize,
    scale: u32,
}

/// Usages as columns of one length: one call each, in any order.
///
/// The integers of a column are as narrow as its numbers allow: what is not read from memory costs no time.
#[derive(Debug, Clone, Copy)]
pub struct Columns<'a, E = u32, O = u64, Q = u64> {
    /// The endpoint of each usage, by its place in the list that the pricer was made from. Integers of up to 32 bits.
    pub endpoints: &'a [E],
    /// The options of each usage: bit n, from 0, stands for the n-th of the endpoint's
    /// [`option_names`](crate::sheet::Endpoint::option_names). Integers of up to 128 bits.
    pub options: &'a [O],
    /// A column for each place in the endpoints' [`quantities`](crate::sheet::Endpoint::quantities), as many as
    /// [`ColumnPricer::width`] says. All quantities of an endpoint are stated; in the columns beyond, its usages have 0.
    /// Integers of up to 64 bits.
    pub quantities: &'a [&'a [Q]],
}

impl<'s> ColumnPricer<'s> {
    /// A pricer for these endpoints; columns state them by their places here.
    pub fn new(endpoints: impl IntoIterator<Item = EndpointPricer<'s>>) -> Self {
        let endpoints: Vec<_> = endpoints.into_iter().collect();
        let scales = endpoints.iter().map(|pricer| usual_scale(pricer.endpoint));
        let scale = scales.max().unwrap_or_default();
        let width = endpoints.iter().map(|pricer| pricer.endpoint.quantities.len()).max().unwrap_or_default();
        let mut budget = Budget::all();
        let drafts: Vec<_> = endpoints
            .iter()
            .map(|pricer| {
                let columns: Vec<usize> = (0..pricer.endpoint.quantities.len()).collect();
                let layout = Layout {
                    scale,
                    width: width.min(4),
                    columns: &columns,
                    options: pricer.endpoint.option_names.len(),
                };
                let compiled = pricer.priced().compiled;
                let given = |bits| compiled.names.given_bits(bits).ok();
                Draft::of(compiled.program.as_ref()?, layout, given, &mut budget)
            })
            .collect();
        ColumnPricer { rows: rows(&drafts, width), endpoints, width, scale }
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
    pub fn price<E, O, Q>(&self, columns: &Columns<'_, E, O, Q>) -> Result<Amounts, ColumnsError>
    where
        E: Copy + Into<u32>,
        O: Copy + Into<u128>,
        Q: Copy + Into<u64>,
    {
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
    pub fn price_into<E, O, Q>(
        &self,
        columns: &Columns<'_, E, O, Q>,
        amounts: &mut Amounts,
    ) -> Result<(), ColumnsError>
    where
        E: Copy + Into<u32>,
        O: Copy + Into<u128>,
        Q: Copy + Into<u64>,
    {
        self.price_in(columns, amounts)
    }

    /// What each usage costs, in the decimal type.
    ///
    /// ```
    /// use pricesheet::{ColumnPricer, Columns, Decimal, PriceSheet};
    ///
    /// let sheet = PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET)?;
    /// let pricer = ColumnPricer::new([sheet.endpoint("get-personal-profile")?]);
    /// let columns = Columns { endpoints: &[0_u8; 2], options: &[0_u16, 1 << 11], quantities: &[] as &[&[u32]] };
    /// let amounts = pricer.price_decimals(&columns)?;
    /// assert_eq!(amounts.decimals(), [Decimal::ONE, Decimal::MAX]);
    /// assert_eq!(amounts.refusals()[0].place, 1);
    /// assert_eq!(amounts.refusals()[0].error.code(), "unknown-option");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`price`](Self::price); what is wrong with one usage is a [`Refusal`] among the amounts.
    pub fn price_decimals<E, O, Q>(
        &self,
        columns: &Columns<'_, E, O, Q>,
    ) -> Result<DecimalAmounts, ColumnsError>
    where
        E: Copy + Into<u32>,
        O: Copy + Into<u128>,
        Q: Copy + Into<u64>,
    {
        let mut amounts = DecimalAmounts::default();
        self.price_decimals_into(columns, &mut amounts)?;
        Ok(amounts)
    }

    /// As [`price_decimals`](Self::price_decimals), in the room of earlier amounts, which are forgotten.
    ///
    /// # Errors
    ///
    /// As [`price_decimals`](Self::price_decimals); the amounts are empty then.
    pub fn price_decimals_into<E, O, Q>(
        &self,
        columns: &Columns<'_, E, O, Q>,
        amounts: &mut DecimalAmounts,
    ) -> Result<(), ColumnsError>
    where
        E: Copy + Into<u32>,
        O: Copy + Into<u128>,
        Q: Copy + Into<u64>,
    {
        self.price_in(columns, &mut Decimals::new(amounts))
    }

    fn price_in<E, O, Q, A: Room>(
        &self,
        columns: &Columns<'_, E, O, Q>,
        room: &mut A,
    ) -> Result<(), ColumnsError>
    where
        E: Copy + Into<u32>,
        O: Copy + Into<u128>,
        Q: Copy + Into<u64>,
    {
        let (length, stated) = (columns.endpoints.len(), columns.quantities.len());
        let same =
            columns.options.len() == length && columns.quantities.iter().all(|column| column.len() == length);
        let priced = if stated != self.width {
            Err(ColumnsError::WidthDiffers { expected: self.width, stated })
        } else if !same {
            Err(ColumnsError::LengthsDiffer)
        } else {
            room.begin(length, self.scale);
            self.one_by_one(columns, room)
        };
        if priced.is_err() {
            room.clear();
        }
        priced
    }

    fn one_by_one<E, O, Q, A: Room>(
        &self,
        columns: &Columns<'_, E, O, Q>,
        room: &mut A,
    ) -> Result<(), ColumnsError>
    where
        E: Copy + Into<u32>,
        O: Copy + Into<u128>,
        Q: Copy + Into<u64>,
    {
        let length = columns.endpoints.len();
        let width = self.rows.width();
        let mut start = 0_usize;
        let (mut endpoints, mut options) = ([0_u32; CHUNK], [0_u32; CHUNK]);
        let mut counts = [[0_u32; CHUNK]; 4];
        while start < length {
            let end = start.saturating_add(CHUNK).min(length);
            let mut fits = true;
            fill(&mut endpoints, columns.endpoints, start, |e| e.into());
            fill(&mut options, columns.options, start, |o| u32::try_from(o.into()).unwrap_or(u32::MAX));
            for (at, column) in columns.quantities.iter().enumerate() {
                match counts.get_mut(at).filter(|_| at < width) {
                    Some(room) => {
                        let mut all = 0_u64;
                        fill(room, column, start, |count| {
                            let count = count.into();
                            all |= count;
                            u32::try_from(count & 0xffff_ffff).unwrap_or_default()
                        });
                        fits &= all >> 32 == 0;
                    }
                    None => {
                        fits &= column
                            .get(start..end)
                            .unwrap_or_default()
                            .iter()
                            .all(|count| (*count).into() == 0)
                    }
                }
            }
            let refs = counts.each_ref();
            let chunk = Chunk {
                endpoints: &endpoints,
                options: &options,
                counts: refs.get(..width).unwrap_or_default(),
            };
            let priced = fits
                && room.piece(start, end.saturating_sub(start), |amounts| self.rows.chunk(chunk, amounts));
            if !priced {
                for place in start..end {
                    if fits && let Some(mantissa) = self.rows.one(chunk, place.saturating_sub(start)) {
                        room.mantissa(place, mantissa);
                        continue;
                    }
                    let (endpoint, options) = (columns.endpoints.get(place), columns.options.get(place));
                    let endpoint = endpoint.map_or(u32::MAX, |e| (*e).into());
                    let pricer = usize::try_from(endpoint).ok().and_then(|at| self.endpoints.get(at));
                    let pricer = pricer.ok_or(ColumnsError::UnknownEndpoint { place })?;
                    room.single(
                        place,
                        price_single(pricer, options.map_or(0, |o| (*o).into()), columns.quantities, place),
                    );
                }
            }
            start = end;
        }
        Ok(())
    }
}

#[inline(always)]
fn fill<T: Copy>(room: &mut [u32; CHUNK], column: &[T], start: usize, mut with: impl FnMut(T) -> u32) {
    let rest = column.get(start..).unwrap_or_default();
    if let Some(whole) = rest.first_chunk::<CHUNK>() {
        for (room, value) in room.iter_mut().zip(whole) {
            *room = with(*value);
        }
    } else {
        room.fill(rest.first().map_or(0, |first| with(*first)));
        for (room, value) in room.iter_mut().zip(rest) {
            *room = with(*value);
        }
    }
}

/// What one usage costs by itself.
#[inline(never)]
fn price_single<Q: Copy + Into<u64>>(
    pricer: &EndpointPricer<'_>,
    options: OptionBits,
    quantities: &[&[Q]],
    place: usize,
) -> Result<Decimal, UsageError> {
    const FEW: usize = 8;
    let count = |column: &&[Q]| column.get(place).map_or(0, |count| (*count).into());
    let expected = pricer.endpoint.quantities.len();
    let (stated, further) = quantities.split_at_checked(expected).unwrap_or((quantities, &[]));
    if let Some(at) = further.iter().rposition(|column| count(column) > 0) {
        let stated = expected.saturating_add(at).saturating_add(1);
        return Err(UsageError::CountsMismatch { endpoint: pricer.model().name.clone(), expected, stated });
    }
    let priced = |counts: &mut [u64]| {
        counts.iter_mut().zip(stated).for_each(|(room, column)| *room = count(column));
        pricer.option_set_from_bits(options)?.price(counts.get(..expected).unwrap_or_default())
    };
    if expected <= FEW { priced(&mut [0; FEW]) } else { priced(&mut [0; QUANTITIES_MAX]) }
}
