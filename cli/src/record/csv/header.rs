//! What each column of a file is.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::BufRead;

use pricesheet::Decimal;

use super::{Fields, OUTCOME_COLUMNS, Row, Rows};
use crate::failure::Failure;
use crate::fault::Fault;
use crate::record::jsonl::is_outcome;
use crate::record::mapping::{Mapping, Target};
use crate::record::{UsageFields, calls_of, flag, quantity_of};

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Column {
    Endpoint,
    Options,
    Quantities,
    Calls,
    At,
    Option(String),
    Quantity(String),
    /// Replaced by the outcome.
    Outcome,
    Other,
}

impl Column {
    /// What a column holds where the map says so, or its name.
    fn mapped(name: &str, mapping: &Mapping) -> Self {
        match mapping.targets().find(|(field, _)| *field == name) {
            Some((_, Target::Option(option))) => Column::Option(option.to_string()),
            Some((_, Target::Quantity(quantity))) => Column::Quantity(quantity.to_string()),
            Some((_, Target::Field(field))) => Column::of(field),
            // Another column stands for it.
            None if mapping.replaces(name) => Column::Other,
            None => Column::of(name),
        }
    }

    pub(super) fn of(name: &str) -> Self {
        match name {
            "endpoint" => Column::Endpoint,
            "options" => Column::Options,
            "quantities" => Column::Quantities,
            "calls" => Column::Calls,
            "at" => Column::At,
            _ if is_outcome(name) || OUTCOME_COLUMNS.contains(&name) => Column::Outcome,
            _ => match (name.strip_prefix("options."), name.strip_prefix("quantities.")) {
                (Some(option), _) => Column::Option(option.to_string()),
                (_, Some(quantity)) => Column::Quantity(quantity.to_string()),
                _ => Column::Other,
            },
        }
    }
}

/// The columns of a file.
#[derive(Debug)]
pub(crate) struct Header {
    names: Vec<String>,
    columns: Vec<Column>,
}

impl Header {
    /// Reads the header, for output as objects or as rows.
    pub(crate) fn read<R: BufRead>(
        rows: &mut Rows<R>,
        file: &str,
        as_objects: bool,
        mapping: &Mapping,
    ) -> Result<Self, Failure> {
        match rows.next().map_err(|error| Failure::reading(file, &error))? {
            None => {
                return Err(Failure::with_help(
                    format!("{file} is empty"),
                    "a CSV file starts with a header",
                ));
            }
            Some(Row::Unclosed | Row::CutUnclosed) => {
                return Err(Failure::new(format!("the header of {file} ends inside quotes")));
            }
            Some(Row::Cut) => return Err(Failure::new(format!("the header of {file} is too long"))),
            Some(Row::Whole) => {}
        }
        let names = rows.fields().map_err(|_| Failure::new(format!("the header of {file} is not UTF-8")))?;
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let columns: Vec<Column> = names.iter().map(|name| Column::mapped(name, mapping)).collect();
        if let Some((missing, purpose)) = mapping.missing(&names) {
            return Err(Failure::new(format!("{file} has no column `{missing}` {purpose}")));
        }
        if !columns.contains(&Column::Endpoint) {
            let help = "the header names the columns: endpoint, options, quantities, calls, …";
            return Err(Failure::with_help(format!("{file} has no column `endpoint`"), help));
        }
        let mut seen = HashSet::new();
        let twice = names.iter().zip(&columns).find(|(name, column)| {
            // Others are only kept, and may have one name in CSV; an object has a key once.
            let kept = matches!(column, Column::Other | Column::Outcome) && !mapping.requires(name);
            !seen.insert(name.as_str()) && (as_objects || !kept)
        });
        if let Some((name, _)) = twice {
            return Err(Failure::new(format!("{file} has the column `{name}` twice")));
        }
        Ok(Header { names, columns })
    }

    /// A row whose fields stand below the columns, or why they do not.
    pub(crate) fn fit<'a>(&self, row: Fields<'a>) -> Result<Fields<'a>, Fault> {
        let (fields, columns) = (row.len(), self.columns.len());
        if fields == columns {
            return Ok(row);
        }
        Err(Fault::not_a_record(format!("the row has {fields} fields, the header {columns}")))
    }

    /// The field of a row below a column; empty is not stated.
    pub(crate) fn field<'a>(&self, row: Fields<'a>, column: &str) -> Option<&'a str> {
        let (_, field) = self.names.iter().zip(row.iter()).find(|(name, _)| *name == column)?;
        Some(field).filter(|field| !field.is_empty())
    }

    /// The fields that make the usage of a row.
    pub(crate) fn usage<'a>(&'a self, row: Fields<'a>) -> Result<UsageFields<'a>, Fault> {
        let mut usage = UsageFields {
            endpoint: Cow::Borrowed(""),
            options: Vec::new(),
            quantities: Vec::new(),
            calls: Decimal::ONE,
            at: None,
        };
        for ((column, name), field) in self.columns.iter().zip(&self.names).zip(row.iter()) {
            match column {
                Column::Endpoint => usage.endpoint = Cow::Borrowed(field),
                Column::Options => usage.options.extend(field.split_whitespace().map(Cow::Borrowed)),
                Column::Quantities => {
                    for word in field.split_whitespace() {
                        let wanted = || Fault::field("quantities", "like `results=120 search=1`");
                        let (quantity, value) = word.split_once('=').ok_or_else(wanted)?;
                        usage.quantities.push((Cow::Borrowed(quantity), quantity_of(quantity, value)?));
                    }
                }
                Column::Calls if field.is_empty() => {}
                Column::Calls => usage.calls = calls_of(field)?,
                Column::At if field.is_empty() => {}
                Column::At => usage.at = Some(Cow::Borrowed(field)),
                Column::Option(option) if flag(name, field)? => usage.options.push(Cow::Borrowed(option)),
                Column::Option(_) => {}
                Column::Quantity(_) if field.is_empty() => {}
                Column::Quantity(quantity) => {
                    usage.quantities.push((Cow::Borrowed(quantity), quantity_of(quantity, field)?));
                }
                Column::Outcome | Column::Other => {}
            }
        }
        if usage.endpoint.is_empty() {
            return Err(Fault::no_endpoint());
        }
        Ok(usage)
    }

    /// Whether every field of a row is kept as it is.
    pub(crate) fn keeps_all(&self) -> bool {
        !self.columns.contains(&Column::Outcome)
    }

    /// The names of the kept columns.
    pub(super) fn kept_names(&self) -> Vec<String> {
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
