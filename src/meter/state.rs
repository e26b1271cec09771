//! What is kept of a meter between two records.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use rust_decimal::Decimal;

use super::MeterError;
use crate::exact;
use crate::fingerprint::Fingerprint;
use crate::usage::{AnyUsage, At};

/// When the endpoint's `min` falls due: chosen where a meter is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum Minimum {
    /// With the first record.
    AtOnce,
    /// When the meter is closed, where the whole has not come to it by then.
    AtClose,
}

impl Minimum {
    /// The word for it in a stored state.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Minimum::AtOnce => "at-once",
            Minimum::AtClose => "at-close",
        }
    }
}

impl fmt::Display for Minimum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A meter as it is stored: what was used, what was due for it, and by which sheet. Small, and all that is needed to
/// continue.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "super::stored::Stored")
)]
pub struct MeterState {
    #[cfg_attr(feature = "serde", serde(rename = "sheet"))]
    pub(super) fingerprint: Fingerprint,
    pub(super) endpoint: String,
    pub(super) minimum: Minimum,
    pub(super) recorded: bool,
    pub(super) closed: bool,
    /// The number of the last numbered record; 0 before the first.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::stored::sequence::serialize"))]
    pub(super) sequence: u64,
    pub(super) options: Vec<String>,
    #[cfg_attr(feature = "serde", serde(serialize_with = "crate::usage::data::quantities::serialize"))]
    pub(super) quantities: Vec<(String, Decimal)>,
    #[cfg_attr(
        feature = "serde",
        serde(with = "crate::usage::data::attributes", skip_serializing_if = "Vec::is_empty")
    )]
    pub(super) attributes: Vec<(String, String)>,
    /// When the first record of a job was made, where the endpoint asks whether it lies in a window.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub(super) at: Option<String>,
    #[cfg_attr(feature = "serde", serde(serialize_with = "crate::amount::serialize"))]
    pub(super) charged: Decimal,
}

impl MeterState {
    pub(super) fn new(fingerprint: Fingerprint, endpoint: &str, minimum: Minimum) -> Self {
        MeterState {
            fingerprint,
            endpoint: endpoint.to_string(),
            minimum,
            recorded: false,
            closed: false,
            sequence: 0,
            options: Vec::new(),
            quantities: Vec::new(),
            attributes: Vec::new(),
            at: None,
            charged: Decimal::ZERO,
        }
    }

    /// The sheet under which the meter runs.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The name of the endpoint.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// When the endpoint's `min` falls due.
    #[must_use]
    pub fn minimum(&self) -> Minimum {
        self.minimum
    }

    /// Whether anything was recorded.
    #[must_use]
    pub fn is_recorded(&self) -> bool {
        self.recorded
    }

    /// Whether the meter was closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// The number of the last numbered record; 0 before the first.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The options stated so far.
    #[must_use]
    pub fn options(&self) -> &[String] {
        &self.options
    }

    /// The quantities stated so far: what each comes to.
    #[must_use]
    pub fn quantities(&self) -> &[(String, Decimal)] {
        &self.quantities
    }

    /// The attributes stated so far.
    #[must_use]
    pub fn attributes(&self) -> &[(String, String)] {
        &self.attributes
    }

    /// When the job was, as its first record states it; none where no window asks for it.
    #[must_use]
    pub fn at(&self) -> Option<&str> {
        self.at.as_deref()
    }

    /// All that was due so far, in the sheet's unit.
    #[must_use]
    pub fn charged(&self) -> Decimal {
        self.charged
    }

    /// Takes the next number.
    pub(super) fn count(&mut self, sequence: u64) -> Result<(), MeterError> {
        if sequence <= self.sequence {
            return Err(MeterError::AlreadyCounted { sequence, last: self.sequence });
        }
        // Above the last one, so there is a next.
        let next = self.sequence.saturating_add(1);
        if sequence != next {
            return Err(MeterError::Gap { sequence, next });
        }
        self.sequence = sequence;
        Ok(())
    }

    pub(super) fn give(&mut self, option: &str) {
        if !self.options.iter().any(|known| known == option) {
            self.options.push(option.to_string());
        }
    }

    /// States what an attribute is, unless it was something else before.
    pub(super) fn set_attribute(&mut self, name: &str, value: &str) -> Result<(), MeterError> {
        match self.attributes.iter().find(|(known, _)| known == name) {
            Some((_, known)) if known == value => Ok(()),
            Some((_, known)) => Err(MeterError::attribute_differs(name, known, value)),
            None => {
                self.attributes.push((name.to_string(), value.to_string()));
                Ok(())
            }
        }
    }

    pub(super) fn add(&mut self, quantity: &str, value: Decimal) -> Result<(), MeterError> {
        let Some((_, known)) = self.quantities.iter_mut().find(|(name, _)| name == quantity) else {
            self.set(quantity, value);
            return Ok(());
        };
        *known = exact::sum(*known, value)
            .ok_or_else(|| MeterError::QuantityTooLarge { quantity: quantity.to_string() })?;
        Ok(())
    }

    pub(super) fn set(&mut self, quantity: &str, value: Decimal) {
        match self.quantities.iter_mut().find(|(name, _)| name == quantity) {
            Some((_, known)) => *known = value.normalize(),
            None => self.quantities.push((quantity.to_string(), value.normalize())),
        }
    }

    /// All of it as one usage.
    pub(super) fn whole(&self) -> Whole<'_> {
        Whole(self)
    }
}

/// What a state holds, as a usage of one call.
pub(super) struct Whole<'a>(&'a MeterState);

impl crate::usage::sealed::Sealed for Whole<'_> {}

impl AnyUsage for Whole<'_> {
    fn endpoint_name(&self) -> &str {
        &self.0.endpoint
    }

    fn stated_options(&self) -> impl Iterator<Item = &str> {
        self.0.options.iter().map(String::as_str)
    }

    fn stated_quantities(&self) -> impl Iterator<Item = (&str, Decimal)> {
        self.0.quantities.iter().map(|(name, value)| (name.as_str(), *value))
    }

    fn stated_attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn call_count(&self) -> Decimal {
        Decimal::ONE
    }

    fn stated_at(&self) -> Option<At<'_>> {
        self.0.at.as_deref().map(At::Text)
    }
}
