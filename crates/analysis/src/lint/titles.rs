//! Endpoints without a title, or a group, among others that have one.

use alloc::format;

use super::Lint;
use super::report::Report;
use pricesheet::diagnostics::Quoted;
use pricesheet::sheet::{Endpoint, Sheet};

/// Whether endpoints of a sheet have titles, and groups.
pub(super) struct Titles {
    titled: bool,
    grouped: bool,
}

impl Titles {
    pub(super) fn of(sheet: &Sheet) -> Self {
        Titles {
            titled: sheet.endpoints.iter().any(|endpoint| endpoint.title.is_some()),
            grouped: sheet.endpoints.iter().any(|endpoint| !endpoint.group.is_empty()),
        }
    }

    pub(super) fn check(&self, endpoint: &Endpoint, report: &mut Report<'_>) {
        let missing =
            |key: &str| format!("endpoint {} has no `{key}`, others have one", Quoted(&endpoint.name));
        if self.titled && endpoint.title.is_none() {
            let help = "add a `title`: people read it";
            report.add(Lint::MissingTitle, None, endpoint.span, missing("title"), help);
        }
        if self.grouped && endpoint.group.is_empty() {
            let help = "add a `group`: listings put it under one";
            report.add(Lint::MissingGroup, None, endpoint.span, missing("group"), help);
        }
    }
}
