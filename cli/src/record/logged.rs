//! One record as a log has it, an object or a row.

use std::borrow::Cow;

use pricesheet::{Decimal, number};

use super::mapping::Mapping;
use super::{UsageFields, csv, jsonl};
use crate::fault::Fault;

/// A record that could be read.
pub(crate) enum Logged<'r> {
    Object(&'r jsonl::Object<'r>),
    Row(&'r csv::Header, csv::Fields<'r>),
}

impl<'r> Logged<'r> {
    /// The fields that make its usage, where every field stands for what the map says.
    pub(crate) fn usage<'m: 'r>(&self, mapping: &'m Mapping) -> Result<UsageFields<'r>, Fault> {
        let mut usage = match self {
            Logged::Object(object) => object.usage_by(mapping)?,
            // The header was read by the same map.
            Logged::Row(header, fields) => header.usage(*fields)?,
        };
        if let Some(name) = mapping.endpoint_name(&usage.endpoint) {
            usage.endpoint = Cow::Borrowed(name);
        }
        Ok(usage)
    }

    /// The text of a field; none where it is not stated.
    pub(crate) fn text(&self, field: &str) -> Option<Cow<'r, str>> {
        match self {
            Logged::Object(object) => object.text(field),
            Logged::Row(header, fields) => header.field(*fields, field).map(Cow::Borrowed),
        }
    }

    /// What was charged; below zero for a credit.
    pub(crate) fn charged(&self, mapping: &Mapping) -> Result<Decimal, Fault> {
        let field = mapping.source("charged");
        let text = self.text(field).ok_or_else(|| {
            let message = format!("the record has no `{field}` that says what was charged");
            let help = Some("name the field with --map charged=FIELD".to_string());
            Fault { help, ..Fault::new("missing-charged", field, message) }
        })?;
        let credit = text.strip_prefix('-');
        let mut charged =
            number::parse(credit.unwrap_or(&text)).map_err(|error| Fault::number(field, &text, error))?;
        charged.set_sign_negative(credit.is_some() && !charged.is_zero());
        Ok(charged)
    }
}
