//! Rules between the values of a charge: bounds, increments, tiers, and prices that terminate (section 4).

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::Decoder;
use super::names::Names;
use super::rate::Terms;
use super::value::{At, Stated};
use crate::diagnostics::Code;
use crate::diagnostics::Quoted;
use crate::limits::OPTIONS_MAX;
use crate::number::SCALE_MAX;
use crate::rounding::Rounding;
use crate::sheet::termination::{Factors, Ratio};
use crate::sheet::{Effect, OptionRule, Tiering};

/// What the rows and tiers of one charge are checked against.
pub(super) struct Context<'a> {
    pub(super) charge: &'a str,
    rounded: bool,
    /// The options of the charge that add to its unit price, with what they add.
    added: Vec<(Decimal, &'a str)>,
    /// The factors that all of what they add has.
    common: Option<Factors>,
}

impl<'a> Context<'a> {
    pub(super) fn new(charge: &'a str, rounded: bool, options: &[OptionRule], names: &Names<'a>) -> Self {
        let price = |rule: &OptionRule| match rule.effect {
            Effect::Price(price) => Some((price, names.option_name(rule.option))),
            _ => None,
        };
        // Beyond the limit on options the sheet is refused anyway.
        let added: Vec<_> = options.iter().filter_map(price).take(OPTIONS_MAX).collect();
        let common = Factors::common(added.iter().map(|(price, _)| *price));
        Context { charge, rounded, added, common }
    }
}

impl Decoder {
    pub(super) fn check_bounds(&mut self, min: Option<At<Decimal>>, max: Option<At<Decimal>>) {
        if let (Some(min), Some(max)) = (min, max)
            && min.value > max.value
        {
            let message = format!(
                "the minimum {} is above the maximum {}",
                min.value.normalize(),
                max.value.normalize()
            );
            self.fault(Code::MinAboveMax, min.span, message, Some("swap them, or leave one out".to_string()));
        }
    }

    /// The bounds of a row and those that it inherits; what the charge alone states has been checked with it.
    pub(super) fn check_row_bounds(&mut self, own: &Terms<'_>, inherited: &Terms<'_>) {
        if own.min.is_absent() && own.max.is_absent() {
            return;
        }
        let span = own.min.value().or(own.max.value()).map(|bound| bound.span);
        let at_row = |bound: At<Decimal>| At { span: span.unwrap_or(bound.span), ..bound };
        self.check_bounds(own.min.or(inherited.min).value().map(at_row), own.max.or(inherited.max).value());
    }

    pub(super) fn tiering_without_tiers(&mut self, tiering: Stated<At<Tiering>>, tiered: bool) {
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

    /// Termination (section 4): without a rounding, every price of a step must be a finite decimal that the decimal type has
    /// the places for.
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
        let ratio = Ratio::of(step, per);
        let fits = |factors: Factors| factors.places(ratio).is_some_and(|places| places <= SCALE_MAX);
        let culprit = if !fits(Factors::of(price.value)) {
            Some((price.value, None))
        } else if context.common.is_none_or(fits) {
            None
        } else {
            // Where the price itself fits, the price with an option's does where the option's does.
            let option = context.added.iter().find(|(added, _)| !fits(Factors::of(*added)));
            option.map(|(added, name)| (*added, Some(*name)))
        };
        let Some((amount, option)) = culprit else { return };
        let problem = match Factors::of(amount).places(ratio) {
            None => "is not a finite decimal".to_string(),
            Some(places) => format!("has {places} decimal places, more than {SCALE_MAX}"),
        };
        let (amount, step, per) = (amount.normalize(), step.normalize(), per.normalize());
        let of = option.map_or_else(String::new, |name| format!(" (option {})", Quoted(name)));
        let message =
            format!("in charge {}, {step} at {amount} per {per}{of} {problem}", Quoted(context.charge));
        let help = "add a `round` to the charge, or an `increment` that comes out even".to_string();
        self.fault(Code::NotFinite, price.span, message, Some(help));
    }
}
