//! From bytes to a tree that knows where everything stands, and from a place back to line and column.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;

use toml::de::DeTable;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::sheet::limits::{DIAGNOSTICS_MAX, SHEET_BYTES_MAX};

/// The text of a sheet and the name under which diagnostics speak of it.
#[derive(Debug, Clone)]
pub(crate) struct Source<'t> {
    name: Arc<str>,
    text: &'t str,
    /// The bytes before the text: those of a byte order mark.
    skipped: usize,
}

/// A fault before it is located: its span counts from the start of the text.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    pub(crate) code: Code,
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

/// A sheet's text as a tree, as far as it is TOML, and where it is not.
pub(crate) struct Document<'t> {
    pub(crate) source: Source<'t>,
    pub(crate) root: DeTable<'t>,
    pub(crate) faults: Vec<Fault>,
}

impl<'t> Document<'t> {
    pub(crate) fn parse(source_name: &str, bytes: &'t [u8]) -> Result<Self, Diagnostics> {
        let source = Source::read(source_name, bytes)?;
        let (root, errors) = DeTable::parse_recoverable(source.text);
        let faults = errors.iter().map(|error| Fault {
            code: Code::Syntax,
            span: error.span().map(Span::from).unwrap_or_default(),
            message: first_line(error.message()),
            help: None,
        });
        Ok(Document { faults: faults.collect(), root: root.into_inner(), source })
    }
}

/// The parser's messages may go on over several lines; a diagnostic is one.
fn first_line(message: &str) -> String {
    message.lines().next().filter(|line| !line.is_empty()).unwrap_or("this is not TOML").to_string()
}

impl<'t> Source<'t> {
    fn read(name: &str, bytes: &'t [u8]) -> Result<Self, Diagnostics> {
        const MARK: &[u8] = b"\xef\xbb\xbf";
        let unmarked = bytes.strip_prefix(MARK).unwrap_or(bytes);
        let skipped = bytes.len().saturating_sub(unmarked.len());
        let source = |text| Source { name: name.into(), text, skipped };
        let refuse = |text, code, span, message: String, help: &str| {
            let fault = Fault { code, span, message, help: Some(help.to_string()) };
            source(text).diagnostics(Vec::from([fault])).map_or_else(|| Ok(source(text)), Err)
        };
        if bytes.len() > SHEET_BYTES_MAX {
            let message = format!("the sheet has {} bytes, more than {SHEET_BYTES_MAX}", bytes.len());
            return refuse("", Code::SheetTooLong, Span::default(), message, "split it into several sheets");
        }
        match core::str::from_utf8(unmarked) {
            Ok(text) => Ok(source(text)),
            Err(error) => {
                let valid = unmarked.get(..error.valid_up_to()).unwrap_or_default();
                let end = error.error_len().unwrap_or(1).saturating_add(valid.len()).min(unmarked.len());
                let message = "the text is not UTF-8 from here on".to_string();
                let text = core::str::from_utf8(valid).unwrap_or_default();
                refuse(
                    text,
                    Code::NotUtf8,
                    Span { start: valid.len(), end },
                    message,
                    "save the file as UTF-8",
                )
            }
        }
    }

    /// Puts faults in the order of the text and says on which line and in which column each one stands; none where
    /// there are no faults. One pass over the text, however many they are.
    pub(crate) fn diagnostics(&self, mut faults: Vec<Fault>) -> Option<Diagnostics> {
        faults.sort_by_key(|fault| (fault.span.start, fault.span.end));
        let more = faults.len().saturating_sub(DIAGNOSTICS_MAX);
        if more > 0 {
            faults.truncate(DIAGNOSTICS_MAX);
            let span = faults.last().map(|fault| fault.span).unwrap_or_default();
            let message = format!("{more} more faults from here on");
            let help = Some("mend the first ones and look again".to_string());
            faults.push(Fault { code: Code::TooManyFaults, span, message, help });
        }
        let mut place = Place { at: 0, line: 1, column: 1 };
        let located = faults.into_iter().map(|fault| {
            place.advance(self.text, fault.span.start);
            let shifted = |at: usize| at.saturating_add(self.skipped);
            Diagnostic {
                code: fault.code,
                source: Arc::clone(&self.name),
                span: Span { start: shifted(fault.span.start), end: shifted(fault.span.end) },
                line: place.line,
                column: place.column,
                message: fault.message,
                help: fault.help,
            }
        });
        Diagnostics::new(located.collect())
    }

    /// The line breaks between two places, to tell whether they stand on one line.
    pub(crate) fn on_one_line(&self, left: Span, right: Span) -> bool {
        let between = self.text.as_bytes().get(left.start.min(right.start)..left.start.max(right.start));
        between.is_some_and(|between| !between.contains(&b'\n'))
    }
}

/// A place in a text, with the line and the column that it has.
struct Place {
    at: usize,
    line: usize,
    column: usize,
}

impl Place {
    fn advance(&mut self, text: &str, to: usize) {
        let between = text.get(self.at..).unwrap_or_default().char_indices();
        for (_, character) in between.take_while(|(at, _)| self.at.saturating_add(*at) < to) {
            if character == '\n' {
                self.line = self.line.saturating_add(1);
                self.column = 1;
            } else {
                self.column = self.column.saturating_add(1);
            }
        }
        self.at = self.at.max(to.min(text.len()));
    }
}
