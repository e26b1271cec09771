//! Sheets from texts and files, and again from what `pickle` keeps of them.

use pricesheet::{Diagnostics, PriceSheet as Sheet};
use pyo3::prelude::*;

use crate::error::Raise;

/// What `pickle` asks of an object: a function that makes it again, and its arguments.
pub(crate) type Reduced<'py, A> = PyResult<(Bound<'py, PyAny>, A)>;

/// The names and the texts that a sheet was read from, its bases before it.
pub(crate) type Sources = Vec<(String, String)>;

/// Reads a sheet while other threads go on.
pub(crate) fn load(
    py: Python<'_>,
    source: &str,
    bytes: &[u8],
    base: Option<&Sheet>,
) -> Result<Sheet, Diagnostics> {
    py.detach(|| match base {
        Some(base) => Sheet::from_bytes_over(source, bytes, base),
        None => Sheet::from_bytes(source, bytes),
    })
}

/// The bytes of a file; where it cannot be read, Python's own exception says so and names it.
pub(crate) fn read_file(path: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    let path = path.py().import("pathlib")?.getattr("Path")?.call1((path,))?;
    path.call_method0("read_bytes")?.extract()
}

/// What a sheet was read from.
pub(crate) fn sources(sheet: &Sheet) -> Sources {
    let texts = sheet.sources().iter();
    texts.map(|source| (source.name().to_string(), source.text().to_string())).collect()
}

/// A sheet from what it was read from.
pub(crate) fn restored(py: Python<'_>, sources: Sources) -> PyResult<Sheet> {
    let mut texts = sources.iter();
    let (name, text) = texts.next().map_or(("sheet", ""), |(name, text)| (name, text));
    let first = load(py, name, text.as_bytes(), None).map_err(Raise::raise)?;
    texts.try_fold(first, |base, (name, text)| {
        load(py, name, text.as_bytes(), Some(&base)).map_err(Raise::raise)
    })
}
