//! An amount in two registers.

use rust_decimal::Decimal;

use crate::exact::Integer;
use crate::number::SCALE_MAX;

/// An amount of 64 bits at its scale, without trailing zeros; or none. A function returns it in registers, where an optional
/// decimal goes through memory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Narrow {
    pub(crate) mantissa: u64,
    /// More than any decimal has where there is no amount.
    pub(crate) scale: u32,
}

impl Narrow {
    /// No amount.
    pub(crate) const NONE: Narrow = Narrow { mantissa: 0, scale: u32::MAX };

    /// An amount at a scale that the decimal type has.
    #[inline(always)]
    pub(crate) fn of(mantissa: u64, scale: u32) -> Self {
        let (mantissa, scale) = mantissa.strip_zeros(scale);
        Narrow { mantissa, scale }
    }

    /// Whether there is an amount.
    #[inline(always)]
    pub(crate) fn is_some(self) -> bool {
        self.scale <= SCALE_MAX
    }

    /// The amount in the decimal type.
    #[inline(always)]
    pub(crate) fn decimal(self) -> Option<Decimal> {
        self.is_some().then(|| Wide::from(self).decimal())
    }
}

/// The parts of an amount of the decimal type. A decimal goes through memory, so it is put together from its parts only where
/// it is returned.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wide {
    low: u64,
    high: u32,
    scale: u32,
}

impl Wide {
    /// The parts of an amount, which is not below zero.
    pub(crate) fn of(amount: Decimal) -> Self {
        let parts = amount.unpack();
        Wide { low: u64::from(parts.mid) << 32 | u64::from(parts.lo), high: parts.hi, scale: parts.scale }
    }

    #[inline(always)]
    pub(crate) fn decimal(self) -> Decimal {
        let [low, middle] =
            [self.low & 0xffff_ffff, self.low >> 32].map(|half| u32::try_from(half).unwrap_or_default());
        Decimal::from_parts(low, middle, self.high, false, self.scale)
    }
}

impl From<Narrow> for Wide {
    #[inline(always)]
    fn from(amount: Narrow) -> Self {
        Wide { low: amount.mantissa, high: 0, scale: amount.scale }
    }
}
