//! Options whose price is lost in the rounding of the endpoint.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use super::Lint;
use super::logic::{Answer, Logic};
use super::number::add;
use super::probe::{Probe, Setting};
use super::report::Report;
use super::warning::Evidence;
use super::world::Literal;
use crate::document::Quoted;
use crate::quote::LineKind;
use crate::sheet::{Effect, Endpoint, OptionRule};

/// What an option that costs nothing was seen to come to.
struct Lost {
    /// Before the rounding, and after it.
    sum: Decimal,
    total: Decimal,
    evidence: Vec<Evidence>,
}

/// Asks each option that raises the flat amount, alone. Those of an endpoint are told together.
pub(super) fn check<'s>(probe: &mut Probe<'s>, logic: &mut Logic<'s>, report: &mut Report<'s>) {
    if probe.endpoint.round.is_none() {
        return;
    }
    let mut first: Option<(&OptionRule, Lost)> = None;
    let mut others = Vec::new();
    let endpoint = probe.endpoint;
    for rule in endpoint.options.iter().filter(|rule| raises_flat_amount(rule, endpoint)) {
        let Some(lost) = lost(rule, probe, logic) else { continue };
        match &first {
            None => first = Some((rule, lost)),
            Some(_) => others.push(rule.name.as_str()),
        }
    }
    let Some((rule, Lost { sum, total, evidence })) = first else { return };
    let message = format!(
        "option {} alone costs nothing: {sum} is rounded to {total}{}",
        Quoted(&rule.name),
        likewise(&others)
    );
    let help = "round to a smaller multiple, or allow it where it is meant";
    report.add_with(Lint::OptionRoundedAway, None, rule.span, message, help, evidence);
}

/// Whether the flat amount is what an option is there for. One that multiplies what is counted, too, is seen at other
/// counts than none.
fn raises_flat_amount(rule: &OptionRule, endpoint: &Endpoint) -> bool {
    match rule.effect {
        Effect::Price(_) => true,
        Effect::Times(factor) => factor > Decimal::ONE && endpoint.charges.is_empty(),
        Effect::Free | Effect::Nothing => false,
    }
}

fn likewise(others: &[&str]) -> String {
    const NAMED_MAX: usize = 3;
    let names: Vec<String> = others.iter().map(|name| format!("{}", Quoted(name))).collect();
    match names.len() {
        0 => String::new(),
        1..=NAMED_MAX => format!(" (likewise {})", names.join(", ")),
        count => format!(" (likewise {count} other options)"),
    }
}

/// The option in the least usage in which it acts, beside the same usage without it.
fn lost<'s>(rule: &'s OptionRule, probe: &mut Probe<'s>, logic: &mut Logic<'s>) -> Option<Lost> {
    let mut hold = logic.literals(&rule.when);
    hold.push(Literal::Option { at: logic.option(&rule.name)?, given: true });
    let Answer::Possible(world) = logic.ask(&hold, &[]) else { return None };
    let with = Setting::of(probe.endpoint, &world)?;
    let mut without = with.clone();
    without.options.retain(|name| *name != rule.name);
    let (before, after) = (probe.price(&without)?, probe.price(&with)?);
    if before != after {
        return None;
    }
    let (before_steps, after_steps) =
        (probe.sum_before_rounding(&without)?, probe.sum_before_rounding(&with)?);
    // Nothing but the option makes the difference, and nothing but the rounding takes it away.
    let same = before_steps.flat == after_steps.flat && before_steps.charged == after_steps.charged;
    (same && after_steps.added > before_steps.added).then(|| Lost {
        sum: after_steps.sum,
        total: after,
        evidence: Vec::from([probe.evidence(&with, after), probe.evidence(&without, before)]),
    })
}

/// The parts of a total before it was rounded.
pub(super) struct Sum {
    flat: Decimal,
    /// By options of the endpoint.
    added: Decimal,
    charged: Decimal,
    sum: Decimal,
}

impl Probe<'_> {
    /// None where bounds or a free option changed the total too.
    fn sum_before_rounding(&mut self, setting: &Setting<'_>) -> Option<Sum> {
        self.price(setting)?;
        let evidence = self.evidence(setting, Decimal::ZERO);
        let quote = self.pricer.quote(&evidence.usage).ok()?;
        let zero = Decimal::ZERO;
        let mut sum = Sum { flat: zero, added: zero, charged: zero, sum: zero };
        for line in quote.lines() {
            let part = match line.kind() {
                LineKind::Flat => &mut sum.flat,
                LineKind::Option | LineKind::Times => &mut sum.added,
                LineKind::Charge => &mut sum.charged,
                LineKind::Rounding => continue,
                LineKind::Minimum | LineKind::Maximum | LineKind::Free => return None,
            };
            *part = add(*part, line.amount())?;
            sum.sum = add(sum.sum, line.amount())?;
        }
        Some(sum)
    }
}
