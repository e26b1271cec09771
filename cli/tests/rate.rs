//! `pricesheet rate`, end to end.

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::process::Stdio;

use common::{command, file, run, run_with};

const SHEET: &str = r#"
name = "t"
[endpoints.call]
price = 1
options = { a = 0.5, b = 2 }
[endpoints.count]
charges.n = { price = 0.1 }
[endpoints.month]
basis = "period"
price = 3
"#;

fn sheet() -> String {
    file("rate.toml", SHEET).to_str().unwrap().to_string()
}

#[track_caller]
fn rate(arguments: &[&str], input: &str) -> (i32, String, String) {
    let sheet = sheet();
    let arguments: Vec<&str> =
        ["rate", "--sheet", &sheet].into_iter().chain(arguments.iter().copied()).collect();
    let ran = run_with(&arguments, input.to_string());
    (ran.status, ran.out, ran.err)
}

/// One line in, one line out.
#[track_caller]
fn line(input: &str, expected: &str) {
    let (status, out, _) = rate(&[], input);
    assert_eq!(out, format!("{expected}\n"));
    assert_eq!(status, i32::from(expected.contains("\"error\":")));
}

#[test]
fn the_page_of_the_vendor() {
    let ran = run(&["rate", "cli/tests/data/page.jsonl", "--sheet", "pricing.toml"]);
    assert_eq!(ran.status, 0, "{}", ran.out);
    let mut endpoints = std::collections::BTreeSet::new();
    for line in ran.out.lines() {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(record["total"], record["expected"], "{line}");
        endpoints.insert(record["endpoint"].as_str().unwrap().to_string());
    }
    assert_eq!(endpoints.len(), 26);
    assert_eq!(
        ran.err,
        "36 records, 36 rated, 0 failed; sheet: Personal and company data API 2026-05 (pricing.toml)\n"
    );
}

#[test]
fn other_fields_stay_as_they_are_written() {
    line(
        r#"{ "id":1.50, "x\u0041": {"b":[1e400], "b":2},"endpoint":"call" , "é":"\ud83d\ude00" }"#,
        r#"{ "id":1.50, "x\u0041": {"b":[1e400], "b":2},"endpoint":"call" , "é":"\ud83d\ude00" ,"total":"1"}"#,
    );
    line(
        r#"{"total": 7, "endpoint":"call","error":null,"n":12345678901234567890.123456789}"#,
        r#"{"endpoint":"call","n":12345678901234567890.123456789,"total":"1"}"#,
    );
}

#[test]
fn numbers_are_read_from_their_text() {
    line(
        r#"{"endpoint":"count","quantities":{"n":1234567890123456789.0123456789}}"#,
        r#"{"endpoint":"count","quantities":{"n":1234567890123456789.0123456789},"total":"123456789012345678.90123456789"}"#,
    );
    line(
        r#"{"endpoint":"count","quantities":{"n":"1_000.50"},"calls":2e0}"#,
        r#"{"endpoint":"count","quantities":{"n":"1_000.50"},"calls":2e0,"total":"200.1"}"#,
    );
    line(
        r#"{"endpoint":"count","quantities":{"n":0.30000000000000000000000000001}}"#,
        r#"{"endpoint":"count","quantities":{"n":0.30000000000000000000000000001},"error":{"code":"invalid-number","message":"`0.30000000000000000000000000001` of `n` is longer than an exact decimal (28 decimal places, 96 bits)","culprit":"n"}}"#,
    );
    line(
        r#"{"endpoint":"count","quantities":{"n":-1}}"#,
        r#"{"endpoint":"count","quantities":{"n":-1},"error":{"code":"invalid-number","message":"`-1` of `n` is below zero","culprit":"n"}}"#,
    );
}

#[test]
fn every_fault_of_a_record_comes_out_in_its_place() {
    for (input, code, culprit) in [
        (r#"{"endpoint":"cal"}"#, "unknown-endpoint", "cal"),
        (r#"{"endpoint":"call","options":["a","a"]}"#, "repeated-option", "a"),
        (r#"{"endpoint":"count","quantities":{"n":1,"n":2}}"#, "repeated-quantity", "n"),
        (r#"{"endpoint":"count"}"#, "nothing-counted", "count"),
        (r#"{"endpoint":"call","calls":0}"#, "invalid-calls", "calls"),
        (r#"{"endpoint":"month"}"#, "period-basis", "month"),
        (r#"{"options":[]}"#, "missing-endpoint", "endpoint"),
        (r#"{"endpoint":null}"#, "missing-endpoint", "endpoint"),
        (r#"{"endpoint":1}"#, "invalid-field", "endpoint"),
        (r#"{"endpoint":"call","options":"a"}"#, "invalid-field", "options"),
        (r#"{"endpoint":"call","options":[1]}"#, "invalid-field", "options"),
        (r#"{"endpoint":"count","quantities":[1]}"#, "invalid-field", "quantities"),
        (r#"{"endpoint":"count","quantities":{"n":null}}"#, "invalid-field", "n"),
        (r#"{"endpoint":"count","quantities":{"n":true}}"#, "invalid-field", "n"),
        (r#"{"endpoint":"call","calls":"x"}"#, "invalid-number", "calls"),
    ] {
        let (status, out, _) = rate(&[], input);
        let record: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(status, 1);
        assert_eq!(
            (&record["error"]["code"], &record["error"]["culprit"]),
            (&code.into(), &culprit.into()),
            "{out}"
        );
        assert!(out.starts_with(input.trim_end_matches('}')), "{out}");
    }
}

#[test]
fn what_is_no_record_comes_out_as_its_line() {
    for input in [
        "nonsense",
        "[1]",
        "{",
        r#"{"endpoint":"call"} x"#,
        r#"{"endpoint":"call","e":1,"e":2}"#,
        r#"{"a":1,"\u0061":2}"#,
        "\u{1}",
    ] {
        let (status, out, _) = rate(&[], input);
        let record: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!((status, &record["line"]), (1, &input.into()));
        assert_eq!(record["error"]["code"], "not-a-record");
    }
    let ran = run_with(&["rate"], b"caf\xe9\n".to_vec());
    let record: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((ran.status, &record["line"]), (1, &"caf\u{fffd}".into()));
}

#[test]
fn blank_lines_marks_and_line_ends() {
    let (status, out, err) = rate(&[], "\u{feff}{\"endpoint\":\"call\"}\r\n\r\n \t\n{\"endpoint\":\"call\"}");
    assert_eq!(status, 0);
    assert_eq!(out, "{\"endpoint\":\"call\",\"total\":\"1\"}\n".repeat(2));
    assert!(err.starts_with("2 records, 2 rated, 0 failed; sheet: t ("), "{err}");
    assert_eq!(rate(&[], "").0, 0);
    assert_eq!(rate(&[], "\u{feff}\n").1, "");
}

#[test]
fn nesting_without_end_is_kept() {
    let deep = format!("{{\"endpoint\":\"call\",\"x\":{}{}}}", "[".repeat(400_000), "]".repeat(400_000));
    let (status, out, _) = rate(&[], &deep);
    assert_eq!(status, 0, "{}", &out[..200]);
    assert_eq!(out.len(), deep.len() + ",\"total\":\"1\"\n".len());
}

#[test]
fn totals_of_periods() {
    let (status, out, _) =
        rate(&["--totals"], "{\"endpoint\":\"month\"}\n{\"endpoint\":\"month\",\"calls\":2}\n");
    assert_eq!(status, 1);
    assert!(out.starts_with("{\"endpoint\":\"month\",\"total\":\"3\"}\n"));
    assert!(out.contains("calls-on-period"));
}

#[test]
fn csv_in_every_form() {
    let input = "\
id,endpoint,options,options.b,quantities,quantities.n,calls,total
1,call,a,true,,,2,9
2,count,,,n=3,,,
3,count,,0,,0.5,,
4,call,\"a  b\",1,,,,
5,call,,maybe,,,,
6,call
\"7, x\",call,,,,,,
";
    let (status, out, err) = rate(&["--from", "csv"], input);
    assert_eq!(
        out,
        "\
id,endpoint,options,options.b,quantities,quantities.n,calls,total,error_code,error_message,line
1,call,a,true,,,2,7,,,
2,count,,,n=3,,,0.3,,,
3,count,,0,,0.5,,0.05,,,
4,call,a  b,1,,,,,repeated-option,option `b` is stated twice; state it once,
5,call,,maybe,,,,,invalid-field,\"`options.b` must be true, 1, false, 0 or empty\",
,,,,,,,,not-a-record,\"the row has 2 fields, the header 8\",\"6,call\"
\"7, x\",call,,,,,,1,,,
"
    );
    assert_eq!(status, 1);
    assert!(err.starts_with("7 records, 4 rated, 3 failed; "), "{err}");
}

#[test]
fn headers_that_cannot_be_read() {
    for (input, message) in [
        ("", "error: standard input is empty\nhelp: a CSV file starts with a header\n"),
        (
            "id,total\n1,2\n",
            "error: standard input has no column `endpoint`\nhelp: the header names the columns: endpoint, options, quantities, calls, …\n",
        ),
        ("endpoint,calls,calls\ncall,1,2\n", "error: standard input has the column `calls` twice\n"),
    ] {
        let (status, out, err) = rate(&["--from", "csv"], input);
        assert_eq!((status, out.as_str(), err.as_str()), (2, "", message));
    }
}

#[test]
fn columns_that_are_only_kept_may_share_a_name() {
    let input = "endpoint,x,x\ncall,1,2\n";
    let (status, out, _) = rate(&["--from", "csv"], input);
    assert_eq!(
        (status, out.as_str()),
        (0, "endpoint,x,x,total,error_code,error_message,line\ncall,1,2,1,,,\n")
    );
    let (status, _, err) = rate(&["--from", "csv", "--to", "jsonl"], input);
    assert_eq!((status, err.as_str()), (2, "error: standard input has the column `x` twice\n"));
}

#[test]
fn from_one_format_to_the_other() {
    let (_, out, _) =
        rate(&["--from", "csv", "--to", "jsonl"], "id,endpoint,quantities.n\n\"a\"\"b\",count,2\n,call\n");
    assert_eq!(
        out,
        "{\"id\":\"a\\\"b\",\"endpoint\":\"count\",\"quantities.n\":\"2\",\"total\":\"0.2\"}\n\
         {\"line\":\",call\",\"error\":{\"code\":\"not-a-record\",\"message\":\"the row has 2 fields, the header 3\",\"culprit\":\"line\"}}\n"
    );
    let lines = "{\"endpoint\":\"call\",\"id\":\"a,b\",\"options\":[\"a\"]}\n{\"id\":null,\"endpoint\":\"call\"}\n{\"endpoint\":\"call\",\"new\":1}\nx\n";
    let (_, out, _) = rate(&["--to", "csv"], lines);
    assert_eq!(
        out,
        "endpoint,id,options,total,error_code,error_message,line\n\
         call,\"a,b\",\"[\"\"a\"\"]\",1.5,,,\n\
         call,null,,1,,,\n\
         call,,,1,,,\"{\"\"endpoint\"\":\"\"call\"\",\"\"new\"\":1}\"\n\
         ,,,,not-a-record,the line is no JSON object: expected value at line 1 column 1,x\n"
    );
}

#[test]
fn files_by_name() {
    let csv = file("usages.csv", "endpoint\ncall\n");
    assert_eq!(
        run(&["rate", csv.to_str().unwrap(), "--sheet", &sheet()]).out,
        "endpoint,total,error_code,error_message,line\ncall,1,,,\n"
    );
    let other = file("usages.log", "");
    let ran = run(&["rate", other.to_str().unwrap()]);
    assert_eq!(ran.status, 2);
    assert!(
        ran.err.ends_with("does not say which format it has\nhelp: state --from jsonl or --from csv\n"),
        "{}",
        ran.err
    );
    let ran = run(&["rate", "no-such-file.csv"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.starts_with("error: cannot read no-such-file.csv: "), "{}", ran.err);
    let ran = run(&["rate", "tests"]);
    assert_eq!((ran.status, ran.err.as_str()), (2, "error: cannot read tests: it is a directory\n"));
}

/// 300 MB in one line, as JSON Lines and as an unclosed CSV field: neither is held in memory.
#[test]
fn a_record_without_end_is_cut() {
    for (arguments, start) in [(&["rate"][..], "{\"x\":\""), (&["rate", "--from", "csv"], "endpoint\n\"")] {
        let mut child = command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let process = child.id();
        let writer = std::thread::spawn(move || {
            stdin.write_all(start.as_bytes()).unwrap();
            let block = vec![b'x'; 1 << 20];
            for _ in 0..300 {
                stdin.write_all(&block).unwrap();
            }
            let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
            stdin.write_all(b"\"\n{\"endpoint\":\"get-company-by-url\"}\n").unwrap();
            status
        });
        let output = child.wait_with_output().unwrap();
        let status = writer.join().unwrap();
        let peak = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .map(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().unwrap());
        assert!(peak.is_none_or(|kilobytes| kilobytes < 60_000), "{peak:?} kB");
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.len() < 3 << 20);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("record-too-long") && text.contains("xxxx"));
    }
}

#[test]
fn a_reader_that_leaves_ends_it_quietly() {
    let mut child = command(&["rate"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || {
        for _ in 0..200_000 {
            if stdin.write_all(b"{\"endpoint\":\"get-company-by-url\"}\n").is_err() {
                break;
            }
        }
    });
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert_eq!(first, "{\"endpoint\":\"get-company-by-url\",\"total\":\"1\"}\n");
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    writer.join().unwrap();
    assert_eq!(err, "");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn order_is_kept() {
    let lines: String = (0..5_000)
        .map(|at| format!("{{\"id\":{at},\"endpoint\":\"{}\"}}\n", if at % 7 == 0 { "x" } else { "call" }))
        .collect();
    let (_, out, err) = rate(&[], &lines);
    for (at, line) in out.lines().enumerate() {
        assert!(line.starts_with(&format!("{{\"id\":{at},")));
    }
    assert!(err.starts_with("5000 records, 4285 rated, 715 failed; "));
}
