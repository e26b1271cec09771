//! A sheet and usages of it, parted by a line of dashes: price and quote agree, and the lines add up.
//!
//! Each usage is a line of [`pricesheet_testing::usage_line`].
#![no_main]

use libfuzzer_sys::fuzz_target;
use pricesheet::{Decimal, PriceSheet};
use pricesheet_testing::usage_line;

fuzz_target!(|text: &str| {
    let Some((sheet, usages)) = text.split_once("\n---\n") else { return };
    let Ok(sheet) = PriceSheet::from_toml(sheet) else { return };
    for usage in usages.lines().take(20).filter_map(usage_line::read) {
        match (sheet.price(&usage), sheet.quote(&usage)) {
            (Ok(price), Ok(quote)) => {
                assert_eq!(price, quote.total());
                let sum = quote.lines().fold(Decimal::ZERO, |sum, line| sum + line.amount());
                assert_eq!(sum, quote.price());
                assert!(!price.is_sign_negative());
            }
            (Err(price), Err(quote)) => assert_eq!(price, quote),
            (price, quote) => panic!("{price:?} is not {quote:?}"),
        }
    }
});
