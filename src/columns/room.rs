//! Where the amounts of a column are written.

use rust_decimal::Decimal;

use super::{Amounts, DecimalAmounts, Exception, Refusal};
use crate::exact::{Integer, Stated};
use crate::program::{CHUNK, Narrow};
use crate::usage::UsageError;

/// Room for the amounts of usages, in their order.
pub(super) trait Room {
    /// Makes room for so many amounts, at this scale. What stood in it is written over.
    fn begin(&mut self, length: usize, scale: u32);

    fn clear(&mut self);

    /// Has the amounts of so many usages written, as mantissas; where those do not fit, they are written again.
    fn piece(&mut self, start: usize, length: usize, price: impl FnOnce(&mut [u64; CHUNK]) -> bool) -> bool;

    /// The amount of one usage.
    fn mantissa(&mut self, place: usize, mantissa: u64);

    /// The same, of one that does not fit in the row of its endpoint.
    fn single(&mut self, place: usize, amount: Result<Decimal, UsageError>);
}

impl Room for Amounts {
    fn begin(&mut self, length: usize, scale: u32) {
        self.mantissas.resize(length, 0);
        self.exceptions.clear();
        self.scale = scale;
    }

    fn clear(&mut self) {
        self.mantissas.clear();
        self.exceptions.clear();
    }

    #[inline(always)]
    fn piece(&mut self, start: usize, length: usize, price: impl FnOnce(&mut [u64; CHUNK]) -> bool) -> bool {
        let room = self.mantissas.get_mut(start..).unwrap_or_default();
        match room.first_chunk_mut() {
            Some(piece) => price(piece),
            None => {
                let mut piece = [0; CHUNK];
                let fits = price(&mut piece);
                room.iter_mut().zip(piece).take(length).for_each(|(room, mantissa)| *room = mantissa);
                fits
            }
        }
    }

    fn mantissa(&mut self, place: usize, mantissa: u64) {
        if let Some(room) = self.mantissas.get_mut(place) {
            *room = mantissa;
        }
    }

    fn single(&mut self, place: usize, amount: Result<Decimal, UsageError>) {
        let mantissa = amount.as_ref().ok().and_then(|amount| {
            let amount = Stated::of(*amount);
            let power = u128::power_of_ten(self.scale.checked_sub(amount.scale)?)?;
            u64::try_from(amount.mantissa.checked_mul(power)?).ok().filter(|mantissa| *mantissa < u64::MAX)
        });
        self.mantissa(place, mantissa.unwrap_or(u64::MAX));
        if mantissa.is_none() {
            self.exceptions.push(Exception { place, amount });
        }
    }
}

/// Room for decimals: mantissas become such a piece at a time.
pub(super) struct Decimals<'a> {
    pub(super) amounts: &'a mut DecimalAmounts,
    scale: u32,
    piece: [u64; CHUNK],
}

impl<'a> Decimals<'a> {
    pub(super) fn new(amounts: &'a mut DecimalAmounts) -> Self {
        Decimals { amounts, scale: 0, piece: [0; CHUNK] }
    }
}

impl Room for Decimals<'_> {
    fn begin(&mut self, length: usize, scale: u32) {
        self.amounts.decimals.resize(length, Decimal::ZERO);
        self.amounts.refusals.clear();
        self.scale = scale;
    }

    fn clear(&mut self) {
        self.amounts.decimals.clear();
        self.amounts.refusals.clear();
    }

    #[inline(always)]
    fn piece(&mut self, start: usize, length: usize, price: impl FnOnce(&mut [u64; CHUNK]) -> bool) -> bool {
        let fits = price(&mut self.piece);
        if fits {
            let room = self.amounts.decimals.get_mut(start..).unwrap_or_default();
            match room.first_chunk_mut() {
                Some(room) => write_decimals(&self.piece, self.scale, room),
                None => {
                    let mut piece = [Decimal::ZERO; CHUNK];
                    write_decimals(&self.piece, self.scale, &mut piece);
                    room.iter_mut().zip(piece).take(length).for_each(|(room, decimal)| *room = decimal);
                }
            }
        }
        fits
    }

    fn mantissa(&mut self, place: usize, mantissa: u64) {
        self.single(place, Ok(decimal_of(mantissa, self.scale)));
    }

    fn single(&mut self, place: usize, amount: Result<Decimal, UsageError>) {
        let amount = amount.unwrap_or_else(|error| {
            self.amounts.refusals.push(Refusal { place, error });
            Decimal::MAX
        });
        if let Some(room) = self.amounts.decimals.get_mut(place) {
            *room = amount;
        }
    }
}

/// Mantissas of one scale in the decimal type, without trailing zeros.
fn write_decimals(mantissas: &[u64; CHUNK], scale: u32, decimals: &mut [Decimal; CHUNK]) {
    match scale {
        0 => write_at::<0>(mantissas, decimals),
        1 => write_at::<1>(mantissas, decimals),
        2 => write_at::<2>(mantissas, decimals),
        3 => write_at::<3>(mantissas, decimals),
        4 => write_at::<4>(mantissas, decimals),
        5 => write_at::<5>(mantissas, decimals),
        6 => write_at::<6>(mantissas, decimals),
        7 => write_at::<7>(mantissas, decimals),
        8 => write_at::<8>(mantissas, decimals),
        9 => write_at::<9>(mantissas, decimals),
        10 => write_at::<10>(mantissas, decimals),
        11 => write_at::<11>(mantissas, decimals),
        12 => write_at::<12>(mantissas, decimals),
        _ => mantissas.iter().zip(decimals).for_each(|(mantissa, decimal)| {
            *decimal = decimal_of(*mantissa, scale);
        }),
    }
}

/// Without a branch on the digits, which nobody could guess.
#[inline(never)]
fn write_at<const SCALE: u32>(mantissas: &[u64; CHUNK], decimals: &mut [Decimal; CHUNK]) {
    for (mantissa, decimal) in mantissas.iter().zip(decimals) {
        *decimal = decimal_of(*mantissa, SCALE);
    }
}

/// A mantissa at a scale in the decimal type, without trailing zeros.
#[inline(always)]
fn decimal_of(mantissa: u64, scale: u32) -> Decimal {
    Narrow::of(mantissa, scale).decimal().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn decimals_are_written_as_one_by_one(
            mantissa in any::<u64>(), narrow in 0..64_u32, zeros in 0..20_u32, scale in 0..15_u32,
        ) {
            let mantissa = (mantissa >> narrow).saturating_mul(10_u64.saturating_pow(zeros));
            let mut decimals = [Decimal::ZERO; CHUNK];
            write_decimals(&[mantissa; CHUNK], scale, &mut decimals);
            let expected = Decimal::from_i128_with_scale(mantissa.into(), scale);
            for decimal in decimals {
                prop_assert_eq!(decimal.unpack(), decimal_of(mantissa, scale).unpack());
                prop_assert_eq!(decimal, expected);
            }
        }
    }
}
