//! Diagnostics and warnings as the compiler prints them: the line, carets below the offending text, help.

use std::fmt::Write;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use pricesheet::Diagnostics;
use pricesheet::diagnostics::Span;
use pricesheet_analysis::lint::Warning;

use crate::failure::{note, tell};

/// How many characters before and after the offending text are shown of a long line.
const CONTEXT_CHARS: usize = 100;
/// How many characters of a long offending text are shown.
const SPAN_CHARS: usize = 120;

/// Prints diagnostics on standard error, in colour where that is a terminal. `texts` are those in which they stand, by their
/// names; the last one is that of the sheet itself.
pub(crate) fn eprint(diagnostics: &Diagnostics, texts: &[(&str, &[u8])]) {
    tell(&render(diagnostics, texts));
}

/// Prints warnings in the same way; nothing where there are none.
pub(crate) fn eprint_warnings(warnings: &[Warning], texts: &[(&str, &[u8])]) {
    let remarks = warnings.iter().map(|warning| Remark {
        level: Level::WARNING,
        code: warning.lint().as_str(),
        source: warning.source_name(),
        span: warning.span(),
        place: (warning.line(), warning.column()),
        message: warning.message(),
        help: warning.help(),
    });
    note(&all(remarks, texts, ["warning", "warnings"]));
}

/// All diagnostics, a blank line after each.
fn render(diagnostics: &Diagnostics, texts: &[(&str, &[u8])]) -> String {
    let remarks = diagnostics.iter().map(|diagnostic| Remark {
        level: Level::ERROR,
        code: diagnostic.code().as_str(),
        source: diagnostic.source_name(),
        span: diagnostic.span(),
        place: (diagnostic.line(), diagnostic.column()),
        message: diagnostic.message(),
        help: diagnostic.help(),
    });
    all(remarks, texts, ["error", "errors"])
}

/// One thing to say of a place.
struct Remark<'a> {
    level: Level<'a>,
    code: &'a str,
    source: &'a str,
    span: Span,
    /// Line and column.
    place: (usize, usize),
    message: &'a str,
    help: Option<&'a str>,
}

/// Every remark, and last their number: one of the nouns, or several of the other.
fn all<'a>(
    remarks: impl Iterator<Item = Remark<'a>>,
    texts: &[(&'a str, &[u8])],
    nouns: [&str; 2],
) -> String {
    let renderer = Renderer::styled();
    let (mut text, mut count) = (String::new(), 0_usize);
    // The sheet itself is the last of its texts, whatever is wrong in its bases.
    let source = texts.last().map_or("", |(name, _)| *name);
    for remark in remarks {
        let found = texts.iter().rfind(|(name, _)| *name == remark.source);
        let bytes = found.map_or(&[][..], |(_, bytes)| *bytes);
        count = count.saturating_add(1);
        let window = Window::around(remark.span, bytes);
        // Writing to a string cannot fail.
        let _ = write!(text, "{}\n\n", renderer.render(&[group(remark, &window)]));
    }
    if count > 0 {
        let [one, several] = nouns;
        let _ = writeln!(text, "{source}: {count} {}", if count == 1 { one } else { several });
    }
    text
}

fn group<'a>(remark: Remark<'a>, window: &'a Window) -> annotate_snippets::Group<'a> {
    let (line, column) = remark.place;
    let title = remark.level.primary_title(remark.message).id(remark.code);
    let snippet = Snippet::source(&window.text)
        .line_start(line)
        .annotation(AnnotationKind::Primary.span(window.start..window.end));
    let group = if window.cropped {
        // The column is that of the whole line, not of the part that is shown.
        let origin = Origin::path(remark.source).line(line);
        title.element(origin.char_column(column)).element(snippet)
    } else {
        title.element(snippet.path(remark.source))
    };
    match remark.help {
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
    fn around(span: Span, bytes: &[u8]) -> Self {
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
