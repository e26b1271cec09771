//! Totals that fall as a quantity grows.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::vec::Vec;

use super::Lint;
use super::POINTS_MAX;
use pricesheet::Decimal;

use super::logic::Logic;
use super::number::whole;
use super::points::{self, Course, Owner, Points};
use super::probe::{Probe, Setting};
use super::report::Report;
use pricesheet::diagnostics::Quoted;
use pricesheet::sheet::Quantity;

/// Between its points a price never falls: amounts are not negative, and rounding keeps their order. So whole counts on
/// both sides of every point are compared.
pub(super) fn check<'s>(probe: &mut Probe<'s>, logic: &mut Logic<'s>, report: &mut Report<'s>) {
    for (id, quantity) in probe.endpoint.quantity_ids().zip(&probe.endpoint.quantities) {
        if points::is_taken_off(probe.endpoint, id) {
            continue;
        }
        let Course { points, complete, .. } = points::of(probe.endpoint, id, quantity, POINTS_MAX);
        if !complete {
            probe.give_up();
        }
        if points.is_empty() {
            continue;
        }
        let mut told = BTreeSet::new();
        for setting in probe.settings(id, logic) {
            compare(&setting, quantity, &points, &mut told, probe, report);
        }
    }
}

fn compare<'s>(
    setting: &Setting<'s>,
    quantity: &'s Quantity,
    points: &Points,
    told: &mut BTreeSet<Owner>,
    probe: &mut Probe<'s>,
    report: &mut Report<'s>,
) {
    let name = quantity.name.as_str();
    // The last count before this one that has a price: errors may lie between.
    let mut last: Option<(Setting<'s>, Decimal)> = None;
    for (at, owner) in points {
        let Some(more) = whole(*at).map(|count| setting.with(name, count)) else { continue };
        let Some(after) = probe.price(&more) else { continue };
        let Some((fewer, before)) = last.replace((more.clone(), after)) else { continue };
        if told.contains(owner) {
            continue;
        }
        if after < before {
            told.insert(*owner);
            let message = format!(
                "the total falls as {} grows: `{}` costs {before}, but `{}` costs {after}",
                Quoted(name),
                fewer.words(),
                more.words()
            );
            let help = "let what counts less cost no more, for example with graduated tiers, or allow it where it is meant";
            let evidence = Vec::from([probe.evidence(&fewer, before), probe.evidence(&more, after)]);
            report.add_with(Lint::TotalFalls, owner.charge, owner.span, message, help, evidence);
        }
    }
}
