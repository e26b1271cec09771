//! `pricesheet quote`, `check` and `list`, end to end.

mod common;

use common::{file, run, run_with};

#[test]
fn a_quote_is_a_table() {
    let ran = run(&["quote", "get-personal-profile", "skills", "certifications", "--calls", "1e3"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert_eq!(
        ran.out,
        "\
Get Personal Profile (get-personal-profile)
Personal and company data API, version 2026-05

                         credit
  flat amount                 1
  option skills            +0.5
  option certifications    +0.5
  ─────────────────────  ──────
  one call                    2
  calls                  × 1000
  total                    2000

sheet: Personal and company data API 2026-05 (embedded)
"
    );
}

#[test]
fn a_quote_as_data_has_the_documented_shape() {
    let ran = run(&["quote", "get-personal-profile", "skills", "--json", "--sheet", "pricing.toml"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let quote: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        quote,
        serde_json::json!({
            "sheet": {"name": "Personal and company data API", "version": "2026-05", "source": "pricing.toml"},
            "endpoint": "get-personal-profile",
            "title": "Get Personal Profile",
            "unit": "credit",
            "options": ["skills"],
            "quantities": {},
            "lines": [
                {"kind": "flat", "name": null, "label": "flat amount", "amount": "1", "details": null},
                {"kind": "option", "name": "skills", "label": "option skills", "amount": "0.5", "details": null},
                {"kind": "round", "name": null, "label": "rounded down to a multiple of 1", "amount": "-0.5", "details": null},
            ],
            "price": "1",
            "calls": "1",
            "total": "1",
        })
    );
}

#[test]
fn a_misspelled_name_is_answered_with_the_nearest() {
    let ran = run(&["quote", "get-personal-profle"]);
    assert_eq!(ran.status, 2);
    assert_eq!(
        (ran.out.as_str(), ran.err.as_str()),
        ("", "error: unknown endpoint `get-personal-profle`\nhelp: did you mean `get-personal-profile`?\n")
    );
    let ran = run(&["quote", "get-personal-profile", "skils"]);
    assert_eq!(ran.status, 2);
    assert_eq!(
        ran.err,
        "error: unknown option `skils` of endpoint `get-personal-profile`\nhelp: did you mean `skills`?\n"
    );
    let ran = run(&["quote", "search-employees", "reslts=1", "--json"]);
    assert_eq!(ran.status, 2);
    let answer: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(answer["error"]["code"], "unknown-quantity");
    assert_eq!(answer["error"]["help"], "did you mean `results`?");
}

#[test]
fn numbers_are_read_by_the_grammar() {
    let ran = run(&["quote", "search-employees", "results=.5"]);
    assert_eq!(ran.status, 2);
    assert_eq!(
        ran.err,
        "error: `.5` of `results` is not a decimal number\nhelp: write it as 1, 0.5, 1_000 or 2.5e-3\n"
    );
    let ran = run(&["quote", "search-employees", "results=1", "--calls", "0"]);
    assert_eq!(ran.status, 2);
    assert_eq!(
        ran.err,
        "error: `calls` is 0, not a whole number from 1\nhelp: state a whole number from 1, or leave it out\n"
    );
}

#[test]
fn a_faulty_sheet_ends_every_command_with_its_faults() {
    let sheet = file("faulty.toml", "name = \"t\"\n[endpoints.\"é\"]\nprice = 1\nprise = 2\n");
    let sheet = sheet.to_str().unwrap();
    for arguments in [
        ["quote", "é", "--sheet", sheet].as_slice(),
        &["rate", "--sheet", sheet],
        &["list", "--sheet", sheet],
    ] {
        let ran = run(arguments);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""));
        assert_eq!(
            ran.err,
            format!(
                "error[P0102]: unknown key `prise` of an endpoint\n --> {sheet}:4:1\n  |\n4 | prise = 2\n  | ^^^^^\n  |\n  = help: did you mean `price`?\n\n{sheet}: 1 error\n"
            )
        );
    }
}

#[test]
fn check_goes_through_all_files() {
    let sound = file("sound.toml", "name = \"t\"\n[endpoints.e]\nprice = 1\nexamples = [{ total = 1 }]\n");
    let sound = sound.to_str().unwrap();
    let ran = run(&["check", "no-such-file.toml", sound, "pricing.toml"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.starts_with("error: cannot read no-such-file.toml: "), "{}", ran.err);
    assert_eq!(
        ran.out,
        format!(
            "{sound}: ok: t, 1 endpoint, 1 example holds\npricing.toml: ok: Personal and company data API 2026-05, 26 endpoints, 3 examples hold\n"
        )
    );
    assert_eq!(run(&["check", sound]).status, 0);
    assert_eq!(run(&["check", "tests"]).status, 2);
    assert_eq!(run(&["check"]).status, 2);
}

#[test]
fn check_reads_standard_input_and_writes_json() {
    let ran = run_with(&["check", "-", "--json"], "name = \"t\"\nendpoints = {}\n");
    assert_eq!(ran.status, 2);
    let reports: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        reports,
        serde_json::json!([{"file": "-", "ok": false, "diagnostics": [{
            "code": "P0104",
            "message": "the sheet has no endpoints",
            "source": "-",
            "line": 2,
            "column": 1,
            "span": {"start": 11, "end": 20},
            "help": "add a table such as `[endpoints.my-endpoint]`",
        }]}])
    );
}

#[test]
fn a_long_line_is_shown_around_the_fault() {
    let note = "é".repeat(5_000);
    let text = format!(
        "name = \"t\"\nendpoints.e = {{ note = \"{note}\", prise = 1, price = 1, title = \"{note}\" }}\n"
    );
    let ran = run_with(&["check", "-"], text);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains(" --> -:2:5028\n"), "{}", ran.err);
    assert!(ran.err.len() < 2_000);
}

#[test]
fn list_shows_every_endpoint_by_group() {
    let ran = run(&["list"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert!(ran.out.starts_with("Personal and company data API 2026-05 (embedded)\n"));
    for part in [
        "Personal Data Endpoints / Get Personal Profile",
        "Job Search Endpoints",
        "get-profile-pdf-cv",
        "Step 3: retrieved profiles: 0.5 credit per retrieved profile",
    ] {
        assert!(ran.out.contains(part), "{part}");
    }
    let ran = run(&["list", "--json"]);
    let sheet: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(sheet["endpoints"].as_array().unwrap().len(), 26);
    assert_eq!(sheet["sheet"]["source"], "embedded");
}

#[test]
fn list_says_what_is_counted() {
    let ran = run(&["list", "--sheet", "tests/sheets/valid/storage.toml"]);
    for part in ["kept: counts gigabytes × days", "requests: counts requests plus 0.05 × messages"] {
        assert!(ran.out.contains(part), "{}", ran.out);
    }
    let ran = run(&["list", "--sheet", "tests/sheets/valid/tokens.toml"]);
    assert!(ran.out.contains("input: counts input less cached"), "{}", ran.out);
}

#[test]
fn completions_and_manual() {
    assert!(run(&["completions", "bash"]).out.contains("pricesheet"));
    assert!(run(&["man"]).out.starts_with(".ie"));
}
