//! How deep a text nests, and what it leaves open, measured without a tree of it.
//!
//! The parser bounds brackets inside brackets and the parts of a dotted key, but not both together, and it takes a
//! tree apart by recursion: a few kilobytes of dotted keys in nested tables would overflow the stack. So the tokens,
//! cut as the parser cuts them, are counted before a tree exists. The count is never below the depth of the parser's
//! tree, whatever the text, and above it only where brackets do not match.

use alloc::vec::Vec;

use crate::diagnostics::Span;

/// What the tokens say of a text.
pub(super) enum Nesting {
    /// All is closed, within the depth allowed.
    Closed,
    /// Here it goes deeper than allowed.
    TooDeep(usize),
    /// What this opens is not closed.
    Unclosed(Span),
}

/// An open bracket (or none, at the start), and the key that the next one belongs to.
#[derive(Clone, Copy, Default)]
struct Level {
    opened_at: usize,
    /// The byte that closes it.
    close: u8,
    /// The depth at which it stands.
    depth: usize,
    /// The parts of the last key that got a value.
    key_parts: usize,
    /// The dots since something that no key has inside.
    dots: usize,
    /// Whether there was anything else since then.
    named: bool,
}

impl Level {
    /// An equals sign; one without a key is no TOML, and its value may become that of the key before.
    fn gets_value(&mut self) {
        if self.named {
            self.key_parts = self.dots.saturating_add(1);
        }
        self.is_separated();
    }

    fn is_separated(&mut self) {
        (self.dots, self.named) = (0, false);
    }

    fn open(&self, opened_at: usize, close: u8) -> Level {
        let depth = self.depth.saturating_add(self.key_parts.max(self.dots)).saturating_add(1);
        Level { opened_at, close, depth, ..Level::default() }
    }
}

/// Follows the tokens of a text to its end, or to where it goes deeper than `depth_max`.
pub(super) fn measure(text: &str, depth_max: usize) -> Nesting {
    let mut outer: Vec<Level> = Vec::new();
    let mut level = Level::default();
    let mut mismatch = None;
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text).as_bytes();
    while let [byte, tail @ ..] = rest {
        let at = text.len().saturating_sub(rest.len());
        rest = tail;
        match *byte {
            b' ' | b'\t' => {}
            b'\n' | b'\r' if outer.is_empty() => level = Level::default(),
            b'\n' | b'\r' => {}
            b'.' => level.dots = level.dots.saturating_add(1),
            b'=' => level.gets_value(),
            b',' => level.is_separated(),
            opening @ (b'[' | b'{') => {
                outer.push(level);
                level = level.open(at, if opening == b'[' { b']' } else { b'}' });
            }
            close @ (b']' | b'}') if level.close == close => level = outer.pop().unwrap_or_default(),
            // One that does not match is passed over, so that the count does not sink below the parser's depth.
            b']' | b'}' => {
                mismatch = mismatch.or((!outer.is_empty()).then_some(level.opened_at));
            }
            b'#' => rest = skip(rest, |byte| matches!(byte, b'\r' | b'\n')),
            quote @ (b'"' | b'\'') => match after_text(quote, rest) {
                Some(after) => {
                    level.named = true;
                    rest = after;
                }
                None => return Nesting::Unclosed(Span { start: at, end: at.saturating_add(3) }),
            },
            _ => {
                level.named = true;
                rest = skip(rest, |byte| {
                    matches!(
                        byte,
                        b'.' | b'=' | b',' | b'[' | b']' | b'{' | b'}' | b' ' | b'\t' | b'#' | b'\r' | b'\n'
                    )
                });
            }
        }
        if level.depth.max(level.dots) > depth_max {
            return Nesting::TooDeep(at);
        }
    }
    let outermost = outer.get(1).unwrap_or(&level).opened_at;
    match mismatch.or((!outer.is_empty()).then_some(outermost)) {
        Some(start) => Nesting::Unclosed(Span { start, end: start.saturating_add(1) }),
        None => Nesting::Closed,
    }
}

/// What begins at the first byte of that kind.
fn skip(bytes: &[u8], ends: impl Fn(u8) -> bool) -> &[u8] {
    let end = bytes.iter().position(|byte| ends(*byte)).unwrap_or(bytes.len());
    bytes.get(end..).unwrap_or_default()
}

/// What follows a text whose first quote has been read; none where it is one of several lines that nothing ends. One
/// of a single line ends with that line, if no quote ends it.
fn after_text(quote: u8, bytes: &[u8]) -> Option<&[u8]> {
    let escapes = quote == b'"';
    let (lines, mut rest) = match bytes {
        [first, second, rest @ ..] if *first == quote && *second == quote => (true, rest),
        rest => (false, rest),
    };
    loop {
        rest = skip(rest, |byte| byte == quote || (escapes && byte == b'\\') || (!lines && byte == b'\n'));
        rest = match rest {
            [b'\\', b'\\' | b'"', tail @ ..] if escapes => tail,
            [b'\\', tail @ ..] if escapes => tail,
            [first, second, third, tail @ ..] if lines && [*first, *second, *third] == [quote; 3] => {
                // Up to two more quotes are the text's own.
                let own = tail.iter().take(2).take_while(|byte| **byte == quote).count();
                return tail.get(own..);
            }
            [first, tail @ ..] if *first == quote && lines => tail,
            [first, tail @ ..] if *first == quote => return Some(tail),
            _ if lines => return None,
            rest => return Some(rest),
        };
    }
}
