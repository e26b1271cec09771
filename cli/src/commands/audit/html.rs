//! The report as a page to look at: one file that asks for nothing else.

use std::borrow::Cow;
use std::fmt::Write;

use pricesheet::audit::Totals;

use super::groups;
use super::report::{PROGRAM, Report};
use super::text::{TOTALS, causes, finding_amounts};
use crate::report::{count, plain, signed, words};

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
        page.push_str(&self.endpoint_bars());
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
        let figure = |class: &str, number: u64, words: &str| {
            format!("<div class=\"figure {class}\"><dt>{words}</dt><dd>{number}</dd></div>\n")
        };
        let mut section = String::from(
            "<section aria-labelledby=\"totals\">\n<h2 id=\"totals\">Totals</h2>\n<dl class=\"figures\">\n",
        );
        section.push_str(&figure("", totals.records, "records"));
        section.push_str(&figure("agreed", totals.agreed, "agreed"));
        section.push_str(&figure("over", totals.over, "charged too much"));
        section.push_str(&figure("under", totals.under, "charged too little"));
        section.push_str(&figure("unpriceable", totals.unpriceable, "unpriceable"));
        section.push_str("</dl>\n");
        section.push_str(&bar(totals));
        let unit = escaped(self.sourced.book.unit());
        let lines = [Some(self.amounts()), Some(self.roundings()), self.unpriceable(), self.repeats_told()];
        for line in lines.into_iter().flatten() {
            let _ = writeln!(section, "<p>{}</p>", escaped(&line));
        }
        let _ = writeln!(section, "<p>Amounts are in {unit}.</p>\n</section>");
        section
    }

    fn endpoint_bars(&self) -> String {
        let mut rows = String::new();
        for of in self.audit.endpoints() {
            let version = of
                .sheet
                .version()
                .map(|version| format!(" <span class=\"quiet\">{}</span>", escaped(version)));
            let name = format!("{}{}", escaped(of.endpoint), version.unwrap_or_default());
            rows.push_str(&row(&name, of.totals));
        }
        if rows.is_empty() {
            return rows;
        }
        section("endpoints", "By endpoint and version", &totals_table("endpoint", &rows))
    }

    fn group_section(&self) -> String {
        if self.groups.fields.is_empty() {
            return String::new();
        }
        let fields = self.groups.fields.join(", ");
        let fields = escaped(&fields);
        let mut rows = String::new();
        for (values, totals) in self.groups.by_difference().into_iter().take(GROUPS_SHOWN) {
            rows.push_str(&row(&escaped(&groups::words(values)), totals));
        }
        let left = self.groups.totals.len().saturating_sub(GROUPS_SHOWN);
        let mut body = totals_table(&fields, &rows);
        if left > 0 {
            let _ = writeln!(body, "<p>{left} more that differ less are in the report as JSON.</p>");
        }
        section("groups", &format!("By {fields}"), &body)
    }

    fn cause_section(&self) -> String {
        let causes = self.causes();
        if causes.is_empty() {
            return String::new();
        }
        let mut body = head("Why records differ", &["explained by", "records"]);
        for (words, records) in causes {
            let _ = writeln!(
                body,
                "<tr><th scope=\"row\">{}</th><td class=\"number\">{records}</td></tr>",
                escaped(&words)
            );
        }
        body.push_str("</tbody>\n</table>\n</div>\n");
        section("causes", "Why records differ", &body)
    }

    fn largest_section(&self) -> String {
        if self.audit.largest().is_empty() {
            return String::new();
        }
        let header = [self.place, "usage", "charged", "expected", "difference", "explained by"];
        let mut body = head("The records that differ most", &header);
        for finding in self.audit.largest() {
            let [charged, expected, difference] = finding_amounts(finding);
            let class = if difference.starts_with('-') { "under" } else { "over" };
            let causes = escaped(&causes(finding.judgement.causes())).replace('\n', "<br>");
            let _ = writeln!(
                body,
                "<tr><th scope=\"row\" class=\"number\">{}</th><td>{}</td><td class=\"number\">{charged}</td>\
                 <td class=\"number\">{expected}</td><td class=\"number {class}\">{difference}</td><td>{causes}</td></tr>",
                finding.place,
                escaped(&words(&finding.usage)),
            );
        }
        body.push_str("</tbody>\n</table>\n</div>\n");
        section("findings", "What differs most", &body)
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

/// A table up to its rows.
fn head(caption: &str, header: &[&str]) -> String {
    let mut table = format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{caption}\">\n<table>\n<caption>{caption}</caption>\n<thead><tr>"
    );
    for name in header {
        let _ = write!(table, "<th scope=\"col\">{name}</th>");
    }
    table.push_str("</tr></thead>\n<tbody>\n");
    table
}

fn totals_table(first: &str, rows: &str) -> String {
    let header = [&[first, "verdicts"][..], &TOTALS].concat();
    format!("{}{rows}</tbody>\n</table>\n</div>\n", head(&format!("Totals by {first}"), &header))
}

fn row(name: &str, totals: &Totals) -> String {
    let cell = |text: String| format!("<td class=\"number\">{text}</td>");
    let counts = [totals.records, totals.agreed, totals.over, totals.under, totals.unpriceable];
    let mut row = format!("<tr><th scope=\"row\">{name}</th><td>{}</td>", bar(totals));
    row.extend(counts.map(|count| cell(count.to_string())));
    row.extend([plain(totals.charged), plain(totals.expected), signed(totals.difference)].map(cell));
    row.push_str("</tr>\n");
    row
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
