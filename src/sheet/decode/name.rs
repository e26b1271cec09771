//! Names, and lists of them.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use toml::de::DeValue;

use super::Decoder;
use super::value::{At, Entry};
use crate::diagnostics::Quoted;
use crate::diagnostics::{Code, Span};

impl Decoder {
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
}
