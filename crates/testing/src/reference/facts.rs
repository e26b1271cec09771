//! What a usage says to the conditions and tables of its endpoint.

use std::collections::{BTreeMap, BTreeSet};

use num_traits::{One, Zero};

use super::decimal::Amount;
use super::instant::Moment;
use super::model::{Condition, Endpoint, Made, Operator, Sheet, Table, WILDCARD, Window};
use super::usage::Usage;

/// A usage in the light of its endpoint: which options are given, how much there is of each quantity, which value each
/// attribute has, and when it was.
#[derive(Clone, Debug)]
pub struct Facts {
    given: BTreeSet<String>,
    stated: BTreeMap<String, Amount>,
    attributes: BTreeMap<String, String>,
    at: Option<Moment>,
    windows: Vec<Window>,
}

impl Facts {
    pub fn new(sheet: &Sheet, endpoint: &Endpoint, usage: &Usage) -> Facts {
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
        for quantity in &endpoint.quantities {
            if let Some(made) = &quantity.made {
                let value = combined(made, |name| stated.get(name).cloned().unwrap_or_default());
                stated.insert(quantity.name.clone(), value);
            }
        }
        let mut attributes = BTreeMap::new();
        for attribute in &endpoint.attributes {
            attributes.extend(attribute.default.clone().map(|default| (attribute.name.clone(), default)));
        }
        attributes.extend(usage.attributes.iter().cloned());
        let at = usage.at.as_deref().and_then(Moment::read);
        Facts { given, stated, attributes, at, windows: sheet.windows.clone() }
    }

    /// Whether the option is given: stated, or the default of a choice of which nothing is stated.
    pub fn is_given(&self, option: &str) -> bool {
        self.given.contains(option)
    }

    /// The quantity as stated, or its default, or 0; of a derived one the sum or product of these.
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
            Condition::Is { attribute, value } => self.value(attribute) == value,
            Condition::IsNot { attribute, value } => self.value(attribute) != value,
            Condition::In(window) => self.is_in(window),
            Condition::NotIn(window) => !self.is_in(window),
        })
    }

    /// The price of the first row whose values the usage has.
    pub fn price_in(&self, table: &Table) -> Option<Amount> {
        let values: Vec<&str> = table.by.iter().map(|attribute| self.value(attribute)).collect();
        let matches = |cells: &[String]| {
            cells.iter().zip(&values).all(|(cell, value)| cell == WILDCARD || cell == value)
        };
        table.rows.iter().find(|row| matches(&row.cells)).map(|row| row.price.clone())
    }

    fn value(&self, attribute: &str) -> &str {
        self.attributes.get(attribute).expect("an attribute has a default or is required")
    }

    fn is_in(&self, window: &str) -> bool {
        let window = self.windows.iter().find(|one| one.name == window).expect("a condition names a window");
        self.at.as_ref().expect("whoever names a window asks for an instant").is_in(window)
    }
}

/// The sum or product of quantities, each as `read` has it.
pub fn combined(made: &Made, mut read: impl FnMut(&str) -> Amount) -> Amount {
    match made {
        Made::Sum(weights) => {
            weights.iter().fold(Amount::zero(), |sum, (name, weight)| sum + read(name) * weight)
        }
        Made::Product(names) => names.iter().fold(Amount::one(), |product, name| product * read(name)),
    }
}
