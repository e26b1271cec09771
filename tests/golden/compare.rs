//! Compares what was found with the golden files of a package.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

/// A golden file of the package at hand.
fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

/// A value as one line of JSON.
pub(crate) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

/// Compares with the file of this name, line by line, or writes it.
#[track_caller]
pub(crate) fn golden(name: &str, lines: &[String]) {
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
