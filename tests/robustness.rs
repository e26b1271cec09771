//! Whatever the bytes, loading ends with a sheet or with diagnostics that lie within them; nothing panics or hangs.

use std::fs;
use std::path::Path;

use pricesheet::PriceSheet;
use pricesheet::diagnostics::Code;
use pricesheet_testing::runs;
use proptest::prelude::*;

/// The vendor's sheet and those of the tests.
fn sheets() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sheets/valid");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths
        .map(|path| fs::read_to_string(path).unwrap())
        .chain([pricesheet::EMBEDDED_SHEET.to_string()])
        .collect()
}

/// Loads, and checks the place of every fault.
#[track_caller]
fn check(bytes: &[u8]) -> Result<PriceSheet, pricesheet::Diagnostics> {
    let loaded = PriceSheet::from_bytes("sheet", bytes);
    if let Err(diagnostics) = &loaded {
        let mut before = 0;
        for diagnostic in diagnostics {
            let span = diagnostic.span();
            assert!(
                span.start <= span.end && span.end <= bytes.len(),
                "{diagnostic:?} of {} bytes",
                bytes.len()
            );
            assert!(before <= span.start, "diagnostics are in order");
            before = span.start;
            let text = &bytes[..span.start];
            assert_eq!(
                diagnostic.line(),
                text.iter().filter(|byte| **byte == b'\n').count() + 1,
                "{diagnostic:?}"
            );
            if let Ok(text) = std::str::from_utf8(bytes) {
                assert!(
                    text.is_char_boundary(span.start) && text.is_char_boundary(span.end),
                    "{diagnostic:?}"
                );
                let line = text[..span.start].rsplit('\n').next().unwrap().trim_start_matches('\u{feff}');
                assert_eq!(diagnostic.column(), line.chars().count() + 1, "{diagnostic:?}");
            }
        }
    }
    loaded
}

#[test]
fn a_file_cut_anywhere() {
    for sheet in sheets() {
        for end in 0..sheet.len() {
            let _ = check(&sheet.as_bytes()[..end]);
        }
    }
}

#[test]
fn a_mark_and_other_line_ends_change_nothing() {
    for sheet in sheets() {
        let marked = format!("\u{feff}{}", sheet.replace('\n', "\r\n"));
        let endpoints = |text: &str| check(text.as_bytes()).unwrap().model().endpoints.len();
        assert_eq!(endpoints(&marked), endpoints(&sheet));
    }
}

#[test]
fn deep_nesting_is_answered() {
    for (open, close) in [("[", "]"), ("{ a = ", " }")] {
        let text = format!("name = \"t\"\nendpoints = {}{}", open.repeat(100_000), close.repeat(100_000));
        let diagnostics = check(text.as_bytes()).unwrap_err();
        assert!(diagnostics.iter().any(|diagnostic| diagnostic.code() == Code::TooDeep));
    }
    let dotted = format!("name = \"t\"\nendpoints{} = 1", ".a".repeat(10_000));
    assert!(check(dotted.as_bytes()).is_err());
}

#[test]
fn ten_megabytes_on_one_line() {
    // 400,000 faults in one line: more than are told, and found in one pass.
    let entries: String = (0..400_000).map(|at| format!("k{at} = {{ price = -1 }}, ")).collect();
    let text = format!("name = \"t\"\nendpoints = {{ {entries} }}");
    assert!(PriceSheet::from_toml(&text).is_err());
    let faulty: String =
        (0..9_000).map(|at| format!("k{at} = {{ price = -1, note = \"{}\" }}, ", "é".repeat(500))).collect();
    let text = format!("name = \"t\"\nendpoints = {{ {} }}", faulty.trim_end_matches(", "));
    assert!(text.len() > 9_000_000);
    let diagnostics = PriceSheet::from_toml(&text).unwrap_err();
    assert_eq!(diagnostics.iter().count(), 9_000);
}

/// Every key of the format, once misspelled: the diagnostic stands at that key.
#[test]
fn a_misspelled_key_is_found_where_it_stands() {
    let sheet = r#"
name = "t"
version = "1"
effective = 2026-05-01T00:00:00Z
unit = "credit"
note = "n"
round = "none"
round_charges = "none"
[endpoints.e]
title = "E"
group = ["a", "b"]
basis = "call"
price = 1
min = 0
max = 1_000
allow = ["x"]
options.skills = { title = "S", price = 0.5, when = ["premium"] }
options.half = { times = 0.5 }
options.gone = { free = true }
choices.tier = { of = ["classic", "premium"], default = "classic", required = false }
quantities.results = { default = 1, required = false, at_least = 1, increment = 1 }
examples = [{ options = ["half"], quantities = { results = 2 }, total = 0.55 }]
[endpoints.e.charges.results]
quantity = ["results"]
plus = { extra = 1 }
minus = "less"
included = 1
per = 10
increment = { to = 10, mode = "up" }
tiering = "graduated"
tiers = [{ up_to = 10, price = 0.1, flat = 0 }]
[endpoints.f]
rates = [{ when = ["x"], price = 1 }]
options.x = {}
"#;
    check(sheet.as_bytes()).unwrap();
    for (at, line) in sheet.lines().enumerate() {
        let keys =
            line.split(['{', ',', '[']).filter_map(|part| part.split_once('=')).map(|(key, _)| key.trim());
        // Names may be anything; the last word of a dotted key is what is tested elsewhere.
        for key in keys
            .filter(|key| !key.is_empty() && !key.contains(['.', '"']) && !["extra", "results"].contains(key))
        {
            let column = line.find(key).unwrap();
            let misspelled = format!("{}z{key}", &line[..column]) + &line[column + key.len()..];
            let text: Vec<&str> = sheet
                .lines()
                .enumerate()
                .map(|(other, line)| if other == at { misspelled.as_str() } else { line })
                .collect();
            let diagnostics = check(text.join("\n").as_bytes()).expect_err(&misspelled);
            let found = diagnostics.iter().any(|diagnostic| {
                diagnostic.code() == Code::UnknownKey
                    && diagnostic.line() == at + 1
                    && diagnostic.column() == column + 1
            });
            assert!(found, "`{misspelled}`: {diagnostics}");
        }
    }
}

proptest! {
    #![proptest_config(runs::config(256))]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = check(&bytes);
    }

    #[test]
    fn any_text(text in "[a-z0-9 \\[\\]{}=.,\"'\n#éあ]{0,200}") {
        let _ = check(text.as_bytes());
    }

    #[test]
    fn mutated_sheets(which in any::<prop::sample::Index>(), edits in prop::collection::vec((any::<prop::sample::Index>(), prop_oneof![any::<u8>(), prop::sample::select(&b"[]{}=,.\"\n 0-9e_#"[..])], 0_u8..3), 1..6)) {
        let sheets = sheets();
        let mut bytes = which.get(&sheets).clone().into_bytes();
        for (place, byte, kind) in edits {
            let at = place.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => { bytes.remove(at); }
            }
        }
        let _ = check(&bytes);
    }
}
