#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]
// A page is made of any sheet: what could panic or wrap is refused at compile time.
#![cfg_attr(
    not(test),
    warn(
        clippy::arithmetic_side_effects,
        clippy::as_conversions,
        clippy::expect_used,
        clippy::float_arithmetic,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

extern crate alloc;

mod html;
mod markdown;
mod words;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pricesheet::quote::Line;
use pricesheet::sheet::{Basis, Endpoint, Example};
use pricesheet::{Decimal, EndpointPricer, PriceSheet};

pub use words::words;
use words::{amount, number, plural};

/// The public pricing page of a sheet.
///
/// Groups are headings, endpoints that have one price are rows of a table, others have an entry with every rule and
/// every example. Nothing that a sheet says becomes markup.
#[derive(Debug, Clone)]
pub struct Page<'s> {
    sheet: &'s PriceSheet,
    groups: Vec<Group<'s>>,
}

/// Endpoints that stand below the same headings.
#[derive(Debug, Clone)]
struct Group<'s> {
    /// The headings that are not said yet, each with its level.
    headings: Vec<(usize, &'s str)>,
    parts: Vec<Part<'s>>,
}

/// What stands below a heading.
#[derive(Debug, Clone)]
enum Part<'s> {
    /// Endpoints of which one line says everything.
    Rows(Vec<&'s Endpoint>),
    Entry(Entry<'s>),
}

/// An endpoint with more to say.
#[derive(Debug, Clone)]
struct Entry<'s> {
    endpoint: &'s Endpoint,
    /// The level of its heading; none where that of its group has the same words and stands for it alone.
    level: Option<usize>,
    examples: Vec<WorkedExample<'s>>,
}

/// An example of the sheet with what the engine makes of it.
#[derive(Debug, Clone)]
struct WorkedExample<'s> {
    /// What it shows.
    what: Vec<&'s str>,
    /// What it states, in words.
    stated: String,
    /// The steps that add up to the price.
    steps: String,
    price: String,
}

/// The level of the outermost headings below the title.
const OUTERMOST: usize = 2;
/// No format has deeper headings.
const DEEPEST: usize = 6;

impl<'s> Page<'s> {
    /// The page of a sheet.
    #[must_use]
    pub fn of(sheet: &'s PriceSheet) -> Self {
        let endpoints: Vec<EndpointPricer<'s>> = sheet.endpoints().collect();
        let mut groups = Vec::new();
        let mut before: &[String] = &[];
        for members in endpoints.chunk_by(|left, right| left.model().group == right.model().group) {
            let group = members.first().map(|pricer| &*pricer.model().group).unwrap_or_default();
            groups.push(Group::of(members, before, group, sheet.unit()));
            before = group;
        }
        Page { sheet, groups }
    }

    /// The page in Markdown, with tables as GitHub has them.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        markdown::page(self)
    }

    /// The page as one HTML file that asks for nothing else: for screens of any width, for print, for readers that speak.
    #[must_use]
    pub fn to_html(&self) -> String {
        html::page(self)
    }

    /// What amounts are counted in.
    fn unit(&self) -> String {
        plural(self.sheet.unit())
    }

    /// Version and instant, where the sheet states them.
    fn validity(&self) -> Option<String> {
        match (self.sheet.version(), self.sheet.effective()) {
            (Some(version), Some(instant)) => Some(format!("Version {version}, in force from {instant}")),
            (Some(version), None) => Some(format!("Version {version}")),
            (None, Some(instant)) => Some(format!("In force from {instant}")),
            (None, None) => None,
        }
    }

    /// The lines of the sheet's note.
    fn note(&self) -> impl Iterator<Item = &'s str> {
        lines(self.sheet.note())
    }

    /// From which content the page was made.
    fn origin(&self) -> String {
        const SHOWN_DIGITS: usize = 16;
        let fingerprint = self.sheet.fingerprint().to_string();
        let start = fingerprint.get(..SHOWN_DIGITS).unwrap_or(&fingerprint);
        format!("Made from the price sheet with fingerprint {start}")
    }
}

impl<'s> Group<'s> {
    fn of(members: &[EndpointPricer<'s>], before: &[String], group: &'s [String], unit: &str) -> Self {
        let same = before.iter().zip(group).take_while(|(left, right)| left == right).count();
        // The last one is said in any case: only the groups around it may be those above.
        let same = same.min(group.len().saturating_sub(1));
        let levels = (OUTERMOST..).map(|level| level.min(DEEPEST));
        let mut headings: Vec<(usize, &str)> =
            levels.zip(group.iter().map(String::as_str)).skip(same).collect();
        if group.is_empty() && !before.is_empty() {
            headings.push((OUTERMOST, "Other"));
        }
        let below = headings.last().map_or(OUTERMOST, |(level, _)| level.saturating_add(1).min(DEEPEST));
        let mut parts: Vec<Part<'s>> = Vec::new();
        for member in members {
            let endpoint = member.model();
            if is_plain(endpoint, unit) {
                match parts.last_mut() {
                    Some(Part::Rows(rows)) => rows.push(endpoint),
                    _ => parts.push(Part::Rows(Vec::from([endpoint]))),
                }
                continue;
            }
            let headed =
                members.len() == 1 && headings.last().is_some_and(|(_, words)| *words == title(endpoint));
            parts.push(Part::Entry(Entry {
                endpoint,
                level: (!headed).then_some(below),
                examples: endpoint
                    .examples
                    .iter()
                    .filter_map(|example| worked(*member, example, unit))
                    .collect(),
            }));
        }
        Group { headings, parts }
    }
}

impl<'s> Entry<'s> {
    /// The lines of its note and of those of its charges.
    fn notes(&self) -> impl Iterator<Item = &'s str> {
        let charges = self.endpoint.charges.iter().flat_map(|charge| lines(charge.note.as_deref()));
        lines(self.endpoint.note.as_deref()).chain(charges)
    }
}

/// What an endpoint is called on the page.
fn title(endpoint: &Endpoint) -> &str {
    endpoint.title.as_ref().unwrap_or(&endpoint.name)
}

/// What the column of prices is called.
fn price_title(endpoints: &[&Endpoint]) -> &'static str {
    let flat = |endpoint: &&Endpoint| endpoint.basis == Basis::Call && endpoint.charges.is_empty();
    if endpoints.iter().all(flat) { "price per call" } else { "price" }
}

/// Whether one line says everything.
fn is_plain(endpoint: &Endpoint, unit: &str) -> bool {
    endpoint.note.is_none() && endpoint.examples.is_empty() && words(endpoint, unit).len() == 1
}

fn lines(note: Option<&str>) -> impl Iterator<Item = &str> {
    note.unwrap_or_default().lines().map(str::trim).filter(|line| !line.is_empty())
}

/// An example as the engine quotes it. A sheet whose examples do not hold does not load, so all of them have a price.
fn worked<'s>(pricer: EndpointPricer<'s>, example: &'s Example, unit: &str) -> Option<WorkedExample<'s>> {
    let endpoint = pricer.model();
    let quote = pricer.quote(&pricer.usage_of(example)).ok()?;
    let options = example.options.iter().map(|option| endpoint.option_name(*option).to_string());
    let quantities = example
        .quantities
        .iter()
        .map(|(quantity, value)| format!("{} = {}", endpoint.quantity_name(*quantity), number(*value)));
    let attributes = example
        .attributes
        .iter()
        .map(|(attribute, value)| format!("{} = {value}", endpoint.attribute_name(*attribute)));
    let at = example.at.map(|at| format!("at {at}"));
    let stated: Vec<String> = options.chain(quantities).chain(attributes).chain(at).collect();
    let signed = |(at, line): (usize, Line<'_>)| {
        let sign = if at > 0 && line.amount() > Decimal::ZERO { "+" } else { "" };
        format!("{}: {sign}{}", line.label(), number(line.amount()))
    };
    let steps: Vec<String> = quote.lines().enumerate().map(signed).collect();
    Some(WorkedExample {
        what: lines(example.note.as_deref().or(Some("Example"))).collect(),
        stated: stated.join(", "),
        steps: steps.join(", "),
        price: amount(quote.total(), unit),
    })
}
