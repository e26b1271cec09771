//! From the names of a usage to the places of an endpoint, with every error of section 3 on the way.

use alloc::format;
use alloc::string::{String, ToString};

use rust_decimal::Decimal;

use super::{AnyUsage, UsageError};
use crate::plan::{EndpointPlan, OptionBits};
use crate::rules::{Fault, Step};
use crate::sheet::{Basis, Endpoint};
use crate::suggest::nearest;

/// Room for the quantities of most endpoints: a small array is cheaper to fill than one for the largest.
pub(crate) const QUANTITIES_FEW: usize = 8;

/// A usage in the terms of one endpoint's plan; its quantities are in the room that the caller lent.
pub(crate) struct Resolved {
    /// The options that are given: stated, or the default of their choice.
    pub(crate) options: OptionBits,
    pub(crate) calls: Decimal,
}

/// Checks a usage against its endpoint and puts its quantities, or their defaults, in their places.
pub(crate) fn resolve<U: AnyUsage>(
    endpoint: &Endpoint,
    plan: &EndpointPlan,
    usage: &U,
    quantities: &mut [Decimal],
) -> Result<Resolved, UsageError> {
    let stated = options(endpoint, plan, usage)?;
    let options = choices(endpoint, plan, stated)?;
    fill(endpoint, plan, usage, quantities)?;
    Ok(Resolved { options, calls: calls(endpoint, usage.call_count())? })
}

/// Checks what a usage says of itself, whatever was used before: that its names are known and stated once, and that no
/// quantity is below zero.
pub(crate) fn check_names<U: AnyUsage>(
    endpoint: &Endpoint,
    plan: &EndpointPlan,
    usage: &U,
) -> Result<(), UsageError> {
    options(endpoint, plan, usage)?;
    let mut stated = 0;
    usage
        .quantities()
        .try_for_each(|(name, value)| quantity(endpoint, plan, &mut stated, name, value).map(|_| ()))
}

/// The options that a usage gives: those it states, with the defaults of choices.
pub(crate) fn given<U: AnyUsage>(
    endpoint: &Endpoint,
    plan: &EndpointPlan,
    usage: &U,
) -> Result<OptionBits, UsageError> {
    choices(endpoint, plan, options(endpoint, plan, usage)?)
}

fn options<U: AnyUsage>(
    endpoint: &Endpoint,
    plan: &EndpointPlan,
    usage: &U,
) -> Result<OptionBits, UsageError> {
    let mut stated: OptionBits = 0;
    for name in usage.options() {
        stated = find_option(endpoint, plan, stated, name)?;
    }
    Ok(stated)
}

/// The options with one more, by its name.
pub(crate) fn find_option(
    endpoint: &Endpoint,
    plan: &EndpointPlan,
    stated: OptionBits,
    name: &str,
) -> Result<OptionBits, UsageError> {
    let bit = plan.option_bit(name).ok_or_else(|| UsageError::UnknownOption {
        endpoint: endpoint.name.clone(),
        option: name.to_string(),
        nearest: nearest(name, endpoint.option_names.iter().map(String::as_str)).map(String::from),
        is_quantity: plan.quantity_names.get(name).is_some(),
    })?;
    if stated & bit != 0 {
        return Err(UsageError::RepeatedOption { option: name.to_string() });
    }
    Ok(stated | bit)
}

/// Adds the defaults of choices; refuses two members of one, and none of a required one.
pub(crate) fn choices(
    endpoint: &Endpoint,
    plan: &EndpointPlan,
    stated: OptionBits,
) -> Result<OptionBits, UsageError> {
    if let Some(given) = plan.given(stated) {
        return Ok(given);
    }
    for (choice, model) in plan.choices.iter().zip(&endpoint.choices) {
        match (stated & choice.members).count_ones() {
            0 if choice.required => {
                return Err(UsageError::ChoiceRequired {
                    choice: model.name.clone(),
                    members: listed(model.of.iter().map(|member| endpoint.option_name(*member))),
                });
            }
            0 | 1 => {}
            _ => {
                let stated = model.of.iter().filter(|member| stated & member.bit() != 0);
                let mut members = stated.map(|member| endpoint.option_name(*member).to_string());
                return Err(UsageError::ExclusiveOptions {
                    choice: model.name.clone(),
                    first: members.next().unwrap_or_default(),
                    second: members.next().unwrap_or_default(),
                });
            }
        }
    }
    Ok(stated)
}

/// The place of a quantity that is stated for the first time and not below zero.
#[inline(always)]
fn quantity(
    endpoint: &Endpoint,
    plan: &EndpointPlan,
    stated: &mut u64,
    name: &str,
    value: Decimal,
) -> Result<usize, UsageError> {
    let at = plan.quantity_names.get(name).ok_or_else(|| UsageError::UnknownQuantity {
        endpoint: endpoint.name.clone(),
        quantity: name.to_string(),
        nearest: nearest(name, endpoint.quantities.iter().map(|quantity| quantity.name.as_str()))
            .map(String::from),
        is_option: plan.option_bit(name).is_some(),
    })?;
    let bit = 1_u64.wrapping_shl(shift(at));
    if *stated & bit != 0 {
        return Err(UsageError::RepeatedQuantity { quantity: name.to_string() });
    }
    // A negative zero is zero.
    if value.is_sign_negative() && !value.is_zero() {
        return Err(UsageError::NegativeQuantity { quantity: name.to_string() });
    }
    *stated |= bit;
    Ok(at)
}

fn fill<U: AnyUsage>(
    endpoint: &Endpoint,
    plan: &EndpointPlan,
    usage: &U,
    quantities: &mut [Decimal],
) -> Result<(), UsageError> {
    for (place, quantity) in quantities.iter_mut().zip(&plan.quantities) {
        *place = quantity.default;
    }
    let mut stated = 0_u64;
    for (name, value) in usage.quantities() {
        let at = quantity(endpoint, plan, &mut stated, name, value)?;
        if let Some(place) = quantities.get_mut(at) {
            // Trailing zeros would only make the numbers of the computation larger.
            *place = if value.scale() == 0 { value } else { value.normalize() };
        }
    }
    let missing = plan.required & !stated;
    if missing != 0 {
        let quantity =
            usize::try_from(missing.trailing_zeros()).ok().and_then(|at| endpoint.quantities.get(at));
        let quantity = quantity.map(|quantity| quantity.name.clone()).unwrap_or_default();
        return Err(UsageError::QuantityRequired { quantity });
    }
    if plan.must_count && stated == 0 {
        return Err(UsageError::NothingCounted {
            endpoint: endpoint.name.clone(),
            quantities: listed(endpoint.quantities.iter().map(|quantity| quantity.name.as_str())),
        });
    }
    Ok(())
}

/// How many calls a usage stands for: a whole number from 1, and 1 where the endpoint rates periods.
#[inline(always)]
fn calls(endpoint: &Endpoint, calls: Decimal) -> Result<Decimal, UsageError> {
    if is_one(calls) { Ok(Decimal::ONE) } else { several_calls(endpoint, calls) }
}

/// Whether a number is 1, written as such.
#[inline(always)]
pub(crate) fn is_one(number: Decimal) -> bool {
    let parts = number.unpack();
    (parts.lo, parts.mid, parts.hi, parts.scale, parts.negative) == (1, 0, 0, 0, false)
}

#[inline(never)]
fn several_calls(endpoint: &Endpoint, calls: Decimal) -> Result<Decimal, UsageError> {
    if calls < Decimal::ONE || !calls.fract().is_zero() {
        return Err(UsageError::InvalidCalls { calls: calls.normalize().to_string() });
    }
    let calls = calls.normalize();
    if endpoint.basis == Basis::Period && !is_one(calls) {
        return Err(UsageError::CallsOnPeriod { endpoint: endpoint.name.clone() });
    }
    Ok(calls)
}

/// A fault of the arithmetic, in the names of the endpoint.
#[cold]
pub(crate) fn name_fault(endpoint: &Endpoint, fault: Fault) -> UsageError {
    let charge = |at: usize| endpoint.charges.get(at).map(|charge| charge.name.clone());
    let name = endpoint.name.clone();
    match fault {
        Fault::NoFlatRate => UsageError::NoRate { endpoint: name, charge: None },
        Fault::NoRate { charge: at } => UsageError::NoRate { endpoint: name, charge: charge(at) },
        Fault::NegativeCount { charge: at } => {
            UsageError::NegativeCount { charge: charge(at).unwrap_or_default() }
        }
        Fault::BeyondLastTier { charge: at } => {
            UsageError::BeyondLastTier { charge: charge(at).unwrap_or_default() }
        }
        Fault::NotRepresentable(Step::Charge(at)) => {
            UsageError::NotRepresentable { endpoint: name, charge: charge(at) }
        }
        Fault::NotRepresentable(Step::Flat | Step::Total) => {
            UsageError::NotRepresentable { endpoint: name, charge: None }
        }
    }
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    const SHOWN: usize = 12;
    let mut list = String::new();
    for (at, name) in names.enumerate() {
        if at == SHOWN {
            list.push_str(", …");
            break;
        }
        list.push_str(&if at == 0 { format!("`{name}`") } else { format!(", `{name}`") });
    }
    list
}

/// A place below 64, as the count of bits to shift by.
fn shift(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
