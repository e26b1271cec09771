//! `pricesheet audit`: recorded charges against the sheet in force.

use crate::audit_maps::{LOG, MAPS};
use crate::common::{Run, command, file, run, run_with};
use serde_json::{Value, json};

pub(crate) fn sheet() -> String {
    [env!("CARGO_MANIFEST_DIR"), "/../pricing.toml"].concat()
}

fn revision(name: &str) -> String {
    [env!("CARGO_MANIFEST_DIR"), "/../tests/revisions/", name].concat()
}

pub(crate) fn audit(input: &str, arguments: &[&str]) -> Run {
    let sheet = sheet();
    run_with(&[&["audit", "-", "--sheet", &sheet], arguments].concat(), input)
}

/// The five counts of a report, which have to add up.
#[track_caller]
pub(crate) fn counts(totals: &Value) -> [u64; 5] {
    let counts =
        ["records", "agreed", "over", "under", "unpriceable"].map(|key| totals[key].as_u64().unwrap());
    assert_eq!(counts[0], counts[1..].iter().sum::<u64>());
    counts
}

#[test]
fn columns_that_are_asked_for_have_to_be_there() {
    let rows = file("audit-columns.csv", "endpoint,price\nsearch-jobs,2\n");
    let sheet = sheet();
    for (arguments, column) in [
        (&[][..], "charged"),
        (&["--map", "charged=price", "--by", "customer"], "customer"),
        (&["--map", "charged=price", "--unique", "id"], "id"),
        (&["--map", "charged=price", "--meter", "month"], "month"),
    ] {
        let run = run(&[&["audit", &rows, "--sheet", &sheet], arguments].concat());
        run.output(2);
        assert!(run.stderr.contains(&format!("has no column `{column}`")), "{}", run.stderr);
    }
}

/// A misspelt field of a log without a header looks like one that was never stated.
#[test]
fn fields_that_no_record_states_are_told() {
    let log = "{\"endpoint\":\"search-jobs\",\"charged\":2,\"id\":null}\n{\"endpoint\":\"search-jobs\",\"cost\":2}\n";
    let maps = ["--map", "options.skills=include_skils", "--map", "charged=cost", "--by", "id,endpoint"];
    let run = audit(log, &maps);
    assert!(run.output(1).contains("in no record: `include_skils`, `id`\n"), "{}", run.stdout);
    assert_eq!(
        audit(log, &[&maps[..], &["--json"]].concat()).json(1)["unstated"],
        json!(["include_skils", "id"])
    );
    // Of no records there is nothing to tell.
    let none = audit("", &maps);
    assert!(!none.output(0).contains("in no record") && !none.stdout.contains("by id"), "{}", none.stdout);
}

/// Which of the two would count, nobody said.
#[test]
fn columns_that_are_asked_for_are_there_once() {
    let sheet = sheet();
    let names = ["charged", "customer", "id", "month"];
    for column in names {
        let header = format!("endpoint,{},{column}\n", names.join(","));
        let rows = file(&format!("audit-{column}-twice.csv"), header);
        let asked = ["--by", "customer", "--unique", "id", "--meter", "month"];
        let run = run(&[&["audit", &rows, "--sheet", &sheet][..], &asked].concat());
        run.output(2);
        assert!(run.stderr.contains(&format!("has the column `{column}` twice")), "{}", run.stderr);
    }
    let rows = file("audit-kept-twice.csv", "endpoint,charged,note,note\nsearch-jobs,2,a,b\n");
    run(&["audit", &rows, "--sheet", &sheet]).output(0);
}

/// What a customer is called is not for the terminal to obey.
#[test]
fn values_are_shown_and_not_obeyed() {
    let log =
        r#"{"endpoint":"search-jobs","charged":2,"customer":"\u001b[31mred\u001b[0m\nand \u009b1mbold"}"#;
    let report = audit(log, &["--by", "customer"]);
    let text = report.output(0);
    assert!(text.contains(r"\u{1b}[31mred\u{1b}[0m\nand \u{9b}1mbold"), "{text}");
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'));
}

#[test]
fn nothing_that_is_read_is_written_over() {
    let log = "{\"endpoint\":\"search-jobs\",\"charged\":1}\n";
    let path = file("audit-spared.jsonl", log);
    let sheet = file("audit-spared.toml", pricesheet::EMBEDDED_SHEET);
    let other = file("audit-spared.out", "kept");
    let outputs =
        [&["--out", &path][..], &["--html", &path], &["--html", &other, "--out", &other], &["--out", &sheet]];
    for arguments in outputs {
        let run = run(&[&["audit", &path, "--sheet", &sheet], arguments].concat());
        run.output(2);
        assert!(run.stderr.contains("would overwrite"), "{}", run.stderr);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), log);
    }
    assert_eq!(std::fs::read_to_string(&sheet).unwrap(), pricesheet::EMBEDDED_SHEET);
    assert_eq!(std::fs::read_to_string(&other).unwrap(), "kept");
}

/// A file is known by other names too: as standard input, and by a hard link.
#[test]
fn nothing_that_is_read_under_another_name_is_written_over() {
    let log = "{\"endpoint\":\"search-jobs\",\"charged\":1}\n";
    let path = file("audit-named.jsonl", log);
    let sheet = file("audit-named.toml", pricesheet::EMBEDDED_SHEET);
    let link = format!("{path}.link");
    let _ = std::fs::remove_file(&link);
    std::fs::hard_link(&path, &link).unwrap();
    let linked = run(&["audit", &path, "--sheet", &sheet, "--html", &link]);
    linked.output(2);
    assert!(linked.stderr.contains("would overwrite"), "{}", linked.stderr);
    let mut redirected = command(&["audit", "-", "--sheet", &sheet, "--out", &path]);
    let output = redirected.stdin(std::fs::File::open(&path).unwrap()).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("would overwrite standard input"), "{stderr}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), log);
}

#[test]
fn findings_go_to_a_file() {
    let sheet = file("audit-dash.toml", pricesheet::EMBEDDED_SHEET);
    for option in ["--out", "--html"] {
        let run = run(&["audit", "-", "--sheet", &sheet, option, "-"]);
        run.output(2);
        assert!(run.stderr.contains(&format!("{option} writes to a file")), "{}", run.stderr);
    }
}

#[test]
fn standard_input_is_read_once() {
    let commands: [&[&str]; 6] = [
        &["audit", "-", "--sheet", "-"],
        &["rate", "--sheet", "-"],
        &["rate", "-", "--sheet", "-"],
        &["quote", "--file", "-", "--sheet", "-"],
        &["diff", "-", "-"],
        &["check", "-", "-"],
    ];
    for arguments in commands {
        let run = run_with(arguments, pricesheet::EMBEDDED_SHEET);
        assert_eq!(run.output(2), "", "{arguments:?}");
        assert!(run.stderr.contains("standard input can be read only once"), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn the_sheet_has_to_be_said() {
    let run = run(&["audit", "-"]);
    run.output(2);
    assert!(run.stderr.contains("--sheet <FILE>"), "{}", run.stderr);
}

#[test]
fn what_cannot_be_written_is_said_first() {
    for option in ["--out", "--html"] {
        let run = audit("{\"endpoint\":\"search-jobs\",\"charged\":1}\n", &[option, "/nowhere/report"]);
        run.output(2);
        assert!(run.stderr.contains("cannot write /nowhere/report"), "{}", run.stderr);
    }
}

/// Every record under the sheet of its time, and the price of another time is recognised.
#[test]
fn a_book_of_the_vendors_revisions() {
    let search = |at: &str, charged: &str| {
        format!(
            "{{\"endpoint\":\"search-employees\",\"quantities\":{{\"search\":1,\"results\":120}},\"at\":\"{at}\",\"charged\":\"{charged}\"}}\n"
        )
    };
    // 110 in May, 170 from June on.
    let log = [
        search("2026-05-31T23:59:59Z", "110"),
        search("2026-06-01T00:00:00Z", "170"),
        search("2026-06-01T00:00:00Z", "110"),
        search("2026-05-31T23:59:59Z", "170"),
        search("2026-04-30T00:00:00Z", "110"),
    ];
    let sheets = [sheet(), revision("b.toml")];
    let arguments = ["audit", "-", "--sheet", &sheets[1], "--sheet", &sheets[0], "--json"];
    let report = run_with(&arguments, log.concat()).json(1);
    assert_eq!(counts(&report["totals"]), [5, 2, 1, 1, 1]);
    let of = |at: usize| &report["endpoints"][at];
    assert_eq!((&of(0)["version"], counts(of(0))), (&json!("2026-05"), [2, 1, 1, 0, 0]));
    assert_eq!((&of(1)["version"], counts(of(1))), (&json!("2026-06"), [2, 1, 0, 1, 0]));
    for finding in report["largest"].as_array().unwrap() {
        let codes: Vec<_> =
            finding["causes"].as_array().unwrap().iter().map(|cause| &cause["code"]).collect();
        assert!(codes.contains(&&json!("other-version")), "{codes:?}");
    }
    // In any order, the same.
    let backwards: String = log.iter().rev().cloned().collect();
    let backwards = run_with(&arguments, backwards).json(1);
    for key in ["totals", "endpoints", "causes", "reasons"] {
        assert_eq!(backwards[key], report[key], "{key}");
    }
}

const PLAN: &str = r#"
name = "Plan"
[endpoints.message]
basis = "period"
charges.messages = { tiering = "volume", tiers = [{ up_to = 10, price = 1 }, { price = 0.5 }] }
"#;

#[test]
fn a_billing_period_record_by_record() {
    let plan = file("audit-plan.toml", PLAN);
    let log = r#"{"customer":"a","endpoint":"message","quantities":{"messages":8},"charged":8}
{"customer":"b","endpoint":"message","quantities":{"messages":1},"charged":1}
{"customer":"a","endpoint":"message","quantities":{"messages":4},"charged":-2}
{"customer":"a","endpoint":"message","quantities":{"messages":2},"charged":2}
{"endpoint":"message","quantities":{"messages":2},"charged":2}
"#;
    let with = |arguments: &[&str]| {
        run_with(&[&["audit", "-", "--json", "--sheet", &plan], arguments].concat(), log)
    };
    let report = with(&["--meter", "customer"]).json(1);
    assert_eq!(counts(&report["totals"]), [5, 3, 1, 0, 1]);
    assert_eq!((&report["meters"], &report["totals"]["overcharged"]), (&json!(2), &json!("1")));
    // The last was charged as if the period began with it, or twice: 12 cost 6, and 14 cost 7.
    let cause = &report["causes"][0];
    assert_eq!((&cause["code"], &cause["ambiguous"]), (&json!("charged-twice"), &json!(1)));
    let codes = report["largest"][0]["causes"].as_array().unwrap().iter().map(|cause| &cause["code"]);
    assert!(codes.clone().eq(["charged-twice", "step-twice", "rated-alone"]), "{codes:?}");
    let text = run_with(&["audit", "-", "--sheet", &plan, "--meter", "customer"], log);
    let line = "rounded down by 0, up by 0; roundings of metered periods are not among them\n";
    assert!(text.output(1).contains(line), "{}", text.stdout);
    let report = with(&["--totals"]).json(1);
    assert_eq!(counts(&report["totals"]), [5, 4, 0, 1, 0]);
    let report = with(&[]).json(1);
    assert_eq!(report["reasons"], json!({ "period-basis": 5 }));
    assert_eq!(report["totals"]["charged_unpriceable"], "11");
}

/// What explains a record of a metered period is looked for in the whole that it makes.
#[test]
fn parts_of_a_period_are_explained() {
    let plan = "name = 'Plan'\n[endpoints.message]\nbasis = 'period'\nround = 'up'\n\
                charges.messages = { included = 10, price = 0.3 }\n";
    let plan = file("audit-plan-explained.toml", plan);
    let part = |customer: &str, messages: u32, charged: &str| {
        format!(
            "{{\"customer\":\"{customer}\",\"endpoint\":\"message\",\"quantities\":{{\"messages\":{messages}}},\"charged\":{charged}}}\n"
        )
    };
    // Twelve come to 0.6, fifteen to 1.5: 1 and 1 more are due.
    let log = [
        part("a", 12, "0.6"),
        part("a", 3, "0.9"),
        part("b", 12, "1"),
        part("b", 3, "0.5"),
        part("b", 3, "77"),
    ];
    let arguments = ["audit", "-", "--json", "--meter", "customer", "--sheet", &plan];
    let report = run_with(&arguments, log.concat()).json(1);
    assert_eq!(counts(&report["totals"]), [5, 1, 1, 3, 0]);
    let causes: Vec<_> = report["causes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| [&of["code"], &of["records"], &of["difference"]])
        .collect();
    assert_eq!(json!(causes), json!([["unexplained", 1, "76"], ["not-rounded", 3, "-1"]]));
}

/// A record without an amount still counts in its period.
#[test]
fn what_was_not_charged_is_metered_all_the_same() {
    let plan = file("audit-plan-gap.toml", PLAN);
    let log = r#"{"customer":"a","endpoint":"message","quantities":{"messages":8}}
{"customer":"a","endpoint":"message","quantities":{"messages":4},"charged":-2}
"#;
    let report = run_with(&["audit", "-", "--json", "--meter", "customer", "--sheet", &plan], log).json(1);
    assert_eq!(counts(&report["totals"]), [2, 1, 0, 0, 1]);
}

#[test]
fn amounts_that_are_none() {
    let log = r#"{"endpoint":"search-jobs","charged":"much"}
{"endpoint":"search-jobs","charged":null}
{"endpoint":"search-jobs","charged":"--1"}
{"endpoint":"search-jobs","charged":-0}
{"endpoint":"search-jobs","charged":1e400}
{"endpoint":"search-jobs","charged":[1]}
"#;
    let report = audit(log, &["--json"]).json(1);
    assert_eq!(report["reasons"], json!({ "invalid-number": 4, "missing-charged": 1 }));
    assert_eq!(counts(&report["totals"]), [6, 0, 0, 1, 5]);
}

#[test]
fn a_page_to_look_at() {
    let page = file("audit.html", "");
    let log = LOG.replace("acme", "<script>alert('&')</script>");
    let arguments = [&MAPS[..], &["--by", "customer", "--unique", "id", "--html", &page]].concat();
    audit(&log, &arguments).output(1);
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\">"));
    assert!(page.contains("&lt;script&gt;alert('&amp;')&lt;/script&gt;"));
    // That of the page itself.
    assert_eq!(page.matches("<script").count(), 1);
    for outside in ["http:", "https:", "src=", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    let report = audit(&log, &[&MAPS[..], &["--unique", "id"]].concat());
    let told = |line: &&str| {
        ["no record states", "rounded", "unpriceable"].iter().any(|word| line.starts_with(word))
    };
    let lines: Vec<&str> = report.output(1).lines().filter(told).collect();
    assert_eq!(lines.len(), 3);
    for line in lines {
        assert!(page.contains(&format!("<p>{line}</p>")), "{line}");
    }
}

/// Far more records than fit in the memory that it may take.
#[cfg(target_os = "linux")]
#[test]
fn the_memory_does_not_grow_with_the_log() {
    use std::io::Write;

    let sheet = sheet();
    let mut child = command(&["audit", "-", "--sheet", &sheet, "--json"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let lines: String = (0..1_000)
        .map(|at| {
            format!(
                "{{\"endpoint\":\"search-jobs\",\"n\":{at},\"padding\":\"{}\",\"charged\":{}}}\n",
                "x".repeat(900),
                at % 2 * 2
            )
        })
        .collect();
    let mut peak = 0;
    for _ in 0..60 {
        stdin.write_all(lines.as_bytes()).unwrap();
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        let kilobytes: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        peak = peak.max(kilobytes);
    }
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(counts(&report["totals"]), [60_000, 30_000, 0, 30_000, 0]);
    // The log is 55 MB.
    assert!(peak < 40 * 1024, "{peak} kB");
}

/// A file that was cut says less than was written: what is left of its last row is not believed.
#[test]
fn a_file_that_ends_inside_quotes() {
    let sheet = sheet();
    let ends = [
        ("search-jobs,2,\"a", 1),
        ("search-jobs,2,\"a\"", 0),
        ("search-jobs,2,\"a \"\"b", 1),
        ("search-jobs,2,\"a \"\"b\"\"", 1),
        ("search-jobs,2,\"a \"\"b\"\"\"", 0),
        ("search-jobs,2,\"\"", 0),
        ("search-jobs,2,a \"b", 0),
        ("\"search-jobs\",\"2\",\"", 1),
        ("search-jobs,\"2", 1),
    ];
    for (at, (end, unpriceable)) in ends.into_iter().enumerate() {
        let log =
            file(&format!("audit-cut-{at}.csv"), format!("endpoint,charged,note\nsearch-jobs,2,\n{end}"));
        let report = run(&["audit", &log, "--sheet", &sheet, "--json"]).json(unpriceable);
        let unpriceable = u64::try_from(unpriceable).unwrap();
        assert_eq!(counts(&report["totals"]), [2, 2 - unpriceable, 0, 0, unpriceable], "{end}");
    }
}
