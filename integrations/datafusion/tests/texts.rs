//! CSV and JSON Lines are read to the last digit.

use std::fs;
use std::path::Path;

use datafusion::arrow::util::pretty::pretty_format_batches;
use pricesheet_datafusion::{Limits, SheetFunctions, Source, TextOptions, session};

use crate::vendor;

async fn answer(path: &Path, query: &str) -> Result<String, String> {
    let told = |error: datafusion::error::DataFusionError| error.to_string();
    let context = session(&Limits::default()).unwrap();
    SheetFunctions::new(vendor()).register(&context).unwrap();
    let source = Source::open(path, &TextOptions::default()).map_err(told)?;
    source.register(&context, "records").await.map_err(told)?;
    let batches = context.sql(query).await.map_err(told)?.collect().await.map_err(told)?;
    Ok(pretty_format_batches(&batches).unwrap().to_string())
}

#[tokio::test]
async fn no_digit_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    fs::write(&path, "endpoint,options,quantities.results,charged\nget-personal-profile,skills honors,,1234567890.000000000000000001\nsearch-companies,,7,2.1\n").unwrap();
    let query = "SELECT charged, price(endpoint, 'options', options, 'quantities.results', \"quantities.results\") AS total
                 FROM records";
    let csv = answer(&path, query).await.unwrap();
    assert!(csv.contains("1234567890.000000000000000001"), "{csv}");
    let path = folder.path().join("b.jsonl");
    fs::write(&path, "{\"endpoint\":\"get-personal-profile\",\"options\":[\"skills\",\"honors\"],\"charged\":1234567890.000000000000000001}\n{\"endpoint\":\"search-companies\",\"quantities\":{\"results\":7},\"charged\":\"2.1\"}\n").unwrap();
    let query =
        "SELECT charged, price(endpoint, 'options', options, 'quantities', quantities) AS total FROM records";
    assert_eq!(answer(&path, query).await.unwrap(), csv);
}

#[tokio::test]
async fn what_a_column_does_not_hold_is_named_with_its_record() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    for (charged, at, words) in [
        (
            "1",
            "2026-05-01T00:00:00+02:00",
            "record 2: `at` is `2026-05-01T00:00:00+02:00`, which is not in UTC",
        ),
        ("1", "yesterday", "record 2: `at` is `yesterday`"),
        ("0.1234567890123456789", "2026-05-01T00:00:00Z", "has 19 decimal places; the column has 18"),
        ("\"x\"", "2026-05-01T00:00:00Z", "record 2: `charged` is `x`"),
        ("123456789012345678901234", "2026-05-01T00:00:00Z", "has more than 38 digits"),
    ] {
        let line = |charged: &str, at: &str| {
            format!("{{\"endpoint\":\"e\",\"charged\":{charged},\"at\":\"{at}\"}}\n")
        };
        fs::write(&path, format!("{}{}", line("1", "2026-05-01T00:00:00Z"), line(charged, at))).unwrap();
        let error = answer(&path, "SELECT sum(charged), max(at) FROM records").await.unwrap_err();
        assert!(error.contains(words) && error.contains("a.jsonl"), "{error}");
    }
}

#[tokio::test]
async fn files_that_do_not_fit_together_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let refused = async || answer(folder.path(), "SELECT * FROM records").await.unwrap_err();
    assert!(refused().await.contains("has no files of records"));
    write("a.csv", "endpoint,charged\ne,1\n");
    write("b.csv", "charged,endpoint\n1,e\n");
    assert!(refused().await.contains("is not that of the first file"));
    write("b.csv", "endpoint,charged\ne,2.5\n");
    assert!(answer(folder.path(), "SELECT sum(charged) FROM records").await.unwrap().contains("3.5"));
    write("c.jsonl", "{}\n");
    assert!(refused().await.contains("is JSON Lines among files of CSV"));
    write("d.txt", "");
    assert!(refused().await.contains("is not known by its name"));
    assert!(Source::open(&folder.path().join("e.csv"), &TextOptions::default()).is_err());
}
