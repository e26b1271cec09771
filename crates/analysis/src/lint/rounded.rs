//! Options whose price is lost in the rounding of the endpoint.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use pricesheet::Decimal;

use super::Lint;
use super::logic::{Answer, Logic};
use super::number::add;
use super::probe::{Probe, Setting};
use super::report::Report;
use super::warning::Evidence;
use super::world::Literal;
use pricesheet::diagnostics::Quoted;
use pricesheet::quote::LineKind;
use pricesheet::sheet::{Effect, Endpoint, OptionId, OptionRule};

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
            Some(_) => others.push(endpoint.option_name(rule.option)),
        }
    }
    let Some((rule, Lost { sum, total, evidence })) = first else { return };
    let message = format!(
        "option {} alone costs nothing: {sum} is rounded to {total}{}",
        Quoted(endpoint.option_name(rule.option)),
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

/// What an option comes to in one usage.
enum Outcome {
    Lost(Lost),
    /// It changes the total.
    Kept,
    /// The usage has no price, or more than the option and the rounding tell in it.
    Unknown,
}

/// The option in the least usage in which it acts, beside the same usage without it; where choices must be made, whichever is
/// made. It is lost where it is in one of these, and kept in none.
fn lost<'s>(rule: &'s OptionRule, probe: &mut Probe<'s>, logic: &mut Logic<'s>) -> Option<Lost> {
    let given = |option: OptionId| Literal::Option { at: option.index(), given: true };
    let members = logic.choices().iter().filter(|choice| choice.required).flat_map(|choice| &choice.of);
    let chosen: Vec<_> = members.map(|member| Some(given(*member))).chain([None]).collect();
    let own = given(rule.option);
    let mut found = None;
    for chosen in chosen {
        let hold: Vec<_> = logic.literals(&rule.when).into_iter().chain([own]).chain(chosen).collect();
        match outcome(rule, &hold, probe, logic) {
            Outcome::Lost(lost) => found = found.or(Some(lost)),
            Outcome::Kept => return None,
            Outcome::Unknown => {}
        }
    }
    found
}

fn outcome<'s>(rule: &OptionRule, hold: &[Literal], probe: &mut Probe<'s>, logic: &mut Logic<'s>) -> Outcome {
    let Answer::Possible(world) = logic.ask(hold, &[]) else { return Outcome::Unknown };
    let Some(with) = Setting::of(probe.endpoint, &world) else { return Outcome::Unknown };
    let mut without = with.clone();
    without.options.retain(|name| *name != probe.endpoint.option_name(rule.option));
    let (Some(before), Some(after)) = (probe.price(&without), probe.price(&with)) else {
        return Outcome::Unknown;
    };
    if before != after {
        return Outcome::Kept;
    }
    let steps = probe.sum_before_rounding(&without).zip(probe.sum_before_rounding(&with));
    let Some((before_steps, after_steps)) = steps else { return Outcome::Unknown };
    // Nothing but the option makes the difference, and nothing but the rounding takes it away.
    let same = before_steps.flat == after_steps.flat && before_steps.charged == after_steps.charged;
    if !same || after_steps.added <= before_steps.added {
        return Outcome::Unknown;
    }
    Outcome::Lost(Lost {
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
