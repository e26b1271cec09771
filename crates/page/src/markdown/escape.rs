//! Text that is not markup, whatever it holds.

use alloc::format;
use alloc::string::String;

/// A text that is not markup, whatever it holds: what could begin something stands behind a backslash.
pub(super) fn escaped(text: &str) -> String {
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
pub(super) fn code(name: &str) -> String {
    if name.contains(['`', '|', '\\']) { escaped(name) } else { format!("`{name}`") }
}
