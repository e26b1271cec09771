//! Holds: what a use can cost at the most, reserved before it and settled after it.

use pricesheet::{Hold as Held, PriceSheet as Sheet};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::error::{Raise, object};
use crate::json;
use crate::loading::Reduced;
use crate::number::decimal;
use crate::sheet::PriceSheet;
use crate::usage::StatedUsage;

/// An amount reserved for a use up to stated quantities: the most that any such use costs. What is to be stored until it is
/// settled is `to_json()`.
#[pyclass(module = "pricesheet")]
pub(crate) struct Hold {
    sheet: Sheet,
    hold: Held,
}

#[pymethods]
impl Hold {
    /// Reserves the most that a use can cost which states no quantity above the one stated here.
    ///
    /// Raises UsageError or HoldError.
    #[new]
    #[pyo3(signature = (sheet, endpoint, options = None, **stated),
        text_signature = "(sheet, endpoint, options=None, *, quantities=None, choices=None, attributes=None, calls=1, at=None)")]
    fn new<'py>(
        sheet: &Bound<'py, PriceSheet>,
        endpoint: &Bound<'py, PyAny>,
        options: Option<&Bound<'py, PyAny>>,
        stated: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Self> {
        let mut usage = StatedUsage::read(endpoint, options, stated)?;
        let pricer = sheet.get().endpoint_of(&mut usage)?;
        let usage = usage.owned()?;
        let hold = sheet.py().detach(|| Held::reserve(pricer, &usage)).map_err(Raise::raise)?;
        Ok(Hold { sheet: sheet.get().sheet.clone(), hold })
    }

    /// Continues a hold that was stored, under the sheet by which it was reserved.
    #[staticmethod]
    fn from_json(sheet: &Bound<'_, PriceSheet>, text: &str) -> PyResult<Self> {
        Ok(Hold { sheet: sheet.get().sheet.clone(), hold: json::restored("a hold", text)? })
    }

    /// Charges what was used, and releases the rest: both add up to what is held, and neither is below zero.
    ///
    /// Raises UsageError or HoldError; the hold stays as it was.
    #[pyo3(signature = (options = None, **stated),
        text_signature = "($self, options=None, *, quantities=None, choices=None, attributes=None, calls=1, at=None)")]
    fn settle<'py>(
        &mut self,
        py: Python<'py>,
        options: Option<&Bound<'py, PyAny>>,
        stated: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let mut usage = StatedUsage::of(PyString::new(py, self.hold.endpoint()), options, stated)?;
        // Where the sheet is another one, the hold says so itself.
        if let Ok(endpoint) = self.sheet.endpoint(self.hold.endpoint()) {
            usage.settle(endpoint.model())?;
        }
        let Hold { sheet, hold } = self;
        let settlement = usage.with(|usage| hold.settle(sheet, usage))?.map_err(Raise::raise)?;
        let (charged, released) = (decimal(py, settlement.charged)?, decimal(py, settlement.released)?);
        object(py, "Settlement", (charged, released))
    }

    /// What is held, in the sheet's unit.
    #[getter]
    fn amount<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        decimal(py, self.hold.amount())
    }

    /// What was charged, once the hold is settled.
    #[getter]
    fn charged<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.hold.charged().map(|charged| decimal(py, charged)).transpose()
    }

    /// The name of the endpoint.
    #[getter]
    fn endpoint(&self) -> &str {
        self.hold.endpoint()
    }

    /// What is to be stored, to continue with `Hold.from_json`.
    fn to_json(&self) -> PyResult<String> {
        json::text(&self.hold)
    }

    fn __repr__(&self) -> String {
        let settled = self.hold.charged().map(|charged| format!(", {} charged", charged.normalize()));
        let (endpoint, amount) = (self.hold.endpoint(), self.hold.amount().normalize());
        format!("<Hold {endpoint}: {amount} held{}>", settled.unwrap_or_default())
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> Reduced<'py, (PriceSheet, String)> {
        let hold = slf.borrow();
        Ok((slf.get_type().getattr("from_json")?, (hold.sheet.clone().into(), hold.to_json()?)))
    }
}
