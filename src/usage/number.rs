//! Numbers that a usage can state.

use rust_decimal::Decimal;

use super::sealed;

/// A number that has an exact decimal value: an integer or a [`Decimal`].
///
/// A binary float does not have the value that its writer meant, so there is no implementation for it, and the compiler
/// says what to write instead:
///
/// ```compile_fail,E0277
/// pricesheet::Usage::new("x").quantity("y", 0.3);
/// ```
///
/// ```
/// pricesheet::Usage::new("x").quantity("y", pricesheet::number::parse("0.3")?);
/// # Ok::<(), pricesheet::number::NumberError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an exact number",
    label = "neither an integer nor a `Decimal`",
    note = "write a decimal as text: `pricesheet::number::parse(\"0.3\")`, or use `pricesheet::Decimal`"
)]
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
