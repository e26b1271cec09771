//! The factor that a price `per` so many units is multiplied by.

use crate::exact::Stated;

/// 1 over `per`, as a decimal over a divisor without the prime factors 2 and 5 where that fits, so that a `per` of a
/// thousand costs a scale and no division.
pub(crate) fn reciprocal(per: Stated) -> (Stated, u128) {
    let powered = 10_u128.checked_pow(per.scale).unwrap_or(1);
    let unreduced = (Stated { mantissa: powered, scale: 0 }, per.mantissa);
    let (mut factor, mut divisor, mut scale) = (powered, per.mantissa, 0_u32);
    loop {
        let reduced = [(10, 1), (5, 2), (2, 5)].into_iter().find_map(|(prime, other)| {
            let rest = divisor.checked_div(prime).filter(|_| divisor.is_multiple_of(prime))?;
            Some((factor.checked_mul(other), rest))
        });
        match reduced {
            None => return (Stated { mantissa: factor, scale }, divisor),
            Some((None, _)) => return unreduced,
            Some((Some(widened), rest)) => {
                (factor, divisor, scale) = (widened, rest, scale.saturating_add(1));
                if factor.is_multiple_of(10) {
                    (factor, scale) = (factor.checked_div(10).unwrap_or(factor), scale.saturating_sub(1));
                }
            }
        }
    }
}
