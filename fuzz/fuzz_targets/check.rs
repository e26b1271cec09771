//! Any bytes: a sheet loads, or every fault lies within them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pricesheet::PriceSheet;

fuzz_target!(|bytes: &[u8]| {
    if let Err(diagnostics) = PriceSheet::from_bytes("fuzz", bytes) {
        for diagnostic in &diagnostics {
            let span = diagnostic.span();
            assert!(span.start <= span.end && span.end <= bytes.len(), "{diagnostic:?}");
            assert!(diagnostic.line() >= 1 && diagnostic.column() >= 1, "{diagnostic:?}");
        }
    }
});
