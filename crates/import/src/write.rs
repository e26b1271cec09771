//! Trees as TOML for people: a table for each endpoint, a line for each charge, rows below each other.

use toml_writer::{ToTomlKey, ToTomlValue, TomlKeyBuilder, TomlStringBuilder};

use crate::item::{Item, Table};

/// Above this a list of texts has a line for each.
const WIDTH_MAX: usize = 100;

/// The tables of an endpoint that get a line for each entry.
const NAMED: [&str; 5] = ["quantities", "attributes", "options", "choices", "charges"];

/// Keys of one table, aligned by nobody: a line each.
pub(crate) fn keys(out: &mut String, table: &Table) {
    for (key, item) in &table.0 {
        match item {
            Item::Table(entries) if NAMED.contains(&key.as_str()) => {
                for (name, entry) in &entries.0 {
                    line(out, &format!("{key}.{}", self::key(name)), entry);
                }
            }
            _ => line(out, &self::key(key), item),
        }
    }
}

/// A table with its header.
pub(crate) fn section(out: &mut String, header: &str, name: &str, table: &Table) {
    out.push_str(&format!("\n[{header}.{}]\n", key(name)));
    keys(out, table);
}

/// Lines of comment.
pub(crate) fn comment(out: &mut String, text: &str) {
    for line in text.lines() {
        let line = line.trim_end();
        out.push_str(if line.is_empty() { "#" } else { "# " });
        // A comment holds no control character but the tab.
        out.extend(line.chars().filter(|character| !character.is_control() || *character == '\t'));
        out.push('\n');
    }
}

fn line(out: &mut String, key: &str, item: &Item) {
    out.push_str(key);
    out.push_str(" = ");
    value(out, item, true);
    out.push('\n');
}

fn value(out: &mut String, item: &Item, may_break: bool) {
    match item {
        Item::Text(text) => out.push_str(&self::text(text)),
        Item::Number(number) => out.push_str(&grouped(&number.normalize().to_string())),
        Item::Bare(literal) => out.push_str(literal),
        Item::List(items) => list(out, items, may_break),
        Item::Table(table) => inline(out, table, may_break),
    }
}

fn inline(out: &mut String, table: &Table, may_break: bool) {
    if table.0.is_empty() {
        out.push_str("{}");
        return;
    }
    for (at, (key, item)) in table.0.iter().enumerate() {
        out.push_str(if at == 0 { "{ " } else { ", " });
        out.push_str(&self::key(key));
        out.push_str(" = ");
        value(out, item, may_break);
    }
    out.push_str(" }");
}

fn list(out: &mut String, items: &[Item], may_break: bool) {
    let mut flat = String::new();
    for (at, item) in items.iter().enumerate() {
        flat.push_str(if at == 0 { "" } else { ", " });
        value(&mut flat, item, false);
    }
    let rows = items.len() > 1 && items.iter().all(|item| matches!(item, Item::Table(_)));
    if may_break && (rows || flat.len() > WIDTH_MAX) {
        out.push_str("[\n");
        for item in items {
            out.push_str("  ");
            value(out, item, false);
            out.push_str(",\n");
        }
        out.push(']');
    } else {
        out.push_str(&format!("[{flat}]"));
    }
}

/// A key, bare where it can be.
pub(crate) fn key(name: &str) -> String {
    TomlKeyBuilder::new(name).as_default().to_toml_key()
}

fn text(text: &str) -> String {
    // One line, so that a diff shows one line.
    TomlStringBuilder::new(text).as_basic().to_toml_value()
}

/// A number as people read it: `1_000_000`.
pub(crate) fn grouped(number: &str) -> String {
    if number.len() < 5 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return number.to_string();
    }
    let mut grouped = String::new();
    for (at, digit) in number.chars().enumerate() {
        let left = number.len().saturating_sub(at);
        if at > 0 && left.is_multiple_of(3) {
            grouped.push('_');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_grouped_and_fractions_are_not() {
        let cases = [
            ("1", "1"),
            ("1000", "1000"),
            ("10000", "10_000"),
            ("1000000", "1_000_000"),
            ("0.12345", "0.12345"),
        ];
        for (number, expected) in cases {
            assert_eq!(grouped(number), expected);
        }
    }

    #[test]
    fn keys_and_texts_are_quoted_where_they_must_be() {
        assert_eq!(key("gpt-4o"), "gpt-4o");
        assert_eq!(key("openai/gpt-4o"), "\"openai/gpt-4o\"");
        assert_eq!(text("a \"b\"\n\u{7f}"), r#""a \"b\"\n\u007F""#);
    }

    #[test]
    fn a_comment_cannot_be_left() {
        let mut out = String::new();
        comment(&mut out, "one\r\n\ntwo\rname = 1");
        assert_eq!(out, "# one\n#\n# twoname = 1\n");
    }
}
