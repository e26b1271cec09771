//! `pricesheet rate` on CSV, and between the formats.

use crate::common::{data, file, run_with};
use serde_json::json;

fn rate(input: impl AsRef<[u8]>, status: i32) -> String {
    run_with(&["rate", "--from", "csv"], input).output(status).to_string()
}

#[test]
fn usages_in_both_notations() {
    let input = "\
id,endpoint,options,options.skills,options.honors,quantities,quantities.results,calls
1,get-personal-profile,certifications,true,0,,,
2,get-personal-profile,\"publications  patents\",1,false,,,2
3,search-employees,,,,search=1 status=2,120,
4,search-employees,,,,search=1 results=1_20.0,,1e1
";
    let output = "\
id,endpoint,options,options.skills,options.honors,quantities,quantities.results,calls,total,error_code,error_message,line
1,get-personal-profile,certifications,true,0,,,,2,,,
2,get-personal-profile,publications  patents,1,false,,,2,4,,,
3,search-employees,,,,search=1 status=2,120,,110,,,
4,search-employees,,,,search=1 results=1_20.0,,1e1,1100,,,
";
    assert_eq!(rate(input, 0), output);
    assert_eq!(rate(format!("\u{feff}{}", input.replace('\n', "\r\n").trim_end()), 0), output);
}

#[test]
fn blank_lines_are_skipped() {
    let output = "endpoint,id,total,error_code,error_message,line\nsearch-jobs,1,2,,,\nsearch-jobs,2,2,,,\n";
    assert_eq!(rate("\n \nendpoint,id\n\nsearch-jobs,1\n  \t\r\nsearch-jobs,2\n   ", 0), output);
}

#[test]
fn other_columns_are_kept_and_outcomes_replaced() {
    let input = "\
total,note,endpoint,error_code,note,line,,error_message
9,\"a, \"\"b\"\"
c\",search-jobs,x,d,old,,y
";
    let output = "\
note,endpoint,note,,total,error_code,error_message,line
\"a, \"\"b\"\"
c\",search-jobs,d,,2,,,
";
    assert_eq!(rate(input, 0), output);
}

#[test]
fn rows_that_fail_or_cannot_be_read() {
    let input = b"\
id,endpoint,options,options.skills,quantities.results
1,search-employees,,maybe,
2,search-employees,,,x
3,get-personal-profile,skills,true,
4,get-personal-profile,skils,,
5,,,,

  short,\"a\"\"b\"
6,search-jobs\xff,,,
7,search-jobs,,,
8,search-jobs,,,,,
9,search-employees,,,-1
";
    let output = "\
id,endpoint,options,options.skills,quantities.results,total,error_code,error_message,line
1,search-employees,,maybe,,,invalid-field,\"`options.skills` must be true, t, 1, false, f, 0 or empty\",
2,search-employees,,,x,,invalid-number,\"`x` of `results` is not a decimal number; write it as 1, 0.5, 1_000 or 2.5e-3\",
3,get-personal-profile,skills,true,,,repeated-option,option `skills` is stated twice; state it once,
4,get-personal-profile,skils,,,,unknown-option,unknown option `skils` of endpoint `get-personal-profile`; did you mean `skills`?,
5,,,,,,missing-endpoint,the record has no `endpoint`,
,,,,,,not-a-record,\"the row has 2 fields, the header 5\",\"  short,\"\"a\"\"\"\"b\"\"\"
,,,,,,not-a-record,the row is not UTF-8,\"6,search-jobs\u{fffd},,,\"
7,search-jobs,,,,2,,,
,,,,,,not-a-record,\"the row has 7 fields, the header 5\",\"8,search-jobs,,,,,\"
9,search-employees,,,-1,,negative-quantity,quantity `results` is below zero; state 0 or more,
";
    let run = run_with(&["rate", "--from", "csv"], input);
    assert_eq!(run.output(1), output);
    assert!(run.stderr.starts_with("10 records, "), "{}", run.stderr);
}

#[test]
fn a_header_that_does_not_do() {
    let refused = |name: &str, content: &str, arguments: &[&str]| {
        let path = file(name, content);
        let run = crate::common::run(&[&["rate", &path], arguments].concat());
        assert_eq!(run.output(2), "");
        run.stderr.replace(&path, "FILE")
    };
    assert_eq!(
        refused("empty.csv", "", &[]),
        "error[empty-input]: FILE is empty\nhelp: a CSV file starts with a header\n"
    );
    assert_eq!(
        refused("no-endpoint.csv", "id,options\n1,\n", &[]),
        "error[missing-column]: FILE has no column `endpoint`; its columns are `id`, `options`\n\
         help: name the column that states it with --map endpoint=COLUMN\n"
    );
    for twice in ["endpoint", "calls", "quantities.results", "options.skills"] {
        let header = format!("endpoint,calls,quantities.results,options.skills,{twice}\n");
        let message = format!("error[repeated-column]: FILE has the column `{twice}` twice\n");
        assert_eq!(refused("twice.csv", &header, &[]), message);
    }
    // An object has a key once.
    let header = "endpoint,note,note\n";
    assert_eq!(
        refused("note-twice.csv", header, &["--to", "jsonl"]),
        "error[repeated-column]: FILE has the column `note` twice\n"
    );
}

#[test]
fn a_long_row_is_cut() {
    let long = format!("search-jobs,{}", "x".repeat((1 << 20) - "search-jobs,".len()));
    let input = format!("endpoint,pad\n{long}\n{long}y\nsearch-jobs,z\n");
    let output = run_with(&["rate", "--from", "csv", "--to", "jsonl"], input).lines(1);
    assert_eq!(output[0]["total"], "2");
    assert_eq!(output[1]["line"], long);
    assert_eq!(output[1]["error"]["code"], "record-too-long");
    assert_eq!(output[2], json!({ "endpoint": "search-jobs", "pad": "z", "total": "2" }));
}

#[test]
fn from_csv_to_json_lines() {
    let input = "\
id,options.skills,endpoint,options,quantities.results,quantities,calls,total
01,true,get-personal-profile,certifications,,,,9
02,,search-employees,,1_20.0,search=1,2,
03,maybe,search-employees,,1,,,
";
    let run = run_with(&["rate", "--from", "csv", "--to", "jsonl"], input);
    let output = r#"{"id":"01","options":["skills","certifications"],"endpoint":"get-personal-profile","quantities":{},"total":"2"}
{"id":"02","options":[],"endpoint":"search-employees","quantities":{"results":"120","search":"1"},"calls":"2","total":"220"}
{"id":"03","options.skills":"maybe","endpoint":"search-employees","options":"","quantities.results":"1","quantities":"","calls":"","error":{"code":"invalid-field","message":"`options.skills` must be true, t, 1, false, f, 0 or empty","culprit":"options.skills"}}
"#;
    assert_eq!(run.output(1), output);
}

#[test]
fn from_json_lines_to_csv() {
    let input = r#"{"id":1,"endpoint":"get-personal-profile","options":["skills","certifications"],"error":null,"x":{"a": 1}}
{"endpoint":"search-employees","quantities":{"search":1,"results":"1_20.0"},"calls":2,"id":"two","x":null}
{"id":3,"endpoint":"search-jobs","more":"fields, \"kept\""}
{"id":4,"endpoint":"search-jobs","options":["a b"]}
nonsense
{"id":6}
"#;
    let run = run_with(&["rate", "--to", "csv"], input);
    let output = r#"id,endpoint,options,x,quantities,calls,at,total,error_code,error_message,line
1,get-personal-profile,skills certifications,"{""a"": 1}",,,,2,,,
two,search-employees,,null,search=1 results=120,2,,220,,,
3,search-jobs,,,,,,2,,,"{""id"":3,""endpoint"":""search-jobs"",""more"":""fields, \""kept\""""}"
4,search-jobs,"[""a b""]",,,,,,unknown-option,"unknown option `a b` of endpoint `search-jobs`; state an option of this endpoint, or none",
,,,,,,,,not-a-record,the line is not a JSON object: expected ident at byte 2,nonsense
6,,,,,,,,missing-endpoint,the record has no `endpoint`,
"#;
    assert_eq!(run.output(1), output);
}

#[test]
fn there_and_back_again_costs_the_same() {
    let records = std::fs::read_to_string(data("page.jsonl")).unwrap();
    let csv = run_with(&["rate", "--to", "csv"], &records).output(0).to_string();
    let back = run_with(&["rate", "--from", "csv", "--to", "jsonl"], &csv).lines(0);
    assert_eq!(back.len(), records.lines().count());
    for record in back {
        assert_eq!(record["total"], record["expected"], "{record}");
    }
}

#[test]
fn before_the_first_object() {
    let run = run_with(&["rate", "--to", "csv"], "x\n{\"endpoint\":\"search-jobs\"}\n");
    let output = "\
endpoint,options,quantities,calls,at,total,error_code,error_message,line
,,,,,,not-a-record,the line is not a JSON object: expected value at byte 1,x
search-jobs,,,,,2,,,
";
    assert_eq!(run.output(1), output);
}

/// What could not be read must not become readable, and priced, on its way to CSV.
#[test]
fn a_refused_record_stays_refused_in_the_other_format() {
    for fields in [
        r#""calls":"""#,
        r#""quantities":"""#,
        r#""quantities":" ""#,
        r#""quantities":"results=5""#,
        r#""options":"skills""#,
        r#""options":"""#,
        r#""at":"""#,
        r#""at":1780000000"#,
        r#""at":[]"#,
        r#""at":"2026-05-01""#,
    ] {
        let record = format!("{{\"endpoint\":\"get-personal-profile\",{fields}}}\n");
        let csv = run_with(&["rate", "--to", "csv"], &record).output(1).to_string();
        let again = run_with(&["rate", "--from", "csv"], &csv);
        assert!(again.output(1).lines().nth(1).is_some(), "{csv}");
    }
}

/// Rated again, a record is the same usage or none: what has no column does not get lost from it.
#[test]
fn what_has_no_column_is_not_lost_from_the_usage() {
    let records = r#"{"endpoint":"get-personal-profile","options.skills":true,"options.honors":1,"id":7}
{"endpoint":"get-personal-profile","options.skills":false,"id":8}
{"endpoint":"get-personal-profile","options.courses":true,"options.patents":true,"id":9}
{"endpoint":"search-jobs","quantities.results":null,"note":"kept"}
"#;
    let csv = run_with(&["rate", "--to", "csv"], records).output(0).to_string();
    let expected = "\
endpoint,options.skills,options.honors,id,options,quantities,calls,at,total,error_code,error_message,line
get-personal-profile,true,1,7,,,,,2,,,
get-personal-profile,false,,8,,,,,1,,,
,,,,,,,,2,,,\"{\"\"endpoint\"\":\"\"get-personal-profile\"\",\"\"options.courses\"\":true,\"\"options.patents\"\":true,\"\"id\"\":9}\"
search-jobs,,,,,,,,2,,,\"{\"\"endpoint\"\":\"\"search-jobs\"\",\"\"quantities.results\"\":null,\"\"note\"\":\"\"kept\"\"}\"
";
    assert_eq!(csv, expected);
    let again = run_with(&["rate", "--from", "csv"], &csv);
    let totals: Vec<&str> =
        again.output(1).lines().skip(1).map(|row| row.split(',').nth(8).unwrap()).collect();
    assert_eq!(totals, ["2", "1", "", "2"]);
}

/// A row without quotes comes back as it stands, one with quotes field by field: what they say is the same, and so is
/// what a reader of CSV makes of them.
#[test]
fn rows_with_and_without_quotes() {
    let output = rate(
        "n,endpoint,options,quantities,note\r\n\
         1,search-jobs,,, spaces kept \r\n\
         2,search-jobs,,,\"a, \"\"quoted\"\" one\"\r\n\
         \"3\",\"search-jobs\",,,\n\
         4,search-jobs,,,\"two\nlines\"\n\
         \n\
         5,search-companies,,search=1 results=3,\n\
         6,search-jobs,,,\"never closed\n",
        1,
    );
    assert_eq!(
        output,
        "n,endpoint,options,quantities,note,total,error_code,error_message,line\n\
         1,search-jobs,,, spaces kept ,2,,,\n\
         2,search-jobs,,,\"a, \"\"quoted\"\" one\",2,,,\n\
         3,search-jobs,,,,2,,,\n\
         4,search-jobs,,,\"two\nlines\",2,,,\n\
         5,search-companies,,search=1 results=3,,25.9,,,\n\
         ,,,,,,not-a-record,the file ends inside the quotes of this row,\"6,search-jobs,,,\"\"never closed\"\n"
    );
}

/// A field never ends inside a character, even where the bytes of two make one.
#[test]
fn two_fields_do_not_make_a_character() {
    let mut input = b"a,b,endpoint\n".to_vec();
    input.extend(b"\xc3,\xa9,search-jobs\n");
    let output = rate(input, 1);
    assert!(output.contains("not-a-record,the row is not UTF-8"), "{output}");
}

#[test]
fn outcomes_in_the_header_are_replaced_in_plain_rows_too() {
    let output = rate("total,endpoint,line\n999,search-jobs,old\n", 0);
    assert_eq!(output, "endpoint,total,error_code,error_message,line\nsearch-jobs,2,,,\n");
    let output = rate("error,endpoint,note\nold,search-jobs,kept\n", 0);
    assert_eq!(output, "endpoint,note,total,error_code,error_message,line\nsearch-jobs,kept,2,,,\n");
}

/// A quote that is never closed takes every row behind it. Where that is too much to come back in one piece, the run does not
/// end as if there had been no such rows.
#[test]
fn rows_lost_behind_a_quote_end_the_run() {
    let row = "search-jobs,x\n";
    let mut input = format!("endpoint,note\n{row}search-jobs,\"never closed\n");
    input.push_str(&row.repeat(100_000));
    let run = run_with(&["rate", "--from", "csv"], &input);
    let output = run.output(2);
    assert!(output.starts_with("endpoint,note,total,error_code,error_message,line\nsearch-jobs,x,2,,,\n"));
    assert!(output.contains(
        ",not-a-record,the file ends inside the quotes of this row,\"search-jobs,\"\"never closed\n"
    ));
    let message =
        "standard input, row 3: its quotes are never closed, and what they hold is too long to be kept";
    assert!(run.stderr.contains(message), "{}", run.stderr);
    // Closed, it is a row too long and nothing else.
    input.push_str("\"\nsearch-jobs,last\n");
    let run = run_with(&["rate", "--from", "csv"], &input);
    assert!(run.output(1).ends_with("search-jobs,last,2,,,\n"));
    assert!(run.stderr.starts_with("3 records, 2 rated, 1 failed"), "{}", run.stderr);
    // An audit of such a file is none.
    let log = format!("endpoint,charged\n{row}search-jobs,\"2\n{}", row.repeat(100_000));
    let sheet = file("audit-unclosed.toml", pricesheet::EMBEDDED_SHEET);
    let run = run_with(&["audit", "-", "--from", "csv", "--sheet", &sheet], log);
    assert_eq!(run.output(2), "");
    assert!(run.stderr.contains("row 3: its quotes are never closed"), "{}", run.stderr);
}
