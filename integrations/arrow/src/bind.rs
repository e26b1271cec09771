//! Which columns of a schema state what: by their names, or by a map.

use arrow_schema::{DataType, Field as Column, Fields, Schema};
use pricesheet::PriceSheet;
use pricesheet::suggest::nearest;
use pricesheet_records::{Field, Mapping, Target, Zone};

use crate::error::BindError;
use crate::instants::zone;
use crate::lists::is_list;
use crate::numbers::is_exact;
use crate::texts::is_text;

/// A column and what it states.
#[derive(Debug)]
pub(crate) struct Bound {
    pub(crate) target: Target,
    /// Its name, or the path to it.
    pub(crate) name: String,
    /// Places of the path.
    pub(crate) path: Vec<usize>,
    pub(crate) data_type: DataType,
    /// The zone of timestamps.
    pub(crate) zone: Option<Zone>,
}

impl Bound {
    pub(crate) fn is_of_quantity(&self, name: &str) -> bool {
        matches!(&self.target, Target::Quantity(quantity) if quantity == name)
    }

    /// How many decimal places its numbers have.
    pub(crate) fn decimal_places(&self) -> u32 {
        match self.data_type {
            DataType::Decimal32(_, scale)
            | DataType::Decimal64(_, scale)
            | DataType::Decimal128(_, scale)
            | DataType::Decimal256(_, scale) => u32::try_from(scale).unwrap_or_default(),
            _ => 0,
        }
    }
}

/// The columns that state something, in the order of the schema, then of the map.
pub(crate) fn bind<'s>(
    schema: &Schema,
    mapping: &Mapping,
    sheets: impl IntoIterator<Item = &'s PriceSheet>,
) -> Result<Vec<Bound>, BindError> {
    mapping.check(sheets)?;
    let mut bound = Vec::new();
    for (place, column) in schema.fields().iter().enumerate() {
        let name = column.name();
        let Some(target) = Target::of(name) else {
            match Target::nearly(name).filter(|_| !mapping.accounts_for(name)) {
                Some(nearest) => return Err(BindError::MisnamedColumn { column: name.clone(), nearest }),
                None => continue,
            }
        };
        named(schema.fields(), name)?;
        let field = match &target {
            Target::Field(field) => Some(*field),
            _ => None,
        };
        if mapping.means_itself(name, field) {
            add(&mut bound, target, (name, &[place], column), Some(mapping))?;
        }
    }
    for (target, source) in mapping.entries() {
        let name = source.field().filter(|_| source.is_plain());
        let name = name.ok_or_else(|| BindError::NotAColumn { target: target.to_string() })?;
        let mut path = Vec::new();
        let column = find(schema.fields(), name, &mut path)?.ok_or_else(|| missing(schema, name))?;
        add(&mut bound, target.clone(), (name, &path, column), None)?;
    }
    if !bound.iter().any(|bound| bound.target == Target::Field(Field::Endpoint)) {
        return Err(missing(schema, Field::Endpoint.name()));
    }
    Ok(bound)
}

/// The column at the end of a path; one that has the dotted name itself goes first.
fn find<'s>(
    fields: &'s Fields,
    path: &str,
    places: &mut Vec<usize>,
) -> Result<Option<&'s Column>, BindError> {
    if let Some((place, column)) = named(fields, path)? {
        places.push(place);
        return Ok(Some(column));
    }
    let Some((head, rest)) = path.split_once('.') else { return Ok(None) };
    let Some((place, column)) = named(fields, head)? else { return Ok(None) };
    let DataType::Struct(fields) = column.data_type() else { return Ok(None) };
    places.push(place);
    find(fields, rest, places)
}

/// The one column of a name.
fn named<'s>(fields: &'s Fields, name: &str) -> Result<Option<(usize, &'s Column)>, BindError> {
    let mut found = fields.iter().enumerate().filter(|(_, column)| column.name() == name);
    match (found.next(), found.next()) {
        (Some(_), Some(_)) => Err(BindError::RepeatedColumn { column: name.to_string() }),
        (first, _) => Ok(first.map(|(place, column)| (place, &**column))),
    }
}

/// The error for a column that the schema does not have.
pub(crate) fn missing(schema: &Schema, column: &str) -> BindError {
    let names = || schema.fields().iter().map(|column| column.name().as_str());
    let columns = names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let nearest = nearest(column, names()).map(ToString::to_string);
    BindError::MissingColumn { column: column.to_string(), columns, nearest }
}

/// Adds a column, or those that it is a struct of; of these only what the map does not read.
fn add(
    bound: &mut Vec<Bound>,
    target: Target,
    (name, path, column): (&str, &[usize], &Column),
    mapping: Option<&Mapping>,
) -> Result<(), BindError> {
    let data_type = column.data_type();
    let part: Option<fn(String) -> Target> = match &target {
        Target::Field(Field::Options) => Some(Target::Option),
        Target::Field(Field::Choices) => Some(Target::Choice),
        Target::Field(Field::Quantities) => Some(Target::Quantity),
        Target::Field(Field::Attributes) => Some(Target::Attribute),
        _ => None,
    };
    if let (Some(part), DataType::Struct(fields)) = (part, data_type) {
        for (place, field) in fields.iter().enumerate() {
            let inner = format!("{name}.{}", field.name());
            if mapping.is_none_or(|mapping| mapping.means_itself(&inner, None)) {
                let path = [path, &[place]].concat();
                add(bound, part(field.name().clone()), (&inner, &path, field), None)?;
            }
        }
        return Ok(());
    }
    let zone = check(&target, name, data_type)?;
    bound.push(Bound {
        target,
        name: name.to_string(),
        path: path.to_vec(),
        data_type: data_type.clone(),
        zone,
    });
    Ok(())
}

/// Whether what a column is to state can be read of its type; of timestamps, their zone.
fn check(target: &Target, name: &str, data_type: &DataType) -> Result<Option<Zone>, BindError> {
    let wrong =
        |wanted| BindError::ColumnType { column: name.to_string(), found: data_type.to_string(), wanted };
    let checked = |is_right: bool, wanted| if is_right { Ok(None) } else { Err(wrong(wanted)) };
    let number = || match data_type {
        DataType::Float16 | DataType::Float32 | DataType::Float64 => {
            Err(BindError::FloatColumn { column: name.to_string(), found: data_type.to_string() })
        }
        other => checked(is_exact(other), "of integers or decimals"),
    };
    let flag = || checked(matches!(data_type, DataType::Boolean | DataType::Null), "of booleans");
    let text = || checked(is_text(data_type), "of texts, or a dictionary of them");
    match target {
        Target::Field(Field::Endpoint) | Target::Choice(_) | Target::Attribute(_) => text(),
        Target::Option(_) | Target::Field(Field::Restate) => flag(),
        Target::Quantity(_) | Target::Field(Field::Calls | Field::Charged) => number(),
        Target::Field(Field::Options) => {
            checked(is_list(data_type), "of lists of names, or a struct of booleans")
        }
        Target::Field(Field::At) => match data_type {
            DataType::Timestamp(_, None) => Err(BindError::UnzonedInstants { column: name.to_string() }),
            DataType::Timestamp(_, Some(text)) => match zone(text) {
                Ok(zone) => Ok(Some(zone)),
                Err(error) => Err(BindError::UnknownZone { column: name.to_string(), error }),
            },
            other => checked(is_text(other), "of timestamps with a time zone, or of texts by RFC 3339"),
        },
        Target::Field(Field::Choices | Field::Attributes) => Err(wrong("a struct of texts")),
        Target::Field(Field::Quantities) => Err(wrong("a struct of integers or decimals")),
        _ => Err(wrong("of something that batches state")),
    }
}
