//! Attributes, and the values of them that an endpoint speaks of.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::Decoder;
use super::names::Names;
use super::reference::{Kind, Place, Reference};
use super::value::{At, Entry};
use crate::diagnostics::{Code, Quoted, Span};
use crate::limits::{ATTRIBUTES_MAX, VALUE_CHARS_MAX};
use crate::sheet::{Attribute, AttributeId, Endpoint, ValueId, is_value};
use crate::suggest::nearest;

/// The attributes of an endpoint while it is read.
#[derive(Default)]
pub(super) struct Attributes<'d> {
    known: Vec<Values<'d>>,
}

/// The values of one attribute that the endpoint has spoken of so far, each once.
struct Values<'d> {
    name: &'d str,
    span: Span,
    values: Vec<&'d str>,
    places: BTreeMap<&'d str, ValueId>,
    /// How many values there are, where the sheet lists them all.
    closed: Option<usize>,
}

impl<'d> Attributes<'d> {
    pub(super) fn find(&self, name: &str) -> Option<AttributeId> {
        self.known.iter().position(|known| known.name == name).map(AttributeId::at)
    }

    /// The names, each with its place.
    pub(super) fn declared(&self) -> Vec<(&'d str, Span)> {
        self.known.iter().map(|known| (known.name, known.span)).collect()
    }

    /// Gives each attribute of the endpoint the values that it turned out to have.
    pub(super) fn fill(&self, endpoint: &mut Endpoint) {
        for (attribute, known) in endpoint.attributes.iter_mut().zip(&self.known) {
            attribute.values = known.values.iter().map(|value| value.to_string()).collect();
        }
    }
}

impl<'d> Values<'d> {
    fn id(&mut self, value: &'d str) -> ValueId {
        let next = ValueId::at(self.values.len());
        *self.places.entry(value).or_insert_with(|| {
            self.values.push(value);
            next
        })
    }
}

impl Decoder {
    pub(super) fn attributes<'d>(&mut self, entry: &Entry<'d>, names: &mut Names<'d>) -> Vec<Attribute> {
        let table = self.table(entry).unwrap_or_default();
        self.limit(&table, ATTRIBUTES_MAX, Code::TooManyAttributes, "attributes of an endpoint");
        table.iter().map(|attribute| self.attribute(attribute, names)).collect()
    }

    fn attribute<'d>(&mut self, entry: &Entry<'d>, names: &mut Names<'d>) -> Attribute {
        const KEYS: &[&str] = &["title", "default", "required", "of", "open"];
        self.check_name(entry.key, entry.key_span);
        let (mut title, mut default, mut required, mut of, mut open) = (None, None, None, None, false);
        let fields = self.table(entry);
        for field in fields.iter().flatten() {
            match field.key {
                "title" => title = self.text(field),
                "default" => default = Some(*field),
                "required" => required = self.switch(field).then_some(field.key_span),
                "of" => of = Some(*field),
                "open" => open = self.switch(field),
                _ => self.unknown_key(field, "an attribute", KEYS),
            }
        }
        let mut known = Values {
            name: entry.key,
            span: entry.key_span,
            values: Vec::new(),
            places: BTreeMap::new(),
            closed: None,
        };
        let found = self.faults.found();
        let of_values: Vec<ValueId> = match &of {
            Some(field) => self.members_of(field).iter().map(|value| known.id(value)).collect(),
            None => Vec::new(),
        };
        let default_value = default.and_then(|field| {
            let text = self.word_at(&field)?;
            self.check_value(entry.key, text).then(|| known.id(text.value))
        });
        // Where a value is faulty, it is not known which are meant.
        if of.is_some() && !open && self.faults.found() == found {
            known.closed = Some(known.values.len());
        }
        match (&default, required) {
            (Some(default), Some(_)) => self.required_default(entry, default.key_span),
            (None, None) if fields.is_some() => {
                let message =
                    format!("attribute {} has neither a `default` nor `required`", Quoted(entry.key));
                let help = "say what it is where a usage does not state it, or `required = true`";
                self.fault(Code::MissingKey, entry.key_span, message, Some(help.to_string()));
            }
            _ => {}
        }
        names.attributes.known.push(known);
        Attribute {
            name: entry.key.to_string(),
            title,
            default: default_value,
            required: required.is_some(),
            of: of_values,
            open,
            values: Vec::new(),
            span: entry.key_span,
        }
    }

    /// The values that an attribute lists.
    fn members_of<'d>(&mut self, entry: &Entry<'d>) -> Vec<&'d str> {
        let Some(members) = self.name_list(entry) else { return Vec::new() };
        if entry.value.as_array().is_some_and(|list| list.iter().next().is_none()) {
            self.empty(entry);
        }
        let attribute = entry.key;
        members
            .into_iter()
            .filter(|member| self.check_value(attribute, *member))
            .map(|member| member.value)
            .collect()
    }

    /// Refuses a text that no usage could state as a value.
    fn check_value(&mut self, key: &str, text: At<&str>) -> bool {
        let sound = is_value(text.value);
        if !sound {
            let message = format!("{} cannot be a value of {}", Quoted(text.value), Quoted(key));
            let help = format!(
                "write 1 to {VALUE_CHARS_MAX} characters, without control characters and white space around them"
            );
            self.fault(Code::InvalidValue, text.span, message, Some(help));
        }
        sound
    }

    /// The attribute of a name that a condition, a table or an example speaks of.
    pub(super) fn attribute_named<'d>(
        &mut self,
        name: At<&'d str>,
        place: Place,
        names: &mut Names<'d>,
    ) -> Option<AttributeId> {
        let found = names.attributes.find(name.value);
        if found.is_none() {
            let At { value: name, span } = name;
            names.references.push(Reference { name, span, kind: Kind::Attribute, place });
        }
        found
    }

    /// The value that a condition or a table names.
    pub(super) fn value_named<'d>(
        &mut self,
        attribute: AttributeId,
        value: At<&'d str>,
        names: &mut Names<'d>,
    ) -> Option<ValueId> {
        let known = names.attributes.known.get_mut(attribute.index())?;
        if !self.check_value(known.name, value) {
            return None;
        }
        if let Some(closed) = known.closed
            && !known.places.contains_key(value.value)
        {
            let listed = || known.values.iter().take(closed).copied();
            let help = match nearest(value.value, listed()) {
                Some(near) => format!("did you mean {}?", Quoted(near)),
                None => "add it to `of`, or say `open = true`".to_string(),
            };
            let message =
                format!("attribute {} does not have the value {}", Quoted(known.name), Quoted(value.value));
            self.fault(Code::UnknownValue, value.span, message, Some(help));
            return None;
        }
        Some(known.id(value.value))
    }
}
