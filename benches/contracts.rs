//! Contracts and revisions over a list of 2,000 models: what they take to load, in time and in memory, beside the list itself, and
//! to price. All ratios are within one run.

mod models;

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use models::{IN_USE, models};
use pricesheet::{PriceBook, PriceSheet, Usage};

const ENDPOINTS_COUNT: usize = 2_000;
const REVISIONS_COUNT: usize = 36;
/// How many endpoints a revision changes: 36 times 18 are a third of the list, 36 times 50 nearly all of it.
const REVISED_COUNTS: [usize; 2] = [18, 50];
const CONTRACTS_COUNT: usize = 10_000;
const NEGOTIATED_COUNT: usize = 5;
const PRICES_COUNT: usize = 2_000_000;

fn endpoint(at: usize) -> String {
    let at = at % ENDPOINTS_COUNT;
    format!("vendor-{}/model-{at}-chat", at % 23)
}

/// A sheet over the list that states other prices for so many endpoints.
fn over(name: &str, rest: &str, first: usize, count: usize) -> String {
    let mut text = format!(
        "name = \"{name}\"\n{rest}over = {{ name = \"Models\", version = \"2026-11\" }}\nothers = \"as-listed\"\n"
    );
    for step in 0..count {
        let endpoint = endpoint(first + step * 37);
        let _ = write!(
            text,
            "[endpoints.\"{endpoint}\".charges]\ninput.price = {}.{:02}\noutput.price = {}.{:02}\n",
            first % 9,
            step,
            step,
            first % 90
        );
    }
    text
}

/// What is made, how long it takes and how many bytes it keeps.
fn measured<T>(make: impl FnOnce() -> T) -> (T, Duration, usize) {
    let (before, start) = (IN_USE.load(Ordering::Relaxed), Instant::now());
    let made = make();
    (made, start.elapsed(), IN_USE.load(Ordering::Relaxed) - before)
}

fn row(
    what: &str,
    count: usize,
    (took, bytes): (Duration, usize),
    (list_took, list_bytes): (Duration, usize),
) {
    println!(
        "| {what} | {count} | {:.1} | {:.2} | {:.1} | {:.2} |",
        took.as_secs_f64() * 1e3,
        took.as_secs_f64() / list_took.as_secs_f64(),
        bytes as f64 / f64::from(1 << 20),
        bytes as f64 / list_bytes as f64,
    );
}

/// A book of the list and its revisions.
fn revisions(list: &str, changed_count: usize, of_list: (Duration, usize)) {
    let revisions: Vec<String> = (0..REVISIONS_COUNT)
        .map(|at| {
            let rest = format!("version = \"{at}\"\neffective = 2026-11-01T00:{at:02}:00Z\n");
            over("Models", &rest, at * 11, changed_count)
        })
        .collect();
    let dated = list.replacen("unit =", "effective = 2026-10-01T00:00:00Z\nunit =", 1);
    let (book, took, bytes) = measured(|| {
        let list = PriceSheet::from_toml(&dated).expect("a list");
        let revisions =
            revisions.iter().map(|text| PriceSheet::from_toml_over(text, &list).expect("a revision"));
        let revisions: Vec<PriceSheet> = revisions.collect();
        PriceBook::new(revisions.into_iter().chain([list.clone()])).expect("a book")
    });
    row(&format!("the list, revisions of {changed_count}"), book.sheets().len(), (took, bytes), of_list);
}

fn prices(sheets: &[PriceSheet], usages: &[Usage]) -> f64 {
    let start = Instant::now();
    for at in 0..PRICES_COUNT {
        let _ = black_box(sheets[at * 7 % sheets.len()].price(&usages[at * 13 % usages.len()]));
    }
    start.elapsed().as_secs_f64() * 1e9 / PRICES_COUNT as f64
}

fn main() {
    let text = models(ENDPOINTS_COUNT);
    let (list, took, bytes) = measured(|| PriceSheet::from_toml(&text).expect("a list"));
    let of_list = (took, bytes);
    println!(
        "| what | sheets | ms | times the list | MiB | times the list |\n|---|---:|---:|---:|---:|---:|"
    );
    row("the list", 1, of_list, of_list);
    drop(list);

    for count in REVISED_COUNTS {
        revisions(&text, count, of_list);
    }

    let list = PriceSheet::from_toml(&text).expect("a list");
    let contracts: Vec<String> = (0..CONTRACTS_COUNT)
        .map(|at| over(&format!("Customer {at}"), "", at * 3, NEGOTIATED_COUNT))
        .collect();
    let (fleet, took, bytes) = measured(|| {
        let load = |text: &String| PriceSheet::from_toml_over(text, &list).expect("a contract");
        contracts.iter().map(load).collect::<Vec<_>>()
    });
    row("contracts over it", fleet.len(), (took, bytes), of_list);

    let usages: Vec<Usage> = (0..997)
        .map(|at| {
            Usage::new(endpoint(at * 31))
                .quantity("input", 1_000 + at as u64)
                .quantity("cached", 10)
                .quantity("output", 500)
        })
        .collect();
    println!(
        "ns of a price: {:.1} by the list, {:.1} by one contract, {:.1} by 10,000 in turn",
        prices(std::slice::from_ref(&list), &usages),
        prices(&fleet[..1], &usages),
        prices(&fleet, &usages)
    );
}
