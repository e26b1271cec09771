//! Pricesheet beside what one would write or take instead, in one run: `cargo run --release` prints a table.
//!
//! `--instructions NAME` prices all events once by one contender alone, for a profiler; `instructions` beside this
//! folder's `Cargo.toml` counts with it.

mod library;
mod measure;
mod random;
mod rivals;
mod workload;

use std::hint::black_box;

use measure::Contender;
use pricesheet::{Decimal, EMBEDDED_SHEET, PriceSheet};
use rivals::{column, decimal, engine, scaled, strings};
use workload::{EVENTS, Workload};

const ROUNDS: usize = 101;

fn main() {
    let sheet = PriceSheet::from_toml(EMBEDDED_SHEET).expect("the vendor's sheet");
    let work = Workload::generate(EVENTS);
    let maps = strings::Maps::new();
    let rules = engine::Rules::new();
    let resolved = library::resolve(&sheet, &work);
    check(&sheet, &work, &maps, &rules, &resolved);

    let mut table = library::Table::new(&sheet, &work);
    let mut decimals = library::Table::new(&sheet, &work);
    let mut amounts = Vec::new();
    let mut contenders = vec![
        each("(a) rust_decimal by hand, decoded", &work.events, decimal::price),
        each("(b) rust_decimal by hand, names by `match`", &work.usages, |usage| {
            strings::price_by_match(usage)
        }),
        each("(b) rust_decimal by hand, names by hash map", &work.usages, |usage| maps.price(usage)),
        each("(c) scaled i64 by hand, decoded", &work.events, scaled::price),
        each("(d) rhai with decimals, decoded", &work.events, |event| rules.price(event)),
        Contender {
            name: "unchecked column loop, prices hard-coded",
            run: Box::new(|| {
                column::price(black_box(&work.columns), &mut amounts);
                black_box(&amounts);
            }),
        },
        each("pricesheet, option set and counts", &resolved, |call| call.options.price(call.counts()).ok()),
        each("pricesheet, names", &work.usages, |usage| sheet.price(usage).ok()),
        Contender {
            name: "pricesheet, column to integers",
            run: Box::new(|| {
                table.price();
                black_box(&table.amounts);
            }),
        },
        Contender {
            name: "pricesheet, column to decimals",
            run: Box::new(|| {
                decimals.price();
                for amount in decimals.amounts.decimals() {
                    let _ = black_box(amount);
                }
            }),
        },
        each("pricesheet, itemised quote from names", &work.usages, |usage| sheet.quote(usage).ok()),
    ];

    let mut arguments = std::env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next()) {
        (None, _) => print_table(&mut contenders),
        (Some("--instructions"), Some(name)) => {
            let found = contenders.iter_mut().find(|contender| contender.name.contains(&name));
            measure::measured_pass(&mut found.expect("a contender of that name").run);
            println!("{EVENTS}");
        }
        _ => {
            eprintln!("usage: pricesheet-rivals [--instructions NAME]");
            std::process::exit(2);
        }
    }
}

/// A contender that prices one event after another.
fn each<'a, E, T>(
    name: &'static str,
    events: &'a [E],
    price: impl Fn(&E) -> Option<T> + 'a,
) -> Contender<'a> {
    let run = move || {
        for event in events {
            black_box(price(black_box(event)));
        }
    };
    Contender { name, run: Box::new(run) }
}

fn print_table(contenders: &mut [Contender<'_>]) {
    println!("| contender | ns an event | of (a) | allocations an event |\n|---|---:|---:|---:|");
    for figures in measure::compare(contenders, EVENTS, ROUNDS) {
        println!(
            "| {} | {:.1} | {:.2} | {:.2} |",
            figures.name, figures.nanoseconds, figures.ratio, figures.allocations
        );
    }
}

/// Every contender prices every event alike, or nothing is measured.
fn check(
    sheet: &PriceSheet,
    work: &Workload,
    maps: &strings::Maps,
    rules: &engine::Rules,
    resolved: &[library::Resolved<'_>],
) {
    let mut table = library::Table::new(sheet, work);
    table.price();
    let mut amounts = Vec::new();
    column::price(&work.columns, &mut amounts);
    let mut total = Decimal::ZERO;
    for (at, (event, usage)) in work.events.iter().zip(&work.usages).enumerate() {
        let price = decimal::price(event);
        let tenths = |mantissa: i64| Some(Decimal::new(mantissa, 1));
        let mantissa = |mantissa: u64| i64::try_from(mantissa).expect("an amount");
        assert_eq!(strings::price_by_match(usage), price, "{usage:?}");
        assert_eq!(maps.price(usage), price, "{usage:?}");
        assert_eq!(scaled::price(event).and_then(tenths), price, "{usage:?}");
        assert_eq!(rules.price(event), price, "{usage:?}");
        assert_eq!(tenths(amounts[at].into()), price, "{usage:?}");
        assert_eq!(sheet.price(usage).ok(), price, "{usage:?}");
        assert_eq!(sheet.quote(usage).ok().map(|quote| quote.total()), price, "{usage:?}");
        assert_eq!(resolved[at].options.price(resolved[at].counts()).ok(), price, "{usage:?}");
        assert_eq!(tenths(mantissa(table.amounts.mantissas()[at])), price, "{usage:?}");
        total += price.expect("a price");
    }
    assert_eq!(table.amounts.scale(), 1);
    assert!(table.amounts.exceptions().is_empty());
    eprintln!("{} events, {total} credits by every contender", work.events.len());
}
