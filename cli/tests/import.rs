//! `pricesheet import`: where sheets go, what is told, and how it ends. What they say is tested in the crate.

use std::fs;

use serde_json::json;

use crate::common::{root, run, run_with};

fn fixture(source: &str) -> String {
    root().join("crates/import/tests/fixtures").join(format!("{source}.json")).display().to_string()
}

/// A folder of its own for each test.
fn folder(name: &str) -> String {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("import").join(name);
    let _ = fs::remove_dir_all(&folder);
    folder.display().to_string()
}

#[test]
fn a_sheet_on_standard_output_loads_and_quotes() {
    let imported = run(&["import", "stripe", &fixture("stripe")]);
    // One of its prices has tiers that are not in the file.
    let sheet = imported.output(1);
    assert!(
        imported.stderr.ends_with(
            "stripe: 7 entries, 5 endpoints with 2 aliases; 1 not priced, 1 left out although priced\n"
        ),
        "{}",
        imported.stderr
    );
    let checked = run_with(&["check", "-"], sheet);
    checked.output(0);
    let file = folder("quotes") + ".toml";
    fs::create_dir_all(std::path::Path::new(&file).parent().unwrap()).unwrap();
    fs::write(&file, sheet).unwrap();
    let quote = run(&["quote", "api_graduated", "quantity=10030", "--sheet", &file, "--json"]);
    // Five dollars of the first tier, and 30 calls at a twentieth of a cent: 1.5 cents, which are 2 on an invoice.
    assert_eq!(quote.json(0)["total"], json!("5.02"));
    let quote = run(&["quote", "price_Packages", "quantity=1001", "--sheet", &file, "--json"]);
    assert_eq!(quote.json(0)["total"], json!("2"));
}

#[test]
fn a_document_from_standard_input() {
    let text = fs::read_to_string(fixture("openrouter")).unwrap();
    let imported = run_with(&["import", "openrouter", "-"], &text);
    assert_eq!(imported.output(1), run(&["import", "openrouter", &fixture("openrouter")]).output(1));
}

#[test]
fn dated_prices_need_a_folder_or_an_instant() {
    let imported = run(&["import", "genai-prices", &fixture("genai-prices")]);
    assert_eq!((imported.status, imported.stdout.as_str()), (Some(2), ""));
    assert!(imported.stderr.starts_with("error: the prices change on "), "{}", imported.stderr);
    assert!(imported.stderr.contains("help: state --out FOLDER"), "{}", imported.stderr);

    let folder = folder("book");
    let imported = run(&["import", "genai-prices", &fixture("genai-prices"), "--out", &folder]);
    imported.output(0);
    let list = format!("{folder}/genai-prices.toml");
    let mut arguments = vec!["rate", "-", "--base", &list, "--sheet", &list];
    let mut later: Vec<String> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path().display().to_string()).collect();
    later.retain(|file| *file != list);
    arguments.extend(later.iter().flat_map(|file| ["--sheet", file.as_str()]));
    let usage = |at: &str| {
        format!(
            "{{\"endpoint\":\"anthropic/claude-opus-4-6\",\"quantities\":{{\"input_tokens\":1000000}},\"at\":\"{at}\"}}\n"
        )
    };
    let rated = run_with(&arguments, usage("2026-03-12T23:59:59Z") + &usage("2026-03-13T00:00:00Z"));
    let totals: Vec<_> = rated.lines(0).into_iter().map(|record| record["total"].clone()).collect();
    assert_eq!(totals, ["10", "5"]);

    let at = run(&["import", "genai-prices", &fixture("genai-prices"), "--at", "2026-03-12T23:59:59Z"]);
    assert!(at.output(0).contains("price = 10"));
    let at = run(&["import", "genai-prices", &fixture("genai-prices"), "--at", "yesterday"]);
    assert_eq!(at.status, Some(2));
}

#[test]
fn a_report_as_json() {
    let folder = folder("json");
    let arguments = ["import", "stripe", &fixture("stripe"), "--out", &folder, "--json", "--currency", "JPY"];
    let told = run(&arguments);
    let report = told.json(0);
    assert_eq!(report["source"], json!("stripe"));
    assert_eq!(report["files"], json!([format!("{folder}/stripe.toml")]));
    assert_eq!(report["endpoints"], json!(1));
    assert_eq!(
        report["remarks"][0],
        json!({
            "kind": "not-priced",
            "what": "no price in JPY",
            "entries": [
                {"name": "price_Packages", "path": "data[1]"},
                {"name": "api_graduated", "path": "data[2]"},
                {"name": "price_Volume", "path": "data[3]"},
                {"name": "price_Once", "path": "data[4]"},
                {"name": "price_Choose", "path": "data[5]"},
                {"name": "price_Unexpanded", "path": "data[6]"},
            ],
        })
    );
    let alone = run(&["import", "stripe", &fixture("stripe"), "--json"]);
    assert_eq!(alone.status, Some(2), "the sheet would go where the report goes");
}

#[test]
fn what_cannot_be_imported() {
    let cases = [
        (
            "litellm",
            "{",
            "error: standard input: not JSON: EOF while parsing an object at line 1, column 1\nhelp: save the file as the project publishes it, whole\n",
        ),
        (
            "openrouter",
            "{}",
            "error: standard input: the key `data` is missing\nhelp: https://openrouter.ai/api/v1/models answers with an object whose `data` is a list of models\n",
        ),
        (
            "litellm",
            "{\"a\": {}}",
            "left out: no price (1)\n  a\nerror: standard input: none of the 1 entries has a price that can be taken over\nhelp: the report says of each entry why it was left out\n",
        ),
    ];
    for (source, text, expected) in cases {
        let refused = run_with(&["import", source, "-"], text);
        assert_eq!((refused.status, refused.stderr.as_str()), (Some(2), expected));
    }
    let refused = run_with(&["import", "stripe", "-"], b"\xff");
    assert_eq!(refused.status, Some(2));
    assert!(refused.stderr.contains("is not UTF-8 from byte 0 on"), "{}", refused.stderr);
}
