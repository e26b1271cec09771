//! Records of Python as the lines of JSON that the engine's reader reads: the same names, maps and errors as on the command line.

use pricesheet_records::{Mapping, RECORD_BYTES_MAX, Target};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat, PyInt, PyMapping, PyString};
use serde_json::{Map, Value};

use crate::error::wrong_type;
use crate::number::literal;
use crate::usage::instant;

/// How deep values may lie in each other: what holds itself has an end.
const DEPTH_MAX: u32 = 64;

/// How a field is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// It states usage: floats and instants without a zone are refused.
    Read,
    /// It is somebody else's, or names a meter.
    Kept,
}

/// A record as a line of JSON. Numbers become texts, so that no digit is lost on the way.
pub(crate) fn line(record: &Bound<'_, PyAny>, mapping: &Mapping) -> PyResult<String> {
    let Ok(fields) = record.cast::<PyMapping>() else {
        return Err(wrong_type("record", record, "a mapping such as {\"endpoint\": …, \"charged\": …}"));
    };
    let mut object = Map::new();
    for field in fields.items()?.iter() {
        let (name, value) = field.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
        let Ok(name) = name.cast::<PyString>() else {
            return Err(wrong_type("record", &name, "a mapping whose keys are texts"));
        };
        let name = name.to_str()?;
        object.insert(name.to_string(), read(name, &value, meaning(name, mapping), DEPTH_MAX)?);
    }
    let line = Value::Object(object).to_string();
    if line.len() > RECORD_BYTES_MAX {
        return Err(PyValueError::new_err(format!("the record is longer than {RECORD_BYTES_MAX} bytes")));
    }
    Ok(line)
}

fn meaning(name: &str, mapping: &Mapping) -> Meaning {
    let within =
        |field: &str| field.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let is_source = mapping.entries().any(|(_, source)| source.field().is_some_and(within));
    if is_source || Target::of(name).is_some() { Meaning::Read } else { Meaning::Kept }
}

fn read(name: &str, value: &Bound<'_, PyAny>, meaning: Meaning, depth: u32) -> PyResult<Value> {
    if value.is_none() {
        return Ok(Value::Null);
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(Value::String(text.to_str()?.to_string()));
    }
    if value.is_instance_of::<PyBool>() {
        return Ok(Value::Bool(value.is_truthy()?));
    }
    if value.is_instance_of::<PyInt>() {
        return Ok(Value::String(literal(name, value)?));
    }
    let Some(deeper) = depth.checked_sub(1) else {
        return Err(PyValueError::new_err(format!("`{name}` is nested more than {DEPTH_MAX} deep")));
    };
    if let Ok(mapping) = value.cast::<PyMapping>() {
        let mut object = Map::new();
        for item in mapping.items()?.iter() {
            let (key, value) = item.extract::<(String, Bound<'_, PyAny>)>()?;
            let read = read(&key, &value, meaning, deeper)?;
            object.insert(key, read);
        }
        return Ok(Value::Object(object));
    }
    if value.hasattr("isoformat")? {
        let text = match meaning {
            Meaning::Read => instant(value)?.to_str()?.to_string(),
            Meaning::Kept => value.str()?.to_str()?.to_string(),
        };
        return Ok(Value::String(text));
    }
    if value.hasattr("__iter__")? && !value.is_instance_of::<PyFloat>() {
        let list = value.try_iter()?.map(|item| read(name, &item?, meaning, deeper));
        return Ok(Value::Array(list.collect::<PyResult<_>>()?));
    }
    match meaning {
        Meaning::Read => Ok(Value::String(literal(name, value)?)),
        Meaning::Kept => Ok(Value::String(value.str()?.to_str()?.to_string())),
    }
}
