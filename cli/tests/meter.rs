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
    assert_eq!(rated.stderr, format!("9 records, 7 rated, 2 failed, 3 meters; sheet: Plan ({sheet})\n"));
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

#[test]
fn another_sheet_begins_another_meter() {
    let dated = |name: &str, date: &str| {
        file(
            name,
            SHEET.replace(
                "[endpoints.message]",
                &format!("effective = {date}T00:00:00Z\n[endpoints.message]"),
            ),
        )
    };
    let sheets = [dated("meter-old.toml", "2026-01-01"), dated("meter-new.toml", "2026-05-20")];
    let input = r#"{"c":1,"endpoint":"message","quantities":{"messages":5},"at":"2026-05-19T00:00:00Z"}
{"c":1,"endpoint":"message","quantities":{"messages":1},"at":"2026-05-20T00:00:00Z"}
{"c":1,"endpoint":"message","quantities":{"messages":6},"at":"2026-05-19T23:00:00Z"}
"#;
    let arguments = ["rate", "--meter", "c", "--sheet", &sheets[0], "--sheet", &sheets[1]];
    let rated = run_with(&arguments, input);
    assert_eq!(totals(&rated.lines(0)), ["5", "3", "0.5"]);
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
