//! Writes keys and values as TOML, and remembers where each was taken from.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt::Write;

use toml::de::{DeTable, DeValue};

use super::places::{Piece, Places};
use crate::diagnostics::Span;

/// A text that was put together from others.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) text: Arc<str>,
    pub(crate) pieces: Arc<[Piece]>,
}

/// Writes one value after the other, on one line; see [`Written`].
#[derive(Debug, Default)]
pub(crate) struct Writer {
    text: String,
    pieces: Vec<Piece>,
}

impl Writer {
    pub(crate) fn finish(self) -> Written {
        Written { text: self.text.into(), pieces: self.pieces.into() }
    }

    fn piece(&mut self, span: Span) {
        self.pieces.push(Piece::new(self.text.len(), span));
    }

    /// Begins a table that stands here.
    pub(crate) fn open(&mut self, span: Span) {
        self.piece(span);
        self.text.push('{');
    }

    pub(crate) fn close(&mut self) {
        self.text.push('}');
    }

    /// A key and its `=`.
    pub(crate) fn key(&mut self, key: &str, span: Span) {
        if self.text.ends_with(|last| last != '{' && last != '[') && !self.text.is_empty() {
            self.text.push(',');
        }
        self.piece(span);
        push_key(&mut self.text, key);
        self.text.push('=');
    }

    /// A value that is none of any text.
    pub(crate) fn literal(&mut self, literal: &str, span: Span) {
        self.piece(span);
        self.text.push_str(literal);
    }

    /// The elements of lists as one list.
    pub(crate) fn list<'l>(
        &mut self,
        span: Span,
        lists: impl Iterator<Item = (&'l DeValue<'l>, &'l Places)>,
    ) {
        self.piece(span);
        self.text.push('[');
        let elements = lists.flat_map(|(list, places)| {
            let elements = list.as_array().into_iter().flat_map(|list| list.iter());
            elements.map(move |element| (element, places))
        });
        for (at, (element, places)) in elements.enumerate() {
            if at > 0 {
                self.text.push(',');
            }
            self.value(element.get_ref(), places.of(element.span()), places);
        }
        self.text.push(']');
    }

    /// A value as it was read, with all that is in it.
    pub(crate) fn value(&mut self, value: &DeValue<'_>, span: Span, places: &Places) {
        self.piece(span);
        match value {
            DeValue::Array(list) => {
                self.text.push('[');
                for (at, element) in list.iter().enumerate() {
                    if at > 0 {
                        self.text.push(',');
                    }
                    self.value(element.get_ref(), places.of(element.span()), places);
                }
                self.text.push(']');
            }
            DeValue::Table(table) => {
                self.text.push('{');
                self.fields(table, places);
                self.text.push('}');
            }
            _ => push_scalar(&mut self.text, value),
        }
    }

    fn fields(&mut self, table: &DeTable<'_>, places: &Places) {
        for (at, (key, value)) in super::in_order(table).into_iter().enumerate() {
            if at > 0 {
                self.text.push(',');
            }
            self.piece(places.of(key.span()));
            push_key(&mut self.text, key.get_ref());
            self.text.push('=');
            self.value(value.get_ref(), places.of(value.span()), places);
        }
    }
}

/// A key, in quotes where TOML asks for them.
pub(crate) fn push_key(out: &mut String, key: &str) {
    let bare =
        !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if bare { out.push_str(key) } else { push_text(out, key) }
}

/// A value that is not a list or a table, in its own words.
pub(crate) fn push_scalar(out: &mut String, value: &DeValue<'_>) {
    // Writing to a string cannot fail.
    let _ = match value {
        DeValue::String(text) => {
            push_text(out, text);
            Ok(())
        }
        DeValue::Integer(integer) => write!(out, "{integer}"),
        DeValue::Float(float) => write!(out, "{float}"),
        DeValue::Boolean(on) => write!(out, "{on}"),
        DeValue::Datetime(instant) => write!(out, "{instant}"),
        DeValue::Array(_) | DeValue::Table(_) => Ok(()),
    };
}

/// A text in quotes, on one line.
fn push_text(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            _ if character.is_control() => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04X}", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}
