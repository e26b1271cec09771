//! The memory of a loaded sheet, beside the length of its text: a list of 2,000 models as vendors publish them.

mod models;

use std::sync::atomic::Ordering;

use models::{IN_USE, models};
use pricesheet::PriceSheet;

fn main() {
    println!("| endpoints | bytes of text | bytes in memory | of the text | of an endpoint |");
    println!("|---:|---:|---:|---:|---:|");
    for count in [100, 2_000] {
        let text = models(count);
        let before = IN_USE.load(Ordering::Relaxed);
        let sheet = PriceSheet::from_toml(&text).expect("a sheet of the bench");
        let used = IN_USE.load(Ordering::Relaxed) - before;
        let tenths = used * 10 / text.len();
        println!(
            "| {count} | {} | {used} | {}.{} | {} |",
            text.len(),
            tenths / 10,
            tenths % 10,
            used / count
        );
        drop(sheet);
    }
}
