//! Quantities: what a usage states and charges read.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::Decoder;
use super::names::Names;
use super::value::Entry;
use crate::diagnostics::Span;
use crate::sheet::{DerivedQuantity, Quantity};

impl Decoder {
    /// The quantities that are listed: those that usages state, and those made of others.
    pub(super) fn quantities<'d>(
        &mut self,
        entry: &Entry<'d>,
        names: &mut Names<'d>,
    ) -> (Vec<Quantity>, Vec<DerivedQuantity>) {
        let (mut quantities, mut derived, mut made) = (Vec::new(), Vec::new(), Vec::new());
        for field in self.table(entry).unwrap_or_default() {
            let keys = field.value.as_table();
            if keys.is_some_and(|table| table.contains_key("sum") || table.contains_key("product")) {
                names.derived.push((field.key, field.key_span));
                made.push(field);
            } else {
                quantities.push(self.quantity(&field, names));
            }
        }
        // All of them are known before one may name another.
        derived.extend(made.iter().map(|field| self.derived_quantity(field, names)));
        (quantities, derived)
    }

    fn quantity<'d>(&mut self, entry: &Entry<'d>, names: &mut Names<'d>) -> Quantity {
        const KEYS: &[&str] = &["title", "unit", "default", "required", "at_least", "increment"];
        self.check_name(entry.key, entry.key_span);
        names.quantities.push((entry.key, entry.key_span));
        let mut quantity = undeclared(entry.key, entry.key_span);
        let mut default_span = None;
        for field in self.table(entry).unwrap_or_default() {
            match field.key {
                "title" => quantity.title = self.text(&field),
                "unit" => quantity.unit = self.text(&field),
                "default" => {
                    default_span = Some(field.key_span);
                    quantity.default = self.number(&field).map(|number| number.value);
                }
                "required" => quantity.required = self.switch(&field),
                "at_least" => quantity.at_least = self.number(&field).map(|number| number.value),
                "increment" => quantity.increment = self.increment(&field).flatten(),
                _ => self.unknown_key(&field, "a quantity", KEYS),
            }
        }
        if let (Some(span), true) = (default_span, quantity.required) {
            self.required_default(entry, span);
        }
        quantity
    }
}

/// A quantity of which nothing is said but its name.
pub(super) fn undeclared(name: &str, span: Span) -> Quantity {
    Quantity {
        name: name.to_string(),
        title: None,
        unit: None,
        default: None,
        required: false,
        at_least: None,
        increment: None,
        span,
    }
}
