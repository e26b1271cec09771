//! What an import took over, and what it left out, by name.

use std::collections::HashMap;

use serde::Serialize;

use crate::error::Fault;

/// What was taken over, and everything that was not, each by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// How many entries the document has.
    pub entries: usize,
    /// How many endpoints were made of them, over all dates.
    pub endpoints: usize,
    /// How many further names these have.
    pub aliases: usize,
    /// What is to be told, in the order of its first appearance.
    pub remarks: Vec<Remark>,
    #[serde(skip)]
    places: HashMap<(Kind, String), usize>,
}

/// Something that a reader of the sheet should know, and the entries of which it is true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// Of what kind it is.
    pub kind: Kind,
    /// What is to be known, as the end of a sentence that begins with a count of entries.
    pub what: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The entries, in order.
    pub entries: Vec<Entry>,
}

impl Remark {
    fn ends_with(&self, name: &str) -> bool {
        self.entries.last().is_some_and(|entry| entry.name == name)
    }
}

/// An entry of the document of which something is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Where in the document, as a path such as `[0].models[3].prices`.
    pub path: String,
    /// What stands there, where that matters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// Kinds of remarks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// The source states no price: left out.
    NotPriced,
    /// A sheet, or the importer, has no words for it: left out.
    NotExpressed,
    /// A value that cannot be what the source meant: left out.
    Faulty,
    /// A name that a sheet does not allow, under another one.
    Renamed,
    /// Taken over as it is, and worth a look.
    Suspicious,
    /// Taken over, with a decision that the source does not state.
    Decided,
}

impl Kind {
    /// Whether something that the source prices is missing from the sheet.
    #[must_use]
    pub fn is_loss(self) -> bool {
        matches!(self, Kind::NotExpressed | Kind::Faulty)
    }
}

impl Report {
    /// How many entries, or parts of entries, were left out although the source prices them.
    #[must_use]
    pub fn losses(&self) -> usize {
        let lost = self.remarks.iter().filter(|remark| remark.kind.is_loss());
        lost.map(|remark| remark.entries.len()).sum()
    }

    /// How many entries there is something of this kind to say of.
    #[must_use]
    pub fn count(&self, kind: Kind) -> usize {
        self.remarks.iter().filter(|remark| remark.kind == kind).map(|remark| remark.entries.len()).sum()
    }

    pub(crate) fn tell(&mut self, kind: Kind, what: impl Into<String>, name: &str, path: &str) {
        self.add(kind, what.into(), None, Entry { name: name.into(), path: path.into(), detail: None });
    }

    pub(crate) fn tell_detail(&mut self, kind: Kind, what: &str, name: &str, path: &str, detail: String) {
        let entry = Entry { name: name.into(), path: path.into(), detail: Some(detail) };
        self.add(kind, what.to_string(), None, entry);
    }

    /// An entry that has another name in the sheet.
    pub(crate) fn renamed(&mut self, name: &str, now: &str, path: &str) {
        let what = "a name that a sheet does not allow";
        self.tell_detail(Kind::Renamed, what, name, path, format!("now `{now}`"));
    }

    /// An entry that is left out because of a value in it.
    pub(crate) fn fault(&mut self, name: &str, fault: Fault) {
        let entry = Entry { name: name.into(), path: fault.path, detail: Some(fault.message) };
        let help = fault.help.map(ToString::to_string);
        let (kind, what) = if fault.is_meant {
            (Kind::NotExpressed, "what a sheet has no words for")
        } else {
            (Kind::Faulty, "a value that cannot be meant")
        };
        self.add(kind, what.to_string(), help, entry);
    }

    fn add(&mut self, kind: Kind, what: String, help: Option<String>, entry: Entry) {
        let next = self.remarks.len();
        // Faults with different cures are told apart.
        let key = (kind, format!("{what}\n{}", help.as_deref().unwrap_or_default()));
        let at = *self.places.entry(key).or_insert(next);
        match self.remarks.get_mut(at) {
            // Of one entry the same is told once.
            Some(remark) if entry.detail.is_none() && remark.ends_with(&entry.name) => {}
            Some(remark) => remark.entries.push(entry),
            None => self.remarks.push(Remark { kind, what, help, entries: vec![entry] }),
        }
    }
}
