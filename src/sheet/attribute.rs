//! Attributes: text that a usage states, for conditions and tables of prices (section 2, *An attribute*).

use alloc::string::String;
use alloc::vec::Vec;

use crate::diagnostics::Span;
use crate::limits::VALUE_CHARS_MAX;

/// An attribute of an endpoint: its place in the endpoint's [`attributes`](super::Endpoint::attributes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttributeId(u8);

impl AttributeId {
    /// The one at a place; that of no list, where it is beyond any that a sheet can have.
    pub(crate) fn at(place: usize) -> Self {
        Self(u8::try_from(place).unwrap_or(u8::MAX))
    }

    /// The place in the endpoint's list, from 0.
    #[must_use]
    #[inline(always)]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// A known value of an attribute: its place in the attribute's [`values`](Attribute::values).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueId(u32);

impl ValueId {
    /// What no known value is: any other text that an open attribute may have.
    pub(crate) const UNKNOWN: Self = Self(u32::MAX);

    /// The one at a place.
    pub(crate) fn at(place: usize) -> Self {
        u32::try_from(place).map_or(Self::UNKNOWN, Self)
    }

    /// The place in the attribute's list, from 0.
    #[must_use]
    #[inline(always)]
    pub fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }

    pub(crate) fn bits(self) -> u32 {
        self.0
    }

    pub(crate) fn of_bits(bits: u32) -> Self {
        Self(bits)
    }
}

/// Text that a usage states, for conditions and tables of prices (section 2, *An attribute*).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Attribute {
    /// The name by which usages state it.
    pub name: String,
    /// What people call it.
    pub title: Option<String>,
    /// The value that it has where a usage does not state it.
    pub default: Option<ValueId>,
    /// Whether a usage must state it. Exactly one of this and a default is there.
    pub required: bool,
    /// The values that the sheet lists, in its order.
    pub of: Vec<ValueId>,
    /// Whether a usage may state any other value, too.
    pub open: bool,
    /// Every known value once: the listed ones, the default, then those that conditions and tables name.
    pub values: Vec<String>,
    /// Where its name stands.
    pub span: Span,
}

impl Attribute {
    /// A value; empty where it is not a known one of this attribute's.
    #[must_use]
    pub fn value(&self, value: ValueId) -> &str {
        self.values.get(value.index()).map_or("", String::as_str)
    }

    /// The known values, in the order of [`values`](Attribute::values).
    pub fn value_ids(&self) -> impl ExactSizeIterator<Item = ValueId> + use<> {
        (0..self.values.len()).map(ValueId::at)
    }
}

/// Whether a text can be a value: 1 to 200 characters without control characters, and without white space at either end.
pub(crate) fn is_value(text: &str) -> bool {
    let count = text.chars().take(VALUE_CHARS_MAX.saturating_add(1)).count();
    (1..=VALUE_CHARS_MAX).contains(&count)
        && !text.chars().any(char::is_control)
        && !text.starts_with(char::is_whitespace)
        && !text.ends_with(char::is_whitespace)
}
