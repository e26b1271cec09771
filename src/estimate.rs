//! Estimates: a basket of usages, each itemised, and one total (sections 3 and 5).

mod table;

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use rust_decimal::Decimal;

use crate::errors::coded;
use crate::exact::sum;
use crate::quote::Quote;

/// A basket of usages: a quote of each, and what all of them come to.
///
/// Each usage has its own `calls`, and each is rated for itself, so the total is the exact sum of the quotes' totals.
/// The quotes may come from a sheet or from a book, and in a book from different sheets; they count in one unit. An
/// estimate prints as an aligned table, a line for each usage, and serializes (feature `serde`) as
/// `{ "unit", "quotes": […], "total" }` with the quotes in the form of [`quote`](crate::quote).
///
/// ```
/// use pricesheet::{Estimate, PriceSheet, Usage};
///
/// let sheet = PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET)?;
/// let mut month = Estimate::new();
/// month.add(sheet.quote(&Usage::new("get-personal-profile").option("skills").option("patents").calls(5_000))?)?;
/// month.add(sheet.quote(&Usage::new("search-employees").quantity("search", 1).quantity("results", 120).calls(20))?)?;
/// assert_eq!(month.total().to_string(), "12200");
/// print!("{month}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Estimate<'s> {
    unit: Option<&'s str>,
    quotes: Vec<Quote<'s>>,
    #[cfg_attr(feature = "serde", serde(serialize_with = "crate::amount::serialize"))]
    total: Decimal,
}

/// Why a quote cannot be added to an estimate.
///
/// ```
/// use pricesheet::{Estimate, EstimateError, PriceSheet, Usage};
///
/// let credits: PriceSheet = "name = 'A'\nendpoints.e.price = 1".parse()?;
/// let euros: PriceSheet = "name = 'B'\nunit = 'EUR'\nendpoints.e.price = 1".parse()?;
/// let mut estimate = Estimate::new();
/// estimate.add(credits.quote(&Usage::new("e"))?)?;
/// let error = estimate.add(euros.quote(&Usage::new("e"))?).unwrap_err();
/// assert_eq!(error, EstimateError::OtherUnit { unit: "credit".into(), other: "EUR".into() });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EstimateError {
    /// It counts in another unit than those before it.
    OtherUnit {
        /// The unit of those before it.
        unit: String,
        /// Its own unit.
        other: String,
    },
    /// The exact total with it has more digits than the decimal type.
    NotRepresentable,
}

impl<'s> Estimate<'s> {
    /// A basket without usages, which comes to nothing.
    #[must_use]
    pub fn new() -> Self {
        Estimate::default()
    }

    /// Adds a quote as the next line. A quote that is refused leaves the estimate as it was.
    ///
    /// # Errors
    ///
    /// [`EstimateError`]: it counts in another unit, or the decimal type does not hold the total with it.
    pub fn add(&mut self, quote: Quote<'s>) -> Result<(), EstimateError> {
        if let Some(unit) = self.unit().filter(|unit| *unit != quote.unit()) {
            return Err(EstimateError::OtherUnit { unit: unit.to_string(), other: quote.unit().to_string() });
        }
        self.total = sum(self.total, quote.total()).ok_or(EstimateError::NotRepresentable)?;
        self.unit = Some(quote.unit());
        self.quotes.push(quote);
        Ok(())
    }

    /// The quotes in the order in which they were added.
    #[must_use]
    pub fn quotes(&self) -> &[Quote<'s>] {
        &self.quotes
    }

    /// What amounts are counted in; none as long as nothing is added.
    #[must_use]
    pub fn unit(&self) -> Option<&'s str> {
        self.unit
    }

    /// The sum of the quotes' totals, in their unit.
    #[must_use]
    pub fn total(&self) -> Decimal {
        self.total
    }
}

coded!(EstimateError {
    EstimateError::OtherUnit { .. } => "other-unit",
    EstimateError::NotRepresentable => "not-representable",
});

impl EstimateError {
    /// What the error is about: always the `total`.
    #[must_use]
    pub fn culprit(&self) -> &str {
        "total"
    }

    /// What to do instead.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        Some(
            match self {
                EstimateError::OtherUnit { .. } => "make an estimate for each unit",
                EstimateError::NotRepresentable => "split the estimate in two",
            }
            .to_string(),
        )
    }
}

impl fmt::Display for EstimateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EstimateError::OtherUnit { unit, other } => {
                write!(f, "amounts in `{other}` cannot be added to amounts in `{unit}`")
            }
            EstimateError::NotRepresentable => {
                f.write_str("the exact total of the estimate has more digits than the decimal type")
            }
        }
    }
}

impl core::error::Error for EstimateError {}
