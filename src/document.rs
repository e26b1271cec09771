//! From bytes to a tree that knows where everything stands, and from a place back to line and column.

mod kept;
mod nesting;
mod order;
mod outline;
mod places;
mod source;
mod syntax;
mod writer;

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use toml::de::DeTable;

use crate::diagnostics::{Code, Diagnostics, SourceTexts, Span};
use crate::limits::DIAGNOSTICS_MAX;

pub(crate) use kept::Kept;
pub(crate) use order::{Key, Value, in_order, stand_alone};
pub(crate) use places::Places;
pub(crate) use source::Source;
pub(crate) use writer::{Writer, push_key, push_scalar};

/// A fault before it is located: its line and column are not known.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    pub(crate) code: Code,
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

/// The faults found so far: the first ones, and how many more there are. A sheet may have as many as it has bytes.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    list: Vec<Fault>,
    more: usize,
    /// How many were pushed, the same one again too.
    found: usize,
}

/// How much of a sheet its tree has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Seen {
    All,
    /// Something is missing in the tables of these endpoints, and nowhere else.
    AllBut(BTreeSet<String>),
    /// Something is missing, and nobody knows where.
    #[default]
    Some,
}

/// Reads a sheet's text as a tree and decodes it: with the source and everything that is wrong with either. `decode` is
/// given what can be read of the tree, how much that is, and where the text begins among those of the sheet. Its faults may
/// stand in the texts of `bases`, too.
///
/// # Errors
///
/// Where there is no text to be read.
pub(crate) fn read<'t, T>(
    bases: &SourceTexts,
    source_name: &str,
    bytes: &'t [u8],
    decode: impl FnOnce(&DeTable<'_>, Seen, Places) -> (T, Faults),
) -> Result<(T, Source<'t>, Faults), Diagnostics> {
    let (source, text) = Source::read(bases, source_name, bytes)?;
    let start = source.start();
    let mut elsewhere = Faults::default();
    let (decoded, mut faults) = syntax::read(text, |root, seen| {
        let (decoded, mut faults) = decode(root, seen, Places::From(start));
        // A slip is told once, not with its consequences: these are what stands on its line.
        elsewhere.extend(faults.list.extract_if(.., |fault| fault.span.start < start));
        faults.list.iter_mut().for_each(|fault| fault.span = fault.span.back_by(start));
        (decoded, faults)
    });
    faults.list.iter_mut().for_each(|fault| fault.span = fault.span.on_by(start));
    faults.extend(elsewhere.list);
    Ok((decoded, source, faults))
}

impl Seen {
    /// Whether all is there that stands outside the tables of endpoints.
    pub(crate) fn has_all_around(&self) -> bool {
        *self != Seen::Some
    }

    /// Whether all is there of an endpoint.
    pub(crate) fn has_all_of(&self, endpoint: &str) -> bool {
        match self {
            Seen::All => true,
            Seen::AllBut(broken) => !broken.contains(endpoint),
            Seen::Some => false,
        }
    }
}

impl Faults {
    pub(crate) fn push(&mut self, fault: Fault) {
        self.found = self.found.saturating_add(1);
        if self.list.last().is_some_and(|last| last.order() == fault.order()) {
            // Inherited by the next row, too.
        } else if self.is_full() {
            self.more = self.more.saturating_add(1);
        } else {
            self.list.push(fault);
        }
    }

    /// Whether further faults are only counted, so that their words need not be sought.
    pub(crate) fn is_full(&self) -> bool {
        self.list.len() >= DIAGNOSTICS_MAX
    }

    /// How many were found so far: none since, if it is as many later.
    pub(crate) fn found(&self) -> usize {
        self.found
    }

    /// These and the others.
    fn and(mut self, others: Faults) -> Faults {
        self.more = self.more.saturating_add(others.more);
        self.extend(others.list);
        self
    }

    fn and_more(mut self, more: usize) -> Faults {
        self.more = self.more.saturating_add(more);
        self
    }

    /// In the order of the text, each fault once: what several rows inherit is not faulty several times.
    fn sort(&mut self) {
        self.list.sort_by(|left, right| left.order().cmp(&right.order()));
        self.list.dedup_by(|later, earlier| earlier.order() == later.order());
    }
}

impl FromIterator<Fault> for Faults {
    fn from_iter<I: IntoIterator<Item = Fault>>(faults: I) -> Self {
        let mut collected = Faults::default();
        collected.extend(faults);
        collected
    }
}

impl Extend<Fault> for Faults {
    fn extend<I: IntoIterator<Item = Fault>>(&mut self, faults: I) {
        faults.into_iter().for_each(|fault| self.push(fault));
    }
}

impl Fault {
    fn order(&self) -> (Span, Code, &str) {
        (self.span, self.code, &self.message)
    }
}
