//! One column of a batch: integers as narrow as they are, and which of them are stated.

use alloc::vec::Vec;

use rust_decimal::Decimal;

use crate::number::SCALE_MAX;
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
    /// The endpoint of each usage, by its [place](super::ColumnPricer::endpoint_place) in the pricer: integers of 8, 16 or 32
    /// bits.
    EndpointColumn, Places, u32, U8(u8), U16(u16), U32(u32)
);
column!(
    /// The options of each usage as bits: bit n, from 0, stands for the n-th of the endpoint's
    /// [`option_names`](crate::sheet::Endpoint::option_names). Integers of 8 to 128 bits.
    OptionColumn, Masks, u128, U8(u8), U16(u16), U32(u32), U64(u64), U128(u128)
);
column!(
    /// Whole numbers, or the mantissas of decimals.
    Integers, Widths, i128, U32(u32), U64(u64), I64(i64), I128(i128)
);

impl Integers<'_> {
    /// The value, where 64 bits hold it without a sign.
    #[inline(always)]
    fn word(&self, at: usize) -> Option<u64> {
        match self.0 {
            Widths::U32(column) => column.get(at).map(|value| (*value).into()),
            Widths::U64(column) => column.get(at).copied(),
            Widths::I64(column) => column.get(at).and_then(|value| (*value).try_into().ok()),
            Widths::I128(column) => column.get(at).and_then(|value| (*value).try_into().ok()),
        }
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

/// Which values of a column are stated: a `bool` for each, or bits as Arrow has them.
#[derive(Debug, Clone, Copy)]
pub struct Validity<'a>(Stating<'a>);

#[derive(Debug, Clone, Copy)]
enum Stating<'a> {
    Flags(&'a [bool]),
    Bits(&'a [u8], usize),
}

impl<'a> Validity<'a> {
    /// A bit for each value, the lowest of a byte first, from the bit at this offset on.
    #[must_use]
    pub fn bits(bytes: &'a [u8], offset: usize) -> Self {
        Validity(Stating::Bits(bytes, offset))
    }

    /// Whether it says of so many values whether they are stated.
    fn covers(&self, length: usize) -> bool {
        match self.0 {
            Stating::Flags(flags) => flags.len() == length,
            Stating::Bits(bytes, offset) => {
                offset.checked_add(length).is_some_and(|bits| bits.div_ceil(8) <= bytes.len())
            }
        }
    }

    #[inline(always)]
    pub(super) fn is_stated(&self, at: usize) -> bool {
        match self.0 {
            Stating::Flags(flags) => flags.get(at).copied().unwrap_or_default(),
            Stating::Bits(bytes, offset) => {
                let bit = at.wrapping_add(offset);
                bytes
                    .get(bit / 8)
                    .is_some_and(|byte| byte.wrapping_shr((bit % 8).try_into().unwrap_or(0)) & 1 == 1)
            }
        }
    }
}

impl<'a> From<&'a [bool]> for Validity<'a> {
    fn from(flags: &'a [bool]) -> Self {
        Validity(Stating::Flags(flags))
    }
}

impl<'a, const N: usize> From<&'a [bool; N]> for Validity<'a> {
    fn from(flags: &'a [bool; N]) -> Self {
        Validity(Stating::Flags(flags))
    }
}

impl<'a> From<&'a Vec<bool>> for Validity<'a> {
    fn from(flags: &'a Vec<bool>) -> Self {
        Validity(Stating::Flags(flags))
    }
}

/// A number for each usage: whole ones, or decimals as mantissas of one scale; of `u32`, `u64`, `i64` or `i128`. Every usage
/// states its number unless the column says otherwise.
///
/// ```
/// use pricesheet::{NumberColumn, Validity};
///
/// let counts = NumberColumn::from(&[1_u32, 0, 7]);
/// // 1.25, not stated, 0.5
/// let hours = NumberColumn::from(&[125_i64, 0, 50]).scale(2).validity(Validity::bits(&[0b101], 0));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct NumberColumn<'a> {
    values: Integers<'a>,
    scale: u32,
    stated: States<'a>,
}

/// Which numbers of a column are stated.
#[derive(Debug, Clone, Copy)]
pub(super) enum States<'a> {
    All,
    AboveZero,
    Valid(Validity<'a>),
}

impl<'a, T: Into<Integers<'a>>> From<T> for NumberColumn<'a> {
    fn from(values: T) -> Self {
        NumberColumn { values: values.into(), scale: 0, stated: States::All }
    }
}

impl<'a> NumberColumn<'a> {
    /// The integers are mantissas: each number is one times ten to the power of minus the scale.
    #[must_use]
    pub fn scale(self, scale: u32) -> Self {
        NumberColumn { scale, ..self }
    }

    /// Which numbers are stated. What is not is as if the usage did not name the quantity: it has its default, it may be
    /// required, and it may be that nothing was counted.
    #[must_use]
    pub fn validity(self, validity: impl Into<Validity<'a>>) -> Self {
        NumberColumn { stated: States::Valid(validity.into()), ..self }
    }

    /// A number is stated where it is not zero: for columns without validity in which usages of other endpoints have 0.
    #[must_use]
    pub fn zero_is_absent(self) -> Self {
        NumberColumn { stated: States::AboveZero, ..self }
    }

    /// Its length, where it is not as long as this.
    pub(super) fn other_length(&self, length: usize) -> Option<usize> {
        let covered = !matches!(self.stated, States::Valid(validity) if !validity.covers(length));
        (self.values.len() != length || !covered).then_some(self.values.len())
    }

    pub(super) fn stated(&self) -> States<'a> {
        self.stated
    }

    #[inline(always)]
    pub(super) fn is_stated(&self, at: usize) -> bool {
        match self.stated {
            States::All => true,
            States::AboveZero => self.values.get(at) != 0,
            States::Valid(validity) => validity.is_stated(at),
        }
    }

    /// A mantissa of 64 bits and its scale, where the number is of such, and not below zero.
    #[inline(always)]
    pub(super) fn word(&self, at: usize) -> Option<(u64, u8)> {
        Some((
            self.values.word(at)?,
            u8::try_from(self.scale).ok().filter(|scale| u32::from(*scale) <= SCALE_MAX)?,
        ))
    }

    /// The number in the decimal type, where that holds it.
    pub(super) fn decimal(&self, at: usize) -> Option<Decimal> {
        let (mut mantissa, mut scale) = (self.values.get(at), self.scale);
        while scale > SCALE_MAX || mantissa.unsigned_abs() >> 96 != 0 {
            if mantissa.checked_rem(10)? != 0 {
                return None;
            }
            (mantissa, scale) = (mantissa.checked_div(10)?, scale.checked_sub(1)?);
        }
        Decimal::try_from_i128_with_scale(mantissa, scale).ok()
    }

    /// The numbers of a chunk, zero where they are not stated, and whether all of them are whole and have 32 bits.
    #[inline(always)]
    pub(super) fn narrow<'r>(&self, start: usize, room: &'r mut [u32; CHUNK]) -> (&'r [u32; CHUNK], bool)
    where
        'a: 'r,
    {
        match self.stated {
            States::All | States::AboveZero if self.scale == 0 => self.values.narrow(start, room),
            States::Valid(validity) if self.scale == 0 => {
                let mut fits = true;
                for (at, room) in room.iter_mut().enumerate() {
                    let at = start.wrapping_add(at);
                    let value = if validity.is_stated(at) { self.values.get(at) } else { 0 };
                    *room = u32::try_from(value).unwrap_or_else(|_| {
                        fits = false;
                        0
                    });
                }
                (room, fits)
            }
            _ => (room, false),
        }
    }
}
