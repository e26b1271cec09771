//! A sheet and usages of it, parted by a line of dashes: price and quote agree, and the lines add up.
//!
//! A usage is a line `endpoint option quantity=number calls:number`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pricesheet::{Decimal, PriceSheet, Usage, number};

fn usage(line: &str) -> Option<Usage> {
    let mut words = line.split_whitespace();
    let mut usage = Usage::new(words.next()?);
    for word in words {
        usage = if let Some((name, value)) = word.split_once('=') {
            usage.quantity(name, number::parse(value).ok()?)
        } else if let Some(calls) = word.strip_prefix("calls:") {
            usage.calls(number::parse(calls).ok()?)
        } else {
            usage.option(word)
        };
    }
    Some(usage)
}

fuzz_target!(|text: &str| {
    let Some((sheet, usages)) = text.split_once("\n---\n") else { return };
    let Ok(sheet) = PriceSheet::from_toml(sheet) else { return };
    for usage in usages.lines().take(20).filter_map(usage) {
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
