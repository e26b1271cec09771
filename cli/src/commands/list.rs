//! `pricesheet list`: the sheet as a table, by group, or as the public pricing page.

mod page;

use std::sync::Arc;

use pricesheet::Instant;
use pricesheet::sheet::Endpoint;
use pricesheet_report::{Kind, SheetLabel, Table};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::{print, print_json, print_styled};
use crate::Finding;
use crate::args::ListArguments;
use crate::failure::Failure;
use crate::fault::{Fault, instant_of};
use crate::model_json::{self, EndpointFields};
use crate::sheet_source::{SourcedBook, SourcedSheet};

pub(crate) fn run(arguments: &ListArguments) -> Result<Finding, Failure> {
    let book = SourcedBook::load(&arguments.sheet.sheets, &arguments.sheet.base.bases)?;
    let at = instant_of(arguments.at.as_deref())?;
    let sourced = book.in_force(at).map_err(|error| Fault::from(error).of_arguments())?;
    match arguments.to {
        Some(format) => print(&page::page(&sourced.sheet, format, arguments)?)?,
        None if arguments.json => print_json(&as_json(sourced))?,
        None => print_styled(&as_tables(sourced))?,
    }
    Ok(Finding::Fine)
}

/// A sheet as data.
#[derive(Debug, Serialize)]
struct Listed<'a> {
    sheet: SheetLabel<'a>,
    effective: Option<Instant>,
    unit: &'a str,
    note: Option<&'a str>,
    endpoints: Vec<EndpointFields<'a>>,
}

fn as_json(sourced: &SourcedSheet) -> Listed<'_> {
    let sheet = &sourced.sheet;
    let endpoints = sheet.model().endpoints.iter();
    Listed {
        sheet: sourced.json(),
        effective: sheet.effective(),
        unit: sheet.unit(),
        note: sheet.note(),
        endpoints: endpoints.map(|endpoint| model_json::endpoint(endpoint, sheet.unit())).collect(),
    }
}

fn as_tables(sourced: &SourcedSheet) -> String {
    let endpoints = &sourced.sheet.model().endpoints;
    let widths = Widths::of(endpoints);
    let mut text = format!("{}\n", sourced.label());
    let mut headings: &[String] = &[];
    for members in endpoints.chunk_by(|left, right| left.group == right.group) {
        let group = members.first().map(|endpoint| endpoint.group.as_slice()).unwrap_or_default();
        text.push_str(&heading(headings, group));
        headings = group;
        text.push_str(&format!("{}\n", table(members, sourced.sheet.unit(), &widths)));
    }
    if let Some(note) = sourced.sheet.note() {
        text.push_str(&format!("\n{}\n", note.trim()));
    }
    text
}

/// The headings of a group, an outer one only where it changes.
fn heading(before: &[String], group: &[String]) -> String {
    let same = before.iter().zip(group).take_while(|(left, right)| left == right).count();
    // The last one is said in any case: only the groups around it may be those above.
    let same = same.min(group.len().saturating_sub(1));
    let mut text = String::from("\n");
    if group.is_empty() && !before.is_empty() {
        text.push_str("Without a group\n");
    }
    for (level, name) in group.iter().enumerate().skip(same) {
        text.push_str(&format!("{}\u{1b}[1m{name}\u{1b}[0m\n", "  ".repeat(level)));
    }
    text
}

/// The widths of the first columns over all groups, so that the tables stand below each other.
struct Widths([usize; 2]);

impl Widths {
    fn of(endpoints: &[Arc<Endpoint>]) -> Self {
        // Wider is left to the table itself.
        const WIDTH_MAX: usize = 48;
        let widest = |text: fn(&Endpoint) -> &str| {
            let widths = endpoints.iter().map(|endpoint| text(endpoint).width());
            widths.max().unwrap_or_default().min(WIDTH_MAX)
        };
        Widths([
            widest(|endpoint| &endpoint.name),
            widest(|endpoint| endpoint.title.as_deref().unwrap_or_default()),
        ])
    }
}

fn table(endpoints: &[Arc<Endpoint>], unit: &str, Widths(widths): &Widths) -> Table {
    let columns = ["endpoint", "title", "price"].map(|title| (title, Kind::Words));
    let mut table = Table::new(columns).at_least(widths);
    for endpoint in endpoints {
        let title = endpoint.title.clone().unwrap_or_default();
        table.row([endpoint.name.clone(), title, pricesheet_page::words(endpoint, unit).join("\n")]);
    }
    table
}
