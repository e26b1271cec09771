//! Numbers that a usage can state.

use rust_decimal::Decimal;

use super::sealed;

/// A number that has an exact decimal value: an integer or a [`Decimal`]. A binary float has none that its writer
/// meant, so there is no implementation for it:
///
/// ```compile_fail
/// pricesheet::Usage::new("x").quantity("y", 0.3);
/// ```
pub trait ExactNumber: sealed::Sealed {
    /// The number in the decimal type.
    fn into_decimal(self) -> Decimal;
}

impl sealed::Sealed for Decimal {}

impl ExactNumber for Decimal {
    fn into_decimal(self) -> Decimal {
        self
    }
}

macro_rules! exact_integers {
    ($($integer:ty),*) => {$(
        impl sealed::Sealed for $integer {}
        impl ExactNumber for $integer {
            fn into_decimal(self) -> Decimal {
                Decimal::from(self)
            }
        }
    )*};
}

exact_integers!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);
