//! Charges: what is counted, and the terms on which the count is priced.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::Decoder;
use super::endpoint::Names;
use super::tier::Tiering;
use super::value::{At, Entry, Stated};
use crate::diagnostics::{Code, Span};
use crate::document::Quoted;
use crate::rounding::Rounding;
use crate::sheet::limits::{CHARGES_MAX, OPTIONS_MAX, RATES_MAX};
use crate::sheet::termination::{common_divisor, endless_part, is_made_finite};
use crate::sheet::{Charge, ChargeRate, Condition, Effect, OptionRule, Pricing, UnitPrice, Weighted};

/// What a charge and each of its rows may state about the price.
#[derive(Clone, Copy, Default)]
pub(super) struct Terms<'d> {
    included: Stated<At<Decimal>>,
    /// None within: "none".
    pub(super) increment: Stated<Option<Rounding>>,
    pub(super) per: Stated<At<Decimal>>,
    pub(super) tiering: Stated<At<Tiering>>,
    min: Stated<At<Decimal>>,
    max: Stated<At<Decimal>>,
    price: Option<Entry<'d>>,
    tiers: Option<Entry<'d>>,
}

/// What the rows and tiers of one charge are checked against.
pub(super) struct Context<'a> {
    pub(super) charge: &'a str,
    rounded: bool,
    /// The options of the charge that add to its unit price, with what they add.
    added: Vec<(Decimal, &'a str)>,
    /// The greatest common divisor of what they add.
    added_divisor: u128,
}

impl<'a> Context<'a> {
    fn new(charge: &'a str, rounded: bool, options: &'a [OptionRule]) -> Self {
        let price = |rule: &'a OptionRule| match rule.effect {
            Effect::Price(price) => Some((price, rule.name.as_str())),
            _ => None,
        };
        // Beyond the limit on options the sheet is refused anyway.
        let added: Vec<_> = options.iter().filter_map(price).take(OPTIONS_MAX).collect();
        let added_divisor = common_divisor(added.iter().map(|(price, _)| *price));
        Context { charge, rounded, added, added_divisor }
    }
}

const TERMS: &[&str] = &["included", "increment", "per", "tiering", "min", "max", "price", "tiers"];

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
            round: None,
            allow: Vec::new(),
            span: entry.key_span,
        };
        let (mut terms, mut rows, mut round) = (Terms::default(), None, Stated::Absent);
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
                Vec::from([entry.key.to_string()])
            }
        };
        charge.plus = plus.map(|field| self.weights(&field, names)).unwrap_or_default();
        charge.minus = minus.map(|field| self.weights(&field, names)).unwrap_or_default();
        let round = round.or(self.round_charges);
        charge.round = round.value().flatten();
        if entry.value.is_table() {
            // A faulty rounding is taken for one: what depends on it is not reported as well.
            let context =
                Context::new(entry.key, round.is_faulty() || charge.round.is_some(), &charge.options);
            charge.rates = self.charge_rates(entry, &terms, rows, &context, names);
        }
        charge
    }

    /// Reads one of the terms; false where the key is none.
    fn term<'d>(&mut self, field: &Entry<'d>, terms: &mut Terms<'d>, names: &mut Names<'d>) -> bool {
        match field.key {
            "included" => {
                names.needs_basis.get_or_insert(field.key_span);
                terms.included = Stated::read(self.number(field));
            }
            "increment" => terms.increment = Stated::read(self.increment(field)),
            "per" => terms.per = Stated::read(self.above_zero(field)),
            "tiering" => terms.tiering = Stated::read(self.tiering(field)),
            "min" => terms.min = Stated::read(self.number(field)),
            "max" => terms.max = Stated::read(self.number(field)),
            "price" => terms.price = Some(*field),
            "tiers" => {
                names.needs_basis.get_or_insert(field.key_span);
                terms.tiers = Some(*field);
            }
            _ => return false,
        }
        true
    }

    fn factors<'d>(&mut self, entry: &Entry<'d>, names: &mut Names<'d>) -> Vec<String> {
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
            let message =
                format!("charge {} has both `{}` and `{}`", Quoted(entry.key), first.key, second.key);
            let help = Some("a charge has one of `price`, `tiers`, `rates`".to_string());
            self.fault(Code::Conflict, second.key_span, message, help);
        } else if stated.is_empty() {
            let message = format!("charge {} has no `price`, `tiers` or `rates`", Quoted(entry.key));
            let help = Some("a free charge says `price = 0`".to_string());
            self.fault(Code::NothingPriced, entry.key_span, message, help);
        }
        self.check_bounds(terms.min.value(), terms.max.value());
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
            self.check_row_bounds(&own, terms);
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
        self.tiering_without_tiers(terms.tiering, tiered || terms.tiers.is_some());
        // What excludes the rows is read for its own faults.
        self.charge_rate(terms, Vec::new(), entry.span, context);
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
                let help = Some("a row has one of `price`, `tiers`".to_string());
                self.fault(Code::Conflict, tiers.key_span, message, help);
            }
            _ => self.tiering_without_tiers(own.tiering, own.tiers.is_some()),
        }
        Some((when, own))
    }

    /// The bounds of a row and those that it inherits; what the charge alone states has been checked with it.
    fn check_row_bounds(&mut self, own: &Terms<'_>, inherited: &Terms<'_>) {
        if own.min.is_absent() && own.max.is_absent() {
            return;
        }
        let span = own.min.value().or(own.max.value()).map(|bound| bound.span);
        let at_row = |bound: At<Decimal>| At { span: span.unwrap_or(bound.span), ..bound };
        self.check_bounds(own.min.or(inherited.min).value().map(at_row), own.max.or(inherited.max).value());
    }

    fn tiering_without_tiers(&mut self, tiering: Stated<At<Tiering>>, tiered: bool) {
        if let Some(tiering) = tiering.value().filter(|_| !tiered) {
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
        let tiered = terms.tiers.and_then(|tiers| self.tiered_pricing(&tiers, terms, context));
        let single = terms.price.and_then(|price| self.unit_pricing(&price, terms, context));
        let pricing = single.or(tiered)?;
        Some(ChargeRate {
            when,
            included: terms.included.value().map(|included| included.value).unwrap_or_default(),
            increment: terms.increment.value().flatten(),
            pricing,
            min: terms.min.value().map(|min| min.value),
            max: terms.max.value().map(|max| max.value),
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
        self.check_increment(terms.per, terms.increment);
        self.check_finite(price, terms.per, terms.increment, context);
        let per = terms.per.value().map_or(Decimal::ONE, |per| per.value);
        Some(Pricing::Unit(UnitPrice { price: price.value, per }))
    }

    /// A `per` asks whether a started block is charged whole.
    pub(super) fn check_increment(&mut self, per: Stated<At<Decimal>>, increment: Stated<Option<Rounding>>) {
        if let Some(per) = per.value().filter(|per| increment.is_absent() && per.value != Decimal::ONE) {
            let number = per.value.normalize();
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
        per: Stated<At<Decimal>>,
        increment: Stated<Option<Rounding>>,
        context: &Context<'_>,
    ) {
        if context.rounded || per.is_faulty() || increment.is_faulty() {
            return;
        }
        let per = per.value().map_or(Decimal::ONE, |per| per.value);
        let step = increment.value().flatten().map_or(Decimal::ONE, |step| step.to);
        let endless = endless_part(step, per);
        let culprit = if !is_made_finite(price.value, endless) {
            Some((price.value, None))
        } else if context.added_divisor.is_multiple_of(endless) {
            None
        } else {
            let option = context.added.iter().find(|(added, _)| !is_made_finite(*added, endless));
            option.map(|(added, name)| (*added, Some(*name)))
        };
        if let Some((amount, option)) = culprit {
            let (amount, step, per) = (amount.normalize(), step.normalize(), per.normalize());
            let of = option.map_or_else(String::new, |name| format!(" (option {})", Quoted(name)));
            let message = format!(
                "in charge {}, {step} at {amount} per {per}{of} is no finite decimal",
                Quoted(context.charge)
            );
            let help = "add a `round` to the charge, or an `increment` that comes out even".to_string();
            self.fault(Code::NotFinite, price.span, message, Some(help));
        }
    }
}
