//! `pricesheet diff`

use std::io::Write;
use std::thread;

use crate::common::{command, file, fingerprint, root_file, run, run_with};
use serde_json::json;

const OLD: &str = "\
name = \"Jobs\"
[endpoints.a]
price = 1
options = { o = 0.5 }
[endpoints.b]
price = 2
[endpoints.gone]
price = 5
[endpoints.month]
basis = \"period\"
charges.rows = { price = 2, included = 10 }
";
const NEW: &str = "\
# written anew
name = \"Jobs\"
version = \"2\"
[endpoints.a]
price = 2
options = { o = 0.25, p = 1 }
[endpoints.b]
price = 1.50
[endpoints.month]
basis = \"period\"
charges.rows = { price = 2, included = 20 }
";
const USAGE: &str = r#"{"endpoint":"a"}
{"endpoint":"a","options":["o"],"calls":10,"at":"2020-01-01T00:00:00Z"}

{"endpoint":"b","kept":1}
{"endpoint":"gone"}
{"endpoint":"a","options":["p"]}
{"endpoint":"nowhere"}
{"endpoint":"month","quantities":{"rows":30}}
{"endpoint":
"#;

fn sheets(test: &str) -> [String; 2] {
    [file(&format!("diff-{test}-old.toml"), OLD), file(&format!("diff-{test}-new.toml"), NEW)]
}

#[test]
fn what_changed() {
    let [old, new] = sheets("changed");
    let expected = format!(
        "\
old sheet: Jobs ({old})
new sheet: Jobs 2 ({new})

+ version: \"2\"
~ a
    ~ price: 1 -> 2
    ~ options.o.price: 0.5 -> 0.25
    + options.p.price: 1
~ b
    ~ price: 2 -> 1.5
- gone
    - basis: \"call\"
    - price: 5
~ month
    ~ charges.rows.included: 10 -> 20
"
    );
    assert_eq!(run(&["diff", &old, &new]).output(1), expected);
}

#[test]
fn the_same_content_in_another_layout() {
    let [old, _] = sheets("same");
    let again =
        format!("# a comment\nunit = 'credit'\n{}", OLD.replace("{ o = 0.5 }", "{ o = { price = 5e-1 } }"));
    let again = file("diff-same-again.toml", again);
    let same = run(&["diff", &old, &again]);
    assert_eq!(
        same.output(0),
        format!("old sheet: Jobs ({old})\nnew sheet: Jobs ({again})\n\nno difference\n")
    );
    let data = run(&["diff", &old, &again, "--json"]).json(0);
    assert_eq!((&data["differ"], &data["diff"]), (&json!(false), &json!({ "sheet": [], "endpoints": [] })));
    assert_eq!(data["old"]["fingerprint"], data["new"]["fingerprint"]);
}

#[test]
fn usage_under_both() {
    let [old, new] = sheets("usage");
    let usage = file("diff-usage.jsonl", USAGE);
    let told = run(&["diff", &old, &new, &usage]);
    let (_, told) = told.output(1).split_once("\n\n").unwrap().1.split_once("\n\n").unwrap();
    let expected = format!(
        "\
{usage}: 8 records, 2 dearer, 1 cheaper, 0 unchanged
not compared: 1 with a price under the old sheet alone, 5 credit
not compared: 1 with a price under the new sheet alone, 3 credit
not compared: 2 without a price under either sheet
not compared: 1 that could not be read (1 not-a-record)
without a price under the old sheet: 1 period-basis, 1 unknown-endpoint, 1 unknown-option
without a price under the new sheet: 1 period-basis, 2 unknown-endpoint
state --totals where each record is the total of its period

under both sheets, in credit
┌──────────┬─────────┬────────┬─────────┬─────┬──────┬────────────┐
│ endpoint ┆ records ┆ dearer ┆ cheaper ┆ old ┆  new ┆ difference │
╞══════════╪═════════╪════════╪═════════╪═════╪══════╪════════════╡
│ a        ┆       2 ┆      2 ┆       0 ┆  16 ┆ 24.5 ┆       +8.5 │
│ b        ┆       1 ┆      0 ┆       1 ┆   2 ┆  1.5 ┆       -0.5 │
│ total    ┆       3 ┆      2 ┆       1 ┆  18 ┆   26 ┆         +8 │
└──────────┴─────────┴────────┴─────────┴─────┴──────┴────────────┘

what moves most, in credit
┌──────┬─────────────────┬─────┬──────┬────────────┐
│ line ┆ usage           ┆ old ┆  new ┆ difference │
╞══════╪═════════════════╪═════╪══════╪════════════╡
│ 2    ┆ a o --calls 10  ┆  15 ┆ 22.5 ┆       +7.5 │
│ 1    ┆ a               ┆   1 ┆    2 ┆         +1 │
│ 4    ┆ b               ┆   2 ┆  1.5 ┆       -0.5 │
└──────┴─────────────────┴─────┴──────┴────────────┘
"
    );
    let squeezed = |text: &str| text.replace(['─', '═'], "").replace("  ", " ").replace("  ", " ");
    assert_eq!(squeezed(told), squeezed(&expected), "{told}");
}

#[test]
fn totals_and_csv_and_standard_input() {
    let [old, new] = sheets("totals");
    let usage = file("diff-totals.csv", "endpoint,options,calls,quantities.rows\na,o,10,\nmonth,,,30\n");
    let data = run(&["diff", &old, &new, &usage, "--totals", "--most", "1", "--json"]).json(1);
    let usage = &data["usage"];
    assert_eq!(usage["totals"]["difference"], "-12.5");
    assert_eq!(usage["places"], "row");
    let movers = json!([{
        "place": 3, "endpoint": "month", "options": [], "quantities": { "rows": "30" }, "calls": "1",
        "old": "40", "new": "20", "difference": "-20",
    }]);
    assert_eq!(usage["movers"], movers);
    let names: Vec<_> =
        usage["endpoints"].as_array().unwrap().iter().map(|endpoint| &endpoint["name"]).collect();
    assert_eq!(names, ["a", "month"]);
    assert_eq!(data["old"]["fingerprint"], fingerprint(&old));
    let piped = run_with(&["diff", &old, &new, "-", "--json"], USAGE).json(1);
    let totals = json!({
        "records": 7, "dearer": 2, "cheaper": 1, "unchanged": 0, "old": "18", "new": "26", "difference": "8",
        "old_alone": { "records": 1, "total": "5" }, "new_alone": { "records": 1, "total": "3" }, "neither": 2,
    });
    assert_eq!(piped["usage"]["totals"], totals);
    assert_eq!(piped["usage"]["unreadable"], json!({ "not-a-record": 1 }));
    assert_eq!((&piped["usage"]["unknown"], &piped["usage"]["file"]), (&json!(1), &json!("standard input")));
}

#[test]
fn status_one_where_a_record_has_no_price() {
    let [old, _] = sheets("status");
    run_with(&["diff", &old, &old, "-"], "{\"endpoint\":\"a\"}\n").output(0);
    run_with(&["diff", &old, &old, "-"], "{\"endpoint\":\"x\"}\n").output(1);
    run_with(&["diff", &old, &old, "-"], "x\n").output(1);
}

#[test]
fn what_cannot_be_compared() {
    let [old, new] = sheets("refused");
    let euros = file("diff-refused-euros.toml", OLD.replace("[endpoints.a]", "unit = 'EUR'\n[endpoints.a]"));
    assert!(run(&["diff", &old, &euros]).output(1).contains("~ unit: \"credit\" -> \"EUR\"\n"));
    let refused = run_with(&["diff", &old, &euros, "-"], USAGE);
    assert_eq!(refused.output(2), "");
    assert_eq!(
        refused.stderr,
        "error[other-unit]: amounts in `credit` cannot be compared with amounts in `EUR`\nhelp: compare sheets of one unit\n"
    );
    let bad = file("diff-refused-bad.toml", "name = 1\n");
    let both = run(&["diff", &bad, "diff-missing.toml"]);
    assert_eq!(both.output(2), "");
    assert!(
        both.stderr.contains("P0101") && both.stderr.contains("cannot read diff-missing.toml"),
        "{}",
        both.stderr
    );
    run(&["diff", &old]).output(2);
    run(&["diff", &old, &new, "--totals"]).output(2);
}

#[test]
fn the_vendors_revisions() {
    let told = run(&["diff", &root_file("pricing.toml"), &root_file("tests/revisions/c.toml")]);
    let told = told.output(1);
    for line in [
        "    ~ price: 1 -> 2",
        "    - round: \"down\"",
        "    ~ charges.results.price: 0.3 -> 1",
        "    ~ options.skills.price: 0.5 -> 1",
    ] {
        assert!(told.lines().any(|told| told == line), "{line} in {told}");
    }
}

/// A hundred thousand records: of those that move alike the first are kept, and no more than asked for.
#[test]
fn a_long_stream() {
    let [old, new] = sheets("long");
    let mut child = command(&["diff", &old, &new, "-", "--json"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = thread::spawn(move || {
        let block = "{\"endpoint\":\"a\",\"options\":[\"o\"]}\n".repeat(1_000);
        for _ in 0..100 {
            stdin.write_all(block.as_bytes()).unwrap();
        }
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let data: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(data["usage"]["totals"]["records"], 100_000);
    assert_eq!(data["usage"]["totals"]["difference"], "75000");
    // Of records that move alike, the first ones.
    let places: Vec<_> =
        data["usage"]["movers"].as_array().unwrap().iter().map(|mover| &mover["place"]).collect();
    assert_eq!(places, (1..=10).map(|place| json!(place)).collect::<Vec<_>>().iter().collect::<Vec<_>>());
}
