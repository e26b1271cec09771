//! Charges: what is counted, and the terms on which the count is priced.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::Decoder;
use super::endpoint::Names;
use super::tier::Tiering;
use super::value::{At, Entry};
use crate::diagnostics::{Code, Span};
use crate::rounding::Rounding;
use crate::sheet::limits::{CHARGES_MAX, RATES_MAX};
use crate::sheet::termination::is_finite;
use crate::sheet::{Charge, ChargeRate, Condition, Effect, OptionRule, Pricing, UnitPrice, Weighted};

/// What a charge and each of its rows may state about the price.
#[derive(Clone, Copy, Default)]
pub(super) struct Terms<'d> {
    pub(super) included: Option<At<Decimal>>,
    /// The outer option: whether it is stated; the inner one: "none", or faulty.
    pub(super) increment: Option<Option<Rounding>>,
    pub(super) per: Option<At<Decimal>>,
    pub(super) tiering: Option<At<Tiering>>,
    pub(super) min: Option<At<Decimal>>,
    pub(super) max: Option<At<Decimal>>,
    price: Option<Entry<'d>>,
    tiers: Option<Entry<'d>>,
}

/// What the rows and tiers of one charge are checked against.
pub(super) struct Context<'a> {
    pub(super) charge: &'a str,
    pub(super) rounded: bool,
    pub(super) options: &'a [OptionRule],
}

const TERMS: &[&str] = &["included", "increment", "per", "tiering", "min", "max", "price", "tiers"];

impl Decoder {
    pub(super) fn charges<'d>(&mut self, entry: &Entry<'d>, names: &mut Names<'d>) -> Vec<Charge> {
        let table = self.table(entry).unwrap_or_default();
        if !self.within(&table, CHARGES_MAX, Code::TooManyCharges, "charges of an endpoint") {
            return Vec::new();
        }
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
            "increment",
            "price",
            "per",
            "tiers",
            "tiering",
            "rates",
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
            options: Vec::new(),
            round: self.round_charges,
            allow: Vec::new(),
            span: entry.key_span,
        };
        let (mut terms, mut rows) = (Terms::default(), None);
        let (mut quantity, mut plus, mut minus) = (None, None, None);
        for field in self.table(entry).unwrap_or_default() {
            match field.key {
                "title" => charge.title = self.text(&field),
                "unit" => charge.unit = self.text(&field),
                "note" => charge.note = self.text(&field),
                "quantity" => quantity = Some(field),
                "plus" => plus = Some(field),
                "minus" => minus = Some(field),
                "rates" => rows = Some(field),
                "options" => charge.options = self.options(&field, names),
                "round" => charge.round = self.rounding(&field).flatten(),
                "allow" => charge.allow = self.allow(&field),
                _ if self.term(&field, &mut terms, names) => {}
                _ => self.unknown_key(&field, "a charge", KEYS),
            }
        }
        charge.quantity = match quantity {
            Some(field) => self.factors(&field, names),
            None => {
                names.quantities.push((entry.key, entry.key_span));
                Vec::from([entry.key.to_string()])
            }
        };
        charge.plus = plus.map(|field| self.weights(&field, names)).unwrap_or_default();
        charge.minus = minus.map(|field| self.weights(&field, names)).unwrap_or_default();
        if entry.value.is_table() {
            let context =
                Context { charge: entry.key, rounded: charge.round.is_some(), options: &charge.options };
            charge.rates = self.charge_rates(entry, &terms, rows, &context, names);
        }
        charge
    }

    /// Reads one of the terms; false where the key is none.
    fn term<'d>(&mut self, field: &Entry<'d>, terms: &mut Terms<'d>, names: &mut Names<'d>) -> bool {
        match field.key {
            "included" => {
                names.needs_basis.get_or_insert(field.key_span);
                terms.included = self.number(field);
            }
            "increment" => terms.increment = Some(self.increment(field).flatten()),
            "per" => terms.per = self.above_zero(field),
            "tiering" => terms.tiering = self.tiering(field),
            "min" => terms.min = self.number(field),
            "max" => terms.max = self.number(field),
            "price" => terms.price = Some(*field),
            "tiers" => {
                names.needs_basis.get_or_insert(field.key_span);
                terms.tiers = Some(*field);
            }
            _ => return false,
        }
        true
    }

    fn factors<'d>(&mut self, entry: &Entry<'d>, names: &mut Names<'d>) -> Vec<alloc::string::String> {
        let factors = self.names(entry).unwrap_or_default();
        for factor in &factors {
            self.check_name(factor.value, factor.span);
            names.quantities.push((factor.value, factor.span));
        }
        factors.iter().map(|factor| factor.value.to_string()).collect()
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
            Some(Weighted { quantity: field.key.to_string(), weight })
        });
        weights.collect()
    }

    /// The rows of a charge; one without conditions where the charge itself has the price or the tiers.
    fn charge_rates<'d>(
        &mut self,
        entry: &Entry<'d>,
        terms: &Terms<'d>,
        rows: Option<Entry<'d>>,
        context: &Context<'_>,
        names: &mut Names<'d>,
    ) -> Vec<ChargeRate> {
        let stated: Vec<Entry<'_>> = [terms.price, terms.tiers, rows].into_iter().flatten().collect();
        if let [first, second, ..] = stated.as_slice() {
            let message = format!("charge `{}` has both `{}` and `{}`", entry.key, first.key, second.key);
            let help = Some("a charge has one of `price`, `tiers`, `rates`".to_string());
            self.fault(Code::Conflict, second.key_span, message, help);
        } else if stated.is_empty() {
            let message = format!("charge `{}` has no `price`, `tiers` or `rates`", entry.key);
            let help = Some("a free charge says `price = 0`".to_string());
            self.fault(Code::NothingPriced, entry.key_span, message, help);
        }
        let Some(rows) = rows else {
            self.tiering_without_tiers(
                terms.tiering,
                terms.tiers.is_some() || terms.price.is_none() && stated.is_empty(),
            );
            let span = stated.first().map_or(entry.span, |field| field.span);
            return self.charge_rate(terms, Vec::new(), span, context).into_iter().collect();
        };
        let mut tiered = false;
        let mut rates = Vec::new();
        for row in self.full_list(&rows, RATES_MAX, Code::TooManyRates).unwrap_or_default() {
            let Some((when, own)) = self.charge_row(&row, names) else { continue };
            tiered |= own.tiers.is_some();
            let merged = Terms {
                included: own.included.or(terms.included),
                increment: own.increment.or(terms.increment),
                per: own.per.or(terms.per),
                tiering: own.tiering.or(terms.tiering),
                min: own.min.or(terms.min),
                max: own.max.or(terms.max),
                price: own.price,
                tiers: own.tiers,
            };
            rates.extend(self.charge_rate(&merged, when, row.span, context));
        }
        self.tiering_without_tiers(terms.tiering, tiered);
        rates
    }

    fn charge_row<'d>(
        &mut self,
        row: &Entry<'d>,
        names: &mut Names<'d>,
    ) -> Option<(Vec<Condition>, Terms<'d>)> {
        let (mut when, mut own) = (Vec::new(), Terms::default());
        for field in self.table(row)? {
            match field.key {
                "when" => when = self.when(&field, names),
                _ if self.term(&field, &mut own, names) => {}
                _ => {
                    let keys: Vec<&str> = ["when"].into_iter().chain(TERMS.iter().copied()).collect();
                    self.unknown_key(&field, "a row of a charge's rates", &keys);
                }
            }
        }
        match (own.price, own.tiers) {
            (None, None) => {
                let help = Some("what is free says `price = 0`".to_string());
                let message = "this row of `rates` has no `price` or `tiers`".to_string();
                self.fault(Code::MissingKey, row.span, message, help);
            }
            (Some(_), Some(tiers)) => {
                let message = "this row of `rates` has both `price` and `tiers`".to_string();
                self.fault(Code::Conflict, tiers.key_span, message, None);
            }
            _ => self.tiering_without_tiers(own.tiering, own.tiers.is_some()),
        }
        Some((when, own))
    }

    fn tiering_without_tiers(&mut self, tiering: Option<At<Tiering>>, tiered: bool) {
        if let Some(tiering) = tiering.filter(|_| !tiered) {
            let message = "`tiering` is stated where nothing has tiers".to_string();
            self.fault(
                Code::NoTiers,
                tiering.span,
                message,
                Some("leave it out, or add `tiers`".to_string()),
            );
        }
    }

    /// A row with everything that it states or inherits.
    fn charge_rate(
        &mut self,
        terms: &Terms<'_>,
        when: Vec<Condition>,
        span: Span,
        context: &Context<'_>,
    ) -> Option<ChargeRate> {
        self.check_bounds(terms.min, terms.max);
        let pricing = match (terms.price, terms.tiers) {
            (Some(price), _) => self.unit_pricing(&price, terms, context)?,
            (None, Some(tiers)) => self.tiered_pricing(&tiers, terms, context)?,
            (None, None) => return None,
        };
        Some(ChargeRate {
            when,
            included: terms.included.map(|included| included.value).unwrap_or_default(),
            increment: terms.increment.flatten(),
            pricing,
            min: terms.min.map(|min| min.value),
            max: terms.max.map(|max| max.value),
            span,
        })
    }

    fn unit_pricing(
        &mut self,
        entry: &Entry<'_>,
        terms: &Terms<'_>,
        context: &Context<'_>,
    ) -> Option<Pricing> {
        let price = self.number(entry)?;
        self.check_increment(terms.per, terms.increment.is_some());
        let per = terms.per.map_or(Decimal::ONE, |per| per.value);
        self.check_finite(price, per, terms.increment.flatten(), context);
        Some(Pricing::Unit(UnitPrice { price: price.value, per }))
    }

    /// A `per` asks whether a started block is charged whole.
    pub(super) fn check_increment(&mut self, per: Option<At<Decimal>>, stated: bool) {
        if let Some(per) = per.filter(|per| !stated && per.value != Decimal::ONE) {
            let number = per.value.normalize();
            let known =
                |fault: &crate::document::Fault| fault.code == Code::NoIncrement && fault.span == per.span;
            if self.faults.last().is_some_and(known) {
                return;
            }
            let message = format!("a price per {number} does not say how a started {number} is charged");
            let help = format!(
                "add `increment = {number}` (charged whole) or `increment = \"none\"` (in proportion)"
            );
            self.fault(Code::NoIncrement, per.span, message, Some(help));
        }
    }

    /// Termination (section 4): without a rounding, every price of a step must be a finite decimal.
    pub(super) fn check_finite(
        &mut self,
        price: At<Decimal>,
        per: Decimal,
        step: Option<Rounding>,
        context: &Context<'_>,
    ) {
        if context.rounded {
            return;
        }
        let step = step.map_or(Decimal::ONE, |step| step.to);
        let added = context.options.iter().filter_map(|rule| match rule.effect {
            Effect::Price(price) => Some((price, Some(rule.name.as_str()))),
            _ => None,
        });
        let mut prices = [(price.value, None)].into_iter().chain(added);
        let endless = prices.find(|(price, _)| !is_finite(*price, step, per));
        if let Some((amount, option)) = endless {
            let (amount, step, per) = (amount.normalize(), step.normalize(), per.normalize());
            let of = option.map_or_else(alloc::string::String::new, |name| format!(" of option `{name}`"));
            let message = format!(
                "in charge `{}`, {step} at a price{of} of {amount} per {per} is no finite decimal",
                context.charge
            );
            let help = "add a `round` to the charge, or an `increment` that comes out even".to_string();
            self.fault(Code::NotFinite, price.span, message, Some(help));
        }
    }
}
