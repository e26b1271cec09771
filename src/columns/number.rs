//! A column of numbers.

use rust_decimal::Decimal;

use super::integers::Integers;
use super::validity::Validity;
use crate::number::SCALE_MAX;
use crate::program::CHUNK;

/// A number for each usage: whole ones, or decimals as mantissas of one scale; of 8 to 128 bits. Every usage states its
/// number unless the column says otherwise.
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

    /// Its length, or that of its validity, where it is not this.
    pub(super) fn other_length(&self, length: usize) -> Option<usize> {
        let validity = match self.stated {
            States::Valid(validity) => validity.other_length(length),
            States::All | States::AboveZero => None,
        };
        Some(self.values.len()).filter(|stated| *stated != length).or(validity)
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
