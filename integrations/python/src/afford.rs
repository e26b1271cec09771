//! What a balance covers.

use pricesheet::{Affordable, Coverage};
use pyo3::prelude::*;

use crate::error::object;
use crate::number::decimal;

/// Whether a balance covers a usage, as an object.
pub(crate) fn coverage<'py>(py: Python<'py>, coverage: Coverage) -> PyResult<Bound<'py, PyAny>> {
    match coverage {
        Coverage::Covered { left } => object(py, "Coverage", (true, decimal(py, left)?, py.None())),
        Coverage::Short { missing } => object(py, "Coverage", (false, py.None(), decimal(py, missing)?)),
    }
}

/// How many of something a balance covers, as an object.
pub(crate) fn affordable<'py>(py: Python<'py>, affordable: Affordable) -> PyResult<Bound<'py, PyAny>> {
    let (kind, count) = match affordable {
        Affordable::Nothing => ("nothing", None),
        Affordable::UpTo(count) => ("up-to", Some(decimal(py, count)?)),
        Affordable::Unlimited => ("unlimited", None),
    };
    object(py, "Affordable", (kind, count))
}
