//! The text of a sheet, and where its faults stand: in it, or in the texts of the sheets that it is over.

use alloc::format;
use alloc::string::ToString;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::{Fault, Faults};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, SourceTexts, Span, places};
use crate::limits::SHEET_BYTES_MAX;

/// The text of a sheet, the name under which diagnostics speak of it, and the texts before it.
#[derive(Debug, Clone)]
pub(crate) struct Source<'t> {
    bases: SourceTexts,
    name: Arc<str>,
    bytes: &'t [u8],
    /// The place of its first byte among those of all texts.
    start: usize,
}

/// What is wrong with bytes that are not text: every run of them that is not a character.
fn not_utf8(bytes: &[u8], text_start: usize) -> Faults {
    let mut start = 0_usize;
    let runs = bytes.utf8_chunks().filter_map(|chunk| {
        let invalid = start.saturating_add(chunk.valid().len());
        start = invalid.saturating_add(chunk.invalid().len());
        (!chunk.invalid().is_empty()).then_some(Span { start: invalid, end: start })
    });
    let fault = |span: Span| Fault {
        code: Code::NotUtf8,
        span: span.on_by(text_start),
        message: "the text is not UTF-8 here".to_string(),
        help: Some("save the file as UTF-8".to_string()),
    };
    runs.map(fault).collect()
}

impl<'t> Source<'t> {
    pub(super) fn read(
        bases: &SourceTexts,
        name: &str,
        bytes: &'t [u8],
    ) -> Result<(Self, &'t str), Diagnostics> {
        let start = bases.end();
        let source = Source { bases: bases.clone(), name: name.into(), bytes, start };
        let (text, faults) = if bytes.len() > SHEET_BYTES_MAX {
            let message = format!("the sheet has {} bytes, more than {SHEET_BYTES_MAX}", bytes.len());
            let help = Some("split it into several sheets".to_string());
            let span = Span::default().on_by(start);
            ("", Faults::from_iter([Fault { code: Code::SheetTooLong, span, message, help }]))
        } else {
            // A byte order mark is the parser's to skip, so that every span counts from the first byte.
            core::str::from_utf8(bytes)
                .map_or_else(|_| ("", not_utf8(bytes, start)), |text| (text, Faults::default()))
        };
        source.diagnostics(faults).map_or(Ok((source, text)), Err)
    }

    /// The place of its first byte among those of all texts.
    pub(crate) fn start(&self) -> usize {
        self.start
    }

    /// All texts, to be kept with the sheet.
    pub(crate) fn texts(&self) -> SourceTexts {
        self.bases.and(Arc::clone(&self.name), core::str::from_utf8(self.bytes).unwrap_or_default())
    }

    /// Says of faults, in the order of the texts, on which line and in which column of which of them each one stands; none where
    /// there are no faults. One pass over a text, however many they are.
    pub(crate) fn diagnostics(&self, mut faults: Faults) -> Option<Diagnostics> {
        faults.sort();
        let Faults { mut list, more, .. } = faults;
        if more > 0 {
            let span = list.last().map(|fault| fault.span).unwrap_or_default();
            let message = format!("{more} more faults");
            let help = Some("mend the first ones and look again".to_string());
            list.push(Fault { code: Code::TooManyFaults, span, message, help });
        }
        let mut rest = list.as_slice();
        let mut located = Vec::with_capacity(list.len());
        let bases = self.bases.as_slice().iter();
        let bases = bases.map(|base| (base.shared_name(), base.text().as_bytes(), base.start()));
        let texts: Vec<_> = bases.chain([(&self.name, self.bytes, self.start)]).collect();
        for (at, (name, bytes, start)) in texts.iter().enumerate() {
            let end = texts.get(at.saturating_add(1)).map_or(usize::MAX, |(_, _, start)| *start);
            let (of_text, others) = rest.split_at(rest.partition_point(|fault| fault.span.start < end));
            rest = others;
            let spans = of_text.iter().map(|fault| fault.span.back_by(*start));
            let found = of_text.iter().zip(spans.clone()).zip(places(bytes, spans.map(|span| span.start)));
            located.extend(found.map(|((fault, span), (line, column))| Diagnostic {
                code: fault.code,
                source: Arc::clone(name),
                span,
                line,
                column,
                message: fault.message.clone(),
                help: fault.help.clone(),
            }));
        }
        Diagnostics::new(located)
    }
}
