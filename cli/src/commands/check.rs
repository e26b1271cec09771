//! `pricesheet check`: every fault of price sheets, and whether their examples hold.

use std::path::Path;

use pricesheet::{Diagnostics, PriceSheet};
use serde_json::json;

use super::{print, print_json};
use crate::Finding;
use crate::args::CheckArguments;
use crate::failure::Failure;
use crate::sheet_source::{read, title};
use crate::snippet;

pub(crate) fn run(arguments: &CheckArguments) -> Result<Finding, Failure> {
    let mut finding = Finding::Fine;
    let mut reports = Vec::new();
    for path in &arguments.files {
        let report = check(path, arguments.json)?;
        if !report.sound {
            finding = Finding::Faulty;
        }
        reports.extend(report.json);
    }
    if arguments.json {
        print_json(&serde_json::Value::Array(reports))?;
    }
    Ok(finding)
}

struct Report {
    sound: bool,
    json: Option<serde_json::Value>,
}

/// Checks one file, and tells what it found at once where people read it.
fn check(path: &Path, as_json: bool) -> Result<Report, Failure> {
    let name = if path.as_os_str() == "-" { "<stdin>".to_string() } else { path.display().to_string() };
    let bytes = match read(path) {
        Ok(bytes) => bytes,
        // The other files are checked all the same.
        Err(Failure::Message { message, .. }) if as_json => {
            return Ok(Report {
                sound: false,
                json: Some(json!({ "file": name, "ok": false, "error": message, "diagnostics": [] })),
            });
        }
        Err(failure) => {
            failure.report();
            return Ok(Report { sound: false, json: None });
        }
    };
    match PriceSheet::from_bytes(&name, &bytes) {
        Ok(sheet) if as_json => Ok(Report { sound: true, json: Some(sound(&name, &sheet)) }),
        Ok(sheet) => {
            print(&format!("{name}: ok: {}, {}\n", title(&sheet), contents(&sheet)))?;
            Ok(Report { sound: true, json: None })
        }
        Err(diagnostics) if as_json => Ok(Report { sound: false, json: Some(faulty(&name, &diagnostics)?) }),
        Err(diagnostics) => {
            snippet::eprint(&diagnostics, &bytes);
            Ok(Report { sound: false, json: None })
        }
    }
}

fn counts(sheet: &PriceSheet) -> (usize, usize) {
    let endpoints = &sheet.model().endpoints;
    (endpoints.len(), endpoints.iter().map(|endpoint| endpoint.examples.len()).sum())
}

fn contents(sheet: &PriceSheet) -> String {
    let (endpoints, examples) = counts(sheet);
    let plural = |count, one: &str| if count == 1 { one.to_string() } else { format!("{one}s") };
    let hold = if examples == 1 { "holds" } else { "hold" };
    format!(
        "{endpoints} {}, {examples} {} {hold}",
        plural(endpoints, "endpoint"),
        plural(examples, "example")
    )
}

fn sound(name: &str, sheet: &PriceSheet) -> serde_json::Value {
    let (endpoints, examples) = counts(sheet);
    json!({
        "file": name,
        "ok": true,
        "name": sheet.name(),
        "version": sheet.version(),
        "fingerprint": sheet.fingerprint(),
        "endpoints": endpoints,
        "examples": examples,
        "diagnostics": [],
    })
}

fn faulty(name: &str, diagnostics: &Diagnostics) -> Result<serde_json::Value, Failure> {
    let list: Result<Vec<_>, _> = diagnostics.iter().map(serde_json::to_value).collect();
    let list = list.map_err(|error| Failure::new(error.to_string()))?;
    Ok(json!({ "file": name, "ok": false, "diagnostics": list }))
}
