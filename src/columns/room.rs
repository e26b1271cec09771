//! Where the amounts of a column are written.

use rust_decimal::Decimal;

use super::{Amounts, DecimalAmounts, Exception, Refusal};
use crate::exact::{Integer, Stated};
use crate::program::Narrow;
use crate::usage::UsageError;

/// Room for the amounts of usages, in their order.
pub(super) trait Room {
    /// Makes room for so many amounts, at this scale. What stood in it is written over.
    fn begin(&mut self, length: usize, scale: u32);

    fn clear(&mut self);

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
}

impl<'a> Decimals<'a> {
    pub(super) fn new(amounts: &'a mut DecimalAmounts) -> Self {
        Decimals { amounts, scale: 0 }
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

/// A mantissa at a scale in the decimal type, without trailing zeros.
#[inline(always)]
fn decimal_of(mantissa: u64, scale: u32) -> Decimal {
    Narrow::of(mantissa, scale).decimal().unwrap_or_default()
}
