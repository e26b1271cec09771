//! The built-in sheet against the vendor's page: every endpoint, with totals worked out by hand from its words.

use std::collections::BTreeSet;

use crate::common::{data, run};
use serde_json::Value;

#[test]
fn every_price_of_the_page() {
    let records = run(&["rate", &data("page.jsonl")]).lines(0);
    for record in &records {
        assert_eq!(record["total"], record["expected"], "{record}");
    }
    let named = |value: &Value, key: &str| value[key].as_str().unwrap().to_string();
    let rated: BTreeSet<String> = records.iter().map(|record| named(record, "endpoint")).collect();
    let sheet = run(&["list", "--json"]).json(0);
    let endpoints = sheet["endpoints"].as_array().unwrap();
    let listed: BTreeSet<String> = endpoints.iter().map(|endpoint| named(endpoint, "name")).collect();
    assert_eq!(rated, listed);
    assert_eq!(listed.len(), 26);
}

#[test]
fn the_same_by_quote() {
    let records = std::fs::read_to_string(data("page.jsonl")).unwrap();
    for line in records.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        let mut arguments = vec!["quote".to_string(), "--json".to_string()];
        arguments.push(record["endpoint"].as_str().unwrap().to_string());
        let options = record["options"].as_array().into_iter().flatten();
        arguments.extend(options.map(|option| option.as_str().unwrap().to_string()));
        let quantities = record["quantities"].as_object().into_iter().flatten();
        arguments.extend(quantities.map(|(name, number)| format!("{name}={number}")));
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        assert_eq!(run(&arguments).json(0)["total"], record["expected"], "{line}");
    }
}
