//! The terms on which a charge prices its count: its own, or those of its rows, which take what they leave out from it.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::Decoder;
use super::names::Names;
use super::rule::Context;
use super::value::{At, Entry, Stated};
use crate::diagnostics::Quoted;
use crate::diagnostics::{Code, Span};
use crate::limits::RATES_MAX;
use crate::rounding::Rounding;
use crate::sheet::{ChargeRate, Condition, Pricing, Tiering, UnitPrice, Weighted};

/// What a charge and each of its rows may state about the price.
#[derive(Clone, Default)]
pub(super) struct Terms<'d> {
    included: Stated<At<Decimal>>,
    included_by: Stated<Vec<Weighted>>,
    /// None within: "none".
    pub(super) increment: Stated<Option<Rounding>>,
    pub(super) per: Stated<At<Decimal>>,
    pub(super) tiering: Stated<At<Tiering>>,
    pub(super) min: Stated<At<Decimal>>,
    pub(super) max: Stated<At<Decimal>>,
    price: Option<Entry<'d>>,
    tiers: Option<Entry<'d>>,
}

/// Where a charge states its prices but in its terms.
pub(super) struct Tabled<'d> {
    pub(super) rows: Option<Entry<'d>>,
    pub(super) by: Option<Entry<'d>>,
    pub(super) table: Option<Entry<'d>>,
}

const TERMS: &[&str] =
    &["included", "included_by", "increment", "per", "tiering", "min", "max", "price", "tiers"];

impl Decoder {
    /// The rows of a charge; one without conditions where the charge itself has the price or the tiers.
    pub(super) fn charge_rates<'d>(
        &mut self,
        entry: &Entry<'d>,
        terms: &Terms<'d>,
        tabled: Tabled<'d>,
        context: &Context<'_>,
        names: &mut Names<'d>,
    ) -> Vec<ChargeRate> {
        let Tabled { rows, by, table } = tabled;
        let stated: Vec<Entry<'_>> = [terms.price, terms.tiers, rows, table].into_iter().flatten().collect();
        if let [first, second, ..] = stated.as_slice() {
            let message =
                format!("charge {} has both `{}` and `{}`", Quoted(entry.key), first.key, second.key);
            let help = Some("a charge has one of `price`, `tiers`, `rates`, `table`".to_string());
            self.fault(Code::Conflict, second.key_span, message, help);
        } else if stated.is_empty() {
            let message = format!("charge {} has no `price`, `tiers`, `rates` or `table`", Quoted(entry.key));
            let help = Some("a free charge says `price = 0`".to_string());
            self.fault(Code::NothingPriced, entry.key_span, message, help);
        }
        self.check_bounds(terms.min.value(), terms.max.value());
        let table = self.charge_table(by.as_ref(), table.as_ref(), terms, context, names);
        let Some(rows) = rows else {
            self.tiering_without_tiers(
                terms.tiering,
                terms.tiers.is_some() || terms.price.is_none() && stated.is_empty(),
            );
            let span = stated.first().map_or(entry.span, |field| field.span);
            if let Some(pricing) = table {
                return Vec::from([rate_of(terms, Vec::new(), pricing, span)]);
            }
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
                included_by: own.included_by.or(terms.included_by.clone()),
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

    /// Reads one of the terms; false where the key is none.
    pub(super) fn term<'d>(
        &mut self,
        field: &Entry<'d>,
        terms: &mut Terms<'d>,
        names: &mut Names<'d>,
    ) -> bool {
        match field.key {
            "included" => {
                names.needs_basis.get_or_insert(field.key_span);
                terms.included = Stated::read(self.number(field));
            }
            "included_by" => {
                names.needs_basis.get_or_insert(field.key_span);
                let keys = self.table(field).unwrap_or_default();
                names.included.extend(keys.iter().map(|key| (key.key, key.key_span)));
                terms.included_by = Stated::read(self.weights_above_zero(field, names));
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
        Some(rate_of(terms, when, single.or(tiered)?, span))
    }

    /// The prices of a charge by attributes.
    fn charge_table<'d>(
        &mut self,
        by: Option<&Entry<'d>>,
        table: Option<&Entry<'d>>,
        terms: &Terms<'d>,
        context: &Context<'_>,
        names: &mut Names<'d>,
    ) -> Option<Pricing> {
        if table.is_some() {
            self.check_increment(terms.per, terms.increment);
        }
        let table = self.price_table(by, table, names, |decoder, price| {
            decoder.check_finite(price, terms.per, terms.increment, context);
        });
        let per = terms.per.value().map_or(Decimal::ONE, |per| per.value);
        table.map(|table| Pricing::Table { table, per })
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
}

/// A row with everything that it states or inherits beside its price.
fn rate_of(terms: &Terms<'_>, when: Vec<Condition>, pricing: Pricing, span: Span) -> ChargeRate {
    ChargeRate {
        when,
        included: terms.included.value().map(|included| included.value).unwrap_or_default(),
        included_by: terms.included_by.clone().value().unwrap_or_default(),
        increment: terms.increment.value().flatten(),
        pricing,
        min: terms.min.value().map(|min| min.value),
        max: terms.max.value().map(|max| max.value),
        span,
    }
}
