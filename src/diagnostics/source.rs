//! The texts that a sheet was read from: its own, and before it those of the sheets that it is over (section 8).

use alloc::sync::Arc;
use alloc::vec::Vec;

use super::Span;

/// A text that a sheet was read from, and the name by which diagnostics speak of it.
#[derive(Debug, Clone)]
pub struct SourceText {
    name: Arc<str>,
    text: Arc<str>,
    /// The place of its first byte among the bytes of all texts.
    start: usize,
}

impl SourceText {
    /// The name that diagnostics give it: mostly that of a file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn start(&self) -> usize {
        self.start
    }

    pub(crate) fn shared_name(&self) -> &Arc<str> {
        &self.name
    }
}

/// The texts of a sheet. The places of its model count through all of them, a base before what is over it: so a place in a base
/// is the same in every sheet over it.
#[derive(Debug, Clone, Default)]
pub(crate) struct SourceTexts(Arc<[SourceText]>);

impl SourceTexts {
    /// The place of the first byte of a text that is added to them.
    pub(crate) fn end(&self) -> usize {
        // One more than its bytes: the end of a text is not the start of the next.
        self.0.last().map_or(0, |last| last.start.saturating_add(last.text.len()).saturating_add(1))
    }

    /// These and one more.
    pub(crate) fn and(&self, name: Arc<str>, text: &str) -> Self {
        let added = SourceText { name, text: text.into(), start: self.end() };
        SourceTexts(self.0.iter().cloned().chain([added]).collect::<Vec<_>>().into())
    }

    pub(crate) fn as_slice(&self) -> &[SourceText] {
        &self.0
    }

    /// The text in which a place is, and the place in it.
    pub(crate) fn locate(&self, span: Span) -> Option<(&SourceText, Span)> {
        let before = self.0.partition_point(|source| source.start <= span.start);
        let source = self.0.get(before.checked_sub(1)?)?;
        Some((source, span.back_by(source.start)))
    }

    /// What stands at a place; nothing where the place is in none of them.
    pub(crate) fn get(&self, span: Span) -> &str {
        self.locate(span)
            .and_then(|(source, Span { start, end })| source.text.get(start..end))
            .unwrap_or_default()
    }
}

impl Span {
    /// The same place counted from further ahead.
    pub(crate) fn back_by(self, start: usize) -> Self {
        Span { start: self.start.saturating_sub(start), end: self.end.saturating_sub(start) }
    }

    /// The same place counted from further back.
    pub(crate) fn on_by(self, start: usize) -> Self {
        Span { start: self.start.saturating_add(start), end: self.end.saturating_add(start) }
    }
}
