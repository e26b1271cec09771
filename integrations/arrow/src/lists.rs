//! Lists of names: ranges of rows in an array of texts.

use std::ops::Range;

use arrow_array::cast::AsArray;
use arrow_array::{Array, OffsetSizeTrait};
use arrow_buffer::NullBuffer;
use arrow_schema::DataType;

use crate::column::{Column, is_null};
use crate::texts::{Texts, is_text};

/// The names that each row has in its list.
#[derive(Debug)]
pub(crate) struct Lists<'b> {
    pub(crate) ranges: Ranges<'b>,
    pub(crate) names: Texts<'b>,
    pub(crate) nulls: Option<&'b NullBuffer>,
}

#[derive(Debug)]
pub(crate) enum Ranges<'b> {
    Offsets32(&'b [i32]),
    Offsets64(&'b [i64]),
    Views32(&'b [i32], &'b [i32]),
    Views64(&'b [i64], &'b [i64]),
    Fixed(usize),
}

/// Whether lists of names can be read of a column of this type.
pub(crate) fn is_list(data_type: &DataType) -> bool {
    match data_type {
        DataType::List(field)
        | DataType::LargeList(field)
        | DataType::ListView(field)
        | DataType::LargeListView(field)
        | DataType::FixedSizeList(field, _) => is_text(field.data_type()),
        other => *other == DataType::Null,
    }
}

/// The names of all lists of an array, one after the other, whether a list has them or not.
pub(crate) fn elements(array: &dyn Array) -> Option<Column> {
    let values = match array.data_type() {
        DataType::List(_) => array.as_list_opt::<i32>()?.values(),
        DataType::LargeList(_) => array.as_list_opt::<i64>()?.values(),
        DataType::ListView(_) => array.as_list_view_opt::<i32>()?.values(),
        DataType::LargeListView(_) => array.as_list_view_opt::<i64>()?.values(),
        DataType::FixedSizeList(..) => array.as_fixed_size_list_opt()?.values(),
        _ => return None,
    };
    let nulls = values.logical_nulls().filter(|nulls| nulls.null_count() > 0);
    Some(Column { array: values.clone(), nulls })
}

impl<'b> Lists<'b> {
    /// The lists of a column, whose names are these elements.
    pub(crate) fn of(column: &'b Column, elements: &'b Column) -> Option<Self> {
        let array = &*column.array;
        let ranges = match array.data_type() {
            DataType::List(_) => Ranges::Offsets32(array.as_list_opt::<i32>()?.value_offsets()),
            DataType::LargeList(_) => Ranges::Offsets64(array.as_list_opt::<i64>()?.value_offsets()),
            DataType::ListView(_) => {
                let list = array.as_list_view_opt::<i32>()?;
                Ranges::Views32(list.value_offsets(), list.value_sizes())
            }
            DataType::LargeListView(_) => {
                let list = array.as_list_view_opt::<i64>()?;
                Ranges::Views64(list.value_offsets(), list.value_sizes())
            }
            DataType::FixedSizeList(_, size) => Ranges::Fixed(usize::try_from(*size).ok()?),
            _ => return None,
        };
        let names = Texts::of(&*elements.array, elements.nulls.as_ref())?;
        Some(Lists { ranges, names, nulls: column.nulls.as_ref() })
    }

    /// Where the names of a row stand; nowhere where its list is not there.
    pub(crate) fn range(&self, row: usize) -> Range<usize> {
        let range = if is_null(self.nulls, row) { None } else { self.stated(row) };
        range.unwrap_or_default()
    }

    fn stated(&self, row: usize) -> Option<Range<usize>> {
        fn between<O: OffsetSizeTrait>(offsets: &[O], row: usize) -> Option<Range<usize>> {
            Some(offsets.get(row)?.to_usize()?..offsets.get(row.checked_add(1)?)?.to_usize()?)
        }
        fn from<O: OffsetSizeTrait>(offsets: &[O], sizes: &[O], row: usize) -> Option<Range<usize>> {
            let start = offsets.get(row)?.to_usize()?;
            Some(start..start.checked_add(sizes.get(row)?.to_usize()?)?)
        }
        match &self.ranges {
            Ranges::Offsets32(offsets) => between(offsets, row),
            Ranges::Offsets64(offsets) => between(offsets, row),
            Ranges::Views32(offsets, sizes) => from(offsets, sizes, row),
            Ranges::Views64(offsets, sizes) => from(offsets, sizes, row),
            Ranges::Fixed(size) => {
                let start = row.checked_mul(*size)?;
                Some(start..start.checked_add(*size)?)
            }
        }
    }
}
