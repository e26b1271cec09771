//! What a record states for a target, in the words of its format or as a map reads it.

use std::borrow::Cow;

use pricesheet::number;
use serde_json::value::RawValue;

use crate::error::RecordError;
use crate::field::{Field, Target};
use crate::json::text_of;
use crate::mapping::{Origin, Source};
use crate::number::{charged, invalid, shortened};

/// A value that is stated: never null, and an empty cell only until a map has seen it.
#[derive(Debug, Clone)]
pub(crate) enum Stated<'r> {
    /// A value of an object.
    Json(&'r RawValue),
    /// A cell of a table.
    Cell(&'r str),
    /// What a map has made of either.
    Mapped(Cow<'r, str>),
}

impl<'r> Stated<'r> {
    /// Its text; nothing where it is JSON of another kind.
    pub(crate) fn text(&self) -> Option<Cow<'r, str>> {
        match self {
            Stated::Json(value) => text_of(value),
            Stated::Cell(text) => Some(Cow::Borrowed(text)),
            Stated::Mapped(text) => Some(text.clone()),
        }
    }

    /// Its text, or the JSON as it is written.
    pub(crate) fn literal(&self) -> Cow<'r, str> {
        match self {
            Stated::Json(value) => text_of(value).unwrap_or(Cow::Borrowed(value.get())),
            Stated::Cell(text) => Cow::Borrowed(text),
            Stated::Mapped(text) => text.clone(),
        }
    }

    /// The text of a number: a literal, or a text that holds one.
    pub(crate) fn number(&self, name: &str) -> Result<Cow<'r, str>, RecordError> {
        let text = match self {
            Stated::Json(value) => match value.get().as_bytes().first() {
                Some(b'-' | b'0'..=b'9') => Some(Cow::Borrowed(value.get())),
                _ => text_of(value),
            },
            _ => self.text(),
        };
        text.ok_or_else(|| RecordError::field(name, "a number, or a text that holds one"))
    }

    fn is_empty_text(&self) -> bool {
        match self {
            Stated::Json(_) => false,
            Stated::Cell(text) => text.is_empty(),
            Stated::Mapped(text) => text.is_empty(),
        }
    }
}

impl Source {
    /// What a record states by this source, given what its field holds; nothing where that is nothing.
    pub(crate) fn read<'r>(
        &'r self,
        target: &Target,
        held: Option<Stated<'r>>,
    ) -> Result<Option<Stated<'r>>, RecordError> {
        let field = match &self.origin {
            Origin::Field(field) => field,
            Origin::Value(value) => return Ok(Some(Stated::Mapped(Cow::Borrowed(value)))),
        };
        let Some(held) = held else { return Ok(None) };
        if self.is_plain() {
            return Ok(Some(held).filter(|held| !held.is_empty_text()));
        }
        let renamed = self.renamed(field, held)?;
        if renamed.is_empty_text() {
            return Ok(None);
        }
        if let Some(moment) = &self.moment {
            let text = renamed.literal();
            let at = moment.read(&text).map_err(|reason| RecordError::NotByFormat {
                field: field.clone(),
                text: shortened(&text),
                format: moment.format().to_string(),
                reason,
            })?;
            return Ok(Some(Stated::Mapped(Cow::Owned(at.to_string()))));
        }
        let Some(times) = self.times else { return Ok(Some(renamed)) };
        let text = renamed.number(field)?;
        let (sign, amount) = match text.strip_prefix('-') {
            // What may not be below zero is refused as such, once it is read.
            Some(rest) if *target != Target::Field(Field::Charged) => {
                ("-", number::parse(rest).map_err(|error| invalid(field, &text, error))?)
            }
            _ => ("", charged(field, &text)?),
        };
        let product = number::product(amount, times)
            .ok_or_else(|| RecordError::TooManyDigits { field: field.clone() })?;
        Ok(Some(Stated::Mapped(Cow::Owned(format!("{sign}{}", product.normalize())))))
    }

    fn renamed<'r>(&'r self, field: &str, held: Stated<'r>) -> Result<Stated<'r>, RecordError> {
        let Some(values) = &self.values else { return Ok(held) };
        let value = held.literal();
        match values.renamed.get(&*value) {
            Some(read) => Ok(Stated::Mapped(Cow::Borrowed(read))),
            None if values.exact && !value.is_empty() => Err(RecordError::UnmappedValue {
                field: field.to_string(),
                nearest: pricesheet::suggest::nearest(&value, values.renamed.keys().map(String::as_str))
                    .map(ToString::to_string),
                value: shortened(&value),
            }),
            None => Ok(held),
        }
    }
}
