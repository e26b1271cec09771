//! `pricesheet diff`: what changed between two sheets, and what recorded usage would have cost under each.

mod usage;

use pricesheet::diff::SheetDiff;
use serde_json::{Map, Value, json};

use super::{data, print, print_json};
use crate::Finding;
use crate::args::DiffArguments;
use crate::failure::Failure;
use crate::sheet_source::SourcedSheet;
use usage::ReadUsage;

pub(crate) fn run(arguments: &DiffArguments) -> Result<Finding, Failure> {
    // Both are read, so that the faults of both are told in one run.
    let [old, new] =
        [&arguments.old, &arguments.new].map(|path| SourcedSheet::load(path).inspect_err(Failure::report));
    let [old, new] = [old.map_err(|_| Failure::Reported)?, new.map_err(|_| Failure::Reported)?];
    let diff = SheetDiff::between(&old.sheet, &new.sheet);
    let usage = arguments.file.as_deref();
    let usage = usage.map(|file| ReadUsage::read(file, &old.sheet, &new.sheet, arguments)).transpose()?;
    if arguments.json {
        print_json(&as_json(&old, &new, &diff, usage.as_ref())?)?;
    } else {
        print(&as_text(&old, &new, &diff, usage.as_ref()))?;
    }
    let fine = diff.is_empty() && usage.as_ref().is_none_or(ReadUsage::is_whole);
    Ok(if fine { Finding::Fine } else { Finding::Failed })
}

fn as_text(
    old: &SourcedSheet,
    new: &SourcedSheet,
    diff: &SheetDiff,
    usage: Option<&ReadUsage<'_>>,
) -> String {
    let changes = if diff.is_empty() { "no difference\n".to_string() } else { diff.to_string() };
    let usage = usage.map(|usage| format!("\n{}", usage.text())).unwrap_or_default();
    format!("old sheet: {}\nnew sheet: {}\n\n{changes}{usage}", old.label(), new.label())
}

fn as_json(
    old: &SourcedSheet,
    new: &SourcedSheet,
    diff: &SheetDiff,
    usage: Option<&ReadUsage<'_>>,
) -> Result<Value, Failure> {
    let mut report = Map::new();
    report.insert("old".to_string(), old.json());
    report.insert("new".to_string(), new.json());
    report.insert("differ".to_string(), json!(!diff.is_empty()));
    report.insert("diff".to_string(), data(diff)?);
    if let Some(usage) = usage {
        report.insert("usage".to_string(), usage.json()?);
    }
    Ok(Value::Object(report))
}
