//! Books: the revisions of a sheet, and the one in force at an instant (section 6, *Versions*).

mod error;

use alloc::sync::Arc;
use alloc::vec::Vec;

use rust_decimal::Decimal;

pub use error::{BookError, InForceError, RatingError};

use crate::fingerprint::Fingerprint;
use crate::instant::Instant;
use crate::price_sheet::PriceSheet;
use crate::quote::Quote;
use crate::usage::{AnyUsage, At};

/// The revisions of a price sheet by the instants from which they apply. Immutable, and cheap to clone and to share.
///
/// The sheet in force at an instant is the last one whose `effective` is not after it. A sole sheet may leave
/// `effective` out and then holds always; of several, every one states its own. All of them count amounts in one unit.
///
/// ```
/// use pricesheet::{PriceBook, PriceSheet, Usage};
///
/// let old: PriceSheet = "name = 'Jobs'\neffective = 2026-01-01T00:00:00Z\nendpoints.job.price = 1".parse()?;
/// let new: PriceSheet = "name = 'Jobs'\neffective = 2026-06-20T00:00:00Z\nendpoints.job.price = 3".parse()?;
/// let book = PriceBook::new([new, old])?;
///
/// let usage = Usage::new("job").made_at("2026-06-19T23:59:59.999Z".parse()?);
/// assert_eq!(book.price(&usage)?.to_string(), "1");
/// // The instant from which a sheet applies is its own already.
/// let usage = Usage::new("job").made_at("2026-06-20T00:00:00Z".parse()?);
/// assert_eq!(book.price(&usage)?.to_string(), "3");
///
/// // Before the first sheet nothing is known, and nothing is guessed.
/// let error = book.in_force("2025-12-31T23:59:59Z".parse()?).unwrap_err();
/// assert_eq!(error.code(), "before-first-sheet");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct PriceBook {
    /// By `effective`, which rises strictly; never empty. One without `effective` stands alone.
    sheets: Arc<[PriceSheet]>,
}

impl PriceBook {
    /// A book of these sheets, in any order.
    ///
    /// # Errors
    ///
    /// [`BookError`]: no sheets, one of several without `effective`, two with the same instant, two units.
    pub fn new(sheets: impl IntoIterator<Item = PriceSheet>) -> Result<Self, BookError> {
        let mut sheets: Vec<(usize, PriceSheet)> = sheets.into_iter().enumerate().collect();
        let Some((_, first)) = sheets.first() else { return Err(BookError::Empty) };
        if let Some((place, other)) = sheets.iter().find(|(_, sheet)| sheet.unit() != first.unit()) {
            return Err(BookError::OtherUnit {
                place: *place,
                unit: first.unit().into(),
                other: other.unit().into(),
            });
        }
        if sheets.len() > 1
            && let Some((place, sheet)) = sheets.iter().find(|(_, sheet)| sheet.effective().is_none())
        {
            return Err(BookError::NoEffective { place: *place, sheet: error::label(sheet) });
        }
        // A stable sort: of two with one instant, the first given is named first.
        sheets.sort_by_key(|(_, sheet)| sheet.effective());
        for ((first_place, first), (second_place, second)) in sheets.iter().zip(sheets.iter().skip(1)) {
            if let Some(effective) = first.effective().filter(|instant| second.effective() == Some(*instant))
            {
                return Err(BookError::SameInstant {
                    effective,
                    first: error::label(first),
                    first_place: *first_place,
                    second: error::label(second),
                    second_place: *second_place,
                });
            }
        }
        Ok(PriceBook { sheets: sheets.into_iter().map(|(_, sheet)| sheet).collect() })
    }

    /// The sheets by the instants from which they apply, the earliest first; at least one.
    #[must_use]
    pub fn sheets(&self) -> &[PriceSheet] {
        &self.sheets
    }

    /// The sheet with this fingerprint, for what was stored with it.
    #[must_use]
    pub fn with_fingerprint(&self, fingerprint: Fingerprint) -> Option<&PriceSheet> {
        self.sheets.iter().find(|sheet| sheet.fingerprint() == fingerprint)
    }

    /// What amounts are counted in, by every sheet of the book.
    #[must_use]
    pub fn unit(&self) -> &str {
        self.sheets.first().map(PriceSheet::unit).unwrap_or_default()
    }

    /// The sheet in force at an instant: the last whose `effective` is not after it. A sole sheet without `effective`
    /// holds always.
    ///
    /// # Errors
    ///
    /// [`InForceError::BeforeFirst`], where the first sheet applies only later.
    pub fn in_force(&self, at: Instant) -> Result<&PriceSheet, InForceError> {
        let sheet = self.sheets.get(self.place_in_force(at)?);
        sheet.ok_or_else(|| InForceError::BeforeFirst { at, first: self.first_effective().unwrap_or(at) })
    }

    /// The place of the sheet in force at an instant.
    pub(crate) fn place_in_force(&self, at: Instant) -> Result<usize, InForceError> {
        // None is before every instant: a sheet that holds always is never after one.
        let later = self.sheets.partition_point(|sheet| sheet.effective() <= Some(at));
        let before_first = || InForceError::BeforeFirst { at, first: self.first_effective().unwrap_or(at) };
        later.checked_sub(1).ok_or_else(before_first)
    }

    /// The sheet for a usage that states this as its `at`, or nothing. Where there is one sheet only, a usage without
    /// `at` is rated by it; where that one has no `effective`, `at` is not even looked at.
    ///
    /// # Errors
    ///
    /// [`InForceError`]: among several sheets none can be chosen without an instant; a text that is not an instant; and as
    /// [`PriceBook::in_force`].
    pub fn in_force_for(&self, at: Option<&str>) -> Result<&PriceSheet, InForceError> {
        self.in_force_at(at.map(At::Text))
    }

    /// The sheet by which a usage is priced: the one in force at its instant, as [`PriceBook::in_force_for`] finds it.
    ///
    /// # Errors
    ///
    /// As [`PriceBook::in_force_for`].
    pub fn sheet_for<U: AnyUsage>(&self, usage: &U) -> Result<&PriceSheet, InForceError> {
        self.in_force_at(usage.stated_at())
    }

    fn in_force_at(&self, at: Option<At<'_>>) -> Result<&PriceSheet, InForceError> {
        match (&*self.sheets, at) {
            ([sole], None) => Ok(sole),
            ([sole], Some(_)) if sole.effective().is_none() => Ok(sole),
            (_, None) => Err(InForceError::NoInstant),
            (_, Some(At::Instant(at))) => self.in_force(at),
            (_, Some(At::Stated(at))) => self.in_force(at.instant()),
            (_, Some(At::Text(text))) => match text.parse() {
                Ok(at) => self.in_force(at),
                Err(error) => Err(InForceError::InvalidInstant { at: text.into(), error }),
            },
        }
    }

    /// What a usage costs under the sheet in force at its `at`.
    ///
    /// # Errors
    ///
    /// [`RatingError`]: no sheet can be chosen, or the one chosen gives no price.
    pub fn price<U: AnyUsage>(&self, usage: &U) -> Result<Decimal, RatingError> {
        Ok(self.sheet_for(usage)?.price(usage)?)
    }

    /// The quote of a usage under the sheet in force at its `at`.
    ///
    /// # Errors
    ///
    /// As [`PriceBook::price`].
    pub fn quote<U: AnyUsage>(&self, usage: &U) -> Result<Quote<'_>, RatingError> {
        Ok(self.sheet_for(usage)?.quote(usage)?)
    }

    fn first_effective(&self) -> Option<Instant> {
        self.sheets.first().and_then(PriceSheet::effective)
    }
}

/// A book of one sheet.
impl From<PriceSheet> for PriceBook {
    fn from(sheet: PriceSheet) -> Self {
        PriceBook { sheets: Arc::new([sheet]) }
    }
}
