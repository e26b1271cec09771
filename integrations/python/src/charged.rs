//! What was charged, as integers of one scale.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Decimal32Type, Decimal64Type, Decimal128Type, Int8Type, Int16Type, Int32Type,
    Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{DataType, Schema};
use pyo3::prelude::*;

use crate::error::argument;

/// The type of the column at the end of a path; one that has the dotted name itself goes first.
fn data_type<'s>(schema: &'s Schema, path: &str) -> Option<&'s DataType> {
    if let Ok(field) = schema.field_with_name(path) {
        return Some(field.data_type());
    }
    let (head, rest) = path.split_once('.')?;
    rest.split('.').try_fold(schema.field_with_name(head).ok()?.data_type(), |found, name| match found {
        DataType::Struct(fields) => fields.find(name).map(|(_, field)| field.data_type()),
        _ => None,
    })
}

fn column(batch: &RecordBatch, path: &str) -> Option<ArrayRef> {
    if let Some(column) = batch.column_by_name(path) {
        return Some(column.clone());
    }
    let (head, rest) = path.split_once('.')?;
    rest.split('.').try_fold(batch.column_by_name(head)?.clone(), |found, name| {
        let found = found.as_struct_opt()?;
        // What a null holds says nothing.
        found.nulls().is_none().then(|| found.column_by_name(name).cloned())?
    })
}

/// How many decimal places a column of charges has.
pub(crate) fn scale(schema: &Schema, path: &str) -> PyResult<u8> {
    match data_type(schema, path) {
        Some(
            DataType::Decimal32(_, scale) | DataType::Decimal64(_, scale) | DataType::Decimal128(_, scale),
        ) => Ok(u8::try_from(*scale).unwrap_or_default()),
        Some(data_type) if data_type.is_integer() => Ok(0),
        found => {
            let found = found.map(ToString::to_string).unwrap_or_default();
            let message =
                format!("column `{path}` must be of integers or decimals of 128 bits, and is {found}");
            Err(argument("column-type", path, message, "cast it to a decimal type"))
        }
    }
}

/// What each row of a batch was charged, as an integer of a scale; nothing where it does not say, or no integer holds it.
pub(crate) fn amounts(batch: &RecordBatch, path: &str, scale: u8) -> Option<Vec<Option<i128>>> {
    let column = column(batch, path)?;
    let own = match column.data_type() {
        DataType::Decimal32(_, own) | DataType::Decimal64(_, own) | DataType::Decimal128(_, own) => *own,
        _ => 0,
    };
    let factor = 10_i128.checked_pow(u32::try_from(i16::from(scale).checked_sub(i16::from(own))?).ok()?)?;
    match column.data_type() {
        DataType::Int8 => integers::<Int8Type>(&column, factor),
        DataType::Int16 => integers::<Int16Type>(&column, factor),
        DataType::Int32 => integers::<Int32Type>(&column, factor),
        DataType::Int64 => integers::<Int64Type>(&column, factor),
        DataType::UInt8 => integers::<UInt8Type>(&column, factor),
        DataType::UInt16 => integers::<UInt16Type>(&column, factor),
        DataType::UInt32 => integers::<UInt32Type>(&column, factor),
        DataType::UInt64 => integers::<UInt64Type>(&column, factor),
        DataType::Decimal32(..) => integers::<Decimal32Type>(&column, factor),
        DataType::Decimal64(..) => integers::<Decimal64Type>(&column, factor),
        DataType::Decimal128(..) => integers::<Decimal128Type>(&column, factor),
        _ => None,
    }
}

/// Nothing at all where one of them is too large.
fn integers<T: ArrowPrimitiveType>(column: &ArrayRef, factor: i128) -> Option<Vec<Option<i128>>>
where
    T::Native: Into<i128>,
{
    let scaled = |amount: Option<T::Native>| match amount {
        None => Some(None),
        Some(amount) => amount.into().checked_mul(factor).map(Some),
    };
    column.as_primitive_opt::<T>()?.iter().map(scaled).collect()
}
