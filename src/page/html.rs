//! The page as one HTML file.

use alloc::format;
use alloc::string::String;
use core::fmt::{Arguments, Write};

use super::{Entry, Group, Page, Part, price_title, title, words};
use crate::sheet::Endpoint;

const STYLE: &str = include_str!("style.css");

pub(super) fn page(page: &Page<'_>) -> String {
    let name = escaped(page.sheet.name());
    let mut text = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{name}: prices</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{name}</h1>\n"
    );
    let validity = page.validity().map(|validity| format!("{}. ", escaped(&validity))).unwrap_or_default();
    push(&mut text, format_args!("<p>{validity}Prices are in {}.</p>\n</header>\n", escaped(&page.unit())));
    contents(&mut text, page);
    text.push_str("<main>\n");
    for (number, group) in page.groups.iter().enumerate() {
        self::group(&mut text, number, group, page.sheet.unit());
    }
    let mut note = page.note().peekable();
    if note.peek().is_some() {
        text.push_str(
            "<section aria-labelledby=\"takeaways\">\n<h2 id=\"takeaways\">Key takeaways</h2>\n<ul>\n",
        );
        note.for_each(|line| push(&mut text, format_args!("<li>{}</li>\n", escaped(line))));
        text.push_str("</ul>\n</section>\n");
    }
    push(
        &mut text,
        format_args!("</main>\n<footer>\n<p>{}.</p>\n</footer>\n</body>\n</html>\n", page.origin()),
    );
    text
}

/// Links to the outermost headings, where there are several.
fn contents(text: &mut String, page: &Page<'_>) {
    let outermost = page.groups.iter().enumerate().flat_map(|(number, group)| {
        group
            .headings
            .iter()
            .filter(|(level, _)| *level == super::OUTERMOST)
            .map(move |(level, words)| (number, level, words))
    });
    if outermost.clone().nth(1).is_none() {
        return;
    }
    text.push_str("<nav aria-label=\"Groups\">\n<ul>\n");
    for (number, level, words) in outermost {
        push(text, format_args!("<li><a href=\"#group-{number}-{level}\">{}</a></li>\n", escaped(words)));
    }
    text.push_str("</ul>\n</nav>\n");
}

fn group(text: &mut String, number: usize, group: &Group<'_>, unit: &str) {
    for (level, words) in &group.headings {
        push(text, format_args!("<h{level} id=\"group-{number}-{level}\">{}</h{level}>\n", escaped(words)));
    }
    let caption = group.headings.last().map_or("Endpoints", |(_, words)| words);
    for part in &group.parts {
        match part {
            Part::Rows(endpoints) => rows(text, endpoints, caption, unit),
            Part::Entry(entry) => self::entry(text, entry, unit),
        }
    }
}

fn rows(text: &mut String, endpoints: &[&Endpoint], caption: &str, unit: &str) {
    table(text, "rows", caption, ["call", "endpoint", price_title(endpoints)]);
    for endpoint in endpoints {
        let price = words(endpoint, unit).join(", ");
        push(
            text,
            format_args!(
                "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">{}</th><td role=\"cell\"><code>{}</code></td>\
                 <td role=\"cell\" class=\"price\">{}</td></tr>\n",
                escaped(title(endpoint)),
                escaped(&endpoint.name),
                escaped(&price)
            ),
        );
    }
    text.push_str("</tbody>\n</table>\n");
}

/// A table up to its rows; the caption is for those who do not see the heading above it. The roles say once more what
/// the elements say, because narrow screens show the cells as blocks, and browsers then forget that they are cells.
fn table<const COLUMNS: usize>(text: &mut String, class: &str, caption: &str, header: [&str; COLUMNS]) {
    push(
        text,
        format_args!(
            "<table class=\"{class}\" role=\"table\">\n<caption>{}</caption>\n<thead role=\"rowgroup\"><tr role=\"row\">",
            escaped(caption)
        ),
    );
    for name in header {
        push(text, format_args!("<th role=\"columnheader\" scope=\"col\">{name}</th>"));
    }
    text.push_str("</tr></thead>\n<tbody role=\"rowgroup\">\n");
}

fn entry(text: &mut String, entry: &Entry<'_>, unit: &str) {
    let endpoint = entry.endpoint;
    text.push_str("<article>\n");
    if let Some(level) = entry.level {
        push(text, format_args!("<h{level}>{}</h{level}>\n", escaped(title(endpoint))));
    }
    push(
        text,
        format_args!(
            "<p class=\"name\"><code>{}</code></p>\n<ul class=\"prices{}\">\n",
            escaped(&endpoint.name),
            // One price comes before what else is said of it; steps are all alike.
            if endpoint.charges.is_empty() { " flat" } else { "" }
        ),
    );
    for line in words(endpoint, unit) {
        push(text, format_args!("<li>{}</li>\n", escaped(&line)));
    }
    text.push_str("</ul>\n");
    for line in entry.notes() {
        push(text, format_args!("<p class=\"note\">{}</p>\n", escaped(line)));
    }
    if !entry.examples.is_empty() {
        table(
            text,
            "examples",
            &format!("Examples of {}", title(endpoint)),
            ["example", "stated", "price", "steps"],
        );
        for example in &entry.examples {
            let what = escaped(&example.what.join(" "));
            let [stated, price, steps] =
                [&example.stated, &example.price, &example.steps].map(|cell| escaped(cell));
            push(
                text,
                format_args!(
                    "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">{what}</th><td role=\"cell\">{stated}</td>\
                     <td role=\"cell\" class=\"price\">{price}</td>\
                     <td role=\"cell\" class=\"steps\">{steps}</td></tr>\n"
                ),
            );
        }
        text.push_str("</tbody>\n</table>\n");
    }
    text.push_str("</article>\n");
}

fn push(text: &mut String, words: Arguments<'_>) {
    // A text takes everything.
    let _ = text.write_fmt(words);
}

/// A text that is no markup, whatever it holds.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
