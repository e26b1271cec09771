//! What is kept of the records of one endpoint.

use pricesheet::PriceSheet;

use super::finding::{Finding, Largest};
use super::{Totals, serialize};

/// What the records of one endpoint under one sheet come to.
///
/// ```
/// use pricesheet_analysis::audit::Audit;
/// use pricesheet::{Decimal, PriceBook, PriceSheet, Usage};
///
/// let sheet: PriceSheet = "name = 'A'\nversion = '1'\nendpoints.e.price = 2".parse()?;
/// let book = PriceBook::from(sheet);
/// let mut audit = Audit::of(&book);
/// audit.record(7, &Usage::new("e"), None, Decimal::from(5))?;
/// let of = audit.endpoints().next().unwrap();
/// assert_eq!((of.endpoint, of.sheet.version(), of.totals.over), ("e", Some("1"), 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, serde::Serialize)]
#[non_exhaustive]
pub struct EndpointTotals<'a, 'b> {
    /// The endpoint's name.
    pub endpoint: &'b str,
    /// The sheet in force.
    #[serde(flatten, serialize_with = "serialize::label")]
    pub sheet: &'b PriceSheet,
    /// What its records come to.
    #[serde(flatten)]
    pub totals: &'a Totals,
    /// Those of its records that differ most, where such are [kept](super::Audit::keeping_by_endpoint), the largest difference
    /// first.
    #[serde(skip)]
    pub largest: &'a [Finding<'b>],
}

/// What is kept of one endpoint.
#[derive(Debug, Clone, Default)]
pub(super) struct OfEndpoint<'b> {
    pub(super) totals: Totals,
    pub(super) largest: Largest<'b>,
}
