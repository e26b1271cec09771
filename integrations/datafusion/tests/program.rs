//! The program, end to end.

use std::path::Path;
use std::process::{Command, Output};

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_pricesheet-sql");
    Command::new(program).args(arguments).current_dir(folder).output().unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn records_are_made_rated_and_asked() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| run(folder.path(), arguments);
    let made = run(&["generate", "--out", "r.parquet", "--records", "3000", "--faults", "0"]);
    assert_eq!(printed(&made), "3,000 records, 0 faults planted\n", "{made:?}");
    run(&["generate", "--out", "w.parquet", "--records", "3000", "--faults", "500"]);
    let rated = run(&["rate", "w.parquet", "--out", "rated"]);
    assert!(printed(&rated).starts_with("3,000 records, 0 failed; "), "{rated:?}");
    let query = "SELECT count(*) AS n, sum(total) AS total FROM records";
    let lines = run(&["query", query, "rated", "--to", "jsonl"]);
    assert!(printed(&lines).starts_with("{\"n\":3000,\"total\":"), "{lines:?}");
    let again = run(&["rate", "w.parquet", "--out", "rated"]);
    assert_eq!(again.status.code(), Some(2));
    let message = String::from_utf8(again.stderr).unwrap();
    assert!(message.contains("rated is not empty"), "{message}");
}

#[test]
fn a_query_that_cannot_be_planned_says_why() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), "path,n\nget,1\n").unwrap();
    let refused = run(folder.path(), &["query", "SELECT price(path, 'results', n) FROM records", "a.csv"]);
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    let missing = run(folder.path(), &["query", "SELECT nothing FROM records", "a.csv"]);
    assert!(String::from_utf8(missing.stderr).unwrap().starts_with("error: "));
}
