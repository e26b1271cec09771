//! The ways from names to a price.

use pricesheet::{EndpointPricer, Usage};

use crate::case::Case;
use crate::sheet::Sheet;

/// The price of the sheet, that of the endpoint, and the total of the quote are one.
pub(crate) fn check(sheet: &Sheet, handle: &EndpointPricer<'_>, usage: &Usage) {
    let case = Case::new(sheet, usage.clone());
    case.check("sheet", sheet.priced.price(usage));
    case.check("endpoint", handle.price(usage));
    case.check("quote", sheet.priced.quote(usage).map(|quote| quote.total()));
}
