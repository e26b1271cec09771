//! Where what is read of a text stands among the texts of a sheet.

use alloc::sync::Arc;
use core::ops::Range;

use crate::diagnostics::Span;

/// From the places of a text that is parsed to those of the texts that it was taken from.
#[derive(Debug, Clone)]
pub(crate) enum Places {
    /// It is a stretch of one of them that starts here.
    From(usize),
    /// It was written anew.
    Written(Arc<[Piece]>),
}

/// A key or a value of a text that was written anew, and where it was taken from. Places of the texts of a sheet fit 32 bits:
/// a sheet is over at most 16 others, and a text has at most 64 MiB.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    /// Its first byte.
    pub(crate) at: u32,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Default for Places {
    fn default() -> Self {
        Places::From(0)
    }
}

impl Places {
    /// Where it stands among the texts of the sheet.
    #[inline]
    pub(crate) fn of(&self, range: Range<usize>) -> Span {
        match self {
            Places::From(start) => Span::from(range).on_by(*start),
            Places::Written(pieces) => {
                let found = pieces.binary_search_by_key(&narrow(range.start), |piece| piece.at);
                let piece = found.ok().and_then(|at| pieces.get(at));
                piece.map(|piece| Span { start: wide(piece.start), end: wide(piece.end) }).unwrap_or_default()
            }
        }
    }
}

impl Piece {
    pub(super) fn new(at: usize, span: Span) -> Self {
        Piece { at: narrow(at), start: narrow(span.start), end: narrow(span.end) }
    }
}

pub(super) fn narrow(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

pub(super) fn wide(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}
