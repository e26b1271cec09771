//! What a usage states besides options and quantities, in the terms of its endpoint: attributes, and when it was made.

use alloc::string::String;
use alloc::vec::Vec;

use crate::limits::ATTRIBUTES_MAX;
use crate::sheet::{AttributeId, Condition, Endpoint, ValueId, WindowId};

/// The value of each attribute of an endpoint, and in which of its windows the usage's `at` lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Setting {
    values: [ValueId; ATTRIBUTES_MAX],
    /// The texts that open attributes have and the sheet does not name.
    others: Vec<(AttributeId, String)>,
    /// As a set: bit n stands for the n-th of the endpoint's windows.
    windows: u64,
}

impl Setting {
    /// That of an endpoint without attributes.
    pub(crate) const NONE: &'static Setting = &Setting::new();

    pub(crate) const fn new() -> Self {
        Setting { values: [ValueId::UNKNOWN; ATTRIBUTES_MAX], others: Vec::new(), windows: 0 }
    }

    /// Sets an attribute to a value that the sheet names.
    pub(crate) fn set(&mut self, attribute: AttributeId, value: ValueId) {
        if let Some(own) = self.values.get_mut(attribute.index()) {
            *own = value;
        }
    }

    /// Notes that the usage's `at` lies in a window.
    pub(crate) fn enter(&mut self, window: WindowId) {
        self.windows |= window.bit();
    }

    /// Sets an open attribute to another text.
    pub(crate) fn set_other(&mut self, attribute: AttributeId, value: &str) {
        self.set(attribute, ValueId::UNKNOWN);
        self.others.push((attribute, value.into()));
    }

    /// Whether a condition holds, where it is one of what is stated here.
    pub(crate) fn decides(&self, condition: &Condition) -> Option<bool> {
        match *condition {
            Condition::Attribute { attribute, value, is } => Some(self.has(attribute, value) == is),
            Condition::Window { window, inside } => Some((self.windows & window.bit() != 0) == inside),
            Condition::Given(_) | Condition::NotGiven(_) | Condition::Quantity { .. } => None,
        }
    }

    fn has(&self, attribute: AttributeId, value: ValueId) -> bool {
        self.values.get(attribute.index()) == Some(&value)
    }

    /// The values of all attributes, by their places.
    pub(crate) fn values(&self) -> &[ValueId] {
        &self.values
    }

    /// The windows in which the usage's `at` lies, as a set.
    pub(crate) fn windows(&self) -> u64 {
        self.windows
    }

    /// The value of an attribute as text.
    pub(crate) fn text<'t>(&'t self, endpoint: &'t Endpoint, attribute: AttributeId) -> &'t str {
        let other = self.others.iter().find(|(other, _)| *other == attribute);
        other.map_or_else(
            || self.values.get(attribute.index()).map_or("", |value| endpoint.value(attribute, *value)),
            |(_, text)| text.as_str(),
        )
    }
}
