//! Options as lists of their names.

use core::ops::Range;

use super::integers::Integers;
use super::text::TextColumn;
use super::validity::Validity;

/// The options of each usage as a list of names. The lists lie one after the other in one column; offsets say where each of
/// them begins, and where the last one ends.
///
/// ```
/// use pricesheet::{OptionLists, TextColumn};
///
/// // `fast`; none; `batch` and `fast`
/// let names = TextColumn::new(&[1_u8, 0, 1], &["batch", "fast"]);
/// let lists = OptionLists::new(&[0_i32, 1, 1, 3], names);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct OptionLists<'a> {
    offsets: Integers<'a>,
    names: TextColumn<'a>,
    stated: Option<Validity<'a>>,
}

impl<'a> OptionLists<'a> {
    /// The list of a usage begins at its offset among the names and ends at the next offset: there is one offset more than there
    /// are usages. A name that is not stated is passed over.
    pub fn new(offsets: impl Into<Integers<'a>>, names: TextColumn<'a>) -> Self {
        OptionLists { offsets: offsets.into(), names, stated: None }
    }

    /// Which lists are stated. What is not gives no option.
    #[must_use]
    pub fn validity(self, validity: impl Into<Validity<'a>>) -> Self {
        OptionLists { stated: Some(validity.into()), ..self }
    }

    /// How many lists there are, or of how many the validity is, or that of the names, where it is not this.
    pub(super) fn other_length(&self, length: usize) -> Option<usize> {
        if length == 0 {
            return None;
        }
        let lists = self.offsets.len().saturating_sub(1);
        let validity = || self.stated.and_then(|validity| validity.other_length(length));
        Some(lists).filter(|lists| *lists != length).or_else(validity)
    }

    /// The first usage whose list does not lie among the names.
    pub(super) fn first_astray(&self, length: usize) -> Option<usize> {
        (0..length).find(|at| self.range(*at).is_none())
    }

    pub(super) fn names(&self) -> TextColumn<'a> {
        self.names
    }

    /// The places of a usage's names, those that are not stated among them.
    #[inline(always)]
    pub(super) fn list(&self, at: usize) -> Range<usize> {
        self.range(at).unwrap_or_default()
    }

    #[inline(always)]
    fn range(&self, at: usize) -> Option<Range<usize>> {
        if self.stated.is_some_and(|validity| !validity.is_stated(at)) {
            return Some(0..0);
        }
        let (start, end) = (self.offsets.place(at)?, self.offsets.place(at.wrapping_add(1))?);
        (start <= end && end <= self.names.len()).then_some(start..end)
    }
}
