//! Diagnostics as the compiler prints them: the line, carets below the offending text, help.

use std::fmt::Write;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use pricesheet::{Diagnostic, Diagnostics};

use crate::failure::tell;

/// How many characters before and after the offending text are shown of a long line.
const CONTEXT_CHARS: usize = 100;
/// How many characters of a long offending text are shown.
const SPAN_CHARS: usize = 120;

/// Prints diagnostics on standard error, in colour where that is a terminal.
pub(crate) fn eprint(diagnostics: &Diagnostics, bytes: &[u8]) {
    tell(&render(diagnostics, bytes));
}

/// All diagnostics, a blank line after each.
pub(crate) fn render(diagnostics: &Diagnostics, bytes: &[u8]) -> String {
    let renderer = Renderer::styled();
    let mut text = String::new();
    for diagnostic in diagnostics {
        let window = Window::around(diagnostic, bytes);
        // Writing to a string cannot fail.
        let _ = write!(text, "{}\n\n", renderer.render(&[group(diagnostic, &window)]));
    }
    let count = diagnostics.iter().count();
    let noun = if count == 1 { "error" } else { "errors" };
    let name = diagnostics.iter().next().map(Diagnostic::source_name).unwrap_or_default();
    let _ = writeln!(text, "{name}: {count} {noun}");
    text
}

fn group<'a>(diagnostic: &'a Diagnostic, window: &'a Window) -> annotate_snippets::Group<'a> {
    let title = Level::ERROR.primary_title(diagnostic.message()).id(diagnostic.code().as_str());
    let snippet = Snippet::source(&window.text)
        .line_start(diagnostic.line())
        .annotation(AnnotationKind::Primary.span(window.start..window.end));
    let group = if window.cropped {
        // The column is that of the whole line, not of the part that is shown.
        let origin = Origin::path(diagnostic.source_name()).line(diagnostic.line());
        title.element(origin.char_column(diagnostic.column())).element(snippet)
    } else {
        title.element(snippet.path(diagnostic.source_name()))
    };
    match diagnostic.help() {
        Some(help) => group.element(Level::HELP.message(help)),
        None => group,
    }
}

/// The part of a line around an offending text. Only this much is looked at, however long the line is.
struct Window {
    text: String,
    start: usize,
    end: usize,
    /// Whether the line starts before the part.
    cropped: bool,
}

impl Window {
    fn around(diagnostic: &Diagnostic, bytes: &[u8]) -> Self {
        let span = diagnostic.span();
        // A character has at most four bytes; one more, as the first may be cut.
        let from = span.start.saturating_sub(CONTEXT_CHARS.saturating_add(1).saturating_mul(4));
        let before = String::from_utf8_lossy(bytes.get(from..span.start).unwrap_or_default());
        let before = before.trim_start_matches('\u{feff}');
        let on_line = before.rsplit('\n').next().unwrap_or_default();
        let skipped = on_line.chars().count().saturating_sub(CONTEXT_CHARS);
        let before: String = on_line.chars().skip(skipped).collect();
        let rest = bytes.get(span.start..).unwrap_or_default();
        let rest = rest.get(..CONTEXT_CHARS.saturating_add(SPAN_CHARS).saturating_mul(4)).unwrap_or(rest);
        let length = span.end.saturating_sub(span.start);
        let marked = String::from_utf8_lossy(rest.get(..length).unwrap_or(rest)).into_owned();
        let marked: String = first_line(&marked).chars().take(SPAN_CHARS).collect();
        let after = String::from_utf8_lossy(rest.get(length..).unwrap_or_default()).into_owned();
        // What follows a text of several lines stands on another line.
        let same_line = rest.get(..length).is_some_and(|marked| !marked.contains(&b'\n'));
        let after: String =
            if same_line { first_line(&after).chars().take(CONTEXT_CHARS).collect() } else { String::new() };
        let start = before.len();
        let end = start.saturating_add(marked.len());
        Window { text: format!("{before}{marked}{after}"), start, end, cropped: skipped > 0 }
    }
}

fn first_line(text: &str) -> &str {
    text.split(['\n', '\r']).next().unwrap_or_default()
}
