//! Audits of logs with names of their own.

use crate::audit::{audit, counts, sheet};
use crate::common::{file, run};
use serde_json::{Value, json};

pub(crate) const LOG: &str = r#"{"id":1,"path":"/v2/profile","credits_used":1,"include_skills":true,"customer":"acme"}
{"id":2,"path":"/v2/profile","credits_used":1.5,"include_skills":true,"customer":"acme"}
{"id":3,"path":"/v2/search","credits_used":"110","n_rows":120,"quantities":{"search":1},"customer":"zeta"}
{"id":3,"path":"/v2/search","credits_used":"110","n_rows":120,"quantities":{"search":1},"customer":"zeta"}
{"id":4,"path":"/v2/search","credits_used":"60","n_rows":120,"include_skills":null,"quantities":{"search":1}}
{"id":5,"path":"/v2/nope","credits_used":"60"}
{"path":"/v2/search","n_rows":120}
{"id":7,"path":"/v2/sea"#;

pub(crate) const MAPS: [&str; 12] = [
    "--map",
    "endpoint=path",
    "--map",
    "charged=credits_used",
    "--map",
    "options.skills=include_skills",
    "--map",
    "quantities.results=n_rows",
    "--map",
    "endpoint:/v2/profile=get-personal-profile",
    "--map",
    "endpoint:/v2/search=search-employees",
];

#[test]
fn a_log_as_it_is() {
    let out = file("audit-findings.jsonl", "");
    let arguments = [&MAPS[..], &["--by", "customer", "--unique", "id", "--out", &out, "--json"]].concat();
    let report = audit(LOG, &arguments).json(1);
    assert_eq!(counts(&report["totals"]), [8, 3, 1, 1, 3]);
    assert_eq!(report["totals"]["charged"], "282.5");
    assert_eq!(report["totals"]["expected"], "332");
    assert_eq!(report["totals"]["difference"], "-49.5");
    assert_eq!(report["totals"]["charged_unpriceable"], "60");
    assert_eq!(report["totals"]["roundings"], json!({ "given": "1", "taken": "0", "endless": 0 }));
    assert_eq!(report["reasons"], json!({ "missing-charged": 1, "not-a-record": 1, "unknown-endpoint": 1 }));
    let causes: Vec<_> = report["causes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| [&of["code"], &of["records"], &of["difference"]])
        .collect();
    assert_eq!(json!(causes), json!([["step-left-out", 1, "-50"], ["not-rounded", 1, "0.5"]]));
    assert_eq!(report["repeats"]["totals"]["charged"], "110");
    assert_eq!(report["repeats"]["unknown"], 1);
    // Evidence: what it was held against, and by what.
    let fingerprint = run(&["list", "--json", "--sheet", &sheet()]).json(0)["sheet"]["fingerprint"].clone();
    assert_eq!(report["sheets"][0]["fingerprint"], fingerprint);
    assert_eq!(report["program"], concat!("pricesheet ", env!("CARGO_PKG_VERSION")));
    let groups: Vec<_> =
        report["by"][0]["groups"].as_array().unwrap().iter().map(|group| &group["values"]).collect();
    assert_eq!(json!(groups), json!([[null], ["acme"], ["zeta"]]));
    let endpoints = report["endpoints"].as_array().unwrap().iter().chain([&report["elsewhere"]]);
    assert_eq!(endpoints.map(|totals| counts(totals)[0]).sum::<u64>(), 8);
    let of_groups: u64 =
        report["by"][0]["groups"].as_array().unwrap().iter().map(|group| counts(&group["totals"])[0]).sum();
    assert_eq!(of_groups, 8);

    let findings = std::fs::read_to_string(out).unwrap();
    let findings: Vec<Value> = findings.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<_> = findings
        .iter()
        .map(|finding| (finding["place"].as_u64().unwrap(), finding["verdict"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            (2, "over"),
            (4, "agreed"),
            (5, "under"),
            (6, "unpriceable"),
            (7, "unpriceable"),
            (8, "unpriceable")
        ]
    );
    assert_eq!(findings[0]["causes"][0]["code"], "not-rounded");
    assert_eq!(findings[1]["repeats"], 3);
    assert_eq!(
        findings[2]["causes"][0],
        json!({ "code": "step-left-out", "message": "charge `search` was left out", "charge": "search" })
    );
    assert_eq!(findings[4]["repeats"], "unknown");
    assert_eq!(
        findings[4]["message"],
        "the record has no `credits_used` that says what was charged; name the field with --map charged=FIELD"
    );
}

#[test]
fn the_report_for_a_terminal() {
    let arguments = [&MAPS[..], &["--unique", "id"]].concat();
    let run = audit(LOG, &arguments);
    let text = run.output(1);
    for line in [
        "standard input: 8 records, 3 agreed, 1 over, 1 under, 3 unpriceable\n",
        "charged 282.5, expected 332: -49.5 (0.5 too much, 50 too little)\n",
        "rounded down by 1, up by 0\n",
        "unpriceable: 1 missing-charged, 1 not-a-record, 1 unknown-endpoint; charged 60\n",
        "logged twice by `id`: 1 record, charged 110; 1 record without `id`\n",
        "search-employees search=1 results=120",
        "charge `search` was left out",
        "the total was not rounded",
        concat!("program: pricesheet ", env!("CARGO_PKG_VERSION"), "\n"),
    ] {
        assert!(text.contains(line), "{line:?} is not in\n{text}");
    }
    let clean = audit("{\"endpoint\":\"search-jobs\",\"charged\":2}\n", &[]);
    assert!(
        clean.output(0).starts_with("standard input: 1 record, 1 agreed, 0 over, 0 under, 0 unpriceable\n")
    );
}

#[test]
fn rows_are_read_by_the_same_map() {
    let rows = "n,path,credits_used,n_rows,include_skills,charged\n\
                1,/v2/profile,1,,1,999\n\
                2,/v2/search,60.00,120,0,\n\
                3,/v2/search\n";
    let file = file("audit.csv", rows);
    let sheet = sheet();
    let report = run(&[&["audit", &file, "--sheet", &sheet, "--json"], &MAPS[..]].concat()).json(1);
    // The column `charged` has another standing for it. No search is stated, so nothing but the results is charged.
    assert_eq!(counts(&report["totals"]), [3, 2, 0, 0, 1]);
    assert_eq!(report["places"], "row");
}

#[test]
fn a_map_in_a_file() {
    let map = "endpoint = 'path'\ncharged = 'credits_used'\noptions.skills = 'include_skills'\n\
               quantities.results = 'n_rows'\n[endpoints]\n'/v2/profile' = 'get-personal-profile'\n";
    let map = file("audit-map.toml", map);
    let with_file = ["--map-file", &map, "--map", "endpoint:/v2/search=search-employees", "--json"];
    let by_file = audit(LOG, &with_file).json(1);
    assert_eq!(by_file, audit(LOG, &[&MAPS[..], &["--json"]].concat()).json(1));
}

#[test]
fn maps_that_map_nothing() {
    let refused = |arguments: &[&str], message: &str| {
        let run = audit("", arguments);
        run.output(2);
        assert!(run.stderr.contains(message), "{}", run.stderr);
        assert!(run.stdout.is_empty());
    };
    refused(&["--map", "charged"], "`charged` of --map maps nothing");
    refused(&["--map", "price=x"], "`price` is nothing to map to");
    refused(&["--map", "options.=x"], "`options.` is nothing to map to");
    refused(&["--map", "at=x", "--map", "at=y"], "`at` is mapped twice");
    refused(&["--map", "endpoint:a=b", "--map", "endpoint:a=c"], "the endpoint value `a` is mapped twice");
    for (name, text, message) in [
        ("map-1.toml", "charged = 1", "map-1.toml:1:1: `charged` must be the name of a field"),
        (
            "map-2.toml",
            "options.skills = true",
            "map-2.toml:1:9: `options.skills` must be the name of a field",
        ),
        ("map-3.toml", "price = 'x'", "map-3.toml:1:1: `price` is nothing to map to"),
        ("map-4.toml", "charged = ", "is not a map"),
    ] {
        refused(&["--map-file", &file(name, text)], message);
    }
    refused(&["--map-file", "nowhere.toml"], "cannot read nowhere.toml");
    let rows = file("audit-unmapped.csv", "endpoint,charged\nsearch-jobs,1\n");
    let sheet = sheet();
    let run = run(&["audit", &rows, "--sheet", &sheet, "--map", "at=when"]);
    run.output(2);
    assert!(run.stderr.contains("has no column `when` to map"), "{}", run.stderr);
}
