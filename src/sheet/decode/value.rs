//! Values of the format: texts, switches, words, lists and tables, and where each of them stands.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use toml::de::{DeArray, DeTable, DeValue};

use super::Decoder;
use super::amount::NUMBER_FORMS;
use crate::diagnostics::Quoted;
use crate::diagnostics::{Code, Span};
use crate::document::{Key, Places, Value, in_order};
use crate::suggest::nearest;

/// A key and its value, each with its place; or an element of a list under the key of the list.
#[derive(Clone, Copy)]
pub(super) struct Entry<'d> {
    pub(super) key: &'d str,
    pub(super) key_span: Span,
    pub(super) value: &'d DeValue<'d>,
    pub(super) span: Span,
}

/// What a key says: nothing, a value, or something that has been reported as faulty. What depends on a faulty value
/// is not reported as well.
#[derive(Clone, Copy, Default)]
pub(super) enum Stated<T> {
    #[default]
    Absent,
    Faulty,
    Is(T),
}

impl<T> Stated<T> {
    /// What was read from a key: none where it was faulty.
    pub(super) fn read(value: Option<T>) -> Self {
        value.map_or(Stated::Faulty, Stated::Is)
    }

    /// This, or where nothing is stated what is inherited.
    pub(super) fn or(self, inherited: Self) -> Self {
        if self.is_absent() { inherited } else { self }
    }

    pub(super) fn is_absent(&self) -> bool {
        matches!(self, Stated::Absent)
    }

    pub(super) fn is_faulty(&self) -> bool {
        matches!(self, Stated::Faulty)
    }

    pub(super) fn value(self) -> Option<T> {
        match self {
            Stated::Is(value) => Some(value),
            Stated::Absent | Stated::Faulty => None,
        }
    }
}

/// A value and where it stands.
#[derive(Clone, Copy)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) span: Span,
}

/// The entries of a table in the order of the file; the tree has them by name.
pub(super) fn entries<'d>(table: &'d DeTable<'d>, places: &Places) -> Vec<Entry<'d>> {
    in_order(table).into_iter().map(|(key, value)| Entry::of(key, value, places)).collect()
}

impl<'d> Entry<'d> {
    pub(super) fn of(key: &'d Key<'d>, value: &'d Value<'d>, places: &Places) -> Self {
        Entry {
            key: key.get_ref(),
            key_span: places.of(key.span()),
            value: value.get_ref(),
            span: places.of(value.span()),
        }
    }
}

/// Words in backticks with commas between them.
pub(super) fn list(words: &[&str]) -> String {
    words.iter().map(|word| Quoted(word).to_string()).collect::<Vec<_>>().join(", ")
}

/// What to do where a limit is passed.
pub(super) const TOO_MANY: &str = "leave some out, or split what they belong to";

fn type_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

impl Decoder {
    pub(super) fn wrong_type(&mut self, entry: &Entry<'_>, wanted: &str) {
        let found = type_of(entry.value);
        let help = match wanted {
            "a text" => "write it in quotes",
            "a number" => NUMBER_FORMS,
            "true or false" => "write `true` or `false`, without quotes",
            "a table" => "write it as `{ key = value }`, or under a header of its own",
            _ if wanted.starts_with("a list") => "write it in brackets, with commas between the elements",
            _ => "write it in one of these forms",
        };
        let message = format!("{} must be {wanted}, found {found}", Quoted(entry.key));
        self.fault(Code::WrongType, entry.span, message, Some(help.to_string()));
    }

    pub(super) fn text(&mut self, entry: &Entry<'_>) -> Option<String> {
        self.word_at(entry).map(|text| text.value.to_string())
    }

    /// A text that is looked up, and not kept.
    pub(super) fn word_at<'d>(&mut self, entry: &Entry<'d>) -> Option<At<&'d str>> {
        let text = entry.value.as_str();
        if text.is_none() {
            self.wrong_type(entry, "a text");
        }
        Some(At { value: text?, span: entry.span })
    }

    pub(super) fn not_blank(&mut self, entry: &Entry<'_>, text: &str) -> bool {
        let blank = text.trim().is_empty();
        if blank {
            let help = Some("say what people call it".to_string());
            self.fault(Code::Empty, entry.span, format!("{} is empty", Quoted(entry.key)), help);
        }
        !blank
    }

    pub(super) fn switch(&mut self, entry: &Entry<'_>) -> bool {
        if entry.value.as_bool().is_none() {
            self.wrong_type(entry, "true or false");
        }
        entry.value.as_bool().unwrap_or_default()
    }

    /// One of a few words.
    pub(super) fn word<T: Copy>(&mut self, entry: &Entry<'_>, words: &[(&str, T)]) -> Option<At<T>> {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let Some(text) = entry.value.as_str() else {
            self.wrong_type(entry, &format!("one of {}", list(&known)));
            return None;
        };
        let found = words.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let help = match nearest(text, known.iter().copied()) {
                Some(near) => format!("did you mean {}?", Quoted(near)),
                None => format!("write one of {}", list(&known)),
            };
            let message = format!("{} cannot be {}", Quoted(entry.key), Quoted(text));
            self.fault(Code::UnknownWord, entry.span, message, Some(help));
        }
        found.map(|(_, value)| At { value: *value, span: entry.span })
    }

    pub(super) fn table<'d>(&mut self, entry: &Entry<'d>) -> Option<Vec<Entry<'d>>> {
        let DeValue::Table(table) = entry.value else {
            self.wrong_type(entry, "a table");
            return None;
        };
        Some(entries(table, &self.places))
    }

    /// The elements of a list, each under the key of the list.
    pub(super) fn list<'d>(&mut self, entry: &Entry<'d>) -> Option<Vec<Entry<'d>>> {
        let DeValue::Array(array) = entry.value else {
            self.wrong_type(entry, "a list");
            return None;
        };
        Some(elements(entry, array, &self.places))
    }

    /// A list that must have elements, but not more than `max`. One that is too long is reported and read on.
    pub(super) fn full_list<'d>(
        &mut self,
        entry: &Entry<'d>,
        max: usize,
        code: Code,
    ) -> Option<Vec<Entry<'d>>> {
        let list = self.list(entry)?;
        if list.is_empty() {
            self.empty(entry);
            return None;
        }
        let what = format!("elements of {}", Quoted(entry.key));
        self.limit(&list, max, code, &what);
        Some(list)
    }

    pub(super) fn empty(&mut self, entry: &Entry<'_>) {
        let help = Some("leave the key out, or say what belongs there".to_string());
        self.fault(Code::Empty, entry.span, format!("{} is empty", Quoted(entry.key)), help);
    }

    /// Reports the first one of a list that is beyond `max`.
    pub(super) fn limit(&mut self, list: &[Entry<'_>], max: usize, code: Code, what: &str) {
        if let Some(first) = list.get(max) {
            let message = format!("{} {what}, more than {max}", list.len());
            self.fault(code, first.key_span, message, Some(TOO_MANY.to_string()));
        }
    }

    /// A list of texts, or one, that is not empty; none stands twice.
    pub(super) fn texts(&mut self, entry: &Entry<'_>) -> Vec<String> {
        if let DeValue::String(text) = entry.value {
            return Vec::from([text.to_string()]);
        }
        let list = self.list(entry).unwrap_or_default();
        if list.is_empty() && entry.value.is_array() {
            self.empty(entry);
        }
        let mut texts = Vec::new();
        for element in &list {
            match self.text(element) {
                Some(text) if texts.contains(&text) => {
                    let message = format!("{} is in this list twice", Quoted(&text));
                    self.fault(Code::RepeatedName, element.span, message, Some("state it once".to_string()));
                }
                text => texts.extend(text),
            }
        }
        texts
    }
}

fn elements<'d>(entry: &Entry<'d>, array: &'d DeArray<'d>, places: &Places) -> Vec<Entry<'d>> {
    let element = |value: &'d Value<'d>| {
        let span = places.of(value.span());
        Entry { key: entry.key, key_span: span, value: value.get_ref(), span }
    };
    array.iter().map(element).collect()
}
