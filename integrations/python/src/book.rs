//! Books: sheets by the instant from which they apply.

use pricesheet::PriceBook as Book;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::error::{Raise, wrong_type};
use crate::loading::Reduced;
use crate::number::decimal;
use crate::quote::Quote;
use crate::sheet::PriceSheet;
use crate::usage::{StatedUsage, instant};

/// Sheets ordered by their `effective`: the one in force at an instant is the last whose `effective` is not after it.
#[pyclass(frozen, module = "pricesheet")]
pub(crate) struct PriceBook {
    pub(crate) book: Book,
}

/// A sheet, or a book of several.
pub(crate) fn book_of(value: &Bound<'_, PyAny>) -> PyResult<Book> {
    if let Ok(sheet) = value.cast::<PriceSheet>() {
        return Ok(Book::from(sheet.get().sheet.clone()));
    }
    match value.cast::<PriceBook>() {
        Ok(book) => Ok(book.get().book.clone()),
        Err(_) => Err(wrong_type("sheet", value, "a PriceSheet or a PriceBook")),
    }
}

impl PriceBook {
    /// The sheet in force for a usage, whose choices are settled by it.
    fn sheet_for(&self, usage: &mut StatedUsage<'_>) -> PyResult<PriceSheet> {
        let sheet = self.book.in_force_for(usage.at()?).map_err(Raise::raise)?;
        let sheet = PriceSheet::from(sheet.clone());
        sheet.endpoint_of(usage)?;
        Ok(sheet)
    }
}

#[pymethods]
impl PriceBook {
    /// A book of sheets, which may be given in any order.
    ///
    /// Raises BookError where two apply from the same instant, or one of several does not say from when.
    #[new]
    fn new(sheets: &Bound<'_, PyAny>) -> PyResult<Self> {
        let sheets = sheets.try_iter()?.map(|sheet| {
            let sheet = sheet?;
            let sheet =
                sheet.cast::<PriceSheet>().map_err(|_| wrong_type("sheets", &sheet, "PriceSheets"))?;
            Ok(sheet.get().sheet.clone())
        });
        let sheets = sheets.collect::<PyResult<Vec<_>>>()?;
        Ok(PriceBook { book: Book::new(sheets).map_err(Raise::raise)? })
    }

    /// The sheets, the earliest first.
    #[getter]
    fn sheets<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.book.sheets().iter().cloned().map(PriceSheet::from))
    }

    /// What amounts are counted in.
    #[getter]
    fn unit(&self) -> &str {
        self.book.unit()
    }

    /// The sheet in force at an instant: a datetime with a time zone, or a text by RFC 3339.
    #[pyo3(signature = (at = None))]
    fn in_force(&self, at: Option<&Bound<'_, PyAny>>) -> PyResult<PriceSheet> {
        let at = at.map(instant).transpose()?;
        let at = at.as_ref().map(|at| at.to_str()).transpose()?;
        Ok(self.book.in_force_for(at).map_err(Raise::raise)?.clone().into())
    }

    /// What a usage costs under the sheet in force at its `at`.
    #[pyo3(signature = (endpoint, options = None, **stated),
        text_signature = "($self, endpoint, options=None, *, quantities=None, choices=None, attributes=None, calls=1, at=None)")]
    fn price<'py>(
        &self,
        endpoint: &Bound<'py, PyAny>,
        options: Option<&Bound<'py, PyAny>>,
        stated: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let mut usage = StatedUsage::read(endpoint, options, stated)?;
        let sheet = self.sheet_for(&mut usage)?;
        let price = usage.with(|usage| sheet.sheet.price(usage))?.map_err(Raise::raise)?;
        decimal(endpoint.py(), price)
    }

    /// What a usage costs under the sheet in force at its `at`, step by step.
    #[pyo3(signature = (endpoint, options = None, **stated),
        text_signature = "($self, endpoint, options=None, *, quantities=None, choices=None, attributes=None, calls=1, at=None)")]
    fn quote<'py>(
        &self,
        endpoint: &Bound<'py, PyAny>,
        options: Option<&Bound<'py, PyAny>>,
        stated: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Quote> {
        let mut usage = StatedUsage::read(endpoint, options, stated)?;
        let sheet = self.sheet_for(&mut usage)?;
        Quote::new(&sheet.sheet, usage.owned()?)
    }

    fn __len__(&self) -> usize {
        self.book.sheets().len()
    }

    fn __repr__(&self) -> String {
        let versions = self.book.sheets().iter().map(|sheet| sheet.version().unwrap_or(sheet.name()));
        format!("<PriceBook {}>", versions.collect::<Vec<_>>().join(", "))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> Reduced<'py, (Bound<'py, PyTuple>,)> {
        Ok((slf.get_type().into_any(), (slf.get().sheets(slf.py())?,)))
    }
}
