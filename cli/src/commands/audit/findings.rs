//! Every finding, a JSON object a line.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use pricesheet::audit::Judgement;
use pricesheet_records::{RecordError, RecordedUsage};
use serde_json::{Map, Value, json};

use super::Repeat;
use super::outputs::create;
use crate::commands::data;
use crate::failure::Failure;

/// The file of the findings.
pub(super) struct Findings {
    name: String,
    file: BufWriter<File>,
}

impl Findings {
    pub(super) fn create(path: &Path) -> Result<Self, Failure> {
        let (name, file) = create(path)?;
        Ok(Findings { name, file })
    }

    pub(super) fn write(
        &mut self,
        place: u64,
        usage: Option<&RecordedUsage<'_>>,
        judgement: &Judgement<'_>,
        fault: Option<&RecordError>,
        repeat: Repeat,
    ) -> Result<(), Failure> {
        let mut finding = Map::new();
        finding.insert("place".to_string(), json!(place));
        if let Some(RecordedUsage { endpoint, options, quantities, calls, at, .. }) = usage {
            let quantities = quantities
                .iter()
                .map(|(name, value)| (name.to_string(), Value::String(value.normalize().to_string())));
            finding.insert("endpoint".to_string(), json!(endpoint));
            finding.insert("options".to_string(), json!(options));
            finding.insert("quantities".to_string(), Value::Object(quantities.collect()));
            finding.insert("calls".to_string(), json!(calls.normalize().to_string()));
            finding.insert("at".to_string(), json!(at));
        }
        if let Value::Object(fields) = data(judgement)? {
            finding.extend(fields);
        }
        if let Some(fault) = fault {
            finding.insert("message".to_string(), json!(fault.sentence()));
        }
        match repeat {
            Repeat::Never => {}
            Repeat::Of(first) => {
                finding.insert("repeats".to_string(), json!(first));
            }
            Repeat::Unknown => {
                finding.insert("repeats".to_string(), json!("unknown"));
            }
        }
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
