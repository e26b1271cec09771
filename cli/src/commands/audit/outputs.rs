//! The files that an audit writes, none of which may be one that it reads.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use same_file::Handle;

use crate::args::AuditArguments;
use crate::failure::Failure;
use crate::reading::BUFFER_BYTES;

/// Refuses to write over what is read, or one report over the other: whatever names a file has, it is known again.
pub(super) fn spare_inputs(arguments: &AuditArguments) -> Result<(), Failure> {
    let outputs = [("--out", &arguments.out), ("--html", &arguments.html)];
    let read = arguments.sheets.iter().chain(&arguments.records.map_file).chain([&arguments.file]);
    let mut taken: Vec<Taken<'_>> = read.map(|path| Taken::read(path)).collect();
    for (option, output) in outputs {
        let Some(output) = output else { continue };
        if output.as_os_str() == "-" {
            let message = format!(
                "{option} writes to a file, and - is none: the report is what goes to standard output"
            );
            return Err(Failure::with_help(message, "name a file"));
        }
        let written = Taken::written(output);
        if let Some(other) = taken.iter().find(|other| other.is(&written)) {
            let message = format!("writing to {} would overwrite {}", output.display(), other.name());
            return Err(Failure::with_help(message, "name another file"));
        }
        taken.push(written);
    }
    Ok(())
}

/// A file that is read or written, and which one it is, if it is there.
struct Taken<'a> {
    path: &'a Path,
    file: Option<Handle>,
}

impl<'a> Taken<'a> {
    /// A file, or standard input for `-`.
    fn read(path: &'a Path) -> Self {
        if path.as_os_str() != "-" {
            return Taken::written(path);
        }
        Taken { path, file: Handle::stdin().ok().filter(|stdin| is_file(stdin.as_file())) }
    }

    /// Only what is a file: a pipe is not to be opened twice, and a device loses nothing.
    fn written(path: &'a Path) -> Self {
        let file = path.is_file().then(|| Handle::from_path(path).ok()).flatten();
        Taken { path, file }
    }

    fn is(&self, other: &Self) -> bool {
        match (&self.file, &other.file) {
            (Some(file), Some(other)) => file == other,
            _ => self.path == other.path,
        }
    }

    fn name(&self) -> String {
        if self.path.as_os_str() == "-" {
            "standard input".to_string()
        } else {
            self.path.display().to_string()
        }
    }
}

fn is_file(file: &File) -> bool {
    file.metadata().is_ok_and(|about| about.is_file())
}

/// A file to be written, and its name.
pub(super) fn create(path: &Path) -> Result<(String, BufWriter<File>), Failure> {
    let name = path.display().to_string();
    let file = File::create(path).map_err(|error| Failure::new(format!("cannot write {name}: {error}")))?;
    Ok((name, BufWriter::with_capacity(BUFFER_BYTES, file)))
}
