//! Columns of text: ids of a dictionary.

use super::integers::Integers;
use super::validity::Validity;

/// Text for each usage, by the id of a dictionary: the place of the text there, from 0. Every usage states its text unless the
/// column says otherwise. An id beyond the dictionary stands for the empty text, which is no name and no value.
///
/// ```
/// use pricesheet::{TextColumn, Validity};
///
/// // `eu`, not stated, `us`
/// let regions = TextColumn::new(&[1_i32, 0, 0], &["us", "eu"]).validity(Validity::bits(&[0b101], 0));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct TextColumn<'a> {
    ids: Integers<'a>,
    texts: &'a [&'a str],
    stated: Option<Validity<'a>>,
}

impl<'a> TextColumn<'a> {
    /// The texts of these ids.
    pub fn new(ids: impl Into<Integers<'a>>, texts: &'a [&'a str]) -> Self {
        TextColumn { ids: ids.into(), texts, stated: None }
    }

    /// Which texts are stated: whether the id is valid.
    #[must_use]
    pub fn validity(self, validity: impl Into<Validity<'a>>) -> Self {
        TextColumn { stated: Some(validity.into()), ..self }
    }

    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// Its length, or that of its validity, where it is not this.
    pub(super) fn other_length(&self, length: usize) -> Option<usize> {
        let validity = self.stated.and_then(|validity| validity.other_length(length));
        Some(self.len()).filter(|stated| *stated != length).or(validity)
    }

    /// The dictionary.
    pub(super) fn texts(&self) -> &'a [&'a str] {
        self.texts
    }

    #[inline(always)]
    pub(super) fn is_stated(&self, at: usize) -> bool {
        self.stated.is_none_or(|validity| validity.is_stated(at))
    }

    /// The id of a text that is stated, which may be beyond the dictionary.
    #[inline(always)]
    pub(super) fn id(&self, at: usize) -> usize {
        self.ids.place(at).unwrap_or(usize::MAX)
    }

    /// A text that is stated.
    pub(super) fn text(&self, at: usize) -> &'a str {
        self.texts.get(self.id(at)).copied().unwrap_or_default()
    }
}
