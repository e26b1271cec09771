//! `pricesheet check`: every fault of price sheets, whether their examples hold, and what is valid but suspicious.

use std::path::Path;

use pricesheet::{Diagnostic, Fingerprint, PriceSheet};
use pricesheet_analysis::lint::{self, Warning};
use pricesheet_report::title;
use serde::Serialize;

use super::{print, print_json};
use crate::Finding;
use crate::args::CheckArguments;
use crate::bases::{Bases, texts};
use crate::failure::Failure;
use crate::sheet_source::read;
use crate::snippet;

pub(crate) fn run(arguments: &CheckArguments) -> Result<Finding, Failure> {
    let mut finding = Finding::Fine;
    let mut reports = Vec::new();
    let bases = Bases::new(&arguments.base.bases, &arguments.files);
    for path in &arguments.files {
        let report = check(path, &bases, arguments.json)?;
        finding = match report.verdict {
            Verdict::Faulty => Finding::Faulty,
            Verdict::Suspicious if arguments.deny.is_some() && finding == Finding::Fine => Finding::Failed,
            Verdict::Suspicious | Verdict::Sound => finding,
        };
        reports.extend(report.json);
    }
    if arguments.json {
        print_json(&reports)?;
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
    json: Option<Checked>,
}

/// Checks one file, and tells what it found at once where people read it.
fn check(path: &Path, bases: &Bases, as_json: bool) -> Result<Report, Failure> {
    let name = if path.as_os_str() == "-" { "<stdin>".to_string() } else { path.display().to_string() };
    let bytes = match read(path) {
        Ok(bytes) => bytes,
        Err(failure) => return Ok(unread(failure, name, as_json)),
    };
    let loaded = match bases.try_load(&name, &bytes) {
        Ok(loaded) => loaded,
        Err(failure) => return Ok(unread(failure, name, as_json)),
    };
    match loaded {
        Ok(sheet) => {
            let warnings = lint::warnings(&sheet);
            let verdict = if warnings.is_empty() { Verdict::Sound } else { Verdict::Suspicious };
            if as_json {
                let sheet = Some(Contents::of(&sheet));
                let json = Checked { ok: true, sheet, warnings, ..Checked::faulty(name) };
                return Ok(Report { verdict, json: Some(json) });
            }
            snippet::eprint_warnings(&warnings, &texts(&sheet));
            print(&format!("{name}: ok: {}, {}\n", title(&sheet), Contents::of(&sheet).words()))?;
            Ok(Report { verdict, json: None })
        }
        Err(faults) if as_json => {
            let diagnostics = faults.diagnostics.iter().cloned().collect();
            let json = Checked { diagnostics, ..Checked::faulty(name) };
            Ok(Report { verdict: Verdict::Faulty, json: Some(json) })
        }
        Err(faults) => {
            snippet::eprint(&faults.diagnostics, &faults.texts(&bytes));
            Ok(Report { verdict: Verdict::Faulty, json: None })
        }
    }
}

/// A file that cannot be read, or whose base cannot: the others are checked all the same.
fn unread(failure: Failure, name: String, as_json: bool) -> Report {
    let json = match failure {
        Failure::Message { message, .. } if as_json => {
            Some(Checked { error: Some(message), ..Checked::faulty(name) })
        }
        failure => {
            failure.report();
            as_json.then(|| Checked::faulty(name))
        }
    };
    Report { verdict: Verdict::Faulty, json }
}

/// What was found in a file, as data.
#[derive(Debug, Serialize)]
struct Checked {
    file: String,
    ok: bool,
    /// Why it could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(flatten)]
    sheet: Option<Contents>,
    diagnostics: Vec<Diagnostic>,
    warnings: Vec<Warning>,
}

impl Checked {
    /// A file that is not a valid sheet.
    fn faulty(file: String) -> Self {
        Checked { file, ok: false, error: None, sheet: None, diagnostics: Vec::new(), warnings: Vec::new() }
    }
}

/// What a valid sheet has.
#[derive(Debug, Serialize)]
struct Contents {
    name: String,
    version: Option<String>,
    fingerprint: Fingerprint,
    endpoints: usize,
    examples: usize,
}

impl Contents {
    fn of(sheet: &PriceSheet) -> Self {
        let endpoints = &sheet.model().endpoints;
        Contents {
            name: sheet.name().to_string(),
            version: sheet.version().map(ToString::to_string),
            fingerprint: sheet.fingerprint(),
            endpoints: endpoints.len(),
            examples: endpoints.iter().map(|endpoint| endpoint.examples.len()).sum(),
        }
    }

    fn words(&self) -> String {
        let Contents { endpoints, examples, .. } = *self;
        let plural = |count, one: &str| if count == 1 { one.to_string() } else { format!("{one}s") };
        let hold = if examples == 1 { "holds" } else { "hold" };
        format!(
            "{endpoints} {}, {examples} {} {hold}",
            plural(endpoints, "endpoint"),
            plural(examples, "example")
        )
    }
}
