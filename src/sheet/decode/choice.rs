//! Choices: sets of options of which a usage may state at most one.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use toml::de::DeValue;

use super::Decoder;
use super::names::Names;
use super::value::{At, Entry};
use crate::diagnostics::Quoted;
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
        names.choices.push(entry.key);
        let (mut members, mut default, mut required, mut stated) = (None, None, None, true);
        match entry.value {
            DeValue::Array(_) => members = self.names(entry),
            DeValue::Table(_) => {
                stated = false;
                for field in self.table(entry).unwrap_or_default() {
                    match field.key {
                        "of" => {
                            stated = true;
                            members = self.members(&field);
                        }
                        "default" => default = self.word_at(&field),
                        "required" => required = self.switch(&field).then_some(field.key_span),
                        _ => self.unknown_key(&field, "a choice", &["of", "default", "required"]),
                    }
                }
            }
            _ => self.wrong_type(entry, "a list of options, or a table with `of`"),
        }
        if !stated {
            let help = Some("list its options, as in `{ of = [\"classic\", \"premium\"] }`".to_string());
            self.fault(
                Code::MissingKey,
                entry.span,
                format!("choice {} has no `of`", Quoted(entry.key)),
                help,
            );
        }
        for member in members.iter().flatten() {
            self.member(*member, names);
        }
        if let Some(default) = &default {
            self.check_default(entry, default, members.as_deref(), required);
        }
        let members = members.unwrap_or_default();
        Choice {
            name: entry.key.to_string(),
            of: members.iter().map(|member| names.option(member.value)).collect(),
            default: default.map(|default| names.option(default.value)),
            required: required.is_some(),
            span: entry.key_span,
        }
    }

    fn members<'d>(&mut self, entry: &Entry<'d>) -> Option<Vec<At<&'d str>>> {
        if entry.value.is_array() {
            return self.names(entry);
        }
        self.wrong_type(entry, "a list of options");
        None
    }

    fn member<'d>(&mut self, member: At<&'d str>, names: &mut Names<'d>) {
        self.check_name(member.value, member.span);
        names.options.push((member.value, member.span));
        if !names.members.insert(member.value) {
            let message = format!("option {} is a member of two choices", Quoted(member.value));
            let help = Some("an option belongs to one choice".to_string());
            self.fault(Code::TwoChoices, member.span, message, help);
        }
    }

    fn check_default(
        &mut self,
        entry: &Entry<'_>,
        default: &At<&str>,
        members: Option<&[At<&str>]>,
        required: Option<Span>,
    ) {
        // Where the list is faulty or left out, that is what has been reported.
        if let Some(members) = members
            && !members.iter().any(|member| member.value == default.value)
        {
            let near = nearest(default.value, members.iter().map(|member| member.value));
            let message = format!(
                "the default {} is not a member of choice {}",
                Quoted(default.value),
                Quoted(entry.key)
            );
            let help = match near {
                Some(near) => format!("did you mean {}?", Quoted(near)),
                None => "name one of its members".to_string(),
            };
            self.fault(Code::UnknownName, default.span, message, Some(help));
        }
        if required.is_some() {
            self.required_default(entry, default.span);
        }
    }

    pub(super) fn required_default(&mut self, entry: &Entry<'_>, span: Span) {
        let message = format!("{} has a default and is required", Quoted(entry.key));
        let help = Some("what must be stated needs no default: leave one of them out".to_string());
        self.fault(Code::RequiredDefault, span, message, help);
    }
}
