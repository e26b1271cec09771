//! The lines of a quote: a step of the arithmetic each, in words when they are asked for.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::details::matched;
use super::{ChargeDetails, Quote};
use crate::rounding::Rounding;
use crate::sheet::{Charge, Effect, Endpoint, OptionRule};
use crate::steps::{LineKind, Step};

/// One line of a quote. Lines are equal where they say the same, whatever quotes they are of.
#[derive(Debug, Clone, Copy)]
pub struct Line<'q> {
    pub(super) quote: &'q Quote<'q>,
    pub(super) step: Step,
}

impl PartialEq for Line<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.step == other.step && self.label() == other.label() && self.details() == other.details()
    }
}

impl Eq for Line<'_> {}

impl<'q> Line<'q> {
    /// Which step it stands for.
    #[must_use]
    pub fn kind(&self) -> LineKind {
        self.step.kind
    }

    /// The option or charge, where the step is one.
    #[must_use]
    pub fn name(&self) -> Option<&'q str> {
        let rule = || self.rule().map(|rule| self.endpoint().option_name(rule.option));
        let charge = || self.charge().map(|charge| charge.name.as_str());
        rule().or_else(charge)
    }

    /// The line in words.
    #[must_use]
    pub fn label(&self) -> String {
        let endpoint = self.endpoint();
        let bound = |bound: Option<Decimal>| bound.unwrap_or_default().normalize();
        match self.step.kind {
            LineKind::Flat => self.flat_label(endpoint),
            LineKind::Option => self.rule().map(|rule| option_label(endpoint, rule)).unwrap_or_default(),
            LineKind::Charge => {
                self.charge().map(|charge| titled(charge.title.as_ref(), &charge.name)).unwrap_or_default()
            }
            LineKind::Times => self.rule().map_or_else(
                || format!("times {}", bound(endpoint.times)),
                |rule| times_label(endpoint, rule),
            ),
            LineKind::Minimum => format!("minimum {}", bound(endpoint.min)),
            LineKind::Maximum => format!("maximum {}", bound(endpoint.max)),
            LineKind::Rounding => rounding_label(endpoint.round),
            LineKind::Free => {
                self.rule().map(|rule| format!("{}, free", option_label(endpoint, rule))).unwrap_or_default()
            }
        }
    }

    /// What the step adds to the sum; below zero where it takes off.
    #[must_use]
    pub fn amount(&self) -> Decimal {
        self.step.amount
    }

    /// How the amount of a charge came about; none where the step is not a charge.
    #[must_use]
    pub fn details(&self) -> Option<ChargeDetails> {
        let charge = self.charge()?;
        Some(ChargeDetails::of(self.quote.pricer, self.quote.selection(), self.step.place(), charge))
    }

    fn endpoint(&self) -> &'q Endpoint {
        self.quote.pricer.endpoint
    }

    fn flat_label(&self, endpoint: &Endpoint) -> String {
        let place = self.step.place();
        let table = endpoint.table.as_ref();
        let words = match table.and_then(|table| Some((table, table.rows().get(place)?))) {
            Some((table, row)) => {
                let matched = matched(endpoint, self.quote.setting(), table, row);
                matched.iter().map(ToString::to_string).collect::<Vec<_>>()
            }
            None => {
                let when = endpoint.rates.get(place).map(|rate| rate.when.as_slice()).unwrap_or_default();
                when.iter().map(|condition| endpoint.written(condition)).collect()
            }
        };
        if words.is_empty() {
            "flat amount".to_string()
        } else {
            format!("flat amount ({})", words.join(", "))
        }
    }

    /// The option that the step is of.
    fn rule(&self) -> Option<&'q OptionRule> {
        match self.step.kind {
            LineKind::Option | LineKind::Times | LineKind::Free => {
                self.endpoint().options.get(self.step.place())
            }
            _ => None,
        }
    }

    /// The charge that the step is.
    fn charge(&self) -> Option<&'q Charge> {
        match self.step.kind {
            LineKind::Charge => self.endpoint().charges.get(self.step.place()),
            _ => None,
        }
    }
}

fn titled(title: Option<&String>, name: &str) -> String {
    match title {
        Some(title) => format!("{title} ({name})"),
        None => name.to_string(),
    }
}

fn option_label(endpoint: &Endpoint, rule: &OptionRule) -> String {
    format!("option {}", titled(rule.title.as_ref(), endpoint.option_name(rule.option)))
}

fn times_label(endpoint: &Endpoint, rule: &OptionRule) -> String {
    match rule.effect {
        Effect::Times(factor) => format!("{}, times {}", option_label(endpoint, rule), factor.normalize()),
        _ => option_label(endpoint, rule),
    }
}

fn rounding_label(rounding: Option<Rounding>) -> String {
    match rounding {
        Some(Rounding { to, mode }) => format!("rounded {mode} to a multiple of {}", to.normalize()),
        None => "rounded".to_string(),
    }
}
