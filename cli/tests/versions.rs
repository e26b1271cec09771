//! Several sheets: `--sheet` repeated, and the instant that chooses.

use crate::common::{data, file, fingerprint, root_file, run, run_with};
use serde_json::json;

/// The vendor's revisions, not in their order: from 2026-06-20, from 2026-05-01, from 2026-06-01.
fn book() -> [String; 3] {
    ["tests/revisions/c.toml", "pricing.toml", "tests/revisions/b.toml"].map(root_file)
}

/// The arguments, then `--sheet` for each revision.
fn with_book<'a>(arguments: &[&'a str], sheets: &'a [String]) -> Vec<&'a str> {
    let sheets = sheets.iter().flat_map(|sheet| ["--sheet", sheet]);
    arguments.iter().copied().chain(sheets).collect()
}

fn totals(records: &[serde_json::Value]) -> Vec<&str> {
    records.iter().map(|record| record["total"].as_str().unwrap_or_default()).collect()
}

#[test]
fn each_record_is_rated_by_its_time() {
    let book = book();
    let input = r#"{"endpoint":"get-personal-profile","options":["skills"],"at":"2026-05-01T00:00:00Z"}
{"endpoint":"search-companies","quantities":{"results":10},"at":"2026-05-31T23:59:59.999999999Z"}
{"endpoint":"search-companies","quantities":{"results":10},"at":"2026-06-01T00:00:00Z"}
{"endpoint":"get-personal-profile","options":["skills"],"at":"2026-06-20T01:59:59.999999999+02:00"}
{"endpoint":"get-personal-profile","options":["skills"],"at":"2026-06-19T17:00:00-07:00","id":5}
"#;
    let rated = run_with(&with_book(&["rate"], &book), input);
    assert_eq!(totals(&rated.lines(0)), ["1", "3", "10", "1", "3"]);
    let [c, page, b] = &book;
    assert_eq!(
        rated.stderr,
        format!(
            "5 records, 5 rated, 0 failed; total 18 credit; sheets: Personal and company data API 2026-05 ({page}), \
             Personal and company data API 2026-06 ({b}), Personal and company data API 2026-06-20 ({c})\n"
        )
    );
    // The same through CSV, whose columns keep the instant although the first record has none.
    let input = format!("{{\"endpoint\":\"get-personal-profile\"}}\n{input}");
    let csv = run_with(&with_book(&["rate", "--to", "csv"], &book), input).output(1).to_string();
    let back = run_with(&with_book(&["rate", "--from", "csv", "--to", "jsonl"], &book), csv).lines(1);
    assert_eq!(totals(&back), ["", "1", "3", "10", "1", "3"]);
}

#[test]
fn a_record_that_no_sheet_is_chosen_for() {
    let book = book();
    let input = r#"{"endpoint":"search-jobs"}
{"endpoint":"search-jobs","at":null}
{"endpoint":"search-jobs","at":"2026-06-20"}
{"endpoint":"search-jobs","at":1780000000}
{"endpoint":"search-jobs","at":"2026-04-30T23:59:59.999999999Z"}
{"endpoint":"search-jobs","at":"2026-06-20T00:00:00Z"}
"#;
    let rated = run_with(&with_book(&["rate"], &book), input);
    let missing = json!({
        "code": "missing-at",
        "message": "`at` is not stated, so none of several sheets can be chosen; \
                    state the instant of the call, such as 2026-05-01T00:00:00Z",
        "culprit": "at",
    });
    let invalid = |text: &str| {
        let message = format!(
            "`{text}` of `at` is not an instant (date, time and offset, by RFC 3339); \
             write date, time and offset, such as 2026-05-01T00:00:00Z"
        );
        json!({ "code": "invalid-at", "message": message, "culprit": "at" })
    };
    let before = json!({
        "code": "before-first-sheet",
        "message": "at 2026-04-30T23:59:59.999999999Z no sheet was in force: the first applies from \
                    2026-05-01T00:00:00Z; add the sheet that was in force then",
        "culprit": "at",
    });
    let records = rated.lines(1);
    let errors: Vec<_> = records.iter().map(|record| record["error"].clone()).collect();
    let expected =
        [missing.clone(), missing, invalid("2026-06-20"), invalid("1780000000"), before, json!(null)];
    assert_eq!(errors, expected);
    assert_eq!(records[5]["total"], "2");
    // Other fields are kept, whatever they hold.
    assert_eq!(records[3]["at"], 1_780_000_000);

    let csv = "endpoint,at\nsearch-jobs,\nsearch-jobs,soon\nsearch-jobs,2026-06-20 00:00:00Z\n";
    let rated = run_with(&with_book(&["rate", "--from", "csv"], &book), csv);
    let rows: Vec<Vec<&str>> = rated.output(1).lines().map(|row| row.split(',').take(4).collect()).collect();
    assert_eq!(rows[1], ["search-jobs", "", "", "missing-at"]);
    assert_eq!(rows[2], ["search-jobs", "soon", "", "invalid-at"]);
    assert_eq!(rows[3], ["search-jobs", "2026-06-20 00:00:00Z", "2", ""]);
}

#[test]
fn a_sole_sheet_holds_from_its_own_instant_or_always() {
    let input =
        "{\"endpoint\":\"search-jobs\"}\n{\"endpoint\":\"search-jobs\",\"at\":\"2026-04-30T00:00:00Z\"}\n";
    let records = run_with(&["rate"], input).lines(1);
    assert_eq!(records[0]["total"], "2");
    assert_eq!(records[1]["error"]["code"], "before-first-sheet");

    let always = file("versions-always.toml", "name = \"Always\"\nendpoints.search-jobs.price = 2\n");
    let input = format!("{input}{}\n", r#"{"endpoint":"search-jobs","at":"no instant"}"#);
    assert_eq!(totals(&run_with(&["rate", "--sheet", &always], input).lines(0)), ["2", "2", "2"]);
}

#[test]
fn a_quote_at_an_instant() {
    let book = book();
    let quote = |at: &str| {
        let arguments = ["quote", "get-personal-profile", "skills", "patents", "--at", at, "--json"];
        run(&with_book(&arguments, &book)).json(0)
    };
    for (at, version, total) in [
        ("2026-05-01T00:00:00Z", "2026-05", "2"),
        ("2026-06-19T23:59:59.999999999Z", "2026-06", "2"),
        ("2026-06-20T00:00:00Z", "2026-06-20", "4"),
    ] {
        let quote = quote(at);
        assert_eq!((&quote["sheet"]["version"], &quote["total"]), (&json!(version), &json!(total)), "{at}");
    }
    let [c, ..] = &book;
    let sheet = quote("2027-01-01T00:00:00Z")["sheet"].clone();
    let expected = json!({
        "name": "Personal and company data API",
        "version": "2026-06-20",
        "source": c,
        "fingerprint": fingerprint(c),
    });
    assert_eq!(sheet, expected);
    let text = run(&with_book(&["quote", "search-jobs", "--at", "2026-06-20T00:00:00Z"], &book));
    assert!(text.output(0).ends_with(&format!("\nsheet: Personal and company data API 2026-06-20 ({c})\n")));
}

#[test]
fn an_instant_that_chooses_nothing() {
    let book = book();
    for command in [&["quote", "search-jobs"][..], &["list"]] {
        let cases: [(&[&str], &str); 3] = [
            (
                &[],
                "error[missing-at]: `at` is not stated, so none of several sheets can be chosen\n\
                 help: state it as --at INSTANT, such as --at 2026-05-01T00:00:00Z\n",
            ),
            (
                &["--at", "today"],
                "error[invalid-at]: `today` of `at` is not an instant (date, time and offset, by RFC 3339)\n\
                 help: write date, time and offset, such as 2026-05-01T00:00:00Z\n",
            ),
            (
                &["--at", "2026-05-01T01:59:59+02:00"],
                "error[before-first-sheet]: at 2026-04-30T23:59:59Z no sheet was in force: the first applies from 2026-05-01T00:00:00Z\n\
                 help: add the sheet that was in force then\n",
            ),
        ];
        for (at, message) in cases {
            let run = run(&with_book(&[command, at].concat(), &book));
            assert_eq!((run.output(2), &*run.stderr), ("", message));
        }
    }
    // As data, no sheet is said to be used.
    let error = run(&with_book(&["quote", "search-jobs", "--json"], &book)).json(2);
    assert_eq!((&error["sheet"], &error["error"]["code"]), (&json!(null), &json!("missing-at")));
    let unknown = ["quote", "search-job", "--at", "2026-06-01T00:00:00Z", "--json"];
    let error = run(&with_book(&unknown, &book)).json(2);
    assert_eq!(
        (&error["sheet"]["version"], &error["error"]["code"]),
        (&json!("2026-06"), &json!("unknown-endpoint"))
    );
    // Neither is an instant that a sheet without `effective` would not need.
    let rules = data("rules.toml");
    let run = run(&["quote", "units", "units=1", "--at", "today", "--sheet", &rules]);
    assert_eq!(run.output(2), "");
}

#[test]
fn a_list_at_an_instant() {
    let book = book();
    let list = run(&with_book(&["list", "--at", "2026-06-10T00:00:00Z", "--json"], &book)).json(0);
    assert_eq!(list["sheet"]["version"], "2026-06");
    assert_eq!(list["effective"], "2026-06-01T00:00:00Z");
    let [_, _, b] = &book;
    let text = run(&with_book(&["list", "--at", "2026-06-10T00:00:00Z"], &book));
    assert!(text.output(0).starts_with(&format!("Personal and company data API 2026-06 ({b})\n")));
}

#[test]
fn sheets_that_make_no_book() {
    let [c, page, _] = &book();
    let twin = file(
        "versions-twin.toml",
        "name = \"Twin\"\neffective = 2026-06-20T02:00:00+02:00\nendpoints.search-jobs.price = 2\n",
    );
    let undated = file("versions-undated.toml", "name = \"Undated\"\nendpoints.search-jobs.price = 2\n");
    let euros = file(
        "versions-euros.toml",
        "name = \"Euros\"\nunit = \"EUR\"\neffective = 2027-01-01T00:00:00Z\nendpoints.search-jobs.price = 2\n",
    );
    let cases = [
        (
            [c, &twin],
            format!(
                "error[same-effective]: sheets `Personal and company data API 2026-06-20` and `Twin` both apply from \
                 2026-06-20T00:00:00Z ({c}, {twin})\nhelp: leave one of them out, or correct its `effective`\n"
            ),
        ),
        (
            [page, &undated],
            format!(
                "error[missing-effective]: sheet `Undated` has no `effective`, but is not the only one ({undated})\n\
                 help: add the instant from which it applies, such as `effective = 2026-05-01T00:00:00Z`\n"
            ),
        ),
        (
            [page, &euros],
            format!(
                "error[other-unit]: a book counts in one unit, not in both `credit` and `EUR` ({page}, {euros})\n\
                 help: make a book of the sheets of each unit\n"
            ),
        ),
    ];
    for ([one, other], message) in cases {
        for command in [&["rate"][..], &["list"], &["quote", "search-jobs"]] {
            let run = run(&[command, &["--sheet", one, "--sheet", other]].concat());
            assert_eq!((run.output(2), &run.stderr), ("", &message));
        }
    }
}

/// The faults of every sheet are told in one run.
#[test]
fn bad_sheets() {
    let bad = ["versions-bad.toml", "versions-worse.toml"]
        .map(|name| file(name, "name = \"X\"\nendpoints.a.prise = 1\n"));
    let [one, other] = &bad;
    let run = run(&["quote", "a", "--sheet", one, "--sheet", "missing.toml", "--sheet", other]);
    assert_eq!(run.output(2), "");
    for place in
        [format!("--> {one}:2:13"), format!("--> {other}:2:13"), "cannot read missing.toml".to_string()]
    {
        assert!(run.stderr.contains(&place), "{}", run.stderr);
    }
}
