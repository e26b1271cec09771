//! Texts as ids of a dictionary: the column's own, or one that is made of its distinct values.

use std::collections::HashMap;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowDictionaryKeyType, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};
use arrow_array::{Array, LargeStringArray, StringArray, StringViewArray};
use arrow_buffer::NullBuffer;
use arrow_schema::DataType;

use crate::column::is_null;

/// A text for each row, by its id; a row whose value is not there may have any id.
#[derive(Debug)]
pub(crate) struct Texts<'b> {
    pub(crate) ids: Ids<'b>,
    pub(crate) texts: Vec<&'b str>,
    pub(crate) nulls: Option<&'b NullBuffer>,
}

/// Ids as a dictionary has them.
#[derive(Debug)]
pub(crate) enum Ids<'b> {
    I8(&'b [i8]),
    I16(&'b [i16]),
    I32(&'b [i32]),
    I64(&'b [i64]),
    U8(&'b [u8]),
    U16(&'b [u16]),
    U32(&'b [u32]),
    U64(&'b [u64]),
    Own(Vec<u32>),
}

/// Whether texts of a column of this type can be read.
pub(crate) fn is_text(data_type: &DataType) -> bool {
    match data_type {
        DataType::Dictionary(_, value) => is_text(value),
        other => matches!(other, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null),
    }
}

impl<'b> Texts<'b> {
    /// None where the array is not one of texts, or has more values than ids can count.
    pub(crate) fn of(array: &'b dyn Array, nulls: Option<&'b NullBuffer>) -> Option<Self> {
        if let Some(plain) = Plain::of(array) {
            return plain.coded(array.len(), nulls);
        }
        let DataType::Dictionary(key, _) = array.data_type() else { return None };
        Some(match &**key {
            DataType::Int8 => dictionary::<Int8Type>(array, nulls, Ids::I8)?,
            DataType::Int16 => dictionary::<Int16Type>(array, nulls, Ids::I16)?,
            DataType::Int32 => dictionary::<Int32Type>(array, nulls, Ids::I32)?,
            DataType::Int64 => dictionary::<Int64Type>(array, nulls, Ids::I64)?,
            DataType::UInt8 => dictionary::<UInt8Type>(array, nulls, Ids::U8)?,
            DataType::UInt16 => dictionary::<UInt16Type>(array, nulls, Ids::U16)?,
            DataType::UInt32 => dictionary::<UInt32Type>(array, nulls, Ids::U32)?,
            DataType::UInt64 => dictionary::<UInt64Type>(array, nulls, Ids::U64)?,
            _ => return None,
        })
    }

    /// The text of a row, where it is there.
    pub(crate) fn get(&self, row: usize) -> Option<&'b str> {
        let id = self.id(row).filter(|_| !is_null(self.nulls, row))?;
        self.texts.get(id).copied()
    }

    /// The id of a row, whether its text is there or not.
    pub(crate) fn id(&self, row: usize) -> Option<usize> {
        match &self.ids {
            Ids::I8(ids) => ids.get(row).and_then(|id| usize::try_from(*id).ok()),
            Ids::I16(ids) => ids.get(row).and_then(|id| usize::try_from(*id).ok()),
            Ids::I32(ids) => ids.get(row).and_then(|id| usize::try_from(*id).ok()),
            Ids::I64(ids) => ids.get(row).and_then(|id| usize::try_from(*id).ok()),
            Ids::U8(ids) => ids.get(row).map(|id| usize::from(*id)),
            Ids::U16(ids) => ids.get(row).map(|id| usize::from(*id)),
            Ids::U32(ids) => ids.get(row).and_then(|id| usize::try_from(*id).ok()),
            Ids::U64(ids) => ids.get(row).and_then(|id| usize::try_from(*id).ok()),
            Ids::Own(ids) => ids.get(row).and_then(|id| usize::try_from(*id).ok()),
        }
    }
}

fn dictionary<'b, K: ArrowDictionaryKeyType>(
    array: &'b dyn Array,
    nulls: Option<&'b NullBuffer>,
    ids: impl Fn(&'b [K::Native]) -> Ids<'b>,
) -> Option<Texts<'b>> {
    let dictionary = array.as_dictionary_opt::<K>()?;
    let values = &**dictionary.values();
    let plain = Plain::of(values)?;
    // A null among the values has no text; the rows that have it are null by the array's logical nulls.
    let texts = (0..values.len()).map(|at| plain.get(at)).collect();
    Some(Texts { ids: ids(dictionary.keys().values()), texts, nulls })
}

/// An array of texts that is not a dictionary.
enum Plain<'b> {
    Utf8(&'b StringArray),
    LargeUtf8(&'b LargeStringArray),
    Utf8View(&'b StringViewArray),
    Null,
}

impl<'b> Plain<'b> {
    fn of(array: &'b dyn Array) -> Option<Self> {
        Some(match array.data_type() {
            DataType::Utf8 => Plain::Utf8(array.as_string_opt()?),
            DataType::LargeUtf8 => Plain::LargeUtf8(array.as_string_opt()?),
            DataType::Utf8View => Plain::Utf8View(array.as_string_view_opt()?),
            DataType::Null => Plain::Null,
            _ => return None,
        })
    }

    /// The text at a place below the length.
    fn get(&self, at: usize) -> &'b str {
        match self {
            Plain::Utf8(array) => array.value(at),
            Plain::LargeUtf8(array) => array.value(at),
            Plain::Utf8View(array) => array.value(at),
            Plain::Null => "",
        }
    }

    fn coded(&self, len: usize, nulls: Option<&'b NullBuffer>) -> Option<Texts<'b>> {
        let mut known: HashMap<&'b str, u32, foldhash::fast::RandomState> = HashMap::default();
        let mut texts = Vec::new();
        let mut ids = Vec::with_capacity(len);
        let mut last = ("", None);
        for row in 0..len {
            if is_null(nulls, row) {
                ids.push(0);
                continue;
            }
            let text = self.get(row);
            let id = match last {
                (other, Some(id)) if other == text => id,
                _ => match known.get(text) {
                    Some(id) => *id,
                    None => {
                        let id = u32::try_from(texts.len()).ok()?;
                        texts.push(text);
                        known.insert(text, id);
                        id
                    }
                },
            };
            last = (text, Some(id));
            ids.push(id);
        }
        Some(Texts { ids: Ids::Own(ids), texts, nulls })
    }
}
