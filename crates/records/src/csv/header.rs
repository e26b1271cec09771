//! What each column of a file is.

use std::borrow::Cow;
use std::collections::HashSet;

use super::Fields;
use crate::error::{ReadError, RecordError};
use crate::field::{Field, Target, is_outcome_column};
use crate::mapping::Mapping;
use crate::number;
use crate::usage::RecordedUsage;

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Column {
    /// A part of the usage.
    Usage(Target),
    /// Replaced by the outcome.
    Outcome,
    Other,
}

impl Column {
    /// What a column holds where the mapping says so, or its name.
    fn mapped(name: &str, mapping: &Mapping) -> Self {
        match mapping.target(name) {
            Some(target) => Column::of_target(Some(target.clone())),
            // Another column stands for it.
            None if mapping.replaces(name) => Column::Other,
            None => Column::of(name),
        }
    }

    pub(crate) fn of(name: &str) -> Self {
        if is_outcome_column(name) { Column::Outcome } else { Column::of_target(Target::of(name)) }
    }

    fn of_target(target: Option<Target>) -> Self {
        let usage = |target: &Target| !matches!(target, Target::Field(field) if !field.is_usage());
        target.filter(usage).map_or(Column::Other, Column::Usage)
    }
}

/// The columns of a file.
#[derive(Debug)]
pub(crate) struct Header {
    names: Vec<String>,
    columns: Vec<Column>,
    /// Whether no column is replaced by the outcome.
    keeps_all: bool,
}

impl Header {
    /// The columns of these names. Where they become keys of an object, none may be there twice.
    pub(crate) fn new(
        names: Vec<String>,
        file: &str,
        mapping: &Mapping,
        required: &[(String, String)],
        as_keys: bool,
    ) -> Result<Self, ReadError> {
        let columns: Vec<Column> = names.iter().map(|name| Column::mapped(name, mapping)).collect();
        let missing = |column: &str, purpose: &str| ReadError::MissingColumn {
            input: file.to_string(),
            column: column.to_string(),
            purpose: purpose.to_string(),
        };
        let mapped = mapping.entries().map(|(_, source)| (source.field(), "to map"));
        let wanted = required.iter().map(|(field, purpose)| (&**field, &**purpose));
        if let Some((column, purpose)) =
            mapped.chain(wanted).find(|(field, _)| !names.iter().any(|name| name == field))
        {
            return Err(missing(column, purpose));
        }
        if !columns.contains(&Column::Usage(Target::Field(Field::Endpoint))) {
            return Err(missing(Field::Endpoint.name(), ""));
        }
        let mut seen = HashSet::new();
        let twice = names.iter().zip(&columns).find(|(name, column)| {
            // Others are only kept, and may have one name in CSV; an object has a key once.
            let required = required.iter().any(|(field, _)| field == *name);
            let kept = matches!(column, Column::Other | Column::Outcome) && !required;
            !seen.insert(name.as_str()) && (as_keys || !kept)
        });
        if let Some((name, _)) = twice {
            return Err(ReadError::RepeatedColumn { input: file.to_string(), column: name.clone() });
        }
        let keeps_all = !columns.contains(&Column::Outcome);
        Ok(Header { names, columns, keeps_all })
    }

    /// A row whose fields stand below the columns, or why they do not.
    pub(crate) fn fit<'a>(&self, row: Fields<'a>) -> Result<Fields<'a>, RecordError> {
        let (fields, columns) = (row.len(), self.columns.len());
        if fields == columns {
            return Ok(row);
        }
        Err(RecordError::not_a_record(format!("the row has {fields} fields, the header {columns}")))
    }

    /// The field of a row below a column; empty is not stated.
    pub(crate) fn field<'a>(&self, row: Fields<'a>, column: &str) -> Option<&'a str> {
        let (_, field) = self.names.iter().zip(row.iter()).find(|(name, _)| *name == column)?;
        Some(field).filter(|field| !field.is_empty())
    }

    /// The usage of a row.
    pub(crate) fn usage<'a>(&'a self, row: Fields<'a>) -> Result<RecordedUsage<'a>, RecordError> {
        let mut usage = RecordedUsage::new("");
        for ((column, name), field) in self.columns.iter().zip(&self.names).zip(row.iter()) {
            let Column::Usage(target) = column else { continue };
            match target {
                Target::Field(Field::Endpoint) => usage.endpoint = Cow::Borrowed(field),
                Target::Field(Field::Options) => {
                    usage.options.extend(field.split_whitespace().map(Cow::Borrowed));
                }
                Target::Field(Field::Quantities) => {
                    for word in field.split_whitespace() {
                        let wanted = || RecordError::field("quantities", "like `results=120 search=1`");
                        let (quantity, value) = word.split_once('=').ok_or_else(wanted)?;
                        usage.quantities.push((Cow::Borrowed(quantity), number::quantity(quantity, value)?));
                    }
                }
                Target::Field(Field::Calls) if field.is_empty() => {}
                Target::Field(Field::Calls) => usage.calls = number::calls(field)?,
                Target::Field(Field::At) => {
                    usage.at = Some(field).filter(|field| !field.is_empty()).map(Cow::Borrowed);
                }
                Target::Field(Field::Charged) => {}
                Target::Option(option) => {
                    if number::flag(name, field)? {
                        usage.options.push(Cow::Borrowed(option));
                    }
                }
                Target::Quantity(_) if field.is_empty() => {}
                Target::Quantity(quantity) => {
                    usage.quantities.push((Cow::Borrowed(quantity), number::quantity(quantity, field)?));
                }
            }
        }
        if usage.endpoint.is_empty() {
            return Err(RecordError::MissingEndpoint);
        }
        Ok(usage)
    }

    /// Whether every field of a row is kept as it is.
    pub(crate) fn keeps_all(&self) -> bool {
        self.keeps_all
    }

    /// The names of the kept columns.
    pub(crate) fn kept_names(&self) -> Vec<String> {
        let named = self.names.iter().zip(&self.columns);
        named.filter(|(_, column)| **column != Column::Outcome).map(|(name, _)| name.clone()).collect()
    }

    /// The kept fields of a row: what their column holds, its name, and the field.
    pub(crate) fn kept<'a>(
        &'a self,
        row: Fields<'a>,
    ) -> impl Iterator<Item = (&'a Column, &'a str, &'a str)> {
        let named = self.columns.iter().zip(&self.names).zip(row.iter());
        named
            .filter(|((column, _), _)| **column != Column::Outcome)
            .map(|((column, name), field)| (column, name.as_str(), field))
    }
}
