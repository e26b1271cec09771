//! A usage, what section 3 finds wrong with it, and what it says to the conditions of a sheet.

use std::collections::{BTreeMap, BTreeSet};

use num_traits::{One, Signed, Zero};

use super::decimal::{Amount, whole};
use super::model::{Basis, Condition, Endpoint, Flat, Operator};

/// One usage as a customer states it: options and quantities may be stated twice, and anything may be wrong.
#[derive(Clone, Debug)]
pub struct Usage {
    pub endpoint: String,
    pub options: Vec<String>,
    pub quantities: Vec<(String, Amount)>,
    pub calls: Amount,
}

impl Usage {
    /// A usage that states nothing but its endpoint.
    pub fn new(endpoint: &str) -> Usage {
        Usage {
            endpoint: endpoint.to_owned(),
            options: Vec::new(),
            quantities: Vec::new(),
            calls: Amount::one(),
        }
    }

    pub fn option(mut self, name: &str) -> Usage {
        self.options.push(name.to_owned());
        self
    }

    pub fn quantity(mut self, name: &str, amount: Amount) -> Usage {
        self.quantities.push((name.to_owned(), amount));
        self
    }

    pub fn calls(mut self, calls: Amount) -> Usage {
        self.calls = calls;
        self
    }
}

/// The errors of section 3, one variant each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    UnknownEndpoint,
    UnknownOption,
    UnknownQuantity,
    RepeatedOption,
    RepeatedQuantity,
    ExclusiveOptions,
    ChoiceRequired,
    QuantityRequired,
    NegativeQuantity,
    NothingCounted,
    CallsOnPeriod,
    InvalidCalls,
    NegativeCount,
    NoRate,
    BeyondLastTier,
    Unrepresentable,
}

/// Everything wrong with how the usage is stated, before anything is rated.
///
/// The order in which several faults are found is nobody's promise, so all of them are returned.
pub fn faults(endpoint: Option<&Endpoint>, usage: &Usage) -> BTreeSet<Fault> {
    let mut faults = BTreeSet::new();
    let mut note = |fault: Fault, found: bool| {
        if found {
            faults.insert(fault);
        }
    };

    note(Fault::RepeatedOption, repeats(usage.options.iter()));
    note(Fault::RepeatedQuantity, repeats(usage.quantities.iter().map(|(name, _)| name)));
    note(Fault::NegativeQuantity, usage.quantities.iter().any(|(_, amount)| amount.is_negative()));
    note(Fault::InvalidCalls, !usage.calls.is_integer() || usage.calls < whole(1));

    let Some(endpoint) = endpoint else {
        note(Fault::UnknownEndpoint, true);
        return faults;
    };

    let options = endpoint.option_names();
    let quantities = endpoint.quantity_names();
    let states = |name: &str| usage.quantities.iter().any(|(stated, _)| stated == name);
    note(Fault::UnknownOption, usage.options.iter().any(|name| !options.contains(&name.as_str())));
    note(
        Fault::UnknownQuantity,
        usage.quantities.iter().any(|(name, _)| !quantities.contains(&name.as_str())),
    );
    for choice in &endpoint.choices {
        // The same member stated twice is a repetition, not two options of one choice.
        let chosen = choice.of.iter().filter(|member| usage.options.contains(member)).count();
        note(Fault::ExclusiveOptions, chosen > 1);
        note(Fault::ChoiceRequired, choice.required && chosen == 0);
    }
    for quantity in &endpoint.quantities {
        note(Fault::QuantityRequired, quantity.required && !states(&quantity.name));
    }
    // "nor any `default`" is read as the default of a quantity: the default of a choice counts nothing.
    let counts_by_itself = !matches!(endpoint.flat, Flat::LeftOut)
        || endpoint.quantities.iter().any(|quantity| quantity.default.is_some());
    note(Fault::NothingCounted, !counts_by_itself && !quantities.iter().any(|name| states(name)));
    note(Fault::CallsOnPeriod, endpoint.basis == Some(Basis::Period) && usage.calls > whole(1));
    faults
}

fn repeats<'a>(names: impl Iterator<Item = &'a String>) -> bool {
    let mut seen = BTreeSet::new();
    names.filter(|name| !seen.insert(*name)).count() > 0
}

/// A usage in the light of its endpoint: which options are given, and how much there is of each quantity.
#[derive(Clone, Debug)]
pub struct Facts {
    given: BTreeSet<String>,
    stated: BTreeMap<String, Amount>,
}

impl Facts {
    pub fn new(endpoint: &Endpoint, usage: &Usage) -> Facts {
        let mut given: BTreeSet<String> = usage.options.iter().cloned().collect();
        for choice in &endpoint.choices {
            let stated = choice.of.iter().any(|member| usage.options.contains(member));
            if let (false, Some(default)) = (stated, &choice.default) {
                given.insert(default.clone());
            }
        }
        let mut stated = BTreeMap::new();
        for quantity in &endpoint.quantities {
            stated.extend(quantity.default.clone().map(|default| (quantity.name.clone(), default)));
        }
        stated.extend(usage.quantities.iter().cloned());
        Facts { given, stated }
    }

    /// Whether the option is given: stated, or the default of a choice of which nothing is stated.
    pub fn is_given(&self, option: &str) -> bool {
        self.given.contains(option)
    }

    /// The quantity as stated, or its default, or 0.
    pub fn quantity(&self, name: &str) -> Amount {
        self.stated.get(name).cloned().unwrap_or_else(Amount::zero)
    }

    /// Whether every condition of a `when` holds; a `when` without conditions always does.
    pub fn hold(&self, when: &[Condition]) -> bool {
        when.iter().all(|condition| match condition {
            Condition::Given(option) => self.is_given(option),
            Condition::NotGiven(option) => !self.is_given(option),
            Condition::Compare { quantity, operator, bound } => {
                let stated = &self.quantity(quantity);
                match operator {
                    Operator::Above => stated > bound,
                    Operator::AtLeast => stated >= bound,
                    Operator::Below => stated < bound,
                    Operator::AtMost => stated <= bound,
                }
            }
        })
    }
}
