//! A list of models as vendors publish them, and an allocator that counts.

use std::alloc::{GlobalAlloc, Layout, System};
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts the bytes in use.
struct Counting;

/// Bytes in use.
pub(crate) static IN_USE: AtomicUsize = AtomicUsize::new(0);

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
pub(crate) fn models(count: usize) -> String {
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
