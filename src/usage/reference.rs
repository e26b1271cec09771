//! Usages that borrow what they state.

use rust_decimal::Decimal;

use super::{AnyUsage, At, ExactNumber, sealed};
use crate::instant::Instant;

/// A usage that borrows its names: made, copied and priced without an allocation.
///
/// ```
/// use pricesheet::{Decimal, PriceSheet, UsageRef};
///
/// let sheet = PriceSheet::from_toml(pricesheet::EMBEDDED_SHEET)?;
/// let quantities = [("results", Decimal::from(3))];
/// let usage = UsageRef::new("search-companies").quantities(&quantities);
/// assert_eq!(sheet.price(&usage)?.to_string(), "0.9");
/// assert_eq!(sheet.price(&usage.calls(2))?.to_string(), "1.8");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct UsageRef<'a> {
    endpoint: &'a str,
    options: &'a [&'a str],
    quantities: &'a [(&'a str, Decimal)],
    attributes: &'a [(&'a str, &'a str)],
    calls: Decimal,
    at: Option<At<'a>>,
}

impl<'a> UsageRef<'a> {
    /// One call of an endpoint, without options and quantities.
    #[inline]
    #[must_use]
    pub const fn new(endpoint: &'a str) -> Self {
        UsageRef { endpoint, options: &[], quantities: &[], attributes: &[], calls: Decimal::ONE, at: None }
    }

    /// States all options by name, in place of those stated before.
    #[inline]
    #[must_use]
    pub const fn options(mut self, names: &'a [&'a str]) -> Self {
        self.options = names;
        self
    }

    /// States all quantities, in place of those stated before: name and value, which must not be below zero.
    #[inline]
    #[must_use]
    pub const fn quantities(mut self, quantities: &'a [(&'a str, Decimal)]) -> Self {
        self.quantities = quantities;
        self
    }

    /// States all attributes, in place of those stated before: name and value.
    #[inline]
    #[must_use]
    pub const fn attributes(mut self, attributes: &'a [(&'a str, &'a str)]) -> Self {
        self.attributes = attributes;
        self
    }

    /// States how many times the same call was made: a whole number from 1.
    #[inline]
    #[must_use]
    pub fn calls(mut self, calls: impl ExactNumber) -> Self {
        self.calls = calls.into_decimal();
        self
    }

    /// States the instant of the call, by which a [`PriceBook`](crate::PriceBook) chooses the sheet and a sheet tells
    /// whether it lies in a window.
    #[inline]
    #[must_use]
    pub const fn made_at(mut self, at: Instant) -> Self {
        self.at = Some(At::Instant(at));
        self
    }

    /// States the instant of the call as it is written in a record, with the wall time that it shows. Text that is not an
    /// instant is an error where a [`PriceBook`](crate::PriceBook) or a window asks for it.
    #[inline]
    #[must_use]
    pub const fn made_at_text(mut self, at: &'a str) -> Self {
        self.at = Some(At::Text(at));
        self
    }

    /// States when the call was made as another usage states it, or does not.
    #[inline]
    #[must_use]
    pub const fn made_as_stated(mut self, at: Option<At<'a>>) -> Self {
        self.at = at;
        self
    }

    /// The name of the endpoint.
    #[inline]
    #[must_use]
    pub const fn endpoint(&self) -> &'a str {
        self.endpoint
    }

    /// The names of the options, as often as they are stated.
    #[inline]
    #[must_use]
    pub const fn stated_options(&self) -> &'a [&'a str] {
        self.options
    }

    /// The quantities by name, as often as they are stated.
    #[inline]
    #[must_use]
    pub const fn stated_quantities(&self) -> &'a [(&'a str, Decimal)] {
        self.quantities
    }

    /// The attributes by name, as often as they are stated.
    #[inline]
    #[must_use]
    pub const fn stated_attributes(&self) -> &'a [(&'a str, &'a str)] {
        self.attributes
    }

    /// How many times the same call was made; 1 where nothing is stated.
    #[inline]
    #[must_use]
    pub const fn call_count(&self) -> Decimal {
        self.calls
    }
}

impl sealed::Sealed for UsageRef<'_> {}

impl AnyUsage for UsageRef<'_> {
    fn endpoint_name(&self) -> &str {
        self.endpoint
    }

    fn stated_options(&self) -> impl Iterator<Item = &str> {
        self.options.iter().copied()
    }

    fn stated_quantities(&self) -> impl Iterator<Item = (&str, Decimal)> {
        self.quantities.iter().copied()
    }

    fn stated_attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().copied()
    }

    fn call_count(&self) -> Decimal {
        self.calls
    }

    fn stated_at(&self) -> Option<At<'_>> {
        self.at
    }
}
