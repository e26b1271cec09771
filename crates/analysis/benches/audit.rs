//! How long audits take in which all records agree, and in which all differ: 20,000 records of the vendor's sheet.
//!
//! `cargo bench -p pricesheet-analysis --bench audit` runs them.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pricesheet::{Decimal, EMBEDDED_SHEET, PriceBook, PriceSheet, Usage};
use pricesheet_analysis::Audit;

const RECORDS: u64 = 20_000;

/// Records of the vendor's sheet, and what each costs.
fn records(sheet: &PriceSheet) -> Vec<(Usage, Decimal)> {
    let profile = || Usage::new("get-personal-profile");
    let search = |results: u64| {
        let search = Usage::new("search-employees").quantity("search", 1).quantity("status", 3);
        search.quantity("results", results)
    };
    let usage = |at: u64| match at % 5 {
        0 => profile(),
        1 => profile().option("skills"),
        2 => profile().options(["skills", "courses", "patents"]).calls(2),
        3 => search(at % 100),
        _ => Usage::new("get-company-by-url"),
    };
    let usages = (0..RECORDS).map(usage);
    usages.map(|usage| (sheet.price(&usage).unwrap(), usage)).map(|(price, usage)| (usage, price)).collect()
}

fn audits(criterion: &mut Criterion) {
    let sheet: PriceSheet = EMBEDDED_SHEET.parse().unwrap();
    let records = records(&sheet);
    let at = sheet.effective().map(|at| at.to_string());
    let book = PriceBook::from(sheet);
    let mut group = criterion.benchmark_group("audit");
    group.throughput(Throughput::Elements(RECORDS)).sample_size(10);
    for (name, more) in [("all agree", Decimal::ZERO), ("all differ", Decimal::new(7, 2))] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let mut audit = Audit::of(&book);
                for (place, (usage, price)) in (1..).zip(&records) {
                    audit.record(place, usage, at.as_deref(), price + more).unwrap();
                }
                black_box(audit.totals().records)
            });
        });
    }
    group.finish();
}

criterion_group!(benches, audits);
criterion_main!(benches);
