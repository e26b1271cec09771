//! An estimate as an aligned table: a line for each usage, written as the command line takes it.

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

use super::Estimate;
use crate::number::grouped;
use crate::quote::Quote;
use crate::text_table::{Align, TextTable};

impl fmt::Display for Estimate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.quotes.len();
        writeln!(f, "{count} {}", if count == 1 { "usage" } else { "usages" })?;
        let first = self.quotes.first();
        let sole =
            first.filter(|first| self.quotes.iter().all(|quote| quote.fingerprint() == first.fingerprint()));
        if let Some(quote) = sole {
            match quote.version() {
                Some(version) => writeln!(f, "{}, version {version}", quote.sheet())?,
                None => writeln!(f, "{}", quote.sheet())?,
            }
        }
        writeln!(f)?;
        let several = first.is_some() && sole.is_none();
        let of_several = |text: &str| if several { text.to_string() } else { String::new() };
        let unit = self.unit().unwrap_or("total");
        // What was used, the sheet where there are several, the calls, the price of one, and the total.
        let mut table = TextTable::new([Align::Left, Align::Left, Align::Right, Align::Right, Align::Right]);
        table.row([
            "usage".to_string(),
            of_several("sheet"),
            "calls".to_string(),
            "one call".to_string(),
            unit.to_string(),
        ]);
        for quote in &self.quotes {
            table.row([
                usage(quote),
                of_several(quote.version().unwrap_or(quote.sheet())),
                grouped(quote.calls()),
                grouped(quote.price()),
                grouped(quote.total()),
            ]);
        }
        table.rule();
        let [sheet, calls, price] = [const { String::new() }; 3];
        table.row(["total".to_string(), sheet, calls, price, grouped(self.total)]);
        table.fmt(f)
    }
}

/// The endpoint, its options and all of its quantities, so that one that was forgotten shows.
fn usage(quote: &Quote<'_>) -> String {
    let mut words = quote.endpoint().to_string();
    for option in quote.options() {
        words.push(' ');
        words.push_str(option);
    }
    for (name, value) in quote.quantities() {
        words.push_str(&format!(" {name}={}", value.normalize()));
    }
    words
}
