//! One price in words: what it is for, what is free before it, and the rules around it.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pricesheet::Decimal;
use pricesheet::rounding::{Rounding, RoundingMode};
use pricesheet::sheet::{Charge, ChargeRate, Effect, Pricing, UnitPrice};

use crate::number::{counted, grouped};
use crate::plural::plural;
use crate::scope::{Scope, rounding_of_count};
use crate::text::{Text, capitalised};

pub(crate) const FREE: &str = "free";
pub(crate) const UNAVAILABLE: &str = "not available";

/// A charge of an endpoint.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Charged<'a> {
    pub(crate) scope: Scope<'a>,
    pub(crate) charge: &'a Charge,
}

impl<'a> Charged<'a> {
    pub(crate) fn title(self) -> String {
        self.scope.charge(self.charge)
    }

    /// One of what it counts; of a product, one of each: "GB-day".
    pub(crate) fn unit(self) -> Option<String> {
        let of_each = || {
            let units: Option<Vec<&str>> =
                self.charge.quantity.iter().map(|id| self.scope.unit(*id)).collect();
            units.map(|units| units.join("-"))
        };
        self.charge.unit.clone().or_else(of_each)
    }

    /// Several of what it counts; its title where the sheet does not say what one is.
    pub(crate) fn counted(self) -> String {
        self.unit().map_or_else(|| self.title(), |unit| capitalised(&plural(&unit)))
    }

    /// For how many a price is: "per 1 million tokens".
    pub(crate) fn per(self, per: Decimal, increment: Option<Rounding>) -> String {
        let started = if is_block(per, increment) { "started " } else { "" };
        match (self.unit(), per == Decimal::ONE) {
            (Some(unit), true) => format!("per {unit}"),
            (Some(unit), false) => format!("per {started}{} {}", counted(per), plural(&unit)),
            (None, true) => "each".to_string(),
            (None, false) => {
                let name = self.charge.name.as_str();
                let several = name.ends_with('s') && !name.contains(['-', '_']);
                let name = if several { format!(" {name}") } else { String::new() };
                format!("per {started}{}{name}", counted(per))
            }
        }
    }

    /// Whether a price of zero is all that there is to pay for what it is of.
    pub(crate) fn may_be_free(self) -> bool {
        let least = |rate: &ChargeRate| rate.min.is_some_and(|min| !min.is_zero());
        !self.charge.rates.iter().any(least)
            && !self.charge.options.iter().any(|rule| matches!(rule.effect, Effect::Price(_)))
    }

    /// An amount for so many, or that it is free.
    pub(crate) fn price(self, price: UnitPrice, increment: Option<Rounding>) -> String {
        if price.price.is_zero() && self.may_be_free() {
            return FREE.to_string();
        }
        let amount = self.scope.money.amount(price.price);
        format!("{amount} {}", self.per(price.per, increment))
    }

    /// What is free before anything is charged: "10,000 + 1,000 for each seat + Messages rolled over"; none where nothing is.
    pub(crate) fn included(self, rate: &ChargeRate) -> Option<String> {
        let fixed = (!rate.included.is_zero()).then(|| grouped(rate.included));
        let by = rate.included_by.iter().map(|part| {
            let name = self.scope.quantity(part.quantity);
            match self.scope.unit(part.quantity) {
                Some(unit) if plural(unit).eq_ignore_ascii_case(&name) => {
                    format!("{} for each {unit}", grouped(part.weight))
                }
                _ => self.scope.weighted(part.weight, part.quantity),
            }
        });
        let parts: Vec<String> = fixed.into_iter().chain(by).collect();
        (!parts.is_empty()).then(|| parts.join(" + "))
    }

    /// What a row says besides its price: how it counts, and between which amounts it stays.
    pub(crate) fn rules_of(self, rate: &ChargeRate) -> Vec<Text> {
        let mut rules: Vec<Text> = self.counting(rate).into_iter().map(Text::from).collect();
        let limits = Limits { min: rate.min, max: rate.max, round: self.charge.round };
        let beyond = self.included(rate).is_some();
        let any = if beyond { " for any use beyond what is free" } else { " for any use" };
        rules.extend(limits.words(self.scope, any).into_iter().map(Text::from));
        rules
    }

    fn counting(self, rate: &ChargeRate) -> Option<String> {
        const PROPORTION: &str = "Charged in proportion to what is used";
        let pers: Vec<(Decimal, Option<Rounding>)> = match &rate.pricing {
            Pricing::Unit(price) => Vec::from([(price.per, rate.increment)]),
            Pricing::Table { per, .. } => Vec::from([(*per, rate.increment)]),
            Pricing::Tiers { tiers, .. } => tiers
                .iter()
                .filter(|tier| !tier.unit.price.is_zero())
                .map(|tier| (tier.unit.per, tier.increment.or(rate.increment)))
                .collect(),
        };
        match rate.increment {
            None if pers.iter().any(|(per, increment)| *per != Decimal::ONE && increment.is_none()) => {
                Some(PROPORTION.to_string())
            }
            None => None,
            Some(increment) if pers.iter().all(|(per, _)| is_block(*per, Some(increment))) => None,
            Some(increment) => Some(format!(
                "{}{} {}",
                self.counted(),
                if self.included(rate).is_some() { " beyond what is free are" } else { " are" },
                rounding_of_count(increment, self.unit().as_deref())
            )),
        }
    }

    /// What the charge says besides its prices.
    pub(crate) fn rules(self) -> Vec<Text> {
        let mut rules = Vec::new();
        rules.extend(self.scope.count(self.charge).map(|count| format!("Counted as {count}").into()));
        rules.extend(self.charge.share.map(|share| {
            let (of, within) = (self.scope.quantity(share.of), self.scope.quantity(share.within));
            format!("Charged in part: × {of} ÷ {within}").into()
        }));
        rules.extend(self.charge.round.map(|round| self.rounded(round)));
        rules
    }

    fn rounded(self, round: Rounding) -> Text {
        format!("The amount is {}", self.scope.rounding(round)).into()
    }

    /// The lines of its note.
    pub(crate) fn note(self) -> Vec<String> {
        lines(self.charge.note.as_deref())
    }
}

/// Whether a price is for started blocks.
fn is_block(per: Decimal, increment: Option<Rounding>) -> bool {
    let block = |increment: Rounding| increment.to == per && increment.mode == RoundingMode::Up;
    per != Decimal::ONE && increment.is_some_and(block)
}

/// The least and the most that an amount comes to, before it is rounded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) min: Option<Decimal>,
    pub(crate) max: Option<Decimal>,
    pub(crate) round: Option<Rounding>,
}

impl Limits {
    /// Sentences that hold after the rounding, too.
    pub(crate) fn words(self, scope: Scope<'_>, of: &str) -> Vec<String> {
        let kept = |bound: Decimal, keeps: fn(&Decimal, &Decimal) -> bool| {
            self.round.is_none_or(|round| round.apply(bound).is_some_and(|rounded| keeps(&rounded, &bound)))
        };
        let mut words = Vec::new();
        if let Some(min) = self.min.filter(|min| !min.is_zero()) {
            let amount = scope.money.amount(min);
            words.push(if kept(min, Decimal::ge) {
                format!("At least {amount}{of}")
            } else {
                format!("What is less than {amount} is raised to that{of}, before it is rounded")
            });
        }
        if let Some(max) = self.max {
            let amount = scope.money.amount(max);
            words.push(if kept(max, Decimal::le) {
                format!("Never more than {amount}")
            } else {
                format!("What is more than {amount} is cut to that, before it is rounded")
            });
        }
        words
    }
}

/// The lines of a note that say something.
pub(crate) fn lines(note: Option<&str>) -> Vec<String> {
    let lines = note.unwrap_or_default().lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(String::from).collect()
}
