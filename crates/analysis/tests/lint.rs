//! Every lint as text: one reviewed snapshot for each sheet of `tests/sheets/lints`, of the embedded sheet and of the
//! published ones. `UPDATE_SNAPSHOTS=1 cargo test lint::` writes them anew, to be read before they are committed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use pricesheet::{EMBEDDED_SHEET, PriceSheet};
use pricesheet_analysis::lint::{self, Lint, Warning};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/sheets").join(name)
}

fn sheets(name: &str) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(folder(name)).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

fn warnings(name: &str, bytes: &[u8]) -> Vec<Warning> {
    let (sheet, warnings) = lint::check(name, bytes).unwrap_or_else(|faults| panic!("{faults}"));
    sound(&sheet, warnings)
}

/// Those of a sheet over the list beside the faulty ones.
fn warnings_over(name: &str, bytes: &[u8]) -> Vec<Warning> {
    let list = fs::read(folder("over/list.toml")).unwrap();
    let list = PriceSheet::from_bytes("list.toml", &list).unwrap();
    let sheet = PriceSheet::from_bytes_over(name, bytes, &list).unwrap_or_else(|faults| panic!("{faults}"));
    let warnings = lint::warnings(&sheet);
    sound(&sheet, warnings)
}

fn sound(sheet: &PriceSheet, warnings: Vec<Warning>) -> Vec<Warning> {
    for warning in &warnings {
        check_wording(warning);
        check_evidence(sheet, warning);
    }
    warnings
}

/// One line, in lower case, without a full stop.
fn check_wording(warning: &Warning) {
    for text in [Some(warning.message()), warning.help()].into_iter().flatten() {
        assert!(!text.is_empty() && !text.ends_with('.') && !text.starts_with(char::is_uppercase), "{text}");
        assert!(!text.contains(char::is_control), "{text}");
    }
}

/// What a warning says of prices is what the sheet says of them.
fn check_evidence(sheet: &PriceSheet, warning: &Warning) {
    let totals: Vec<_> = warning.evidence().iter().map(|evidence| evidence.total).collect();
    for evidence in warning.evidence() {
        assert_eq!(sheet.price(&evidence.usage), Ok(evidence.total), "{warning}");
    }
    match (warning.lint(), totals.as_slice()) {
        (Lint::TotalFalls, [fewer, more]) => assert!(more < fewer, "{warning}"),
        (Lint::OptionRoundedAway, [with, without]) => assert_eq!(with, without, "{warning}"),
        (Lint::CheaperSplit, [whole, first, second]) => assert!(*first + *second < *whole, "{warning}"),
        (Lint::CheaperMerged, [first, second, whole]) => {
            assert!(*whole < *first + *second, "{warning}");
            check_merged(warning);
        }
        (_, totals) => assert!(totals.is_empty(), "{warning}"),
    }
}

/// The whole has as much of every quantity as its parts have together.
fn check_merged(warning: &Warning) {
    let [first, second, whole] =
        [0, 1, 2].map(|at| warning.evidence()[at].usage.stated_quantities().collect::<BTreeMap<_, _>>());
    for (name, count) in whole {
        assert_eq!(first[name] + second[name], count, "{warning}");
    }
}

/// Code, place, text, message and help of every warning.
fn snapshot(path: &Path, is_over: bool, seen: &mut BTreeSet<Lint>) -> String {
    let bytes = fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_str().unwrap();
    let mut text = String::new();
    for warning in if is_over { warnings_over(name, &bytes) } else { warnings(name, &bytes) } {
        let span = warning.span();
        // One in the base has the name of that before its place.
        let list = fs::read(folder("over/list.toml")).unwrap();
        let own = warning.source_name() == name;
        if !own {
            write!(text, "{}:", warning.source_name()).unwrap();
        }
        let source = if own { &bytes } else { &list };
        let place: String = String::from_utf8_lossy(&source[span.start..span.end]).chars().take(60).collect();
        let (line, column, lint) = (warning.line(), warning.column(), warning.lint());
        seen.insert(lint);
        writeln!(text, "{line}:{column} {lint} `{}`", place.escape_debug()).unwrap();
        writeln!(text, "    {}", warning.message()).unwrap();
        writeln!(text, "    help: {}", warning.help().unwrap()).unwrap();
    }
    text
}

#[test]
fn suspicious_sheets_say_what_is_suspicious() {
    let mut seen = BTreeSet::new();
    let mut differing = Vec::new();
    let own = sheets("lints").into_iter().map(|path| (path, false));
    let over = sheets("lints/over").into_iter().map(|path| (path, true));
    for (path, is_over) in own.chain(over) {
        let found = snapshot(&path, is_over, &mut seen);
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
    let missing: Vec<_> =
        Lint::ALL.iter().filter(|lint| !seen.contains(lint) && **lint != Lint::Limit).collect();
    assert!(missing.is_empty(), "no sheet shows {missing:?}");
}

/// The vendor's page has one true case, and the published sheets these.
#[test]
fn no_false_alarm() {
    let told = |name: &str, bytes: &[u8]| -> Vec<String> {
        let told = warnings(name, bytes);
        told.iter().map(|warning| format!("{} {}", warning.lint(), warning.message())).collect()
    };
    assert_eq!(
        told("pricing.toml", EMBEDDED_SHEET.as_bytes()),
        [
            "option-rounded-away option `skills` alone costs nothing: 1.5 is rounded to 1 (likewise 10 other options)"
        ]
    );
    let valid = |name: &str| told(name, &fs::read(folder("valid").join(name)).unwrap());
    assert_eq!(valid("scraping.toml"), [""; 0]);
    assert_eq!(
        valid("telephony.toml"),
        [
            "cheaper-split usage is cheaper split in two: `characters=307` costs 0.15, but `characters=153` and `characters=154` cost 0.1"
        ]
    );
    assert_eq!(
        valid("storage.toml"),
        [
            "total-falls the total falls as `seats` grows: `seats=10` costs 50, but `seats=11` costs 44",
            "last-tier-bound the last tier ends at 1000: what counts more is an error",
            "total-falls the total falls as `seats` grows: `seats=100` costs 400, but `seats=101` costs 350",
        ]
    );
    assert_eq!(
        valid("tokens.toml"),
        [
            "cheaper-split usage is cheaper split in two: `input=200001` costs 1.200006, but `input=1` and `input=200000` cost 0.600003"
        ]
    );
}

/// The first warnings are reported one by one, the others counted.
#[test]
fn many_warnings() {
    let mut text = String::from("name = 'Large'\nendpoints.titled = { title = 'T', price = 1 }\n");
    for at in 0..lint::WARNINGS_MAX + 5 {
        writeln!(text, "endpoints.e{at}.price = 1").unwrap();
    }
    let (_, warnings) = lint::check("large", text.as_bytes()).unwrap();
    assert_eq!(warnings.len(), lint::WARNINGS_MAX + 1);
    let last = warnings.last().unwrap();
    assert_eq!((last.lint(), last.message()), (Lint::Limit, "5 more warnings"));
}

/// A large sheet takes its time, but not for ever: every endpoint has rows, tiers, options and a rounding.
#[test]
fn many_endpoints() {
    let mut text = String::from("name = 'Large'\nround = 'down'\n");
    for at in 0..1_000 {
        writeln!(
            text,
            "[endpoints.e{at}]\nbasis = 'call'\noptions = {{ o = 1.5, p = {{ times = 2, when = ['rows > 5'] }} }}\n\
             rates = [{{ when = ['o'], price = 1 }}, {{ price = 2 }}]\n\
             charges.rows = {{ tiering = 'graduated', tiers = [{{ up_to = 10, price = 1 }}, {{ price = 2 }}] }}"
        )
        .unwrap();
    }
    let (_, warnings) = lint::check("large", text.as_bytes()).unwrap();
    // Each one has dearer rows beyond the tenth, and nothing was given up.
    let told: BTreeSet<Lint> = warnings.iter().map(Warning::lint).collect();
    assert_eq!((warnings.len(), told), (1_000, BTreeSet::from([Lint::CheaperSplit])));
}

/// As many rows and conditions as an endpoint may have are reasoned about to the end.
#[test]
fn as_many_rows_as_there_may_be() {
    let options: String = (0..128).map(|at| format!("o{at} = {{}}, ")).collect();
    let rows: String = (0..999)
        .map(|row| {
            let when: Vec<_> = (0..64)
                .map(|at| format!("{}o{at}", if row >> (at % 10) & 1 == 1 { "not " } else { "" }))
                .collect();
            format!("  {{ when = {when:?}, price = 1 }},\n")
        })
        .collect();
    let text = format!(
        "name = 't'\n[endpoints.e]\noptions = {{ {options} }}\nrates = [\n{rows}  {{ price = 2 }},\n]\n"
    );
    let (_, warnings) = lint::check("t", text.as_bytes()).unwrap();
    assert_eq!(warnings, []);
}

/// Conditions that hide from reasoning are given up at a limit, which is told.
#[test]
fn conditions_beyond_the_limit() {
    let names: Vec<String> = (0..60).map(|at| format!("o{at}")).collect();
    let options: String = names.iter().map(|name| format!("{name} = {{}}, ")).collect();
    let mut rows = String::new();
    // Pigeons and holes: nine pigeons do not fit in six holes, so that the last row is never reached, but a proof is long.
    let (pigeons, holes) = (9, 6);
    let at = |pigeon: usize, hole: usize| &names[pigeon * holes + hole];
    for pigeon in 0..pigeons {
        let nowhere: Vec<String> = (0..holes).map(|hole| format!("not {}", at(pigeon, hole))).collect();
        writeln!(rows, "  {{ when = {nowhere:?}, price = 1 }},").unwrap();
    }
    for hole in 0..holes {
        for first in 0..pigeons {
            for second in 0..first {
                let both = [at(first, hole), at(second, hole)];
                writeln!(rows, "  {{ when = {both:?}, price = 1 }},").unwrap();
            }
        }
    }
    let text = format!(
        "name = 't'\n[endpoints.e]\noptions = {{ {options}z = {{}} }}\nrates = [\n{rows}  {{ price = 2 }},\n]\n"
    );
    let (_, warnings) = lint::check("t", text.as_bytes()).unwrap();
    let told: Vec<_> = warnings.iter().map(|warning| (warning.lint(), warning.message())).collect();
    let message = "endpoint `e` is not linted to the end: its conditions are too many to reason about";
    assert_eq!(told, [(Lint::Limit, message)]);
}

/// More rows than a quantity is asked about under: what is left out is told.
#[test]
fn circumstances_beyond_the_limit() {
    let row = |at: usize| format!("  {{ when = ['o{}', 'o{}'], price = 1 }},\n", at % 100, 100 + at / 100);
    let options: String = (0..128).map(|at| format!("o{at} = {{}}, ")).collect();
    let sheet = |rows: usize| {
        let rows: String = (0..rows).map(row).collect();
        format!(
            "name = 't'\n[endpoints.e]\noptions = {{ {options} }}\nrates = [\n{rows}  {{ price = 1 }},\n]\n\
             charges.q = {{ price = 1, increment = 5 }}\n"
        )
    };
    let told = |rows: usize| {
        let (_, warnings) = lint::check("t", sheet(rows).as_bytes()).unwrap();
        warnings.iter().map(|warning| warning.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(told(lint::SETTINGS_MAX - 1), [""; 0]);
    let limit = "t:2:12: warning[lint-limit]: endpoint `e` is not linted to the end: its usages to price are too many; \
                 help: lints that are not reported here may hold all the same: split the endpoint, or the sheet";
    assert_eq!(told(lint::SETTINGS_MAX), [limit]);
}

/// The minimised corpus of the fuzz target: what it found stays found.
#[test]
fn warnings_of_the_corpus_lie_within_the_text() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/check");
    for entry in fs::read_dir(folder).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        let Ok((_, warnings)) = lint::check("corpus", &bytes) else { continue };
        for span in warnings.iter().map(|warning| warning.span()) {
            assert!(span.start <= span.end && span.end <= bytes.len(), "{span:?}");
        }
    }
}

#[test]
fn the_schema_knows_every_lint() {
    let schema: serde_json::Value = serde_json::from_str(pricesheet::SHEET_SCHEMA).unwrap();
    let lints: serde_json::Value = Lint::ALL.iter().map(|lint| lint.as_str()).collect();
    for table in ["endpoint", "charge"] {
        let allow = &schema["definitions"][table]["properties"]["allow"];
        assert_eq!(allow["items"]["anyOf"][0]["enum"], lints);
    }
}
