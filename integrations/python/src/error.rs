//! The engine's errors as Python's exceptions: message, code, culprit and help are theirs, word for word.

use pricesheet::{
    AffordError, BookError, CodedError, Diagnostic, Diagnostics, HoldError, InForceError, MeterError,
    RatingError, UsageError,
};
use pricesheet_analysis::AuditError;
use pricesheet_arrow::{BatchError, BindError};
use pricesheet_records::{MappingError, RecordError};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

/// The classes, as Python defines them.
mod class {
    use pyo3::import_exception;

    import_exception!(pricesheet._errors, AffordError);
    import_exception!(pricesheet._errors, ArgumentError);
    import_exception!(pricesheet._errors, AuditError);
    import_exception!(pricesheet._errors, BookError);
    import_exception!(pricesheet._errors, HoldError);
    import_exception!(pricesheet._errors, InForceError);
    import_exception!(pricesheet._errors, MeterError);
    import_exception!(pricesheet._errors, SheetError);
    import_exception!(pricesheet._errors, UsageError);
}

/// An error of the engine that has an exception.
pub(crate) trait Raise {
    /// The exception.
    fn raise(self) -> PyErr;
}

/// What an exception is made of: message, code, culprit, help.
type Said = (String, &'static str, String, Option<String>);

fn said(error: &dyn CodedError) -> Said {
    (error.to_string(), error.code(), error.culprit().to_string(), error.help())
}

impl Raise for UsageError {
    fn raise(self) -> PyErr {
        class::UsageError::new_err(said(&self))
    }
}

impl Raise for InForceError {
    fn raise(self) -> PyErr {
        class::InForceError::new_err(said(&self))
    }
}

impl Raise for BookError {
    fn raise(self) -> PyErr {
        class::BookError::new_err(said(&self))
    }
}

impl Raise for AuditError {
    fn raise(self) -> PyErr {
        class::AuditError::new_err(said(&self))
    }
}

// A usage without a price is the same exception wherever it is found.
impl Raise for RatingError {
    fn raise(self) -> PyErr {
        match self {
            RatingError::InForce(error) => error.raise(),
            RatingError::Usage(error) => error.raise(),
        }
    }
}

impl Raise for AffordError {
    fn raise(self) -> PyErr {
        match self {
            AffordError::Usage(error) => error.raise(),
            error => class::AffordError::new_err(said(&error)),
        }
    }
}

impl Raise for MeterError {
    fn raise(self) -> PyErr {
        match self {
            MeterError::Usage(error) => error.raise(),
            error => class::MeterError::new_err(said(&error)),
        }
    }
}

impl Raise for HoldError {
    fn raise(self) -> PyErr {
        match self {
            HoldError::Usage(error) => error.raise(),
            error => class::HoldError::new_err(said(&error)),
        }
    }
}

impl Raise for RecordError {
    fn raise(self) -> PyErr {
        match self {
            RecordError::Usage(error) => error.raise(),
            RecordError::InForce(error) => error.raise(),
            RecordError::Meter(error) => error.raise(),
            error => class::UsageError::new_err((
                error.to_string(),
                error.code(),
                error.culprit().to_string(),
                error.help(),
            )),
        }
    }
}

impl Raise for BindError {
    fn raise(self) -> PyErr {
        class::ArgumentError::new_err(said(&self))
    }
}

impl Raise for BatchError {
    fn raise(self) -> PyErr {
        class::ArgumentError::new_err(said(&self))
    }
}

impl Raise for MappingError {
    fn raise(self) -> PyErr {
        class::ArgumentError::new_err((self.to_string(), self.code(), self.culprit(), self.help()))
    }
}

impl Raise for Diagnostics {
    fn raise(self) -> PyErr {
        Python::attach(|py| {
            let list = self.iter().map(|diagnostic| of_sheet(py, diagnostic)).collect::<PyResult<Vec<_>>>();
            match list.and_then(|list| PyTuple::new(py, list)) {
                Ok(diagnostics) => class::SheetError::new_err((diagnostics.unbind(),)),
                Err(error) => error,
            }
        })
    }
}

/// A fault of a sheet as an object.
pub(crate) fn of_sheet<'py>(py: Python<'py>, diagnostic: &Diagnostic) -> PyResult<Bound<'py, PyAny>> {
    let what = (diagnostic.code().as_str(), diagnostic.message(), diagnostic.help());
    let place = (diagnostic.source_name(), diagnostic.line(), diagnostic.column());
    object(py, "Diagnostic", ("error", what.0, what.1, what.2, place.0, place.1, place.2))
}

/// An object of one of the plain classes in `python/pricesheet/_data.py`.
pub(crate) fn object<'py>(
    py: Python<'py>,
    class: &str,
    fields: impl pyo3::call::PyCallArgs<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    py.import("pricesheet._data")?.getattr(class)?.call1(fields)
}

/// An argument of a type or form that it cannot have.
pub(crate) fn argument(code: &'static str, culprit: &str, message: String, help: impl Into<String>) -> PyErr {
    class::ArgumentError::new_err((message, code, culprit.to_string(), Some(help.into())))
}

/// An argument that is not what it must be.
pub(crate) fn wrong_type(name: &str, value: &Bound<'_, PyAny>, wanted: &str) -> PyErr {
    let found = value.get_type().name().map_or_else(|_| "?".to_string(), |name| name.to_string());
    argument(
        "wrong-type",
        name,
        format!("`{name}` is of type `{found}`, not {wanted}"),
        format!("pass {wanted}"),
    )
}
