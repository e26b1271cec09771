//! Numbers in and out: `int`, `decimal.Decimal` and texts by the grammar of the sheet, each exactly or not at all, and never a
//! float. Amounts go out as `decimal.Decimal`.
//!
//! pyo3's own conversion is not used: it rounds what does not fit.

use pricesheet::number::{NumberError, parse};
use pricesheet::{Decimal, UsageError};
use pricesheet_records::RecordError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyFloat, PyInt, PyString, PyType};

use crate::error::{Raise, argument, wrong_type};

/// What a number may be, in messages.
const WANTED: &str = "an int, a decimal.Decimal or a text such as \"0.5\"";

/// `decimal.Decimal`.
fn class(py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    CLASS.import(py, "decimal", "Decimal")
}

/// An amount or a count for Python, without trailing zeros.
pub(crate) fn decimal<'py>(py: Python<'py>, amount: Decimal) -> PyResult<Bound<'py, PyAny>> {
    class(py)?.call1((amount.normalize().to_string(),))
}

/// What a usage states of a quantity, not below zero.
pub(crate) fn quantity(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Decimal> {
    if let Some(small) = small(value) {
        return Ok(small);
    }
    pricesheet_records::number::quantity(name, &literal(name, value)?).map_err(Raise::raise)
}

/// How many calls a usage stands for; whether that is a whole number from 1, the sheet says.
pub(crate) fn calls(value: &Bound<'_, PyAny>) -> PyResult<Decimal> {
    if let Some(small) = small(value) {
        return Ok(small);
    }
    pricesheet_records::number::calls(&literal("calls", value)?).map_err(Raise::raise)
}

/// An amount that may be below zero: a balance, or what was charged.
pub(crate) fn amount(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Decimal> {
    let text = literal(name, value)?;
    let unsigned = text.strip_prefix('-');
    let mut amount = parse(unsigned.unwrap_or(&text)).map_err(|error| invalid(name, &text, error).raise())?;
    amount.set_sign_negative(unsigned.is_some() && !amount.is_zero());
    Ok(amount)
}

/// Most counts: they need no text.
#[inline]
fn small(value: &Bound<'_, PyAny>) -> Option<Decimal> {
    let count = value.cast_exact::<PyInt>().ok()?.extract::<u64>().ok()?;
    Some(Decimal::from(count))
}

/// A number as it would be written, whole.
pub(crate) fn literal(name: &str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(text.to_str()?.to_string());
    }
    if value.is_instance(class(value.py())?)? {
        return Ok(value.str()?.to_str()?.to_string());
    }
    if value.is_instance_of::<PyFloat>() {
        let message = format!("`{name}` is a float, which is not exact");
        let help =
            "pass an int, a decimal.Decimal or a text; Decimal(str(x)) has the digits that a float shows";
        return Err(argument("float-refused", name, message, help));
    }
    if value.is_instance_of::<PyBool>() {
        return Err(wrong_type(name, value, WANTED));
    }
    let Ok(whole) = value.call_method0("__index__") else { return Err(wrong_type(name, value, WANTED)) };
    // Longer integers do not fit in any case, and Python refuses to write very long ones.
    const BITS_MAX: u32 = 128;
    let bits = whole.call_method0("bit_length")?;
    if bits.le(BITS_MAX)? {
        return Ok(whole.str()?.to_str()?.to_string());
    }
    if whole.lt(0)? {
        return Err(UsageError::NegativeQuantity { quantity: name.to_string() }.raise());
    }
    Err(invalid(name, &format!("an integer of {bits} bits"), NumberError::TooLarge).raise())
}

fn invalid(name: &str, text: &str, error: NumberError) -> RecordError {
    RecordError::InvalidNumber { name: name.to_string(), text: text.to_string(), error }
}
