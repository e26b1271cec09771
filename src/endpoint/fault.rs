//! Why a usage has no price, in the names of its endpoint.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::Priced;
use crate::resolve::{Refusal, explain_choice};
use crate::rules::{Fault, OptionBits, Setting, Step};
use crate::sheet::{AttributeId, Endpoint, PriceTable, Pricing, QuantityId, Share};
use crate::usage::UsageError;

impl Priced<'_> {
    /// A fault of the arithmetic, in the names of the endpoint.
    #[cold]
    pub(crate) fn name_fault(self, fault: Fault, setting: &Setting) -> UsageError {
        let endpoint = self.endpoint;
        let charge = |at: usize| endpoint.charges.get(at).map(|charge| charge.name.clone());
        let name = endpoint.name.clone();
        match fault {
            Fault::NoFlatRate => {
                let values = endpoint.table.as_ref().map(|table| self.values(table, setting));
                UsageError::NoRate { endpoint: name, charge: None, values }
            }
            Fault::NoRate { charge: at } => {
                let rates =
                    endpoint.charges.get(at).map(|charge| charge.rates.as_slice()).unwrap_or_default();
                let table = rates.iter().find_map(|rate| match &rate.pricing {
                    Pricing::Table { table, .. } => Some(table),
                    _ => None,
                });
                let values = table.map(|table| self.values(table, setting));
                UsageError::NoRate { endpoint: name, charge: charge(at), values }
            }
            Fault::NegativeCount { charge: at } => {
                UsageError::NegativeCount { charge: charge(at).unwrap_or_default() }
            }
            Fault::BeyondLastTier { charge: at } => {
                UsageError::BeyondLastTier { charge: charge(at).unwrap_or_default() }
            }
            Fault::InvalidShare { charge: at } => self.invalid_share(at),
            Fault::NotRepresentable(Step::Charge(at)) => {
                UsageError::NotRepresentable { endpoint: name, charge: charge(at) }
            }
            Fault::NotRepresentable(Step::Flat | Step::Total) => {
                UsageError::NotRepresentable { endpoint: name, charge: None }
            }
        }
    }

    /// The values by which a table is looked up, in words.
    fn values(self, table: &PriceTable, setting: &Setting) -> String {
        let value = |attribute: &AttributeId| {
            let name = self.endpoint.attribute_name(*attribute);
            format!("`{name}` = `{}`", setting.text(self.endpoint, *attribute))
        };
        table.by().iter().map(value).collect::<Vec<_>>().join(", ")
    }

    fn invalid_share(self, charge: usize) -> UsageError {
        let charge = self.endpoint.charges.get(charge);
        let name = |of: fn(&Share) -> QuantityId| {
            let share = charge.and_then(|charge| charge.share.as_ref());
            share.map(|share| self.endpoint.quantity_name(of(share)).to_string()).unwrap_or_default()
        };
        UsageError::InvalidShare {
            charge: charge.map(|charge| charge.name.clone()).unwrap_or_default(),
            of: name(|share| share.of),
            within: name(|share| share.within),
        }
    }
}

/// Bits that are not a set of options which a usage may state.
#[cold]
pub(crate) fn refuse_bits(
    endpoint: &Endpoint,
    bits: OptionBits,
    unknown: OptionBits,
    refusal: Option<Refusal>,
) -> UsageError {
    match refusal {
        Some(Refusal::Choice(at)) if unknown == 0 => explain_choice(endpoint, at, bits),
        _ => UsageError::UnknownOption {
            endpoint: endpoint.name.clone(),
            option: format!("bit {}", unknown.trailing_zeros()),
            nearest: None,
            is_quantity: false,
        },
    }
}
