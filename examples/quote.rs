//! What one call costs, line by line, and what a balance covers: `cargo run --example quote`.

use pricesheet::{Affordable, Coverage, Decimal, PriceSheet, Usage};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sheet = PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET)?;

    let usage = Usage::new("search-employees").quantity("search", 1).quantity("results", 120);
    let quote = sheet.quote(&usage)?;
    println!("{quote}");

    let balance = Decimal::from(100);
    match sheet.cover(&usage, balance)? {
        Coverage::Covered { left } => println!("a balance of {balance} covers it: {left} left"),
        Coverage::Short { missing } => {
            println!("a balance of {balance} does not cover it: {missing} missing")
        }
    }

    let search = Usage::new("search-employees").quantity("search", 1);
    match sheet.afford(&search, "results", balance)? {
        Affordable::UpTo(most) => println!("it covers a search with up to {most} results"),
        other => println!("{other:?}"),
    }
    Ok(())
}
