//! Findings, and how one comes to them from an endpoint.

use maud::{Markup, html};
use pricesheet_analysis::audit::{EndpointTotals, Finding};

use super::coded;
use super::table::{Cell, Kind, Table};
use crate::text::causes;
use crate::words::{count, words};

/// Where the findings of an endpoint stand on the page.
pub(super) fn anchor(at: usize) -> String {
    format!("endpoint-{at}")
}

/// A table of findings; `place` is what a place in the file is called.
pub(super) fn table(title: &str, place: &str, findings: &[Finding<'_>]) -> Markup {
    let fields: Vec<&str> = match findings.first() {
        Some(finding) => finding.fields.iter().map(|(name, _)| name.as_str()).collect(),
        None => Vec::new(),
    };
    let names = [(place, Kind::Number), ("records", Kind::Number), ("usage", Kind::Words)];
    let fields = fields.into_iter().map(|name| (name, Kind::Words));
    let amounts = ["charged", "expected", "difference"].map(|title| (title, Kind::Number));
    let columns = names.into_iter().chain(fields).chain(amounts).chain([("explained by", Kind::Words)]);
    let mut table = Table::new(title, columns);
    for finding in findings {
        let judgement = &finding.judgement;
        let fields = finding.fields.iter().map(|(_, value)| Cell::Words(value.clone().unwrap_or_default()));
        let found = causes(judgement.causes());
        let list = html! {
            @for (at, cause) in found.lines().enumerate() { @if at > 0 { br; } (coded(cause)) }
        };
        let row = [
            Cell::Markup(html! { (finding.place) }, finding.place.to_string()),
            Cell::Count(finding.records),
            Cell::Words(words(&finding.usage)),
        ];
        let amounts = [
            Cell::Amount(judgement.charged().unwrap_or_default()),
            Cell::Amount(judgement.expected().unwrap_or_default()),
            Cell::Difference(judgement.difference().unwrap_or_default()),
        ];
        table.row(row.into_iter().chain(fields).chain(amounts).chain([Cell::Markup(list, found.clone())]));
    }
    table.render()
}

/// The findings of each endpoint that has some, to be opened.
pub(super) fn by_endpoint<'a>(
    endpoints: impl Iterator<Item = (usize, EndpointTotals<'a, 'a>)>,
    place: &str,
) -> Markup {
    html! {
        @for (at, of) in endpoints {
            @let name = match of.sheet.version() {
                Some(version) => format!("{} {version}", of.endpoint),
                None => of.endpoint.to_string(),
            };
            @let differing = of.totals.over.saturating_add(of.totals.under);
            @let told = of.largest.iter().fold(0_u64, |sum, finding| sum.saturating_add(finding.records));
            @if differing > 0 {
                details id=(anchor(at)) {
                    summary { (name) " " span.quiet { (count(differing, "record")) " that differ" (if differing == 1 { "s" } else { "" }) } }
                    @if !of.largest.is_empty() { (table(&format!("What differs most of {name}"), place, of.largest)) }
                    @if told < differing {
                        p.quiet { (count(differing.saturating_sub(told), "record")) " that differ less, or for which there was no room, are left out: --out writes all of them." }
                    }
                }
            }
        }
    }
}
