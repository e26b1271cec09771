//! What is allowed and does not occur, and codes that no lint has.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::Lint;
use super::report::Report;
use pricesheet::diagnostics::Quoted;
use pricesheet::sheet::{Allow, Endpoint, Sheet};

/// Asked last: by now it is known what has been silenced.
pub(super) fn check(endpoint: &Endpoint, report: &mut Report<'_>) {
    let charges = endpoint.charges.iter().flat_map(|charge| &charge.allow);
    check_all(endpoint.allow.iter().chain(charges), report);
}

/// The same of what is allowed in the whole sheet, after all endpoints.
pub(super) fn check_sheet(sheet: &Sheet, report: &mut Report<'_>) {
    report.leave();
    check_all(sheet.allow.iter(), report);
}

fn check_all<'s>(allows: impl Iterator<Item = &'s Allow>, report: &mut Report<'_>) {
    for allow in allows {
        let code = Quoted(&allow.code);
        if Lint::from_code(&allow.code).is_none() {
            let help =
                Lint::nearest(&allow.code).map_or_else(known, |near| format!("did you mean `{near}`?"));
            report.push(
                Lint::UnknownLint,
                allow.span,
                format!("no lint has the code {code}"),
                &help,
                Vec::new(),
            );
        } else if !report.is_used(allow) {
            let message = format!("{code} is allowed, but nothing of it is found here");
            report.push(Lint::UnusedAllow, allow.span, message, "leave it out", Vec::new());
        }
    }
}

fn known() -> String {
    let codes: Vec<String> = Lint::ALL.iter().map(|lint| format!("`{lint}`")).collect();
    format!("the codes are {}", codes.join(", "))
}
