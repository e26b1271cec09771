//! Tables, lists and examples within HTML.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use maud::{Markup, html};

use super::text::{Escaped, runs};
use crate::block::{Block, Cell, Column, Entry, Example, Heading, Part, Row, Table};
use crate::layout::also;
use crate::text::Text;

/// A table of more rows may be cut between two of them when it is printed.
const WHOLE_ROWS_MAX: usize = 24;

/// A heading with a link to itself.
pub(super) fn heading(heading: &Heading, id: &str, own: bool) -> Markup {
    let link = format!("#{id}");
    let link = html! { a href=(Escaped(&link)) { (Escaped(&heading.words)) } };
    let id = own.then_some(Escaped(id));
    html! {
        @match heading.level {
            ..=2 => h2 id=[id] { (link) },
            3 => h3 id=[id] { (link) },
            4 => h4 id=[id] { (link) },
            5 => h5 id=[id] { (link) },
            _ => h6 id=[id] { (link) },
        }
        "\n"
    }
}

/// What stands below a heading, with links to the calculator where there is one.
pub(super) fn part(part: &Part, calculates: bool) -> Markup {
    html! {
        @match part {
            Part::Blocks(blocks) => { @for block in blocks { (self::block(block)) } },
            Part::Entry(entry) => (self::entry(entry, calculates)),
        }
    }
}

fn entry(entry: &Entry, calculates: bool) -> Markup {
    let id = entry.anchor.id.as_str();
    html! {
        article id=(Escaped(id)) data-endpoint=(Escaped(&entry.anchor.name)) { "\n"
            @if let Some(words) = &entry.heading { (heading(words, id, false)) }
            @if entry.is_named() || calculates {
                p class="name" {
                    @if entry.is_named() { code { (Escaped(&entry.anchor.name)) } }
                    @if let Some(names) = also(&entry.aliases) { ", " (runs(&names)) }
                    @if calculates { " " a class="to-calculator" href="#calculator" hidden { "Calculate" } }
                } "\n"
            }
            @for block in &entry.blocks { (self::block(block)) }
        } "\n"
    }
}

fn block(block: &Block) -> Markup {
    html! {
        @match block {
            Block::Note(lines) => { @for line in lines { p class="note" { (Escaped(line)) } "\n" } },
            Block::Table(table) => (self::table(table)),
            Block::Facts(facts) => {
                dl { "\n"
                    @for (name, words) in facts {
                        div { dt { (runs(name)) } dd { (runs(words)) } } "\n"
                    }
                } "\n"
            },
            Block::Remarks(remarks) => {
                ul class="remarks" { "\n" @for remark in remarks { li { (runs(remark)) "." } "\n" } } "\n"
            },
            Block::Examples(examples) => {
                div class="examples" { "\n" @for example in examples { (self::example(example)) } } "\n"
            },
        }
    }
}

/// The roles say once more what the elements say: narrow screens show the cells as blocks, and browsers then forget that they
/// are cells.
fn table(table: &Table) -> Markup {
    // Two columns fit the narrowest screen.
    let cards = if table.columns.len() > 2 { "cards" } else { "pairs" };
    let long = if table.rows.len() > WHOLE_ROWS_MAX { " long" } else { "" };
    let unheaded = (!table.headed).then_some("unseen");
    let hidden = (!table.captioned).then_some("unseen");
    html! {
        table class={ (cards) (long) } role="table" { "\n"
            caption class=[hidden] { (runs(&table.caption)) } "\n"
            thead class=[unheaded] role="rowgroup" { (heads(&table.columns)) } "\n"
            tbody role="rowgroup" { "\n"
                @for row in &table.rows { (self::row(row, &table.columns)) "\n" }
            } "\n"
        } "\n"
    }
}

/// The heads of columns; those of one title stand below it.
fn heads(columns: &[Column]) -> Markup {
    let groups: Vec<&[Column]> = columns.chunk_by(|left, right| left.title == right.title).collect();
    let several = groups.iter().any(|group| group.len() > 1);
    let below = groups.iter().filter(|group| group.len() > 1).flat_map(|group| group.iter());
    html! {
        tr role="row" {
            @for group in &groups {
                @match group {
                    [column] => (head(column, several.then_some("2"))),
                    [first, ..] => {
                        th role="columnheader" scope="colgroup" colspan=(group.len()) class="group" { (runs(&first.title)) }
                    },
                    [] => {},
                }
            }
        }
        @if several {
            tr role="row" {
                @for column in below {
                    th role="columnheader" scope="col" class=[amount(column)] { (runs(&column.note)) }
                }
            }
        }
    }
}

fn head(column: &Column, rows: Option<&str>) -> Markup {
    html! {
        th role="columnheader" scope="col" class=[amount(column)] rowspan=[rows] {
            (runs(&column.title))
            @if !column.note.is_empty() { " " span class="per" { (runs(&column.note)) } }
        }
    }
}

fn amount(column: &Column) -> Option<&'static str> {
    column.amounts.then_some("amount")
}

fn row(row: &Row, columns: &[Column]) -> Markup {
    let anchor = row.endpoint.as_ref();
    let id = anchor.map(|anchor| Escaped(&anchor.id));
    let name = anchor.map(|anchor| Escaped(&anchor.name));
    let link = anchor.map(|anchor| format!("#{}", anchor.id));
    let mut cells = row.cells.iter().zip(columns);
    html! {
        tr role="row" id=[id] data-endpoint=[name] {
            @if let Some((first, _)) = cells.next() {
                th role="rowheader" scope="row" { (cell(first, link.as_deref())) }
            }
            @for (cell, column) in cells {
                td role="cell" class=[amount(column)] data-label=(Escaped(&label(column))) { (self::cell(cell, None)) }
            }
        }
    }
}

fn label(column: &Column) -> String {
    let note = column.note.plain();
    let title = column.title.plain();
    if note.is_empty() { title } else { format!("{title} {note}") }
}

fn cell(cell: &Cell, link: Option<&str>) -> Markup {
    html! {
        @if let Some(link) = link { a href=(Escaped(link)) { (runs(&cell.text)) } } @else { (runs(&cell.text)) }
        @for note in &cell.notes { span class="more" { (runs(note)) } }
    }
}

fn example(example: &Example) -> Markup {
    html! {
        table class="example" role="table" { "\n"
            caption {
                span class="kind" { "Example" }
                @if !example.title.is_empty() { " " span class="what" { (runs(&example.title)) } }
                @if !example.stated.is_empty() { " " span class="more" { (runs(&example.stated)) } }
            } "\n"
            thead class="unseen" role="rowgroup" {
                tr role="row" {
                    th role="columnheader" scope="col" { "Step" }
                    th role="columnheader" scope="col" { "Amount" }
                }
            } "\n"
            tbody role="rowgroup" { "\n"
                @for (step, how, amount) in &example.steps { (self::step(step, how, amount)) "\n" }
            } "\n"
            tfoot role="rowgroup" { (step(&"Total".into(), &Text::default(), &example.total)) } "\n"
        } "\n"
    }
}

/// An amount stands on one line unless it is longer than this, as with a unit of many words.
const AMOUNT_LONG: usize = 32;

fn step(step: &Text, how: &Text, amount: &str) -> Markup {
    html! {
        tr role="row" {
            th role="rowheader" scope="row" {
                (runs(step))
                @if !how.is_empty() { " " span class="more" { (runs(how)) } }
            }
            td role="cell" class=(if amount.len() > AMOUNT_LONG { "amount long" } else { "amount" }) { (Escaped(amount)) }
        }
    }
}
