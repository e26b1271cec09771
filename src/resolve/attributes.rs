//! What a usage states besides options and quantities: the names and values of attributes, its `at` where a window is asked for,
//! and what is wrong with them.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::sync::Arc;

use super::explain::listed;
use super::{Names, Refusal};
use crate::instant::{Instant, StatedInstant};
use crate::names::NameIndex;
use crate::rules::Setting;
use crate::sheet::{Attribute, AttributeId, Endpoint, ValueId, Window, WindowId, is_value};
use crate::suggest::nearest;
use crate::usage::{AnyUsage, At, UsageError};

/// The attributes of an endpoint, and what a usage may state of them.
#[derive(Debug, Clone)]
pub(super) struct Attributes {
    names: NameIndex,
    values: Box<[Values]>,
    windows: Box<[Arc<Window>]>,
}

#[derive(Debug, Clone)]
struct Values {
    names: NameIndex,
    default: Option<ValueId>,
    open: bool,
}

impl Attributes {
    /// None where the endpoint has no attributes and names no window.
    pub(super) fn of(endpoint: &Endpoint) -> Option<Box<Self>> {
        let values = |attribute: &Attribute| Values {
            names: NameIndex::new(attribute.values.iter()),
            default: attribute.default,
            open: attribute.open,
        };
        let attributes = &endpoint.attributes;
        let found = || Attributes {
            names: NameIndex::new(attributes.iter().map(|attribute| &attribute.name)),
            values: attributes.iter().map(values).collect(),
            windows: endpoint.windows.iter().cloned().collect(),
        };
        endpoint.asks_for_more().then(|| Box::new(found()))
    }

    /// Checks what a usage states of them.
    #[inline(never)]
    pub(super) fn check<U: AnyUsage>(&self, usage: &U) -> Result<(), Refusal> {
        self.fill::<U, false>(usage, &mut Setting::new())
    }

    /// The value of every attribute: the one that is stated, once, or its default. Every place in the usage's own list. `TEXTS` keeps
    /// those that the sheet does not name.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(super) fn fill<U: AnyUsage, const TEXTS: bool>(
        &self,
        usage: &U,
        setting: &mut Setting,
    ) -> Result<(), Refusal> {
        let stated = self.stated::<U, TEXTS>(usage, setting)?;
        self.complete(setting, stated, || {
            Some(match usage.stated_at()? {
                At::Instant(at) => Some(at.into()),
                At::Stated(at) => Some(at),
                At::Text(text) => text.parse().ok(),
            })
        })
    }

    /// Sets what is not stated to its default, and enters the windows in which an instant lies. An instant may be missing, and
    /// what is stated for it may not be one.
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn complete(
        &self,
        setting: &mut Setting,
        stated: u32,
        at: impl FnOnce() -> Option<Option<StatedInstant>>,
    ) -> Result<(), Refusal> {
        let all_stated = usize::try_from(stated.count_ones()) == Ok(self.values.len());
        let missing = if all_stated { &[][..] } else { &self.values };
        for (at, values) in missing.iter().enumerate() {
            if stated & bit(at) == 0 {
                let default = values.default.ok_or(Refusal::AttributeRequired(at))?;
                setting.set(AttributeId::at(at), default);
            }
        }
        if !self.windows.is_empty() {
            let at = at().ok_or(Refusal::NoInstant)?.ok_or(Refusal::Instant)?;
            let entered = self.windows.iter().enumerate().filter(|(_, window)| window.contains(at));
            entered.for_each(|(at, _)| setting.enter(WindowId::at(at)));
        }
        Ok(())
    }

    /// The attributes that are stated, and which they are.
    #[cfg_attr(not(feature = "small"), inline(always))]
    pub(super) fn stated<U: AnyUsage, const TEXTS: bool>(
        &self,
        usage: &U,
        setting: &mut Setting,
    ) -> Result<u32, Refusal> {
        let mut stated = 0_u32;
        // Mostly they are stated in the sheet's order.
        let mut likely = self.names.entries().iter();
        for (at, (name, value)) in usage.stated_attributes().enumerate() {
            let entry = match likely.next() {
                Some(entry) if entry.is(name) => entry,
                _ => self.names.find_elsewhere(name).ok_or(Refusal::Attribute(at))?,
            };
            let place = usize::try_from(entry.place).unwrap_or(usize::MAX);
            let values = self.values.get(place).filter(|_| stated & bit(place) == 0);
            let values = values.ok_or(Refusal::Attribute(at))?;
            stated |= bit(place);
            match values.id(value).ok_or(Refusal::Attribute(at))? {
                ValueId::UNKNOWN if TEXTS => setting.set_other(AttributeId::at(place), value),
                value => setting.set(AttributeId::at(place), value),
            }
        }
        Ok(stated)
    }
}

impl Values {
    /// The value of a text: any other one where the attribute is open. None where it cannot have it.
    #[cfg_attr(not(feature = "small"), inline(always))]
    fn id(&self, text: &str) -> Option<ValueId> {
        let other = || (self.open && is_value(text)).then_some(ValueId::UNKNOWN);
        self.names.find_short(text).map(|entry| ValueId::of_bits(entry.place)).or_else(other)
    }
}

/// An attribute as a set of one, by its place.
fn bit(place: usize) -> u32 {
    u32::try_from(place).ok().and_then(|place| 1_u32.checked_shl(place)).unwrap_or_default()
}

impl Names {
    /// The place of an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<usize> {
        self.attributes.as_ref()?.names.get(name)
    }

    /// The value of a text for the attribute at a place; none where it cannot have it.
    pub(crate) fn value(&self, attribute: usize, text: &str) -> Option<ValueId> {
        self.attributes.as_ref()?.values.get(attribute)?.id(text)
    }

    /// Completes a setting in which the attributes of these bits are set.
    pub(crate) fn complete_setting(
        &self,
        setting: &mut Setting,
        stated: u32,
        at: impl FnOnce() -> Option<Option<StatedInstant>>,
    ) -> Result<(), Refusal> {
        self.attributes.as_ref().map_or(Ok(()), |attributes| attributes.complete(setting, stated, at))
    }

    /// What is wrong with an attribute of a usage, by its place there.
    pub(super) fn explain_attribute<U: AnyUsage>(
        &self,
        endpoint: &Endpoint,
        usage: &U,
        at: usize,
    ) -> UsageError {
        let (name, value) = usage.stated_attributes().nth(at).unwrap_or_default();
        let attribute = name.to_string();
        let found = endpoint.attributes.iter().find(|attribute| attribute.name == name);
        let Some(known) = found else {
            let names = endpoint.attributes.iter().map(|attribute| attribute.name.as_str());
            return UsageError::UnknownAttribute {
                endpoint: endpoint.name.clone(),
                attribute,
                nearest: nearest(name, names).map(String::from),
                is_option: self.options.get(name).is_some(),
                is_quantity: self.quantities.get(name).is_some(),
            };
        };
        if usage.stated_attributes().take(at).any(|(other, _)| other == name) {
            return UsageError::RepeatedAttribute { attribute };
        }
        let value = value.to_string();
        if !is_value(&value) {
            return UsageError::InvalidValue { attribute, value };
        }
        let nearest = nearest(&value, known.values.iter().map(String::as_str)).map(String::from);
        UsageError::UnknownValue { attribute, value, nearest }
    }
}

/// A usage without an instant, where a window asks for one.
pub(super) fn explain_instant<U: AnyUsage>(endpoint: &Endpoint, usage: &U) -> UsageError {
    match usage.stated_at() {
        Some(At::Text(text)) => match text.parse::<Instant>() {
            Err(error) => UsageError::InvalidInstant { at: text.to_string(), error },
            Ok(_) => UsageError::NoInstant { endpoint: endpoint.name.clone() },
        },
        _ => UsageError::NoInstant { endpoint: endpoint.name.clone() },
    }
}

/// A required attribute that is not stated, by its place.
pub(super) fn explain_required(endpoint: &Endpoint, place: usize) -> UsageError {
    let attribute = endpoint.attributes.get(place);
    UsageError::AttributeRequired {
        attribute: attribute.map(|attribute| attribute.name.clone()).unwrap_or_default(),
        values: attribute
            .map(|attribute| listed(attribute.values.iter().map(String::as_str)))
            .unwrap_or_default(),
    }
}
