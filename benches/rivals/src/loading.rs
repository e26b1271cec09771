//! Loading: a sheet parsed, validated and compiled, beside the bare TOML parse of the same text.

use std::fmt::Write;
use std::hint::black_box;

use pricesheet::{EMBEDDED_SHEET, PriceSheet};
use toml::de::DeTable;

use crate::measure::{Contender, Task, turns};

/// The endpoints of each sheet, and in how many rounds it is loaded.
const SIZES: [(usize, usize); 3] = [(1_000, 41), (10_000, 9), (100_000, 5)];
const VENDOR_ROUNDS: usize = 301;

/// A sheet of this many endpoints, each with a title, an option and two charges.
pub(crate) fn sheet(endpoints: usize) -> String {
    let mut text = String::from("name = \"bench\"\n");
    for at in 0..endpoints {
        let _ = writeln!(
            text,
            "[endpoints.endpoint-{at}]\ntitle = \"Endpoint {at}\"\nprice = 1\noptions = {{ more = 0.5 }}\n\
             charges.search = {{ price = 50 }}\ncharges.results = {{ unit = \"row\", price = 0.5 }}"
        );
    }
    text
}

pub(crate) fn run(task: Task<'_>) {
    if let Task::Compare = task {
        println!(
            "\n| loading | bytes | pricesheet, ms | bare TOML parse, ms | of the bare parse | allocations an endpoint |\n\
             |---|---:|---:|---:|---:|---:|"
        );
    }
    measure("26 endpoints, the vendor's", EMBEDDED_SHEET, 26, VENDOR_ROUNDS, task);
    for (endpoints, rounds) in SIZES {
        measure(&format!("{endpoints} endpoints"), &sheet(endpoints), endpoints, rounds, task);
    }
}

fn measure(name: &str, text: &str, endpoints: usize, rounds: usize, task: Task<'_>) {
    let bare = Contender {
        name: format!("{name}: bare TOML parse"),
        run: Box::new(|| drop(black_box(DeTable::parse(black_box(text)).expect("a document")))),
    };
    let load = Contender {
        name: format!("{name}: loaded"),
        run: Box::new(|| drop(black_box(PriceSheet::from_toml(black_box(text)).expect("a sheet")))),
    };
    let mut contenders = [bare, load];
    if let Task::Compare = task {
        let [bare, load] = turns(&mut contenders, endpoints, rounds);
        let milliseconds = |nanoseconds: f64| nanoseconds * endpoints as f64 / 1e6;
        println!(
            "| {name} | {} | {:.2} | {:.2} | {:.2} | {:.1} |",
            text.len(),
            milliseconds(load.nanoseconds),
            milliseconds(bare.nanoseconds),
            load.ratio,
            load.allocations
        );
    } else if endpoints <= 1_000 {
        task.run(&mut contenders, endpoints, rounds);
    }
}
