//! What a report of `pricesheet audit` says beside its verdicts: tolerance, tables by fields, unknown names, the period.

use crate::audit::{counts, sheet};
use crate::common::{file, run, run_with};
use serde_json::{Value, json};

const DOUBLES: &str = "
name = 'Doubles'
[endpoints.tokens.charges]
input = { price = 0.1 }
output = { price = 0.2 }
[endpoints.seconds.charges.n]
price = 0.0025
";

/// Correct charges, computed as programs do that have nothing but binary floats.
fn doubles() -> (String, u64, Vec<String>) {
    let mut log = String::new();
    let (mut inexact, mut apart) = (0, Vec::new());
    for at in 0_u32..2_000 {
        let (input, output) = (at % 37, at % 53);
        let (fields, charged, right) = if at % 2 == 0 {
            let quantities =
                format!("\"endpoint\":\"tokens\",\"quantities\":{{\"input\":{input},\"output\":{output}}}");
            let charged = f64::from(input) * 0.1 + f64::from(output) * 0.2;
            (quantities, charged, u64::from(input) * 1_000 + u64::from(output) * 2_000)
        } else {
            let quantities = format!("\"endpoint\":\"seconds\",\"quantities\":{{\"n\":{at}}}");
            (quantities, f64::from(at) * 0.0025, u64::from(at) * 25)
        };
        // What a double prints is read as a decimal, digit by digit.
        let plain = format!("{charged}");
        let exact = format!("{}.{:04}", right / 10_000, right % 10_000);
        let exact = exact.trim_end_matches('0').trim_end_matches('.');
        if plain != exact {
            inexact += 1;
            apart.push(format!("{plain} {exact}"));
        }
        log.push_str(&format!("{{{fields},\"charged\":{plain}}}\n"));
    }
    (log, inexact, apart)
}

#[test]
fn doubles_agree_within_a_tolerance() {
    let (log, inexact, apart) = doubles();
    assert!(inexact > 300, "{inexact}");
    let sheet = file("audit-doubles.toml", DOUBLES);
    let strict = run_with(&["audit", "-", "--sheet", &sheet, "--json"], &*log).json(1);
    assert_eq!(counts(&strict["totals"])[1], 2_000 - inexact);
    let arguments = ["audit", "-", "--sheet", &sheet, "--tolerance", "0.000001"];
    let report = run_with(&[&arguments[..], &["--json"]].concat(), &*log).json(0);
    assert_eq!(counts(&report["totals"]), [2_000, 2_000, 0, 0, 0]);
    assert_eq!((&report["totals"]["tolerated"], &report["tolerance"]), (&json!(inexact), &json!("0.000001")));
    // What they sum to, to the digit.
    let number = |text: &str| text.parse::<pricesheet::Decimal>().unwrap();
    let sum: pricesheet::Decimal = apart
        .iter()
        .map(|pair| {
            let (charged, right) = pair.split_once(' ').unwrap();
            number(charged) - number(right)
        })
        .sum();
    assert_eq!(number(report["totals"]["tolerated_difference"].as_str().unwrap()), sum);
    assert_eq!(report["totals"]["difference"], report["totals"]["tolerated_difference"]);
    let text = run_with(&arguments, &*log);
    let line = format!("{inexact} records agreed within 0.000001: +{}\n", sum.normalize());
    assert!(text.output(0).contains(&line), "{}", text.stdout);

    let refused = run_with(&["audit", "-", "--sheet", &sheet, "--tolerance=-1"], "");
    assert_eq!(refused.output(2), "");
    assert!(refused.stderr.contains("`tolerance`"), "{}", refused.stderr);
}

const LOG: &str = r#"{"id":"1","team":"a","region":"eu","at":"2026-05-03T10:00:00+02:00","endpoint":"search-employees","quantities":{"search":1,"results":40},"charged":20}
{"id":"2","team":"a","region":"us","at":"2026-05-03T10:00:00Z","endpoint":"search-employees","quantities":{"search":1,"results":40},"charged":20}
{"id":"3","team":"b","region":"eu","at":"2026-05-01T00:00:00Z","endpoint":"search-people","charged":7.5}
{"id":"4","team":"b","region":"eu","endpoint":"search-people","charged":-0.5}
{"id":"5","team":"b","region":"eu","at":"2026-05-04T00:00:00Z","endpoint":"get-personal-profile","options":["skill"],"charged":1}
{"id":"6","team":"b","region":"eu","at":"2026-05-04T00:00:00Z","endpoint":"search-employees","quantities":{"result":1},"charged":2}
"#;

#[test]
fn a_table_for_each_of_the_fields() {
    let out = file("audit-report-findings.jsonl", "");
    let sheet = sheet();
    let arguments = [
        "audit",
        "-",
        "--sheet",
        &sheet,
        "--by",
        "team",
        "--by",
        "team,region",
        "--unique",
        "id",
        "--out",
        &out,
    ];
    let report = run_with(&[&arguments[..], &["--json"]].concat(), LOG).json(1);
    let fields: Vec<&Value> = report["by"].as_array().unwrap().iter().map(|by| &by["fields"]).collect();
    assert_eq!(json!(fields), json!([["team"], ["team", "region"]]));
    let values: Vec<&Value> =
        report["by"][1]["groups"].as_array().unwrap().iter().map(|group| &group["values"]).collect();
    assert_eq!(json!(values), json!([["a", "eu"], ["a", "us"], ["b", "eu"]]));
    // The two that differ alike are one, with the first one's place and fields.
    let largest = &report["largest"];
    assert_eq!((largest.as_array().unwrap().len(), &largest[0]["records"]), (1, &json!(2)));
    assert_eq!(largest[0]["fields"], json!({ "team": "a", "region": "eu", "id": "1" }));
    assert_eq!((&largest[0]["place"], &largest[0]["at"]), (&json!(1), &json!("2026-05-03T10:00:00+02:00")));
    let findings = std::fs::read_to_string(&out).unwrap();
    let findings: Vec<Value> = findings.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(findings.len(), 6);
    assert_eq!(findings[1]["fields"], json!({ "team": "a", "region": "us", "id": "2" }));
    assert_eq!((&findings[1]["place"], &findings[1]["charged"]), (&json!(2), &json!("20")));
    assert_eq!(findings[1]["quantities"], json!({ "search": "1", "results": "40" }));

    let text = run_with(&arguments, LOG);
    let text = text.output(1);
    assert!(
        text.contains("\nby team, in credit\n") && text.contains("\nby team, region, in credit\n"),
        "{text}"
    );

    let wrong = run_with(&["audit", "-", "--sheet", &sheet, "--by", "team,"], LOG);
    assert_eq!(wrong.output(2), "");
    assert!(wrong.stderr.contains("--by team, names a field without a name"), "{}", wrong.stderr);
}

#[test]
fn names_that_no_sheet_knows_are_listed_with_their_money() {
    let sheet = sheet();
    let arguments = ["audit", "-", "--sheet", &sheet];
    let report = run_with(&[&arguments[..], &["--json"]].concat(), LOG).json(1);
    assert_eq!(
        report["unknown"],
        json!([
            { "code": "unknown-endpoint", "endpoint": null, "name": "search-people", "records": 2, "charged": "7" },
            { "code": "unknown-option", "endpoint": "get-personal-profile", "name": "skill", "records": 1, "charged": "1" },
            { "code": "unknown-quantity", "endpoint": "search-employees", "name": "result", "records": 1, "charged": "2" },
        ])
    );
    let text = run_with(&arguments, LOG);
    let text = text.output(1);
    assert!(
        text.contains("│ endpoint ┆ search-people ┆ -                    ┆       2 ┆       7 │"),
        "{text}"
    );
}

#[test]
fn the_period_is_stated() {
    let sheet = sheet();
    let arguments = ["audit", "-", "--sheet", &sheet];
    let report = run_with(&[&arguments[..], &["--json"]].concat(), LOG).json(1);
    let expected = json!({ "first": "2026-05-01T00:00:00Z", "last": "2026-05-04T00:00:00Z", "undated": 1 });
    assert_eq!(report["period"], expected);
    let line = "from 2026-05-01T00:00:00Z to 2026-05-04T00:00:00Z; 1 record without an instant\n";
    assert!(run_with(&arguments, LOG).output(1).contains(line));
    let none =
        run_with(&[&arguments[..], &["--json"]].concat(), "{\"endpoint\":\"search-jobs\",\"charged\":1}\n");
    assert_eq!(none.json(1)["period"], json!({ "first": null, "last": null, "undated": 1 }));
}

/// A record that a service writes into its own page says nothing else than itself there.
#[test]
fn the_page_is_one_file_that_loads_nothing() {
    let page = file("audit-report-page.html", "");
    let log = LOG.replace("\"team\":\"a\"", "\"team\":\"<script>alert(1)</script>\"");
    let sheet = sheet();
    run_with(&["audit", "-", "--sheet", &sheet, "--by", "team", "--html", &page], &*log).output(1);
    let page = std::fs::read_to_string(page).unwrap();
    assert!(!page.contains("<script>alert") && page.contains("&lt;script&gt;alert(1)"));
    for outside in ["src=", "http://", "https://", "url(", "@import", "<link"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("id=\"endpoint-1\"") && page.contains("href=\"#endpoint-1\""));
    // What was left out of a table is stated: here, nothing.
    assert!(!page.contains("left out: --out"));
    assert!(run(&["audit", "--help"]).output(0).contains("--tolerance"));
}
