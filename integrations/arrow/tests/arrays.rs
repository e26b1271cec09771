//! The same values as arrays of any type that can hold them.

use std::sync::Arc;

use arrow_array::builder::PrimitiveBuilder;
use arrow_array::types::*;
use arrow_array::{
    Array, ArrayRef, BooleanArray, DictionaryArray, FixedSizeListArray, GenericListArray,
    GenericListViewArray, LargeStringArray, NullArray, OffsetSizeTrait, PrimitiveArray, StringArray,
    StringViewArray,
};
use arrow_buffer::{NullBuffer, OffsetBuffer, ScalarBuffer, i256};
use arrow_schema::{DataType, Field, TimeUnit};
use pricesheet::Decimal;
use pricesheet_testing::dice::Dice;

pub(crate) type Texts = Vec<Option<String>>;

fn plain(dice: &mut Dice, texts: &Texts) -> ArrayRef {
    match dice.below(3) {
        0 => Arc::new(StringArray::from(texts.clone())),
        1 => Arc::new(LargeStringArray::from(texts.clone())),
        _ => Arc::new(StringViewArray::from(texts.iter().map(Option::as_deref).collect::<Vec<_>>())),
    }
}

fn dictionary<K: ArrowDictionaryKeyType>(dice: &mut Dice, texts: &Texts) -> Option<ArrayRef>
where
    K::Native: TryFrom<usize>,
{
    let mut values: Texts = texts.iter().filter(|text| text.is_some()).cloned().collect();
    values.sort();
    values.dedup();
    // Values that no row has, one of them twice, and a null.
    values.extend([Some("unused".to_string()), Some("unused".to_string())]);
    if dice.one_in(2) {
        values.push(None);
    }
    dice.shuffle(&mut values);
    let mut keys = PrimitiveBuilder::<K>::new();
    for text in texts {
        let place = values.iter().position(|value| value == text);
        match place {
            // A null is a null key, or the key of a null.
            Some(place) if text.is_some() || dice.one_in(2) => {
                keys.append_value(K::Native::try_from(place).ok()?);
            }
            _ => keys.append_null(),
        }
    }
    let values = plain(dice, &values);
    Some(Arc::new(DictionaryArray::<K>::new(keys.finish(), values)))
}

/// Texts as an array of any type.
pub(crate) fn texts(dice: &mut Dice, texts: &Texts) -> ArrayRef {
    if texts.iter().all(Option::is_none) && dice.one_in(3) {
        return Arc::new(NullArray::new(texts.len()));
    }
    let found = match dice.below(12) {
        0 => dictionary::<Int8Type>(dice, texts),
        1 => dictionary::<Int16Type>(dice, texts),
        2 => dictionary::<Int32Type>(dice, texts),
        3 => dictionary::<Int64Type>(dice, texts),
        4 => dictionary::<UInt8Type>(dice, texts),
        5 => dictionary::<UInt16Type>(dice, texts),
        6 => dictionary::<UInt32Type>(dice, texts),
        7 => dictionary::<UInt64Type>(dice, texts),
        _ => None,
    };
    found.unwrap_or_else(|| plain(dice, texts))
}

fn validity(dice: &mut Dice, valid: Vec<bool>) -> Option<NullBuffer> {
    // A buffer that says nothing is allowed too.
    (valid.contains(&false) || dice.one_in(2)).then(|| NullBuffer::from(valid))
}

/// Lists of names as an array of any type.
pub(crate) fn lists(dice: &mut Dice, lists: &[Option<Vec<String>>]) -> ArrayRef {
    match dice.below(5) {
        0 => offset_lists::<i32>(dice, lists),
        1 => offset_lists::<i64>(dice, lists),
        2 => list_views::<i32>(dice, lists),
        3 => list_views::<i64>(dice, lists),
        _ => fixed(dice, lists).unwrap_or_else(|| offset_lists::<i32>(dice, lists)),
    }
}

fn names(dice: &mut Dice, names: Vec<String>) -> (ArrayRef, Arc<Field>) {
    let mut array = texts(dice, &names.into_iter().map(Some).collect());
    if array.is_empty() {
        array = Arc::new(StringArray::from(Vec::<&str>::new()));
    }
    let field = Arc::new(Field::new("item", array.data_type().clone(), true));
    (array, field)
}

fn offset_lists<O: OffsetSizeTrait>(dice: &mut Dice, lists: &[Option<Vec<String>>]) -> ArrayRef {
    // The first list need not begin at the first name; and a list that is not there may have names.
    let mut all = vec!["before".to_string(); dice.below(3)];
    let mut offsets = vec![O::usize_as(all.len())];
    for list in lists {
        match list {
            Some(names) => all.extend(names.iter().cloned()),
            None if dice.one_in(2) => all.push("hidden".into()),
            None => {}
        }
        offsets.push(O::usize_as(all.len()));
    }
    let (array, field) = names(dice, all);
    let nulls = validity(dice, lists.iter().map(Option::is_some).collect());
    Arc::new(GenericListArray::<O>::new(field, OffsetBuffer::new(offsets.into()), array, nulls))
}

fn list_views<O: OffsetSizeTrait>(dice: &mut Dice, lists: &[Option<Vec<String>>]) -> ArrayRef {
    // In any order, and some lists share their names.
    let mut order: Vec<usize> = (0..lists.len()).collect();
    dice.shuffle(&mut order);
    let mut all: Vec<String> = Vec::new();
    let (mut offsets, mut sizes) = (vec![O::usize_as(0); lists.len()], vec![O::usize_as(0); lists.len()]);
    for row in order {
        let list = lists[row].clone().unwrap_or_default();
        let shared = (0..=all.len().saturating_sub(list.len())).find(|at| all[*at..].starts_with(&list));
        let start = shared.filter(|_| dice.one_in(2)).unwrap_or_else(|| {
            all.extend(list.iter().cloned());
            all.len() - list.len()
        });
        (offsets[row], sizes[row]) = (O::usize_as(start), O::usize_as(list.len()));
    }
    let (array, field) = names(dice, all);
    let nulls = validity(dice, lists.iter().map(Option::is_some).collect());
    let (offsets, sizes) = (ScalarBuffer::from(offsets), ScalarBuffer::from(sizes));
    Arc::new(GenericListViewArray::<O>::new(field, offsets, sizes, array, nulls))
}

fn fixed(dice: &mut Dice, lists: &[Option<Vec<String>>]) -> Option<ArrayRef> {
    let mut sizes = lists.iter().flatten().map(Vec::len);
    let size = sizes.next()?;
    if size == 0 || sizes.any(|other| other != size) {
        return None;
    }
    let hidden = vec!["hidden".to_string(); size];
    let all = lists.iter().flat_map(|list| list.clone().unwrap_or_else(|| hidden.clone())).collect();
    let (array, field) = names(dice, all);
    let nulls = validity(dice, lists.iter().map(Option::is_some).collect());
    Some(Arc::new(FixedSizeListArray::new(field, i32::try_from(size).ok()?, array, nulls)))
}

/// Booleans.
pub(crate) fn flags(dice: &mut Dice, flags: &[Option<bool>]) -> ArrayRef {
    if flags.iter().all(Option::is_none) && dice.one_in(2) {
        return Arc::new(NullArray::new(flags.len()));
    }
    Arc::new(BooleanArray::from(flags.to_vec()))
}

/// Numbers as integers or decimals of any type that holds them.
pub(crate) fn numbers(dice: &mut Dice, numbers: &[Option<Decimal>]) -> ArrayRef {
    if numbers.iter().all(Option::is_none) && dice.one_in(3) {
        return Arc::new(NullArray::new(numbers.len()));
    }
    let numbers: Vec<_> = numbers.iter().map(|number| number.map(|number| number.normalize())).collect();
    let least = numbers.iter().flatten().map(|number| number.scale()).max().unwrap_or_default();
    let tens = |number: &Decimal| number.mantissa() % 1_000 == 0;
    if least == 0 && dice.one_in(8) && numbers.iter().flatten().all(tens) {
        let values = numbers.iter().map(|number| number.map(|number| number.mantissa() / 1_000));
        let array = values.collect::<PrimitiveArray<Decimal128Type>>();
        return Arc::new(array.with_precision_and_scale(38, -3).unwrap());
    }
    if least == 0 && !dice.one_in(4) {
        for _ in 0..8 {
            let found = match dice.below(8) {
                0 => integers::<Int8Type>(&numbers),
                1 => integers::<Int16Type>(&numbers),
                2 => integers::<Int32Type>(&numbers),
                3 => integers::<Int64Type>(&numbers),
                4 => integers::<UInt8Type>(&numbers),
                5 => integers::<UInt16Type>(&numbers),
                6 => integers::<UInt32Type>(&numbers),
                _ => integers::<UInt64Type>(&numbers),
            };
            if let Some(found) = found {
                return found;
            }
        }
    }
    let scale = least + if dice.one_in(3) { dice.below(8) as u32 } else { 0 };
    let mantissas: Vec<Option<i256>> =
        numbers.iter().map(|number| Some(mantissa((*number)?, scale))).collect();
    for _ in 0..6 {
        let found = match dice.below(3) {
            0 => decimals::<Decimal32Type>(&mantissas, scale),
            1 => decimals::<Decimal64Type>(&mantissas, scale),
            _ => decimals::<Decimal128Type>(&mantissas, scale),
        };
        if let Some(found) = found {
            return found;
        }
    }
    let array = mantissas.into_iter().collect::<PrimitiveArray<Decimal256Type>>();
    Arc::new(array.with_precision_and_scale(76, scale as i8).unwrap())
}

fn mantissa(number: Decimal, scale: u32) -> i256 {
    let power = i256::from_i128(10).checked_pow(scale - number.scale()).unwrap();
    i256::from_i128(number.mantissa()).checked_mul(power).unwrap()
}

fn integers<T: ArrowPrimitiveType>(numbers: &[Option<Decimal>]) -> Option<ArrayRef>
where
    T::Native: TryFrom<i128>,
{
    let values = numbers.iter().map(|number| match number {
        None => Ok(None),
        Some(number) => T::Native::try_from(number.mantissa()).map(Some).map_err(|_| ()),
    });
    let values: Vec<Option<T::Native>> = values.collect::<Result<_, ()>>().ok()?;
    Some(Arc::new(values.into_iter().collect::<PrimitiveArray<T>>()))
}

fn decimals<T: DecimalType>(mantissas: &[Option<i256>], scale: u32) -> Option<ArrayRef>
where
    T::Native: TryFrom<i128>,
{
    let limit = i256::from_i128(10).checked_pow(T::MAX_PRECISION.into()).unwrap();
    if scale > u32::from(T::MAX_PRECISION)
        || mantissas.iter().flatten().any(|value| value.wrapping_abs() >= limit)
    {
        return None;
    }
    let native = |value: i256| T::Native::try_from(value.to_i128().unwrap()).ok().unwrap();
    let array = mantissas.iter().map(|value| value.map(native)).collect::<PrimitiveArray<T>>();
    Some(Arc::new(array.with_precision_and_scale(T::MAX_PRECISION, scale as i8).unwrap()))
}

/// Ticks of a unit in a zone.
pub(crate) fn timestamps(ticks: &[Option<i64>], unit: TimeUnit, zone: &str) -> ArrayRef {
    match unit {
        TimeUnit::Second => of::<TimestampSecondType>(ticks, zone),
        TimeUnit::Millisecond => of::<TimestampMillisecondType>(ticks, zone),
        TimeUnit::Microsecond => of::<TimestampMicrosecondType>(ticks, zone),
        TimeUnit::Nanosecond => of::<TimestampNanosecondType>(ticks, zone),
    }
}

fn of<T: ArrowTimestampType>(ticks: &[Option<i64>], zone: &str) -> ArrayRef {
    Arc::new(ticks.iter().copied().collect::<PrimitiveArray<T>>().with_timezone(zone))
}

/// What an array is, as far as the adapter tells types apart.
pub(crate) fn kind(data_type: &DataType) -> String {
    match data_type {
        DataType::Decimal32(_, scale) => format!("Decimal32 {}", (*scale > 0) as u8),
        DataType::Decimal64(_, scale) => format!("Decimal64 {}", (*scale > 0) as u8),
        DataType::Decimal128(_, scale) => format!("Decimal128 {}", scale.signum()),
        DataType::Decimal256(..) => "Decimal256".into(),
        DataType::Timestamp(unit, _) => format!("Timestamp {unit:?}"),
        DataType::Dictionary(key, value) => format!("{key} of {value}"),
        DataType::List(field) => format!("List of {}", kind(field.data_type())),
        DataType::LargeList(field) => format!("LargeList of {}", kind(field.data_type())),
        DataType::ListView(field) => format!("ListView of {}", kind(field.data_type())),
        DataType::LargeListView(field) => format!("LargeListView of {}", kind(field.data_type())),
        DataType::FixedSizeList(field, _) => format!("FixedSizeList of {}", kind(field.data_type())),
        DataType::Struct(_) => "Struct".into(),
        other => other.to_string(),
    }
}
