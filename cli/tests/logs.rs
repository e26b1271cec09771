//! Logs as people have them: names that are nearly right, maps, and files that none of it fits.

use std::io::Write;

use crate::common::{file, run, run_with};
use serde_json::json;

const SHEET: &str = r#"
name = "Models"
[endpoints.chat]
options.batch = { times = 0.5 }
choices.tier = ["standard", "priority"]
rates = [{ when = ["priority"], price = 1 }, { price = 0 }]
charges.prompt = { minus = "cached", price = 2, per = 1_000_000, increment = "none" }
charges.cached = { price = 0.5, per = 1_000_000, increment = "none" }
charges.output = { price = 8, per = 1_000_000, increment = "none" }
[endpoints.message]
basis = "period"
charges.messages = { price = 1 }
"#;

fn sheet(name: &str) -> String {
    file(&format!("logs-{name}.toml"), SHEET)
}

/// A header that names a field nearly, in each of the ways, is an error; it says both, once, and how it is meant.
#[test]
fn columns_that_are_nearly_right() {
    let sheet = sheet("columns");
    let rate = |header: &str, arguments: &[&str]| {
        let input = format!("endpoint,{header}\nchat,1000000\n");
        run_with(&[&["rate", "--from", "csv", "--sheet", &sheet], arguments].concat(), input)
    };
    for (header, near) in [
        (" quantities.output", "quantities.output"),
        ("Quantities.output", "quantities.output"),
        ("quantity.output", "quantities.output"),
        ("quantites.output", "quantities.output"),
        ("Calls", "calls"),
        ("Options.batch", "options.batch"),
        ("re-state", "restate"),
    ] {
        let refused = rate(header, &[]);
        assert_eq!(refused.output(2), "");
        let message =
            format!("standard input has `{header}`, which is nearly `{near}` and would not be read\n");
        assert!(refused.stderr.contains(&message), "{}", refused.stderr);
        let map = format!("{near}={header}");
        let meant = rate(header, &["--keep", header, "--map", "quantities.prompt=endpoint"]);
        assert!(!meant.stderr.contains("nearly"), "{}", meant.stderr);
        if near == "quantities.output" {
            assert!(rate(header, &["--map", &map]).output(0).contains("chat,1000000,8,,,"), "{header}");
        }
    }
    let two = rate("Calls,Option", &[]);
    let message = "standard input has `Calls`, which is nearly `calls`; `Option`, which is nearly `options` and would \
                   not be read\nhelp: call it `calls`, read it with --map calls=Calls, or state --keep Calls where it \
                   means something else\n";
    assert!(two.stderr.ends_with(message), "{}", two.stderr);
}

#[test]
fn keys_that_are_nearly_right() {
    let sheet = sheet("keys");
    let records = r#"{"endpoint":"chat","quantites":{"output":1000000}}
{"endpoint":"chat","quantities":{"output":1000000},"Calls":1000}
{"endpoint":"chat","quantities":{"output":1000000},"call":"a-17"}
"#;
    let output = run_with(&["rate", "--sheet", &sheet], records).lines(1);
    let error = json!({
        "code": "misnamed-field",
        "message": "`quantites` is nearly `quantities`, and would not be read; call it `quantities`, read it with --map \
                    quantities=quantites, or state --keep quantites where it means something else",
        "culprit": "quantites",
    });
    assert_eq!(output[0]["error"], error);
    assert_eq!(output[1]["error"]["culprit"], "Calls");
    assert_eq!(output[2]["error"]["culprit"], "call");
    let output =
        run_with(&["rate", "--sheet", &sheet, "--keep", "call", "--map", "calls=Calls"], records).lines(1);
    assert_eq!([&output[1]["total"], &output[2]["total"]], ["8000", "8"]);
}

/// In JSON, too, one option, choice or quantity may have a field of its own; and stating a thing twice is an error.
#[test]
fn dotted_names_in_json() {
    let sheet = sheet("dotted");
    let rated = |fields: &str| {
        let record = format!("{{\"endpoint\":\"chat\",{fields}}}\n");
        let run = run_with(&["rate", "--sheet", &sheet], record);
        let record: serde_json::Value = serde_json::from_str(run.stdout.trim()).unwrap();
        match record.get("error") {
            Some(error) => {
                format!("{} {}", error["code"].as_str().unwrap(), error["culprit"].as_str().unwrap())
            }
            None => record["total"].as_str().unwrap().to_string(),
        }
    };
    let million = r#""quantities.output":1e6"#;
    assert_eq!(rated(million), "8");
    assert_eq!(rated(&format!("{million},\"options.batch\":true")), "4");
    assert_eq!(rated(&format!("{million},\"options.batch\":\"T\"")), "4");
    assert_eq!(rated(&format!("{million},\"options.batch\":0,\"options\":[]")), "8");
    assert_eq!(rated(&format!("{million},\"options.batch\":null")), "8");
    assert_eq!(rated(&format!("{million},\"options.batch\":\"yes\"")), "invalid-field options.batch");
    assert_eq!(rated(&format!("{million},\"choices.tier\":\"priority\"")), "9");
    assert_eq!(rated(&format!("{million},\"choices\":{{\"tier\":\"priority\",\"x\":null}}")), "9");
    assert_eq!(rated(&format!("{million},\"choices.tier\":null")), "8");
    assert_eq!(rated(&format!("{million},\"choices.teir\":\"priority\"")), "unknown-choice teir");
    assert_eq!(rated(&format!("{million},\"choices.tier\":\"batch\"")), "unknown-member batch");
    assert_eq!(rated(r#""quantities":{"output":1e6,"prompt":null}"#), "8");
    let twice = |fields: &str, error: &str| assert_eq!(rated(&format!("{million},{fields}")), error);
    twice(r#""quantities":{"output":1}"#, "repeated-quantity output");
    twice(r#""options":["batch"],"options.batch":true"#, "repeated-option batch");
    twice(r#""options":["batch"],"options.batch":false"#, "repeated-option batch");
    twice(r#""options":["priority"],"choices.tier":"priority""#, "repeated-option priority");
    twice(r#""choices":{"tier":"priority"},"choices.tier":"standard""#, "repeated-choice tier");
    twice(r#""choices.tier":"priority","options.priority":false"#, "repeated-option priority");
    twice(r#""options":["batch",null]"#, "invalid-field options");
}

#[test]
fn columns_of_choices_and_words_for_true_and_false() {
    let sheet = sheet("choices");
    let input = "endpoint,options.batch,choices.tier,quantities.output\n\
                 chat,TRUE,,1000000\nchat,t,priority,1000000\nchat,False,standard,1000000\nchat,F,gold,1000000\nchat,2,,1\n";
    let output = run_with(&["rate", "--from", "csv", "--sheet", &sheet], input).output(1).to_string();
    assert_eq!(
        output,
        "endpoint,options.batch,choices.tier,quantities.output,total,error_code,error_message,line\n\
         chat,TRUE,,1000000,4,,,\nchat,t,priority,1000000,4.5,,,\nchat,False,standard,1000000,8,,,\n\
         chat,F,gold,1000000,,unknown-member,\"`gold` is not a member of the choice `tier`; state one of `standard`, `priority`\",\n\
         chat,2,,1,,invalid-field,\"`options.batch` must be true, t, 1, false, f, 0 or empty\",\n"
    );
    // In the other format they are the same.
    let back = run_with(&["rate", "--from", "csv", "--to", "jsonl", "--sheet", &sheet], input).lines(1);
    assert_eq!(back[1]["choices"], json!({ "tier": "priority" }));
    assert_eq!(back[1]["total"], "4.5");
}

#[test]
fn a_header_of_another_delimiter() {
    let input = "endpoint;options;quantities.output\nchat;batch;1e6\n";
    let sheet = sheet("delimiter");
    let refused = run_with(&["rate", "--from", "csv", "--sheet", &sheet], input);
    assert_eq!(refused.output(2), "");
    assert!(
        refused.stderr.ends_with(
            "standard input has no column `endpoint`; its columns are `endpoint;options;quantities.output`\n\
             help: with --delimiter ';' it has `endpoint`\n"
        ),
        "{}",
        refused.stderr
    );
    let rated = run_with(&["rate", "--from", "csv", "--delimiter", ";", "--sheet", &sheet], input);
    let header = "endpoint;options;quantities.output;total;error_code;error_message;line";
    assert_eq!(rated.output(0), format!("{header}\nchat;batch;1e6;4;;;\n"));
    let tabs = run_with(&["rate", "--from", "csv", "--sheet", &sheet], input.replace(';', "\t"));
    assert!(tabs.stderr.ends_with("help: with --delimiter tab it has `endpoint`\n"), "{}", tabs.stderr);
    let rated = run_with(
        &["rate", "--from", "csv", "--delimiter", "tab", "--sheet", &sheet],
        input.replace(';', "\t"),
    );
    assert!(rated.output(0).ends_with("chat\tbatch\t1e6\t4\t\t\t\n"));
    // The other commands take it alike.
    let path = file("logs-semicolons.csv", input);
    let quoted = run(&["quote", "--file", &path, "--delimiter", ";", "--sheet", &sheet]);
    assert!(quoted.output(0).contains("chat batch prompt=0 cached=0 output=1000000"), "{}", quoted.stdout);
    let near = run_with(&["rate", "--from", "csv", "--sheet", &sheet], "Endpoint,calls\nchat,1\n");
    assert!(
        near.stderr.ends_with("help: read `Endpoint` as it with --map endpoint=Endpoint\n"),
        "{}",
        near.stderr
    );
}

const MAP: &str = r#"
endpoint = { field = "path", values = { "/v1/chat" = "chat" }, exact = true }
options.batch = { field = "mode", values = { batch = "true", live = "" } }
choices.tier = "service.tier"
quantities.prompt = "usage.prompt_tokens"
quantities.cached = "usage.details.0.cached"
quantities.output = { field = "usage.kilo", times = 1000 }
charged = { field = "cost_cents", times = 0.01 }
at = { field = "started", format = "unix-ms" }
"#;

#[test]
fn every_form_of_a_source() {
    let (sheet, map) = (sheet("map"), file("logs-every.map.toml", MAP));
    let record = |fields: &str| format!("{{\"path\":\"/v1/chat\",{fields}}}\n");
    let usage = r#""usage":{"prompt_tokens":1000000,"details":[{"cached":"500000"}],"kilo":1000}"#;
    let log = [
        record(&format!("{usage},\"mode\":\"live\",\"cost_cents\":925")),
        record(&format!("{usage},\"mode\":\"batch\",\"cost_cents\":462.5,\"started\":1780315200000")),
        record(&format!("{usage},\"service\":{{\"tier\":\"priority\"}},\"cost_cents\":\"1025\"")),
        // A field that has the dotted name itself goes first, null is as if it were not there.
        record("\"usage.prompt_tokens\":500000,\"usage\":{\"prompt_tokens\":7},\"cost_cents\":100"),
        record("\"usage.prompt_tokens\":null,\"usage\":{\"prompt_tokens\":500000},\"cost_cents\":100"),
        record("\"usage\":{\"prompt_tokens\":null,\"kilo\":1},\"cost_cents\":0.8"),
        "{\"path\":\"/v1/chats\",\"cost_cents\":1}\n".to_string(),
        record("\"usage\":{\"kilo\":\"many\"}"),
        record("\"usage\":{\"kilo\":1},\"started\":\"yesterday\""),
    ]
    .concat();
    let arguments = ["--map-file", &map, "--sheet", &sheet];
    let rated = run_with(&[&["rate"], &arguments[..]].concat(), &log).lines(1);
    let totals: Vec<_> = rated.iter().take(6).map(|record| record["total"].as_str().unwrap()).collect();
    assert_eq!(totals, ["9.25", "4.625", "10.25", "1", "1", "0.008"]);
    let errors: Vec<_> =
        rated[6..].iter().map(|record| record["error"]["message"].as_str().unwrap()).collect();
    assert_eq!(
        errors,
        [
            "the map of `path` has no value `/v1/chats`; did you mean `/v1/chat`?",
            "`many` of `usage.kilo` is not a decimal number; write it as 1, 0.5, 1_000 or 2.5e-3",
            "`yesterday` of `started` is not an instant by the format `unix-ms`: it is not a decimal number; state the \
             format in which the field is written",
        ]
    );
    let report = run_with(&[&["audit", "-", "--json"], &arguments[..]].concat(), &log).json(1);
    assert_eq!((&report["totals"]["agreed"], &report["totals"]["unpriceable"]), (&json!(6), &json!(3)));
    // An argument goes before the file.
    let other = [&["rate", "--map", "quantities.prompt=tokens"], &arguments[..]].concat();
    let rated = run_with(&other, record("\"tokens\":1,\"usage\":{\"prompt_tokens\":1000000}")).lines(0);
    assert_eq!(rated[0]["total"], "0.000002");
}

#[test]
fn a_value_for_every_record() {
    let sheet = sheet("value");
    let map =
        file("logs-value.map.toml", "endpoint = { value = \"chat\" }\noptions = { value = \"batch\" }\n");
    let arguments = ["rate", "--map-file", &map, "--sheet", &sheet];
    let rated =
        run_with(&arguments, "{\"endpoint\":\"https://example.com\",\"quantities\":{\"output\":1e6}}\n");
    assert_eq!(rated.lines(0)[0]["total"], "4");
    let rated = run_with(&[&arguments[..], &["--from", "csv"]].concat(), "quantities.output\n1e6\n");
    assert_eq!(rated.output(0), "quantities.output,total,error_code,error_message,line\n1e6,4,,,\n");
}

/// A map that is wrong is an error by name before a record is read; one that reads nothing is told.
#[test]
fn maps_that_do_not_fit() {
    let sheet = sheet("unfit");
    let refused = |map: &str, message: &str| {
        let map = file("logs-unfit.map.toml", map);
        let run = run_with(&["rate", "--map-file", &map, "--sheet", &sheet], "{}\n");
        assert_eq!(run.output(2), "");
        assert!(run.stderr.contains(message), "{message:?} is not in {}", run.stderr);
    };
    refused(
        "quantities.ouput = 'n'",
        "the map reads `quantities.ouput`, which no endpoint of the sheet has\nhelp: did you mean `quantities.output`?",
    );
    refused(
        "choices.x = 'n'",
        "the map reads `choices.x`, which no endpoint of the sheet has\nhelp: map to a name of the sheet",
    );
    refused("options.bach = 'n'", "did you mean `options.batch`?");
    refused("# nothing", "logs-unfit.map.toml maps nothing");
    refused("calls = { times = 2 }", "1:1: `calls` names no `field` and no `value`");
    refused(
        "calls = { field = 'n', time = 2 }",
        "1:24: `calls.time` is not a key of a source, which are field, value",
    );
    refused("calls = { field = 'n', times = 0 }", "1:24: `calls.times` must be above zero");
    refused("calls = { field = 'n', times = -1 }", "`calls.times` is below zero");
    refused(
        "endpoint = { field = 'n', times = 2 }",
        "`endpoint.times` is for quantities, `calls` and `charged`",
    );
    refused("calls = { field = 'n', format = 'unix' }", "`calls.format` is for `at` alone");
    refused("at = { field = 'n', format = '%H' }", "`at.format` does not do: ");
    refused(
        "at = { field = 'n', format = '%Y-%m-%d', zone = 'Europe/Brelin' }",
        "`at.zone` does not do: `Europe/Brelin` is not a time zone; did you mean `Europe/Berlin`?",
    );
    refused("at = { field = 'n', format = '%Y-%m-%d' }", "the pattern has no offset (`%z`): state `zone`");
    refused("at = { field = 'n', zone = 'UTC' }", "`at.zone` says nothing without a `format`");
    refused("at = { field = 'n', exact = true }", "`at.exact` says nothing without `values`");
    refused("at = { value = 'n', field = 'n' }", "`at.value` stands instead of `field`, not beside it");
    let unread =
        ["--map", "quantities.output=tokens.out", "--map", "quantities.cached=cached", "--sheet", &sheet];
    let log = "{\"endpoint\":\"chat\",\"quantities\":{\"prompt\":1},\"tokens\":{\"in\":1},\"cached\":null}\n";
    let run = run_with(&[&["rate"], &unread[..]].concat(), log);
    run.output(0);
    for told in [
        "warning: the map reads `quantities.output` from `tokens.out`, which is in no record\n",
        "warning: the map reads `quantities.cached` from `cached`, which states nothing in any record\n",
    ] {
        assert!(run.stderr.contains(told), "{}", run.stderr);
    }
}

/// Where nothing can be priced, the answer is the option that is missing.
#[test]
fn records_that_all_fail_alike() {
    let sheet = sheet("alike");
    let told = |log: &str, arguments: &[&str], message: &str| {
        let run = run_with(&[&["rate", "--sheet", &sheet], arguments].concat(), log);
        run.output(1);
        assert!(run.stderr.contains(message), "{message:?} is not in {}", run.stderr);
    };
    let log = "{\"model\":\"chat\",\"ts\":1}\n{\"model\":\"chat\"}\n";
    told(
        log,
        &[],
        "warning: all 2 records fail for the same reason (missing-endpoint): the record has no `endpoint`\n\
         the fields of the first are `model`, `ts`\n\
         help: name the field that states the endpoint with --map endpoint=FIELD\n",
    );
    told("{\"model\":1}\n", &[], "warning: the only record fails (missing-endpoint): ");
    told(
        "{\"endpoint\":\"message\"}\n",
        &[],
        "help: state --totals where each record is the total of its period",
    );
    told(
        "endpoint,x\nchats,1\nchatty,2\n",
        &["--from", "csv"],
        "the fields of the first are `endpoint`, `x`\nhelp: state the sheet that has it",
    );
    let run = run_with(&["audit", "-", "--sheet", &sheet], "{\"endpoint\":\"chat\",\"cost\":1}\n");
    assert!(run.stderr.contains("help: name the field with --map charged=FIELD\n"), "{}", run.stderr);
    let run = run_with(&["rate", "--sheet", &sheet], format!("{log}{{\"endpoint\":\"chats\"}}\n"));
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
}

/// Attributes are columns, dotted names, an object, or what a map reads.
#[test]
fn attributes_in_every_shape() {
    let sheet = file(
        "logs-attributes.toml",
        "name = 'Models'\n[endpoints.chat]\nattributes.region = { default = 'global' }\nattributes.model.required = true\n\
         by = ['model', 'region']\ntable = [['gpt', 'eu', 3], ['gpt', '*', 2], ['mini', '*', 1]]\n",
    );
    let rows =
        "endpoint,attributes.region,attributes.model\nchat,eu,gpt\nchat,,mini\nchat,us,gpt\nchat,eu,\n";
    let run = run_with(&["rate", "--from", "csv", "--sheet", &sheet], rows);
    let ends: Vec<_> = run
        .output(1)
        .lines()
        .skip(1)
        .map(|row| row.split(',').skip(3).take(2).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(ends, ["3 ", "1 ", " unknown-value", " attribute-required"]);
    let records = r#"{"endpoint":"chat","attributes":{"model":"gpt","region":null}}
{"endpoint":"chat","attributes.model":"gpt","attributes.region":"eu"}
{"endpoint":"chat","attributes":{"model":"gpt"},"attributes.model":"mini"}
{"endpoint":"chat","attributes.model":7}
{"endpoint":"chat","atributes":{"model":"gpt"}}
"#;
    let rated = run_with(&["rate", "--sheet", &sheet], records).lines(1);
    let words = |record: &serde_json::Value| {
        record.get("total").unwrap_or(&record["error"]["code"]).as_str().unwrap().to_string()
    };
    let words: Vec<_> = rated.iter().map(words).collect();
    assert_eq!(words, ["2", "3", "repeated-attribute", "invalid-field", "misnamed-field"]);
    let mapped =
        ["rate", "--sheet", &sheet, "--map", "attributes.model=m.name", "--map", "attributes.region=zone"];
    let rated =
        run_with(&mapped, "{\"endpoint\":\"chat\",\"m\":{\"name\":\"gpt\"},\"zone\":\"eu\"}\n").lines(0);
    assert_eq!(rated[0]["total"], "3");
    let refused = run_with(&["rate", "--sheet", &sheet, "--map", "attributes.regoin=zone"], "{}\n");
    assert!(refused.stderr.contains("did you mean `attributes.region`?"), "{}", refused.stderr);
    // Through CSV and back they are the same.
    let csv = run_with(&["rate", "--to", "csv", "--sheet", &sheet], records.lines().next().unwrap())
        .output(0)
        .to_string();
    assert!(csv.starts_with("endpoint,attributes.model,options,"), "{csv}");
    let back = run_with(&["rate", "--from", "csv", "--to", "jsonl", "--sheet", &sheet], csv).lines(0);
    assert_eq!((&back[0]["attributes"], &back[0]["total"]), (&json!({ "model": "gpt" }), &json!("2")));
}

/// An array in one file is read record by record, however it is laid out, and none of them is lost.
#[test]
fn a_json_array() {
    let sheet = sheet("array");
    let record = r#"{"endpoint": "chat", "note": "a ], \" b", "quantities": {"output": 1e6}}"#;
    let expected = format!("{},\"total\":\"8\"}}\n", record.strip_suffix('}').unwrap());
    let pretty = record.replace(", \"", ",\n    \"");
    for array in [
        format!("[{record},{record}]"),
        format!("\u{feff}\n [\r\n  {record} ,\n  {record}\n]\n"),
        format!("[{record},{record},]\n\n"),
        format!("[{record}]\n{record}\n"),
    ] {
        let run = run_with(&["rate", "--sheet", &sheet], &array);
        assert_eq!(run.output(0), expected.repeat(2), "{array}");
        assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    }
    let run = run_with(&["rate", "--sheet", &sheet], format!("[\n  {pretty},\n  {pretty}\n]"));
    assert_eq!(run.lines(0)[1]["note"], "a ], \" b");
    assert_eq!(run.stdout.lines().count(), 2);
    assert_eq!(run_with(&["rate", "--sheet", &sheet], "[]").output(0), "");
    // What cannot be read comes out in its place; an array that is not closed is not whole.
    let broken = format!("[{record}, 7, {{\"a\":1,\"a\":2}}, {record}, {{\"endpoint\":\"cha");
    let run = run_with(&["rate", "--sheet", &sheet], &broken);
    let codes: Vec<_> = run.lines(2).iter().map(|record| record["error"]["message"].clone()).collect();
    assert_eq!(
        json!(codes),
        json!([
            null,
            "the line is not a JSON object: invalid type: integer `7`, expected an object at byte 1",
            "the key `a` is given twice",
            null,
            "the file ends inside this record"
        ])
    );
    assert!(run.stderr.contains(
        "standard input ends before its array does: records may be missing\nhelp: find out whether"
    ));
    let long = format!("[{{\"pad\":\"{}\"}},{record}]", "x".repeat(2 << 20));
    let run = run_with(&["rate", "--sheet", &sheet], long).lines(1);
    assert_eq!((&run[0]["error"]["code"], &run[1]["total"]), (&json!("record-too-long"), &json!("8")));
    let path = file("logs-array.json", format!("[{record},{{\"endpoint\":\"chats\",\"charged\":1}}]"));
    let report = run_with(&["audit", &path, "--json", "--sheet", &sheet], "").json(1);
    assert_eq!(report["places"], "record");
    // As CSV, too.
    let csv = run_with(&["rate", "--to", "csv", "--sheet", &sheet], format!("[{record}]"));
    assert!(csv.output(0).starts_with("endpoint,note,quantities,options,calls,at,total,"), "{}", csv.stdout);
}

#[test]
fn compressed_files() {
    let sheet = sheet("compressed");
    let log = "endpoint,quantities.output\n".to_string() + &"chat,1e6\n".repeat(5_000);
    let folder = env!("CARGO_TARGET_TMPDIR");
    let write = |name: &str, bytes: &[u8]| {
        let path = format!("{folder}/{name}");
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let plain = run_with(&["rate", "--from", "csv", "--sheet", &sheet], &log).output(0).to_string();
    let (first, second) = log.split_at(log.len() / 2);
    let gzip = |part: &str| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(part.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let zstd = |part: &str| {
        ruzstd::encoding::compress_to_vec(part.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest)
    };
    // Members and frames one after the other, and one to be skipped.
    let skipped = [&0x184D_2A50_u32.to_le_bytes()[..], &3_u32.to_le_bytes(), b"abc"].concat();
    let gz = write("logs-log.csv.gz", &[gzip(first), gzip(second)].concat());
    let zst = write("logs-log.CSV.zst", &[zstd(first), skipped, zstd(second)].concat());
    for path in [&gz, &zst] {
        let run = run(&["rate", path, "--sheet", &sheet]);
        assert!(run.output(0) == plain, "{path}");
        assert!(
            run.stderr.starts_with("5,000 records, 5,000 rated, 0 failed; total 40,000 credit; "),
            "{}",
            run.stderr
        );
    }
    // A file that has been cut is not taken for a whole one.
    for path in [gz, zst] {
        let whole = std::fs::read(&path).unwrap();
        let cut = path.replace("logs-log", "logs-cut");
        std::fs::write(&cut, &whole[..whole.len() - 9]).unwrap();
        let refused = run(&["rate", &cut, "--sheet", &sheet]);
        assert_eq!(refused.status, Some(2), "{path}: {}", refused.stderr);
        assert!(refused.stderr.contains(&format!("cannot read {cut}: ")), "{}", refused.stderr);
    }
}
