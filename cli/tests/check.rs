//! `pricesheet check`

use std::time::Instant;

use crate::common::{file, fingerprint, run, run_with};
use serde_json::json;

const GOOD: &str = "name = \"Good\"\nversion = \"1\"\n[endpoints.a]\nprice = 1\n";
const BAD: &str = "\
name = \"Bad\"
[endpoints.a]
price = -1
optons = { s = 0.5 }
[endpoints.b]
price = 1
options = { s = 0.5 }
examples = [{ options = [\"s\"], total = 2 }]
";

#[test]
fn a_good_sheet() {
    let path = file("check-good.toml", GOOD);
    assert_eq!(
        run(&["check", &path]).output(0),
        format!("{path}: ok: Good 1, 1 endpoint, 0 examples hold\n")
    );
    let sheet = file("check-embedded.toml", run_embedded());
    let ok = format!("{sheet}: ok: Personal and company data API 2026-05, 26 endpoints, 3 examples hold\n");
    assert_eq!(run(&["check", &sheet]).output(0), ok);
    assert_eq!(
        run_with(&["check", "-"], GOOD).output(0),
        "<stdin>: ok: Good 1, 1 endpoint, 0 examples hold\n"
    );
}

fn run_embedded() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../pricing.toml")).unwrap()
}

#[test]
fn every_fault_with_its_place() {
    let run = run_with(&["check", "-"], BAD);
    assert_eq!(run.output(2), "");
    let expected = "\
 --> <stdin>:3:9
  |
3 | price = -1
  |         ^^
";
    assert!(run.stderr.starts_with("error[") && run.stderr.contains(expected), "{}", run.stderr);
    let expected = "\
 --> <stdin>:4:1
  |
4 | optons = { s = 0.5 }
  | ^^^^^^
  |
  = help: did you mean `options`?

";
    assert!(run.stderr.contains(expected), "{}", run.stderr);
    // The other endpoint is sound, but for its example.
    assert!(run.stderr.contains("says 2, but the sheet computes 1.5\n --> <stdin>:8:40\n"), "{}", run.stderr);
    assert!(run.stderr.ends_with("\n<stdin>: 3 errors\n"), "{}", run.stderr);
    assert!(!run.stderr.contains('\u{1b}'), "{}", run.stderr);
}

#[test]
fn an_example_that_does_not_hold() {
    let sheet = BAD.replace("price = -1\noptons = { s = 0.5 }\n", "price = 1\n");
    let run = run_with(&["check", "-"], sheet);
    let message = "the example of endpoint `b` says 2, but the sheet computes 1.5\n --> <stdin>:7:40\n";
    assert!(run.output(2).is_empty() && run.stderr.contains(message), "{}", run.stderr);
}

#[test]
fn goes_on_after_files_that_do_not_do() {
    let (good, bad) = (file("check-on-good.toml", GOOD), file("check-on-bad.toml", BAD));
    let all = run(&["check", "missing.toml", &bad, env!("CARGO_TARGET_TMPDIR"), &good]);
    assert_eq!(all.output(2), format!("{good}: ok: Good 1, 1 endpoint, 0 examples hold\n"));
    assert!(all.stderr.contains("error[unreadable-input]: cannot read missing.toml: "), "{}", all.stderr);
    assert!(
        all.stderr
            .contains(&format!("error[unreadable-input]: cannot read {}: ", env!("CARGO_TARGET_TMPDIR")))
    );
    assert!(all.stderr.contains(&format!("{bad}: 3 errors\n")), "{}", all.stderr);
}

#[test]
fn as_data() {
    let (good, bad) = (file("check-json-good.toml", GOOD), file("check-json-bad.toml", BAD));
    let reports = run(&["check", "--json", &good, &bad, "missing.toml"]).json(2);
    let expected = json!({
        "file": good, "ok": true, "name": "Good", "version": "1", "fingerprint": fingerprint(&good), "endpoints": 1,
        "examples": 0, "diagnostics": [], "warnings": [],
    });
    assert_eq!(reports[0], expected);
    assert_eq!(reports[1]["ok"], false);
    let faults = reports[1]["diagnostics"].as_array().unwrap();
    let places: Vec<_> = faults.iter().map(|fault| (&fault["line"], &fault["column"])).collect();
    assert_eq!(places, [(&json!(3), &json!(9)), (&json!(4), &json!(1)), (&json!(8), &json!(40))]);
    assert_eq!(faults[1]["help"], "did you mean `options`?");
    assert_eq!(reports[2]["ok"], false);
    assert!(reports[2]["error"].as_str().unwrap().starts_with("cannot read missing.toml: "));
    assert_eq!(run(&["check", "--json", &good]).json(0)[0], expected);
}

#[test]
fn columns_are_characters() {
    for sheet in ["\u{feff}name = \"é→😀\" \r\nversion = 1\r\n", "name = \"é\"\r\nx = [\"😀\", -1]\r\n"]
    {
        let run = run_with(&["check", "-"], sheet);
        assert!(run.output(2).is_empty() && run.stderr.contains(" --> <stdin>:2:"), "{}", run.stderr);
    }
    let run = run_with(&["check", "-"], "note = \"😀é\" x\n");
    assert!(run.output(2).is_empty() && run.stderr.contains(" --> <stdin>:1:"), "{}", run.stderr);
}

#[test]
fn a_text_that_is_not_utf8() {
    let run = run_with(&["check", "-"], b"name = \"\xff\"\n");
    assert!(run.output(2).is_empty() && run.stderr.contains(" --> <stdin>:1:9\n"), "{}", run.stderr);
}

#[test]
fn a_long_line_with_many_faults_takes_no_square_of_time() {
    let options: String = (0..50_000).map(|at| format!("o{at} = {{ pric = 1 }}, ")).collect();
    let sheet = format!("name = \"X\"\nendpoints.a = {{ price = 1, options = {{ {options}z = 1 }} }}\n");
    assert!(sheet.len() > 1_000_000);
    let start = Instant::now();
    let run = run_with(&["check", "-"], sheet);
    assert_eq!(run.output(2), "");
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    assert!(run.stderr.lines().all(|line| line.chars().count() < 500));
    assert!(run.stderr.contains(" --> <stdin>:2:"), "{}", &run.stderr[..1_000]);
}
