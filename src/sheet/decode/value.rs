//! Values of the format: texts, numbers, switches, names, lists, tables and roundings.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rust_decimal::Decimal;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::Decoder;
use crate::diagnostics::{Code, Span};
use crate::document::Quoted;
use crate::number::{self, NumberError};
use crate::rounding::{Rounding, RoundingMode};
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
pub(super) fn entries<'d>(table: &'d DeTable<'d>) -> Vec<Entry<'d>> {
    let entry = |(key, value): (&'d Spanned<toml::de::DeString<'d>>, &'d Spanned<DeValue<'d>>)| Entry {
        key: key.get_ref(),
        key_span: key.span().into(),
        value: value.get_ref(),
        span: value.span().into(),
    };
    let mut entries: Vec<_> = table.iter().map(entry).collect();
    entries.sort_by_key(|entry| entry.key_span.start);
    entries
}

/// Words in backticks with commas between them.
pub(super) fn list(words: &[&str]) -> String {
    words.iter().map(|word| Quoted(word).to_string()).collect::<Vec<_>>().join(", ")
}

/// What to do where a limit is passed.
pub(super) const TOO_MANY: &str = "leave some out, or split what they belong to";
/// How a number may be written.
const NUMBER_FORMS: &str = "write it as 1, 0.5, 1_000 or 2.5e-3";

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
        let text = entry.value.as_str().map(ToString::to_string);
        if text.is_none() {
            self.wrong_type(entry, "a text");
        }
        text
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

    /// A decimal from the text of its literal.
    pub(super) fn number(&mut self, entry: &Entry<'_>) -> Option<At<Decimal>> {
        let read = match entry.value {
            DeValue::Integer(integer) if integer.radix() != 10 => Err(NumberError::NotDecimal),
            DeValue::Integer(integer) => number::parse(integer.as_str()),
            DeValue::Float(float) => number::parse(float.as_str()),
            DeValue::String(text) => number::parse(text),
            _ => {
                self.wrong_type(entry, "a number");
                return None;
            }
        };
        let fault = |error| self.number_fault(entry.span, error, format!("{} is {error}", Quoted(entry.key)));
        read.map_err(fault).ok().map(|value| At { value, span: entry.span })
    }

    pub(super) fn number_fault(&mut self, span: Span, error: NumberError, message: String) {
        let (code, help) = match error {
            NumberError::NotANumber => (Code::NotANumber, NUMBER_FORMS),
            NumberError::NotDecimal => (Code::NotDecimal, "write it with decimal digits"),
            NumberError::Negative => (Code::Negative, "amounts and quantities are 0 or above"),
            NumberError::TooLarge => (Code::TooLarge, "count in a larger unit"),
            NumberError::TooManyDigits => {
                (Code::TooManyDigits, "write fewer digits, or count in a smaller unit")
            }
        };
        self.fault(code, span, message, Some(help.to_string()));
    }

    pub(super) fn above_zero(&mut self, entry: &Entry<'_>) -> Option<At<Decimal>> {
        let number = self.number(entry)?;
        if number.value.is_zero() {
            let help = Some("leave it out, or write a number above zero".to_string());
            self.fault(Code::Zero, entry.span, format!("{} must be above zero", Quoted(entry.key)), help);
            return None;
        }
        Some(number)
    }

    pub(super) fn table<'d>(&mut self, entry: &Entry<'d>) -> Option<Vec<Entry<'d>>> {
        let DeValue::Table(table) = entry.value else {
            self.wrong_type(entry, "a table");
            return None;
        };
        Some(entries(table))
    }

    /// The elements of a list, each under the key of the list.
    pub(super) fn list<'d>(&mut self, entry: &Entry<'d>) -> Option<Vec<Entry<'d>>> {
        let DeValue::Array(array) = entry.value else {
            self.wrong_type(entry, "a list");
            return None;
        };
        Some(elements(entry, array))
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

    /// Names: one, or a list of distinct ones that is not empty.
    pub(super) fn names<'d>(&mut self, entry: &Entry<'d>) -> Option<Vec<At<&'d str>>> {
        if let DeValue::String(name) = entry.value {
            return Some(Vec::from([At { value: &**name, span: entry.span }]));
        }
        if !entry.value.is_array() {
            self.wrong_type(entry, "a name or a list of names");
            return None;
        }
        let names = self.name_list(entry)?;
        if entry.value.as_array().is_some_and(|array| array.iter().next().is_none()) {
            self.empty(entry);
            return None;
        }
        Some(names)
    }

    /// A list of distinct names, which may be empty.
    pub(super) fn name_list<'d>(&mut self, entry: &Entry<'d>) -> Option<Vec<At<&'d str>>> {
        let list = self.list(entry)?;
        let mut seen = BTreeSet::new();
        let mut names = Vec::new();
        for element in &list {
            let DeValue::String(name) = element.value else {
                self.wrong_type(element, "a list of names");
                continue;
            };
            if seen.insert(&**name) {
                names.push(At { value: &**name, span: element.span });
            } else {
                let help = Some("state it once".to_string());
                self.fault(
                    Code::RepeatedName,
                    element.span,
                    format!("{} is in this list twice", Quoted(name)),
                    help,
                );
            }
        }
        Some(names)
    }

    /// A list of texts, or one, that is not empty.
    pub(super) fn texts(&mut self, entry: &Entry<'_>) -> Vec<String> {
        if let DeValue::String(text) = entry.value {
            return Vec::from([text.to_string()]);
        }
        let list = self.list(entry).unwrap_or_default();
        if list.is_empty() && entry.value.is_array() {
            self.empty(entry);
        }
        list.iter().filter_map(|element| self.text(element)).collect()
    }

    /// Refuses a name that no usage could state.
    pub(super) fn check_name(&mut self, name: &str, span: Span) {
        let problem = if name.is_empty() {
            "is empty"
        } else if name == "not" {
            "is reserved for conditions"
        } else if name.starts_with('-') {
            "starts with `-`"
        } else if name.chars().any(char::is_whitespace) {
            "has white space in it"
        } else if name.chars().any(char::is_control) {
            "has a control character in it"
        } else if name.contains(['=', '<', '>', '"', ',']) {
            "has one of `=`, `<`, `>`, `\"`, `,` in it"
        } else {
            return;
        };
        let help = Some("names are like `company-by-url`".to_string());
        self.fault(Code::InvalidName, span, format!("the name {} {problem}", Quoted(name)), help);
    }

    /// A rounding; `Some(None)` where it is "none".
    pub(super) fn rounding(&mut self, entry: &Entry<'_>) -> Option<Option<Rounding>> {
        let modes = RoundingMode::ALL.map(|mode| (mode.as_str(), Some(mode)));
        match entry.value {
            DeValue::String(_) => {
                let words: Vec<_> = modes.into_iter().chain([("none", None)]).collect();
                let mode = self.word(entry, &words)?.value;
                Some(mode.map(|mode| Rounding { to: Decimal::ONE, mode }))
            }
            DeValue::Table(_) => self.rounding_table(entry).map(Some),
            _ => {
                self.wrong_type(entry, "a rounding mode, a table with `to` and `mode`, or \"none\"");
                None
            }
        }
    }

    /// An increment: a rounding, or a number to round up to.
    pub(super) fn increment(&mut self, entry: &Entry<'_>) -> Option<Option<Rounding>> {
        match entry.value {
            DeValue::Integer(_) | DeValue::Float(_) => self.step_up(entry),
            // A number may be written as a string; what is no word of a rounding is read as one.
            DeValue::String(text)
                if text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first)) =>
            {
                self.step_up(entry)
            }
            DeValue::String(_) | DeValue::Table(_) => self.rounding(entry),
            _ => {
                self.wrong_type(entry, "a number, a table with `to` and `mode`, or \"none\"");
                None
            }
        }
    }

    fn step_up(&mut self, entry: &Entry<'_>) -> Option<Option<Rounding>> {
        let to = self.above_zero(entry)?.value;
        Some(Some(Rounding { to, mode: RoundingMode::Up }))
    }

    fn rounding_table(&mut self, entry: &Entry<'_>) -> Option<Rounding> {
        let modes = RoundingMode::ALL.map(|mode| (mode.as_str(), mode));
        let (mut to, mut mode, mut stated) = (None, None, (false, false));
        for field in self.table(entry)? {
            match field.key {
                "to" => {
                    stated.0 = true;
                    to = self.above_zero(&field);
                }
                "mode" => {
                    stated.1 = true;
                    mode = self.word(&field, &modes);
                }
                _ => self.unknown_key(&field, "a rounding", &["to", "mode"]),
            }
        }
        for (key, stated) in [("to", stated.0), ("mode", stated.1)] {
            if !stated {
                let help = Some("write both, as in `{ to = 0.01, mode = \"half-even\" }`".to_string());
                self.fault(
                    Code::MissingKey,
                    entry.span,
                    format!("{} has no `{key}`", Quoted(entry.key)),
                    help,
                );
            }
        }
        Some(Rounding { to: to?.value, mode: mode?.value })
    }
}

fn elements<'d>(entry: &Entry<'d>, array: &'d DeArray<'d>) -> Vec<Entry<'d>> {
    let element = |value: &'d Spanned<DeValue<'d>>| {
        let span = value.span().into();
        Entry { key: entry.key, key_span: span, value: value.get_ref(), span }
    };
    array.iter().map(element).collect()
}
