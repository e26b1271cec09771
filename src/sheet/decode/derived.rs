//! Derived quantities: sums and products of those that usages state (section 2, *A derived quantity*).

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::Decoder;
use super::names::Names;
use super::value::{At, Entry};
use crate::diagnostics::Code;
use crate::diagnostics::Quoted;
use crate::limits::FACTORS_MAX;
use crate::sheet::{Derivation, DerivedQuantity, Weighted};

const KEYS: &[&str] = &["title", "sum", "product", "at_least", "increment"];

impl Decoder {
    pub(super) fn derived_quantity<'d>(
        &mut self,
        entry: &Entry<'d>,
        names: &mut Names<'d>,
    ) -> DerivedQuantity {
        self.check_name(entry.key, entry.key_span);
        let mut derived = DerivedQuantity {
            name: entry.key.to_string(),
            title: None,
            of: Derivation::Sum(Vec::new()),
            at_least: None,
            increment: None,
            span: entry.key_span,
        };
        let mut made = Vec::new();
        for field in self.table(entry).unwrap_or_default() {
            match field.key {
                "title" => derived.title = self.text(&field),
                "at_least" => derived.at_least = self.number(&field).map(|number| number.value),
                "increment" => derived.increment = self.increment(&field).flatten(),
                "sum" => {
                    derived.of = Derivation::Sum(self.summands(&field, names));
                    made.push(field);
                }
                "product" => {
                    let factors = self.parts(&field, names);
                    self.check_factors(&field, factors.len());
                    let ids = factors.iter().map(|factor| names.quantity(factor.value)).collect();
                    derived.of = Derivation::Product(ids);
                    made.push(field);
                }
                "unit" | "default" | "required" => {
                    let message = format!("{} is derived, so it has no `{}`", Quoted(entry.key), field.key);
                    let help = "state it of the quantities that it is made of".to_string();
                    self.fault(Code::Conflict, field.key_span, message, Some(help));
                }
                _ => self.unknown_key(&field, "a derived quantity", KEYS),
            }
        }
        if let [_, second] = made.as_slice() {
            let message = format!("quantity {} has both `sum` and `product`", Quoted(entry.key));
            let help = "leave one of them out".to_string();
            self.fault(Code::Conflict, second.key_span, message, Some(help));
        }
        derived
    }

    /// A list of names, or a table of name to weight.
    fn summands<'d>(&mut self, entry: &Entry<'d>, names: &mut Names<'d>) -> Vec<Weighted> {
        if !entry.value.is_table() {
            let parts = self.parts(entry, names);
            let summand = |part: &At<&'d str>, names: &mut Names<'d>| Weighted {
                quantity: names.quantity(part.value),
                weight: Decimal::ONE,
            };
            return parts.iter().map(|part| summand(part, names)).collect();
        }
        for field in self.table(entry).unwrap_or_default() {
            self.check_part(At { value: field.key, span: field.key_span }, names);
            names.parts.push((field.key, field.key_span));
        }
        self.weights_above_zero(entry, names).unwrap_or_default()
    }

    /// The names of a list, which declares them.
    fn parts<'d>(&mut self, entry: &Entry<'d>, names: &mut Names<'d>) -> Vec<At<&'d str>> {
        if !entry.value.is_array() {
            let wanted = if entry.key == "sum" {
                "a list of names or a table of names and weights"
            } else {
                "a list of names"
            };
            self.wrong_type(entry, wanted);
            return Vec::new();
        }
        let parts = self.names(entry).unwrap_or_default();
        for part in &parts {
            self.check_name(part.value, part.span);
            self.check_part(*part, names);
            names.parts.push((part.value, part.span));
        }
        parts
    }

    fn check_part(&mut self, part: At<&str>, names: &Names<'_>) {
        if names.derived.iter().any(|(derived, _)| *derived == part.value) {
            let message = format!("{} is derived itself", Quoted(part.value));
            let help = "name the quantities that it is made of".to_string();
            self.fault(Code::InvalidDerivation, part.span, message, Some(help));
        }
    }

    fn check_factors(&mut self, entry: &Entry<'_>, count: usize) {
        // An empty list is reported as such.
        if count == 1 || count > FACTORS_MAX {
            let message = format!("a product of {count}, not of two to {FACTORS_MAX}");
            let help =
                if count == 1 { "name another quantity, or make it a `sum`" } else { "leave some out" };
            self.fault(Code::InvalidDerivation, entry.span, message, Some(help.to_string()));
        }
    }
}
