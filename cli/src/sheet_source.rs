//! Which sheet a command uses, and where it comes from.

use std::io::Read;
use std::path::Path;

use pricesheet::PriceSheet;

use crate::failure::Failure;
use crate::snippet;

/// A sheet and where it was read.
pub(crate) struct SourcedSheet {
    pub(crate) sheet: PriceSheet,
    /// The file, or "embedded".
    pub(crate) source: String,
}

impl SourcedSheet {
    /// The sheet of a file, or the one built in.
    pub(crate) fn load(path: Option<&Path>) -> Result<Self, Failure> {
        let (name, source, bytes) = match path {
            None => (
                "pricing.toml".to_string(),
                "embedded".to_string(),
                pricesheet::EMBEDDED_SHEET.as_bytes().to_vec(),
            ),
            Some(path) => {
                let name = path.display().to_string();
                (name.clone(), name, read(path)?)
            }
        };
        match PriceSheet::from_bytes(&name, &bytes) {
            Ok(sheet) => Ok(SourcedSheet { sheet, source }),
            Err(diagnostics) => {
                snippet::eprint(&diagnostics, &bytes);
                Err(Failure::Reported)
            }
        }
    }

    /// Name, version and source, as every command says it.
    pub(crate) fn label(&self) -> String {
        format!("{} ({})", title(&self.sheet), self.source)
    }

    /// The same as data.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::json!({
            "name": self.sheet.name(),
            "version": self.sheet.version(),
            "source": self.source,
        })
    }
}

/// Name and version.
pub(crate) fn title(sheet: &PriceSheet) -> String {
    match sheet.version() {
        Some(version) => format!("{} {version}", sheet.name()),
        None => sheet.name().to_string(),
    }
}

/// The bytes of a file; of standard input for `-`.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let name = path.display().to_string();
    // One byte more than a sheet may have is enough to refuse it.
    let limit =
        u64::try_from(pricesheet::sheet::limits::SHEET_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    let read = if name == "-" {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    read.map_err(|error| Failure::reading(if name == "-" { "standard input" } else { &name }, &error))?;
    Ok(bytes)
}
