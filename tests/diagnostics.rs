//! Every diagnostic as text: one reviewed snapshot for each faulty sheet of `tests/sheets/invalid`, and for each of
//! `tests/sheets/over`, over the list there.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test diagnostics::` writes them anew, to be read before they are committed.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use pricesheet::diagnostics::Code;
use pricesheet::{Diagnostic, PriceSheet};

fn sheets(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sheets").join(folder);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

/// Code, place, offending text, message and help of every fault; of one in the base, the name of that before its place.
fn snapshot(path: &Path, base: Option<&PriceSheet>, seen: &mut BTreeSet<Code>) -> String {
    let bytes = fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_str().unwrap();
    let loaded = match base {
        Some(base) => PriceSheet::from_bytes_over(name, &bytes, base),
        None => PriceSheet::from_bytes(name, &bytes),
    };
    let diagnostics = loaded.expect_err(name);
    let mut text = String::new();
    for diagnostic in &diagnostics {
        let span = diagnostic.span();
        let own = diagnostic.source_name() == name;
        let of_base = base.filter(|_| !own).map(|base| &base.sources()[0]);
        let source = of_base.map_or(&*bytes, |base| base.text().as_bytes());
        let offending = String::from_utf8_lossy(&source[span.start..span.end]);
        let shown: String = offending.chars().take(60).collect();
        seen.insert(diagnostic.code());
        if let Some(base) = of_base {
            assert_eq!(diagnostic.source_name(), base.name());
            write!(text, "{}:", base.name()).unwrap();
        }
        assert!(own || of_base.is_some());
        check_wording(diagnostic);
        writeln!(
            text,
            "{}:{} {} `{}`",
            diagnostic.line(),
            diagnostic.column(),
            diagnostic.code(),
            shown.escape_debug()
        )
        .unwrap();
        writeln!(text, "    {}", diagnostic.message()).unwrap();
        if let Some(help) = diagnostic.help() {
            writeln!(text, "    help: {help}").unwrap();
        }
    }
    text
}

/// One line, in lower case, without a full stop, and with a hint wherever the parser or the engine has one.
fn check_wording(diagnostic: &Diagnostic) {
    let texts = [Some(diagnostic.message()), diagnostic.help()];
    for text in texts.into_iter().flatten() {
        assert!(!text.is_empty() && !text.ends_with('.') && !text.starts_with(char::is_uppercase), "{text}");
        assert!(!text.contains(char::is_control), "{text}");
    }
    let hinted = diagnostic.help().is_some();
    assert!(hinted || matches!(diagnostic.code(), Code::Syntax | Code::ExampleUnpriceable), "{diagnostic}");
}

#[test]
fn faulty_sheets_say_what_is_wrong() {
    let mut seen = BTreeSet::new();
    let mut differing = Vec::new();
    let mut over = sheets("over");
    let list = over.extract_if(.., |path| path.ends_with("list.toml")).next().unwrap();
    let list = PriceSheet::from_bytes("list.toml", &fs::read(list).unwrap()).unwrap();
    let over = over.into_iter().map(|path| (path, Some(&list)));
    for (path, base) in sheets("invalid").into_iter().map(|path| (path, None)).chain(over) {
        let found = snapshot(&path, base, &mut seen);
        let kept = path.with_extension("txt");
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            fs::write(&kept, &found).unwrap();
        }
        let expected = fs::read_to_string(&kept).unwrap_or_default();
        if found != expected {
            differing.push(format!("{}\nexpected:\n{expected}\nfound:\n{found}", path.display()));
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
    // Those of the large limits are tested on sheets made for them, in `limits.rs` and `contracts`.
    let large = [
        Code::NotReadOn,
        Code::SheetTooLong,
        Code::TooManyEndpoints,
        Code::TooManyOptions,
        Code::TooManyCharges,
        Code::TooManyQuantities,
        Code::TooManyTiers,
        Code::TooManyRates,
        Code::TooManyTableRows,
        Code::TooManyWindows,
        Code::TooManyAliases,
        Code::TooManyFaults,
        Code::TooManyBases,
    ];
    let missing: Vec<_> =
        Code::ALL.iter().filter(|code| !seen.contains(code) && !large.contains(code)).collect();
    assert!(missing.is_empty(), "no faulty sheet shows {missing:?}");
}

#[test]
fn valid_sheets_load() {
    for path in sheets("valid") {
        if let Err(diagnostics) = PriceSheet::from_bytes(path.to_str().unwrap(), &fs::read(&path).unwrap()) {
            panic!("{diagnostics}");
        }
    }
}

#[test]
fn a_diagnostic_prints_on_one_line() {
    let diagnostics =
        PriceSheet::from_bytes("my.toml", b"name = \"t\"\nendpoints.e = { prise = 1, price = 1 }")
            .unwrap_err();
    assert_eq!(
        diagnostics.to_string(),
        "my.toml:2:17: error[P0102]: unknown key `prise` of an endpoint; help: did you mean `price`?"
    );
}

#[test]
fn codes_are_distinct() {
    let codes: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(codes.len(), Code::ALL.len());
}
