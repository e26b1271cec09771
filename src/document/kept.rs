//! What is kept of the text of a sheet, so that another can be merged into it (section 8).

use core::fmt;

use toml::de::{DeTable, DeValue};

use super::order::{Key, Value, extent, in_order};
use super::places::{Places, narrow, wide};
use super::writer::{Writer, Written};
use crate::diagnostics::{SourceTexts, Span};

/// What a text says under one key.
#[derive(Clone, Default)]
pub(crate) enum Kept {
    /// Nothing: it was not read from a text, or from a faulty one.
    #[default]
    Nothing,
    /// A stretch of a text that says it, and nothing else.
    Stretch { start: u32, end: u32 },
    /// A key and its value, taken from where they are scattered, or put together from several texts.
    Written(Written),
}

/// It is not content: sheets that say the same look the same.
impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kept")
    }
}

impl Kept {
    /// Keeps what is said under a key; `alone` where nothing else stands between its first byte and its last.
    pub(crate) fn of(key: &Key<'_>, value: &Value<'_>, places: &Places, alone: bool) -> Self {
        let (own, said) = (key.span(), value.span());
        // Dotted keys begin with what is not said here.
        let in_one_piece = said.start >= own.end || said.start < own.start;
        match places {
            Places::From(start) if alone && in_one_piece => {
                let Span { start, end } = extent(key, value).on_by(*start);
                Kept::Stretch { start: narrow(start), end: narrow(end) }
            }
            _ => {
                let mut writer = Writer::default();
                writer.key(key.get_ref(), places.of(own));
                writer.value(value.get_ref(), places.of(said), places);
                Kept::Written(writer.finish())
            }
        }
    }

    /// Keeps what a sheet says beside its endpoints.
    pub(crate) fn around(root: &DeTable<'_>, places: &Places) -> Self {
        let mut writer = Writer::default();
        writer.key("sheet", Span::default());
        writer.open(Span::default());
        for (key, value) in in_order(root) {
            if key.get_ref() != "endpoints" {
                writer.key(key.get_ref(), places.of(key.span()));
                writer.value(value.get_ref(), places.of(value.span()), places);
            }
        }
        writer.close();
        Kept::Written(writer.finish())
    }

    /// Reads it again. Nothing where nothing is kept.
    pub(crate) fn read<T>(
        &self,
        sources: &SourceTexts,
        with: impl FnOnce(&Key<'_>, &Value<'_>, &Places) -> T,
    ) -> Option<T> {
        let (text, places) = match self {
            Kept::Nothing => return None,
            Kept::Stretch { start, end } => {
                let span = Span { start: wide(*start), end: wide(*end) };
                (sources.get(span), Places::From(span.start))
            }
            Kept::Written(written) => (&*written.text, Places::Written(written.pieces.clone())),
        };
        let root = DeTable::parse(text).ok()?;
        let (key, value) = root.get_ref().iter().next()?;
        match value.get_ref() {
            // Headers begin with the table of all endpoints.
            DeValue::Table(endpoints) if text.starts_with('[') => {
                let (key, value) = endpoints.iter().next()?;
                Some(with(key, value, &places))
            }
            _ => Some(with(key, value, &places)),
        }
    }
}
