//! Everything that is wrong with a sheet, or suspicious.

use pricesheet_analysis::lint;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};

use crate::error::{object, of_sheet};
use crate::loading::{load, read_file};
use crate::sheet::PriceSheet;

/// Every error of a sheet, or where it has none every lint, each with its place: a TOML text, or a file where a `pathlib.Path` is
/// given. A sheet over another needs that as its `base`.
#[pyfunction]
#[pyo3(signature = (sheet, *, source = None, base = None))]
pub(crate) fn check<'py>(
    sheet: &Bound<'py, PyAny>,
    source: Option<&str>,
    base: Option<&Bound<'py, PriceSheet>>,
) -> PyResult<Bound<'py, PyTuple>> {
    let py = sheet.py();
    let (bytes, name) = match sheet.cast::<PyString>() {
        Ok(text) => (text.to_str()?.as_bytes().to_vec(), "sheet".to_string()),
        Err(_) => (read_file(sheet)?, sheet.str()?.to_str()?.to_string()),
    };
    let base = base.map(|base| &base.get().sheet);
    let loaded = match load(py, source.unwrap_or(&name), &bytes, base) {
        Ok(loaded) => loaded,
        Err(faults) => {
            let faults = faults.iter().map(|fault| of_sheet(py, fault)).collect::<PyResult<Vec<_>>>()?;
            return PyTuple::new(py, faults);
        }
    };
    let warnings = py.detach(|| lint::warnings(&loaded));
    let warnings = warnings.iter().map(|warning| {
        let place = (warning.source_name(), warning.line(), warning.column());
        let what = (warning.lint().as_str(), warning.message(), warning.help());
        object(py, "Diagnostic", ("warning", what.0, what.1, what.2, place.0, place.1, place.2))
    });
    PyTuple::new(py, warnings.collect::<PyResult<Vec<_>>>()?)
}
