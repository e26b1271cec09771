//! Recorded calls against what was charged for them: `cargo run -p pricesheet-analysis --example audit`.

use pricesheet::{PriceBook, PriceSheet, Usage};
use pricesheet_analysis::Audit;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let book = PriceBook::from(PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET)?);
    let mut audit = Audit::of(&book);
    let profile = || Usage::new("get-personal-profile").made_at_text("2026-05-05T16:53:20Z");
    let log = [
        (profile(), "1"),
        (profile().option("skills"), "1.5"),
        (profile().option("skills").option("patents"), "1"),
    ];
    for (line, (usage, charged)) in (1_u64..).zip(&log) {
        let judged = audit.record(line, usage, None, pricesheet::number::parse(charged)?)?;
        for cause in judged.causes() {
            println!("line {line}: charged {charged}: {cause}");
        }
    }
    let totals = audit.totals();
    println!("{} agreed, {} over, {} under", totals.agreed, totals.over, totals.under);
    Ok(())
}
