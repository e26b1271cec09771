//! The report as a page for whoever is answerable for the money: one file that asks for nothing else.

mod chart;
mod findings;
mod table;

use std::path::Path;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use pricesheet::Decimal;
use pricesheet_analysis::audit::Totals;

use crate::groups::{self, Groups};
use crate::report::Report;
use crate::text::{CAUSES, ELSEWHERE, TOTALS, unknown_names};
use crate::words::{amount, count, count_of, signed};
use table::{Cell, Kind, Table, side};

const STYLE: &str = include_str!("html/report.css");
const SCRIPT: &str = include_str!("html/report.js");

/// How many findings of each endpoint the page shows: what an audit for it keeps.
pub const FINDINGS_OF_ENDPOINT: usize = 20;

/// A number with more characters than this may be broken on a narrow screen.
const NUMBER_LONG: usize = 20;

/// How many rows a table has at the most.
const ROWS_MAX: usize = 2_000;

impl Report<'_> {
    /// The report as one HTML file that asks for nothing else.
    #[must_use]
    pub fn html(&self) -> String {
        let name = Path::new(self.file).file_name().and_then(|name| name.to_str()).unwrap_or(self.file);
        let title = format!("Audit of {name}");
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta http-equiv="Content-Security-Policy"
                        content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
                    title { (title) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    main {
                        h1 { (title) }
                        (self.summary())
                        (self.causes_section())
                        (self.chart_section())
                        (self.endpoints_section())
                        @for (at, groups) in self.groups.iter().enumerate() { (group_section(at, groups)) }
                        (self.unknown_section())
                        (self.findings_section())
                    }
                    (self.footer())
                    script { (PreEscaped(SCRIPT)) }
                }
            }
        };
        page.into_string()
    }

    /// What it comes to, in a sentence and in figures.
    fn summary(&self) -> Markup {
        let totals = self.audit.totals();
        let unit = self.unit;
        let verdict = match side(totals.difference) {
            Some("over") => format!("{} {unit} too much was charged.", amount(totals.difference)),
            Some(_) => format!("{} {unit} too little was charged.", amount(totals.difference.abs())),
            None => "What was charged is what should have been, all in all.".to_string(),
        };
        let amounts = [
            ("charged", amount(totals.charged), None),
            ("expected", amount(totals.expected), None),
            ("difference", signed(totals.difference), side(totals.difference)),
            ("too much", amount(totals.overcharged), Some("over").filter(|_| totals.over > 0)),
            ("too little", amount(totals.undercharged), Some("under").filter(|_| totals.under > 0)),
        ];
        let counts = [
            ("records", totals.records, None),
            ("agreed", totals.agreed, Some("agreed")),
            ("charged too much", totals.over, Some("over")),
            ("charged too little", totals.under, Some("under")),
            ("unpriceable", totals.unpriceable, Some("unpriceable")),
        ];
        section(
            "totals",
            "Totals",
            html! {
                p.verdict { (verdict) }
                dl.figures.amounts {
                    @for (words, number, class) in amounts { (figure(words, &number, class)) }
                }
                dl.figures.counts {
                    @for (words, number, class) in counts { (figure(words, &count_of(number), class)) }
                }
                (bar(totals))
                @for line in self.notes().iter().flatten() { p { (coded(line)) } }
                p { "Amounts are in " (unit) "." }
            },
        )
    }

    /// What there is to say beside the figures.
    fn notes(&self) -> [Option<String>; 6] {
        let meters = self.meters.map(|meters| count(meters, "meter"));
        [
            Some(self.period()),
            self.tolerated(),
            Some(self.roundings()),
            self.unpriceable(),
            self.unstated_told(),
            meters,
        ]
    }

    fn causes_section(&self) -> Markup {
        if self.audit.causes().next().is_none() && self.repeats.is_none() {
            return html! {};
        }
        let title = "Why records differ, by money";
        let columns = [("explained by", Kind::Words)].into_iter().chain(CAUSES.map(number));
        let mut table = Table::new(title, columns);
        for (words, totals) in self.causes() {
            let name = Cell::Markup(coded(&words), words);
            let counts = [name, Cell::Count(totals.records), Cell::Count(totals.ambiguous)];
            let amounts = [
                Cell::Amount(totals.overcharged),
                Cell::Amount(totals.undercharged),
                Cell::Difference(totals.difference),
            ];
            table.row(counts.into_iter().chain(amounts));
        }
        section(
            "causes",
            title,
            html! {
                @if self.audit.causes().next().is_some() {
                    (table.render())
                    p.quiet {
                        "Each record is counted once, under the cause that takes the fewest words. A record is ambiguous where \
                         another cause explains the amount as well."
                    }
                }
                @if let Some(repeats) = self.repeats_told() { p { (coded(&repeats)) } }
            },
        )
    }

    fn chart_section(&self) -> Markup {
        match chart::render(self.timeline, self.unit) {
            Some(chart) => section("time", "Charged and expected over time", chart),
            None => html! {},
        }
    }

    fn endpoints_section(&self) -> Markup {
        if self.audit.endpoints().next().is_none() {
            return html! {};
        }
        let title = "By endpoint and version";
        let mut table = totals_table(title, "endpoint");
        for (at, of) in self.audit.endpoints().enumerate().take(ROWS_MAX) {
            let differs = of.totals.over > 0 || of.totals.under > 0;
            let name = html! {
                @if differs { a href={ "#" (findings::anchor(at)) } { (of.endpoint) } } @else { (of.endpoint) }
                @if let Some(version) = of.sheet.version() { " " span.quiet { (version) } }
            };
            table.row(totals_row(Cell::Markup(name, of.endpoint.to_string()), of.totals));
        }
        if self.audit.elsewhere().records > 0 {
            table.row(totals_row(Cell::Words(ELSEWHERE.to_string()), self.audit.elsewhere()));
        }
        let left = self.audit.endpoints().count().saturating_sub(ROWS_MAX);
        section(
            "endpoints",
            title,
            html! {
                (table.render())
                (left_out(left, "endpoint"))
            },
        )
    }

    fn unknown_section(&self) -> Markup {
        let unknown = self.unknown_by_money();
        if unknown.is_empty() {
            return html! {};
        }
        let title = "Names that the sheet does not know";
        let names = ["name", "what", "of"].map(|title| (title, Kind::Words));
        let mut table = Table::new(title, names.into_iter().chain(["records", "charged"].map(number)));
        for name in &unknown {
            let [what, words, of] = unknown_names(name).map(Cell::Words);
            table.row([words, what, of, Cell::Count(name.records), Cell::Amount(name.charged)]);
        }
        section("unknown", title, table.render())
    }

    fn findings_section(&self) -> Markup {
        if self.audit.largest().is_empty() {
            return html! {};
        }
        section(
            "findings",
            "What differs most",
            html! {
                (findings::table("The records that differ most", self.place, self.audit.largest()))
                h3 { "By endpoint" }
                (findings::by_endpoint(self.audit.endpoints().enumerate().take(ROWS_MAX), self.place))
            },
        )
    }

    /// What somebody else needs to repeat it.
    fn footer(&self) -> Markup {
        html! {
            footer {
                h2 { "Evidence" }
                ul {
                    @for sheet in &self.sheets {
                        li { "sheet: " (sheet.words()) ", fingerprint " code { (sheet.fingerprint()) } }
                    }
                    li { (count(self.audit.totals().records, "record")) " of " (self.file) ", " (self.period()) }
                    li { (self.program) }
                }
            }
        }
    }
}

fn group_section(at: usize, groups: &Groups) -> Markup {
    if groups.totals.is_empty() {
        return html! {};
    }
    let fields = groups.title();
    let title = format!("By {fields}");
    let mut table = totals_table(&title, &fields);
    for (values, totals) in groups.by_difference().into_iter().take(ROWS_MAX) {
        table.row(totals_row(Cell::Words(groups::words(values)), totals));
    }
    if groups.others.records > 0 {
        table.row(totals_row(Cell::Words(groups::OTHERS.to_string()), &groups.others));
    }
    section(
        &format!("groups-{at}"),
        &title,
        html! {
            (table.render())
            (left_out(groups.totals.len().saturating_sub(ROWS_MAX), "combination"))
        },
    )
}

/// What a table has no room for.
fn left_out(count_left: usize, one: &str) -> Markup {
    let left = u64::try_from(count_left).unwrap_or(u64::MAX);
    html! {
        @if left > 0 { p { (count(left, one)) " more: all of them are in the report as JSON." } }
    }
}

/// Words in which names stand between backticks.
fn coded(words: &str) -> Markup {
    html! {
        @for (at, part) in words.split('`').enumerate() {
            @if at % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

fn section(id: &str, title: &str, body: Markup) -> Markup {
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { (title) }
            (body)
        }
    }
}

/// A number that is seen first.
fn figure(words: &str, number: &str, class: Option<&str>) -> Markup {
    html! {
        div class={ "figure " (class.unwrap_or_default()) } {
            dt { (words) }
            dd.long[number.len() > NUMBER_LONG] { (number) }
        }
    }
}

fn number(title: &str) -> (&str, Kind) {
    (title, Kind::Number)
}

fn totals_table<'a>(title: &'a str, first: &'a str) -> Table<'a> {
    let names = [(first, Kind::Words), ("verdicts", Kind::Words)];
    Table::new(title, names.into_iter().chain(TOTALS.map(number)))
}

fn totals_row(name: Cell, totals: &Totals) -> impl Iterator<Item = Cell> {
    let differing = Decimal::from(totals.over.saturating_add(totals.under));
    let verdicts = Cell::Markup(bar(totals), differing.to_string());
    let counts =
        [totals.records, totals.agreed, totals.over, totals.under, totals.unpriceable].map(Cell::Count);
    let amounts =
        [Cell::Amount(totals.charged), Cell::Amount(totals.expected), Cell::Difference(totals.difference)];
    [name, verdicts].into_iter().chain(counts).chain(amounts)
}

/// How the records divide among the verdicts. The numbers beside it say the same, so readers of text skip it.
fn bar(totals: &Totals) -> Markup {
    let parts = [
        ("agreed", totals.agreed),
        ("over", totals.over),
        ("under", totals.under),
        ("unpriceable", totals.unpriceable),
    ];
    html! {
        span.bar aria-hidden="true" {
            @for (class, records) in parts.into_iter().filter(|(_, records)| *records > 0) {
                span class=(class) style={ "flex-grow:" (records) } title={ (count_of(records)) " " (class) } {}
            }
        }
    }
}
