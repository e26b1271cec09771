//! One record, an object or a row: what both formats are read into.

use std::borrow::Cow;

use pricesheet::Decimal;

use crate::csv;
use crate::error::RecordError;
use crate::field::Field;
use crate::jsonl::Object;
use crate::mapping::Mapping;
use crate::number;
use crate::usage::RecordedUsage;

/// A record that could be read, with the mapping that says what its fields stand for.
#[derive(Debug)]
pub struct Record<'r> {
    pub(crate) shape: Shape<'r>,
    pub(crate) mapping: &'r Mapping,
}

/// A record as its format has it.
#[derive(Debug)]
pub(crate) enum Shape<'r> {
    Object(Object<'r>),
    Row(&'r csv::Header, csv::Fields<'r>),
}

impl<'r> Record<'r> {
    /// The usage that it states.
    ///
    /// # Errors
    ///
    /// Where it states no endpoint, or something that cannot be read.
    #[inline]
    pub fn usage(&self) -> Result<RecordedUsage<'r>, RecordError> {
        let mut usage = match &self.shape {
            Shape::Object(object) => object.usage(self.mapping)?,
            // The mapping is in the header.
            Shape::Row(header, fields) => header.usage(*fields)?,
        };
        if let Some(name) = self.mapping.endpoint_name(&usage.endpoint) {
            usage.endpoint = Cow::Borrowed(name);
        }
        Ok(usage)
    }

    /// The text of a field by its own name; nothing where it is not stated, which null and an empty cell are.
    #[must_use]
    pub fn text(&self, field: &str) -> Option<Cow<'r, str>> {
        match &self.shape {
            Shape::Object(object) => object.text(field),
            Shape::Row(header, fields) => header.field(*fields, field).map(Cow::Borrowed),
        }
    }

    /// What was charged; below zero for a credit.
    ///
    /// # Errors
    ///
    /// Where nothing says it, or it is not a decimal.
    pub fn charged(&self) -> Result<Decimal, RecordError> {
        let field = self.mapping.name_of(Field::Charged);
        let text =
            self.text(field).ok_or_else(|| RecordError::MissingCharged { field: field.to_string() })?;
        number::charged(field, &text)
    }
}
