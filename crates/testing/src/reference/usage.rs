//! A usage, and what section 3 finds wrong with it.

use std::collections::BTreeSet;

use num_traits::{One, Signed};

use super::decimal::{Amount, whole};
use super::instant::Moment;
use super::model::{Attribute, Basis, Endpoint, Flat};

/// The longest text that an attribute may have, in characters.
const VALUE_LENGTH_MAX: usize = 200;

/// One usage as a customer states it: whatever has a name may be stated twice, and anything may be wrong.
#[derive(Clone, Debug)]
pub struct Usage {
    /// The name of the endpoint, or an alias.
    pub endpoint: String,
    pub options: Vec<String>,
    pub quantities: Vec<(String, Amount)>,
    pub attributes: Vec<(String, String)>,
    pub at: Option<String>,
    pub calls: Amount,
}

impl Usage {
    /// A usage that states nothing but its endpoint.
    pub fn new(endpoint: &str) -> Usage {
        Usage {
            endpoint: endpoint.to_owned(),
            options: Vec::new(),
            quantities: Vec::new(),
            attributes: Vec::new(),
            at: None,
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

    pub fn attribute(mut self, name: &str, value: &str) -> Usage {
        self.attributes.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn at(mut self, at: &str) -> Usage {
        self.at = Some(at.to_owned());
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
    DerivedStated,
    UnknownAttribute,
    RepeatedAttribute,
    UnknownValue,
    InvalidValue,
    AttributeRequired,
    InstantRequired,
    InvalidInstant,
    NothingCounted,
    CallsOnPeriod,
    InvalidCalls,
    NegativeCount,
    NoRate,
    BeyondLastTier,
    InvalidShare,
    Unrepresentable,
}

impl Fault {
    /// Whether conditions and tables have no answer for a usage of this fault, so that rating it says nothing.
    fn hides_conditions(self) -> bool {
        use Fault::{AttributeRequired, InstantRequired, InvalidInstant, InvalidValue, UnknownValue};
        let of_attributes = matches!(self, AttributeRequired | InvalidValue | UnknownValue);
        of_attributes || matches!(self, Fault::RepeatedAttribute | InstantRequired | InvalidInstant)
    }
}

/// Whether a usage with these faults can be rated all the same, as far as it goes.
pub fn can_be_rated(faults: &BTreeSet<Fault>) -> bool {
    !faults.iter().any(|fault| fault.hides_conditions())
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

    attribute_faults(endpoint, usage, &mut note);
    let windowed = endpoint.names_a_window();
    note(Fault::InstantRequired, windowed && usage.at.is_none());
    note(Fault::InvalidInstant, windowed && usage.at.iter().any(|at| Moment::read(at).is_none()));

    let options = endpoint.option_names();
    let quantities = endpoint.quantity_names();
    let states = |name: &str| usage.quantities.iter().any(|(stated, _)| stated == name);
    note(Fault::UnknownOption, usage.options.iter().any(|name| !options.contains(&name.as_str())));
    note(
        Fault::UnknownQuantity,
        usage.quantities.iter().any(|(name, _)| !quantities.contains(&name.as_str())),
    );
    for quantity in endpoint.quantities.iter().filter(|quantity| quantity.made.is_some()) {
        note(Fault::DerivedStated, states(&quantity.name));
    }
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

/// Everything wrong with the attributes of a usage.
fn attribute_faults(endpoint: &Endpoint, usage: &Usage, note: &mut impl FnMut(Fault, bool)) {
    note(Fault::RepeatedAttribute, repeats(usage.attributes.iter().map(|(name, _)| name)));
    for (name, value) in &usage.attributes {
        note(Fault::InvalidValue, !can_be_value(value));
        match endpoint.attributes.iter().find(|attribute| attribute.name == *name) {
            None => note(Fault::UnknownAttribute, true),
            Some(attribute) => note(Fault::UnknownValue, !is_known(endpoint, attribute, value)),
        }
    }
    for attribute in &endpoint.attributes {
        let stated = usage.attributes.iter().any(|(name, _)| *name == attribute.name);
        note(Fault::AttributeRequired, attribute.default.is_none() && !stated);
    }
}

fn is_known(endpoint: &Endpoint, attribute: &Attribute, value: &str) -> bool {
    attribute.open || endpoint.known_values(attribute).contains(&value)
}

/// Whether a text can be the value of an attribute.
pub fn can_be_value(text: &str) -> bool {
    let length = text.chars().count();
    let ends_in_white_space = text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
    (1..=VALUE_LENGTH_MAX).contains(&length) && !ends_in_white_space && !text.contains(char::is_control)
}

fn repeats<'a>(names: impl Iterator<Item = &'a String>) -> bool {
    let mut seen = BTreeSet::new();
    names.filter(|name| !seen.insert(*name)).count() > 0
}
