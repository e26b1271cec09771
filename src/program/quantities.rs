//! The quantities of a call as integers of one unit.

use rust_decimal::Decimal;

use super::number::ten_to;

/// How many quantities an endpoint has at the most that a program prices: a small array is cheaper to fill.
pub(crate) const QUANTITIES_FEW: usize = 8;

/// How much of every quantity, in the sheet's order: a mantissa of 64 bits, and its decimal places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quantities {
    mantissas: [u64; QUANTITIES_FEW],
    places: [u8; QUANTITIES_FEW],
    /// All places, ORed: 0 where all quantities are whole. Above every scale where one of them has no room.
    any: u8,
}

impl Quantities {
    /// Nothing of every quantity.
    #[inline(always)]
    pub(crate) fn zero() -> Self {
        Quantities { mantissas: [0; QUANTITIES_FEW], places: [0; QUANTITIES_FEW], any: 0 }
    }

    /// Puts a whole number in its place.
    #[inline(always)]
    pub(crate) fn put_whole(&mut self, place: usize, whole: u64) {
        match self.mantissas.get_mut(place) {
            Some(room) => *room = whole,
            None => self.any = u8::MAX,
        }
    }

    /// Puts a quantity, which is not below zero, in its place.
    #[inline(always)]
    pub(crate) fn put(&mut self, place: usize, quantity: Decimal) {
        let parts = quantity.unpack();
        let room = self.mantissas.get_mut(place).zip(self.places.get_mut(place));
        match (room, u8::try_from(parts.scale)) {
            (Some((mantissa, places)), Ok(scale)) if parts.hi == 0 => {
                *mantissa = u64::from(parts.mid) << 32 | u64::from(parts.lo);
                *places = scale;
                self.any |= scale;
            }
            _ => self.any = u8::MAX,
        }
    }

    /// Puts a mantissa of this scale in its place.
    #[inline(always)]
    pub(crate) fn put_mantissa(&mut self, place: usize, mantissa: u64, scale: u8) {
        match self.mantissas.get_mut(place).zip(self.places.get_mut(place)) {
            Some((room, places)) => {
                (*room, *places) = (mantissa, scale);
                self.any |= scale;
            }
            None => self.any = u8::MAX,
        }
    }

    /// The first so many, where all are whole.
    #[inline(always)]
    pub(super) fn whole(&self, count: usize) -> Option<&[u64]> {
        if self.any == 0 { self.mantissas.get(..count) } else { None }
    }

    /// The first so many, all with as many decimal places as the one with the most has; none where one has no room.
    #[inline(always)]
    pub(super) fn aligned(&mut self, count: usize) -> Option<(&[u64], u32)> {
        if self.any == u8::MAX {
            return None;
        }
        let (mantissas, places) = (self.mantissas.get_mut(..count)?, self.places.get(..count)?);
        let most = places.iter().copied().max().unwrap_or_default();
        for (mantissa, places) in mantissas.iter_mut().zip(places) {
            if *places != most {
                *mantissa = mantissa.checked_mul(ten_to(most.wrapping_sub(*places).into())?)?;
            }
        }
        Some((mantissas, most.into()))
    }
}
