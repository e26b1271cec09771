//! Parts of billing periods.

use pricesheet::{Decimal, Usage};

/// What a meter says of a record that is a part of a billing period.
///
/// ```
/// use pricesheet_analysis::audit::{Audit, Cause, Metered, Part};
/// use pricesheet::{Decimal, PriceBook, PriceSheet, Usage};
///
/// let sheet: PriceSheet =
///     "name = 'A'\nendpoints.e = { basis = 'period', charges.n = { price = 0.3 }, round = 'up' }".parse()?;
/// let book = PriceBook::from(sheet);
/// let used = |count: u32| Usage::new("e").quantity("n", count);
/// let mut audit = Audit::of(&book);
/// // The fourth to the sixth make due what six cost, 2, less what three cost, 1.
/// let metered = Metered { due: Decimal::ONE, before: Some(used(3)), whole: used(6) };
/// let found = audit.record_metered(1, &used(3), &book.sheets()[0], &metered, Decimal::new(9, 1))?;
/// assert!(found.causes().contains(&Cause::NotRounded { part: Part::Call }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Metered {
    /// What the record makes due.
    pub due: Decimal,
    /// What was used before it in the same period; none where it is the first.
    pub before: Option<Usage>,
    /// What was used with it.
    pub whole: Usage,
}
