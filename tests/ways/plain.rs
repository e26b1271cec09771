//! The plain arithmetic.

use pricesheet::{Decimal, PriceSheet, Usage, UsageError};

/// The price by the plain arithmetic: only a number of calls written as `1` may take a shorter way, and `1.0` is the same
/// number, written otherwise.
pub(crate) fn price(sheet: &PriceSheet, usage: &Usage) -> Result<Decimal, UsageError> {
    sheet.price(&usage.clone().calls(Decimal::new(10, 1)))
}
