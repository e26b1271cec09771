//! What is wrong with a usage: each fault with its culprit and what to do about it (section 3, *Errors*).

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

use crate::diagnostics::Quoted;
use crate::errors::coded;
use crate::instant::InstantError;
use crate::limits::VALUE_CHARS_MAX;

/// Why a usage has no price.
///
/// The list is complete on purpose: a biller has to notice a new way to fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UsageError {
    /// The sheet has no such endpoint.
    UnknownEndpoint {
        /// The name that was stated.
        endpoint: String,
        /// The known name that is nearest to it.
        nearest: Option<String>,
    },
    /// The endpoint has no such option.
    UnknownOption {
        /// The endpoint.
        endpoint: String,
        /// The name that was stated.
        option: String,
        /// The known name that is nearest to it.
        nearest: Option<String>,
        /// Whether it is a quantity of the endpoint.
        is_quantity: bool,
    },
    /// The endpoint has no such quantity.
    UnknownQuantity {
        /// The endpoint.
        endpoint: String,
        /// The name that was stated.
        quantity: String,
        /// The known name that is nearest to it.
        nearest: Option<String>,
        /// Whether it is an option of the endpoint.
        is_option: bool,
    },
    /// The endpoint has no such attribute.
    UnknownAttribute {
        /// The endpoint.
        endpoint: String,
        /// The name that was stated.
        attribute: String,
        /// The known name that is nearest to it.
        nearest: Option<String>,
        /// Whether it is an option of the endpoint.
        is_option: bool,
        /// Whether it is a quantity of the endpoint.
        is_quantity: bool,
    },
    /// An attribute does not have such a value.
    UnknownValue {
        /// The attribute.
        attribute: String,
        /// The value that was stated.
        value: String,
        /// The known value that is nearest to it.
        nearest: Option<String>,
    },
    /// A text cannot be a value of an attribute: it is empty or too long, or has a control character in it or white space
    /// around it.
    InvalidValue {
        /// The attribute.
        attribute: String,
        /// The text that was stated.
        value: String,
    },
    /// An attribute is stated twice.
    RepeatedAttribute {
        /// The attribute.
        attribute: String,
    },
    /// A required attribute is not stated.
    AttributeRequired {
        /// The attribute.
        attribute: String,
        /// Its known values, with commas between them.
        values: String,
    },
    /// The usage has no `at`, and the endpoint asks whether it lies in a window.
    NoInstant {
        /// The endpoint.
        endpoint: String,
    },
    /// The usage's `at` is not an instant, and the endpoint asks whether it lies in a window.
    InvalidInstant {
        /// What it is.
        at: String,
        /// Why that is not an instant.
        error: InstantError,
    },
    /// An option is stated twice.
    RepeatedOption {
        /// The option.
        option: String,
    },
    /// A quantity is stated twice.
    RepeatedQuantity {
        /// The quantity.
        quantity: String,
    },
    /// Two options of one choice are stated.
    ExclusiveOptions {
        /// The choice.
        choice: String,
        /// One of them.
        first: String,
        /// The other.
        second: String,
    },
    /// None of a required choice's options is stated.
    ChoiceRequired {
        /// The choice.
        choice: String,
        /// Its members, with commas between them.
        members: String,
    },
    /// A required quantity is not stated.
    QuantityRequired {
        /// The quantity.
        quantity: String,
    },
    /// A quantity is stated that the endpoint derives from others.
    DerivedQuantity {
        /// The quantity.
        quantity: String,
        /// What it is made of, with commas between them.
        parts: String,
    },
    /// A quantity is below zero.
    NegativeQuantity {
        /// The quantity.
        quantity: String,
    },
    /// None of the endpoint's quantities is stated, and nothing else is priced.
    NothingCounted {
        /// The endpoint.
        endpoint: String,
        /// Its quantities, with commas between them.
        quantities: String,
    },
    /// Another number of counts is stated than the endpoint has quantities.
    CountsMismatch {
        /// The endpoint.
        endpoint: String,
        /// How many quantities it has.
        expected: usize,
        /// How many counts were stated.
        stated: usize,
    },
    /// `calls` is zero, below zero or not whole.
    InvalidCalls {
        /// What was stated.
        calls: String,
    },
    /// `calls` is above 1 on an endpoint whose usages are whole billing periods.
    CallsOnPeriod {
        /// The endpoint.
        endpoint: String,
    },
    /// More is taken off a charge's count than it has.
    NegativeCount {
        /// The charge.
        charge: String,
    },
    /// No row of a decision table holds, or of a table of prices matches: of the charge's, or of the endpoint's where no charge is named.
    NoRate {
        /// The endpoint.
        endpoint: String,
        /// The charge.
        charge: Option<String>,
        /// The values that none of the rows has, where they are those of a table of prices.
        values: Option<String>,
    },
    /// The count of a charge lies beyond its last tier.
    BeyondLastTier {
        /// The charge.
        charge: String,
    },
    /// The share of a charge is of zero, or more than the whole.
    InvalidShare {
        /// The charge.
        charge: String,
        /// The quantity that is shared.
        of: String,
        /// The quantity that it is a part of.
        within: String,
    },
    /// The decimal type does not hold the exact result of a step.
    NotRepresentable {
        /// The endpoint.
        endpoint: String,
        /// The charge at which it happened; none: at the endpoint's own amounts or total.
        charge: Option<String>,
    },
}

coded!(UsageError {
    UsageError::UnknownEndpoint { .. } => "unknown-endpoint",
    UsageError::UnknownOption { .. } => "unknown-option",
    UsageError::UnknownQuantity { .. } => "unknown-quantity",
    UsageError::UnknownAttribute { .. } => "unknown-attribute",
    UsageError::UnknownValue { .. } => "unknown-value",
    UsageError::InvalidValue { .. } => "invalid-value",
    UsageError::RepeatedAttribute { .. } => "repeated-attribute",
    UsageError::AttributeRequired { .. } => "attribute-required",
    UsageError::NoInstant { .. } => "missing-at",
    UsageError::InvalidInstant { .. } => "invalid-at",
    UsageError::RepeatedOption { .. } => "repeated-option",
    UsageError::RepeatedQuantity { .. } => "repeated-quantity",
    UsageError::ExclusiveOptions { .. } => "exclusive-options",
    UsageError::ChoiceRequired { .. } => "choice-required",
    UsageError::QuantityRequired { .. } => "quantity-required",
    UsageError::DerivedQuantity { .. } => "derived-quantity",
    UsageError::NegativeQuantity { .. } => "negative-quantity",
    UsageError::NothingCounted { .. } => "nothing-counted",
    UsageError::CountsMismatch { .. } => "counts-mismatch",
    UsageError::InvalidCalls { .. } => "invalid-calls",
    UsageError::CallsOnPeriod { .. } => "calls-on-period",
    UsageError::NegativeCount { .. } => "negative-count",
    UsageError::NoRate { .. } => "no-rate",
    UsageError::BeyondLastTier { .. } => "beyond-last-tier",
    UsageError::InvalidShare { .. } => "invalid-share",
    UsageError::NotRepresentable { .. } => "not-representable",
});

impl UsageError {
    /// The name that the error is about: of an endpoint, option, quantity, attribute, choice or charge, or `calls` or `at`.
    #[must_use]
    pub fn culprit(&self) -> &str {
        match self {
            UsageError::UnknownEndpoint { endpoint, .. }
            | UsageError::NothingCounted { endpoint, .. }
            | UsageError::CountsMismatch { endpoint, .. }
            | UsageError::NoRate { endpoint, charge: None, .. }
            | UsageError::NotRepresentable { endpoint, charge: None } => endpoint,
            UsageError::UnknownOption { option, .. } | UsageError::RepeatedOption { option } => option,
            UsageError::UnknownQuantity { quantity, .. }
            | UsageError::RepeatedQuantity { quantity }
            | UsageError::QuantityRequired { quantity }
            | UsageError::DerivedQuantity { quantity, .. }
            | UsageError::NegativeQuantity { quantity } => quantity,
            UsageError::UnknownAttribute { attribute, .. }
            | UsageError::UnknownValue { attribute, .. }
            | UsageError::InvalidValue { attribute, .. }
            | UsageError::RepeatedAttribute { attribute }
            | UsageError::AttributeRequired { attribute, .. } => attribute,
            UsageError::NoInstant { .. } | UsageError::InvalidInstant { .. } => "at",
            UsageError::ExclusiveOptions { second, .. } => second,
            UsageError::ChoiceRequired { choice, .. } => choice,
            UsageError::InvalidCalls { .. } | UsageError::CallsOnPeriod { .. } => "calls",
            UsageError::NegativeCount { charge }
            | UsageError::InvalidShare { charge, .. }
            | UsageError::BeyondLastTier { charge }
            | UsageError::NoRate { charge: Some(charge), .. }
            | UsageError::NotRepresentable { charge: Some(charge), .. } => charge,
        }
    }

    /// What to do instead, where something can be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            UsageError::UnknownOption { option, is_quantity: true, .. } => {
                Some(format!("`{option}` is a quantity: state how much of it is used"))
            }
            UsageError::UnknownQuantity { quantity, is_option: true, .. } => {
                Some(format!("`{quantity}` is an option: state it as one, without a number"))
            }
            UsageError::UnknownAttribute { attribute, is_option: true, .. } => {
                Some(format!("`{attribute}` is an option: state it as one, without a value"))
            }
            UsageError::UnknownAttribute { attribute, is_quantity: true, .. } => {
                Some(format!("`{attribute}` is a quantity: state how much of it is used"))
            }
            UsageError::UnknownEndpoint { nearest: Some(nearest), .. }
            | UsageError::UnknownAttribute { nearest: Some(nearest), .. }
            | UsageError::UnknownValue { nearest: Some(nearest), .. }
            | UsageError::UnknownOption { nearest: Some(nearest), .. }
            | UsageError::UnknownQuantity { nearest: Some(nearest), .. } => {
                Some(format!("did you mean `{nearest}`?"))
            }
            UsageError::UnknownEndpoint { .. } => Some("state an endpoint of the sheet".to_string()),
            UsageError::UnknownOption { .. } => Some("state an option of this endpoint, or none".to_string()),
            UsageError::UnknownQuantity { .. } => {
                Some("state a quantity of this endpoint, or none".to_string())
            }
            UsageError::UnknownAttribute { .. } => {
                Some("state an attribute of this endpoint, or none".to_string())
            }
            UsageError::UnknownValue { .. } => Some("state a value that the endpoint names".to_string()),
            UsageError::InvalidValue { .. } => {
                Some(format!("state 1 to {VALUE_CHARS_MAX} characters, without white space around them"))
            }
            UsageError::AttributeRequired { values, .. } if values.is_empty() => Some("state it".to_string()),
            UsageError::AttributeRequired { values, .. } => Some(format!("state one of {values}")),
            UsageError::NoInstant { .. } | UsageError::InvalidInstant { .. } => {
                Some("write date, time and offset, such as 2026-05-01T00:00:00Z".to_string())
            }
            UsageError::RepeatedOption { .. }
            | UsageError::RepeatedQuantity { .. }
            | UsageError::RepeatedAttribute { .. } => Some("state it once".to_string()),
            UsageError::ExclusiveOptions { .. } => Some("state only one of them".to_string()),
            UsageError::ChoiceRequired { members, .. } => Some(format!("state one of {members}")),
            UsageError::QuantityRequired { .. } => Some("state it; 0 is a statement".to_string()),
            UsageError::NothingCounted { quantities, .. } => {
                Some(format!("state at least one of {quantities}"))
            }
            UsageError::CountsMismatch { .. } => {
                Some("state a count for each, in the order of the sheet".to_string())
            }
            UsageError::InvalidCalls { .. } => {
                Some("state a whole number from 1, or leave it out".to_string())
            }
            UsageError::CallsOnPeriod { .. } => {
                Some("add up what the period used and state it as one usage".to_string())
            }
            UsageError::DerivedQuantity { parts, .. } => Some(format!("state {parts} instead")),
            UsageError::NegativeQuantity { .. } => Some("state 0 or more".to_string()),
            UsageError::InvalidShare { of, within, .. } => {
                Some(format!("state `{within}` above zero, and `{of}` at most as much"))
            }
            UsageError::NotRepresentable { charge: Some(_), .. } => Some(
                "add a `round` to the charge in the sheet, or state smaller quantities with fewer decimal places"
                    .to_string(),
            ),
            UsageError::NotRepresentable { charge: None, .. } => Some(
                "state smaller quantities or fewer calls, or multipliers with fewer decimal places in the sheet"
                    .to_string(),
            ),
            UsageError::NegativeCount { .. }
            | UsageError::NoRate { .. }
            | UsageError::BeyondLastTier { .. } => None,
        }
    }
}

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UsageError::UnknownEndpoint { endpoint, .. } => write!(f, "unknown endpoint `{endpoint}`"),
            UsageError::UnknownOption { endpoint, option, .. } => {
                write!(f, "unknown option `{option}` of endpoint `{endpoint}`")
            }
            UsageError::UnknownQuantity { endpoint, quantity, .. } => {
                write!(f, "unknown quantity `{quantity}` of endpoint `{endpoint}`")
            }
            UsageError::UnknownAttribute { endpoint, attribute, .. } => {
                write!(f, "unknown attribute `{attribute}` of endpoint `{endpoint}`")
            }
            UsageError::UnknownValue { attribute, value, .. } => {
                write!(f, "unknown value `{value}` of attribute `{attribute}`")
            }
            UsageError::InvalidValue { attribute, value } => {
                write!(f, "{} cannot be a value of attribute `{attribute}`", Quoted(value))
            }
            UsageError::RepeatedAttribute { attribute } => {
                write!(f, "attribute `{attribute}` is stated twice")
            }
            UsageError::AttributeRequired { attribute, .. } => {
                write!(f, "the required attribute `{attribute}` is not stated")
            }
            UsageError::NoInstant { endpoint } => {
                write!(f, "`at` is not stated, but endpoint `{endpoint}` has prices by time")
            }
            UsageError::InvalidInstant { at, error } => write!(f, "{} of `at` is {error}", Quoted(at)),
            UsageError::RepeatedOption { option } => write!(f, "option `{option}` is stated twice"),
            UsageError::RepeatedQuantity { quantity } => write!(f, "quantity `{quantity}` is stated twice"),
            UsageError::ExclusiveOptions { choice, first, second } => {
                write!(f, "options `{first}` and `{second}` exclude each other in the choice `{choice}`")
            }
            UsageError::ChoiceRequired { choice, .. } => {
                write!(f, "no option of the required choice `{choice}` is stated")
            }
            UsageError::QuantityRequired { quantity } => {
                write!(f, "the required quantity `{quantity}` is not stated")
            }
            UsageError::DerivedQuantity { quantity, .. } => {
                write!(f, "quantity `{quantity}` is stated, but the endpoint derives it from others")
            }
            UsageError::NegativeQuantity { quantity } => write!(f, "quantity `{quantity}` is below zero"),
            UsageError::NothingCounted { endpoint, .. } => {
                write!(f, "nothing is counted: no quantity of endpoint `{endpoint}` is stated")
            }
            UsageError::CountsMismatch { endpoint, expected, stated } => {
                write!(f, "{stated} counts are stated, but endpoint `{endpoint}` has {expected} quantities")
            }
            UsageError::InvalidCalls { calls } => write!(f, "`calls` is {calls}, not a whole number from 1"),
            UsageError::CallsOnPeriod { endpoint } => {
                write!(
                    f,
                    "`calls` is above 1, but a usage of endpoint `{endpoint}` is a whole billing period"
                )
            }
            UsageError::NegativeCount { charge } => {
                write!(f, "charge `{charge}` counts less than zero: more is taken off than there is")
            }
            UsageError::NoRate { charge: Some(charge), values: Some(values), .. } => {
                write!(f, "no row of the table of charge `{charge}` has {values}")
            }
            UsageError::NoRate { endpoint, charge: None, values: Some(values) } => {
                write!(f, "no row of the table of endpoint `{endpoint}` has {values}")
            }
            UsageError::NoRate { charge: Some(charge), .. } => {
                write!(f, "no rate of charge `{charge}` covers this usage")
            }
            UsageError::NoRate { endpoint, charge: None, .. } => {
                write!(f, "no rate of endpoint `{endpoint}` covers this usage")
            }
            UsageError::BeyondLastTier { charge } => {
                write!(f, "the count of charge `{charge}` lies beyond its last tier")
            }
            UsageError::InvalidShare { charge, of, within } => {
                write!(f, "the share of charge `{charge}` is not a part: `{of}` of `{within}`")
            }
            UsageError::NotRepresentable { charge: Some(charge), .. } => {
                write!(
                    f,
                    "the exact amount of charge `{charge}`, or the sum with it, has more digits than the decimal type"
                )
            }
            UsageError::NotRepresentable { endpoint, charge: None } => {
                write!(f, "the exact amount of endpoint `{endpoint}` has more digits than the decimal type")
            }
        }
    }
}

impl core::error::Error for UsageError {}
