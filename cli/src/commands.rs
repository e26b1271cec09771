//! What each command does.

pub(crate) mod afford;
pub(crate) mod audit;
pub(crate) mod check;
pub(crate) mod diff;
pub(crate) mod import;
pub(crate) mod explain;
pub(crate) mod init;
pub(crate) mod list;
pub(crate) mod quote;
pub(crate) mod rate;
pub(crate) mod resolve;

use std::io::{self, Write};
use std::path::Path;

use clap::CommandFactory;
use clap_complete::env::Shells;
use pricesheet_report::SheetLabel;
use serde::Serialize;

use crate::Finding;
use crate::args::Arguments;
use crate::failure::{Failure, note};
use crate::fault::{Fault, instant_of};
use crate::sheet_source::{SourcedBook, SourcedSheet};

/// Writes a whole text to standard output.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    print_to(io::stdout().lock(), text)
}

/// Writes a text with colours, which stay away where standard output is not a terminal.
pub(crate) fn print_styled(text: &str) -> Result<(), Failure> {
    print_to(anstream::stdout().lock(), text)
}

fn print_to(mut output: impl Write, text: &str) -> Result<(), Failure> {
    output.write_all(text.as_bytes()).and_then(|()| output.flush()).map_err(|error| Failure::writing(&error))
}

/// Writes a value to standard output as readable JSON.
pub(crate) fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Failure::new(error.to_string()))?;
    print(&format!("{text}\n"))
}

/// Refuses standard input where it would be read twice: the second time there is nothing left of it.
pub(crate) fn read_stdin_once(inputs: &[&Path]) -> Result<(), Failure> {
    if inputs.iter().filter(|path| path.as_os_str() == "-").count() < 2 {
        return Ok(());
    }
    let message = "standard input can be read only once, and is named several times";
    Err(Failure::with_help(message, "name files for all of them but one"))
}

/// Tells why a question has no answer, and by which sheet it has none, if one is in force at the instant that was stated.
fn refuse(fault: Fault, book: &SourcedBook, at: Option<&str>, as_json: bool) -> Result<Finding, Failure> {
    let sheet = instant_of(at).ok().and_then(|at| book.in_force(at).ok());
    if as_json {
        print_json(&Refused { sheet: sheet.map(SourcedSheet::json), error: &fault })?;
    } else {
        Failure::from(fault).report();
        if let Some(sheet) = sheet {
            note(&format!("sheet: {}\n", sheet.label()));
        }
    }
    Ok(Finding::Faulty)
}

/// A question without an answer, as data.
#[derive(Debug, Serialize)]
struct Refused<'a> {
    sheet: Option<SheetLabel<'a>>,
    error: &'a Fault,
}

/// The format of a sheet, or of one over another, for editors.
pub(crate) fn schema(over: bool) -> Result<Finding, Failure> {
    print(if over { pricesheet::CONTRACT_SCHEMA } else { pricesheet::SHEET_SCHEMA })?;
    Ok(Finding::Fine)
}

/// What a shell reads to ask for completions.
pub(crate) fn completions(shell: clap_complete::Shell) -> Result<Finding, Failure> {
    let mut script = Vec::new();
    let shells = Shells::builtins();
    let name = shell.to_string();
    let completer =
        shells.completer(&name).ok_or_else(|| Failure::new(format!("no completions for {name}")))?;
    completer
        .write_registration("COMPLETE", "pricesheet", "pricesheet", "pricesheet", &mut script)
        .map_err(|error| Failure::writing(&error))?;
    print(&String::from_utf8_lossy(&script))?;
    Ok(Finding::Fine)
}

/// The manual page: the command and each of its subcommands; or a page for each of them in a folder.
pub(crate) fn man(folder: Option<&Path>) -> Result<Finding, Failure> {
    let command = Arguments::command();
    if let Some(folder) = folder {
        let written =
            std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(command, folder));
        written.map_err(|error| Failure::writing(&error))?;
        return Ok(Finding::Fine);
    }
    let mut page = Vec::new();
    let subcommands = command.get_subcommands().filter(|subcommand| subcommand.get_name() != "help").cloned();
    let pages: Vec<_> = subcommands.collect();
    clap_mangen::Man::new(command).render(&mut page).map_err(|error| Failure::writing(&error))?;
    for subcommand in pages {
        let name = format!("pricesheet {}", subcommand.get_name());
        let man = clap_mangen::Man::new(subcommand.bin_name(name));
        man.render_synopsis_section(&mut page)
            .and_then(|()| man.render_description_section(&mut page))
            .and_then(|()| man.render_options_section(&mut page))
            .map_err(|error| Failure::writing(&error))?;
    }
    print(&String::from_utf8_lossy(&page))?;
    Ok(Finding::Fine)
}
