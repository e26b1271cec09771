//! Usages: what was called, with which options and how much of everything (section 3).

#[cfg(feature = "serde")]
pub(crate) mod data;
mod error;
mod number;
mod reference;

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rust_decimal::Decimal;

use crate::instant::{Instant, StatedInstant};
pub use error::UsageError;
pub use number::ExactNumber;
pub use reference::UsageRef;

/// One call, or one billing period of an endpoint: what is to be priced.
///
/// A usage is checked against a sheet when it is priced, not while it is built, so that one usage can be priced under
/// several sheets. What is stated twice is kept twice, and then refused.
///
/// ```
/// use pricesheet::Usage;
///
/// let usage = Usage::new("search-employees").quantity("search", 1).quantity("results", 120).calls(3);
/// assert_eq!(usage.endpoint(), "search-employees");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Usage {
    endpoint: String,
    options: Vec<String>,
    quantities: Vec<(String, Decimal)>,
    attributes: Vec<(String, String)>,
    calls: Decimal,
    at: Option<String>,
}

impl Usage {
    /// One call of an endpoint, without options and quantities.
    pub fn new(endpoint: impl Into<String>) -> Self {
        Usage {
            endpoint: endpoint.into(),
            options: Vec::new(),
            quantities: Vec::new(),
            attributes: Vec::new(),
            calls: Decimal::ONE,
            at: None,
        }
    }

    /// What a usage in either form states.
    ///
    /// ```
    /// use pricesheet::{Usage, UsageRef};
    ///
    /// let usage = UsageRef::new("get-personal-profile").options(&["skills"]);
    /// assert_eq!(Usage::of(&usage), Usage::new("get-personal-profile").option("skills"));
    /// ```
    #[must_use]
    pub fn of<U: AnyUsage>(usage: &U) -> Self {
        let owned = Usage::new(usage.endpoint_name()).calls(usage.call_count());
        let owned = usage.stated_options().fold(owned, Usage::option);
        let owned = usage.stated_quantities().fold(owned, |owned, (name, value)| owned.quantity(name, value));
        let owned =
            usage.stated_attributes().fold(owned, |owned, (name, value)| owned.attribute(name, value));
        match usage.stated_at() {
            None => owned,
            Some(At::Instant(at)) => owned.made_at(at),
            Some(At::Stated(at)) => owned.made_at_text(at.to_string()),
            Some(At::Text(at)) => owned.made_at_text(at),
        }
    }

    /// States an option.
    #[must_use]
    pub fn option(mut self, name: impl Into<String>) -> Self {
        self.options.push(name.into());
        self
    }

    /// States several options.
    ///
    /// ```
    /// use pricesheet::Usage;
    ///
    /// let usage = Usage::new("get-personal-profile").options(["skills", "certifications"]);
    /// assert!(usage.stated_options().eq(["skills", "certifications"]));
    /// ```
    #[must_use]
    pub fn options<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.options.extend(names.into_iter().map(Into::into));
        self
    }

    /// States a quantity: an integer or a [`Decimal`], not below zero. For text, see [`number::parse`](crate::number::parse).
    #[must_use]
    pub fn quantity(mut self, name: impl Into<String>, value: impl ExactNumber) -> Self {
        self.quantities.push((name.into(), value.into_decimal()));
        self
    }

    /// States what an attribute is, by which conditions and tables of prices are decided.
    ///
    /// ```
    /// use pricesheet::Usage;
    ///
    /// let usage = Usage::new("chat").attribute("region", "eu");
    /// assert!(usage.stated_attributes().eq([("region", "eu")]));
    /// ```
    #[must_use]
    pub fn attribute(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.attributes.push((name.into(), value.into()));
        self
    }

    /// States several attributes.
    ///
    /// ```
    /// use pricesheet::Usage;
    ///
    /// let usage = Usage::new("chat").attributes([("model", "gpt-5"), ("region", "eu")]);
    /// assert_eq!(usage, Usage::new("chat").attribute("model", "gpt-5").attribute("region", "eu"));
    /// ```
    #[must_use]
    pub fn attributes<N: Into<String>, V: Into<String>>(
        mut self,
        attributes: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        self.attributes.extend(attributes.into_iter().map(|(name, value)| (name.into(), value.into())));
        self
    }

    /// States how many times the same call was made: a whole number from 1. Each is rated for itself, rounding
    /// included, so the total is that of one times `calls`.
    #[must_use]
    pub fn calls(mut self, calls: impl ExactNumber) -> Self {
        self.calls = calls.into_decimal();
        self
    }

    /// States the instant of the call, by which a [`PriceBook`](crate::PriceBook) chooses the sheet and a sheet tells
    /// whether it lies in a window.
    #[must_use]
    pub fn made_at(self, at: Instant) -> Self {
        self.made_at_text(at.to_string())
    }

    /// States the instant of the call as it is written in a record, with the wall time that it shows. Text that is not an
    /// instant is an error where a [`PriceBook`](crate::PriceBook) or a window asks for it.
    #[must_use]
    pub fn made_at_text(mut self, at: impl Into<String>) -> Self {
        self.at = Some(at.into());
        self
    }

    /// The name of the endpoint.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The names of the options, in the order and as often as they are stated.
    pub fn stated_options(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.options.iter().map(String::as_str)
    }

    /// The quantities by name, in the order and as often as they are stated.
    pub fn stated_quantities(&self) -> impl ExactSizeIterator<Item = (&str, Decimal)> + Clone {
        self.quantities.iter().map(|(name, value)| (name.as_str(), *value))
    }

    /// The attributes by name, in the order and as often as they are stated.
    pub fn stated_attributes(&self) -> impl ExactSizeIterator<Item = (&str, &str)> + Clone {
        self.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// How many times the same call was made; 1 where nothing is stated.
    #[must_use]
    pub fn call_count(&self) -> Decimal {
        self.calls
    }

    /// The instant of the call, as text that may not be one.
    #[must_use]
    pub fn at(&self) -> Option<&str> {
        self.at.as_deref()
    }
}

/// When a call was made, as its usage states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum At<'a> {
    /// An instant, which shows the wall time of UTC.
    Instant(Instant),
    /// An instant with the wall time that it shows.
    Stated(StatedInstant),
    /// Text by RFC 3339, or text that is not an instant.
    Text(&'a str),
}

/// A usage in either of its forms, [`Usage`] or [`UsageRef`].
pub trait AnyUsage: sealed::Sealed {
    /// The name of the endpoint.
    fn endpoint_name(&self) -> &str;
    /// The names of the options, as often as they are stated.
    fn stated_options(&self) -> impl Iterator<Item = &str>;
    /// The quantities, as often as they are stated.
    fn stated_quantities(&self) -> impl Iterator<Item = (&str, Decimal)>;
    /// The attributes, as often as they are stated.
    fn stated_attributes(&self) -> impl Iterator<Item = (&str, &str)>;
    /// How many times the same call was made.
    fn call_count(&self) -> Decimal;
    /// When the call was made.
    fn stated_at(&self) -> Option<At<'_>>;
    /// Whether it states no option, no quantity and no attribute.
    fn states_nothing(&self) -> bool {
        self.stated_options().next().is_none()
            && self.stated_quantities().next().is_none()
            && self.stated_attributes().next().is_none()
    }
}

impl AnyUsage for Usage {
    fn endpoint_name(&self) -> &str {
        &self.endpoint
    }

    fn stated_options(&self) -> impl Iterator<Item = &str> {
        self.options.iter().map(String::as_str)
    }

    fn stated_quantities(&self) -> impl Iterator<Item = (&str, Decimal)> {
        self.quantities.iter().map(|(name, value)| (name.as_str(), *value))
    }

    fn stated_attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn call_count(&self) -> Decimal {
        self.calls
    }

    fn stated_at(&self) -> Option<At<'_>> {
        self.at.as_deref().map(At::Text)
    }
}

impl sealed::Sealed for Usage {}

pub(crate) mod sealed {
    /// Which types count is the crate's to say.
    pub trait Sealed {}
}
