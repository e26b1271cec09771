//! What each column of a file is.

use std::borrow::Cow;
use std::collections::HashSet;

use super::Fields;
use crate::error::{ReadError, RecordError};
use crate::field::{Field, Meaning, Part, is_outcome_column};
use crate::mapping::Mapping;
use crate::near::nearly;
use crate::stated::Stated;
use crate::usage::RecordedUsage;

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Column {
    /// A field of the usage.
    Field(Field),
    /// One name of a field of several.
    Part(Part, String),
    /// Replaced by the outcome.
    Outcome,
    /// Kept, or read by an entry of a mapping.
    Other,
}

impl Column {
    fn mapped(name: &str, mapping: &Mapping) -> Self {
        let column = Column::of(name);
        let field = match &column {
            Column::Field(field) => Some(*field),
            _ => None,
        };
        if column == Column::Outcome || mapping.means_itself(name, field) { column } else { Column::Other }
    }

    pub(crate) fn of(name: &str) -> Self {
        match Meaning::of(name) {
            _ if is_outcome_column(name) => Column::Outcome,
            // What was charged is asked for by name.
            Meaning::Field(Field::Charged) | Meaning::Nearly | Meaning::Other => Column::Other,
            Meaning::Field(field) => Column::Field(field),
            Meaning::Part(part, name) => Column::Part(part, name.to_string()),
        }
    }
}

/// How the header of a file is read.
pub(crate) struct HeaderOptions<'a> {
    pub(crate) file: &'a str,
    pub(crate) mapping: &'a Mapping,
    /// Columns that must be there, and what for.
    pub(crate) required: &'a [(String, String)],
    /// Whether columns become keys of an object, none of which may be there twice.
    pub(crate) as_keys: bool,
    /// Other delimiters, and the columns that the file would have with them.
    pub(crate) others: Vec<(char, Vec<String>)>,
}

/// The columns of a file.
#[derive(Debug)]
pub(crate) struct Header {
    names: Vec<String>,
    columns: Vec<Column>,
    /// For each entry of the mapping, the column that it reads.
    mapped: Vec<Option<usize>>,
    /// Whether no column is replaced by the outcome.
    keeps_all: bool,
}

impl Header {
    /// The columns of these names.
    pub(crate) fn new(names: Vec<String>, options: &HeaderOptions<'_>) -> Result<Self, ReadError> {
        let HeaderOptions { file, mapping, required, as_keys, others } = options;
        let columns: Vec<Column> = names.iter().map(|name| Column::mapped(name, mapping)).collect();
        let misnamed = names.iter().filter(|name| !mapping.accounts_for(name));
        let misnamed: Vec<_> = misnamed.filter_map(|name| Some((name.clone(), nearly(name)?))).collect();
        let missing = |column: &str, purpose: &str| {
            let would = others.iter().find(|(_, names)| names.iter().any(|name| name == column));
            ReadError::MissingColumn {
                input: file.to_string(),
                column: column.to_string(),
                purpose: purpose.to_string(),
                columns: names.clone(),
                delimiter: would.map(|(delimiter, _)| *delimiter),
            }
        };
        let sources = || mapping.entries().map(|(_, source)| source.field());
        let mapped = sources().flatten().map(|field| (field, "to map"));
        let wanted = required.iter().map(|(field, purpose)| (&**field, &**purpose));
        let place = |field: &str| names.iter().position(|name| name == field);
        let absent = mapped.chain(wanted).find(|(field, _)| place(field).is_none());
        let no_endpoint = !columns.contains(&Column::Field(Field::Endpoint))
            && mapping.field_source(Field::Endpoint).is_none();
        // With another delimiter, all is otherwise.
        let split_otherwise = names.len() == 1 && !others.is_empty();
        match absent {
            Some((column, purpose)) if !no_endpoint => return Err(missing(column, purpose)),
            _ if no_endpoint && (misnamed.is_empty() || split_otherwise) => {
                return Err(missing(Field::Endpoint.name(), ""));
            }
            _ => {}
        }
        if !misnamed.is_empty() {
            return Err(ReadError::MisnamedColumns { input: file.to_string(), columns: misnamed });
        }
        let mut seen = HashSet::new();
        let twice = names.iter().zip(&columns).find(|(name, column)| {
            // Others are only kept, and may have one name in CSV; an object has a key once.
            let read = required.iter().any(|(field, _)| field == *name)
                || sources().any(|field| field == Some(name));
            let kept = matches!(column, Column::Other | Column::Outcome) && !read;
            !seen.insert(name.as_str()) && (*as_keys || !kept)
        });
        if let Some((name, _)) = twice {
            return Err(ReadError::RepeatedColumn { input: file.to_string(), column: name.clone() });
        }
        let mapped = sources().map(|field| field.and_then(place)).collect();
        let keeps_all = !columns.contains(&Column::Outcome);
        Ok(Header { names, columns, mapped, keeps_all })
    }

    /// The names of the columns.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// A row whose fields stand below the columns, or why they do not.
    pub(crate) fn fit<'a>(&self, row: Fields<'a>) -> Result<Fields<'a>, RecordError> {
        let (fields, columns) = (row.len(), self.columns.len());
        if fields == columns {
            return Ok(row);
        }
        Err(RecordError::not_a_record(format!("the row has {fields} fields, the header {columns}")))
    }

    /// The field of a row below a column, where there is such a column.
    pub(crate) fn field<'a>(&self, row: Fields<'a>, column: &str) -> Option<&'a str> {
        row.get(self.names.iter().position(|name| name == column)?)
    }

    /// The usage of a row.
    pub(crate) fn usage<'a>(
        &'a self,
        row: Fields<'a>,
        mapping: &'a Mapping,
    ) -> Result<RecordedUsage<'a>, RecordError> {
        let mut usage = RecordedUsage::new("");
        for ((column, name), field) in self.columns.iter().zip(&self.names).zip(row.iter()) {
            match column {
                // Empty is not stated.
                _ if field.is_empty() => {}
                Column::Field(Field::Endpoint) => usage.endpoint = Cow::Borrowed(field),
                Column::Field(of) => usage.state(*of, name, &Stated::Cell(field))?,
                Column::Part(part, of) => {
                    usage.state_part(*part, Cow::Borrowed(of), Some(name), &Stated::Cell(field))?;
                }
                Column::Outcome | Column::Other => {}
            }
        }
        for ((target, source), place) in mapping.entries().zip(&self.mapped) {
            let held = place.and_then(|place| row.get(place)).map(Stated::Cell);
            let Some(stated) = source.read(target, held)? else { continue };
            match target.split() {
                (_, Some((part, of))) => {
                    usage.state_part(part, Cow::Borrowed(of), source.field(), &stated)?
                }
                (field, None) => usage.state(field, source.field().unwrap_or(field.name()), &stated)?,
            }
        }
        if usage.endpoint.is_empty() { Err(RecordError::MissingEndpoint) } else { Ok(usage) }
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
