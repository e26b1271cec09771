//! The README's commands print what the README shows.

use std::fs;
use std::process::Command;

use crate::gateway::Gateway;
use crate::postgres::Postgres;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
const SHEET: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/sheet.toml");

/// `UPDATE_SNAPSHOTS=1` writes what was printed.
#[test]
fn the_readme_shows_what_its_commands_print() {
    let postgres = Postgres::start("readme");
    let gateway = Gateway::start(&postgres.url(), SHEET, &[]);
    let readme = fs::read_to_string(README).unwrap();
    let (mut expected, mut inside) = (String::new(), false);
    for line in readme.lines() {
        if let Some(command) = line.strip_prefix("$ ").filter(|_| inside) {
            let command = command.replace("http://127.0.0.1:8080", &gateway.address);
            let output = Command::new("sh").args(["-c", &command]).output().unwrap();
            assert!(output.status.success(), "{command}: {output:?}");
            let printed = in_november(String::from_utf8(output.stdout).unwrap());
            expected.push_str(&format!("{line}\n{}\n", printed.trim_end()));
        } else if line.starts_with("```") || !inside {
            inside = line == "```console";
            expected.push_str(&format!("{line}\n"));
        }
    }
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(README, &expected).unwrap();
        return;
    }
    assert_eq!(readme, expected);
}

/// The README was written in November.
fn in_november(mut printed: String) -> String {
    const MONTH: &str = "\"month\":\"";
    if let Some(place) = printed.find(MONTH) {
        let start = place + MONTH.len();
        printed.replace_range(start..start + "2026-11".len(), "2026-11");
    }
    printed
}
