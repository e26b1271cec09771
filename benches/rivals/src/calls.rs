//! The vendor's sheet: every call by every contender, event by event.

use std::collections::hash_map::RandomState;
use std::hint::black_box;

use pricesheet::{Decimal, EMBEDDED_SHEET, PriceSheet};
use rustc_hash::FxBuildHasher;

use crate::library;
use crate::measure::{Contender, Task, each, look_at};
use crate::rivals::{column, decimal, engine, expression, scaled, strings};
use crate::workload::{EVENTS, Workload};

const ROUNDS: usize = 101;

/// What rivals prepare before the first event.
struct Rivals {
    maps: strings::Maps<RandomState>,
    quick_maps: strings::Maps<FxBuildHasher>,
    found: Vec<decimal::Resolved>,
    rules: engine::Rules,
    expressions: expression::Rules,
}

impl Rivals {
    fn new(work: &Workload) -> Self {
        Rivals {
            maps: strings::Maps::new(),
            quick_maps: strings::Maps::new(),
            found: decimal::resolve(&work.events),
            rules: engine::Rules::new(),
            expressions: expression::Rules::new(),
        }
    }
}

pub(crate) fn run(task: Task<'_>) {
    let sheet = PriceSheet::from_toml(EMBEDDED_SHEET).expect("the vendor's sheet");
    let work = Workload::generate(EVENTS);
    let rivals = Rivals::new(&work);
    let Rivals { maps, quick_maps, found, rules, expressions } = &rivals;
    let resolved = library::resolve(&sheet, &work);
    if task.checks() {
        check(&sheet, &work, &rivals, &resolved);
    }

    let mut integers = library::Table::new(&sheet, &work);
    let mut decimals = library::Table::new(&sheet, &work);
    let mut amounts = Vec::new();
    let mut contenders = vec![
        each("(a) rust_decimal by hand, decoded", &work.events, decimal::price),
        each("(a) the same, its options counted", &work.events, decimal::price_counted),
        each("(a) the same, endpoint and options found before", found, decimal::price_resolved),
        each("(a) the same, as amounts are printed", &work.events, |event| {
            decimal::price(event).map(decimal::without_zeros)
        }),
        each("(a) as the page reads, as amounts are printed", &work.events, decimal::price_as_it_reads),
        each("(b) rust_decimal by hand, names by `match`", &work.usages, |usage| {
            strings::price_by_match(usage)
        }),
        each("(b) the same, names by hash map", &work.usages, |usage| maps.price(usage)),
        each("(b) the same, names by hash map with a quick hash", &work.usages, |usage| {
            quick_maps.price(usage)
        }),
        each("(c) scaled i64 by hand, decoded", &work.events, scaled::price),
        each("(d) rhai with decimals, decoded", &work.events, |event| rules.price(event)),
        each("(d) cel in scaled integers, decoded", &work.events, |event| expressions.price(event)),
        Contender {
            name: "unchecked column loop, prices hard-coded".into(),
            run: Box::new(|| {
                column::price(black_box(&work.columns), &mut amounts);
                black_box(&amounts);
            }),
        },
        each("pricesheet, option set and counts", &resolved, |call| call.options.price(call.counts())),
        each("pricesheet, names", &work.usages, |usage| sheet.price(usage)),
        Contender {
            name: "pricesheet, column to integers".into(),
            run: Box::new(|| {
                integers.price();
                black_box(&integers.amounts);
            }),
        },
        Contender {
            name: "pricesheet, column to decimals".into(),
            run: Box::new(|| {
                decimals.price_decimals();
                black_box(&decimals.decimals);
            }),
        },
        // So large that its callers leave it where it is.
        each("pricesheet, itemised quote from names", &work.usages, |usage| {
            look_at(&sheet.quote(usage));
            Some(())
        }),
    ];

    task.heading("contender", "(a)");
    task.run(&mut contenders, EVENTS, ROUNDS);
}

/// Every contender prices every event alike, or nothing is measured.
fn check(
    sheet: &PriceSheet,
    work: &Workload,
    Rivals { maps, quick_maps, found, rules, expressions }: &Rivals,
    resolved: &[library::Resolved<'_>],
) {
    let mut table = library::Table::new(sheet, work);
    table.price();
    table.price_decimals();
    let mut amounts = Vec::new();
    column::price(&work.columns, &mut amounts);
    let mut total = Decimal::ZERO;
    for (at, (event, usage)) in work.events.iter().zip(&work.usages).enumerate() {
        let price = decimal::price(event);
        let tenths = |mantissa: i64| Some(Decimal::new(mantissa, 1));
        assert_eq!(decimal::price_counted(event), price, "{usage:?}");
        assert_eq!(decimal::price_as_it_reads(event), price, "{usage:?}");
        assert_eq!(strings::price_by_match(usage), price, "{usage:?}");
        assert_eq!(maps.price(usage), price, "{usage:?}");
        assert_eq!(quick_maps.price(usage), price, "{usage:?}");
        assert_eq!(decimal::price_resolved(&found[at]), price, "{usage:?}");
        assert_eq!(scaled::price(event).and_then(tenths), price, "{usage:?}");
        assert_eq!(rules.price(event), price, "{usage:?}");
        assert_eq!(expressions.price(event).and_then(tenths), price, "{usage:?}");
        assert_eq!(tenths(amounts[at].into()), price, "{usage:?}");
        assert_eq!(sheet.price(usage).ok(), price, "{usage:?}");
        assert_eq!(sheet.quote(usage).ok().map(|quote| quote.total()), price, "{usage:?}");
        assert_eq!(resolved[at].options.price(resolved[at].counts()).ok(), price, "{usage:?}");
        assert_eq!(tenths(table.amounts[at]), price, "{usage:?}");
        assert_eq!(
            Some(table.decimals[at].unpack()),
            price.map(|price| price.normalize().unpack()),
            "{usage:?}"
        );
        total += price.expect("a price");
    }
    eprintln!("{} events, {total} credits by every contender", work.events.len());
}
