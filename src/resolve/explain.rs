//! Why a usage is refused, in words: for a statement that resolving has refused by its place.

use alloc::format;
use alloc::string::{String, ToString};

use rust_decimal::Decimal;

use super::{Names, Refusal, attributes};
use crate::rules::OptionBits;
use crate::sheet::{Endpoint, QuantityId};
use crate::suggest::nearest;
use crate::usage::{AnyUsage, UsageError};

impl Names {
    /// A refusal in words.
    #[cold]
    pub(crate) fn explain<U: AnyUsage>(
        &self,
        endpoint: &Endpoint,
        usage: &U,
        refusal: Refusal,
    ) -> UsageError {
        match refusal {
            Refusal::Option(at) => {
                self.explain_option(endpoint, usage.stated_options().nth(at).unwrap_or_default())
            }
            Refusal::Choice(at) => {
                let stated = self.options(usage).map_or(0, |(stated, _)| stated);
                explain_choice(endpoint, at, stated)
            }
            Refusal::Quantity(at) => {
                let (name, value) = usage.stated_quantities().nth(at).unwrap_or_default();
                self.explain_quantity(endpoint, name, value)
            }
            Refusal::Required(place) => UsageError::QuantityRequired {
                quantity: endpoint.quantity_name(QuantityId::at(place)).to_string(),
            },
            Refusal::Attribute(at) => self.explain_attribute(endpoint, usage, at),
            Refusal::NoInstant | Refusal::Instant => attributes::explain_instant(endpoint, usage),
            Refusal::AttributeRequired(place) => attributes::explain_required(endpoint, place),
            Refusal::NothingCounted => UsageError::NothingCounted {
                endpoint: endpoint.name.clone(),
                quantities: listed(endpoint.quantities.iter().map(|quantity| quantity.name.as_str())),
            },
        }
    }

    fn explain_option(&self, endpoint: &Endpoint, name: &str) -> UsageError {
        if self.options.get(name).is_some() {
            return UsageError::RepeatedOption { option: name.to_string() };
        }
        UsageError::UnknownOption {
            endpoint: endpoint.name.clone(),
            option: name.to_string(),
            nearest: nearest(name, endpoint.option_names.iter().map(String::as_str)).map(String::from),
            is_quantity: self.quantities.get(name).is_some(),
        }
    }

    fn explain_quantity(&self, endpoint: &Endpoint, name: &str, value: Decimal) -> UsageError {
        let quantity = name.to_string();
        if let Some(derived) = endpoint.derived.iter().find(|derived| derived.name == name) {
            let parts = listed(derived.parts().map(|part| endpoint.quantity_name(part)));
            return UsageError::DerivedQuantity { quantity, parts };
        }
        if self.quantities.get(name).is_none() {
            let known = endpoint.quantities.iter().map(|quantity| quantity.name.as_str());
            return UsageError::UnknownQuantity {
                endpoint: endpoint.name.clone(),
                quantity,
                nearest: nearest(name, known).map(String::from),
                is_option: self.options.get(name).is_some(),
            };
        }
        // Of a quantity that is stated twice, the second statement is refused for that first.
        if value.is_sign_negative() && !value.is_zero() {
            UsageError::NegativeQuantity { quantity }
        } else {
            UsageError::RepeatedQuantity { quantity }
        }
    }
}

/// Two members of a choice, or none of a required one.
#[cold]
pub(crate) fn explain_choice(endpoint: &Endpoint, at: usize, stated: OptionBits) -> UsageError {
    let Some(choice) = endpoint.choices.get(at) else {
        return UsageError::ChoiceRequired { choice: String::new(), members: String::new() };
    };
    let members = || choice.of.iter().map(|member| endpoint.option_name(*member));
    let stated = choice.of.iter().filter(|member| stated & member.bit() != 0);
    let mut stated = stated.map(|member| endpoint.option_name(*member).to_string());
    match (stated.next(), stated.next()) {
        (Some(first), Some(second)) => {
            UsageError::ExclusiveOptions { choice: choice.name.clone(), first, second }
        }
        _ => UsageError::ChoiceRequired { choice: choice.name.clone(), members: listed(members()) },
    }
}

/// Names with commas between them, the first dozen.
pub(super) fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
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
