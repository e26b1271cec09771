//! The page in Markdown.

mod escape;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::Write;

use super::Page;
use crate::block::{Block, Cell, Entry, Example, Heading, Part, Section, Table};
use crate::layout::also;
use crate::text::{Run, Text};
use escape::{code, escaped};

pub(super) fn page(page: &Page<'_>) -> String {
    let mut text = format!("# {}\n\n{}\n", escaped(page.sheet.name()), escaped(&page.lead()));
    block(&mut text, &Block::Note(page.note()));
    parts(&mut text, &page.parts);
    page.sections.iter().for_each(|part| section(&mut text, part));
    push(&mut text, format_args!("\n<!-- {} -->\n", page.fingerprint()));
    text
}

fn section(text: &mut String, section: &Section) {
    heading(text, &section.heading);
    parts(text, &section.parts);
    section.sections.iter().for_each(|part| self::section(text, part));
}

fn parts(text: &mut String, parts: &[Part]) {
    for part in parts {
        match part {
            Part::Blocks(blocks) => blocks.iter().for_each(|part| block(text, part)),
            Part::Entry(entry) => self::entry(text, entry),
        }
    }
}

fn heading(text: &mut String, heading: &Heading) {
    push(text, format_args!("\n{} {}\n", "#".repeat(heading.level), escaped(&heading.words)));
}

fn entry(text: &mut String, entry: &Entry) {
    if let Some(heading) = &entry.heading {
        self::heading(text, heading);
    }
    if entry.is_named() {
        let also = also(&entry.aliases).map(|names| format!(", {}", run(&names))).unwrap_or_default();
        push(text, format_args!("\n{}{also}\n", code(&entry.anchor.name)));
    }
    entry.blocks.iter().for_each(|part| block(text, part));
}

fn block(text: &mut String, block: &Block) {
    match block {
        Block::Note(lines) => lines.iter().for_each(|line| push(text, format_args!("\n{}\n", escaped(line)))),
        Block::Table(table) => self::table(text, table),
        Block::Facts(facts) => {
            text.push('\n');
            facts
                .iter()
                .for_each(|(name, words)| push(text, format_args!("- **{}:** {}\n", run(name), run(words))));
        }
        Block::Remarks(remarks) => {
            text.push('\n');
            remarks.iter().for_each(|remark| push(text, format_args!("- {}.\n", run(remark))));
        }
        Block::Examples(examples) => examples.iter().for_each(|part| example(text, part)),
    }
}

fn table(text: &mut String, table: &Table) {
    if table.captioned {
        push(text, format_args!("\n**{}**\n", run(&table.caption)));
    }
    let titles = table.columns.iter().map(|column| {
        let note = if column.note.is_empty() { String::new() } else { format!(" {}", run(&column.note)) };
        format!("{}{note}", run(&column.title))
    });
    let rules = table.columns.iter().map(|column| if column.amounts { "---:" } else { "---" }.to_string());
    row(text, "\n", titles);
    row(text, "", rules);
    for cells in &table.rows {
        row(text, "", cells.cells.iter().map(cell));
    }
}

fn row(text: &mut String, before: &str, cells: impl Iterator<Item = String>) {
    let cells: Vec<String> = cells.collect();
    push(text, format_args!("{before}| {} |\n", cells.join(" | ")));
}

fn cell(cell: &Cell) -> String {
    let notes = cell.notes.iter().map(|note| format!("<br>{}", run(note)));
    core::iter::once(run(&cell.text)).chain(notes).collect()
}

fn example(text: &mut String, example: &Example) {
    let title = if example.title.is_empty() { String::new() } else { format!(": {}", run(&example.title)) };
    push(text, format_args!("\n**Example{title}**\n"));
    if !example.stated.is_empty() {
        push(text, format_args!("\n{}\n", run(&example.stated)));
    }
    row(text, "\n", ["Step", "Calculation", "Amount"].map(String::from).into_iter());
    row(text, "", ["---", "---", "---:"].map(String::from).into_iter());
    for (step, how, amount) in &example.steps {
        row(text, "", [run(step), run(how), escaped(amount)].into_iter());
    }
    row(
        text,
        "",
        ["**Total**".to_string(), String::new(), format!("**{}**", escaped(&example.total))].into_iter(),
    );
}

fn run(text: &Text) -> String {
    text.runs()
        .iter()
        .map(|run| match run {
            Run::Words(words) => escaped(words),
            Run::Name(name) => code(name),
        })
        .collect()
}

fn push(text: &mut String, words: core::fmt::Arguments<'_>) {
    // A text takes everything.
    let _ = text.write_fmt(words);
}
