//! What the README and the pages of `docs/` show is what happens: their sheets load, and their commands print what stands below
//! them.
//!
//! A page's blocks are taken in order, in a folder of its own. A block whose fence names a file (` ```toml acme.toml `,
//! ` ```json log.jsonl `) is that file from there on; a block of TOML without a name is a sheet that must load; a
//! block `console` is run. The README's commands run at the root of the project. `UPDATE_SNAPSHOTS=1` writes what was printed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::root;

/// One fenced block of a page.
struct Block<'a> {
    language: &'a str,
    file: Option<&'a str>,
    text: &'a str,
    line: usize,
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find("```") {
        let fenced = &rest[start + 3..];
        let (info, body) = fenced.split_once('\n').expect("a fence has lines below it");
        let (text, after) = body.split_once("```").expect("a fence is closed");
        let mut words = info.split_whitespace();
        let line = page[..page.len() - body.len()].lines().count();
        blocks.push(Block { language: words.next().unwrap_or(""), file: words.next(), text, line });
        rest = after;
    }
    blocks
}

/// Every command of a `console` block, and what is shown below it.
fn commands(block: &str) -> impl Iterator<Item = (&str, &str)> {
    let block = block.strip_prefix("$ ").expect("a console block begins with a command");
    block.split("\n$ ").map(|part| part.split_once('\n').unwrap_or((part, "")))
}

/// What a command prints, its errors included.
fn printed(command: &str, folder: &Path) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_pricesheet"));
    let path = format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap());
    // The binary stands in for what cargo would build again.
    let command = command.replace("cargo run --", "pricesheet");
    let output = Command::new("sh")
        .args(["-c", &format!("{command} 2>&1")])
        .current_dir(folder)
        .env("PATH", &path)
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap().trim_end().to_string()
}

/// Holds a page to what it shows; returns how many commands and sheets it has.
fn hold(page: &Path, folder: &Path) -> (usize, usize) {
    let text = fs::read_to_string(page).unwrap();
    let mut updated = text.clone();
    let (mut run, mut loaded) = (0, 0);
    for block in blocks(&text) {
        let place = format!("{}:{}", page.display(), block.line);
        if let Some(file) = block.file {
            let path = folder.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, block.text).unwrap();
        } else if block.language == "toml" {
            if let Err(diagnostics) = pricesheet::PriceSheet::from_toml(block.text) {
                panic!("{place}: {diagnostics}");
            }
            loaded += 1;
        }
        if block.language != "console" {
            continue;
        }
        let mut shown_again = String::new();
        for (command, shown) in commands(block.text) {
            let printed = printed(command, folder);
            shown_again += &format!("$ {command}\n{printed}{}", if printed.is_empty() { "" } else { "\n" });
            if std::env::var_os("UPDATE_SNAPSHOTS").is_none() {
                assert_eq!(printed, shown.trim_end(), "{place}: $ {command}");
            }
            run += 1;
        }
        updated = updated.replacen(block.text, &shown_again, 1);
    }
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(page, updated).unwrap();
    }
    (run, loaded)
}

/// The pages of `docs/`, all of them listed in its summary.
fn pages() -> Vec<PathBuf> {
    let folder = root().join("docs");
    let summary = fs::read_to_string(folder.join("SUMMARY.md")).unwrap();
    let mut pages: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .filter(|path| path.file_name().is_some_and(|name| name != "SUMMARY.md"))
        .collect();
    pages.sort();
    for page in &pages {
        let name = page.file_name().unwrap().to_str().unwrap();
        assert!(summary.contains(&format!("({name})")), "docs/SUMMARY.md does not list {name}");
    }
    pages
}

#[test]
fn the_readme_shows_what_happens() {
    let (run, loaded) = hold(&root().join("README.md"), &root());
    assert!(run >= 6 && loaded >= 1);
}

#[test]
fn the_pages_show_what_happens() {
    for page in pages() {
        let name = page.file_stem().unwrap();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("documents").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let (run, loaded) = hold(&page, &folder);
        assert!(run + loaded > 0, "{} shows nothing", page.display());
    }
}
