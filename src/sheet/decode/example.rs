//! Examples: usages with the totals that the vendor publishes.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use toml::de::DeValue;

use super::Decoder;
use super::names::Names;
use super::reference::{Kind, Place, Reference};
use super::value::{At, Entry};
use crate::diagnostics::{Code, Quoted};
use crate::instant::StatedInstant;
use crate::sheet::Example;

impl Decoder {
    pub(super) fn examples<'d>(&mut self, entry: &Entry<'d>, names: &mut Names<'d>) -> Vec<Example> {
        let list = self.list(entry).unwrap_or_default();
        list.iter().filter_map(|example| self.example(example, names)).collect()
    }

    fn example<'d>(&mut self, entry: &Entry<'d>, names: &mut Names<'d>) -> Option<Example> {
        let fields = self.table(entry)?;
        const KEYS: &[&str] = &["options", "quantities", "attributes", "at", "total", "note"];
        let (mut options, mut quantities, mut attributes) = (Vec::new(), Vec::new(), Vec::new());
        let (mut at, mut total, mut note) = (None, None, None);
        for field in &fields {
            match field.key {
                "options" => {
                    for option in self.name_list(field).unwrap_or_default() {
                        let At { value: name, span } = option;
                        names.references.push(Reference {
                            name,
                            span,
                            kind: Kind::Option,
                            place: Place::Example,
                        });
                        options.push(names.option(name));
                    }
                }
                "quantities" => {
                    for quantity in self.table(field).unwrap_or_default() {
                        let (name, span) = (quantity.key, quantity.key_span);
                        names.references.push(Reference {
                            name,
                            span,
                            kind: Kind::Quantity,
                            place: Place::Example,
                        });
                        let number = self.number(&quantity).map(|number| number.value);
                        let id = names.quantity(name);
                        quantities.extend(number.map(|number| (id, number)));
                    }
                }
                "attributes" => {
                    for attribute in self.table(field).unwrap_or_default() {
                        let name = At { value: attribute.key, span: attribute.key_span };
                        let id = self.attribute_named(name, Place::Example, names);
                        attributes.extend(id.zip(self.text(&attribute)));
                    }
                }
                "at" => at = self.stated_instant(field),
                "total" => total = self.number(field),
                "note" => note = self.text(field),
                _ => self.unknown_key(field, "an example", KEYS),
            }
        }
        if !fields.iter().any(|field| field.key == "total") {
            let message = "this example has no `total`".to_string();
            self.fault(Code::MissingKey, entry.span, message, Some("say what the usage costs".to_string()));
        }
        let total = total?;
        Some(Example {
            options,
            quantities,
            attributes,
            at,
            total: total.value,
            note,
            span: entry.span,
            total_span: total.span,
        })
    }

    /// When a usage was made: an offset date-time, or its text. It need not be as exact as what a sheet applies from.
    fn stated_instant(&mut self, entry: &Entry<'_>) -> Option<StatedInstant> {
        let text = match entry.value {
            DeValue::Datetime(written) => {
                let mut written = *written;
                // TOML lets the seconds be left out; RFC 3339 does not.
                if let Some(time) = &mut written.time {
                    time.second.get_or_insert(0);
                }
                written.to_string()
            }
            DeValue::String(text) => text.to_string(),
            _ => {
                self.wrong_type(entry, "an instant such as 2026-05-01T00:00:00Z, or its text");
                return None;
            }
        };
        let read: Result<StatedInstant, _> = text.parse();
        read.map_err(|error| {
            let message = format!("{} of `at` is {error}", Quoted(&text));
            let help = "write date, time and offset, such as 2026-05-01T00:00:00Z";
            self.fault(Code::NoInstant, entry.span, message, Some(help.to_string()));
        })
        .ok()
    }
}
