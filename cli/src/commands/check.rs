//! `pricesheet check`: every fault of price sheets, whether their examples hold, and what is valid but suspicious.

use std::path::Path;

use pricesheet::lint::{self, Warning};
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
        finding = match report.verdict {
            Verdict::Faulty => Finding::Faulty,
            Verdict::Suspicious if arguments.deny.is_some() && finding == Finding::Fine => Finding::Failed,
            Verdict::Suspicious | Verdict::Sound => finding,
        };
        reports.extend(report.json);
    }
    if arguments.json {
        print_json(&serde_json::Value::Array(reports))?;
    }
    Ok(finding)
}

/// What is to be said of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Sound,
    /// Valid, with warnings.
    Suspicious,
    Faulty,
}

struct Report {
    verdict: Verdict,
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
                verdict: Verdict::Faulty,
                json: Some(
                    json!({ "file": name, "ok": false, "error": message, "diagnostics": [], "warnings": [] }),
                ),
            });
        }
        Err(failure) => {
            failure.report();
            return Ok(Report { verdict: Verdict::Faulty, json: None });
        }
    };
    match lint::check(&name, &bytes) {
        Ok((sheet, warnings)) => {
            let verdict = if warnings.is_empty() { Verdict::Sound } else { Verdict::Suspicious };
            if as_json {
                return Ok(Report { verdict, json: Some(valid(&name, &sheet, &warnings)?) });
            }
            snippet::eprint_warnings(&warnings, &bytes);
            print(&format!("{name}: ok: {}, {}\n", title(&sheet), contents(&sheet)))?;
            Ok(Report { verdict, json: None })
        }
        Err(diagnostics) if as_json => {
            Ok(Report { verdict: Verdict::Faulty, json: Some(faulty(&name, &diagnostics)?) })
        }
        Err(diagnostics) => {
            snippet::eprint(&diagnostics, &bytes);
            Ok(Report { verdict: Verdict::Faulty, json: None })
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

fn valid(name: &str, sheet: &PriceSheet, warnings: &[Warning]) -> Result<serde_json::Value, Failure> {
    let (endpoints, examples) = counts(sheet);
    let warnings = serde_json::to_value(warnings).map_err(|error| Failure::new(error.to_string()))?;
    Ok(json!({
        "file": name,
        "ok": true,
        "name": sheet.name(),
        "version": sheet.version(),
        "fingerprint": sheet.fingerprint(),
        "endpoints": endpoints,
        "examples": examples,
        "diagnostics": [],
        "warnings": warnings,
    }))
}

fn faulty(name: &str, diagnostics: &Diagnostics) -> Result<serde_json::Value, Failure> {
    let list: Result<Vec<_>, _> = diagnostics.iter().map(serde_json::to_value).collect();
    let list = list.map_err(|error| Failure::new(error.to_string()))?;
    Ok(json!({ "file": name, "ok": false, "diagnostics": list, "warnings": [] }))
}
