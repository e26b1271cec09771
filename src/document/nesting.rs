//! How deep a text nests, and what it leaves open, measured without a tree of it.
//!
//! The parser bounds brackets inside brackets and the parts of a dotted key, but not both together, and it takes a
//! tree apart by recursion: a few kilobytes of dotted keys in nested tables would overflow the stack. So the tokens
//! are counted before a tree exists. The count is never below the depth of the parser's tree, whatever the text, and
//! above it only where brackets do not match.

use alloc::format;
use alloc::vec::Vec;

use toml_parser::Source;
use toml_parser::lexer::{Token, TokenKind};

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
    /// The token that closes it.
    close: Option<TokenKind>,
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
    /// An equals sign; one without a key is not TOML, and its value may become that of the key before.
    fn gets_value(&mut self) {
        if self.named {
            self.key_parts = self.dots.saturating_add(1);
        }
        self.is_separated();
    }

    fn is_separated(&mut self) {
        (self.dots, self.named) = (0, false);
    }

    fn open(&self, opened_at: usize, close: TokenKind) -> Level {
        let depth = self.depth.saturating_add(self.key_parts.max(self.dots)).saturating_add(1);
        Level { opened_at, close: Some(close), depth, ..Level::default() }
    }
}

/// Follows the tokens of a text to its end, or to where it goes deeper than `depth_max`.
pub(super) fn measure(text: &str, depth_max: usize) -> Nesting {
    let mut outer: Vec<Level> = Vec::new();
    let mut level = Level::default();
    let mut mismatch = None;
    for token in Source::new(text).lex() {
        let start = token.span().start();
        match token.kind() {
            TokenKind::Whitespace | TokenKind::Comment | TokenKind::Eof => {}
            TokenKind::Newline if outer.is_empty() => level = Level::default(),
            TokenKind::Newline => {}
            TokenKind::Dot => level.dots = level.dots.saturating_add(1),
            TokenKind::Equals => level.gets_value(),
            TokenKind::Comma => level.is_separated(),
            opening @ (TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket) => {
                let close = match opening {
                    TokenKind::LeftSquareBracket => TokenKind::RightSquareBracket,
                    _ => TokenKind::RightCurlyBracket,
                };
                outer.push(level);
                level = level.open(start, close);
            }
            close @ (TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket) => {
                if level.close == Some(close) {
                    level = outer.pop().unwrap_or_default();
                } else if !outer.is_empty() {
                    // Passed over, so that the count does not sink below the parser's depth.
                    mismatch = mismatch.or(Some(level.opened_at));
                }
            }
            _ if is_open(text, &token) => {
                return Nesting::Unclosed(Span { start, end: start.saturating_add(3) });
            }
            TokenKind::LiteralString
            | TokenKind::BasicString
            | TokenKind::MlLiteralString
            | TokenKind::MlBasicString
            | TokenKind::Atom => level.named = true,
        }
        if level.depth.max(level.dots) > depth_max {
            return Nesting::TooDeep(start);
        }
    }
    let outermost = outer.get(1).unwrap_or(&level).opened_at;
    match mismatch.or((!outer.is_empty()).then_some(outermost)) {
        Some(start) => Nesting::Unclosed(Span { start, end: start.saturating_add(1) }),
        None => Nesting::Closed,
    }
}

/// Whether a token is a text on several lines that would go on if the text did.
pub(super) fn is_open(text: &str, token: &Token) -> bool {
    let on_lines = matches!(token.kind(), TokenKind::MlBasicString | TokenKind::MlLiteralString);
    on_lines && token.span().end() == text.len() && {
        let longer = format!("{} ", text.get(token.span().start()..).unwrap_or_default());
        Source::new(&longer).lex().next().is_some_and(|token| token.span().end() == longer.len())
    }
}
