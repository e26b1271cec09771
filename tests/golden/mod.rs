//! Every output as text, compared with the files beside this one to the byte: what they hold was written before the engine
//! was rebuilt, and a rebuilding changes none of it.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test golden::` writes them anew, to be read before they are committed. The inputs,
//! `usages.jsonl` and `records.jsonl`, are never written.

mod audits;
mod codes;
mod errors;
mod inputs;
mod quotes;
mod sheets;
mod states;

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

/// A file of this folder.
fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

/// A value as one line of JSON.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

/// Compares with the file of this name, line by line, or writes it.
#[track_caller]
fn golden(name: &str, lines: &[String]) {
    let found: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
    let path = path(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, &found).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if found == expected {
        return;
    }
    let (mut expected, mut found) = (expected.lines(), found.lines());
    for number in 1.. {
        let (expected, found) = (expected.next(), found.next());
        assert!(expected == found, "{name}:{number}\nexpected: {expected:?}\nfound:    {found:?}");
        assert!(expected.is_some(), "{name} differs in how its lines end");
    }
}
