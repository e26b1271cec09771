//! How long it takes to load a sheet, to price a usage of it and to quote one, on the vendor's own sheet.
//!
//! `cargo bench --bench pricing` runs them all.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use pricesheet::{Decimal, EMBEDDED_SHEET, PriceSheet, UsageRef};

const SEARCH: &[(&str, Decimal)] =
    &[("search", Decimal::ONE), ("status", Decimal::TEN), ("results", Decimal::ONE_THOUSAND)];

const USAGES: &[(&str, UsageRef<'static>)] = &[
    ("flat", usage("get-company-by-url", &[], &[])),
    ("options", usage("get-personal-profile", &["skills", "courses", "patents"], &[])),
    ("steps", usage("search-employees", &[], SEARCH)),
];

const fn usage(
    endpoint: &'static str,
    options: &'static [&'static str],
    quantities: &'static [(&'static str, Decimal)],
) -> UsageRef<'static> {
    UsageRef::new(endpoint).options(options).quantities(quantities)
}

/// A sheet of this many endpoints, each with an option and two charges.
fn sheet_of(endpoints: usize) -> String {
    let mut text = String::from("name = \"bench\"\n");
    for at in 0..endpoints {
        text.push_str(&format!(
            "[endpoints.endpoint-{at}]\ntitle = \"Endpoint {at}\"\nprice = 1\noptions = {{ more = 0.5 }}\n\
             charges.search = {{ price = 50 }}\ncharges.results = {{ unit = \"row\", price = 0.5 }}\n"
        ));
    }
    text
}

/// Parsing, validation and compilation; and the parser alone, beside which it stands.
fn load(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("load");
    let large = sheet_of(1_000);
    for (name, text) in [("vendor", EMBEDDED_SHEET), ("1000-endpoints", large.as_str())] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::new("sheet", name), text, |bencher, text| {
            bencher.iter(|| PriceSheet::from_toml(black_box(text)).unwrap());
        });
        group.bench_with_input(BenchmarkId::new("bare-toml", name), text, |bencher, text| {
            bencher.iter(|| toml::de::DeTable::parse(black_box(text)).unwrap());
        });
    }
    group.finish();
}

fn price(criterion: &mut Criterion) {
    let sheet = PriceSheet::from_toml(EMBEDDED_SHEET).unwrap();
    let mut group = criterion.benchmark_group("price");
    for (name, usage) in USAGES {
        group.bench_with_input(BenchmarkId::new("by-name", name), usage, |bencher, usage| {
            bencher.iter(|| sheet.price(black_box(usage)).unwrap());
        });
        let endpoint = sheet.endpoint(usage.endpoint()).unwrap();
        group.bench_with_input(BenchmarkId::new("endpoint-found", name), usage, |bencher, usage| {
            bencher.iter(|| endpoint.price(black_box(usage)).unwrap());
        });
    }
    group.finish();
}

fn quote(criterion: &mut Criterion) {
    let sheet = PriceSheet::from_toml(EMBEDDED_SHEET).unwrap();
    let mut group = criterion.benchmark_group("quote");
    for (name, usage) in USAGES {
        group.bench_with_input(BenchmarkId::from_parameter(name), usage, |bencher, usage| {
            bencher.iter(|| sheet.quote(black_box(usage)).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, load, price, quote);
criterion_main!(benches);
