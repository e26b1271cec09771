//! What the engine writes as JSON, as Python's dictionaries: amounts stay texts, as on the command line.

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::argument;

/// The text of a value as JSON.
pub(crate) fn text(value: &impl Serialize) -> PyResult<String> {
    serde_json::to_string(value).map_err(|error| PyRuntimeError::new_err(error.to_string()))
}

/// A value as dictionaries and lists.
pub(crate) fn object<'py>(py: Python<'py>, value: &impl Serialize) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (text(value)?,))
}

/// What was stored as JSON; `what` is its name in messages.
pub(crate) fn restored<T: DeserializeOwned>(what: &str, text: &str) -> PyResult<T> {
    serde_json::from_str(text).map_err(|error| {
        let message = format!("the text is not {what}: {error}");
        argument("invalid-json", "text", message, "pass what `to_json` returned")
    })
}
