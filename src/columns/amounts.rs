//! The types of a column of amounts.

use rust_decimal::Decimal;

use crate::exact::Stated;
use crate::program::{CHUNK, Narrow, ten_to};

/// A type of amounts in a column: `i64` and `i128` at a scale, or [`Decimal`] at its own.
pub trait Amount: Copy + sealed::Sealed {
    /// What stands for no amount: the largest value of the type, which is never an amount.
    const NONE: Self;

    #[doc(hidden)]
    fn of_decimal(amount: Decimal, scale: u32) -> Option<Self>;

    #[doc(hidden)]
    fn of_word(mantissa: u64, own: u32, scale: u32) -> Option<Self>;

    #[doc(hidden)]
    fn of_mantissas(mantissas: &[u64; CHUNK], own: u32, scale: u32, amounts: &mut [Self]) -> bool;
}

pub(super) mod sealed {
    /// Which types count is the crate's to say.
    pub trait Sealed {}
}

macro_rules! integers {
    ($($integer:ty, $of:expr);*) => {$(
        impl sealed::Sealed for $integer {}

        impl Amount for $integer {
            const NONE: Self = <$integer>::MAX;

            fn of_decimal(amount: Decimal, scale: u32) -> Option<Self> {
                let Stated { mantissa, scale: own } = Stated::of(amount);
                let mantissa = match scale.checked_sub(own) {
                    Some(more) => mantissa.checked_mul(10_u128.checked_pow(more)?)?,
                    None => {
                        let power = 10_u128.checked_pow(own.checked_sub(scale)?)?;
                        mantissa.is_multiple_of(power).then(|| mantissa.checked_div(power))??
                    }
                };
                Self::try_from(mantissa).ok().filter(|amount| *amount != Self::NONE)
            }

            #[inline(always)]
            fn of_word(mantissa: u64, own: u32, scale: u32) -> Option<Self> {
                let widened = || mantissa.checked_mul(ten_to(scale.checked_sub(own)?)?);
                match widened().filter(|mantissa| mantissa >> 62 == 0) {
                    Some(mantissa) => Self::try_from(mantissa).ok(),
                    None => Self::of_decimal(Narrow::of(mantissa, own).decimal()?, scale),
                }
            }

            #[inline(always)]
            fn of_mantissas(mantissas: &[u64; CHUNK], own: u32, scale: u32, amounts: &mut [Self]) -> bool {
                if own != scale {
                    return of_other_scale(mantissas, own, scale, amounts);
                }
                match amounts.first_chunk_mut::<CHUNK>() {
                    Some(amounts) => write(mantissas, amounts, $of),
                    None => write(mantissas, amounts, $of),
                }
            }
        }
    )*};
}

integers!(i64, u64::cast_signed; i128, i128::from);

/// Mantissas of rows, which have less than 63 bits.
#[inline(always)]
fn write<T>(mantissas: &[u64; CHUNK], amounts: &mut [T], of: impl Fn(u64) -> T) -> bool {
    for (amount, mantissa) in amounts.iter_mut().zip(mantissas) {
        *amount = of(*mantissa);
    }
    true
}

/// Whether all of them are integers at the other scale.
#[inline(never)]
fn of_other_scale<T: Amount + TryFrom<u64>>(
    mantissas: &[u64; CHUNK],
    own: u32,
    scale: u32,
    amounts: &mut [T],
) -> bool {
    let convert = |mantissa: u64| match scale.checked_sub(own) {
        Some(more) => mantissa.checked_mul(ten_to(more)?),
        None => {
            let power = ten_to(own.checked_sub(scale)?)?;
            mantissa.is_multiple_of(power).then(|| mantissa.checked_div(power))?
        }
    };
    let mut all = true;
    for (amount, mantissa) in amounts.iter_mut().zip(mantissas) {
        let converted = convert(*mantissa).filter(|mantissa| mantissa >> 62 == 0);
        all &= converted.is_some();
        *amount = converted.and_then(|mantissa| T::try_from(mantissa).ok()).unwrap_or(T::NONE);
    }
    all
}

impl sealed::Sealed for Decimal {}

impl Amount for Decimal {
    const NONE: Self = Decimal::MAX;

    fn of_decimal(amount: Decimal, _: u32) -> Option<Self> {
        Some(amount)
    }

    #[inline(always)]
    fn of_word(mantissa: u64, own: u32, _: u32) -> Option<Self> {
        Narrow::of(mantissa, own).decimal()
    }

    #[inline(always)]
    fn of_mantissas(mantissas: &[u64; CHUNK], own: u32, _: u32, amounts: &mut [Self]) -> bool {
        match amounts.first_chunk_mut() {
            Some(chunk) => write_decimals(mantissas, own, chunk),
            None => {
                let mut chunk = [Decimal::ZERO; CHUNK];
                write_decimals(mantissas, own, &mut chunk);
                amounts.iter_mut().zip(chunk).for_each(|(amount, decimal)| *amount = decimal);
            }
        }
        true
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
        fn mantissas_are_written_as_one_by_one(
            mantissa in any::<u64>(), narrow in 3..64_u32, zeros in 0..20_u32, scale in 0..15_u32, other in 0..15_u32,
        ) {
            let mantissa = (mantissa >> narrow).saturating_mul(10_u64.saturating_pow(zeros)) >> 3;
            let expected = Decimal::from_i128_with_scale(mantissa.into(), scale);
            let mut decimals = [Decimal::ZERO; CHUNK];
            prop_assert!(Decimal::of_mantissas(&[mantissa; CHUNK], scale, 0, &mut decimals));
            for decimal in decimals {
                prop_assert_eq!(decimal.unpack(), decimal_of(mantissa, scale).unpack());
                prop_assert_eq!(decimal, expected);
            }
            let mut integers = [0_i64; 3];
            let fits = i64::of_mantissas(&[mantissa; CHUNK], scale, other, &mut integers);
            if fits {
                prop_assert_eq!(i64::of_decimal(expected, other), Some(integers[2]));
            }
        }
    }
}
