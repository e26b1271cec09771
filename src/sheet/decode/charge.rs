//! Charges: what is counted, and all that is said of it beside its price.

use alloc::string::ToString;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::Decoder;
use super::names::Names;
use super::rate::{Tabled, Terms};
use super::rule::Context;
use super::value::{Entry, Stated};
use crate::diagnostics::Code;
use crate::limits::CHARGES_MAX;
use crate::sheet::{Charge, QuantityId, Weighted};

impl Decoder {
    pub(super) fn charges<'d>(&mut self, entry: &Entry<'d>, names: &mut Names<'d>) -> Vec<Charge> {
        let table = self.table(entry).unwrap_or_default();
        self.limit(&table, CHARGES_MAX, Code::TooManyCharges, "charges of an endpoint");
        table.iter().map(|charge| self.charge(charge, names)).collect()
    }

    fn charge<'d>(&mut self, entry: &Entry<'d>, names: &mut Names<'d>) -> Charge {
        const KEYS: &[&str] = &[
            "title",
            "unit",
            "note",
            "quantity",
            "plus",
            "minus",
            "included",
            "included_by",
            "increment",
            "price",
            "per",
            "tiers",
            "tiering",
            "rates",
            "by",
            "table",
            "share",
            "options",
            "min",
            "max",
            "round",
            "allow",
        ];
        self.check_name(entry.key, entry.key_span);
        let mut charge = Charge {
            name: entry.key.to_string(),
            title: None,
            unit: None,
            note: None,
            quantity: Vec::new(),
            plus: Vec::new(),
            minus: Vec::new(),
            rates: Vec::new(),
            share: None,
            options: Vec::new(),
            round: None,
            allow: Vec::new(),
            span: entry.key_span,
        };
        let (mut terms, mut rows, mut round) = (Terms::default(), None, Stated::Absent);
        let (mut quantity, mut plus, mut minus, mut share) = (None, None, None, None);
        let (mut by, mut table) = (None, None);
        for field in self.table(entry).unwrap_or_default() {
            match field.key {
                "title" => charge.title = self.text(&field),
                "unit" => charge.unit = self.text(&field),
                "note" => charge.note = self.text(&field),
                "quantity" => quantity = Some(field),
                "plus" => plus = Some(field),
                "minus" => minus = Some(field),
                "rates" => rows = Some(field),
                "by" => by = Some(field),
                "table" => table = Some(field),
                "share" => share = Some(field),
                "options" => charge.options = self.options(&field, names),
                "round" => round = Stated::read(self.rounding(&field)),
                "allow" => charge.allow = self.allow(&field),
                _ if self.term(&field, &mut terms, names) => {}
                _ => self.unknown_key(&field, "a charge", KEYS),
            }
        }
        charge.quantity = match quantity {
            Some(field) => self.factors(&field, names),
            None => {
                names.quantities.push((entry.key, entry.key_span));
                Vec::from([names.quantity(entry.key)])
            }
        };
        charge.plus = plus.map(|field| self.weights(&field, names)).unwrap_or_default();
        charge.minus = minus.map(|field| self.weights(&field, names)).unwrap_or_default();
        let round = round.or(self.round_charges);
        charge.round = round.value().flatten();
        if entry.value.is_table() {
            // A faulty rounding is taken for one: what depends on it is not reported as well.
            let context =
                Context::new(entry.key, round.is_faulty() || charge.round.is_some(), &charge.options, names);
            charge.rates = self.charge_rates(entry, &terms, Tabled { rows, by, table }, &context, names);
        }
        let included = core::mem::take(&mut names.included);
        names.quantities.extend(included);
        charge.share = share.and_then(|field| self.share(&field, names));
        if let Some(field) = share.filter(|_| !round.is_faulty() && charge.round.is_none()) {
            self.unrounded_share(&field, entry.key);
        }
        charge
    }

    fn factors<'d>(&mut self, entry: &Entry<'d>, names: &mut Names<'d>) -> Vec<QuantityId> {
        let factors = self.names(entry).unwrap_or_default();
        for factor in &factors {
            self.check_name(factor.value, factor.span);
            names.quantities.push((factor.value, factor.span));
        }
        factors.iter().map(|factor| names.quantity(factor.value)).collect()
    }

    /// A table of name to weight above zero, which is not empty.
    pub(super) fn weights_above_zero<'d>(
        &mut self,
        entry: &Entry<'d>,
        names: &mut Names<'d>,
    ) -> Option<Vec<Weighted>> {
        let table = self.table(entry)?;
        if table.is_empty() {
            self.empty(entry);
        }
        let weights = table.iter().map(|field| {
            self.check_name(field.key, field.key_span);
            let weight = self.above_zero(field)?.value;
            Some(Weighted { quantity: names.quantity(field.key), weight })
        });
        // All of them are read before one that is faulty takes the others with it.
        weights
            .collect::<Vec<_>>()
            .into_iter()
            .collect::<Option<Vec<_>>>()
            .filter(|weights| !weights.is_empty())
    }

    /// A name, a list of names, or a table of name to weight.
    fn weights<'d>(&mut self, entry: &Entry<'d>, names: &mut Names<'d>) -> Vec<Weighted> {
        if !entry.value.is_table() {
            let factors = self.factors(entry, names).into_iter();
            return factors.map(|quantity| Weighted { quantity, weight: Decimal::ONE }).collect();
        }
        let table = self.table(entry).unwrap_or_default();
        if table.is_empty() {
            self.empty(entry);
        }
        let weights = table.iter().filter_map(|field| {
            self.check_name(field.key, field.key_span);
            names.quantities.push((field.key, field.key_span));
            let weight = self.number(field)?.value;
            Some(Weighted { quantity: names.quantity(field.key), weight })
        });
        weights.collect()
    }
}
