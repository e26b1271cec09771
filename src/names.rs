//! From a name to its place in a list, for the names that a sheet declares.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// An immutable index of distinct names.
#[derive(Debug, Clone)]
pub(crate) struct NameIndex {
    /// Sorted by name; each with its place in the original list.
    sorted: Box<[(Box<str>, usize)]>,
}

impl NameIndex {
    pub(crate) fn new<'a>(names: impl Iterator<Item = &'a String>) -> Self {
        let mut sorted: Vec<_> = names.enumerate().map(|(at, name)| (name.as_str().into(), at)).collect();
        sorted.sort_unstable();
        NameIndex { sorted: sorted.into() }
    }

    /// The place of a name in the list that the index was made from.
    pub(crate) fn get(&self, name: &str) -> Option<usize> {
        let found = self.sorted.binary_search_by(|(known, _)| (**known).cmp(name)).ok()?;
        self.sorted.get(found).map(|(_, at)| *at)
    }
}
