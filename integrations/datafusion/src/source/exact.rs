//! Numbers and instants of text files, to the last digit: Arrow's own readers go through floats, or cut digits off.

use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, Decimal128Builder, ListBuilder, StringBuilder, StructArray,
    TimestampNanosecondBuilder,
};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, TimeUnit};
use datafusion::common::{Result, exec_datafusion_err, exec_err};
use pricesheet::{Instant, StatedInstant};

/// The digits that a decimal column has at the most.
const PRECISION: u8 = 38;

/// What is made of a column that is read as text.
#[derive(Debug, Clone)]
pub(super) enum Column {
    /// What it is already.
    AsRead(FieldRef),
    /// A number, at so many decimal places.
    Decimal(FieldRef, u8),
    /// An instant, in UTC.
    Instant(FieldRef),
    /// Names with spaces between them.
    Names(FieldRef),
    /// Fields of an object.
    Struct(FieldRef, Vec<Column>),
}

impl Column {
    /// The column as it is read.
    pub(super) fn text(&self) -> FieldRef {
        match self {
            Column::AsRead(field) => Arc::clone(field),
            Column::Decimal(field, _) | Column::Instant(field) | Column::Names(field) => {
                Arc::new(Field::new(field.name(), DataType::Utf8, true))
            }
            Column::Struct(field, of) => {
                let fields = of.iter().map(Column::text).collect();
                Arc::new(Field::new(field.name(), DataType::Struct(fields), true))
            }
        }
    }

    /// The column as it is given.
    pub(super) fn exact(&self) -> FieldRef {
        let of = |field: &FieldRef, of: DataType| Arc::new(Field::new(field.name(), of, true));
        match self {
            Column::AsRead(field) => Arc::clone(field),
            Column::Decimal(field, places) => of(field, decimal(*places)),
            Column::Instant(field) => of(field, instant()),
            Column::Names(field) => of(field, names()),
            Column::Struct(field, columns) => {
                of(field, DataType::Struct(columns.iter().map(Column::exact).collect()))
            }
        }
    }

    /// What the texts say. `place` is that of the first, for messages.
    pub(super) fn parse(&self, texts: &ArrayRef, place: u64) -> Result<ArrayRef> {
        match self {
            Column::AsRead(_) => Ok(Arc::clone(texts)),
            Column::Decimal(field, places) => {
                let mut amounts =
                    Decimal128Builder::with_capacity(texts.len()).with_data_type(decimal(*places));
                each(field, texts, place, |text| {
                    amounts.append_option(text.map(|text| mantissa(text, *places)).transpose()?);
                    Ok(())
                })?;
                Ok(Arc::new(amounts.finish()))
            }
            Column::Instant(field) => {
                let mut instants =
                    TimestampNanosecondBuilder::with_capacity(texts.len()).with_data_type(instant());
                each(field, texts, place, |text| {
                    instants.append_option(text.map(nanoseconds).transpose()?);
                    Ok(())
                })?;
                Ok(Arc::new(instants.finish()))
            }
            Column::Names(field) => {
                let mut lists = ListBuilder::new(StringBuilder::new()).with_field(item());
                each(field, texts, place, |text| {
                    text.into_iter()
                        .flat_map(str::split_whitespace)
                        .for_each(|name| lists.values().append_value(name));
                    lists.append(text.is_some());
                    Ok(())
                })?;
                Ok(Arc::new(lists.finish()))
            }
            Column::Struct(_, columns) => {
                let Some(of) = texts.as_struct_opt() else {
                    return exec_err!("`{}` is not an object", self.text().name());
                };
                let parsed =
                    columns.iter().zip(of.columns()).map(|(column, texts)| column.parse(texts, place));
                let parsed = parsed.collect::<Result<Vec<_>>>()?;
                let fields = columns.iter().map(Column::exact).collect();
                Ok(Arc::new(StructArray::try_new(fields, parsed, of.nulls().cloned())?))
            }
        }
    }
}

fn decimal(places: u8) -> DataType {
    DataType::Decimal128(PRECISION, i8::try_from(places).unwrap_or(i8::MAX))
}

fn instant() -> DataType {
    DataType::Timestamp(TimeUnit::Nanosecond, Some("UTC".into()))
}

fn item() -> FieldRef {
    Arc::new(Field::new("item", DataType::Utf8, true))
}

fn names() -> DataType {
    DataType::List(item())
}

/// Takes every text; an error names the record.
fn each(
    field: &FieldRef,
    texts: &ArrayRef,
    place: u64,
    mut take: impl FnMut(Option<&str>) -> Result<(), String>,
) -> Result<()> {
    let Some(texts) = texts.as_string_opt::<i32>() else {
        return exec_err!("`{}` was not read as text", field.name());
    };
    for (record, text) in (place..).zip(texts) {
        take(text).map_err(|error| exec_datafusion_err!("record {record}: `{}` is {error}", field.name()))?;
    }
    Ok(())
}

/// A number as an integer at so many decimal places.
fn mantissa(text: &str, places: u8) -> Result<i128, String> {
    let number = pricesheet::number::parse(text).map_err(|error| format!("`{text}`: {error}"))?.normalize();
    let shift = u32::from(places).checked_sub(number.scale());
    let shift = shift.ok_or_else(|| {
        format!(
            "`{text}`, which has {} decimal places; the column has {places} (--decimal-places)",
            number.scale()
        )
    })?;
    let mantissa = 10_i128.checked_pow(shift).and_then(|by| number.mantissa().checked_mul(by));
    let fits = |mantissa: &i128| mantissa.unsigned_abs() < 10_u128.pow(u32::from(PRECISION));
    mantissa.filter(fits).ok_or_else(|| {
        format!(
            "`{text}`, which has more than {PRECISION} digits with {places} decimal places (--decimal-places)"
        )
    })
}

/// An instant since 1970, where it is stated in UTC: a column has one zone, and windows may ask for the clock that was stated.
fn nanoseconds(text: &str) -> Result<i64, String> {
    let stated: StatedInstant = text.parse().map_err(|error| format!("`{text}`: {error}"))?;
    if stated.offset_minutes() != 0 {
        return Err(format!(
            "`{text}`, which is not in UTC; a column has one zone, so write instants with Z"
        ));
    }
    let nanoseconds = Instant::unix_nanoseconds(stated.instant());
    i64::try_from(nanoseconds).map_err(|_| format!("`{text}`, which nanoseconds of 64 bits do not reach"))
}
