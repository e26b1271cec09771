//! A quote as a table of HTML, as notebooks show it.

use std::fmt::Write;

use pricesheet::{Decimal, Quote};

/// The table: a caption, a row for each line, the calls where they are several, and the total.
pub(super) fn table(quote: &Quote<'_>) -> String {
    let title = quote.title().unwrap_or_else(|| quote.endpoint());
    let version = quote.version().map(|version| format!(", version {version}")).unwrap_or_default();
    let mut html = format!(
        "<table><caption>{}<br><small>{}{}</small></caption><thead><tr><th></th><th>{}</th></tr></thead><tbody>",
        escaped(title),
        escaped(quote.sheet()),
        escaped(&version),
        escaped(quote.unit()),
    );
    quote.lines().for_each(|line| row(&mut html, "td", &line.label(), &plain(line.amount())));
    html.push_str("</tbody><tfoot>");
    if quote.calls() != Decimal::ONE {
        row(&mut html, "td", "one call", &plain(quote.price()));
        row(&mut html, "td", "calls", &format!("× {}", plain(quote.calls())));
    }
    row(&mut html, "th", "total", &plain(quote.total()));
    html.push_str("</tfoot></table>");
    html
}

fn row(html: &mut String, cell: &str, label: &str, amount: &str) {
    // Writing to a text cannot fail.
    _ = write!(
        html,
        "<tr><{cell} style=\"text-align:left\">{}</{cell}><{cell} style=\"text-align:right\">{amount}</{cell}></tr>",
        escaped(label)
    );
}

fn plain(amount: Decimal) -> String {
    amount.normalize().to_string()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
