//! One record, an object or a row: what both formats are read into.

use std::borrow::Cow;

use pricesheet::Decimal;

use crate::csv;
use crate::error::RecordError;
use crate::field::{Field, Target};
use crate::json::Object;
use crate::mapping::Mapping;
use crate::number;
use crate::stated::Stated;
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
            Shape::Row(header, fields) => header.usage(*fields, self.mapping)?,
        };
        if let Some(name) = self.mapping.endpoint_name(&usage.endpoint) {
            usage.endpoint = Cow::Borrowed(name);
        }
        Ok(usage)
    }

    /// The text of a field by its own name, or of what a path into nested ones leads to; nothing where it is not stated, which
    /// null and an empty cell are.
    #[must_use]
    pub fn text(&self, field: &str) -> Option<Cow<'r, str>> {
        match &self.shape {
            Shape::Object(object) => object.text(field),
            Shape::Row(header, fields) => {
                header.field(*fields, field).filter(|field| !field.is_empty()).map(Cow::Borrowed)
            }
        }
    }

    /// Whether it has such a field, whatever stands in it.
    #[must_use]
    pub fn has(&self, field: &str) -> bool {
        match &self.shape {
            Shape::Object(object) => object.has(field),
            Shape::Row(header, fields) => header.field(*fields, field).is_some(),
        }
    }

    /// The names of its fields, in order.
    #[must_use]
    pub fn fields(&self) -> Vec<&str> {
        match &self.shape {
            Shape::Object(object) => object.members.iter().map(|member| &*member.key).collect(),
            Shape::Row(header, _) => header.names().iter().map(String::as_str).collect(),
        }
    }

    /// What was charged; below zero for a credit.
    ///
    /// # Errors
    ///
    /// Where nothing says it, or it is not a decimal.
    pub fn charged(&self) -> Result<Decimal, RecordError> {
        let field = self.mapping.name_of(Field::Charged);
        let stated = match self.mapping.field_source(Field::Charged) {
            Some(source) => {
                let held = source.field().and_then(|field| self.held(field));
                source.read(&Target::Field(Field::Charged), held)?
            }
            None => self.held(field).filter(|stated| !stated.literal().is_empty()),
        };
        let stated = stated.ok_or_else(|| RecordError::MissingCharged { field: field.to_string() })?;
        number::charged(field, &stated.literal())
    }

    fn held(&self, field: &str) -> Option<Stated<'r>> {
        match &self.shape {
            Shape::Object(object) => object.at(field).map(Stated::Json),
            Shape::Row(header, fields) => header.field(*fields, field).map(Stated::Cell),
        }
    }
}
