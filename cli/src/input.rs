//! Where records come from: a file, compressed or not, or standard input.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use indicatif::ProgressBar;
use pricesheet_records::Format;

use crate::args;
use crate::failure::Failure;
use crate::reading::{BUFFER_BYTES, progress};
use crate::zstd::Frames;

/// Where the records come from.
pub(crate) struct Input {
    pub(crate) name: String,
    /// What the file's name says of its format; JSON Lines on standard input.
    format: Option<Format>,
    /// Whether it is a file.
    pub(crate) is_file: bool,
    /// How far it has been read.
    pub(crate) progress: ProgressBar,
    pub(crate) reader: BufReader<Box<dyn Read>>,
}

impl Input {
    /// A file, or standard input.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path.filter(|path| path.as_os_str() != "-") else {
            let name = "standard input".to_string();
            let format = Some(Format::JsonLines);
            return Ok(Input::read(name, format, None, Box::new(io::stdin().lock()), None));
        };
        let name = path.display().to_string();
        let file = File::open(path).map_err(|error| Failure::reading(&name, &error))?;
        let about = file.metadata().map_err(|error| Failure::reading(&name, &error))?;
        if about.is_dir() {
            return Err(Failure::new(format!("cannot read {name}: it is a directory")));
        }
        let bytes = about.is_file().then_some(about.len());
        Ok(Input::read(name, Format::of_path(path), bytes, Box::new(file), Some(path)))
    }

    fn read(
        name: String,
        format: Option<Format>,
        bytes: Option<u64>,
        reader: Box<dyn Read>,
        path: Option<&Path>,
    ) -> Self {
        let progress = progress(bytes);
        let compressed = BufReader::with_capacity(BUFFER_BYTES, progress.wrap_read(reader));
        let ending =
            path.and_then(Path::extension).map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        let reader: Box<dyn Read> = match ending.as_deref() {
            Some("gz") => Box::new(MultiGzDecoder::new(compressed)),
            Some("zst") => Box::new(Frames::new(compressed)),
            _ => Box::new(compressed),
        };
        let reader = BufReader::with_capacity(BUFFER_BYTES, reader);
        Input { name, format, is_file: bytes.is_some(), progress, reader }
    }

    /// The format that is stated, or else that of the name; a JSON file that begins with a bracket is an array.
    pub(crate) fn format(&mut self, stated: Option<args::Format>) -> Result<Format, Failure> {
        let format = stated.map(Format::from).or(self.format).ok_or_else(|| {
            let message = format!("the name of {} does not say which format it has", self.name);
            Failure::with_help(message, "state --from jsonl or --from csv")
        })?;
        if format != Format::JsonLines {
            return Ok(format);
        }
        let start = self.reader.fill_buf().map_err(|error| Failure::reading(&self.name, &error))?;
        let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
        Ok(if start.starts_with(b"[") { Format::JsonArray } else { Format::JsonLines })
    }
}
