//! An estimate as an aligned table: a line for each usage, written as the command line takes it.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::Estimate;
use crate::quote::Quote;

/// What was used, the sheet where there are several, the calls, the price of one, and the total.
const COLUMNS_COUNT: usize = 5;

type Row = [String; COLUMNS_COUNT];

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
        let heading: Row = [
            "usage".to_string(),
            of_several("sheet"),
            "calls".to_string(),
            "one call".to_string(),
            unit.to_string(),
        ];
        let mut rows: Vec<Row> = Vec::from([heading]);
        rows.extend(self.quotes.iter().map(|quote| {
            [
                usage(quote),
                of_several(quote.version().unwrap_or(quote.sheet())),
                quote.calls().normalize().to_string(),
                quote.price().normalize().to_string(),
                quote.total().normalize().to_string(),
            ]
        }));
        let total: Row = [
            "total".to_string(),
            String::new(),
            String::new(),
            String::new(),
            self.total.normalize().to_string(),
        ];
        let mut widths = [0; COLUMNS_COUNT];
        for row in rows.iter().chain([&total]) {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.chars().count().max(*width);
            }
        }
        for row in &rows {
            write_row(f, row, &widths, ' ')?;
        }
        let rule = widths.map(|_| String::new());
        write_row(f, &rule, &widths, '─')?;
        write_row(f, &total, &widths, ' ')
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

/// Names stand on the left, numbers on the right; what is short of its column is filled up.
fn write_row(
    f: &mut fmt::Formatter<'_>,
    row: &Row,
    widths: &[usize; COLUMNS_COUNT],
    fill: char,
) -> fmt::Result {
    const NAMES_COUNT: usize = 2;
    for (place, (cell, width)) in row.iter().zip(widths).enumerate() {
        // A column that is empty has no place.
        if *width == 0 {
            continue;
        }
        f.write_str("  ")?;
        let missing = width.saturating_sub(cell.chars().count());
        if place < NAMES_COUNT {
            f.write_str(cell)?;
        }
        for _ in 0..missing {
            write!(f, "{fill}")?;
        }
        if place >= NAMES_COUNT {
            f.write_str(cell)?;
        }
    }
    writeln!(f)
}
