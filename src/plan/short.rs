//! What a short way comes to.

use rust_decimal::Decimal;

use super::bounds::halves;
use crate::exact::Integer;
use crate::number::SCALE_MAX;

/// A price in two registers: a mantissa and a scale without trailing zeros. What is not told has a scale that no
/// decimal has. A decimal takes more, goes through memory, and is read there before it is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Short {
    mantissa: u64,
    scale: u64,
}

impl Short {
    pub(crate) const NONE: Short = Short { mantissa: 0, scale: u64::MAX };

    #[inline(always)]
    pub(crate) fn of(mantissa: u64, scale: u32) -> Self {
        let (mantissa, scale) = mantissa.strip_zeros(scale);
        Short { mantissa, scale: scale.into() }
    }

    #[inline(always)]
    pub(super) fn is_told(self) -> bool {
        self.scale <= SCALE_MAX.into()
    }

    /// The price as a decimal, where it is told.
    #[inline(always)]
    pub(crate) fn decimal(self) -> Option<Decimal> {
        self.is_told().then(|| self.plain_decimal())
    }

    #[inline(always)]
    pub(super) fn plain_decimal(self) -> Decimal {
        let [low, mid] = halves(self.mantissa);
        Decimal::from_parts(low, mid, 0, false, u32::try_from(self.scale).unwrap_or_default())
    }
}
