//! `pricesheet import`: sheets made of the price lists that other projects publish.

use std::fs;
use std::path::Path;

use pricesheet_import::{ImportError, Imported, Kind, Options, Remark, Report, Source};
use pricesheet_report::words::count;
use serde::Serialize;

use super::{print, print_json};
use crate::Finding;
use crate::args::ImportArguments;
use crate::failure::{Failure, note, tell};
use crate::fault::instant_of;
use crate::sheet_source::read;

pub(crate) fn run(arguments: &ImportArguments) -> Result<Finding, Failure> {
    let source = Source::from(arguments.source);
    let mut options = Options::default();
    options.at = instant_of(arguments.at.as_deref())?;
    options.currency.clone_from(&arguments.currency);
    let bytes = read(&arguments.file)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let place = error.utf8_error().valid_up_to();
        let message = format!("{} is not UTF-8 from byte {place} on", name(&arguments.file));
        Failure::with_help(message, "save the file as the project publishes it, whole")
    })?;
    let imported = pricesheet_import::import(source, &text, &options)
        .map_err(|error| refused(&arguments.file, &error))?;
    let files = match (&arguments.out, imported.sheets.as_slice()) {
        (Some(folder), _) => written(folder, &imported)?,
        (None, [sheet]) => {
            print(&sheet.text)?;
            Vec::new()
        }
        (None, sheets) => return Err(several(sheets.len())),
    };
    if arguments.json {
        print_json(&Told { source: source.name(), files: &files, report: &imported.report })?;
    } else {
        note(&words(source, &imported.report, &files));
    }
    Ok(if imported.report.losses() == 0 { Finding::Fine } else { Finding::Failed })
}

/// What the file is called in messages.
fn name(file: &Path) -> String {
    if file.as_os_str() == "-" { "standard input".to_string() } else { file.display().to_string() }
}

fn refused(file: &Path, error: &ImportError) -> Failure {
    let message = format!("{}: {error}", name(file));
    let help = match error {
        ImportError::SeveralCurrencies { .. } => "state one of them as --currency CODE".to_string(),
        error => error.help(),
    };
    let told = match error {
        ImportError::NothingPriced { report, .. } => remarks(report),
        _ => String::new(),
    };
    tell(&told);
    Failure::with_help(message, help)
}

fn several(sheets: usize) -> Failure {
    let dates = sheets.saturating_sub(1).try_into().unwrap_or(u64::MAX);
    let message = format!("the prices change on {}, which one sheet does not hold", count(dates, "date"));
    Failure::with_help(
        message,
        "state --out FOLDER for the list and a sheet over it for each date, or --at INSTANT for the prices of one instant",
    )
}

/// Writes the sheets into a folder; returns their paths.
fn written(folder: &Path, imported: &Imported) -> Result<Vec<String>, Failure> {
    let failure = |path: &Path, error| Failure::new(format!("cannot write {}: {error}", path.display()));
    fs::create_dir_all(folder).map_err(|error| failure(folder, error))?;
    let mut files = Vec::new();
    for sheet in &imported.sheets {
        let path = folder.join(format!("{}.toml", sheet.name));
        fs::write(&path, &sheet.text).map_err(|error| failure(&path, error))?;
        files.push(path.display().to_string());
    }
    Ok(files)
}

/// What an import did, as data.
#[derive(Debug, Serialize)]
struct Told<'a> {
    source: &'a str,
    files: &'a [String],
    #[serde(flatten)]
    report: &'a Report,
}

/// The same for people: what to know of the sheet, and at the end what was counted.
fn words(source: Source, report: &Report, files: &[String]) -> String {
    let mut text = remarks(report);
    if let [first, .., last] = files {
        text.push_str(&format!("written: {first} to {last}, {} files\n", files.len()));
    } else if let [file] = files {
        text.push_str(&format!("written: {file}\n"));
    }
    let number = |number: usize, one| count(number.try_into().unwrap_or(u64::MAX), one);
    let entries = if report.entries == 1 { "entry" } else { "entries" };
    text.push_str(&format!(
        "{source}: {} {entries}, {} with {}; {} not priced, {} left out although priced\n",
        report.entries,
        number(report.endpoints, "endpoint"),
        if report.aliases == 1 { "1 alias".to_string() } else { format!("{} aliases", report.aliases) },
        report.count(Kind::NotPriced),
        report.losses(),
    ));
    text
}

fn remarks(report: &Report) -> String {
    report.remarks.iter().map(remark).collect()
}

fn remark(remark: &Remark) -> String {
    let label = match remark.kind {
        Kind::NotPriced => "left out",
        Kind::NotExpressed => "left out although priced",
        Kind::Faulty => "left out as faulty",
        Kind::Renamed => "renamed",
        Kind::Suspicious => "suspicious",
        _ => "note",
    };
    let mut text = format!("\u{1b}[1m{label}\u{1b}[0m: {} ({})\n", remark.what, remark.entries.len());
    if remark.entries.iter().all(|entry| entry.detail.is_none()) {
        let names: Vec<&str> = remark.entries.iter().map(|entry| entry.name.as_str()).collect();
        text.push_str(&format!("  {}\n", names.join(", ")));
    }
    for entry in remark.entries.iter().filter(|entry| entry.detail.is_some()) {
        let detail = entry.detail.as_deref().unwrap_or_default();
        text.push_str(&format!("  {}: {detail}, at `{}`\n", entry.name, entry.path));
    }
    if let Some(help) = &remark.help {
        text.push_str(&format!("  \u{1b}[1;36mhelp\u{1b}[0m: {help}\n"));
    }
    text
}
