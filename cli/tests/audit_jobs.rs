//! Audits on several threads say what one says, to the byte.

use std::fs;

use crate::common::{file, run};

const SHEET: &str = "
name = 'Jobs'
version = '1'
[endpoints.search]
price = 7
options = { deep = 3.5 }
round = 'down'
charges.results = { price = 0.013, min = 0.5 }
[endpoints.chat]
charges.tokens = { price = 0.003 }
[endpoints.day]
basis = 'period'
charges.gb = { included = 10, price = 0.019 }
";

/// Records right and wrong: faults with a cause and without, many that differ by as much, unknown names, what nobody can read.
fn objects(count: usize) -> String {
    let object = |at: usize| {
        let day = 1 + at % 28;
        let rest = format!("\"customer\":\"c{}\",\"at\":\"2026-05-{day:02}T00:00:00Z\"", at % 7);
        match at % 13 {
            0 => format!("{{\"endpoint\":\"search\",\"charged\":\"7.5\",{rest}}}\n"),
            1 => format!("{{\"endpoint\":\"search\",\"options\":[\"deep\"],\"charged\":\"10.5\",{rest}}}\n"),
            2 => "\n".to_string(),
            3 => format!(
                "{{\"endpoint\":\"chat\",\"quantities\":{{\"tokens\":{at}}},\"charged\":\"1\",{rest}}}\n"
            ),
            4 => format!("{{\"endpoint\":\"gone{}\",\"charged\":\"1\",{rest}}}\n", at % 30),
            5 => format!("{{\"endpoint\":\"chat\",{rest}\n"),
            // Each differs by 5.
            6 | 7 => {
                let charged = 5_000 + 3 * at;
                let (whole, part) = (charged / 1_000, charged % 1_000);
                format!(
                    "{{\"endpoint\":\"chat\",\"quantities\":{{\"tokens\":{at}}},\"charged\":\"{whole}.{part:03}\",{rest}}}\n"
                )
            }
            8 => format!(
                "{{\"endpoint\":\"search\",\"quantities\":{{\"results\":{}}},\"charged\":\"0\",{rest}}}\n",
                at % 50
            ),
            9 => format!(
                "{{\"endpoint\":\"day\",\"quantities\":{{\"gb\":{}}},\"charged\":\"0\",{rest}}}\n",
                at % 50
            ),
            _ => format!("{{\"endpoint\":\"search\",\"charged\":\"7\",{rest}}}\n"),
        }
    };
    (0..count).map(object).collect()
}

fn rows(count: usize) -> String {
    let row = |at: usize| match at % 6 {
        0 => format!("search,,7,\"c\n{}\"\n", at % 4),
        1 => format!("chat,{at},1,c\r\n"),
        2 => "\n".to_string(),
        3 => format!("chat,x,1,c{}\n", at % 4),
        4 => format!("search,{},0,c,more\n", at % 9),
        _ => format!("search,{},0,c\n", at % 9),
    };
    (0..count).map(row).collect()
}

#[test]
fn threads_change_nothing() {
    const LONG: usize = (1 << 20) + 7;
    let sheet = file("jobs.toml", SHEET);
    let header = "endpoint,quantities.results,charged,customer\n";
    let long = format!("{{\"x\":\"{}\"}}\n", "y".repeat(LONG));
    // A total that the decimal type does not hold ends the audit at its record.
    let most = "79228162514264337593543950335";
    let large = format!("{{\"endpoint\":\"search\",\"charged\":\"{most}\"}}\n");
    let cases = [
        ("audit-jobs.jsonl", objects(2_500), &["--by", "customer", "--by", "customer,endpoint"][..]),
        ("audit-jobs-totals.jsonl", objects(1_500), &["--totals", "--most", "40"]),
        ("audit-jobs-few.jsonl", format!("\u{feff}{}", objects(2_500)), &["--most", "0"]),
        (
            "audit-jobs-long.jsonl",
            format!("{}{long}{}", objects(1_500), objects(1_200)),
            &["--tolerance", "0.5"],
        ),
        ("audit-jobs-large.jsonl", format!("{}{large}{}{large}", objects(1_500), objects(1_500)), &[]),
        ("audit-jobs.csv", format!("{header}{}", rows(12_000)), &["--by", "customer"]),
        ("audit-jobs-open.csv", format!("\u{feff}{header}{}search,1,7,\"open\n", rows(7_000)), &[]),
        ("audit-jobs-unique.csv", format!("{header}{}", rows(6_000)), &["--unique", "customer"]),
        ("audit-jobs-none.csv", header.to_string(), &[]),
    ];
    for (name, text, arguments) in cases {
        let path = file(name, text);
        let out = file(&format!("{name}.out"), String::new());
        let html = file(&format!("{name}.html"), String::new());
        for more in [&["--json"][..], &["--html", &html]] {
            let with = |jobs: &str| {
                let own = ["audit", &path, "--sheet", &sheet, "--out", &out, "--jobs", jobs];
                let outcome = run(&[&own[..], arguments, more].concat());
                (outcome, fs::read_to_string(&out).unwrap(), fs::read_to_string(&html).unwrap())
            };
            let (one, lines, page) = with("1");
            for jobs in ["2", "5"] {
                let (several, lines_of_several, page_of_several) = with(jobs);
                assert_eq!(several.status, one.status, "{name}");
                assert_eq!(several.stderr, one.stderr, "{name}");
                assert!(several.stdout == one.stdout, "{name} with {jobs} threads");
                assert!(lines_of_several == lines, "findings of {name} with {jobs} threads");
                assert!(page_of_several == page, "page of {name} with {jobs} threads");
            }
        }
    }
}
