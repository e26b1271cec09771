//! Text of a sheet within HTML.

use alloc::format;
use alloc::string::String;

use maud::{Markup, Render, html};

use crate::text::{Run, Text};

/// Text of the sheet: escaped, the single quote too, which `maud` leaves as it is.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl Render for Escaped<'_> {
    fn render_to(&self, buffer: &mut String) {
        for (at, part) in self.0.split('\'').enumerate() {
            if at > 0 {
                buffer.push_str("&#39;");
            }
            part.render_to(buffer);
        }
    }
}

/// Words, with names as code.
pub(super) fn runs(text: &Text) -> Markup {
    html! {
        @for run in text.runs() {
            @match run {
                Run::Words(words) => (Escaped(words)),
                Run::Name(name) => code { (Escaped(name)) },
            }
        }
    }
}

/// A text as JSON within a script: nothing in it ends the element.
pub(super) fn json(text: &str) -> String {
    let mut json = String::from('"');
    for c in text.chars() {
        match c {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' | '\u{7f}' => {
                json.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => json.push(c),
        }
    }
    json.push('"');
    json
}
