//! Quotes: the itemised price of one usage.

mod html;

use std::fmt::Write;

use pricesheet::{PriceSheet as Sheet, Usage};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::error::{Raise, object};
use crate::json;
use crate::loading::{Reduced, Sources, restored, sources};
use crate::number::decimal;

/// The price of a usage, step by step.
///
/// It prints as an aligned table, and a notebook shows it as one. The amounts of its lines add up to the price of one call,
/// to the last digit.
#[pyclass(frozen, module = "pricesheet")]
pub(crate) struct Quote {
    sheet: Sheet,
    usage: Usage,
}

impl Quote {
    /// The quote of a usage, if it has a price.
    pub(crate) fn new(sheet: &Sheet, usage: Usage) -> PyResult<Self> {
        sheet.quote(&usage).map_err(Raise::raise)?;
        Ok(Quote { sheet: sheet.clone(), usage })
    }

    /// The engine's quote borrows its sheet, so it is made again for each question; it is the same each time.
    fn quoted(&self) -> PyResult<pricesheet::Quote<'_>> {
        self.sheet.quote(&self.usage).map_err(Raise::raise)
    }
}

#[pymethods]
impl Quote {
    /// The name of the sheet.
    #[getter]
    fn sheet(&self) -> &str {
        self.sheet.name()
    }

    /// The version of the sheet.
    #[getter]
    fn version(&self) -> Option<&str> {
        self.sheet.version()
    }

    /// The fingerprint of the sheet: 64 hexadecimal digits.
    #[getter]
    fn fingerprint(&self) -> String {
        self.sheet.fingerprint().to_string()
    }

    /// What amounts are counted in.
    #[getter]
    fn unit(&self) -> &str {
        self.sheet.unit()
    }

    /// The name of the endpoint.
    #[getter]
    fn endpoint(&self) -> PyResult<&str> {
        Ok(self.quoted()?.endpoint())
    }

    /// The alias by which the endpoint was called, if it was.
    #[getter]
    fn alias(&self) -> PyResult<Option<&str>> {
        Ok(self.quoted()?.alias())
    }

    /// The title of the endpoint.
    #[getter]
    fn title(&self) -> PyResult<Option<&str>> {
        Ok(self.quoted()?.title())
    }

    /// The options that are given: those stated, and the defaults of choices.
    #[getter]
    fn options(&self) -> PyResult<Vec<&str>> {
        Ok(self.quoted()?.options().collect())
    }

    /// Every quantity of the endpoint, as it was stated or by its default.
    #[getter]
    fn quantities<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let quantities = PyDict::new(py);
        for (name, count) in self.quoted()?.quantities() {
            quantities.set_item(name, decimal(py, count)?)?;
        }
        Ok(quantities)
    }

    /// Every attribute of the endpoint, as it was stated or by its default.
    #[getter]
    fn attributes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let attributes = PyDict::new(py);
        for (name, value) in self.quoted()?.attributes() {
            attributes.set_item(name, value)?;
        }
        Ok(attributes)
    }

    /// The steps of the price of one call, in the order of the arithmetic.
    #[getter]
    fn lines<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let lines = PyList::empty(py);
        for line in self.quoted()?.lines() {
            let details = line.details().map(|details| json::object(py, &details)).transpose()?;
            let amount = decimal(py, line.amount())?;
            lines.append(object(
                py,
                "Line",
                (line.kind().as_str(), line.name(), line.label(), amount, details),
            )?)?;
        }
        Ok(lines)
    }

    /// What one call costs.
    #[getter]
    fn price<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        decimal(py, self.quoted()?.price())
    }

    /// How many calls it is for.
    #[getter]
    fn calls<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        decimal(py, self.quoted()?.calls())
    }

    /// What all calls cost.
    #[getter]
    fn total<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        decimal(py, self.quoted()?.total())
    }

    /// The quote as dictionaries and lists, every amount a text: what the command line prints with `--json`.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        json::object(py, &self.quoted()?)
    }

    /// The same as a text of JSON.
    fn to_json(&self) -> PyResult<String> {
        json::text(&self.quoted()?)
    }

    fn _repr_html_(&self) -> PyResult<String> {
        Ok(html::table(&self.quoted()?))
    }

    fn __str__(&self) -> PyResult<String> {
        Ok(self.quoted()?.to_string())
    }

    fn __repr__(&self) -> PyResult<String> {
        let quote = self.quoted()?;
        let mut text = format!("<Quote {}: {}", quote.endpoint(), quote.total().normalize());
        // Writing to a text cannot fail.
        _ = write!(text, " {}>", quote.unit());
        Ok(text)
    }

    fn __eq__(&self, other: &Self) -> PyResult<bool> {
        Ok(self.quoted()? == other.quoted()?)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> Reduced<'py, (Sources, String)> {
        let (restore, quote) = (slf.get_type().getattr("_restore")?, slf.get());
        Ok((restore, (sources(&quote.sheet), json::text(&quote.usage)?)))
    }

    /// For `pickle`.
    #[staticmethod]
    fn _restore(py: Python<'_>, sources: Sources, usage: &str) -> PyResult<Self> {
        Quote::new(&restored(py, sources)?, json::restored("a usage", usage)?)
    }
}
