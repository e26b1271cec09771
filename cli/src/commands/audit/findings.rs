//! Every finding, a JSON object a line.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use pricesheet_analysis::audit::Judgement;
use pricesheet_records::{RecordError, RecordedUsage};
use serde::Serialize;
use serde_json::{Map, Value};

use super::Repeat;
use super::outputs::create;
use crate::amount::Amount;
use crate::failure::Failure;

/// The file of the findings.
pub(super) struct Findings {
    name: String,
    file: BufWriter<File>,
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

    pub(super) fn write(&mut self, about: About<'_>, judgement: &Judgement<'_>) -> Result<(), Failure> {
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
            place: about.place,
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
        let written = serde_json::to_writer(&mut self.file, &finding).map_err(Into::into);
        written.and_then(|()| self.file.write_all(b"\n")).map_err(|error| self.failure(&error))
    }

    pub(super) fn close(mut self) -> Result<(), Failure> {
        self.file.flush().map_err(|error| self.failure(&error))
    }

    fn failure(&self, error: &std::io::Error) -> Failure {
        Failure::new(format!("cannot write {}: {error}", self.name))
    }
}

/// A finding as data.
#[derive(Serialize)]
struct FindingFields<'a> {
    place: u64,
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
