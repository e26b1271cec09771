//! What stands where in a text that is not TOML, by the parser that `toml` is built on.
//!
//! `toml` says where its errors are and, in words, what they are. The words are only passed on: what a slip is, and what
//! it hides, is read from the tokens, the events and what the parser expected.

use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use toml::de::{DeTable, Error};
use toml_parser::decoder::ScalarKind;
use toml_parser::lexer::TokenKind;
use toml_parser::parser::{Event, EventKind, parse_document};
use toml_parser::{Expected, ParseError, Source};

use super::nesting;
use crate::diagnostics::Span;

/// What decides how much of a text can be read.
#[derive(Default)]
pub(super) struct Outline {
    /// Keys and values, in the order of the text.
    words: Vec<Event>,
    /// Where the text is wrong whatever its words say.
    slips: BTreeSet<Span>,
    /// Where keys outside of brackets lack their `=`. The parser builds no tree beyond them.
    pub(super) keys_alone: Vec<usize>,
    /// Where headers lack their `]`. The parser loses what follows, up to the end of the next header.
    pub(super) headers_open: BTreeSet<usize>,
    /// Where what is open at the end of the text lacks its closing.
    pub(super) open_until: Option<usize>,
}

/// What is wrong at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A key alone on its line.
    KeyAlone,
    /// No value, or one that is not TOML's.
    NoValue,
    /// A key that has a value already.
    Duplicate,
    /// A value that takes no further keys, in the parser's words.
    NotExtended(String),
    /// What opens here is not closed.
    Unclosed,
    /// Something else, in the parser's words.
    Other(String),
}

impl Outline {
    pub(super) fn of(text: &str) -> Self {
        let tokens = Source::new(text).lex().into_vec();
        let (mut outline, mut words) = (Outline::default(), Vec::new());
        let mut receiver = |event: Event| match event.kind() {
            EventKind::SimpleKey | EventKind::Scalar => words.push(event),
            _ => {}
        };
        parse_document(&tokens, &mut receiver, &mut |error: ParseError| outline.note(&error));
        outline.words = words;
        let last = tokens.iter().rfind(|token| token.kind() != TokenKind::Eof);
        if last.is_some_and(|last| nesting::is_open(text, last)) {
            outline.open_until = Some(text.len());
        }
        outline
    }

    /// Notes the one token that would have mended the text, and where.
    fn note(&mut self, error: &ParseError) {
        let Some(at) = error.unexpected().map(place) else { return };
        self.slips.insert(at);
        let Some([Expected::Literal(missing)]) = error.expected() else { return };
        // What it would have belonged to: a bracket, or a header up to here.
        let context = error.context().map(place).unwrap_or_default();
        match (*missing, context.end.saturating_sub(context.start)) {
            ("=", 0) => self.keys_alone.push(at.start),
            ("]" | "}", 1) => self.open_until = Some(at.start),
            ("]" | "]]", _) => _ = self.headers_open.insert(at.start),
            _ => {}
        }
    }

    /// What an error of the parser is, by what stands at its place.
    pub(super) fn kind(&self, error: &Error, span: Span, text: &str) -> Kind {
        let message = error.message().lines().next().unwrap_or_default();
        let at = self.words.binary_search_by_key(&span, |word| place(word.span()));
        let word = at.ok().and_then(|at| self.words.get(at)).filter(|_| !self.slips.contains(&span));
        let Some((word, raw)) = word.and_then(|word| Some((word, Source::new(text).get(word)?))) else {
            return Kind::Other(message.to_string());
        };
        let mut is_sound = true;
        let mut note = |error: ParseError| is_sound &= error.unexpected() != Some(word.span());
        if word.kind() == EventKind::SimpleKey {
            raw.decode_key(&mut String::new(), &mut note);
            // What is wrong with a key that can be read is that the tree does not take it.
            match text.get(span.end..).unwrap_or_default().trim_start_matches([' ', '\t']).as_bytes() {
                _ if !is_sound => Kind::Other(message.to_string()),
                // A part before the last is there already, or takes no further parts: the parser is asked which.
                [b'.', ..] if !is_duplicate(message) => Kind::NotExtended(message.to_string()),
                _ => Kind::Duplicate,
            }
        } else {
            // What is in no quotes and read as a text all the same is not a value.
            let kind = raw.decode_scalar(&mut String::new(), &mut note);
            let is_text = kind == ScalarKind::String && word.encoding().is_none();
            if is_text && !is_sound { Kind::NoValue } else { Kind::Other(message.to_string()) }
        }
    }
}

/// Whether the parser says this of a key that is there already.
fn is_duplicate(message: &str) -> bool {
    DeTable::parse("a = 0\na = 0").is_err_and(|error| error.message() == message)
}

fn place(span: toml_parser::Span) -> Span {
    Span { start: span.start(), end: span.end() }
}
