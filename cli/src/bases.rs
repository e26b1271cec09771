//! The sheets that others are over, found among those that are given (section 8).

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pricesheet::PriceSheet;
use pricesheet::sheet::{BaseName, Heading};

use crate::failure::Failure;
use crate::sheet_source::read;
use crate::snippet;

/// Sheets by which others are read, and what has been read so far: a list is read once, however many sheets are over it.
pub(crate) struct Bases {
    /// Those given as bases; then the other sheets of the command, of which one may be over another.
    given: [Vec<PathBuf>; 2],
    files: RefCell<BTreeMap<PathBuf, File>>,
    loaded: RefCell<BTreeMap<String, PriceSheet>>,
}

/// A file that may be a base.
#[derive(Clone)]
struct File {
    name: String,
    bytes: Vec<u8>,
    heading: Heading,
}

impl Bases {
    /// The files given as bases, and the other sheets of the command.
    pub(crate) fn new(bases: &[PathBuf], sheets: &[PathBuf]) -> Self {
        Bases {
            given: [bases.to_vec(), sheets.to_vec()],
            files: RefCell::default(),
            loaded: RefCell::default(),
        }
    }

    /// Reads a sheet, over its base where it is over one.
    ///
    /// # Errors
    ///
    /// A message where there is no base for it; faults of a base or of the sheet.
    pub(crate) fn load(&self, name: &str, bytes: &[u8]) -> Result<PriceSheet, Failure> {
        self.try_load(name, bytes)?.map_err(|faults| {
            snippet::eprint(&faults.diagnostics, &faults.texts(bytes));
            Failure::Reported
        })
    }

    /// The same, with what is wrong with the sheet itself as data.
    pub(crate) fn try_load(&self, name: &str, bytes: &[u8]) -> Result<Result<PriceSheet, Faults>, Failure> {
        self.load_over(name, bytes, &mut Vec::new())
    }

    /// `above` are the files that wait for this one.
    fn load_over(
        &self,
        name: &str,
        bytes: &[u8],
        above: &mut Vec<String>,
    ) -> Result<Result<PriceSheet, Faults>, Failure> {
        if let Some(known) = self.loaded.borrow().get(name) {
            return Ok(Ok(known.clone()));
        }
        if above.iter().any(|waiting| waiting == name) {
            let message = format!("{name} is over itself: {}", above.join(", "));
            return Err(Failure::with_help(message, "state the `version` of its base, or its `fingerprint`"));
        }
        above.push(name.to_string());
        let heading = std::str::from_utf8(bytes).map(Heading::of).unwrap_or_default();
        let base = heading.over.as_ref().map(|over| self.find(name, over, above)).transpose()?;
        let sheet = match &base {
            Some(base) => PriceSheet::from_bytes_over(name, bytes, base),
            None => PriceSheet::from_bytes(name, bytes),
        };
        let sheet = match sheet {
            Ok(sheet) => sheet,
            Err(diagnostics) => return Ok(Err(Faults { diagnostics, name: name.to_string(), base })),
        };
        above.pop();
        self.loaded.borrow_mut().insert(name.to_string(), sheet.clone());
        Ok(Ok(sheet))
    }

    /// The base of a sheet.
    fn find(&self, name: &str, over: &BaseName, above: &mut Vec<String>) -> Result<PriceSheet, Failure> {
        for given in &self.given {
            let mut found = Vec::new();
            let files = given.iter().map(|path| self.file(path)).collect::<Result<Vec<_>, _>>()?;
            let fits = |file: &&File| {
                let stated = over.version.is_none() || file.heading.version == over.version;
                file.name != name && file.heading.name.as_ref() == Some(&over.name) && stated
            };
            for file in files.iter().filter(fits) {
                if over.fingerprint.is_none() {
                    found.push(file.clone());
                    continue;
                }
                // Which content it has is known when it is read.
                let sheet = self.base(file, above)?;
                if over
                    .fingerprint
                    .as_ref()
                    .is_some_and(|stated| stated.eq_ignore_ascii_case(&sheet.fingerprint().to_string()))
                {
                    found.push(file.clone());
                }
            }
            match found.as_slice() {
                [] => {}
                [only] => return self.base(only, above),
                several => {
                    let names: Vec<&str> = several.iter().map(|file| &*file.name).collect();
                    let message =
                        format!("{name} is over {}, which may be any of {}", title(over), names.join(", "));
                    let help = "state the `version` of the base in its `over`, or its `fingerprint`";
                    return Err(Failure::with_help(message, help));
                }
            }
        }
        // What else is wrong with a sole one is told with its place.
        if let [[only], _] = self.given.each_ref().map(Vec::as_slice) {
            let file = self.file(only)?;
            if file.name != name {
                return self.base(&file, above);
            }
        }
        let message = format!("{name} is over {}, which is not among the sheets given", title(over));
        Err(Failure::with_help(message, "give the sheet that it is over as `--base FILE`"))
    }

    fn base(&self, file: &File, above: &mut Vec<String>) -> Result<PriceSheet, Failure> {
        self.load_over(&file.name, &file.bytes, above)?.map_err(|faults| {
            snippet::eprint(&faults.diagnostics, &faults.texts(&file.bytes));
            Failure::Reported
        })
    }

    fn file(&self, path: &Path) -> Result<File, Failure> {
        if let Some(known) = self.files.borrow().get(path) {
            return Ok(known.clone());
        }
        // Standard input is read where it is asked for, once.
        let bytes = if path.as_os_str() == "-" { Vec::new() } else { read(path)? };
        let heading = std::str::from_utf8(&bytes).map(Heading::of).unwrap_or_default();
        let file = File { name: path.display().to_string(), bytes, heading };
        self.files.borrow_mut().insert(path.to_path_buf(), file.clone());
        Ok(file)
    }
}

/// What is wrong with a sheet, and its base.
pub(crate) struct Faults {
    pub(crate) diagnostics: pricesheet::Diagnostics,
    name: String,
    base: Option<PriceSheet>,
}

impl Faults {
    /// The texts in which the faults may stand, by their names.
    pub(crate) fn texts<'t>(&'t self, bytes: &'t [u8]) -> Vec<(&'t str, &'t [u8])> {
        let bases = self.base.iter().flat_map(|base| base.sources());
        bases.map(|source| (source.name(), source.text().as_bytes())).chain([(&*self.name, bytes)]).collect()
    }
}

/// The texts of a sheet, by their names.
pub(crate) fn texts(sheet: &PriceSheet) -> Vec<(&str, &[u8])> {
    sheet.sources().iter().map(|source| (source.name(), source.text().as_bytes())).collect()
}

fn title(over: &BaseName) -> String {
    let version = over.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
    format!("`{}`{version}", over.name)
}
