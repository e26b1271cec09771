//! The page in Markdown.

use alloc::format;
use alloc::string::String;
use core::fmt::Write;

use pricesheet::sheet::Endpoint;

use super::{Entry, Group, Page, Part, price_title, title, words};

pub(super) fn page(page: &Page<'_>) -> String {
    let mut text = format!("# {}\n\n", escaped(page.sheet.name()));
    let validity = page.validity().map(|validity| format!("{}. ", escaped(&validity))).unwrap_or_default();
    push(&mut text, format_args!("{validity}Prices are in {}.\n", escaped(&page.unit())));
    for group in &page.groups {
        self::group(&mut text, group, page.sheet.unit());
    }
    let mut note = page.note().peekable();
    if note.peek().is_some() {
        text.push_str("\n## Key takeaways\n\n");
        note.for_each(|line| push(&mut text, format_args!("- {}\n", escaped(line))));
    }
    push(&mut text, format_args!("\n---\n\n{}.\n", page.origin()));
    text
}

fn group(text: &mut String, group: &Group<'_>, unit: &str) {
    for (level, words) in &group.headings {
        heading(text, *level, words);
    }
    for part in &group.parts {
        match part {
            Part::Rows(endpoints) => rows(text, endpoints, unit),
            Part::Entry(entry) => self::entry(text, entry, unit),
        }
    }
}

fn heading(text: &mut String, level: usize, words: &str) {
    push(text, format_args!("\n{} {}\n", "#".repeat(level), escaped(words)));
}

fn rows(text: &mut String, endpoints: &[&Endpoint], unit: &str) {
    push(text, format_args!("\n| call | {} | endpoint |\n|---|---|---|\n", price_title(endpoints)));
    for endpoint in endpoints {
        let price = words(endpoint, unit).join(", ");
        let (call, name) = (escaped(title(endpoint)), code(&endpoint.name));
        push(text, format_args!("| {call} | {} | {name} |\n", escaped(&price)));
    }
}

fn entry(text: &mut String, entry: &Entry<'_>, unit: &str) {
    let endpoint = entry.endpoint;
    if let Some(level) = entry.level {
        heading(text, level, title(endpoint));
    }
    push(text, format_args!("\nEndpoint {}\n\n", code(&endpoint.name)));
    for line in words(endpoint, unit) {
        push(text, format_args!("- {}\n", escaped(&line)));
    }
    for line in entry.notes() {
        push(text, format_args!("\n{}\n", escaped(line)));
    }
    if entry.examples.is_empty() {
        return;
    }
    text.push_str("\n| example | stated | price | steps |\n|---|---|---|---|\n");
    for example in &entry.examples {
        let [what, stated, price, steps] =
            [&example.what.join(" "), &example.stated, &example.price, &example.steps]
                .map(|cell| escaped(cell));
        push(text, format_args!("| {what} | {stated} | {price} | {steps} |\n"));
    }
}

fn push(text: &mut String, words: core::fmt::Arguments<'_>) {
    // A text takes everything.
    let _ = text.write_fmt(words);
}

/// A text that is not markup, whatever it holds: what could begin something stands behind a backslash.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let (before, after) = text.split_at_checked(at).unwrap_or_default();
        let begins = match c {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '$'
            | '@' => true,
            // A list, or a line below a heading.
            '-' | '+' | '=' => before.is_empty(),
            '.' | ')' if is_number(before) => after.chars().nth(1).is_none_or(char::is_whitespace),
            '.' => ends_with_www(before),
            // A link.
            ':' => after.starts_with("://") || after.starts_with(":") && is_scheme(before),
            _ => false,
        };
        match c {
            // A line of a text stays one line here.
            '\n' | '\r' | '\t' => escaped.push(' '),
            c if begins => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    escaped
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn ends_with_www(text: &str) -> bool {
    text.len()
        .checked_sub(3)
        .and_then(|start| text.get(start..))
        .is_some_and(|end| end.eq_ignore_ascii_case("www"))
}

/// Whether what stands before a colon is the scheme of a link that needs no slashes.
fn is_scheme(text: &str) -> bool {
    let word = text.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    ["mailto", "xmpp"].iter().any(|scheme| word.eq_ignore_ascii_case(scheme))
}

/// A name as code, where it holds nothing that ends code or a cell.
fn code(name: &str) -> String {
    if name.contains(['`', '|', '\\']) { escaped(name) } else { format!("`{name}`") }
}
