//! What only the whole of an input shows: maps that read nothing, and records that all fail alike.

use pricesheet_records::{Entry, Mapping, Source};
use pricesheet_report::words::count;

use crate::failure::{note, tell};
use crate::fault::Fault;

/// Fields that are named in a message.
const FIELDS_MAX: usize = 40;

/// Watches the records of one input.
pub(crate) struct Watch<'m> {
    /// The targets that no record has stated anything for, their fields, and whether one has such a field.
    unread: Vec<(String, &'m str, bool)>,
    records: u64,
    alike: Alike,
}

/// Whether records fail, and for the same reason.
enum Alike {
    /// There was none so far.
    Unknown,
    /// All of them: the reason, and the fields of the first.
    Failed { fault: Fault, fields: Vec<String> },
    /// One did not, or for another.
    Differ,
}

impl<'m> Watch<'m> {
    pub(crate) fn of(mapping: &'m Mapping) -> Self {
        let read = |source: &'m Source| source.field();
        let entries = mapping.entries();
        let unread = entries.filter_map(|(target, source)| Some((target.to_string(), read(source)?, false)));
        Watch { unread: unread.collect(), records: 0, alike: Alike::Unknown }
    }

    /// Takes note of a record, the code of why it has no price, and why.
    pub(crate) fn see(
        &mut self,
        entry: &Entry<'_>,
        code: Option<&str>,
        fault: impl FnOnce() -> Option<Fault>,
    ) {
        self.records = self.records.saturating_add(1);
        if !self.unread.is_empty()
            && let Ok(record) = entry.record()
        {
            self.unread.retain_mut(|(_, field, there)| {
                *there = *there || record.has(field);
                record.text(field).is_none()
            });
        }
        match (&self.alike, code) {
            (Alike::Differ, _) => {}
            (Alike::Unknown, Some(_)) => {
                let fields = entry.record().map(|record| record.fields()).unwrap_or_default();
                let fields = fields.into_iter().map(ToString::to_string).collect();
                self.alike = fault().map_or(Alike::Differ, |fault| Alike::Failed { fault, fields });
            }
            (Alike::Failed { fault, .. }, Some(code)) if fault.code == code => {}
            _ => self.alike = Alike::Differ,
        }
    }

    /// Takes note of what was seen of the records behind these.
    pub(crate) fn merge(&mut self, later: Watch<'m>) {
        self.records = self.records.saturating_add(later.records);
        self.unread.retain_mut(|(target, _, there)| {
            let other = later.unread.iter().find(|(other, ..)| other == target);
            *there = *there || other.is_some_and(|(.., there)| *there);
            other.is_some()
        });
        self.alike = match (std::mem::replace(&mut self.alike, Alike::Differ), later.alike) {
            (alike, Alike::Unknown) | (Alike::Unknown, alike) => alike,
            (Alike::Failed { fault, fields }, Alike::Failed { fault: other, .. })
                if fault.code == other.code =>
            {
                Alike::Failed { fault, fields }
            }
            _ => Alike::Differ,
        };
    }

    /// Tells what there is to be told.
    pub(crate) fn tell(&self) {
        if self.records == 0 {
            return;
        }
        for (target, field, there) in &self.unread {
            let reason = if *there { "states nothing in any record" } else { "is in no record" };
            warn(&format!("the map reads `{target}` from `{field}`, which {reason}"));
        }
        let Alike::Failed { fault, fields } = &self.alike else { return };
        let records = match self.records {
            1 => "the only record fails".to_string(),
            number => format!("all {} fail for the same reason", count(number, "record")),
        };
        warn(&format!("{records} ({}): {}", fault.code, fault.message));
        if !fields.is_empty() {
            tell(&format!("the fields of the first are {}\n", listed(fields)));
        }
        if let Some(help) = help(fault) {
            tell(&format!("\u{1b}[1;36mhelp\u{1b}[0m: {help}\n"));
        }
    }
}

/// The option that would help.
fn help(fault: &Fault) -> Option<String> {
    let help = match fault.code {
        "missing-endpoint" => "name the field that states the endpoint with --map endpoint=FIELD",
        "unknown-endpoint" => {
            "state the sheet that has it with --sheet, or what the log calls endpoints in a --map-file: \
             endpoint = { field = \"FIELD\", values = { \"CALLED\" = \"NAME\" } }"
        }
        "missing-at" => "name the field that states the instant with --map at=FIELD",
        "invalid-at" => {
            "say how the log writes instants in a --map-file, such as at = { field = \"at\", format = \"unix\" }"
        }
        "not-a-record" => "state the format with --from: JSON is an object a line, or an array of objects",
        _ => return fault.help.clone(),
    };
    Some(help.to_string())
}

fn warn(message: &str) {
    note(&format!("\u{1b}[1;33mwarning\u{1b}[0m: {message}\n"));
}

fn listed(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(FIELDS_MAX).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(FIELDS_MAX);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", shown.join(", "))
}
