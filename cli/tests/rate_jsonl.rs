//! `pricesheet rate` on JSON Lines.

use crate::common::{data, file, run, run_with};
use serde_json::{Value, json};

fn rated(input: &str) -> String {
    run_with(&["rate"], input).output(0).to_string()
}

#[test]
fn what_is_not_ours_is_kept_byte_for_byte() {
    let kept =
        r#"{ "id" : 1.50e+03,"x":"a\u0041\/é", "endpoint":"search-jobs" , "n":[ 1, {"b":-0.0} ],"":null"#;
    assert_eq!(rated(&format!("{kept}}}\n")), format!("{kept},\"total\":\"2\"}}\n"));
}

#[test]
fn an_earlier_outcome_is_replaced() {
    let input = r#"{"total":"9","i\u0064": 1e400,"endpoint":"search-jobs","error":{"code":"x"},"z":1.0}"#;
    let output = r#"{"i\u0064":1e400,"endpoint":"search-jobs","z":1.0,"total":"2"}"#;
    assert_eq!(rated(input), format!("{output}\n"));
    let failed = run_with(&["rate"], r#"{"total":"9"}"#);
    let error = r#"{"error":{"code":"missing-endpoint","message":"the record has no `endpoint`","culprit":"endpoint"}}"#;
    assert_eq!(failed.output(1), format!("{error}\n"));
}

#[test]
fn line_ends_marks_and_blank_lines() {
    let record = r#"{"endpoint":"search-jobs"}"#;
    let output = r#"{"endpoint":"search-jobs","total":"2"}"#;
    let input = format!("\u{feff}{record}\r\n\r\n  \t\n\n{record}\n{record}");
    assert_eq!(rated(&input), format!("{output}\n{output}\n{output}\n"));
    assert_eq!(rated("\u{feff}\n\n"), "");
    assert_eq!(rated(""), "");
}

#[test]
fn numbers_are_read_from_their_text() {
    let rules = data("rules.toml");
    let digits =
        ["79228162514264337593543950335", "7.9228162514264337593543950335", "1234567890.123456789012345678"];
    for digits in digits {
        for written in [digits.to_string(), format!("\"{digits}\"")] {
            let input = format!(r#"{{"endpoint":"units","quantities":{{"units":{written}}}}}"#);
            let output = run_with(&["rate", "--sheet", &rules], &input).lines(0);
            assert_eq!(output[0]["total"], digits);
        }
    }
    let calls = [("1000", "2000"), ("1e3", "2000"), ("\"1_000\"", "2000"), ("3.0", "6"), ("null", "2")];
    for (calls, total) in calls {
        let input =
            format!(r#"{{"endpoint":"search-jobs","options":null,"quantities":null,"calls":{calls}}}"#);
        assert_eq!(run_with(&["rate"], &input).lines(0)[0]["total"], total, "{calls}");
    }
}

#[test]
fn every_error_has_its_code_message_and_culprit() {
    let cases = [
        (
            r#""endpoint":"scrap""#,
            "unknown-endpoint",
            "scrap",
            "unknown endpoint `scrap`; did you mean `scrape`?",
        ),
        (
            r#""endpoint":"scrape","options":["skils","found"]"#,
            "unknown-option",
            "skils",
            "unknown option `skils` of endpoint `scrape`; did you mean `skills`?",
        ),
        (
            r#""endpoint":"tokens","quantities":{"inputs":1}"#,
            "unknown-quantity",
            "inputs",
            "unknown quantity `inputs` of endpoint `tokens`; did you mean `input`?",
        ),
        (
            r#""endpoint":"scrape","options":["found","skills","skills"]"#,
            "repeated-option",
            "skills",
            "option `skills` is stated twice; state it once",
        ),
        (
            r#""endpoint":"tokens","quantities":{"input":1,"\u0069nput":2}"#,
            "repeated-quantity",
            "input",
            "quantity `input` is stated twice; state it once",
        ),
        (
            r#""endpoint":"scrape","options":["found","premium","stealth"]"#,
            "exclusive-options",
            "stealth",
            "options `premium` and `stealth` exclude each other in the choice `proxy`; state only one of them",
        ),
        (
            r#""endpoint":"scrape""#,
            "choice-required",
            "outcome",
            "no option of the required choice `outcome` is stated; state one of `found`, `failed`",
        ),
        (
            r#""endpoint":"report""#,
            "quantity-required",
            "pages",
            "the required quantity `pages` is not stated; state it; 0 is a statement",
        ),
        (
            r#""endpoint":"tokens","quantities":{"input":-1}"#,
            "negative-quantity",
            "input",
            "quantity `input` is below zero; state 0 or more",
        ),
        (
            r#""endpoint":"tokens""#,
            "nothing-counted",
            "tokens",
            "nothing is counted: no quantity of endpoint `tokens` is stated; state at least one of `input`, `cached`",
        ),
        (
            r#""endpoint":"scrape","options":["found"],"calls":1.5"#,
            "invalid-calls",
            "calls",
            "`calls` is 1.5, not a whole number from 1; state a whole number from 1, or leave it out",
        ),
        (
            r#""endpoint":"scrape","options":["found"],"calls":-1"#,
            "invalid-calls",
            "calls",
            "`calls` is -1, not a whole number from 1; state a whole number from 1, or leave it out",
        ),
        (
            r#""endpoint":"storage","quantities":{"gigabytes":7}"#,
            "period-basis",
            "storage",
            "endpoint `storage` is rated by the period; state --totals where each record is the total of its period, or --meter FIELDS where those that agree in these fields make one",
        ),
        (
            r#""endpoint":"tokens","quantities":{"input":1,"cached":2}"#,
            "negative-count",
            "input",
            "charge `input` counts less than zero: more is taken off than there is",
        ),
        (r#""endpoint":"rated""#, "no-rate", "rated", "no rate of endpoint `rated` covers this usage"),
        (
            r#""endpoint":"seats","quantities":{"seats":11}"#,
            "beyond-last-tier",
            "seats",
            "the count of charge `seats` lies beyond its last tier",
        ),
        (
            r#""endpoint":"units","quantities":{"units":79228162514264337593543950335},"calls":2"#,
            "not-representable",
            "units",
            "the exact amount of endpoint `units` has more digits than the decimal type; state smaller quantities or fewer calls, or multipliers with fewer decimal places in the sheet",
        ),
        (r#""x":1"#, "missing-endpoint", "endpoint", "the record has no `endpoint`"),
        (r#""endpoint":null"#, "missing-endpoint", "endpoint", "the record has no `endpoint`"),
        (r#""endpoint":7"#, "invalid-field", "endpoint", "`endpoint` must be a text"),
        (
            r#""endpoint":"scrape","options":"found""#,
            "invalid-field",
            "options",
            "`options` must be a list of names",
        ),
        (
            r#""endpoint":"scrape","options":["found",null]"#,
            "invalid-field",
            "options",
            "`options` must be a list of names",
        ),
        (
            r#""endpoint":"tokens","quantities":[1]"#,
            "invalid-field",
            "quantities",
            "`quantities` must be an object of numbers",
        ),
        (
            r#""endpoint":"tokens","quantities":{"input":true}"#,
            "invalid-field",
            "input",
            "`input` must be a number, or a text that holds one",
        ),
        (
            r#""endpoint":"tokens","quantities":{"input":"many"}"#,
            "invalid-number",
            "input",
            "`many` of `input` is not a decimal number; write it as 1, 0.5, 1_000 or 2.5e-3",
        ),
        (
            r#""endpoint":"tokens","quantities":{"input":1e-29}"#,
            "invalid-number",
            "input",
            "`1e-29` of `input` is longer than an exact decimal (28 decimal places, 96 bits)",
        ),
        (
            r#""endpoint":"tokens","quantities":{"input":1e999999999999}"#,
            "invalid-number",
            "input",
            "`1e999999999999` of `input` is larger than 79228162514264337593543950335",
        ),
        (
            r#""endpoint":"scrape","options":["found"],"calls":{}"#,
            "invalid-field",
            "calls",
            "`calls` must be a number, or a text that holds one",
        ),
    ];
    let input: String = cases.iter().map(|(fields, ..)| format!("{{{fields}}}\n")).collect();
    let run = run_with(&["rate", "--sheet", &data("rules.toml")], input);
    let output: Vec<&str> = run.output(1).lines().collect();
    assert_eq!(output.len(), cases.len());
    for ((fields, code, culprit, message), line) in cases.iter().zip(output) {
        let error = json!({ "code": code, "message": message, "culprit": culprit });
        let kept = line.strip_prefix(&format!("{{{fields},\"error\":")).unwrap_or_else(|| panic!("{line}"));
        assert_eq!(serde_json::from_str::<Value>(&kept[..kept.len() - 1]).unwrap(), error);
    }
    let count = cases.len();
    assert!(run.stderr.starts_with(&format!("{count} records, 0 rated, {count} failed; total 0 ")));
}

#[test]
fn what_is_no_record_comes_back_in_its_place() {
    let lines: [(&[u8], &str, &str); 8] = [
        (b"{\"a\":1,\"endpoint\":\"search-jobs\",\"a\":2}", "a", "the key `a` is given twice"),
        (b"{\"a\":1,\"endpoint\":\"search-jobs\",\"\\u0061\":2}", "a", "the key `a` is given twice"),
        (
            b"{\"total\":1,\"endpoint\":\"search-jobs\",\"total\":2}",
            "total",
            "the key `total` is given twice",
        ),
        (b"[1]", "line", "the line is not a JSON object: invalid type: sequence, expected an object"),
        (b"nonsense", "line", "the line is not a JSON object: expected ident at byte 2"),
        (b"{\"a\":1", "line", "the line is not a JSON object: EOF while parsing an object at byte 6"),
        (b"{} {}", "line", "the line is not a JSON object: trailing characters at byte 4"),
        (b"{\"a\":\"\xff\"}", "line", "the line is not UTF-8"),
    ];
    let good = br#"{"endpoint":"search-jobs"}"#;
    let mut input = Vec::new();
    for (line, ..) in lines {
        input.extend_from_slice(&[good, b"\n".as_slice(), line, b"\r\n"].concat());
    }
    let run = run_with(&["rate"], input);
    let output = run.lines(1);
    assert_eq!(output.len(), 16);
    for (pair, (line, culprit, message)) in output.chunks(2).zip(lines) {
        assert_eq!(pair[0]["total"], "2");
        let expected = json!({
            "line": String::from_utf8_lossy(line),
            "error": { "code": "not-a-record", "message": message, "culprit": culprit },
        });
        assert_eq!(pair[1], expected);
    }
    assert!(run.stderr.starts_with("16 records, 8 rated, 8 failed; "), "{}", run.stderr);
}

#[test]
fn many_fields_are_told_apart_too() {
    let fields: String = (0..1_000).map(|at| format!("\"f{at}\":{at},")).collect();
    let once = format!("{{{fields}\"endpoint\":\"search-jobs\"}}");
    let twice = format!("{{{fields}\"f500\":0,\"endpoint\":\"search-jobs\"}}");
    let output = run_with(&["rate"], format!("{once}\n{twice}\n")).lines(1);
    assert_eq!(output[0]["total"], "2");
    assert_eq!(output[1]["error"]["message"], "the key `f500` is given twice");
}

#[test]
fn deep_values_are_kept() {
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let record = format!("{{\"deep\":{deep},\"endpoint\":\"search-jobs\"");
    assert_eq!(rated(&format!("{record}}}\n")), format!("{record},\"total\":\"2\"}}\n"));
    let usage = format!("{{\"endpoint\":\"search-jobs\",\"options\":{deep}}}\n");
    assert_eq!(run_with(&["rate"], usage).lines_of_errors(), ["invalid-field"]);
}

impl crate::common::Run {
    fn lines_of_errors(&self) -> Vec<String> {
        // The value is too deep for a reader that builds it.
        let codes = self.output(1).lines().map(|line| line.split("\"code\":\"").nth(1).unwrap());
        codes.map(|rest| rest.split('"').next().unwrap().to_string()).collect()
    }
}

#[test]
fn a_record_may_have_a_mebibyte_and_no_more() {
    const MAX: usize = 1 << 20;
    let of_length = |length: usize| {
        let start = "{\"endpoint\":\"search-jobs\",\"pad\":\"";
        format!("{start}{}\"}}", "x".repeat(length - start.len() - 2))
    };
    let (fits, beyond) = (of_length(MAX), of_length(MAX + 1));
    let output = run_with(&["rate"], format!("{fits}\r\n{beyond}\n{fits}\n{beyond}")).lines(1);
    assert_eq!(output.len(), 4);
    for pair in output.chunks(2) {
        assert_eq!(pair[0]["total"], "2");
        assert_eq!(pair[1]["line"], beyond[..MAX]);
        let message = "the record is longer than 1048576 bytes";
        assert_eq!(
            pair[1]["error"],
            json!({ "code": "record-too-long", "message": message, "culprit": "line" })
        );
    }
}

#[test]
fn totals_of_a_period() {
    let rules = data("rules.toml");
    let input = r#"{"endpoint":"storage","quantities":{"gigabytes":7}}"#;
    let output = run_with(&["rate", "--totals", "--sheet", &rules], input).lines(0);
    assert_eq!(output[0]["total"], "0.2");
    let input = r#"{"endpoint":"storage","quantities":{"gigabytes":7},"calls":2}"#;
    let output = run_with(&["rate", "--totals", "--sheet", &rules], input).lines(1);
    assert_eq!(output[0]["error"]["code"], "calls-on-period");
}

#[test]
fn the_format_is_known_by_the_name() {
    let record = r#"{"endpoint":"search-jobs"}"#;
    for name in ["by-name.jsonl", "by-name.NDJSON", "by-name.json"] {
        let output = run(&["rate", &file(name, record)]);
        assert_eq!(output.output(0), "{\"endpoint\":\"search-jobs\",\"total\":\"2\"}\n");
    }
    let unknown = file("by-name.log", record);
    let refused = run(&["rate", &unknown]);
    assert_eq!(refused.output(2), "");
    let message = format!("error: the name of {unknown} does not say which format it has\n");
    assert_eq!(refused.stderr, message + "help: state --from jsonl or --from csv\n");
    assert_eq!(run(&["rate", "--from", "jsonl", &unknown]).lines(0)[0]["total"], "2");
    assert_eq!(run_with(&["rate", "-"], record).lines(0)[0]["total"], "2");
}

#[test]
fn unreadable_input() {
    let missing = run(&["rate", "missing.jsonl"]);
    assert_eq!(missing.output(2), "");
    assert!(
        missing.stderr.starts_with("error[unreadable-input]: cannot read missing.jsonl: "),
        "{}",
        missing.stderr
    );
    let directory = run(&["rate", env!("CARGO_TARGET_TMPDIR")]);
    assert_eq!(directory.output(2), "");
    assert!(directory.stderr.ends_with(": it is a directory\n"), "{}", directory.stderr);
}
