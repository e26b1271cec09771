//! Where a byte of a text stands, and how messages quote a text.

use core::fmt::{self, Write};

/// Longer texts are cut in messages.
const QUOTED_CHARS_MAX: usize = 64;
/// The byte order mark of UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Line and column of each of these bytes of a text, both from 1. They must come in the order of the text.
///
/// ```
/// use pricesheet::diagnostics::places;
///
/// assert!(places(b"a = 1\nb = 2", [0, 10].into_iter()).eq([(1, 1), (2, 5)]));
/// ```
pub fn places(bytes: &[u8], starts: impl Iterator<Item = usize>) -> impl Iterator<Item = (usize, usize)> {
    let mut place = Place::start(bytes);
    starts.map(move |start| {
        place.advance(start);
        (place.line, place.column)
    })
}

/// A place in a text, with the line and the column that it has, both from 1.
struct Place<'t> {
    bytes: &'t [u8],
    at: usize,
    line: usize,
    column: usize,
}

impl<'t> Place<'t> {
    fn start(bytes: &'t [u8]) -> Self {
        Place { bytes, at: 0, line: 1, column: 1 }
    }

    /// Goes on to a place that is not before this one.
    fn advance(&mut self, to: usize) {
        // A byte order mark takes no column.
        if self.at == 0 && to > 0 && self.bytes.starts_with(MARK) {
            self.at = MARK.len();
        }
        for byte in self.bytes.get(self.at..to).unwrap_or_default() {
            match byte {
                b'\n' => {
                    self.line = self.line.saturating_add(1);
                    self.column = 1;
                }
                // A character is counted at its first byte.
                0x80..=0xBF => {}
                _ => self.column = self.column.saturating_add(1),
            }
        }
        self.at = self.at.max(to.min(self.bytes.len()));
    }
}

/// A text of the sheet in backticks, as messages quote it: on one line, and cut where it is long.
///
/// ```
/// use pricesheet::diagnostics::Quoted;
///
/// assert_eq!(Quoted("two\nlines").to_string(), r"`two\nlines`");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Quoted<'a>(pub &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`")?;
        let mut characters = self.0.chars();
        for character in characters.by_ref().take(QUOTED_CHARS_MAX) {
            if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}') {
                write!(f, "{}", character.escape_debug())?;
            } else {
                f.write_char(character)?;
            }
        }
        f.write_str(if characters.next().is_some() { "…`" } else { "`" })
    }
}
