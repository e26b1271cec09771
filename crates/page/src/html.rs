//! The page as one HTML file.

use alloc::format;
use alloc::string::String;

use maud::{DOCTYPE, Markup, PreEscaped, Render, html};
use pricesheet::sheet::Endpoint;

use super::{Entry, Group, Page, Part, WorkedExample, price_title, title, words};

const STYLE: &str = include_str!("style.css");

/// Text of the sheet: escaped, the single quote too, which `maud` leaves as it is.
struct Text<'a>(&'a str);

impl Render for Text<'_> {
    fn render_to(&self, buffer: &mut String) {
        for (at, part) in self.0.split('\'').enumerate() {
            if at > 0 {
                buffer.push_str("&#39;");
            }
            part.render_to(buffer);
        }
    }
}

pub(super) fn page(page: &Page<'_>) -> String {
    let name = Text(page.sheet.name());
    let validity = page.validity().map(|validity| format!("{validity}. ")).unwrap_or_default();
    let mut note = page.note().peekable();
    let markup = html! {
        (DOCTYPE) "\n"
        html lang="en" { "\n"
            head { "\n"
                meta charset="utf-8"; "\n"
                meta name="viewport" content="width=device-width, initial-scale=1"; "\n"
                meta name="color-scheme" content="light dark"; "\n"
                title { (name) ": prices" } "\n"
                style { "\n" (PreEscaped(STYLE)) } "\n"
            } "\n"
            body { "\n"
                header { "\n"
                    h1 { (name) } "\n"
                    p { (Text(&validity)) "Prices are in " (Text(&page.unit())) "." } "\n"
                } "\n"
                (contents(page))
                main { "\n"
                    @for (number, group) in page.groups.iter().enumerate() {
                        (self::group(number, group, page.sheet.unit()))
                    }
                    @if note.peek().is_some() {
                        section aria-labelledby="takeaways" { "\n"
                            h2 id="takeaways" { "Key takeaways" } "\n"
                            ul { "\n"
                                @for line in note { li { (Text(line)) } "\n" }
                            } "\n"
                        } "\n"
                    }
                } "\n"
                footer { "\n"
                    p { (page.origin()) "." } "\n"
                } "\n"
            } "\n"
        } "\n"
    };
    markup.into_string()
}

/// Links to the outermost headings, where there are several.
fn contents(page: &Page<'_>) -> Markup {
    let outermost = page.groups.iter().enumerate().flat_map(|(number, group)| {
        group
            .headings
            .iter()
            .filter(|(level, _)| *level == super::OUTERMOST)
            .map(move |(level, words)| (format!("#group-{number}-{level}"), words))
    });
    html! {
        @if outermost.clone().nth(1).is_some() {
            nav aria-label="Groups" { "\n"
                ul { "\n"
                    @for (link, words) in outermost { li { a href=(link) { (Text(words)) } } "\n" }
                } "\n"
            } "\n"
        }
    }
}

fn group(number: usize, group: &Group<'_>, unit: &str) -> Markup {
    let caption = group.headings.last().map_or("Endpoints", |(_, words)| words);
    html! {
        @for (level, words) in &group.headings {
            (heading(*level, Some(&format!("group-{number}-{level}")), words))
        }
        @for part in &group.parts {
            @match part {
                Part::Rows(endpoints) => (rows(endpoints, caption, unit)),
                Part::Entry(entry) => (self::entry(entry, unit)),
            }
        }
    }
}

/// A heading of the level, which is at least [`OUTERMOST`](super::OUTERMOST) and at most [`DEEPEST`](super::DEEPEST).
fn heading(level: usize, id: Option<&str>, words: &str) -> Markup {
    html! {
        @match level {
            ..=2 => h2 id=[id] { (Text(words)) },
            3 => h3 id=[id] { (Text(words)) },
            4 => h4 id=[id] { (Text(words)) },
            5 => h5 id=[id] { (Text(words)) },
            _ => h6 id=[id] { (Text(words)) },
        }
        "\n"
    }
}

fn rows(endpoints: &[&Endpoint], caption: &str, unit: &str) -> Markup {
    let row = |endpoint: &Endpoint| {
        html! {
            tr role="row" {
                th role="rowheader" scope="row" { (Text(title(endpoint))) }
                td role="cell" { code { (Text(&endpoint.name)) } }
                td role="cell" class="price" { (Text(&words(endpoint, unit).join(", "))) }
            }
        }
    };
    let rows = endpoints.iter().map(|endpoint| row(endpoint));
    table("rows", caption, ["call", "endpoint", price_title(endpoints)], rows)
}

/// A table; the caption is for those who do not see the heading above it. The roles say once more what the elements say,
/// because narrow screens show the cells as blocks, and browsers then forget that they are cells.
fn table<const COLUMNS: usize>(
    class: &str,
    caption: &str,
    header: [&str; COLUMNS],
    rows: impl Iterator<Item = Markup>,
) -> Markup {
    html! {
        table class=(class) role="table" { "\n"
            caption { (Text(caption)) } "\n"
            thead role="rowgroup" {
                tr role="row" {
                    @for name in header { th role="columnheader" scope="col" { (name) } }
                }
            } "\n"
            tbody role="rowgroup" { "\n"
                @for row in rows { (row) "\n" }
            } "\n"
        } "\n"
    }
}

fn entry(entry: &Entry<'_>, unit: &str) -> Markup {
    let endpoint = entry.endpoint;
    // One price comes before what else is said of it; steps are all alike.
    let class = if endpoint.charges.is_empty() { "prices flat" } else { "prices" };
    let caption = format!("Examples of {}", title(endpoint));
    html! {
        article { "\n"
            @if let Some(level) = entry.level { (heading(level, None, title(endpoint))) }
            p class="name" { code { (Text(&endpoint.name)) } } "\n"
            ul class=(class) { "\n"
                @for line in words(endpoint, unit) { li { (Text(&line)) } "\n" }
            } "\n"
            @for line in entry.notes() { p class="note" { (Text(line)) } "\n" }
            @if !entry.examples.is_empty() {
                (table(
                    "examples",
                    &caption,
                    ["example", "stated", "price", "steps"],
                    entry.examples.iter().map(example),
                ))
            }
        } "\n"
    }
}

fn example(example: &WorkedExample<'_>) -> Markup {
    html! {
        tr role="row" {
            th role="rowheader" scope="row" { (Text(&example.what.join(" "))) }
            td role="cell" { (Text(&example.stated)) }
            td role="cell" class="price" { (Text(&example.price)) }
            td role="cell" class="steps" { (Text(&example.steps)) }
        }
    }
}
