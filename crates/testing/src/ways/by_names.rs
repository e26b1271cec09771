//! The ways from names to a price, and to the lines of a quote.

use pricesheet::{Decimal, PriceSheet, Quote, Usage, UsageError};

use super::case::Case;
use crate::reference::bridge::amount;

/// The price of the sheet and that of the endpoint are those of the definition, and so are the quote's total, lines and
/// quantities; and the lines add up.
#[track_caller]
pub fn check(priced: &PriceSheet, usage: &Usage) {
    let handle = match priced.endpoint(usage.endpoint()) {
        Ok(handle) => handle,
        Err(error) => {
            assert_eq!(priced.price(usage), Err(error.clone()));
            assert_eq!(priced.quote(usage), Err(error));
            return;
        }
    };
    let case = Case::new(handle, usage.clone());
    case.check("sheet", priced.price(usage));
    case.check("endpoint", handle.price(usage));
    let once = Case::new(handle, usage.clone().calls(1));
    let selected = handle.select(&once.usage);
    once.check("selected once", selected.and_then(|selected| handle.price_selected(&selected)));
    let (quote, defined) = (handle.quote(usage), handle.quote_by_rules(usage));
    let total =
        |quote: &Result<Quote<'_>, UsageError>| quote.as_ref().map(Quote::total).map_err(Clone::clone);
    case.check("quote", total(&quote));
    case.check("quote of the sheet", total(&priced.quote(usage)));
    case.check("quote by the definition", total(&defined));
    if let (Ok(quote), Ok(defined)) = (quote, defined) {
        assert!(quote == defined, "{quote}\nis not\n{defined}\n{usage:?}");
        assert!(quote.lines().eq(defined.lines()), "{quote}\nis not\n{defined}\n{usage:?}");
        assert!(quote.quantities().eq(defined.quantities()), "{quote}\nis not\n{defined}\n{usage:?}");
        assert_eq!(quote.to_string(), defined.to_string(), "{usage:?}");
        sums(&quote);
    }
}

/// The lines of a quote add up to its price, and as many calls as there are to its total.
#[track_caller]
pub fn sums(quote: &Quote<'_>) {
    // Sums of steps fit the decimal type by the specification, so none of these additions rounds.
    let sum = quote.lines().fold(Decimal::ZERO, |sum, line| sum + line.amount());
    assert_eq!(sum, quote.price(), "{quote}");
    assert_eq!(amount(quote.price()) * amount(quote.calls()), amount(quote.total()), "{quote}");
}
