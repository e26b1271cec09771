//! `pricesheet quote --file`: a basket of usages.

use crate::common::{file, fingerprint, root_file, run, run_with};
use serde_json::json;

const BASKET: &str = r#"{"endpoint":"get-personal-profile","options":["skills","certifications"],"calls":1000}

{"endpoint":"search-employees","quantities":{"search":1,"results":120},"calls":20,"customer":"kept out"}
{"endpoint":"search-companies","quantities":{"results":"1"}}
"#;

const TABLE: &str = "\
3 usages
Personal and company data API, version 2026-05

  usage                                           calls  one call   credit
  get-personal-profile skills certifications      1,000         2    2,000
  search-employees search=1 status=0 results=120     20       110    2,200
  search-companies search=0 status=0 results=1        1       0.3      0.3
  ──────────────────────────────────────────────  ─────  ────────  ───────
  total                                                            4,200.3

sheet: Personal and company data API 2026-05 (embedded)
";

#[test]
fn a_basket() {
    let basket = file("estimate-basket.jsonl", BASKET);
    let run = run(&["quote", "--file", &basket]);
    assert_eq!((run.output(0), &*run.stderr), (TABLE, ""));
    assert_eq!(run_with(&["quote", "--file", "-"], format!("\u{feff}{BASKET}")).output(0), TABLE);
}

#[test]
fn the_example() {
    let estimate = run(&["quote", "--file", &root_file("examples/basket.jsonl"), "--json"]).json(0);
    assert_eq!(estimate["total"], "4225.9");
}

#[test]
fn a_basket_in_csv() {
    let csv = "endpoint,options,quantities,calls\nget-personal-profile,skills certifications,,1e3\n\
               search-employees,,search=1 results=120,20\nsearch-companies,,results=1,\n";
    let basket = file("estimate-basket.csv", csv);
    assert_eq!(run(&["quote", "--file", &basket]).output(0), TABLE);
    assert_eq!(run_with(&["quote", "--file", "-", "--from", "csv"], csv).output(0), TABLE);
    let unknown = file("estimate-basket.txt", csv);
    let run = run(&["quote", "--file", &unknown]);
    assert_eq!(run.output(2), "");
    assert_eq!(
        run.stderr,
        format!(
            "error: the name of {unknown} does not say which format it has\nhelp: state --from jsonl or --from csv\n"
        )
    );
}

#[test]
fn the_same_as_data() {
    let estimate = run_with(&["quote", "--file", "-", "--json"], BASKET).json(0);
    let sheet = json!({
        "name": "Personal and company data API",
        "version": "2026-05",
        "source": "embedded",
        "fingerprint": fingerprint(&root_file("pricing.toml")),
    });
    assert_eq!(estimate["sheets"], json!([sheet]));
    assert_eq!((&estimate["unit"], &estimate["total"]), (&json!("credit"), &json!("4200.3")));
    let quotes = estimate["quotes"].as_array().unwrap();
    let single = ["search-employees", "search=1", "results=120", "--calls", "20", "--json"];
    assert_eq!(quotes[1], run(&[&["quote"], &single[..]].concat()).json(0));
    assert_eq!(quotes.len(), 3);
    let empty = run_with(&["quote", "--file", "-", "--json"], "").json(0);
    assert_eq!(empty, json!({ "sheets": [sheet], "unit": null, "quotes": [], "total": "0" }));
}

/// Each usage is priced by the sheet of its time; those that state none, by that of `--at`.
#[test]
fn of_several_sheets() {
    let (page, c) = (root_file("pricing.toml"), root_file("tests/revisions/c.toml"));
    let basket = r#"{"endpoint":"get-personal-profile","options":["skills"],"at":"2026-06-19T23:59:59.999999999Z","calls":10}
{"endpoint":"get-personal-profile","options":["skills"],"calls":10}
"#;
    let arguments = ["quote", "--file", "-", "--sheet", &c, "--sheet", &page];
    let estimate = run_with(&[&arguments[..], &["--at", "2026-06-20T00:00:00Z"]].concat(), basket);
    assert_eq!(
        estimate.output(0),
        format!(
            "\
2 usages

  usage                        sheet       calls  one call  credit
  get-personal-profile skills  2026-05        10         1      10
  get-personal-profile skills  2026-06-20     10         3      30
  ───────────────────────────  ──────────  ─────  ────────  ──────
  total                                                         40

sheets: Personal and company data API 2026-05 ({page}), Personal and company data API 2026-06-20 ({c})
"
        )
    );
    let json =
        run_with(&[&arguments[..], &["--at", "2026-06-20T00:00:00Z", "--json"]].concat(), basket).json(0);
    assert_eq!(json["quotes"][0]["sheet"]["source"], page);
    assert_eq!(json["quotes"][1]["sheet"]["fingerprint"], fingerprint(&c));
    assert_eq!(json["sheets"].as_array().unwrap().len(), 2);

    let missing = run_with(&arguments, basket);
    assert_eq!(missing.output(2), "");
    assert_eq!(
        missing.stderr,
        "error[missing-at]: standard input: line 2: `at` is not stated, so none of several sheets can be chosen\n\
         help: state the instant of the call, such as 2026-05-01T00:00:00Z\n"
    );
}

/// No total where something has no price, and every fault with its place.
#[test]
fn what_has_no_price() {
    let basket = "{\"endpoint\":\"search-job\"}\n\n{\"endpoint\":\"search-jobs\"}\n\
                  {\"endpoint\":\"search-jobs\",\"calls\":0.5}\nnonsense\n";
    let run = run_with(&["quote", "--file", "-"], basket);
    assert_eq!(run.output(2), "");
    assert_eq!(
        run.stderr,
        "error[unknown-endpoint]: standard input: line 1: unknown endpoint `search-job`\n\
         help: did you mean `search-jobs`?\n\
         error[invalid-calls]: standard input: line 4: `calls` is 0.5, not a whole number from 1\n\
         help: state a whole number from 1, or leave it out\n\
         error[not-a-record]: standard input: line 5: the line is not a JSON object: expected ident at byte 2\n"
    );
    let json = run_with(&["quote", "--file", "-", "--json"], basket).json(2);
    assert_eq!(json["errors_count"], 3);
    assert_eq!(
        json["errors"][0],
        json!({
            "code": "unknown-endpoint",
            "message": "unknown endpoint `search-job`",
            "culprit": "search-job",
            "help": "did you mean `search-jobs`?",
            "line": 1,
        })
    );
    assert_eq!(json.get("total"), None);

    let csv = "endpoint,calls\nsearch-jobs,1\nsearch-jobs,-1\nsearch-jobs\n";
    let run = run_with(&["quote", "--file", "-", "--from", "csv"], csv);
    assert_eq!(run.output(2), "");
    assert_eq!(
        run.stderr,
        "error[invalid-calls]: standard input: row 3: `calls` is -1, not a whole number from 1\n\
         help: state a whole number from 1, or leave it out\n\
         error[not-a-record]: standard input: row 4: the row has 1 fields, the header 2\n"
    );
}

#[test]
fn many_faults_are_counted() {
    let run = run_with(&["quote", "--file", "-"], "x\n".repeat(1_000));
    assert_eq!(run.output(2), "");
    assert_eq!(run.stderr.lines().count(), 103);
    assert!(
        run.stderr
            .contains("\nand 900 more\nwarning: all 1,000 records fail for the same reason (not-a-record): ")
    );
}

#[test]
fn a_total_beyond_the_decimal_type() {
    let sheet = file("estimate-large.toml", "name = \"Large\"\nendpoints.e.charges.n = { price = 1 }\n");
    let basket = "{\"endpoint\":\"e\",\"quantities\":{\"n\":79228162514264337593543950335}}\n\
                  {\"endpoint\":\"e\",\"quantities\":{\"n\":1}}\n";
    let run = run_with(&["quote", "--file", "-", "--sheet", &sheet], basket);
    assert_eq!(run.output(2), "");
    assert_eq!(
        run.stderr,
        "error[not-representable]: standard input: line 2: the exact total of the estimate has more digits than the decimal type\n\
         help: split the estimate in two\n"
    );
}

#[test]
fn more_than_is_held() {
    let run = run_with(&["quote", "--file", "-"], "{\"endpoint\":\"search-jobs\"}\n".repeat(100_001));
    assert_eq!(run.output(2), "");
    assert_eq!(
        run.stderr,
        "error: standard input has more than 100000 usages\n\
         help: price them one by one with `pricesheet rate`\n"
    );
}

#[test]
fn a_file_stands_instead_of_an_endpoint() {
    for arguments in [
        &["quote", "search-jobs", "--file", "x.jsonl"][..],
        &["quote", "--file", "x.jsonl", "--calls", "2"],
        &["quote", "search-jobs", "--from", "csv"],
        &["quote"],
    ] {
        assert_eq!(run(arguments).output(2), "", "{arguments:?}");
    }
    let run = run(&["quote", "--file", "missing.jsonl"]);
    assert!(run.stderr.starts_with("error[unreadable-input]: cannot read missing.jsonl: "), "{}", run.stderr);
    assert_eq!(run.output(2), "");
}
