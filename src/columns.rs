//! Usages by the column: millions of calls in arrays, priced in one pass (section 4 of the specification).
//!
//! An endpoint whose plan is linear, or whose cases are few, becomes a row of numbers here, and a call of it a look into a
//! table and a few multiplications without a branch. Every other endpoint, and every call whose numbers are too large for
//! that, goes the way of a single one.

mod amounts;
mod cased;
mod curved;
mod error;
mod piece;
mod room;
mod row;
mod rows;
mod scale;
mod sums;

use alloc::vec::Vec;

use rust_decimal::Decimal;

use crate::plan::OptionBits;
use crate::price_sheet::EndpointPricer;
use crate::sheet::limits::QUANTITIES_MAX;
use crate::usage::UsageError;
pub use amounts::{Amounts, DecimalAmounts, Exception, Refusal};
pub use error::ColumnsError;
use piece::{PIECE, Piece, filled, one};
use room::{Decimals, Room};
use row::Form;
use rows::{Rows, Table};
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
    rows: Rows,
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
        let plans: Vec<_> = endpoints.iter().map(|pricer| pricer.plan).collect();
        let scale = plans.iter().map(|plan| usual_scale(plan)).max().unwrap_or_default();
        let width = plans.iter().map(|plan| plan.quantities.len()).max().unwrap_or_default();
        ColumnPricer { rows: Rows::of(&plans, width, scale), endpoints, width, scale }
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
            match &self.rows {
                Rows::Zero(table) => self.by_table(table, columns, room),
                Rows::One(table) => self.by_table(table, columns, room),
                Rows::Two(table) => self.by_table(table, columns, room),
                Rows::Three(table) => self.by_table(table, columns, room),
                Rows::Four(table) => self.by_table(table, columns, room),
            }
        };
        if priced.is_err() {
            room.clear();
        }
        priced
    }

    fn by_table<E, O, Q, A: Room, const W: usize>(
        &self,
        table: &Table<W>,
        columns: &Columns<'_, E, O, Q>,
        room: &mut A,
    ) -> Result<(), ColumnsError>
    where
        E: Copy + Into<u32>,
        O: Copy + Into<u128>,
        Q: Copy + Into<u64>,
    {
        match table {
            Table::Sum(rows) => self.by_rows(rows, columns, room),
            Table::Rounded(rows) => self.by_rows(rows, columns, room),
            Table::Curved(rows) => self.by_rows(rows, columns, room),
            Table::Bounded(rows) => self.by_rows(rows, columns, room),
            Table::Cased(rows) => self.by_rows(rows, columns, room),
            Table::BoundedCases(rows) => self.by_rows(rows, columns, room),
        }
    }

    /// One pass, a piece at a time; one in which a usage does not fit is priced usage by usage.
    fn by_rows<E, O, Q, A: Room, R: Form<W>, const W: usize>(
        &self,
        rows: &[R],
        columns: &Columns<'_, E, O, Q>,
        room: &mut A,
    ) -> Result<(), ColumnsError>
    where
        E: Copy + Into<u32>,
        O: Copy + Into<u128>,
        Q: Copy + Into<u64>,
    {
        let length = columns.endpoints.len();
        let mut start = 0_usize;
        while start < length {
            let end = start.saturating_add(PIECE).min(length);
            let priced = columns.piece(start, end, |piece: Piece<'_, E, O, Q, W>| {
                room.piece(start, end.saturating_sub(start), |amounts| piece.price(rows, amounts))
            });
            if !priced {
                self.one_by_one(rows, columns, start, end, room)?;
            }
            start = end;
        }
        Ok(())
    }

    #[inline(never)]
    fn one_by_one<E, O, Q, A: Room, R: Form<W>, const W: usize>(
        &self,
        rows: &[R],
        columns: &Columns<'_, E, O, Q>,
        start: usize,
        end: usize,
        room: &mut A,
    ) -> Result<(), ColumnsError>
    where
        E: Copy + Into<u32>,
        O: Copy + Into<u128>,
        Q: Copy + Into<u64>,
    {
        for place in start..end {
            let stated = columns.endpoints.get(place).zip(columns.options.get(place));
            let Some((endpoint, options)) = stated else { continue };
            let (endpoint, options) = ((*endpoint).into(), (*options).into());
            match columns.counts(place).and_then(|counts| one(rows, endpoint, options, counts)) {
                Some(mantissa) => room.mantissa(place, mantissa),
                None => {
                    let pricer = usize::try_from(endpoint).ok().and_then(|at| self.endpoints.get(at));
                    let pricer = pricer.ok_or(ColumnsError::UnknownEndpoint { place })?;
                    room.single(place, price_single(pricer, options, columns.quantities, place));
                }
            }
        }
        Ok(())
    }
}

impl<E: Copy, O: Copy, Q: Copy + Into<u64>> Columns<'_, E, O, Q> {
    /// Whether the usages from `start` to `end` are priced, which are those of a piece that is filled up; none is where
    /// one has something in the columns that a piece has not.
    #[inline(always)]
    fn piece<const W: usize>(
        &self,
        start: usize,
        end: usize,
        price: impl FnOnce(Piece<'_, E, O, Q, W>) -> bool,
    ) -> bool {
        let Some((counts, further)) = self.quantities.split_first_chunk::<W>() else { return false };
        let none = |column: &&[Q]| part(column, start, end).iter().all(|count| (*count).into() == 0);
        if !further.iter().all(none) {
            return false;
        }
        if let (Some(endpoints), Some(options), Some(counts)) =
            (chunk(self.endpoints, start), chunk(self.options, start), chunks(*counts, start))
        {
            return price(Piece { endpoints, options, counts });
        }
        let (Some(endpoints), Some(options)) =
            (filled(part(self.endpoints, start, end)), filled(part(self.options, start, end)))
        else {
            return false;
        };
        let counts = counts.map(|column| filled(part(column, start, end)));
        let Some(counts) = every(counts) else { return false };
        price(Piece { endpoints: &endpoints, options: &options, counts: counts.each_ref() })
    }

    /// The counts of a usage, where it has none in further columns.
    fn counts<const W: usize>(&self, place: usize) -> Option<[u64; W]> {
        let (columns, further) = self.quantities.split_first_chunk::<W>()?;
        let count = |column: &[Q]| column.get(place).map_or(0, |count| (*count).into());
        further.iter().all(|column| count(column) == 0).then(|| columns.map(count))
    }
}

fn part<T>(column: &[T], start: usize, end: usize) -> &[T] {
    column.get(start..end).unwrap_or_default()
}

/// A whole piece of a column, from here on.
#[inline(always)]
fn chunk<T>(column: &[T], start: usize) -> Option<&[T; PIECE]> {
    column.get(start..)?.first_chunk()
}

/// Whole pieces of columns, if they are.
#[inline(always)]
fn chunks<T, const W: usize>(columns: [&[T]; W], start: usize) -> Option<[&[T; PIECE]; W]> {
    every(columns.map(|column| chunk(column, start)))
}

/// All of them, where there are.
#[inline(always)]
fn every<T: Copy, const W: usize>(values: [Option<T>; W]) -> Option<[T; W]> {
    let Some(first) = values.first() else { return <[T; W]>::try_from([].as_slice()).ok() };
    let mut all = [(*first)?; W];
    for (room, value) in all.iter_mut().zip(values) {
        *room = value?;
    }
    Some(all)
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
    let expected = pricer.plan.quantities.len();
    let (stated, further) = quantities.split_at_checked(expected).unwrap_or((quantities, &[]));
    if let Some(at) = further.iter().rposition(|column| count(column) > 0) {
        let stated = expected.saturating_add(at).saturating_add(1);
        return Err(UsageError::CountsMismatch { endpoint: pricer.name.clone(), expected, stated });
    }
    let priced = |counts: &mut [u64]| {
        counts.iter_mut().zip(stated).for_each(|(room, column)| *room = count(column));
        pricer.option_set_from_bits(options)?.price(counts.get(..expected).unwrap_or_default())
    };
    if expected <= FEW { priced(&mut [0; FEW]) } else { priced(&mut [0; QUANTITIES_MAX]) }
}
