//! Rows of rates that are never reached.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::Lint;
use super::logic::Logic;
use super::report::Report;
use super::world::Literal;
use pricesheet::diagnostics::Span;
use pricesheet::sheet::{Charge, Comparison, Condition, Endpoint, QuantityId};

/// Asks the rows of the endpoint and of every charge.
pub(super) fn check(endpoint: &Endpoint, logic: &mut Logic<'_>, report: &mut Report<'_>) {
    let rows: Vec<_> = endpoint.rates.iter().map(|rate| (rate.when.as_slice(), rate.span)).collect();
    check_rows(&rows, &[], None, logic, report);
    for (at, charge) in endpoint.charges.iter().enumerate() {
        let rows: Vec<_> = charge.rates.iter().map(|rate| (rate.when.as_slice(), rate.span)).collect();
        let counts = counts(charge);
        check_rows(&rows, &counts, Some(at), logic, report);
    }
}

/// What holds wherever a row of the charge is looked for: a count of zero costs nothing, whatever the rows say.
pub(super) fn counts(charge: &Charge) -> Vec<Literal> {
    let above_zero = |quantity: &QuantityId| {
        let bound = pricesheet::Decimal::ZERO;
        Literal::Quantity { at: quantity.index(), comparison: Comparison::Above, bound }
    };
    // What is added may make up for a factor that is zero.
    if charge.plus.is_empty() { charge.quantity.iter().map(above_zero).collect() } else { Vec::new() }
}

fn check_rows(
    rows: &[(&[Condition], Span)],
    counts: &[Literal],
    charge: Option<usize>,
    logic: &mut Logic<'_>,
    report: &mut Report<'_>,
) {
    let mut before: Vec<Vec<Literal>> = Vec::new();
    for (place, (when, span)) in rows.iter().enumerate() {
        let own = logic.literals(when);
        let hold: Vec<Literal> = own.iter().chain(counts).copied().collect();
        // What contradicts itself is reported as such.
        if (place > 0 || !counts.is_empty())
            && logic.ask(&hold, &before).is_impossible()
            && !logic.ask(&own, &[]).is_impossible()
        {
            let why = why(&hold, &before, logic);
            let row = place.saturating_add(1);
            let message = format!("row {row} never applies: {why}");
            let help = "move it up, correct its conditions, or leave it out";
            report.add(Lint::RateNeverApplies, charge, *span, message, help);
        }
        before.push(own);
    }
}

/// Which row takes all that this one covers.
fn why(hold: &[Literal], before: &[Vec<Literal>], logic: &mut Logic<'_>) -> String {
    if logic.ask(hold, &[]).is_impossible() {
        return "a count of zero costs nothing in any case".to_string();
    }
    let taker = before.iter().position(|row| logic.ask(hold, core::slice::from_ref(row)).is_impossible());
    match taker {
        Some(place) => format!("row {} takes all that it covers", place.saturating_add(1)),
        None => "the rows before it take all that it covers".to_string(),
    }
}
