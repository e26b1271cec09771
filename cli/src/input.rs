//! Where records come from: a file, or standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use pricesheet_records::Format;

use crate::args;
use crate::failure::Failure;

/// Where the records come from.
pub(crate) struct Input {
    pub(crate) name: String,
    /// What the file's name says of its format; JSON Lines on standard input.
    format: Option<Format>,
    /// How long it is, where it is a file.
    pub(crate) bytes: Option<u64>,
    pub(crate) reader: Box<dyn Read>,
}

impl Input {
    /// A file, or standard input.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path.filter(|path| path.as_os_str() != "-") else {
            return Ok(Input {
                name: "standard input".to_string(),
                format: Some(Format::JsonLines),
                bytes: None,
                reader: Box::new(io::stdin().lock()),
            });
        };
        let name = path.display().to_string();
        let file = File::open(path).map_err(|error| Failure::reading(&name, &error))?;
        let about = file.metadata().map_err(|error| Failure::reading(&name, &error))?;
        if about.is_dir() {
            return Err(Failure::new(format!("cannot read {name}: it is a directory")));
        }
        let bytes = about.is_file().then_some(about.len());
        Ok(Input { name, format: Format::of_path(path), bytes, reader: Box::new(file) })
    }

    /// The format that is stated, or else that of the name.
    pub(crate) fn format(&self, stated: Option<args::Format>) -> Result<Format, Failure> {
        stated.map(Format::from).or(self.format).ok_or_else(|| {
            let message = format!("the name of {} does not say which format it has", self.name);
            Failure::with_help(message, "state --from jsonl or --from csv")
        })
    }
}
