//! `pricesheet diff`: what changed between two sheets, and what recorded usage would have cost under each.

mod usage;

use pricesheet_analysis::diff::SheetDiff;
use pricesheet_report::SheetLabel;
use serde::Serialize;

use super::{print, print_json};
use crate::Finding;
use crate::args::DiffArguments;
use crate::bases::Bases;
use crate::failure::Failure;
use crate::sheet_source::SourcedSheet;
use usage::{ReadUsage, UsageFields};

pub(crate) fn run(arguments: &DiffArguments) -> Result<Finding, Failure> {
    // A contract may be over the list that it is held against.
    let bases = Bases::new(&arguments.base.bases, &[arguments.old.clone(), arguments.new.clone()]);
    // Both are read, so that the faults of both are told in one run.
    let [old, new] = [&arguments.old, &arguments.new]
        .map(|path| SourcedSheet::load(path, &bases).inspect_err(Failure::report));
    let [old, new] = [old.map_err(|_| Failure::Reported)?, new.map_err(|_| Failure::Reported)?];
    let diff = SheetDiff::between(&old.sheet, &new.sheet);
    let usage = arguments.file.as_deref();
    let usage = usage.map(|file| ReadUsage::read(file, &old.sheet, &new.sheet, arguments)).transpose()?;
    if arguments.json {
        print_json(&Report {
            old: old.json(),
            new: new.json(),
            differ: !diff.is_empty(),
            diff: &diff,
            usage: usage.as_ref().map(ReadUsage::json),
        })?;
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

/// Both differences, of the sheets and under them, as data.
#[derive(Serialize)]
struct Report<'a> {
    old: SheetLabel<'a>,
    new: SheetLabel<'a>,
    differ: bool,
    diff: &'a SheetDiff,
    #[serde(skip_serializing_if = "Option::is_none")]
    usage: Option<UsageFields<'a>>,
}
