//! Columns of usages under a book: each row by the sheet in force at its instant.

use alloc::sync::Arc;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::amounts::Amount;
use super::batch::Columns;
use super::error::{ColumnsError, RowError, RowFault};
use super::pass::{Pass, Room};
use super::{ColumnPricer, IntegerAmount};
use crate::book::{InForceError, PriceBook};
use crate::program::CHUNK;

/// Prices columns of usages by the sheets of a book, each by the one in force at its instant. It is cheap to clone, and may be shared
/// between threads.
///
/// ```
/// use pricesheet::{BookColumnPricer, Columns, InstantColumn, PriceBook, PriceSheet, TextColumn};
///
/// let old: PriceSheet = "name = 'Jobs'\neffective = 2026-01-01T00:00:00Z\nendpoints.job.price = 1".parse()?;
/// let new: PriceSheet = "name = 'Jobs'\neffective = 2026-05-28T00:00:00Z\nendpoints.job.price = 3".parse()?;
/// let pricer = BookColumnPricer::new(&PriceBook::new([new, old])?);
/// let columns = Columns::new(TextColumn::new(&[0_u8; 3], &["job"]))
///     // 2026-05-28T20:26:40Z, a day before it, 2001-09-09T01:46:40Z
///     .made_at(InstantColumn::seconds(&[1_780_000_000_i64, 1_779_913_600, 1_000_000_000]));
/// let mut amounts = [0_i64; 3];
/// let errors = pricer.price(&columns, pricer.scale(), &mut amounts)?;
/// assert_eq!(amounts, [3, 1, i64::MAX]);
/// assert_eq!(errors[0].code(), "before-first-sheet");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct BookColumnPricer {
    book: PriceBook,
    pricers: Arc<[ColumnPricer]>,
}

impl BookColumnPricer {
    /// A pricer for all endpoints of all sheets.
    #[must_use]
    pub fn new(book: &PriceBook) -> Self {
        let pricers = book.sheets().iter().map(ColumnPricer::new).collect();
        BookColumnPricer { book: book.clone(), pricers }
    }

    /// The book that it prices by.
    #[must_use]
    pub fn book(&self) -> &PriceBook {
        &self.book
    }

    /// The pricers of the sheets, in the order of the book.
    #[must_use]
    pub fn pricers(&self) -> &[ColumnPricer] {
        &self.pricers
    }

    /// The scale that the amounts of whole quantities mostly need under every sheet: how many decimal places.
    #[must_use]
    pub fn scale(&self) -> u32 {
        self.pricers.iter().map(ColumnPricer::scale).max().unwrap_or_default()
    }

    /// What each usage costs, as [`ColumnPricer::price`] says it. Where no sheet is in force, that is the error of the usage.
    ///
    /// # Errors
    ///
    /// As [`ColumnPricer::price`]; and where there are several sheets, endpoints and options by places, which are not the same in
    /// all of them.
    pub fn price<T: IntegerAmount>(
        &self,
        columns: &Columns<'_>,
        scale: u32,
        amounts: &mut [T],
    ) -> Result<Vec<RowError>, ColumnsError> {
        self.run(columns, scale, amounts)
    }

    /// What each usage costs, as [`ColumnPricer::price_decimals`] says it.
    ///
    /// # Errors
    ///
    /// As [`price`](Self::price).
    pub fn price_decimals(
        &self,
        columns: &Columns<'_>,
        amounts: &mut [Decimal],
    ) -> Result<Vec<RowError>, ColumnsError> {
        self.run(columns, 0, amounts)
    }

    fn run<T: Amount>(
        &self,
        columns: &Columns<'_>,
        scale: u32,
        amounts: &mut [T],
    ) -> Result<Vec<RowError>, ColumnsError> {
        if let [sole] = &*self.pricers
            && sole.sheet().effective().is_none()
        {
            return Pass::new(sole, columns, scale).run(amounts);
        }
        columns.check(amounts.len())?;
        if self.pricers.len() > 1 {
            columns.check_names()?;
        }
        let (mut errors, mut room) = (Vec::new(), Room::new());
        let mut passes: Vec<Option<Pass<'_, '_, '_>>> = Vec::new();
        passes.resize_with(self.pricers.len(), || None);
        let in_force: Vec<Option<usize>> =
            (0..amounts.len()).map(|row| self.in_force(columns, row).ok()).collect();
        let mut start = 0_usize;
        for rows in in_force.chunk_by(PartialEq::eq).flat_map(|alike| alike.chunks(CHUNK)) {
            let end = start.wrapping_add(rows.len());
            let amounts = amounts.get_mut(start..end).unwrap_or_default();
            let place = rows.first().copied().flatten();
            match place.and_then(|place| self.pricers.get(place).zip(passes.get_mut(place))) {
                Some((pricer, pass)) => {
                    let pass = pass.get_or_insert_with(|| Pass::new(pricer, columns, scale));
                    pass.rows(start, amounts, &mut room, &mut errors);
                }
                None => {
                    amounts.fill(T::NONE);
                    let faults = (start..end).map(|row| (row, self.in_force(columns, row).err()));
                    errors.extend(
                        faults.filter_map(|(row, error)| {
                            Some(RowError { row, fault: RowFault::InForce(error?) })
                        }),
                    );
                }
            }
            start = end;
        }
        Ok(errors)
    }

    /// The place of the sheet by which a usage is priced.
    fn in_force(&self, columns: &Columns<'_>, row: usize) -> Result<usize, InForceError> {
        match columns.at.and_then(|at| Some((at, at.get(row)?))) {
            None if self.pricers.len() == 1 => Ok(0),
            None => Err(InForceError::NoInstant),
            Some((_, Ok(at))) => self.book.place_in_force(at.instant()),
            Some((column, Err(error))) => Err(InForceError::InvalidInstant { at: column.text(row), error }),
        }
    }
}
