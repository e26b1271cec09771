//! Faults that are another usage: options that were not charged, or charged though nobody asked.

use alloc::vec::Vec;

use rust_decimal::Decimal;

use crate::audit::Cause;
use crate::price_sheet::EndpointPricer;
use crate::usage::{AnyUsage, UsageRef};

/// Names every option whose absence, presence or place explains what was charged.
pub(super) fn search<U: AnyUsage>(
    endpoint: EndpointPricer<'_>,
    usage: &U,
    charged: Decimal,
    causes: &mut Vec<Cause>,
) {
    let given: Vec<&str> = usage.options().collect();
    let quantities: Vec<(&str, Decimal)> = usage.quantities().collect();
    let explains = |options: &[&str]| {
        let calls = usage.call_count();
        let usage = UsageRef { endpoint: usage.endpoint_name(), options, quantities: &quantities, calls };
        endpoint.price(&usage) == Ok(charged)
    };
    let without = |left: &str| -> Vec<&str> { given.iter().copied().filter(|name| *name != left).collect() };
    for option in &given {
        if explains(&without(option)) {
            causes.push(Cause::OptionMissed { option: (*option).into() });
        }
    }
    if given.len() > 1 && explains(&[]) {
        causes.push(Cause::OptionsMissed);
    }
    let absent = endpoint.endpoint.option_names.iter().filter(|name| !given.contains(&name.as_str()));
    for option in absent {
        let mut more = given.clone();
        more.push(option);
        if explains(&more) {
            causes.push(Cause::OptionCharged { option: option.clone() });
        }
        // A member of a choice takes the place of the one that is given.
        let mut choices = endpoint.endpoint.choices.iter().filter(|choice| choice.of.contains(option));
        let member = choices
            .next()
            .and_then(|choice| given.iter().find(|name| choice.of.iter().any(|member| member == *name)));
        if let Some(member) = member {
            let mut other = without(member);
            other.push(option);
            if explains(&other) {
                causes.push(Cause::OptionInstead { given: (*member).into(), charged: option.clone() });
            }
        }
    }
}
