//! A column of a batch, at the end of a path into structs.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_buffer::NullBuffer;

/// An array, and which of its values are there: none that is null, or within a struct that is.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) array: ArrayRef,
    pub(crate) nulls: Option<NullBuffer>,
}

impl Column {
    /// The column at the end of a path of places.
    pub(crate) fn at(batch: &RecordBatch, path: &[usize]) -> Option<Self> {
        let (first, rest) = path.split_first()?;
        let mut array = batch.columns().get(*first)?;
        let mut nulls = None;
        for place in rest {
            nulls = NullBuffer::union(nulls.as_ref(), array.nulls());
            array = array.as_struct_opt()?.columns().get(*place)?;
        }
        let nulls = NullBuffer::union(nulls.as_ref(), array.logical_nulls().as_ref());
        // A buffer without nulls says nothing.
        let nulls = nulls.filter(|nulls| nulls.null_count() > 0);
        Some(Column { array: array.clone(), nulls })
    }

    pub(crate) fn is_null(&self, row: usize) -> bool {
        is_null(self.nulls.as_ref(), row)
    }
}

/// Whether a value is not there; one beyond the end is not.
pub(crate) fn is_null(nulls: Option<&NullBuffer>, row: usize) -> bool {
    nulls.is_some_and(|nulls| row >= nulls.len() || nulls.is_null(row))
}
