//! What changed between two sheets.

use pricesheet_analysis::SheetDiff as Changes;
use pyo3::prelude::*;

use crate::json;
use crate::sheet::PriceSheet;

/// Everything in which two sheets differ. It prints as a list, and is false where nothing differs.
#[pyclass(frozen, module = "pricesheet")]
pub(crate) struct SheetDiff {
    changes: Changes,
}

#[pymethods]
impl SheetDiff {
    /// The changes as dictionaries and lists: `{"sheet": [change…], "endpoints": [{"name", "kind", "changes"}…]}`.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        json::object(py, &self.changes)
    }

    fn __bool__(&self) -> bool {
        !self.changes.is_empty()
    }

    fn __str__(&self) -> String {
        self.changes.to_string()
    }

    fn __repr__(&self) -> String {
        let (sheet, endpoints) = (self.changes.sheet().len(), self.changes.endpoints().len());
        format!("<SheetDiff: {sheet} changes of the sheet, {endpoints} endpoints>")
    }
}

/// What changed from one sheet to another.
#[pyfunction]
pub(crate) fn diff(py: Python<'_>, old: &Bound<'_, PriceSheet>, new: &Bound<'_, PriceSheet>) -> SheetDiff {
    let (old, new) = (&old.get().sheet, &new.get().sheet);
    SheetDiff { changes: py.detach(|| Changes::between(old, new)) }
}
