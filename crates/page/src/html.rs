//! The page as one HTML file.

mod blocks;
mod text;

use alloc::format;
use alloc::string::String;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Logo, Page};
use crate::block::{Part, Section};
use blocks::part;
use text::{Escaped, json};

const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/search.js");

pub(super) fn page(page: &Page<'_>) -> String {
    let name = Escaped(page.sheet.name());
    let extras = page.extras;
    let calculates = extras.calculator.is_some();
    let markup = html! {
        (DOCTYPE) "\n"
        html lang="en" { "\n"
            head { "\n"
                meta charset="utf-8"; "\n"
                meta name="viewport" content="width=device-width, initial-scale=1"; "\n"
                meta name="color-scheme" content="light dark"; "\n"
                meta name="price-sheet-fingerprint" content=(page.fingerprint()); "\n"
                title { (name) ": prices" } "\n"
                style { "\n" (PreEscaped(STYLE)) } "\n"
                @if let Some(css) = extras.css {
                    // What would end the element is written so that it means the same in a style sheet.
                    style { "\n" (PreEscaped(css.replace("</", "<\\/"))) } "\n"
                }
            } "\n"
            body { "\n"
                a class="skip" href="#prices" { "Skip to the prices" } "\n"
                header { "\n"
                    @if let Some(logo) = extras.logo { (self::logo(logo)) "\n" }
                    h1 { (name) } "\n"
                    p class="lead" { (Escaped(&page.lead())) } "\n"
                    @for line in page.note() { p class="note" { (Escaped(&line)) } "\n" }
                    @if calculates {
                        p { a class="to-calculator" href="#calculator" hidden { "Calculate a price" } } "\n"
                    }
                } "\n"
                div class="page" { "\n"
                    (contents(page))
                    main id="prices" { "\n"
                        @for part in &page.parts { (self::part(part, calculates)) }
                        @for section in &page.sections { (self::section(section, calculates)) }
                        @if let Some(fragment) = extras.calculator { (calculator(page, fragment)) }
                    } "\n"
                } "\n"
                script { "\n" (PreEscaped(SCRIPT)) } "\n"
            } "\n"
        } "\n"
    };
    markup.into_string()
}

fn logo(logo: Logo<'_>) -> Markup {
    let source = format!("data:{};base64,{}", logo.media_type, STANDARD.encode(logo.bytes));
    // The title beside it says whose it is.
    html! { img class="logo" alt="" src=(Escaped(&source)); }
}

/// Shown once its script can compute.
fn calculator(page: &Page<'_>, fragment: &str) -> Markup {
    html! {
        section id="calculator" aria-labelledby="calculator-title" hidden { "\n"
            h2 id="calculator-title" { a href="#calculator" { "Calculate a price" } } "\n"
            script type="application/json" id="price-sheet" {
                (PreEscaped(format!("{{\"toml\":{}}}", json(&page.sheet.to_toml()))))
            } "\n"
            (PreEscaped(fragment)) "\n"
        } "\n"
    }
}

/// Links to groups and endpoints, and the search, where there is something to find.
fn contents(page: &Page<'_>) -> Markup {
    let entries = page.parts.iter().filter(|part| matches!(part, Part::Entry(_))).count();
    let inner =
        page.sections.iter().map(|section| section.sections.len().saturating_add(section.parts.len()));
    let several = entries.saturating_add(inner.sum()) > 1;
    html! {
        @if several {
            nav aria-label="Contents" { "\n"
                div class="search" hidden { "\n"
                    label for="search" { "Find a price" } "\n"
                    input type="search" id="search" autocomplete="off" spellcheck="false"; "\n"
                    p role="status" class="found" {} "\n"
                } "\n"
                details open { "\n"
                    summary { "Contents" } "\n"
                    ul { "\n"
                        @for part in &page.parts { (entry_link(part)) }
                        @for section in &page.sections { (section_link(section, 1)) }
                        @if page.extras.calculator.is_some() {
                            li { a class="to-calculator" href="#calculator" hidden { "Calculate a price" } } "\n"
                        }
                    } "\n"
                } "\n"
            } "\n"
        }
    }
}

fn entry_link(part: &Part) -> Markup {
    html! {
        @if let Part::Entry(entry) = part && let Some(heading) = &entry.heading {
            li { a href=(link(&entry.anchor.id)) { (Escaped(&heading.words)) } } "\n"
        }
    }
}

fn section_link(section: &Section, depth: usize) -> Markup {
    const DEEPEST: usize = 3;
    let headed = |part: &Part| matches!(part, Part::Entry(entry) if entry.heading.is_some());
    let inner = !section.sections.is_empty() || section.parts.iter().any(headed);
    html! {
        li {
            a href=(link(&section.id)) { (Escaped(&section.heading.words)) }
            @if inner && depth < DEEPEST {
                "\n" ul { "\n"
                    @for part in &section.parts { (entry_link(part)) }
                    @for section in &section.sections { (section_link(section, depth.saturating_add(1))) }
                } "\n"
            }
        } "\n"
    }
}

fn section(section: &Section, calculates: bool) -> Markup {
    html! {
        section aria-labelledby=(Escaped(&section.id)) { "\n"
            (blocks::heading(&section.heading, &section.id, true))
            @for part in &section.parts { (self::part(part, calculates)) }
            @for section in &section.sections { (self::section(section, calculates)) }
        } "\n"
    }
}

fn link(id: &str) -> String {
    format!("#{id}")
}
