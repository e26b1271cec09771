//! The plain arithmetic.

use pricesheet::{Decimal, PriceSheet, Usage, UsageError};

/// The price by the definition.
pub(crate) fn price(sheet: &PriceSheet, usage: &Usage) -> Result<Decimal, UsageError> {
    sheet.endpoint(usage.endpoint())?.price_by_rules(usage)
}
