//! Where records and tables of other shapes state what.

use pricesheet::PriceSheet;
use pricesheet_records::Mapping;
use pyo3::prelude::*;
use pyo3::types::{PyMapping, PyString};

use crate::error::{Raise, wrong_type};

/// A map as Python states it, for records of these sheets: targets to fields, or the TOML text of a map.
pub(crate) fn mapping_of(
    stated: Option<&Bound<'_, PyAny>>,
    keep: Vec<String>,
    sheets: &[PriceSheet],
) -> PyResult<Mapping> {
    let mut mapping = Mapping::new();
    if let Some(stated) = stated {
        if let Ok(text) = stated.cast::<PyString>() {
            mapping.add_toml("mapping", text.to_str()?).map_err(Raise::raise)?;
        } else if let Ok(entries) = stated.cast::<PyMapping>() {
            for entry in entries.items()?.iter() {
                let (target, source) = entry.extract::<(String, String)>()?;
                mapping.add_argument(&format!("{target}={source}")).map_err(Raise::raise)?;
            }
        } else {
            return Err(wrong_type(
                "mapping",
                stated,
                "a mapping of targets to fields, or the TOML text of one",
            ));
        }
    }
    keep.into_iter().for_each(|field| mapping.keep(field));
    mapping.check(sheets).map_err(Raise::raise)?;
    Ok(mapping)
}
