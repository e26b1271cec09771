//! `rate --meter`: records that agree in some fields share a billing period.

use crate::common::{data, file, run, run_with};

const SHEET: &str = r#"
name = "Plan"
[endpoints.message]
basis = "period"
options = { eu = 1 }
charges.messages = { tiering = "volume", tiers = [{ up_to = 10, price = 1 }, { price = 0.5 }] }
min = 3
[endpoints.lookup]
price = 2
"#;

fn sheet(name: &str) -> String {
    file(name, SHEET)
}

fn totals(records: &[serde_json::Value]) -> Vec<&str> {
    records.iter().map(|record| record["total"].as_str().unwrap_or("error")).collect()
}

#[test]
fn each_record_gets_what_it_makes_due() {
    let sheet = sheet("meter-due.toml");
    let input = r#"{"customer":"a","month":"2026-05","endpoint":"message","quantities":{"messages":2}}
{"customer":"b","month":"2026-05","endpoint":"message","quantities":{"messages":10}}
{"customer":"a","month":"2026-05","endpoint":"message","quantities":{"messages":3}}
{"customer":"b","month":"2026-05","endpoint":"message","quantities":{"messages":2}}
{"customer":"b","month":"2026-06","endpoint":"message","quantities":{"messages":1}}
{"endpoint":"lookup","calls":3}
{"customer":"a","endpoint":"message","quantities":{"messages":1}}
{"customer":"a","month":"2026-05","endpoint":"message","options":["eu"],"quantities":{"messages":1}}
{"customer":"a","month":"2026-05","endpoint":"message","quantities":{"messages":1}}
"#;
    let rated = run_with(&["rate", "--meter", "customer,month", "--sheet", &sheet], input);
    let records = rated.lines(1);
    assert_eq!(totals(&records), ["3", "10", "2", "-4", "3", "6", "error", "error", "1"]);
    let error = &records[6]["error"];
    assert_eq!(error["code"], "missing-meter-field");
    assert_eq!(error["message"], "the record has no `month` to choose its meter by");
    assert_eq!(error["culprit"], "month");
    assert_eq!(records[7]["error"]["code"], "options-differ");
    assert_eq!(
        rated.stderr,
        format!("9 records, 7 rated, 2 failed, 3 meters; total 21 credit; sheet: Plan ({sheet})\n")
    );
}

#[test]
fn columns_choose_meters_too() {
    let sheet = sheet("meter-columns.toml");
    let input = "customer,endpoint,quantities.messages\n7,message,8\n8,message,8\n7,message,8\n,message,8\n";
    let arguments = ["rate", "--from", "csv", "--meter", "customer", "--sheet", &sheet];
    let rated = run_with(&arguments, input);
    assert_eq!(
        rated.output(1),
        "customer,endpoint,quantities.messages,total,error_code,error_message,line\n\
         7,message,8,8,,,\n8,message,8,8,,,\n7,message,8,0,,,\n\
         ,message,8,,missing-meter-field,the record has no `customer` to choose its meter by,\n"
    );
    let absent = run_with(&["rate", "--from", "csv", "--meter", "client", "--sheet", &sheet], input);
    assert_eq!(absent.output(2), "");
    assert_eq!(
        absent.stderr,
        "error[missing-column]: standard input has no column `client` to choose meters by; its columns are `customer`, `endpoint`, `quantities.messages`\n"
    );
}

#[test]
fn what_is_due_adds_up_to_the_totals() {
    let rules = data("rules.toml");
    let slice = |gigabytes: &str| {
        format!(
            "{{\"tenant\":1,\"endpoint\":\"storage\",\"quantities\":{{\"gigabytes\":\"{gigabytes}\"}}}}\n"
        )
    };
    let slices = ["3.5", "0", "1.25", "8", "0.5"].map(slice).concat();
    let due = run_with(&["rate", "--meter", "tenant", "--sheet", &rules], slices).lines(0);
    let sum: pricesheet::Decimal =
        totals(&due).iter().map(|due| pricesheet::number::parse(due).unwrap()).sum();
    let whole = run_with(&["rate", "--totals", "--sheet", &rules], slice("13.25")).lines(0);
    assert_eq!(sum.normalize().to_string(), whole[0]["total"]);
}

/// Two sheets in one period are never taken for one, nor for two, without a word.
#[test]
fn another_sheet_in_the_middle_of_a_period() {
    let dated = |name: &str, version: &str, date: &str, price: &str| {
        let text = SHEET.replace(
            "[endpoints.message]",
            &format!("version = '{version}'\neffective = {date}T00:00:00Z\n[endpoints.message]"),
        );
        file(name, text.replace("price = 0.5 }", &format!("price = {price} }}")))
    };
    let sheets = [
        dated("meter-old.toml", "old", "2026-01-01", "0.5"),
        dated("meter-new.toml", "new", "2026-05-20", "0.4"),
    ];
    let input = r#"{"c":1,"endpoint":"message","quantities":{"messages":5},"at":"2026-05-19T00:00:00Z"}
{"c":1,"endpoint":"message","quantities":{"messages":1},"at":"2026-05-20T00:00:00Z"}
{"c":1,"endpoint":"message","quantities":{"messages":6},"at":"2026-05-19T23:00:00Z"}
{"c":2,"endpoint":"message","quantities":{"messages":20},"at":"2026-05-21T23:00:00Z"}
"#;
    let arguments = ["rate", "--meter", "c", "--sheet", &sheets[0], "--sheet", &sheets[1]];
    let rated = run_with(&arguments, input).lines(1);
    assert_eq!(totals(&rated), ["5", "error", "0.5", "8"]);
    let error = &rated[1]["error"];
    assert_eq!(error["code"], "two-sheets-in-a-period");
    assert_eq!(error["culprit"], "meter");
    assert_eq!(
        error["message"],
        "the period began under the sheet `old`, and at this record `new` is in force; state --period-sheet opening where \
         the sheet of its first record governs the period, or --period-sheet split where each sheet has a meter of its own"
    );
    let opening = run_with(&[&arguments[..], &["--period-sheet", "opening"]].concat(), input);
    assert_eq!(totals(&opening.lines(0)), ["5", "1", "0", "8"]);
    let split = run_with(&[&arguments[..], &["--period-sheet", "split"]].concat(), input);
    assert_eq!(totals(&split.lines(0)), ["5", "3", "0.5", "8"]);
    // An audit of what is due by each agrees with it.
    for (which, rated) in [("opening", opening), ("split", split)] {
        let log = rated.stdout.replace("\"total\"", "\"charged\"");
        let arguments = [&["audit", "-", "--period-sheet", which], &arguments[1..]].concat();
        assert!(run_with(&arguments, log).output(0).starts_with("standard input: 4 records, 4 agreed"));
    }
}

/// The sheet of its first record governs a period even where a later one no longer has the endpoint.
#[test]
fn an_endpoint_that_a_later_sheet_has_not() {
    let old = file(
        "meter-gone-old.toml",
        SHEET.replace("[endpoints.message]", "effective = 2026-01-01T00:00:00Z\n[endpoints.message]"),
    );
    let new = file(
        "meter-gone-new.toml",
        "name = 'Plan'\neffective = 2026-05-20T00:00:00Z\nendpoints.lookup.price = 1\n",
    );
    let input = r#"{"c":1,"endpoint":"message","quantities":{"messages":5},"at":"2026-05-19T00:00:00Z"}
{"c":1,"endpoint":"message","quantities":{"messages":1},"at":"2026-05-21T00:00:00Z"}
{"c":2,"endpoint":"message","quantities":{"messages":1},"at":"2026-05-21T00:00:00Z"}
"#;
    let arguments = ["rate", "--meter", "c", "--sheet", &old, "--sheet", &new, "--period-sheet", "opening"];
    let rated = run_with(&arguments, input).lines(1);
    assert_eq!(totals(&rated), ["5", "1", "error"]);
    assert_eq!(rated[2]["error"]["code"], "unknown-endpoint");
}

#[test]
fn months_and_hours_of_a_zone() {
    let sheet = sheet("meter-zone.toml");
    let record = |at: &str, messages: u32| {
        format!("{{\"endpoint\":\"message\",\"quantities\":{{\"messages\":{messages}}},\"at\":\"{at}\"}}\n")
    };
    let rate = |meter: &str, zone: &[&str], log: &str| {
        let run = run_with(&[&["rate", "--meter", meter, "--sheet", &sheet], zone].concat(), log);
        run.lines(0)
            .iter()
            .map(|record| record["total"].as_str().unwrap().to_string())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let month = [
        record("2026-05-31T21:59:59Z", 4),
        record("2026-05-31T22:00:00Z", 4),
        record("2026-06-30T21:00:00Z", 1),
    ]
    .concat();
    assert_eq!(rate("month(at)", &[], &month), "4 4 3");
    assert_eq!(rate("month(at)", &["--zone", "Europe/Berlin"], &month), "4 4 1");
    assert_eq!(rate("month(at)", &["--zone", "+02:00"], &month), "4 4 1");
    assert_eq!(rate("month(at)", &["--zone", "-02:00"], &month), "4 4 3");
    assert_eq!(rate("year(at)", &["--zone", "UTC"], &month), "4 4 1");
    assert_eq!(rate("day(at)", &[], &month), "4 4 3");
    // Where clocks are set back, an hour of 60 minutes stays one.
    let hours = [
        record("2026-10-25T00:30:00Z", 4),
        record("2026-10-25T01:30:00Z", 4),
        record("2026-10-25T01:59:60Z", 4),
    ]
    .concat();
    assert_eq!(rate("hour(at)", &["--zone", "Europe/Berlin"], &hours), "4 4 4");
    assert_eq!(rate("day(at)", &["--zone", "Europe/Berlin"], &hours), "4 4 -2");
    let failed = |log: &str| {
        let error =
            run_with(&["rate", "--meter", "month(at)", "--sheet", &sheet], log).lines(1)[0]["error"].clone();
        (error["code"].as_str().unwrap().to_string(), error["culprit"].as_str().unwrap().to_string())
    };
    assert_eq!(failed(&record("2026-05-31", 4)), ("invalid-at".to_string(), "at".to_string()));
    let without = "{\"endpoint\":\"message\",\"quantities\":{\"messages\":1}}\n";
    assert_eq!(failed(without), ("missing-meter-field".to_string(), "at".to_string()));
    let refused = |arguments: &[&str], message: &str| {
        let run = run_with(&[&["rate", "--sheet", &sheet], arguments].concat(), without);
        assert_eq!(run.output(2), "");
        assert!(run.stderr.contains(message), "{}", run.stderr);
    };
    refused(
        &["--meter", "month(started)"],
        "`month(started)` is not taken of the instant by --meter\nhelp: state year(at), month(at)",
    );
    refused(&["--meter", "week(at)"], "`week(at)` is not taken of the instant");
    refused(
        &["--meter", "month(at)", "--zone", "Berlin"],
        "`Berlin` is not a time zone, which --zone asks for",
    );
    refused(&["--zone", "UTC"], "--meter");
}

#[test]
fn a_record_may_restate_its_period() {
    let sheet = sheet("meter-restate.toml");
    let input = "customer,endpoint,quantities.messages,restate\n\
                 a,message,8,\na,message,8,f\na,message,5,TRUE\nb,message,7,true\na,message,1,0\n,lookup,,1\na,message,,true\n";
    let rated = run_with(&["rate", "--from", "csv", "--meter", "customer", "--sheet", &sheet], input);
    let cell = |row: &str, place: usize| row.split(',').nth(place).unwrap().to_string();
    let rows: Vec<String> = rated.output(1).lines().skip(1).map(|row| cell(row, 4) + &cell(row, 5)).collect();
    assert_eq!(rows, ["8", "0", "-3", "7", "1", "nothing-to-restate", "nothing-counted"]);
    let input = "{\"endpoint\":\"message\",\"quantities\":{\"messages\":1},\"restate\":true}\n";
    let refused = run_with(&["rate", "--totals", "--sheet", &sheet], input).lines(1);
    assert_eq!(
        refused[0]["error"]["message"],
        "the record restates quantities, and endpoint `message` is not metered; state --meter FIELDS for endpoints that are \
         rated by the period, or leave `restate` out"
    );
}

#[test]
fn what_all_records_sum_to() {
    let sheet = sheet("meter-sum.toml");
    let input = "{\"endpoint\":\"lookup\",\"calls\":600000}\n{\"endpoint\":\"message\",\"quantities\":{\"messages\":8.5}}\n{}\n";
    let run = run_with(&["rate", "--totals", "--sum", "--sheet", &sheet], input);
    run.output(1);
    let label = format!("3 records, 2 rated, 1 failed; total 1,200,008.5 credit; sheet: Plan ({sheet})\n");
    assert!(run.stderr.ends_with(&label), "{}", run.stderr);
    for row in [
        "│ lookup   ┆       1 ┆        1,200,000 │",
        "│ message  ┆       1 ┆              8.5 │",
        "│ total    ┆       2 ┆      1,200,008.5 │",
    ] {
        assert!(run.stderr.contains(row), "{}", run.stderr);
    }
}

#[test]
fn a_meter_for_nearly_every_record_is_told() {
    let sheet = sheet("meter-each.toml");
    let log: String = (0..20)
        .map(|at| format!("{{\"c\":1,\"endpoint\":\"message\",\"quantities\":{{\"messages\":1}},\"at\":\"2026-05-01T00:00:{at:02}Z\"}}\n"))
        .collect();
    let run = run_with(&["rate", "--meter", "c,at", "--sheet", &sheet], &log);
    run.output(0);
    let told = "warning: nearly every record has a meter of its own (20 for 20 records): each pays the minimum and has the \
                allowance by itself\nhelp: name a part of the instant, such as month(at)\n";
    assert!(run.stderr.contains(told), "{}", run.stderr);
    let run = run_with(&["rate", "--meter", "c,month(at)", "--sheet", &sheet], &log);
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
}

#[test]
fn totals_and_meters_exclude_each_other() {
    let refused = run(&["rate", "--totals", "--meter", "customer"]);
    assert_eq!(refused.output(2), "");
    assert!(refused.stderr.contains("cannot be used with"), "{}", refused.stderr);
}

#[test]
fn a_field_without_a_name_is_refused() {
    for fields in ["", ",", "customer,"] {
        let refused = run(&["rate", "--meter", fields]);
        assert_eq!(refused.output(2), "");
        assert!(refused.stderr.starts_with("error: a value is required for '--meter"), "{}", refused.stderr);
    }
}
