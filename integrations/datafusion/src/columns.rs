//! Which columns of a source are needed.

use datafusion::arrow::datatypes::Schema;
use datafusion::common::Result;
use pricesheet_arrow::BatchPricer;
use pricesheet_records::Mapping;

use crate::functions::bind_error;
use crate::source::Source;

/// The places of the columns that a pricer reads, in ascending order.
pub(crate) fn places(source: &Source, pricer: &BatchPricer, mapping: &Mapping) -> Result<Vec<usize>> {
    let schema = source.schema();
    let bound = pricer.bind(schema, mapping).map_err(|error| bind_error(&error))?;
    let mut places: Vec<usize> = bound.columns().filter_map(|(_, path)| place(schema, path)).collect();
    places.sort_unstable();
    places.dedup();
    Ok(places)
}

/// The place of the column that a path begins with: the whole path as a name goes first.
fn place(schema: &Schema, path: &str) -> Option<usize> {
    let names = std::iter::successors(Some(path), |path| path.rsplit_once('.').map(|(front, _)| front));
    names.into_iter().find_map(|name| schema.index_of(name).ok())
}
