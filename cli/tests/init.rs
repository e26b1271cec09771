//! `pricesheet init` writes a sheet that loads, quotes and has nothing suspicious.

use pricesheet::{PriceSheet, Usage};

use crate::common::{file, run};

/// A path of this test run at which nothing stands.
fn fresh(name: &str) -> String {
    let path = file(name, "");
    std::fs::remove_file(&path).unwrap();
    path
}

#[test]
fn without_a_terminal_nothing_is_asked() {
    let path = fresh("init-plain.toml");
    let written = run(&["init", &path]);
    assert_eq!(written.stderr, format!("wrote {path}\n"));
    assert_eq!(
        written.output(0),
        format!(
            "next:\n  pricesheet check {path}\n  pricesheet quote get-profile details --sheet {path}\n  \
             pricesheet list --sheet {path}\n"
        )
    );
    // What it says to do next can be done.
    let check = run(&["check", "--deny", "warnings", &path]);
    assert_eq!((check.status, check.stderr.as_str()), (Some(0), ""));
    assert!(run(&["quote", "get-profile", "details", "--sheet", &path]).output(0).contains("1.5"));
    run(&["list", "--sheet", &path]).output(0);
}

#[test]
fn what_the_arguments_say() {
    let text = run(&[
        "init",
        "-",
        "--name",
        "A \"b\" \\ c",
        "--unit",
        "EUR",
        "--endpoint",
        "gpt-4.1",
        "--price",
        "1_000.50",
    ]);
    let sheet = PriceSheet::from_toml(text.output(0)).unwrap();
    assert_eq!((sheet.name(), sheet.unit()), ("A \"b\" \\ c", "EUR"));
    assert_eq!(sheet.price(&Usage::new("gpt-4.1")).unwrap().to_string(), "1000.5");
    // Every line that is a comment of a key can be taken in.
    let whole: String = text
        .stdout
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(key) if key.starts_with("version") || key.starts_with("effective") => format!("{key}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    assert_eq!(PriceSheet::from_toml(&whole).unwrap().version(), Some("2026-01"));
}

#[test]
fn what_makes_no_sheet() {
    let path = fresh("init-faulty.toml");
    let number = run(&["init", &path, "--price", "-1"]);
    number.output(2);
    assert!(number.stderr.starts_with("error[P0203]: "), "{}", number.stderr);
    let name = run(&["init", &path, "--endpoint", "my profile"]);
    name.output(2);
    assert!(name.stderr.starts_with("error[P0301]: "), "{}", name.stderr);
    assert!(!std::path::Path::new(&path).exists());
}

#[test]
fn a_file_that_is_there_is_kept() {
    let path = file("init-there.toml", "kept");
    let refused = run(&["init", &path]);
    refused.output(2);
    assert_eq!(
        refused.stderr,
        format!("error: {path} exists already\nhelp: name another file, or write over it with --force\n")
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "kept");
    run(&["init", &path, "--force"]).output(0);
    assert!(PriceSheet::from_toml(&std::fs::read_to_string(&path).unwrap()).is_ok());
}
