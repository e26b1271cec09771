//! Shares: the part of a charge's amount that is due, such as days of a month (section 2, `share`).

use alloc::format;
use alloc::string::ToString;

use super::Decoder;
use super::names::Names;
use super::value::Entry;
use crate::diagnostics::Code;
use crate::diagnostics::Quoted;
use crate::sheet::{QuantityId, Share};

const FORM: &str = "write both quantities, as in `{ of = \"days\", in = \"days-in-month\" }`";

impl Decoder {
    pub(super) fn share<'d>(&mut self, entry: &Entry<'d>, names: &mut Names<'d>) -> Option<Share> {
        const KEYS: [&str; 2] = ["of", "in"];
        let fields = self.table(entry)?;
        for field in fields.iter().filter(|field| !KEYS.contains(&field.key)) {
            self.unknown_key(field, "a share", &KEYS);
        }
        // In this order, whatever that of the keys.
        let [of, within] = KEYS.map(|key| match fields.iter().find(|field| field.key == key) {
            Some(field) => self.part(field, names),
            None => {
                let message = format!("`share` has no `{key}`");
                self.fault(Code::MissingKey, entry.span, message, Some(FORM.to_string()));
                None
            }
        });
        Some(Share { of: of?, within: within? })
    }

    /// The one quantity of this name.
    fn part<'d>(&mut self, entry: &Entry<'d>, names: &mut Names<'d>) -> Option<QuantityId> {
        let name = self.word_at(entry)?;
        self.check_name(name.value, name.span);
        names.quantities.push((name.value, name.span));
        Some(names.quantity(name.value))
    }

    /// What a share leaves of an amount is mostly not a finite decimal.
    pub(super) fn unrounded_share(&mut self, entry: &Entry<'_>, charge: &str) {
        let message = format!("charge {} has a `share` but no `round`", Quoted(charge));
        let help =
            "add `round = { to = 0.01, mode = \"half-up\" }` to the charge, or `round_charges` to the sheet";
        self.fault(Code::UnroundedShare, entry.key_span, message, Some(help.to_string()));
    }
}
