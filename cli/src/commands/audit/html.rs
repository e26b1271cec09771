//! The report as a page to look at: one file that asks for nothing else.

mod table;

use std::borrow::Cow;
use std::fmt::Write;

use pricesheet_analysis::audit::Totals;

use super::groups;
use super::report::{PROGRAM, Report};
use super::text::{ELSEWHERE, TOTALS, causes, cells, finding_amounts};
use crate::report::{count, plain, signed, words};
use table::{Kind, Table};

const STYLE: &str = include_str!("report.css");

/// How many of the groups are shown.
const GROUPS_SHOWN: usize = 100;

impl Report<'_> {
    pub(super) fn html(&self) -> String {
        let file = escaped(self.file);
        let mut page = format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>Audit of {file}</title>\n\
             <style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>Audit of {file}</h1>\n"
        );
        page.push_str(&self.verdict());
        page.push_str(&self.endpoint_section());
        page.push_str(&self.group_section());
        page.push_str(&self.cause_section());
        page.push_str(&self.largest_section());
        page.push_str("</main>\n");
        page.push_str(&self.footer());
        page.push_str("</body>\n</html>\n");
        page
    }

    /// The totals, as figures and in words.
    fn verdict(&self) -> String {
        let totals = self.audit.totals();
        let counts = [
            ("", totals.records, "records"),
            ("agreed", totals.agreed, "agreed"),
            ("over", totals.over, "charged too much"),
            ("under", totals.under, "charged too little"),
            ("unpriceable", totals.unpriceable, "unpriceable"),
        ];
        let amounts = [
            (plain(totals.charged), "charged"),
            (plain(totals.expected), "expected"),
            (signed(totals.difference), "difference"),
        ];
        let mut section =
            String::from("<section aria-labelledby=\"totals\">\n<h2 id=\"totals\">Totals</h2>\n");
        section.push_str(&figures(
            "counts",
            counts.map(|(class, count, words)| (class, count.to_string(), words)),
        ));
        section.push_str(&bar(totals));
        section.push_str(&figures("amounts", amounts.map(|(amount, words)| ("", amount, words))));
        let unit = escaped(self.sourced.book.unit());
        let lines = [Some(self.amounts()), Some(self.roundings()), self.unpriceable(), self.repeats_told()];
        let meters = self.meters.map(|meters| count(meters, "meter"));
        for line in lines.into_iter().chain([self.unstated_told(), meters]).flatten() {
            let _ = writeln!(section, "<p>{}</p>", escaped(&line));
        }
        let _ = writeln!(section, "<p>Amounts are in {unit}.</p>\n</section>");
        section
    }

    fn endpoint_section(&self) -> String {
        let mut table = totals_table("endpoint");
        for of in self.audit.endpoints() {
            let version = of
                .sheet
                .version()
                .map(|version| format!(" <span class=\"quiet\">{}</span>", escaped(version)));
            let name = format!("{}{}", escaped(of.endpoint), version.unwrap_or_default());
            table.row(totals_row(name, of.totals));
        }
        if self.audit.elsewhere().records > 0 {
            table.row(totals_row(ELSEWHERE.to_string(), self.audit.elsewhere()));
        }
        match self.audit.endpoints().next() {
            Some(_) => section("endpoints", "By endpoint and version", &table.finish()),
            None => String::new(),
        }
    }

    fn group_section(&self) -> String {
        if self.groups.totals.is_empty() {
            return String::new();
        }
        let fields = self.groups.fields.join(", ");
        let mut table = totals_table(&fields);
        for (values, totals) in self.groups.by_difference().into_iter().take(GROUPS_SHOWN) {
            table.row(totals_row(escaped(&groups::words(values)).into_owned(), totals));
        }
        if self.groups.others.records > 0 {
            table.row(totals_row(groups::OTHERS.to_string(), &self.groups.others));
        }
        let left = self.groups.totals.len().saturating_sub(GROUPS_SHOWN);
        let mut body = table.finish();
        if left > 0 {
            let _ = writeln!(body, "<p>{left} more that differ less are in the report as JSON.</p>");
        }
        section("groups", &format!("By {}", escaped(&fields)), &body)
    }

    fn cause_section(&self) -> String {
        if self.audit.causes().next().is_none() {
            return String::new();
        }
        let numbers = ["records", "too much", "too little", "difference"].map(|title| (title, Kind::Number));
        let columns = [("explained by", Kind::Words)].into_iter().chain(numbers);
        let mut table = Table::new("Why records differ", columns);
        for (words, totals) in self.causes() {
            table.row([
                escaped(&words).into_owned(),
                totals.records.to_string(),
                plain(totals.overcharged),
                plain(totals.undercharged),
                signed(totals.difference),
            ]);
        }
        section("causes", "Why records differ", &table.finish())
    }

    fn largest_section(&self) -> String {
        if self.audit.largest().is_empty() {
            return String::new();
        }
        let columns = [
            (self.place, Kind::Number),
            ("usage", Kind::Words),
            ("charged", Kind::Number),
            ("expected", Kind::Number),
            ("difference", Kind::Number),
            ("explained by", Kind::Words),
        ];
        let mut table = Table::new("The records that differ most", columns);
        for finding in self.audit.largest() {
            let [charged, expected, difference] = finding_amounts(finding);
            let class = if difference.starts_with('-') { "under" } else { "over" };
            let difference = format!("<span class=\"{class}\">{difference}</span>");
            let causes = escaped(&causes(finding.judgement.causes())).replace('\n', "<br>");
            let usage = escaped(&words(&finding.usage)).into_owned();
            table.row([finding.place.to_string(), usage, charged, expected, difference, causes]);
        }
        section("findings", "What differs most", &table.finish())
    }

    /// What somebody else needs to repeat it.
    fn footer(&self) -> String {
        let mut footer = String::from("<footer>\n<h2>Evidence</h2>\n<ul>\n");
        for sourced in self.sourced.sheets() {
            let _ = writeln!(
                footer,
                "<li>sheet: {}, fingerprint <code>{}</code></li>",
                escaped(&sourced.label()),
                sourced.sheet.fingerprint()
            );
        }
        let records = count(self.audit.totals().records, "record");
        let _ = writeln!(
            footer,
            "<li>{records} of {}</li>\n<li>{PROGRAM}</li>\n</ul>\n</footer>",
            escaped(self.file)
        );
        footer
    }
}

fn section(id: &str, title: &str, body: &str) -> String {
    format!("<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{title}</h2>\n{body}</section>\n")
}

/// Numbers that are seen first.
fn figures<'a>(class: &str, figures: impl IntoIterator<Item = (&'a str, String, &'a str)>) -> String {
    let mut list = format!("<dl class=\"figures {class}\">\n");
    for (class, number, words) in figures {
        let _ = writeln!(list, "<div class=\"figure {class}\"><dt>{words}</dt><dd>{number}</dd></div>");
    }
    list.push_str("</dl>\n");
    list
}

fn totals_table(first: &str) -> Table<'_> {
    let names = [(first, Kind::Words), ("verdicts", Kind::Bar)];
    let numbers = TOTALS.map(|title| (title, Kind::Number));
    Table::new(&format!("Totals by {first}"), names.into_iter().chain(numbers))
}

fn totals_row(name: String, totals: &Totals) -> impl Iterator<Item = String> {
    [name, bar(totals)].into_iter().chain(cells(totals))
}

/// How the records divide among the verdicts. The numbers beside it say the same, so readers of text skip it.
fn bar(totals: &Totals) -> String {
    let parts = [
        ("agreed", totals.agreed),
        ("over", totals.over),
        ("under", totals.under),
        ("unpriceable", totals.unpriceable),
    ];
    let mut bar = String::from("<span class=\"bar\" aria-hidden=\"true\">");
    for (class, count) in parts.into_iter().filter(|(_, count)| *count > 0) {
        let _ = write!(
            bar,
            "<span class=\"{class}\" style=\"flex-grow:{count}\" title=\"{count} {class}\"></span>"
        );
    }
    bar.push_str("</span>");
    bar
}

/// A text that is no markup, whatever it holds.
fn escaped(text: &str) -> Cow<'_, str> {
    html_escape::encode_safe(text)
}
