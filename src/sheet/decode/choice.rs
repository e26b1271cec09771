//! Choices: sets of options of which a usage may state at most one.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use toml::de::DeValue;

use super::Decoder;
use super::endpoint::Names;
use super::value::{At, Entry};
use crate::diagnostics::{Code, Span};
use crate::sheet::Choice;
use crate::suggest::nearest;

impl Decoder {
    pub(super) fn choices<'d>(&mut self, entry: &Entry<'d>, names: &mut Names<'d>) -> Vec<Choice> {
        let table = self.table(entry).unwrap_or_default();
        table.iter().map(|choice| self.choice(choice, names)).collect()
    }

    fn choice<'d>(&mut self, entry: &Entry<'d>, names: &mut Names<'d>) -> Choice {
        self.check_name(entry.key, entry.key_span);
        let (mut members, mut default, mut required, mut stated) = (Vec::new(), None, None, true);
        match entry.value {
            DeValue::Array(_) => members = self.names(entry).unwrap_or_default(),
            DeValue::Table(_) => {
                stated = false;
                for field in self.table(entry).unwrap_or_default() {
                    match field.key {
                        "of" => {
                            stated = true;
                            members = self.members(&field);
                        }
                        "default" => default = self.text(&field).map(|value| At { value, span: field.span }),
                        "required" => required = self.switch(&field).then_some(field.key_span),
                        _ => self.unknown_key(&field, "a choice", &["of", "default", "required"]),
                    }
                }
            }
            _ => self.wrong_type(entry, "a list of options, or a table with `of`"),
        }
        if !stated {
            let help = Some("list its options, as in `{ of = [\"classic\", \"premium\"] }`".to_string());
            self.fault(Code::MissingKey, entry.span, format!("choice `{}` has no `of`", entry.key), help);
        }
        for member in &members {
            self.member(*member, names);
        }
        if let Some(default) = &default {
            self.check_default(entry, default, &members, required);
        }
        Choice {
            name: entry.key.to_string(),
            of: members.iter().map(|member| member.value.to_string()).collect(),
            default: default.map(|default| default.value),
            required: required.is_some(),
            span: entry.key_span,
        }
    }

    fn members<'d>(&mut self, entry: &Entry<'d>) -> Vec<At<&'d str>> {
        if entry.value.is_array() {
            return self.names(entry).unwrap_or_default();
        }
        self.wrong_type(entry, "a list of options");
        Vec::new()
    }

    fn member<'d>(&mut self, member: At<&'d str>, names: &mut Names<'d>) {
        self.check_name(member.value, member.span);
        names.options.push((member.value, member.span));
        if !names.members.insert(member.value) {
            let message = format!("option `{}` is a member of two choices", member.value);
            self.fault(Code::TwoChoices, member.span, message, None);
        }
    }

    fn check_default(
        &mut self,
        entry: &Entry<'_>,
        default: &At<alloc::string::String>,
        members: &[At<&str>],
        required: Option<Span>,
    ) {
        if !members.iter().any(|member| member.value == default.value) {
            let near = nearest(&default.value, members.iter().map(|member| member.value));
            let message = format!("the default `{}` is no member of choice `{}`", default.value, entry.key);
            let help = near.map(|near| format!("did you mean `{near}`?"));
            self.fault(Code::UnknownName, default.span, message, help);
        }
        if required.is_some() {
            self.required_default(entry, default.span);
        }
    }

    pub(super) fn required_default(&mut self, entry: &Entry<'_>, span: Span) {
        let message = format!("`{}` has a default and is required", entry.key);
        let help = Some("what must be stated needs no default: leave one of them out".to_string());
        self.fault(Code::RequiredDefault, span, message, help);
    }
}
