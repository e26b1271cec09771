//! Examples: usages with the totals that the vendor publishes.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::Decoder;
use super::names::Names;
use super::reference::{Kind, Place, Reference};
use super::value::{At, Entry};
use crate::diagnostics::Code;
use crate::sheet::Example;

impl Decoder {
    pub(super) fn examples<'d>(&mut self, entry: &Entry<'d>, names: &mut Names<'d>) -> Vec<Example> {
        let list = self.list(entry).unwrap_or_default();
        list.iter().filter_map(|example| self.example(example, names)).collect()
    }

    fn example<'d>(&mut self, entry: &Entry<'d>, names: &mut Names<'d>) -> Option<Example> {
        let fields = self.table(entry)?;
        let (mut options, mut quantities, mut total, mut note) = (Vec::new(), Vec::new(), None, None);
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
                "total" => total = self.number(field),
                "note" => note = self.text(field),
                _ => self.unknown_key(field, "an example", &["options", "quantities", "total", "note"]),
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
            total: total.value,
            note,
            span: entry.span,
            total_span: total.span,
        })
    }
}
