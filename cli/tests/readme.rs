//! What the README shows is what happens: its commands print what stands below them, and its sheets load.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::root;

/// The fenced blocks of one language.
fn blocks(language: &str) -> Vec<String> {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let fence = format!("```{language}\n");
    let mut blocks = Vec::new();
    let mut rest = readme.as_str();
    while let Some((_, after)) = rest.split_once(&fence) {
        let (block, after) = after.split_once("```").unwrap();
        blocks.push(block.to_string());
        rest = after;
    }
    blocks
}

#[test]
fn commands_print_what_is_shown() {
    let binary = Path::new(env!("CARGO_BIN_EXE_pricesheet"));
    let path = format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mut commands = 0;
    for block in blocks("console") {
        for part in block.split("$ ").skip(1) {
            let (command, shown) = part.split_once('\n').unwrap();
            // The binary stands in for what cargo would build again.
            let command = command.replace("cargo run --", "pricesheet");
            let output = Command::new("sh")
                .args(["-c", &format!("{command} 2>&1")])
                .current_dir(root())
                .env("PATH", &path)
                .env("NO_COLOR", "1")
                .output()
                .unwrap();
            assert_eq!(String::from_utf8(output.stdout).unwrap().trim_end(), shown.trim_end(), "$ {command}");
            commands += 1;
        }
    }
    assert!(commands >= 6);
}

#[test]
fn sheets_load() {
    let sheets = blocks("toml");
    assert!(!sheets.is_empty());
    for sheet in sheets {
        if let Err(diagnostics) = pricesheet::PriceSheet::from_toml(&sheet) {
            panic!("{diagnostics}");
        }
    }
}
