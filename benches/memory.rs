//! The memory of a loaded sheet, beside the length of its text: a list of 2,000 models as vendors publish them.

use std::alloc::{GlobalAlloc, Layout, System};
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use pricesheet::PriceSheet;

/// Counts the bytes in use.
struct Counting;

static IN_USE: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is passed on to the system's allocator unchanged; only sizes are counted beside it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        IN_USE.fetch_add(layout.size(), Ordering::Relaxed);
        // SAFETY: the layout is the caller's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        IN_USE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the pointer and the layout are the caller's.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Endpoints like those of a list of language models: input, cached input and output per million tokens.
fn models(count: usize) -> String {
    let mut text = String::from("name = \"Models\"\nversion = \"2026-11\"\nunit = \"USD\"\n");
    for at in 0..count {
        let (vendor, input) = (at % 23, at % 900 + 1);
        let _ = write!(
            text,
            "\n[endpoints.\"vendor-{vendor}/model-{at}-chat\"]\ntitle = \"Model {at} Chat\"\ngroup = \"Vendor {vendor}\"\n\
             [endpoints.\"vendor-{vendor}/model-{at}-chat\".charges]\n\
             input = {{ minus = \"cached\", price = {}.{:02}, per = 1_000_000, increment = \"none\" }}\n\
             cached = {{ price = 0.{:03}, per = 1_000_000, increment = \"none\" }}\n\
             output = {{ price = {}.{:02}, per = 1_000_000, increment = \"none\" }}\n",
            input / 100,
            input % 100,
            input,
            input / 25,
            input % 100,
        );
    }
    text
}

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
