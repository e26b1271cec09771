//! Entries of `adjust` that do nothing, or more than `others` says (section 8).

use alloc::format;
use alloc::string::ToString;

use super::Lint;
use super::report::Report;
use pricesheet::sheet::{Filter, Others, Sheet};

pub(super) fn check(sheet: &Sheet, report: &mut Report<'_>) {
    let Some(over) = &sheet.over else { return };
    for entry in &over.adjust {
        if entry.adjusted == 0 {
            let message = match entry.filter {
                Filter::All => {
                    "this entry adjusts nothing: every endpoint is stated or adjusted before".to_string()
                }
                _ => "this entry adjusts nothing: what it matches is stated or adjusted before".to_string(),
            };
            let help = "leave it out, or move it before the entry that takes its endpoints";
            report.add(Lint::AdjustsNothing, None, entry.span, message, help);
        }
        if entry.filter == Filter::All && over.others == Others::Refused {
            let message = format!("this entry adjusts all endpoints, so none is {}", over.others.as_str());
            let help = "name endpoints or a group, or write `others = \"as-listed\"`";
            report.add(Lint::AdjustAll, None, entry.span, message, help);
        }
    }
}
