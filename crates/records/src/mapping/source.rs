//! Where a value comes from, and what is made of it.

use std::collections::HashMap;

use pricesheet::Decimal;

use crate::moment::Moment;

/// Where a value comes from: a field, or a value that is the same for every record, and what is made of it.
///
/// ```
/// use pricesheet_records::Source;
///
/// assert_eq!(Source::of("usage.prompt_tokens").field(), Some("usage.prompt_tokens"));
/// assert_eq!(Source::always("chat").field(), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub(crate) origin: Origin,
    pub(crate) times: Option<Decimal>,
    pub(crate) moment: Option<Moment>,
    pub(crate) values: Option<Values>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A field, or a path into nested ones.
    Field(String),
    /// The same value for every record.
    Value(String),
}

/// What a field says, and what is read instead.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Values {
    pub(crate) renamed: HashMap<String, String>,
    /// Whether a value without an entry is an error.
    pub(crate) exact: bool,
}

impl Source {
    /// A field, or a path into nested objects and arrays: names and places, from 0, with dots between them.
    #[must_use]
    pub fn of(field: impl Into<String>) -> Self {
        Source { origin: Origin::Field(field.into()), times: None, moment: None, values: None }
    }

    /// A value that is the same for every record.
    #[must_use]
    pub fn always(value: impl Into<String>) -> Self {
        Source { origin: Origin::Value(value.into()), times: None, moment: None, values: None }
    }

    /// Reads a value instead of one that the field has.
    #[must_use]
    pub fn renaming(mut self, value: impl Into<String>, read: impl Into<String>) -> Self {
        self.values.get_or_insert_default().renamed.insert(value.into(), read.into());
        self
    }

    /// The field that is read, where one is.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        match &self.origin {
            Origin::Field(field) => Some(field),
            Origin::Value(_) => None,
        }
    }

    /// Whether a value is read as it stands: not multiplied, renamed or read by a format.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.times.is_none() && self.moment.is_none() && self.values.is_none()
    }
}
