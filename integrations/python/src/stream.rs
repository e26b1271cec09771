//! Tables of other libraries, in and out, by Arrow's PyCapsule interface: nothing is copied.

use std::ffi::CStr;

use arrow_array::ffi::FFI_ArrowSchema;
use arrow_array::ffi_stream::{ArrowArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{RecordBatch, RecordBatchIterator};
use arrow_schema::{ArrowError, Schema, SchemaRef};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::error::wrong_type;

/// The names that the interface gives to capsules.
const STREAM: &CStr = c"arrow_array_stream";
const SCHEMA: &CStr = c"arrow_schema";

/// What the interface calls an error is one of the library that the table is of.
pub(crate) fn failed(error: ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// The batches of a table.
pub(crate) fn reader(table: &Bound<'_, PyAny>) -> PyResult<ArrowArrayStreamReader> {
    const WANTED: &str =
        "a table with Arrow's PyCapsule interface, such as of pyarrow, polars, pandas or duckdb";
    if !table.hasattr("__arrow_c_stream__")? {
        return Err(wrong_type("table", table, WANTED));
    }
    let capsule = table.call_method0("__arrow_c_stream__")?;
    let capsule = capsule.cast::<PyCapsule>().map_err(|_| wrong_type("table", table, WANTED))?;
    let stream = capsule.pointer_checked(Some(STREAM))?.cast::<FFI_ArrowArrayStream>();
    #[allow(unsafe_code, reason = "a stream of C has no safe way in")]
    // SAFETY: a capsule of this name holds a stream that is valid as long as the capsule lives, which it does here; the stream is
    // moved out of it, as the interface says.
    let reader = unsafe { ArrowArrayStreamReader::from_raw(stream.as_ptr()) };
    reader.map_err(failed)
}

/// Batches for whoever asks.
pub(crate) fn capsule<'py>(
    py: Python<'py>,
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
) -> PyResult<Bound<'py, PyCapsule>> {
    let batches = RecordBatchIterator::new(batches.into_iter().map(Ok), schema);
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(batches)), STREAM)
}

/// The types of columns for whoever asks.
pub(crate) fn schema_capsule<'py>(py: Python<'py>, schema: &Schema) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(schema).map_err(failed)?;
    PyCapsule::new_with_value(py, schema, SCHEMA)
}
