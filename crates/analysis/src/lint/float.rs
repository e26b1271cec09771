//! Amounts that look like binary floats written out: `0.10000000000000001` where 0.1 was meant.

use alloc::format;
use alloc::string::{String, ToString};

use pricesheet::Decimal;

use super::Lint;
use super::report::Report;
use pricesheet::diagnostics::Span;
use pricesheet::sheet::{ChargeRate, Effect, Endpoint, OptionRule, Pricing};

/// As many digits as a decimal keeps through a binary float, whatever it is.
const DIGITS_KEPT: usize = 15;
/// As many as it takes to write any binary float out.
const DIGITS_WRITTEN: usize = 17;
/// How many floats on either side of that of the shorter amount are looked at: what a sum or a product is off by.
const NEIGHBOURS: u64 = 2;

/// Asks the amounts of an endpoint, each where it stands.
pub(super) fn check(endpoint: &Endpoint, report: &mut Report<'_>) {
    let mut found = Finder { charge: None, report };
    for amount in [endpoint.times, endpoint.min, endpoint.max].into_iter().flatten() {
        found.amount(amount, endpoint.span);
    }
    endpoint.rates.iter().for_each(|rate| found.amount(rate.price, rate.span));
    endpoint.table.iter().flat_map(|table| table.rows()).for_each(|row| found.amount(row.price, row.span));
    found.options(&endpoint.options);
    for (at, charge) in endpoint.charges.iter().enumerate() {
        found.charge = Some(at);
        charge.plus.iter().chain(&charge.minus).for_each(|part| found.amount(part.weight, charge.span));
        charge.rates.iter().for_each(|rate| found.rate(rate));
        found.options(&charge.options);
    }
}

struct Finder<'r, 's> {
    charge: Option<usize>,
    report: &'r mut Report<'s>,
}

impl Finder<'_, '_> {
    fn options(&mut self, rules: &[OptionRule]) {
        for rule in rules {
            if let Effect::Price(amount) | Effect::Times(amount) = rule.effect {
                self.amount(amount, rule.span);
            }
        }
    }

    fn rate(&mut self, rate: &ChargeRate) {
        match &rate.pricing {
            Pricing::Unit(unit) => self.amount(unit.price, rate.span),
            Pricing::Tiers { tiers, .. } => {
                for tier in tiers {
                    self.amount(tier.unit.price, tier.span);
                    self.amount(tier.flat, tier.span);
                }
            }
            Pricing::Table { table, .. } => {
                table.rows().iter().for_each(|row| self.amount(row.price, row.span));
            }
        }
        [rate.min, rate.max].into_iter().flatten().for_each(|bound| self.amount(bound, rate.span));
    }

    fn amount(&mut self, amount: Decimal, span: Span) {
        let Some(meant) = meant(amount) else { return };
        let message = format!("{} looks like the binary float of {meant} written out", amount.normalize());
        let help = format!("write {meant}, or allow it where every digit is meant");
        self.report.add(Lint::BinaryFloat, self.charge, span, message, &help);
    }
}

/// The shorter amount whose binary float, or one beside it, has the digits of this amount.
fn meant(amount: Decimal) -> Option<String> {
    let amount = amount.normalize();
    let digits = amount.mantissa().unsigned_abs().to_string();
    if !(DIGITS_KEPT.saturating_add(1)..=DIGITS_WRITTEN).contains(&digits.trim_end_matches('0').len()) {
        return None;
    }
    // Text all the way: the floats are only written, and nothing is computed with them.
    let exponent = digits.len().checked_sub(1)?;
    let scale = usize::try_from(amount.scale()).ok()?;
    let first = i64::try_from(exponent).ok()?.checked_sub(i64::try_from(scale).ok()?)?;
    let short = |float: f64| format!("{float:.digits$e}", digits = DIGITS_KEPT.saturating_sub(1));
    let written: f64 = amount.to_string().parse().ok()?;
    let shorter: f64 = short(written).parse().ok()?;
    let own = digits.trim_end_matches('0');
    let is_own = |float: f64| {
        (DIGITS_KEPT..DIGITS_WRITTEN).any(|places| {
            let text = format!("{float:.places$e}");
            let same = text.split_once('e').filter(|(_, power)| power.parse() == Ok(first));
            same.is_some_and(|(mantissa, _)| mantissa.replace('.', "").trim_end_matches('0') == own)
        })
    };
    let bits = shorter.to_bits();
    let near = bits.saturating_sub(NEIGHBOURS)..=bits.saturating_add(NEIGHBOURS);
    if !near.into_iter().any(|bits| is_own(f64::from_bits(bits))) {
        return None;
    }
    // Display writes the shortest digits of the float, without an exponent.
    Some(shorter.to_string())
        .filter(|text| text.trim_start_matches("0.").trim_matches('0').len() <= DIGITS_KEPT)
}
