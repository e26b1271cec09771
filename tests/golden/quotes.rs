//! Quotes, estimates and what a balance covers.

use pricesheet::{Decimal, Estimate, Usage, UsageError};

use pricesheet_testing::sums;

use super::inputs::{SHEETS, sheet, usages};
use super::{golden, json};

fn error(error: &UsageError) -> String {
    json(&(error.code(), error.culprit(), error.to_string(), error.help()))
}

/// Errors as arrays of code, culprit, message and help.
#[test]
fn quotes() {
    let (mut lines, mut texts) = (Vec::new(), Vec::new());
    for path in SHEETS {
        let sheet = sheet(path);
        let mut fingerprints = String::new();
        for (place, usage) in usages(path).iter().enumerate() {
            match sheet.quote(usage) {
                Err(found) => {
                    assert_eq!(sheet.price(usage), Err(found.clone()));
                    lines.push(error(&found));
                }
                Ok(quote) => {
                    assert_eq!(sheet.price(usage), Ok(quote.total()));
                    sums(&quote);
                    let (label, rest) = parted(&json(&quote));
                    if fingerprints != label {
                        lines.push(format!("# {label}"));
                        fingerprints = label;
                    }
                    lines.push(rest);
                    if place % 11 == 0 {
                        texts.extend(quote.to_string().lines().map(str::to_string));
                    }
                }
            }
        }
    }
    golden("quotes.jsonl", &lines);
    golden("quotes.txt", &texts);
}

/// The sheet's label, which is the same in every quote, and the rest of the quote.
fn parted(quote: &str) -> (String, String) {
    let (label, rest) = quote.split_once("},\"endpoint\"").unwrap();
    (format!("{label}}}"), format!("{{\"endpoint\"{rest}"))
}

#[test]
fn estimates() {
    let mut lines = Vec::new();
    for path in SHEETS {
        let sheet = sheet(path);
        let mut estimate = Estimate::new();
        for usage in usages(path) {
            if let Ok(quote) = sheet.quote(&usage) {
                sums(&quote);
                let added = estimate.add(quote).map_err(|error| error.to_string());
                lines.push(format!("{} {:?} {added:?}", estimate.total(), estimate.unit()));
            }
        }
    }
    golden("estimates.txt", &lines);
}

#[test]
fn balances() {
    let mut lines = Vec::new();
    for path in SHEETS {
        let sheet = sheet(path);
        for usage in usages(path).iter().step_by(3) {
            for balance in [0, 7, 1_000] {
                let covered = sheet.cover(usage, Decimal::from(balance)).map_err(|error| error.code());
                lines.push(format!("{} {balance} {covered:?}", usage.endpoint()));
            }
            for quantity in ["results", "n", "messages", "gb", "tokens", "input", "pages", "search"] {
                let bare = Usage::new(usage.endpoint());
                if let Ok(most) = sheet.afford(&bare, quantity, Decimal::from(25)) {
                    lines.push(format!("{} 25 {quantity} {most:?}", usage.endpoint()));
                }
            }
        }
    }
    golden("balances.txt", &lines);
}
