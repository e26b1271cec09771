//! Meters: one job or one billing period, rated bit by bit.

use pricesheet::{Decimal, Meter as Rated, MeterState, Minimum, PriceSheet as Sheet, UsageRef};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::error::{Raise, argument};
use crate::json;
use crate::loading::Reduced;
use crate::number::decimal;
use crate::quote::Quote;
use crate::sheet::PriceSheet;
use crate::usage::StatedUsage;

/// A running total of one endpoint. Each record returns the signed amount now due; the amounts add up to the price of the
/// whole, however it was cut. What is to be stored between records is `to_json()`.
#[pyclass(module = "pricesheet")]
pub(crate) struct Meter {
    sheet: Sheet,
    state: MeterState,
}

/// What a record does to the quantities that it names.
#[derive(Clone, Copy)]
enum Entry {
    Added,
    Restated,
}

impl Meter {
    /// Takes the meter on, or leaves it as it was. The state is the meter's own, so it need not be checked again.
    fn enter<'py>(
        &mut self,
        py: Python<'py>,
        entry: Entry,
        options: Option<&Bound<'py, PyAny>>,
        sequence: Option<u64>,
        stated: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let endpoint = PyString::new(py, self.state.endpoint());
        let mut usage = StatedUsage::of(endpoint, options, stated)?;
        let endpoint = self.sheet.endpoint(self.state.endpoint()).map_err(Raise::raise)?;
        usage.settle(endpoint.model())?;
        let mut meter = Rated::resume(&self.sheet, self.state.clone()).map_err(Raise::raise)?;
        let enter = |usage: &UsageRef<'_>| match (entry, sequence) {
            (Entry::Added, None) => meter.record(usage),
            (Entry::Added, Some(sequence)) => meter.record_numbered(sequence, usage),
            (Entry::Restated, None) => meter.restate(usage),
            (Entry::Restated, Some(sequence)) => meter.restate_numbered(sequence, usage),
        };
        let due = usage.with(enter)?.map_err(Raise::raise)?;
        let due = decimal(py, due)?;
        self.state = meter.into_state();
        Ok(due)
    }
}

#[pymethods]
impl Meter {
    /// Opens a meter of an endpoint. Its `min` falls due "at-once" or "at-close".
    #[new]
    #[pyo3(signature = (sheet, endpoint, *, minimum = "at-once"))]
    fn new(sheet: &Bound<'_, PriceSheet>, endpoint: &str, minimum: &str) -> PyResult<Self> {
        let sheet = sheet.get().sheet.clone();
        let known = [Minimum::AtOnce, Minimum::AtClose];
        let Some(minimum) = known.into_iter().find(|known| known.as_str() == minimum) else {
            let message = format!("`{minimum}` is not a time at which a `min` falls due");
            return Err(argument("unknown-minimum", "minimum", message, "pass \"at-once\" or \"at-close\""));
        };
        let state = Rated::open(sheet.endpoint(endpoint).map_err(Raise::raise)?, minimum).into_state();
        Ok(Meter { sheet, state })
    }

    /// Continues a meter where it stood, under the sheet that it was opened under.
    ///
    /// Raises MeterError where the sheet is another one, or the state has been altered.
    #[staticmethod]
    fn from_json(sheet: &Bound<'_, PriceSheet>, text: &str) -> PyResult<Self> {
        let sheet = sheet.get().sheet.clone();
        let state = json::restored("the state of a meter", text)?;
        let state = Rated::resume(&sheet, state).map_err(Raise::raise)?.into_state();
        Ok(Meter { sheet, state })
    }

    /// Continues a meter under another sheet, and returns it with the signed amount that this makes due.
    #[staticmethod]
    fn rerate<'py>(
        py: Python<'py>,
        sheet: &Bound<'py, PriceSheet>,
        text: &str,
    ) -> PyResult<(Self, Bound<'py, PyAny>)> {
        let sheet = sheet.get().sheet.clone();
        let state = json::restored("the state of a meter", text)?;
        let (meter, due) = Rated::rerate(&sheet, state).map_err(Raise::raise)?;
        let state = meter.into_state();
        Ok((Meter { sheet, state }, decimal(py, due)?))
    }

    /// Adds what was used since the last record, and returns the signed amount now due. With a `sequence`, from 1, a repeated
    /// record is refused and a missing one seen.
    ///
    /// Raises MeterError or UsageError; the meter stays as it was.
    #[pyo3(signature = (options = None, *, sequence = None, **stated),
        text_signature = "($self, options=None, *, sequence=None, quantities=None, choices=None, attributes=None, at=None)")]
    fn record<'py>(
        &mut self,
        py: Python<'py>,
        options: Option<&Bound<'py, PyAny>>,
        sequence: Option<u64>,
        stated: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.enter(py, Entry::Added, options, sequence, stated)
    }

    /// Corrects the quantities that are named to what they come to in all, up or down, and returns the signed amount now due.
    #[pyo3(signature = (options = None, *, sequence = None, **stated),
        text_signature = "($self, options=None, *, sequence=None, quantities=None, choices=None, attributes=None, at=None)")]
    fn restate<'py>(
        &mut self,
        py: Python<'py>,
        options: Option<&Bound<'py, PyAny>>,
        sequence: Option<u64>,
        stated: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.enter(py, Entry::Restated, options, sequence, stated)
    }

    /// Ends the job or the period, and returns the amount that is still due.
    fn close<'py>(&mut self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let mut meter = Rated::resume(&self.sheet, self.state.clone()).map_err(Raise::raise)?;
        let due: Decimal = meter.close().map_err(Raise::raise)?;
        let due = decimal(py, due)?;
        self.state = meter.into_state();
        Ok(due)
    }

    /// All that was due so far.
    #[getter]
    fn charged<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        decimal(py, self.state.charged())
    }

    /// The name of the endpoint.
    #[getter]
    fn endpoint(&self) -> &str {
        self.state.endpoint()
    }

    /// Whether the job or the period has ended.
    #[getter]
    fn is_closed(&self) -> bool {
        self.state.is_closed()
    }

    /// The number of the last record that had one; 0 where none had.
    #[getter]
    fn sequence(&self) -> u64 {
        self.state.sequence()
    }

    /// What was used so far, step by step, the endpoint's `min` included; None where nothing was recorded.
    fn quote(&self) -> PyResult<Option<Quote>> {
        let state = &self.state;
        if !state.is_recorded() {
            return Ok(None);
        }
        let usage =
            pricesheet::Usage::new(state.endpoint()).options(state.options().iter().map(String::as_str));
        let quantities = state.quantities().iter();
        let usage = quantities.fold(usage, |usage, (name, count)| usage.quantity(name, *count));
        let attributes = state.attributes().iter();
        let usage = usage.attributes(attributes.map(|(name, value)| (name.as_str(), value.as_str())));
        let usage = match state.at() {
            Some(at) => usage.made_at_text(at),
            None => usage,
        };
        Quote::new(&self.sheet, usage).map(Some)
    }

    /// What is to be stored, to continue with `Meter.from_json`.
    fn to_json(&self) -> PyResult<String> {
        json::text(&self.state)
    }

    fn __repr__(&self) -> String {
        let closed = if self.state.is_closed() { ", closed" } else { "" };
        format!("<Meter {}: {} charged{closed}>", self.state.endpoint(), self.state.charged().normalize())
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> Reduced<'py, (PriceSheet, String)> {
        let meter = slf.borrow();
        Ok((slf.get_type().getattr("from_json")?, (meter.sheet.clone().into(), meter.to_json()?)))
    }
}
