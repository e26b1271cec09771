//! Any bytes: a sheet loads and is linted, or every fault lies within them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pricesheet_analysis::lint;

fuzz_target!(|bytes: &[u8]| match lint::check("fuzz", bytes) {
    Ok((sheet, warnings)) => {
        for warning in &warnings {
            let span = warning.span();
            assert!(span.start <= span.end && span.end <= bytes.len(), "{warning:?}");
            for evidence in warning.evidence() {
                assert_eq!(sheet.price(&evidence.usage), Ok(evidence.total), "{warning:?}");
            }
        }
    }
    Err(diagnostics) => {
        for diagnostic in &diagnostics {
            let span = diagnostic.span();
            assert!(span.start <= span.end && span.end <= bytes.len(), "{diagnostic:?}");
            assert!(diagnostic.line() >= 1 && diagnostic.column() >= 1, "{diagnostic:?}");
        }
    }
});
