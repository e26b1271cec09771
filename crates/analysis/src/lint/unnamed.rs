//! Windows and attributes that nothing names: they are stated for nothing.

use alloc::collections::BTreeSet;
use alloc::format;

use super::Lint;
use super::report::Report;
use pricesheet::diagnostics::Quoted;
use pricesheet::sheet::{AttributeId, Condition, Endpoint, Pricing, Sheet};

/// Asks the windows of a sheet.
pub(super) fn check_windows(sheet: &Sheet, report: &mut Report<'_>) {
    let named: BTreeSet<&str> = sheet
        .endpoints
        .iter()
        .flat_map(|endpoint| &endpoint.windows)
        .map(|window| window.name.as_str())
        .collect();
    for window in sheet.windows.iter().filter(|window| !named.contains(window.name.as_str())) {
        let message = format!("no condition names the window {}", Quoted(&window.name));
        let help = "leave it out, or ask for it as in `in peak`";
        report.add(Lint::UnnamedWindow, None, window.span, message, help);
    }
}

/// Asks the attributes of an endpoint.
pub(super) fn check_attributes(endpoint: &Endpoint, report: &mut Report<'_>) {
    let charges = || endpoint.charges.iter();
    let whens = endpoint.rates.iter().map(|rate| &rate.when);
    let whens = whens.chain(charges().flat_map(|charge| &charge.rates).map(|rate| &rate.when));
    let rules = endpoint.options.iter().chain(charges().flat_map(|charge| &charge.options));
    let conditions = whens.chain(rules.map(|rule| &rule.when)).flatten();
    let asked = conditions.filter_map(|condition| match condition {
        Condition::Attribute { attribute, .. } => Some(*attribute),
        _ => None,
    });
    let tables = charges().flat_map(|charge| &charge.rates).filter_map(|rate| match &rate.pricing {
        Pricing::Table { table, .. } => Some(table),
        Pricing::Unit(_) | Pricing::Tiers { .. } => None,
    });
    let by = endpoint.table.iter().chain(tables).flat_map(|table| table.by().iter().copied());
    let named: BTreeSet<AttributeId> = asked.chain(by).collect();
    for (id, attribute) in endpoint.attribute_ids().zip(&endpoint.attributes) {
        if !named.contains(&id) {
            let message = format!("nothing depends on the attribute {}", Quoted(&attribute.name));
            let help = "leave it out, or name it in a condition or a table";
            report.add(Lint::UnnamedAttribute, None, attribute.span, message, help);
        }
    }
}
