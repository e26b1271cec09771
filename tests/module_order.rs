//! Modules import from modules before them in the list of `src/lib.rs`, so that what is below never knows what is above.

use std::fs;
use std::path::{Path, PathBuf};

/// The files of a folder and of those in it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The code of a file without comments, unit tests and macros, which stand for whoever uses them.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    let mut inside = false;
    let lines = text.lines().filter(|line| {
        inside |= line.starts_with("macro_rules!");
        let kept = !inside && !line.trim_start().starts_with("//");
        inside &= *line != "}";
        kept
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Every module that stands behind `crate::`, alone or in braces.
fn imports(code: &str) -> Vec<String> {
    let word = |text: &str| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let after = code.split("crate::").skip(1);
    let listed = after.map(|rest| match rest.strip_prefix('{') {
        Some(list) => list.split('}').next().unwrap().split(',').map(word).collect(),
        None => vec![word(rest)],
    });
    listed.flatten().collect()
}

#[test]
fn modules_import_from_those_before_them() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let root = fs::read_to_string(source.join("lib.rs")).unwrap();
    let modules: Vec<&str> = root
        .lines()
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'))
        .collect();
    let place = |name: &str| modules.iter().position(|module| *module == name);
    for path in files(&source) {
        let inner = path.strip_prefix(&source).unwrap().to_str().unwrap().replace('\\', "/");
        let Some(own) = place(inner.split('/').next().unwrap().trim_end_matches(".rs")) else { continue };
        for name in imports(&code(&path)) {
            let other = place(&name).unwrap_or_else(|| panic!("{inner}: crate::{name} is not a module"));
            assert!(other <= own, "{inner} imports from {name}, which comes after {}", modules[own]);
        }
    }
}
