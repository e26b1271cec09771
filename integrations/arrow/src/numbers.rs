//! Exact numbers: integers of every width, and decimals.

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, Int8Type, Int16Type, Int32Type, Int64Type,
    UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_buffer::i256;
use arrow_schema::DataType;
use pricesheet::Decimal;

use crate::column::Column;

/// A number for each row.
#[derive(Debug)]
pub(crate) struct Numbers<'b> {
    pub(crate) values: Values<'b>,
    /// How many decimal places the values have; below zero for tens and hundreds.
    pub(crate) scale: i8,
    pub(crate) column: &'b Column,
}

#[derive(Debug)]
pub(crate) enum Values<'b> {
    I8(&'b [i8]),
    I16(&'b [i16]),
    I32(&'b [i32]),
    I64(&'b [i64]),
    U8(&'b [u8]),
    U16(&'b [u16]),
    U32(&'b [u32]),
    U64(&'b [u64]),
    I128(&'b [i128]),
    I256(&'b [i256]),
    /// None of them is there.
    None,
}

/// What a row states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Number {
    /// Nothing.
    Missing,
    /// This.
    Of(Decimal),
    /// A number that the decimal type does not hold.
    TooLong,
}

/// Whether exact numbers can be read of a column of this type.
pub(crate) fn is_exact(data_type: &DataType) -> bool {
    data_type.is_integer() || data_type.is_decimal() || *data_type == DataType::Null
}

impl<'b> Numbers<'b> {
    pub(crate) fn of(column: &'b Column) -> Option<Self> {
        let array: &'b dyn Array = &*column.array;
        macro_rules! values {
            ($values:ident, $primitive:ty) => {
                Values::$values(array.as_primitive_opt::<$primitive>()?.values())
            };
        }
        let (values, scale) = match array.data_type() {
            DataType::Int8 => (values!(I8, Int8Type), 0),
            DataType::Int16 => (values!(I16, Int16Type), 0),
            DataType::Int32 => (values!(I32, Int32Type), 0),
            DataType::Int64 => (values!(I64, Int64Type), 0),
            DataType::UInt8 => (values!(U8, UInt8Type), 0),
            DataType::UInt16 => (values!(U16, UInt16Type), 0),
            DataType::UInt32 => (values!(U32, UInt32Type), 0),
            DataType::UInt64 => (values!(U64, UInt64Type), 0),
            DataType::Decimal32(_, scale) => (values!(I32, Decimal32Type), *scale),
            DataType::Decimal64(_, scale) => (values!(I64, Decimal64Type), *scale),
            DataType::Decimal128(_, scale) => (values!(I128, Decimal128Type), *scale),
            DataType::Decimal256(_, scale) => (values!(I256, Decimal256Type), *scale),
            DataType::Null => (Values::None, 0),
            _ => return None,
        };
        Some(Numbers { values, scale, column })
    }

    /// What a row states.
    pub(crate) fn get(&self, row: usize) -> Number {
        if self.column.is_null(row) {
            return Number::Missing;
        }
        let value = match &self.values {
            Values::I8(values) => values.get(row).map(|value| i128::from(*value)),
            Values::I16(values) => values.get(row).map(|value| i128::from(*value)),
            Values::I32(values) => values.get(row).map(|value| i128::from(*value)),
            Values::I64(values) => values.get(row).map(|value| i128::from(*value)),
            Values::U8(values) => values.get(row).map(|value| i128::from(*value)),
            Values::U16(values) => values.get(row).map(|value| i128::from(*value)),
            Values::U32(values) => values.get(row).map(|value| i128::from(*value)),
            Values::U64(values) => values.get(row).map(|value| i128::from(*value)),
            Values::I128(values) => values.get(row).copied(),
            Values::I256(values) => match values.get(row) {
                Some(value) => return long(*value, self.scale),
                None => None,
            },
            Values::None => None,
        };
        match value {
            Some(value) => decimal(value, self.scale).map_or(Number::TooLong, Number::Of),
            None => Number::Missing,
        }
    }
}

/// A number in the decimal type, where that holds it.
pub(crate) fn decimal(mut mantissa: i128, scale: i8) -> Option<Decimal> {
    if scale < 0 {
        mantissa = mantissa.checked_mul(10_i128.checked_pow(scale.unsigned_abs().into())?)?;
    }
    let mut scale = u32::try_from(scale).unwrap_or_default();
    while scale > Decimal::MAX_SCALE || mantissa.unsigned_abs() >> 96 != 0 {
        if mantissa.checked_rem(10)? != 0 {
            return None;
        }
        (mantissa, scale) = (mantissa.checked_div(10)?, scale.checked_sub(1)?);
    }
    Decimal::try_from_i128_with_scale(mantissa, scale).ok()
}

/// The same of 256 bits: trailing zeros do not count.
fn long(mut mantissa: i256, mut scale: i8) -> Number {
    let ten = i256::from_i128(10);
    loop {
        if let Some(mantissa) = mantissa.to_i128() {
            return decimal(mantissa, scale).map_or(Number::TooLong, Number::Of);
        }
        let shorter = match mantissa.checked_rem(ten) {
            Some(i256::ZERO) if scale > 0 => mantissa.checked_div(ten).zip(scale.checked_sub(1)),
            _ => None,
        };
        let Some(shorter) = shorter else { return Number::TooLong };
        (mantissa, scale) = shorter;
    }
}
