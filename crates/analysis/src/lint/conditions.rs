//! Conditions of one `when` that no usage can meet.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::Lint;
use super::logic::Logic;
use super::report::Report;
use super::world::Literal;
use pricesheet::diagnostics::Quoted;
use pricesheet::sheet::{Condition, Endpoint, OptionRule};

/// Asks every row of rates and every option of the endpoint.
pub(super) fn check(endpoint: &Endpoint, logic: &mut Logic<'_>, report: &mut Report<'_>) {
    for rate in &endpoint.rates {
        if let Some(message) = contradiction(&rate.when, logic) {
            report.add(Lint::Contradiction, None, rate.span, message, ROW_HELP);
        }
    }
    options(endpoint, &endpoint.options, None, logic, report);
    for (at, charge) in endpoint.charges.iter().enumerate() {
        for rate in &charge.rates {
            if let Some(message) = contradiction(&rate.when, logic) {
                report.add(Lint::Contradiction, Some(at), rate.span, message, ROW_HELP);
            }
        }
        options(endpoint, &charge.options, Some(at), logic, report);
    }
}

const ROW_HELP: &str = "correct the conditions, or leave the row out";

/// An option acts where it is given and its conditions hold.
fn options(
    endpoint: &Endpoint,
    rules: &[OptionRule],
    charge: Option<usize>,
    logic: &mut Logic<'_>,
    report: &mut Report<'_>,
) {
    for rule in rules.iter().filter(|rule| !rule.when.is_empty()) {
        let given = Condition::Given(rule.option);
        let when: Vec<Condition> = core::iter::once(given).chain(rule.when.iter().cloned()).collect();
        if let Some(message) = contradiction(&when, logic) {
            let message =
                format!("option {} never acts: {message}", Quoted(endpoint.option_name(rule.option)));
            report.add(
                Lint::Contradiction,
                charge,
                rule.span,
                message,
                "correct the conditions of the option",
            );
        }
    }
}

/// Why no usage meets these conditions, where none does.
fn contradiction(when: &[Condition], logic: &mut Logic<'_>) -> Option<String> {
    if when.is_empty() {
        return None;
    }
    let literals = logic.literals(when);
    logic.ask(&literals, &[]).is_impossible().then(|| {
        let why = reason(when, logic);
        format!("no usage meets these conditions{why}")
    })
}

/// The two conditions that exclude each other, or the one that holds nowhere, or the choice that they leave nothing of.
fn reason(when: &[Condition], logic: &mut Logic<'_>) -> String {
    for (place, first) in when.iter().enumerate() {
        let own = logic.literal(first);
        if logic.ask(&[own], &[]).is_impossible() {
            return format!(": {} never holds", Quoted(&logic.written(first)));
        }
        for second in when.iter().take(place) {
            let other = logic.literal(second);
            if logic.ask(&[other, own], &[]).is_impossible() {
                let pair =
                    format!(": {} and {}", Quoted(&logic.written(second)), Quoted(&logic.written(first)));
                return match shared_choice([second, first], logic) {
                    Some(choice) => format!("{pair} are both of choice {}", Quoted(choice)),
                    None => format!("{pair} exclude each other"),
                };
            }
        }
    }
    // Only a choice that one member of always holds says more about three conditions than about two.
    let denied: Vec<usize> = when.iter().filter_map(|condition| denied(condition, logic)).collect();
    let choices = logic.choices().iter();
    let exhausted = choices
        .filter(|choice| choice.required || choice.default.is_some())
        .find(|choice| choice.of.iter().all(|member| denied.contains(&member.index())));
    exhausted.map_or_else(String::new, |choice| {
        format!(": one of choice {} is always given", Quoted(&choice.name))
    })
}

fn denied(condition: &Condition, logic: &Logic<'_>) -> Option<usize> {
    match logic.literal(condition) {
        Literal::Option { at, given: false } => Some(at),
        _ => None,
    }
}

/// The choice that both are given members of.
fn shared_choice<'s>(conditions: [&Condition; 2], logic: &Logic<'s>) -> Option<&'s str> {
    let [first, second] = conditions.map(|condition| match condition {
        Condition::Given(option) => logic.choice(option.index()),
        _ => None,
    });
    let at = first.filter(|_| first == second)?;
    logic.choices().get(at).map(|choice| choice.name.as_str())
}
