//! What columns of usages cost: as integers of one scale, or as decimals.

use alloc::vec::Vec;

use rust_decimal::Decimal;

use crate::program::Narrow;
use crate::usage::UsageError;

/// What a column of usages costs, in the sheet's unit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[must_use = "an exception is a usage whose amount is not among the mantissas"]
pub struct Amounts {
    pub(super) mantissas: Vec<u64>,
    pub(super) scale: u32,
    pub(super) exceptions: Vec<Exception>,
}

/// A usage whose amount is no integer of 64 bits at the scale of its column: the exact amount, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// The place of the usage in its columns, from 0.
    pub place: usize,
    /// Its exact amount, or its error.
    pub amount: Result<Decimal, UsageError>,
}

/// What a column of usages costs in the decimal type, in the sheet's unit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[must_use = "a refusal is a usage whose amount is not among the decimals"]
pub struct DecimalAmounts {
    pub(super) decimals: Vec<Decimal>,
    pub(super) refusals: Vec<Refusal>,
}

/// A usage that has no amount, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The place of the usage in its columns, from 0.
    pub place: usize,
    /// What is wrong with it.
    pub error: UsageError,
}

impl Amounts {
    /// The amounts as integers: each times ten to the power of minus the [`scale`](Self::scale). That of an exception
    /// is `u64::MAX`, and no amount.
    #[must_use]
    pub fn mantissas(&self) -> &[u64] {
        &self.mantissas
    }

    /// How many decimal places the mantissas have.
    #[must_use]
    pub fn scale(&self) -> u32 {
        self.scale
    }

    /// The usages whose amounts are not among the mantissas, in their order.
    #[must_use]
    pub fn exceptions(&self) -> &[Exception] {
        &self.exceptions
    }

    /// The amounts in the decimal type, exceptions among them.
    pub fn decimals(&self) -> impl Iterator<Item = Result<Decimal, &UsageError>> {
        let mut exceptions = self.exceptions.iter().peekable();
        self.mantissas.iter().enumerate().map(move |(place, mantissa)| {
            if *mantissa == u64::MAX
                && let Some(exception) = exceptions.next_if(|exception| exception.place == place)
            {
                return exception.amount.as_ref().copied();
            }
            Ok(Narrow::of(*mantissa, self.scale).decimal().unwrap_or_default())
        })
    }
}

impl DecimalAmounts {
    /// The amounts, in the order of the usages. That of a refusal is [`Decimal::MAX`], and no amount.
    #[must_use]
    pub fn decimals(&self) -> &[Decimal] {
        &self.decimals
    }

    /// The usages that have no amount, in their order.
    #[must_use]
    pub fn refusals(&self) -> &[Refusal] {
        &self.refusals
    }
}
