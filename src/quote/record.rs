//! Keeps the steps of one computation as the lines of a quote.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::{ChargeAdjustment, ChargeDetails, ChargeOption, CountedQuantity, Line, LineKind, TierSlice};
use crate::exact::{Exact, Fraction, Integer, Stated};
use crate::price::{Adjustment, Recorder};
use crate::rounding::Rounding;
use crate::sheet::{Charge, ChargeRate, Effect, Endpoint, OptionRule, Pricing};

/// Writes down what the arithmetic tells it, in the words of the endpoint.
pub(crate) struct QuoteRecorder<'a> {
    endpoint: &'a Endpoint,
    quantities: &'a [Decimal],
    lines: Vec<Line>,
    details: ChargeDetails,
    charge: Option<&'a Charge>,
    rate: Option<&'a ChargeRate>,
}

impl<'a> QuoteRecorder<'a> {
    pub(crate) fn new(endpoint: &'a Endpoint, quantities: &'a [Decimal]) -> Self {
        QuoteRecorder {
            endpoint,
            quantities,
            lines: Vec::new(),
            details: ChargeDetails::default(),
            charge: None,
            rate: None,
        }
    }

    /// The lines, if they add up to the price: no quote exists whose lines do not.
    pub(crate) fn into_lines(self, price: Decimal) -> Option<Vec<Line>> {
        let sum = self.lines.iter().try_fold(Decimal::ZERO, |sum, line| sum.checked_add(line.amount))?;
        (sum == price).then_some(self.lines)
    }

    fn line(&mut self, kind: LineKind, name: Option<&str>, label: String, amount: Decimal) {
        let details = (kind == LineKind::Charge).then(|| core::mem::take(&mut self.details));
        self.lines.push(Line { kind, name: name.map(ToString::to_string), label, amount, details });
    }
}

/// The text of an exact value: digit by digit, whatever its size.
fn text<I: Integer>(value: Exact<I>) -> String {
    Fraction::whole(value).to_string()
}

/// Amounts that become lines have been found representable by the arithmetic.
fn decimal<I: Integer>(amount: Exact<I>) -> Decimal {
    amount.to_decimal().unwrap_or_default()
}

fn titled(title: Option<&String>, name: &str) -> String {
    match title {
        Some(title) => format!("{title} ({name})"),
        None => name.to_string(),
    }
}

fn option_label(rule: &OptionRule) -> String {
    format!("option {}", titled(rule.title.as_ref(), &rule.name))
}

fn rounding_label(rounding: Option<Rounding>) -> String {
    match rounding {
        Some(Rounding { to, mode }) => format!("rounded {mode} to a multiple of {}", to.normalize()),
        None => "rounded".to_string(),
    }
}

fn kind(by: Adjustment) -> LineKind {
    match by {
        Adjustment::Times(_) => LineKind::Times,
        Adjustment::Minimum => LineKind::Minimum,
        Adjustment::Maximum => LineKind::Maximum,
        Adjustment::Rounding => LineKind::Rounding,
        Adjustment::Free(_) => LineKind::Free,
    }
}

fn option_of(by: Adjustment, options: &[OptionRule]) -> Option<&OptionRule> {
    match by {
        Adjustment::Times(place) | Adjustment::Free(place) => options.get(place),
        Adjustment::Minimum | Adjustment::Maximum | Adjustment::Rounding => None,
    }
}

impl Recorder for QuoteRecorder<'_> {
    fn restart(&mut self) {
        *self = QuoteRecorder::new(self.endpoint, self.quantities);
    }

    fn flat(&mut self, rate: usize, amount: Stated) {
        let when = self.endpoint.rates.get(rate).map(|rate| rate.when.as_slice()).unwrap_or_default();
        let when = when.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let label = if when.is_empty() { "flat amount".to_string() } else { format!("flat amount ({when})") };
        self.line(LineKind::Flat, None, label, decimal(amount));
    }

    fn option(&mut self, option: usize, amount: Stated) {
        if let Some(rule) = self.endpoint.options.get(option) {
            self.line(LineKind::Option, Some(&rule.name), option_label(rule), decimal(amount));
        }
    }

    fn charge(&mut self, charge: usize) {
        self.charge = self.endpoint.charges.get(charge);
        self.rate = None;
        self.details = ChargeDetails {
            unit: self.charge.and_then(|charge| charge.unit.clone()),
            ..ChargeDetails::default()
        };
    }

    fn counted<I: Integer>(&mut self, quantity: usize, counted: Exact<I>) {
        let known = self.endpoint.quantities.get(quantity).zip(self.quantities.get(quantity));
        if let Some((quantity, stated)) = known {
            self.details.quantities.push(CountedQuantity {
                name: quantity.name.clone(),
                stated: stated.normalize(),
                counted: text(counted),
            });
        }
    }

    fn count<I: Integer>(&mut self, count: Exact<I>) {
        self.details.count = text(count);
    }

    fn billed<I: Integer>(&mut self, rate: usize, billed: Exact<I>) {
        let Some(rate) = self.charge.and_then(|charge| charge.rates.get(rate)) else { return };
        self.rate = Some(rate);
        self.details.rate = rate.when.iter().map(ToString::to_string).collect();
        self.details.included = (!rate.included.is_zero()).then(|| rate.included.normalize());
        self.details.billed = Some(text(billed));
        if let Pricing::Unit(unit) = &rate.pricing {
            self.details.price = Some(unit.price.normalize());
            self.details.per = Some(unit.per.normalize());
        }
    }

    fn tier<I: Integer>(&mut self, tier: usize, slice: Exact<I>, billed: Exact<I>, amount: Fraction<I>) {
        let tiers = match self.rate.map(|rate| &rate.pricing) {
            Some(Pricing::Graduated(tiers) | Pricing::Volume(tiers)) => tiers.as_slice(),
            _ => &[],
        };
        if let Some(model) = tiers.get(tier) {
            self.details.tiers.push(TierSlice {
                tier: tier.saturating_add(1),
                up_to: model.up_to.map(|bound| bound.normalize()),
                count: text(slice),
                billed: text(billed),
                price: model.unit.price.normalize(),
                per: model.unit.per.normalize(),
                flat: model.flat.normalize(),
                amount: amount.to_string(),
            });
        }
    }

    fn charge_option(&mut self, option: usize) {
        let Some(rule) = self.charge.and_then(|charge| charge.options.get(option)) else { return };
        let effect = match rule.effect {
            Effect::Nothing => return,
            Effect::Price(price) => format!("adds {} to the unit price", price.normalize()),
            Effect::Times(factor) => format!("times {}", factor.normalize()),
            Effect::Free => "free".to_string(),
        };
        self.details.options.push(ChargeOption { name: rule.name.clone(), effect });
    }

    fn charge_adjusted<I: Integer>(&mut self, by: Adjustment, amount: Fraction<I>) {
        let options = self.charge.map(|charge| charge.options.as_slice()).unwrap_or_default();
        self.details.adjustments.push(ChargeAdjustment {
            kind: kind(by),
            name: option_of(by, options).map(|rule| rule.name.clone()),
            amount: amount.to_string(),
        });
    }

    fn charge_amount<I: Integer>(&mut self, charge: usize, amount: Exact<I>) {
        if let Some(charge) = self.endpoint.charges.get(charge) {
            let label = titled(charge.title.as_ref(), &charge.name);
            self.line(LineKind::Charge, Some(&charge.name), label, decimal(amount));
        }
    }

    fn adjusted<I: Integer>(&mut self, by: Adjustment, difference: Exact<I>, negative: bool) {
        let mut amount = decimal(difference);
        amount.set_sign_negative(negative);
        let rule = option_of(by, &self.endpoint.options);
        let label = match (by, rule) {
            (Adjustment::Times(_), Some(rule)) => match rule.effect {
                Effect::Times(factor) => format!("{}, times {}", option_label(rule), factor.normalize()),
                _ => option_label(rule),
            },
            (Adjustment::Free(_), Some(rule)) => format!("{}, free", option_label(rule)),
            (Adjustment::Minimum, _) => {
                format!("minimum {}", self.endpoint.min.unwrap_or_default().normalize())
            }
            (Adjustment::Maximum, _) => {
                format!("maximum {}", self.endpoint.max.unwrap_or_default().normalize())
            }
            (Adjustment::Rounding, _) => rounding_label(self.endpoint.round),
            (Adjustment::Times(_) | Adjustment::Free(_), None) => String::new(),
        };
        let name = rule.map(|rule| rule.name.as_str());
        self.line(kind(by), name, label, amount);
    }
}
