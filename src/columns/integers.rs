//! Borrowed columns of integers, as narrow as they are.

use alloc::vec::Vec;

use crate::program::CHUNK;

/// A borrowed column of one of several types of integers.
macro_rules! column {
    ($(#[$doc:meta])* $column:ident, $kind:ident, $wide:ty, $($variant:ident($integer:ty)),*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $column<'a>($kind<'a>);

        #[derive(Debug, Clone, Copy)]
        enum $kind<'a> {
            $($variant(&'a [$integer]),)*
        }

        $(
            impl<'a> From<&'a [$integer]> for $column<'a> {
                fn from(column: &'a [$integer]) -> Self {
                    $column($kind::$variant(column))
                }
            }

            impl<'a, const N: usize> From<&'a [$integer; N]> for $column<'a> {
                fn from(column: &'a [$integer; N]) -> Self {
                    $column($kind::$variant(column))
                }
            }

            impl<'a> From<&'a Vec<$integer>> for $column<'a> {
                fn from(column: &'a Vec<$integer>) -> Self {
                    $column($kind::$variant(column))
                }
            }
        )*

        impl<'a> $column<'a> {
            pub(super) fn len(&self) -> usize {
                match self.0 {
                    $($kind::$variant(column) => column.len(),)*
                }
            }

            #[inline(always)]
            pub(super) fn get(&self, at: usize) -> $wide {
                match self.0 {
                    $($kind::$variant(column) => column.get(at).map_or(0, |value| (*value).into()),)*
                }
            }

            /// The values of a chunk, and whether all of them have 32 bits; those that have more are the largest of such.
            #[inline(always)]
            pub(super) fn narrow<'r>(
                &self,
                start: usize,
                room: &'r mut [u32; CHUNK],
            ) -> (&'r [u32; CHUNK], bool)
            where
                'a: 'r,
            {
                if let $kind::U32(column) = self.0
                    && let Some(chunk) = rest(column, start).first_chunk()
                {
                    return (chunk, true);
                }
                let fits = match self.0 {
                    $($kind::$variant(column) => narrow(rest(column, start), room),)*
                };
                (room, fits)
            }
        }
    };
}

column!(
    /// The options of each usage as bits: bit n, from 0, stands for the n-th of the endpoint's
    /// [`option_names`](crate::sheet::Endpoint::option_names). Integers of 8 to 128 bits.
    OptionColumn, Masks, u128, U8(u8), U16(u16), U32(u32), U64(u64), U128(u128)
);
column!(
    /// Whole numbers, the mantissas of decimals, ids of a dictionary, ticks of a clock: integers of 8 to 128 bits.
    Integers, Widths, i128,
    U8(u8), U16(u16), U32(u32), U64(u64), I8(i8), I16(i16), I32(i32), I64(i64), I128(i128)
);

impl Integers<'_> {
    /// The value, where 64 bits hold it without a sign.
    #[inline(always)]
    pub(super) fn word(&self, at: usize) -> Option<u64> {
        match self.0 {
            Widths::U8(column) => column.get(at).map(|value| (*value).into()),
            Widths::U16(column) => column.get(at).map(|value| (*value).into()),
            Widths::U32(column) => column.get(at).map(|value| (*value).into()),
            Widths::U64(column) => column.get(at).copied(),
            Widths::I8(column) => column.get(at).and_then(|value| (*value).try_into().ok()),
            Widths::I16(column) => column.get(at).and_then(|value| (*value).try_into().ok()),
            Widths::I32(column) => column.get(at).and_then(|value| (*value).try_into().ok()),
            Widths::I64(column) => column.get(at).and_then(|value| (*value).try_into().ok()),
            Widths::I128(column) => column.get(at).and_then(|value| (*value).try_into().ok()),
        }
    }

    /// The value as a place in a list, which may be beyond its end.
    #[inline(always)]
    pub(super) fn place(&self, at: usize) -> Option<usize> {
        usize::try_from(self.word(at)?).ok()
    }
}

#[inline(always)]
fn rest<T>(column: &[T], start: usize) -> &[T] {
    column.get(start..).unwrap_or_default()
}

/// Fills a chunk; what it is short of is as the first.
#[inline(always)]
fn narrow<T: Copy>(values: &[T], room: &mut [u32; CHUNK]) -> bool
where
    u32: TryFrom<T>,
{
    let mut fits = true;
    let mut narrow = |value: T| {
        u32::try_from(value).unwrap_or_else(|_| {
            fits = false;
            u32::MAX
        })
    };
    if let Some(values) = values.first_chunk::<CHUNK>() {
        for (room, value) in room.iter_mut().zip(values) {
            *room = narrow(*value);
        }
    } else {
        room.fill(values.first().map_or(0, |first| narrow(*first)));
        for (room, value) in room.iter_mut().zip(values) {
            *room = narrow(*value);
        }
    }
    fits
}
