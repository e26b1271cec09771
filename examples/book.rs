//! A list and its revision by date, and a meter over a month: `cargo run --example book`.

use pricesheet::{Estimate, Meter, Minimum, PriceBook, PriceSheet, Usage};

const MAY: &str = "
name = 'Messages'
version = '2026-05'
effective = 2026-05-01T00:00:00Z
endpoints.send = { basis = 'period', charges.sms = { included = 100, price = 0.05 } }
endpoints.lookup.price = 2
";

const JUNE: &str = "
name = 'Messages'
version = '2026-06'
effective = 2026-06-01T00:00:00Z
endpoints.send = { basis = 'period', charges.sms = { included = 200, price = 0.06 } }
endpoints.lookup.price = 3
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let book = PriceBook::new([PriceSheet::from_toml(MAY)?, PriceSheet::from_toml(JUNE)?])?;

    // The instant of a call chooses the sheet.
    let mut estimate = Estimate::new();
    for at in ["2026-05-31T23:59:59Z", "2026-06-01T00:00:00Z"] {
        estimate.add(book.quote(&Usage::new("lookup").made_at(at.parse()?))?)?;
    }
    println!("{estimate}\n");

    // A billing period is metered under the sheet that was in force when it began.
    let may = book.in_force("2026-05-01T00:00:00Z".parse()?)?;
    let mut month = Meter::open(may.endpoint("send")?, Minimum::AtOnce);
    for (day, sms) in [("the 3rd", 80), ("the 17th", 60), ("the 30th", 10)] {
        let due = month.record(&Usage::new("send").quantity("sms", sms))?;
        println!("{day}: {sms} messages, {due} due, {} so far", month.charged());
    }
    Ok(())
}
