//! From bytes to a tree that knows where everything stands, and from a place back to line and column.

mod nesting;
mod outline;
mod syntax;

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;

use toml::de::DeTable;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span, places};
use crate::limits::{DIAGNOSTICS_MAX, SHEET_BYTES_MAX};

/// The text of a sheet and the name under which diagnostics speak of it.
#[derive(Debug, Clone)]
pub(crate) struct Source<'t> {
    name: Arc<str>,
    bytes: &'t [u8],
}

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
/// given what can be read of the tree, and how much that is.
///
/// # Errors
///
/// Where there is no text to be read.
pub(crate) fn read<'t, T>(
    source_name: &str,
    bytes: &'t [u8],
    decode: impl FnOnce(&DeTable<'_>, Seen) -> (T, Faults),
) -> Result<(T, Source<'t>, Faults), Diagnostics> {
    let (source, text) = Source::read(source_name, bytes)?;
    let (decoded, faults) = syntax::read(text, decode);
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

/// What is wrong with bytes that are no text: every run of them that is no character.
fn not_utf8(bytes: &[u8]) -> Faults {
    let mut start = 0_usize;
    let runs = bytes.utf8_chunks().filter_map(|chunk| {
        let invalid = start.saturating_add(chunk.valid().len());
        start = invalid.saturating_add(chunk.invalid().len());
        (!chunk.invalid().is_empty()).then_some(Span { start: invalid, end: start })
    });
    let fault = |span| Fault {
        code: Code::NotUtf8,
        span,
        message: "the text is not UTF-8 here".to_string(),
        help: Some("save the file as UTF-8".to_string()),
    };
    runs.map(fault).collect()
}

impl<'t> Source<'t> {
    fn read(name: &str, bytes: &'t [u8]) -> Result<(Self, &'t str), Diagnostics> {
        let source = Source { name: name.into(), bytes };
        let (text, faults) = if bytes.len() > SHEET_BYTES_MAX {
            let message = format!("the sheet has {} bytes, more than {SHEET_BYTES_MAX}", bytes.len());
            let help = Some("split it into several sheets".to_string());
            (
                "",
                Faults::from_iter([Fault { code: Code::SheetTooLong, span: Span::default(), message, help }]),
            )
        } else {
            // A byte order mark is the parser's to skip, so that every span counts from the first byte.
            core::str::from_utf8(bytes)
                .map_or_else(|_| ("", not_utf8(bytes)), |text| (text, Faults::default()))
        };
        source.diagnostics(faults).map_or(Ok((source, text)), Err)
    }

    /// Says of faults, in the order of the text, on which line and in which column each one stands; none where there
    /// are no faults. One pass over the text, however many they are.
    pub(crate) fn diagnostics(&self, mut faults: Faults) -> Option<Diagnostics> {
        faults.sort();
        let Faults { mut list, more, .. } = faults;
        if more > 0 {
            let span = list.last().map(|fault| fault.span).unwrap_or_default();
            let message = format!("{more} more faults");
            let help = Some("mend the first ones and look again".to_string());
            list.push(Fault { code: Code::TooManyFaults, span, message, help });
        }
        let starts: Vec<usize> = list.iter().map(|fault| fault.span.start).collect();
        let located = list.into_iter().zip(places(self.bytes, starts.into_iter()));
        let located = located.map(|(fault, (line, column))| Diagnostic {
            code: fault.code,
            source: Arc::clone(&self.name),
            span: fault.span,
            line,
            column,
            message: fault.message,
            help: fault.help,
        });
        Diagnostics::new(located.collect())
    }
}
