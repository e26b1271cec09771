//! Prices by attributes, windows, derived quantities and multipliers, beside the same charge at one price.

use std::fmt::Write;
use std::ops::Range;

use pricesheet::{Decimal, Instant, PriceSheet, UsageRef};

use crate::measure::{Contender, Task, each};
use crate::random::Random;

const EVENTS: usize = 100_000;
const ROUNDS: usize = 41;

/// How many models and regions the table has: a row for every two of them.
const SIDE: usize = 100;

const FLAT: &str = "one price";

/// An endpoint for each kind of rule, named as its contender.
fn sheet() -> String {
    let mut text = String::from(
        "name = 'attributes'\n\
         [windows.peak]\nclock = '+08:00'\nweekdays = ['mon', 'tue']\nhours = [{ from = 09:00:00, to = 18:00:00 }]\n\
         [endpoints.flat]\ncharges.tokens = { price = 0.5 }\n\
         [endpoints.times]\ntimes = 0.85\ncharges.tokens = { price = 0.5 }\n\
         [endpoints.seats]\nbasis = 'period'\ncharges.tokens = { included_by = { cached = 10 }, price = 0.5 }\n\
         [endpoints.sum]\nquantities.all = { sum = ['tokens', 'cached'] }\n\
         charges.tokens = { rates = [{ when = ['all > 200000'], price = 1 }, { price = 0.5 }] }\n\
         [endpoints.window]\ncharges.tokens = { rates = [{ when = ['in peak'], price = 1 }, { price = 0.5 }] }\n\
         [endpoints.condition]\nattributes.region = { default = 'us', open = true }\n\
         charges.tokens = { rates = [{ when = ['region = region-17'], price = 1 }, { price = 0.5 }] }\n\
         [endpoints.table]\nattributes = { model = { required = true }, region = { required = true } }\n\
         charges.tokens.by = ['model', 'region']\ncharges.tokens.table = [\n",
    );
    for at in 0..SIDE * SIDE {
        let _ = writeln!(text, "['model-{:02}', 'region-{:02}', 0.{:05}],", at / SIDE, at % SIDE, at + 1);
    }
    text + "]\n"
}

/// What a usage states of quantities and attributes.
type Stated = ([(&'static str, Decimal); 2], [(&'static str, &'static str); 2]);

pub(crate) fn run(task: Task<'_>) {
    task.heading("further keys, from names", FLAT);
    let sheet = PriceSheet::from_toml(&sheet()).unwrap_or_else(|faults| panic!("{faults}"));
    let mut random = Random::new(7);
    // What usages borrow lives as long as the program.
    let names = |kind: &str| -> Vec<&'static str> {
        (0..SIDE).map(|at| &*format!("{kind}-{at:02}").leak()).collect()
    };
    let (models, regions) = (names("model"), names("region"));
    let monday: Instant = "2026-11-30T00:00:00Z".parse().expect("an instant");
    let draws: Vec<Stated> = (0..EVENTS)
        .map(|_| {
            let tokens = Decimal::from(random.up_to(300_000));
            let (model, region) = (random.up_to(SIDE as u64 - 1), random.up_to(SIDE as u64 - 1));
            let values = [("model", models[model as usize]), ("region", regions[region as usize])];
            ([("tokens", tokens), ("cached", Decimal::from(1_000))], values)
        })
        .collect();
    let of =
        |endpoint: &'static str, quantities: usize, attributes: Range<usize>| -> Vec<UsageRef<'static>> {
            let usage = |(counts, values): &Stated| {
                let (counts, values) = (counts[..quantities].to_vec(), values[attributes.clone()].to_vec());
                UsageRef::new(endpoint).quantities(counts.leak()).attributes(values.leak())
            };
            draws.iter().map(usage).collect()
        };
    let kinds = [
        (FLAT, of("flat", 1, 0..0)),
        ("a multiplier of the endpoint", of("times", 1, 0..0)),
        ("included by another quantity", of("seats", 2, 0..0)),
        ("a condition on a sum", of("sum", 2, 0..0)),
        (
            "a condition on a window",
            of("window", 1, 0..0).into_iter().map(|usage| usage.made_at(monday)).collect(),
        ),
        ("a condition on an attribute", of("condition", 1, 1..2)),
        ("a table of 10,000 rows by two attributes", of("table", 1, 0..2)),
    ];
    if task.checks() {
        for (name, usages) in &kinds {
            for usage in usages {
                let endpoint = sheet.endpoint(usage.endpoint()).expect("an endpoint of the bench");
                assert_eq!(sheet.price(usage).ok(), endpoint.price_by_program(usage), "{name}: {usage:?}");
                assert_eq!(sheet.price(usage), endpoint.price_by_rules(usage), "{name}: {usage:?}");
            }
        }
    }
    let mut contenders: Vec<Contender<'_>> = kinds
        .iter()
        .map(|(name, usages)| each(format!("{name}: pricesheet, names"), usages, |usage| sheet.price(usage)))
        .collect();
    task.run(&mut contenders, EVENTS, ROUNDS);
}
