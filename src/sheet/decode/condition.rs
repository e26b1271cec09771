//! Conditions: `when = ["premium", "not js", "input > 200_000"]`.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::Decoder;
use super::names::Names;
use super::reference::{Kind, Place, Reference};
use super::value::{At, Entry};
use crate::diagnostics::Quoted;
use crate::diagnostics::{Code, Span};
use crate::limits::CONDITIONS_MAX;
use crate::number::{self, NumberError};
use crate::sheet::{Comparison, Condition};

const FORMS: &str = "conditions are like \"premium\", \"not premium\", \"input > 200_000\" (or >=, <, <=), \
                     \"region = eu\" (or !=), \"in peak\", \"not in peak\"";

impl Decoder {
    /// The conditions of a `when`; the names they speak of are kept, to be looked up when all are known.
    pub(super) fn when<'d>(&mut self, entry: &Entry<'d>, names: &mut Names<'d>) -> Vec<Condition> {
        let Some(list) = self.list(entry) else { return Vec::new() };
        self.limit(&list, CONDITIONS_MAX, Code::TooManyConditions, "conditions of a `when`");
        let mut conditions = Vec::new();
        for element in &list {
            match element.value.as_str() {
                Some(text) => conditions.extend(self.condition(text, element.span, names)),
                None => self.wrong_type(element, "a list of conditions"),
            }
        }
        conditions
    }

    fn condition<'d>(&mut self, text: &'d str, span: Span, names: &mut Names<'d>) -> Option<Condition> {
        if let Some(at) = text.find(['<', '>', '=']) {
            return match text.get(at..) {
                Some(rest) if rest.starts_with('=') => self.equality(text, at, span, names),
                _ => self.comparison(text, at, span, names),
            };
        }
        let mut words = text.split_whitespace();
        match [words.next(), words.next(), words.next(), words.next()] {
            [Some("in"), Some(name), None, None] => return self.window_condition(name, true, span, names),
            [Some("not"), Some("in"), Some(name), None] => {
                return self.window_condition(name, false, span, names);
            }
            _ => {}
        }
        let (name, given) = match text.split_once(char::is_whitespace) {
            Some(("not", name)) => (name.trim(), false),
            _ => (text, true),
        };
        if name.is_empty() || name == "not" || name.contains(char::is_whitespace) {
            self.invalid_condition(text, span);
            return None;
        }
        names.references.push(Reference { name, span, kind: Kind::Option, place: Place::Condition });
        let option = names.option(name);
        Some(if given { Condition::Given(option) } else { Condition::NotGiven(option) })
    }

    /// An attribute and its value: with `=`, or with `!=` where the `!` stands directly before it.
    fn equality<'d>(
        &mut self,
        text: &'d str,
        at: usize,
        span: Span,
        names: &mut Names<'d>,
    ) -> Option<Condition> {
        let (name, rest) = text.split_at_checked(at)?;
        let (name, is) = name.strip_suffix('!').map_or((name, true), |name| (name, false));
        let (name, value) = (name.trim(), rest.strip_prefix('=')?.trim());
        if name.is_empty() || name.contains(char::is_whitespace) || value.is_empty() || value.starts_with('=')
        {
            self.invalid_condition(text, span);
            return None;
        }
        let attribute = self.attribute_named(At { value: name, span }, Place::Condition, names)?;
        let value = self.value_named(attribute, At { value, span }, names)?;
        Some(Condition::Attribute { attribute, value, is })
    }

    fn comparison<'d>(
        &mut self,
        text: &'d str,
        at: usize,
        span: Span,
        names: &mut Names<'d>,
    ) -> Option<Condition> {
        let (name, rest) = text.split_at_checked(at)?;
        let signs = [
            (">=", Comparison::AtLeast),
            ("<=", Comparison::AtMost),
            (">", Comparison::Above),
            ("<", Comparison::Below),
        ];
        let found =
            signs.into_iter().find_map(|(sign, comparison)| Some((comparison, rest.strip_prefix(sign)?)));
        let name = name.trim();
        let Some((comparison, bound)) =
            found.filter(|_| !name.is_empty() && !name.contains(char::is_whitespace))
        else {
            self.invalid_condition(text, span);
            return None;
        };
        match number::parse(bound.trim()) {
            Ok(bound) => {
                names.references.push(Reference {
                    name,
                    span,
                    kind: Kind::Quantity,
                    place: Place::Condition,
                });
                Some(Condition::Quantity { quantity: names.quantity(name), comparison, bound })
            }
            Err(error) => {
                let message =
                    format!("{} in the condition {} is {error}", Quoted(bound.trim()), Quoted(text));
                if error == NumberError::NotANumber {
                    self.fault(Code::NotANumber, span, message, Some(FORMS.to_string()));
                } else {
                    self.number_fault(span, error, message);
                }
                None
            }
        }
    }

    fn invalid_condition(&mut self, text: &str, span: Span) {
        self.fault(
            Code::InvalidCondition,
            span,
            format!("{} is not a condition", Quoted(text)),
            Some(FORMS.to_string()),
        );
    }
}
