//! Every finding, a JSON object a line.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use pricesheet_analysis::audit::Judgement;
use pricesheet_records::{RecordError, RecordedUsage};
use serde::Serialize;
use serde_json::{Map, Value};

use super::outputs::create;
use super::repeats::Repeat;
use crate::amount::Amount;
use crate::failure::Failure;

/// The file of the findings.
pub(super) struct Findings {
    name: String,
    file: BufWriter<File>,
}

/// Findings as lines, without the places of their records, which may not be known yet.
#[derive(Default)]
pub(super) struct Lines {
    /// What stands in each line behind the place.
    text: Vec<u8>,
    /// The place of each, and where its text ends.
    ends: Vec<(u64, usize)>,
}

/// What there is to say of a record beside the judgement.
pub(super) struct About<'a> {
    /// Its line or row.
    pub(super) place: u64,
    pub(super) usage: Option<&'a RecordedUsage<'a>>,
    /// The fields by which records are grouped and told apart.
    pub(super) fields: Vec<(String, Option<String>)>,
    /// Why it has no price.
    pub(super) fault: Option<&'a RecordError>,
    pub(super) repeat: Repeat,
}

impl Findings {
    pub(super) fn create(path: &Path) -> Result<Self, Failure> {
        let (name, file) = create(path)?;
        Ok(Findings { name, file })
    }

    /// Writes findings, of which none are left.
    pub(super) fn write(&mut self, lines: &mut Lines) -> Result<(), Failure> {
        let mut start = 0;
        for (place, end) in lines.ends.drain(..) {
            let text = lines.text.get(start..end).unwrap_or_default();
            let written = write!(self.file, "{{\"place\":{place},").and_then(|()| self.file.write_all(text));
            written.map_err(|error| self.failure(&error))?;
            start = end;
        }
        lines.text.clear();
        Ok(())
    }

    pub(super) fn close(mut self) -> Result<(), Failure> {
        self.file.flush().map_err(|error| self.failure(&error))
    }

    fn failure(&self, error: &std::io::Error) -> Failure {
        Failure::new(format!("cannot write {}: {error}", self.name))
    }
}

impl Lines {
    pub(super) fn add(&mut self, about: About<'_>, judgement: &Judgement<'_>) -> Result<(), Failure> {
        let usage = about.usage.map(
            |RecordedUsage { endpoint, options, quantities, attributes, calls, at, .. }| {
                let quantities = quantities
                    .iter()
                    .map(|(name, value)| (name.to_string(), Value::String(value.normalize().to_string())));
                let (quantities, calls) = (quantities.collect(), (*calls).into());
                let attributes = attributes
                    .iter()
                    .map(|(name, value)| (name.to_string(), Value::String(value.to_string())))
                    .collect();
                UsageFields { endpoint, options, quantities, attributes, calls, at: at.as_deref() }
            },
        );
        let text = |value: Option<String>| value.map_or(Value::Null, Value::String);
        let finding = FindingFields {
            fields: about.fields.into_iter().map(|(name, value)| (name, text(value))).collect(),
            usage,
            judgement,
            message: about.fault.map(RecordError::sentence),
            repeats: match about.repeat {
                Repeat::Never => None,
                Repeat::Of(first) => Some(Repeats::Of(first)),
                Repeat::Unknown => Some(Repeats::Unknown("unknown")),
            },
        };
        let start = self.text.len();
        let written = serde_json::to_writer(&mut self.text, &finding);
        written.map_err(|error| Failure::new(format!("a finding cannot be written: {error}")))?;
        // The place goes before its fields.
        if self.text.get(start) == Some(&b'{') {
            self.text.remove(start);
        }
        self.text.push(b'\n');
        self.ends.push((about.place, self.text.len()));
        Ok(())
    }

    /// Takes the findings behind these, whose places are others.
    pub(super) fn append(&mut self, later: Lines, place: impl Fn(u64) -> u64) {
        let start = self.text.len();
        self.text.extend(later.text);
        self.ends.extend(later.ends.into_iter().map(|(at, end)| (place(at), start.saturating_add(end))));
    }
}

/// A finding as data.
#[derive(Serialize)]
struct FindingFields<'a> {
    #[serde(skip_serializing_if = "Map::is_empty")]
    fields: Map<String, Value>,
    #[serde(flatten)]
    usage: Option<UsageFields<'a>>,
    #[serde(flatten)]
    judgement: &'a Judgement<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repeats: Option<Repeats>,
}

#[derive(Serialize)]
struct UsageFields<'a> {
    endpoint: &'a str,
    options: &'a [Cow<'a, str>],
    /// One that is stated twice, which is an error, stands there once.
    quantities: Map<String, Value>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    attributes: Map<String, Value>,
    calls: Amount,
    at: Option<&'a str>,
}

/// The place of the record that was logged before, or that it has no value to tell.
#[derive(Serialize)]
#[serde(untagged)]
enum Repeats {
    Of(u64),
    Unknown(&'static str),
}
