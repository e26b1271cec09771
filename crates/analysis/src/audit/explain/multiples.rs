//! Faults that make a multiple of what is right.

use alloc::vec::Vec;

use pricesheet::Decimal;
use pricesheet::number::{product, sum};

use super::power::power_of_ten;
use crate::audit::Cause;

/// What makes of what is right for so many calls what was charged.
pub(super) fn of(charged: Decimal, right: Decimal, calls: Decimal) -> Vec<Cause> {
    let mut found = Vec::new();
    if right.is_zero() {
        return found;
    }
    if charged.is_zero() {
        found.push(Cause::NothingCharged);
        return found;
    }
    let mut is = |made: Option<Decimal>, cause: Cause| {
        if made == Some(charged) {
            found.push(cause);
        }
    };
    if charged.is_sign_negative() != right.is_sign_negative() {
        is(product(right, Decimal::NEGATIVE_ONE), Cause::Refunded);
        return found;
    }
    is(sum(right, right), Cause::ChargedTwice);
    if calls != Decimal::ONE {
        if product(charged, calls) == Some(right) {
            is(Some(charged), Cause::CallsNotApplied);
        }
        is(product(right, calls), Cause::CallsTwice);
    }
    if let Some(power) = power_of_ten(right, charged) {
        is(Some(charged), Cause::PowerOfTen { charge: None, power });
    }
    found
}
