//! A first sheet, with comments: from a few questions, or from what the arguments say.

use std::fs::OpenOptions;
use std::io::{IsTerminal, Write};
use std::path::Path;

use dialoguer::Input;
use pricesheet::PriceSheet;

use crate::Finding;
use crate::args::InitArguments;
use crate::commands::print;
use crate::failure::{Failure, note};

/// The sheet with places for what is asked.
const TEMPLATE: &str = include_str!("../init.toml");

/// What is asked, and what holds where nobody answers.
const NAME: (&str, &str) = ("Name of the price sheet", "My API");
const UNIT: (&str, &str) = ("What are amounts counted in (credit, USD, ...)", "credit");
const ENDPOINT: (&str, &str) = ("Name of the first endpoint", "get-profile");
const PRICE: (&str, &str) = ("Price of one call of it", "1");

pub(crate) fn run(arguments: &InitArguments) -> Result<Finding, Failure> {
    let InitArguments { file, name, unit, endpoint, price, force } = arguments;
    let to_stdout = file.as_os_str() == "-";
    let asks = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    let answer = |stated: &Option<String>, question| match stated {
        Some(stated) => Ok(stated.clone()),
        None => ask(question, asks),
    };
    if !to_stdout && !force && file.exists() {
        return Err(already_there(file));
    }
    let text = TEMPLATE
        .replace("{name}", &quoted(&answer(name, NAME)?))
        .replace("{unit}", &quoted(&answer(unit, UNIT)?))
        .replace("{endpoint}", &quoted(&answer(endpoint, ENDPOINT)?))
        .replace("{price}", &quoted_number(&answer(price, PRICE)?));
    // What was answered may be no name or no number: the loader says so, as it would of a file.
    let source = file.display().to_string();
    if let Err(faults) = PriceSheet::from_bytes(&source, text.as_bytes()) {
        crate::snippet::eprint(&faults, &[(&source, text.as_bytes())]);
        return Ok(Finding::Faulty);
    }
    if to_stdout {
        print(&text)?;
        return Ok(Finding::Fine);
    }
    write(file, &text, *force)?;
    note(&format!("wrote {}\n", file.display()));
    print(&next_steps(file, &text)?)?;
    Ok(Finding::Fine)
}

/// Asks on a terminal; elsewhere the default is the answer.
fn ask((question, default): (&str, &str), asks: bool) -> Result<String, Failure> {
    if !asks {
        return Ok(default.to_string());
    }
    let input = Input::new().with_prompt(question).default(default.to_string());
    input.interact_text().map_err(|error| Failure::new(format!("cannot read the answer: {error}")))
}

fn write(file: &Path, text: &str, force: bool) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    // Without `force`, a file that has appeared meanwhile is not written over either.
    let opened = if force {
        options.write(true).create(true).truncate(true).open(file)
    } else {
        options.write(true).create_new(true).open(file)
    };
    let written = opened.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => already_there(file),
        _ => Failure::new(format!("cannot write {}: {error}", file.display())),
    })
}

fn already_there(file: &Path) -> Failure {
    let message = format!("{} exists already", file.display());
    Failure::with_help(message, "name another file, or write over it with --force")
}

/// The first commands to try.
fn next_steps(file: &Path, text: &str) -> Result<String, Failure> {
    let sheet = PriceSheet::from_toml(text).map_err(|faults| Failure::new(faults.to_string()))?;
    let endpoint = sheet.model().endpoints.first().map_or("", |endpoint| endpoint.name.as_str());
    let file = file.display();
    Ok(format!(
        "next:\n  pricesheet check {file}\n  pricesheet quote {endpoint} details --sheet {file}\n  pricesheet list --sheet {file}\n"
    ))
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// A number as it was answered; what is not one is quoted, so that it is a value whose fault has a place.
fn quoted_number(text: &str) -> String {
    match pricesheet::number::parse(text) {
        Ok(number) => number.to_string(),
        Err(_) => quoted(text),
    }
}
