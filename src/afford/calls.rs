//! How many such calls a balance covers (section 6, *Affordability*).

use rust_decimal::Decimal;

use super::{AffordError, Affordable};
use crate::exact::{Exact, Stated, Wide};
use crate::price_sheet::{EndpointPricer, PriceSheet};
use crate::sheet::Basis;
use crate::usage::AnyUsage;

/// The largest mantissa of a decimal.
const MANTISSA_MAX: u128 = (1 << 96) - 1;

impl PriceSheet {
    /// As [`EndpointPricer::afford_calls`], for the endpoint of the usage.
    ///
    /// # Errors
    ///
    /// As there, and for an unknown endpoint.
    pub fn afford_calls<U: AnyUsage>(&self, usage: &U, balance: Decimal) -> Result<Affordable, AffordError> {
        self.endpoint(usage.endpoint_name())?.afford_calls(usage, balance)
    }
}

impl EndpointPricer<'_> {
    /// The largest number of such calls that a balance covers, every number up to it: each is rated for itself, rounding
    /// included. Of a usage that is a whole billing period there is at most one.
    ///
    /// ```
    /// use pricesheet::{Affordable, Decimal, PriceSheet, Usage};
    ///
    /// let sheet = PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET)?;
    /// let search = Usage::new("search-employees").quantity("search", 1).quantity("results", 120);
    /// assert_eq!(sheet.afford_calls(&search, Decimal::from(500))?, Affordable::UpTo(Decimal::from(4)));
    /// assert_eq!(sheet.afford_calls(&search, Decimal::from(109))?, Affordable::UpTo(Decimal::ZERO));
    /// assert_eq!(sheet.afford_calls(&search, Decimal::from(-1))?, Affordable::Nothing);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The usage has no price, or it states how many calls were made.
    pub fn afford_calls<U: AnyUsage>(&self, usage: &U, balance: Decimal) -> Result<Affordable, AffordError> {
        if usage.call_count() != Decimal::ONE {
            return Err(AffordError::Stated { quantity: "calls".into() });
        }
        let price = self.price(usage)?;
        if balance < Decimal::ZERO {
            return Ok(Affordable::Nothing);
        }
        if self.model().basis == Basis::Period {
            let one = if price <= balance { Decimal::ONE } else { Decimal::ZERO };
            return Ok(Affordable::UpTo(one));
        }
        if price.is_zero() {
            return Ok(Affordable::Unlimited);
        }
        let covers = |calls: u128| Some(!multiple(price, calls)?.exceeds(Stated::of(balance).over()?));
        // Amounts grow with the calls, so the largest number of calls has one bit after the other.
        let largest = (0..96_u32).rev().fold(0_u128, |calls, bit| {
            let more = calls | 1 << bit;
            if covers(more) == Some(true) { more } else { calls }
        });
        Ok(Affordable::UpTo(whole(largest.min(representable(price)))))
    }
}

/// So many times a price, exactly.
fn multiple(price: Decimal, calls: u128) -> Option<Exact<Wide>> {
    Stated::of(whole(calls)).over::<Wide>()?.multiply(Stated::of(price).over()?)
}

/// How many times a price above zero every multiple of it fits the decimal type.
fn representable(price: Decimal) -> u128 {
    let price = price.normalize();
    let mantissa = price.mantissa().unsigned_abs();
    let fitting = MANTISSA_MAX.checked_div(mantissa).unwrap_or(MANTISSA_MAX);
    // The next multiple has too many digits, unless its last one is a zero behind the point; then the one after it has.
    let next = fitting.saturating_add(1);
    let ends_in_zero = price.scale() > 0 && next.saturating_mul(mantissa).is_multiple_of(10);
    if ends_in_zero { next } else { fitting }
}

/// A whole number below 2^96 as a decimal.
fn whole(calls: u128) -> Decimal {
    let mantissa = i128::try_from(calls).ok();
    mantissa.and_then(|mantissa| Decimal::try_from_i128_with_scale(mantissa, 0).ok()).unwrap_or(Decimal::MAX)
}
