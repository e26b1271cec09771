//! Where a text is not TOML, and how the rest of it is read nevertheless.
//!
//! The parser goes on after most slips. Three it does not survive: at a key without a value it stops, a faulty header
//! leaves the keys below it to the table before, and a bracket that is never closed swallows what follows. One slip
//! is one fault here: its line (or its section, or all that follows) is left out, and the rest is read again.

use alloc::borrow::Cow;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ops::Range;

use toml::de::{DeTable, Error};

use super::nesting::{self, Nesting};
use super::outline::{Kind, Outline};
use super::{Fault, Faults, Seen};
use crate::diagnostics::{Code, Quoted, Span};
use crate::limits::{DIAGNOSTICS_MAX, NESTING_MAX};

/// How often a text is read again without what the parser does not survive: what is left out may have hidden more.
const READINGS_MAX: usize = 4;

/// The parser keeps every error, at hundreds of bytes each: of a longer text that is broken, no more than this is read
/// behind its first slip.
const BROKEN_BYTES_MAX: usize = 1 << 20;

/// Reads the tree of a text. `decode` is given the tree, or what can be read of it, and how much that is.
pub(super) fn read<T>(text: &str, decode: impl FnOnce(&DeTable<'_>, Seen) -> (T, Faults)) -> (T, Faults) {
    if let Nesting::TooDeep(at) = nesting::measure(text, NESTING_MAX) {
        let (decoded, _) = decode(&DeTable::new(), Seen::Some);
        return (decoded, Faults::from_iter([too_deep(at)]));
    }
    if text.len() <= BROKEN_BYTES_MAX {
        return read_on(text, false, decode);
    }
    match DeTable::parse(text) {
        Ok(root) => decode(root.get_ref(), Seen::All),
        Err(first) => read_some(text, first, decode),
    }
}

/// Reads a long text that is broken: of what follows its first slip, only so many whole lines.
fn read_some<T>(
    text: &str,
    first: Error,
    decode: impl FnOnce(&DeTable<'_>, Seen) -> (T, Faults),
) -> (T, Faults) {
    let start = first.span().map_or(text.len(), |span| span.start);
    let Some(near) = text.as_bytes().get(start..start.saturating_add(BROKEN_BYTES_MAX)) else {
        return read_on(text, false, decode);
    };
    let Some(last_break) = near.iter().rposition(|byte| *byte == b'\n') else {
        let near = text.as_bytes().get(..start.saturating_add(BROKEN_BYTES_MAX)).unwrap_or_default();
        let near = near.utf8_chunks().next().map(|chunk| chunk.valid()).unwrap_or_default();
        let slips = Lines::of(near).slips(near, &[first]).first;
        let end = slips.last().map_or(start, |slip| slip.span.end);
        let (decoded, _) = decode(&DeTable::new(), Seen::Some);
        return (decoded, slips.into_iter().map(Slip::into_fault).chain([not_read_on(end)]).collect());
    };
    let end = start.saturating_add(last_break).saturating_add(1);
    let (decoded, faults) = read_on(text.get(..end).unwrap_or_default(), true, decode);
    (decoded, faults.and(Faults::from_iter([not_read_on(end)])))
}

fn not_read_on(at: usize) -> Fault {
    Fault {
        code: Code::NotReadOn,
        span: Span { start: at, end: at },
        message: "the text is broken, and longer than is read behind a slip: the rest is not checked"
            .to_string(),
        help: Some("mend what is reported before this place and look again".to_string()),
    }
}

/// Reads a text and goes on after slips; `is_cut` where more follows that is not read.
fn read_on<T>(
    text: &str,
    is_cut: bool,
    decode: impl FnOnce(&DeTable<'_>, Seen) -> (T, Faults),
) -> (T, Faults) {
    let (root, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return decode(root.get_ref(), if is_cut { Seen::Some } else { Seen::All });
    }
    let lines = Lines::of(text);
    let mended = lines.mend(text, errors, is_cut);
    let seen = if is_cut { Seen::Some } else { lines.seen(text, &mended) };
    let (decoded, faults) = match &mended.text {
        Cow::Borrowed(_) => decode(root.get_ref(), seen),
        Cow::Owned(text) => {
            drop(root);
            decode(DeTable::parse_recoverable(text).0.get_ref(), seen)
        }
    };
    let sound = lines.off_the_slips(faults, &mended);
    let slips: Faults = mended.slips.into_iter().map(Slip::into_fault).collect();
    (decoded, slips.and(sound).and_more(mended.more))
}

fn too_deep(at: usize) -> Fault {
    Fault {
        code: Code::TooDeep,
        span: Span { start: at, end: at.saturating_add(1) },
        message: format!("brackets and dotted keys stand more than {NESTING_MAX} deep here"),
        help: Some("close the brackets before this place; no part of a sheet is as deep".to_string()),
    }
}

/// The first place on a line where the text is not TOML.
struct Slip {
    span: Span,
    line: usize,
    kind: Kind,
    /// The text of the span.
    text: String,
    /// Whether it is a header that is not closed.
    header_open: bool,
}

impl Slip {
    /// In this crate's words, where they say more than the parser's.
    fn into_fault(self) -> Fault {
        let quoted = Quoted(&self.text);
        let (code, message, help) = match self.kind {
            Kind::Duplicate => {
                (Code::DuplicateKey, format!("duplicate key {quoted}"), Some("state it once".to_string()))
            }
            Kind::Unclosed => (Code::Syntax, format!("this {quoted} is never closed"), None),
            Kind::KeyAlone => {
                let help = Some("write a key, `=` and a value".to_string());
                (Code::Syntax, "this line has no `=` after its key".to_string(), help)
            }
            Kind::NoValue if self.text.is_empty() => {
                let help = Some("write one after the `=`".to_string());
                (Code::Syntax, "a value is missing".to_string(), help)
            }
            Kind::NoValue => {
                let help =
                    "put a text in quotes; numbers are like 1, 0.5, 1_000, and switches are true or false";
                (Code::Syntax, format!("{quoted} is not a value"), Some(help.to_string()))
            }
            Kind::NotExtended(message) | Kind::Other(message) => {
                let (message, expected) = message.split_once(", expected ").unwrap_or((&message, ""));
                let help = match expected {
                    "" => None,
                    "nothing" => Some("leave it out".to_string()),
                    expected => Some(format!("expected {expected}")),
                };
                (Code::Syntax, message.to_string(), help)
            }
        };
        Fault { code, span: self.span, message, help }
    }
}

/// A text with spaces in place of what is left out, so that every span holds as it is; and why.
struct Mended<'t> {
    text: Cow<'t, str>,
    slips: Vec<Slip>,
    /// How many more lines have slips.
    more: usize,
    /// Whether something may be left that the parser does not survive.
    unfinished: bool,
    /// What stands behind it is not to be relied on.
    end: usize,
}

/// The slips of a text.
struct Slips {
    /// The first of every line, in the order of the text: more on one line are mostly its consequences.
    first: Vec<Slip>,
    /// How many more lines have slips.
    more: usize,
    /// Whether the text ends inside of something that is not closed.
    is_open: bool,
}

/// Where the lines of a text begin. A mended text has the same lines.
struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    fn of(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = breaks.map(|(at, _)| at.saturating_add(1));
        Lines { starts: core::iter::once(0).chain(starts).collect() }
    }

    /// The line of a place, from 0.
    fn at(&self, place: usize) -> usize {
        self.starts.partition_point(|start| *start <= place).saturating_sub(1)
    }

    fn start(&self, line: usize, text: &str) -> usize {
        self.starts.get(line).copied().unwrap_or(text.len())
    }

    /// A line without the white space around it.
    fn trimmed(&self, line: usize, text: &str) -> Span {
        const BLANK: &[char] = &['\u{feff}', ' ', '\t', '\r', '\n'];
        let start = self.start(line, text);
        let whole = text.get(start..self.start(line.saturating_add(1), text)).unwrap_or_default();
        let begun = whole.trim_start_matches(BLANK);
        let start = start.saturating_add(whole.len().saturating_sub(begun.len()));
        Span { start, end: start.saturating_add(begun.trim_end_matches(BLANK).len()) }
    }

    fn get<'t>(&self, line: usize, text: &'t str) -> &'t str {
        let Span { start, end } = self.trimmed(line, text);
        text.get(start..end).unwrap_or_default()
    }

    /// Leaves out what the parser does not survive.
    fn mend<'t>(&self, text: &'t str, mut errors: Vec<Error>, is_cut: bool) -> Mended<'t> {
        let (text, end) = (Cow::Borrowed(text), text.len());
        let mut mended = Mended { text, slips: Vec::new(), more: 0, unfinished: false, end };
        let mut is_open = false;
        for reading in 1..=READINGS_MAX {
            let slips = self.slips(&mended.text, &errors);
            let broken = self.broken(&mended.text, &slips.first);
            (mended.more, is_open) = (slips.more, slips.is_open);
            if broken.is_empty() || slips.more > 0 || reading == READINGS_MAX {
                mended.slips.extend(slips.first);
                mended.unfinished = !broken.is_empty();
                break;
            }
            let begins = |slip: &Slip| broken.binary_search_by_key(&slip.line, |lines| lines.start).is_ok();
            mended.slips.extend(slips.first.into_iter().filter(begins));
            mended.text = Cow::Owned(self.without(&mended.text, &broken));
            // A line that is left out may have opened a text in which anything may stand.
            if let Nesting::TooDeep(_) = nesting::measure(&mended.text, NESTING_MAX) {
                mended.text = Cow::Owned(String::new());
                mended.unfinished = true;
                break;
            }
            errors = DeTable::parse_recoverable(&mended.text).1;
        }
        mended.slips.sort_by_key(|slip| slip.span);
        if is_cut {
            // What is open at the cut may well be closed behind it.
            mended.slips.retain(|slip| slip.span.start < end && !matches!(slip.kind, Kind::Unclosed));
        } else if is_open {
            self.end_at_unclosed(&mut mended);
        }
        mended
    }

    fn slips(&self, text: &str, errors: &[Error]) -> Slips {
        let outline = Outline::of(text);
        let mut first: BTreeMap<usize, (Span, Kind)> = BTreeMap::new();
        let mut more = BTreeSet::new();
        for error in errors {
            // The parser gives no place where it stops at the end.
            let span = error.span().map_or(Span { start: text.len(), end: text.len() }, Span::from);
            let line = self.at(span.start);
            if first.len() >= DIAGNOSTICS_MAX && !first.contains_key(&line) {
                more.insert(line);
            } else if first.get(&line).is_none_or(|(earlier, _)| span < *earlier) {
                first.insert(line, (span, outline.kind(error, span, text)));
            }
        }
        for line in outline.keys_alone.iter().map(|end| self.at(*end)) {
            first.entry(line).and_modify(|slip| *slip = (self.trimmed(line, text), Kind::KeyAlone));
        }
        let slips = first.into_iter().map(|(line, (span, kind))| {
            let missing_at = (span.start == span.end).then_some(span.end);
            let header_open = missing_at.is_some_and(|at| outline.headers_open.contains(&at));
            let is_end = missing_at.is_some() && missing_at == outline.open_until;
            let quoted = text.get(span.start..span.end).unwrap_or_default().to_string();
            let kind = if is_end { Kind::Unclosed } else { kind };
            Slip { span: self.visible(span, text), line, kind, text: quoted, header_open }
        });
        Slips { first: slips.collect(), more: more.len(), is_open: outline.open_until.is_some() }
    }

    /// A place between two characters, as the word after it; at the end of a line, as the word before it.
    fn visible(&self, span: Span, text: &str) -> Span {
        const ENDS: &[char] = &[' ', '\t', '\r', '\n', '=', ',', '[', ']', '{', '}', '#', '\u{feff}'];
        if span.start < span.end {
            return span;
        }
        let after = text.get(span.start..).unwrap_or_default();
        let word = after.find(ENDS).unwrap_or(after.len());
        if word > 0 {
            return Span { start: span.start, end: span.start.saturating_add(word) };
        }
        let line = self.start(self.at(span.start), text);
        let before = text.get(line..span.start).unwrap_or_default().trim_end();
        let word = before.trim_end_matches(|character| !ENDS.contains(&character)).len();
        let place = |at: usize| line.saturating_add(at);
        if word < before.len() { Span { start: place(word), end: place(before.len()) } } else { span }
    }

    /// The lines to be left out: each begins with a slip that the parser does not survive.
    fn broken(&self, text: &str, slips: &[Slip]) -> Vec<Range<usize>> {
        let mut broken: Vec<Range<usize>> = Vec::new();
        for slip in slips {
            // A slip in a section that is left out is a consequence.
            if broken.last().is_some_and(|lines| slip.line < lines.end) {
                continue;
            }
            let next = slip.line.saturating_add(1);
            if self.is_header(text, slip) {
                let following = (next..self.starts.len()).find(|line| self.get(*line, text).starts_with('['));
                broken.push(slip.line..following.unwrap_or(self.starts.len()));
            } else if matches!(slip.kind, Kind::KeyAlone) {
                broken.push(slip.line..next);
            }
        }
        broken
    }

    /// Whether a slip stands in a header, so that the keys below have no table, or another one.
    fn is_header(&self, text: &str, slip: &Slip) -> bool {
        let line = self.get(slip.line, text);
        let faulty =
            slip.header_open || matches!(slip.kind, Kind::KeyAlone | Kind::Duplicate | Kind::NotExtended(_));
        faulty && (line.starts_with('[') || line.ends_with(']')) && !line.contains(['=', ',', '{'])
    }

    /// The text with spaces in place of lines.
    fn without(&self, text: &str, broken: &[Range<usize>]) -> String {
        let mut kept = String::with_capacity(text.len());
        let mut at = 0;
        for lines in broken {
            let (start, end) = (self.start(lines.start, text), self.start(lines.end, text));
            kept.push_str(text.get(at..start).unwrap_or_default());
            let blanked = text.get(start..end).unwrap_or_default().bytes();
            kept.extend(blanked.map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
            at = end;
        }
        kept.push_str(text.get(at..).unwrap_or_default());
        kept
    }

    /// What follows an opening that is never closed is its consequence.
    fn end_at_unclosed(&self, mended: &mut Mended<'_>) {
        if let Nesting::Unclosed(span) = nesting::measure(&mended.text, usize::MAX) {
            mended.slips.retain(|slip| slip.span.start < span.start);
            let text = mended.text.get(span.start..span.end).unwrap_or_default().to_string();
            mended.slips.push(Slip {
                span,
                line: self.at(span.start),
                kind: Kind::Unclosed,
                text,
                header_open: false,
            });
            mended.end = span.start;
        }
    }

    /// Where something is missing. A line that is left out is missing in the table of the header before it.
    fn seen(&self, text: &str, mended: &Mended<'_>) -> Seen {
        let anywhere = mended.more > 0 || mended.unfinished || mended.end < text.len();
        // What a header leaves out may have been of any endpoint.
        let of_header =
            |slip: &Slip| self.get(slip.line, text).starts_with('[') || self.is_header(text, slip);
        if anywhere || mended.slips.iter().any(of_header) {
            return Seen::Some;
        }
        let broken = mended.slips.iter().map(|slip| self.endpoint_at(slip.line, text));
        broken.collect::<Option<_>>().map_or(Seen::Some, Seen::AllBut)
    }

    /// The endpoint to whose tables a line belongs.
    fn endpoint_at(&self, line: usize, text: &str) -> Option<String> {
        let header = (0..line).rev().map(|line| self.get(line, text)).find(|line| line.starts_with('['))?;
        let root = DeTable::parse(header).ok()?;
        let (_, endpoints) = root.get_ref().iter().find(|(key, _)| key.get_ref() == "endpoints")?;
        let (endpoint, _) = endpoints.get_ref().as_table()?.iter().next()?;
        Some(endpoint.get_ref().to_string())
    }

    /// Leaves out the faults that stand on a line with a slip, or behind the end.
    fn off_the_slips(&self, mut faults: Faults, mended: &Mended<'_>) -> Faults {
        let broken: BTreeSet<usize> = mended.slips.iter().map(|slip| self.at(slip.span.start)).collect();
        faults.list.retain(|fault| {
            let lines = self.at(fault.span.start)..=self.at(fault.span.end);
            fault.span.end <= mended.end && broken.range(lines).next().is_none()
        });
        faults
    }
}
