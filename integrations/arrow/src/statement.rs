//! What the rows of a batch state.

use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::{Array, BooleanArray, RecordBatch};
use arrow_schema::Schema;
use pricesheet::Decimal;
use pricesheet_records::{Field, Mapping, RecordError, RecordedUsage, Target};

use crate::bind::Bound;
use crate::column::Column;
use crate::error::BatchError;
use crate::instants::Instants;
use crate::lists::{Lists, elements};
use crate::numbers::{Number, Numbers};
use crate::texts::Texts;

/// The columns of a batch that were bound, and the elements of those that are lists.
#[derive(Debug)]
pub(crate) struct Read<'p> {
    columns: Vec<(&'p Bound, Column, Option<Column>)>,
}

/// What a row states by names.
#[derive(Debug)]
pub(crate) struct Row<'b> {
    pub(crate) usage: RecordedUsage<'b>,
    /// Whether the decimal type holds every number; one that it does not hold is not among the quantities.
    pub(crate) is_representable: bool,
}

/// The columns of a batch by what they state.
#[derive(Debug)]
pub(crate) struct Statement<'b> {
    pub(crate) endpoint: Texts<'b>,
    /// The lists, and the name of their column.
    pub(crate) options: Option<(&'b str, Lists<'b>)>,
    pub(crate) flags: Vec<(&'b str, Flags<'b>)>,
    pub(crate) choices: Vec<(&'b str, Texts<'b>)>,
    pub(crate) quantities: Vec<(&'b str, Numbers<'b>)>,
    pub(crate) attributes: Vec<(&'b str, Texts<'b>)>,
    pub(crate) calls: Option<Numbers<'b>>,
    pub(crate) at: Option<Instants<'b>>,
    /// What was charged, which is not a part of the usage.
    pub(crate) charged: Option<Numbers<'b>>,
    pub(crate) restate: Option<Flags<'b>>,
}

/// A boolean for each row.
#[derive(Debug)]
pub(crate) struct Flags<'b> {
    pub(crate) column: &'b Column,
    /// None where none of them is there.
    pub(crate) values: Option<&'b BooleanArray>,
}

impl Flags<'_> {
    pub(crate) fn get(&self, row: usize) -> Option<bool> {
        let values = self.values.filter(|values| row < values.len() && !self.column.is_null(row))?;
        Some(values.value(row))
    }
}

impl<'p> Read<'p> {
    /// Finds the columns again, and checks that they are as they were bound.
    pub(crate) fn of(batch: &RecordBatch, bound: &'p [Bound], schema: &Schema) -> Result<Self, BatchError> {
        if u32::try_from(batch.num_rows()).is_err() {
            return Err(BatchError::TooLong { column: "rows".to_string() });
        }
        let read = |bound: &'p Bound| {
            let place = bound.path.first().copied().unwrap_or_default();
            let (name, found) = (schema.fields().get(place), batch.schema_ref().fields().get(place));
            let same = name.zip(found).is_some_and(|(name, found)| name.name() == found.name());
            let column = Column::at(batch, &bound.path).filter(|_| same);
            match column.filter(|column| *column.array.data_type() == bound.data_type) {
                Some(column) => {
                    let elements = elements(&*column.array);
                    Ok((bound, column, elements))
                }
                None => Err(BatchError::OtherSchema {
                    column: bound.name.clone(),
                    bound: bound.data_type.to_string(),
                    found: found.map_or_else(
                        || "no column".to_string(),
                        |found| format!("`{}` of {}", found.name(), found.data_type()),
                    ),
                }),
            }
        };
        Ok(Read { columns: bound.iter().map(read).collect::<Result<_, _>>()? })
    }

    /// What the columns state.
    pub(crate) fn statement(&self) -> Result<Statement<'_>, BatchError> {
        let mut endpoint = None;
        let (mut options, mut flags, mut choices) = (None, Vec::new(), Vec::new());
        let (mut quantities, mut attributes) = (Vec::new(), Vec::new());
        let (mut calls, mut at, mut charged, mut restate) = (None, None, None, None);
        for (bound, column, elements) in &self.columns {
            let name = bound.name.as_str();
            let too_long = || BatchError::TooLong { column: name.to_string() };
            let texts = || Texts::of(&*column.array, column.nulls.as_ref()).ok_or_else(too_long);
            let numbers = || Numbers::of(column).ok_or_else(too_long);
            let booleans = || Flags { column, values: column.array.as_boolean_opt() };
            match &bound.target {
                Target::Field(Field::Endpoint) => endpoint = Some(texts()?),
                Target::Field(Field::Options) => {
                    if let Some(elements) = elements {
                        options = Some((name, Lists::of(column, elements).ok_or_else(too_long)?));
                    }
                }
                Target::Option(name) => flags.push((name.as_str(), booleans())),
                Target::Choice(name) => choices.push((name.as_str(), texts()?)),
                Target::Quantity(name) => quantities.push((name.as_str(), numbers()?)),
                Target::Attribute(name) => attributes.push((name.as_str(), texts()?)),
                Target::Field(Field::Calls) => calls = Some(numbers()?),
                Target::Field(Field::Charged) => charged = Some(numbers()?),
                Target::Field(Field::At) => {
                    at = Some(Instants::of(column, bound.zone.as_ref()).ok_or_else(too_long)?);
                }
                Target::Field(Field::Restate) => restate = Some(booleans()),
                // Nothing else is ever bound.
                _ => {}
            }
        }
        let endpoint =
            endpoint.ok_or_else(|| BatchError::TooLong { column: Field::Endpoint.name().to_string() })?;
        Ok(Statement {
            endpoint,
            options,
            flags,
            choices,
            quantities,
            attributes,
            calls,
            at,
            charged,
            restate,
        })
    }
}

impl<'b> Statement<'b> {
    /// The usage of a row by its names, as a record that says the same has it.
    pub(crate) fn row(&self, row: usize, mapping: &'b Mapping) -> Result<Row<'b>, RecordError> {
        let endpoint = self.endpoint.get(row).ok_or(RecordError::MissingEndpoint)?;
        let endpoint = mapping.endpoint_name(endpoint).unwrap_or(endpoint);
        let mut usage = RecordedUsage::new(endpoint);
        if let Some((field, lists)) = &self.options {
            for place in lists.range(row) {
                let name = lists.names.get(place);
                let name = name.ok_or_else(|| RecordError::InvalidField {
                    field: field.to_string(),
                    wanted: "a list of names",
                })?;
                usage.options.push(Cow::Borrowed(name));
            }
        }
        for (name, flags) in &self.flags {
            match flags.get(row) {
                Some(true) => usage.options.push(Cow::Borrowed(name)),
                Some(false) => usage.decline(*name),
                None => {}
            }
        }
        for (name, members) in &self.choices {
            let Some(member) = members.get(row) else { continue };
            if usage.choices.iter().any(|(known, _)| known == name) {
                return Err(RecordError::RepeatedChoice { choice: name.to_string() });
            }
            usage.choices.push((Cow::Borrowed(name), Cow::Borrowed(member)));
        }
        let mut is_representable = true;
        let mut number = |number: Number| match number {
            Number::Missing => None,
            Number::Of(value) => Some(value),
            Number::TooLong => {
                is_representable = false;
                None
            }
        };
        for (name, numbers) in &self.quantities {
            usage.quantities.extend(number(numbers.get(row)).map(|value| (Cow::Borrowed(*name), value)));
        }
        for (name, values) in &self.attributes {
            usage.attributes.extend(values.get(row).map(|value| (Cow::Borrowed(*name), value.into())));
        }
        if let Some(calls) = &self.calls {
            usage.calls = number(calls.get(row)).unwrap_or(Decimal::ONE);
        }
        usage.at = self.at.as_ref().and_then(|at| at.text(row));
        usage.restates = self.restate.as_ref().and_then(|restate| restate.get(row)).unwrap_or_default();
        Ok(Row { usage, is_representable })
    }
}
