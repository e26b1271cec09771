//! Diffs in words, and values as a sheet writes them.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::{self, Write};

use super::{Change, ChangeKind, SheetDiff, Step};

/// A text in quotes, on one line.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}') => {
                // Writing to a string cannot fail.
                let _ = write!(quoted, "\\u{:04X}", u32::from(character));
            }
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

/// A name as a key: in quotes where TOML asks for them.
pub(super) fn bare(name: &str) -> String {
    let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if plain { name.to_string() } else { quoted(name) }
}

pub(super) fn key(path: &[Step]) -> String {
    let steps = path.iter().map(|step| match step {
        Step::Key(name) => bare(name),
        Step::Place(place) => place.to_string(),
    });
    steps.collect::<Vec<_>>().join(".")
}

fn sign(kind: ChangeKind) -> char {
    match kind {
        ChangeKind::Added => '+',
        ChangeKind::Removed => '-',
        ChangeKind::Changed => '~',
    }
}

/// `~ price: 1 -> 2`
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: ", sign(self.kind()), self.key())?;
        match (self.old_value(), self.new_value()) {
            (Some(old), Some(new)) => write!(f, "{old} -> {new}"),
            (one, other) => f.write_str(one.or(other).unwrap_or_default()),
        }
    }
}

/// A line for each change, below its endpoint; nothing where nothing differs.
impl fmt::Display for SheetDiff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for change in self.sheet() {
            writeln!(f, "{change}")?;
        }
        for endpoint in self.endpoints() {
            writeln!(f, "{} {}", sign(endpoint.kind()), endpoint.name())?;
            for change in endpoint.changes() {
                f.write_str(&format!("    {change}\n"))?;
            }
        }
        Ok(())
    }
}
