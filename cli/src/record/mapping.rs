//! Logs as they are: which of their fields stand for those of a usage.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use toml::{Table, Value};

use crate::failure::Failure;

/// The fields of a record that can have another name, beside each option and quantity.
const FIELDS: [&str; 6] = ["endpoint", "options", "quantities", "calls", "at", "charged"];

const HELP: &str = "state TARGET=FIELD, where TARGET is endpoint, options, quantities, calls, at, charged, \
                    options.NAME, quantities.NAME or endpoint:VALUE";

/// Which fields stand for what; without entries, every field for itself.
#[derive(Debug, Default)]
pub(crate) struct Mapping {
    fields: BTreeMap<String, String>,
    /// Options and quantities with a field of their own: name and field.
    pub(crate) options: Vec<(String, String)>,
    pub(crate) quantities: Vec<(String, String)>,
    /// What a log calls an endpoint, and its name.
    endpoints: HashMap<String, String>,
    /// What a file with a header must have as columns besides, and what for.
    required: Vec<(String, &'static str)>,
}

/// What a field of the log stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target<'m> {
    Field(&'m str),
    Option(&'m str),
    Quantity(&'m str),
}

impl Mapping {
    /// The entries of arguments, and those of a file.
    pub(crate) fn load(arguments: &[String], file: Option<&Path>) -> Result<Self, Failure> {
        let mut mapping = Mapping::default();
        if let Some(file) = file {
            mapping.read(file)?;
        }
        for argument in arguments {
            let wrong = || Failure::with_help(format!("`{argument}` of --map maps nothing"), HELP);
            // A value may hold the sign, the name of an endpoint may not.
            let parts = match argument.strip_prefix("endpoint:") {
                Some(rest) => rest.rsplit_once('=').map(|(value, name)| (None, value, name)),
                None => argument.split_once('=').map(|(target, field)| (Some(target), target, field)),
            };
            let (target, left, right) = parts.ok_or_else(wrong)?;
            if left.is_empty() || right.is_empty() {
                return Err(wrong());
            }
            match target {
                None => mapping.endpoint(left, right)?,
                Some(target) => mapping.field(target, right)?,
            }
        }
        Ok(mapping)
    }

    fn read(&mut self, file: &Path) -> Result<(), Failure> {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file).map_err(|error| Failure::reading(&name, &error))?;
        let table: Table =
            text.parse().map_err(|error| Failure::new(format!("{name} is no map: {error}")))?;
        for (key, value) in &table {
            let wanted = |key: &str| {
                let help = "keys are endpoint, options, quantities, calls, at and charged with the name of a field; \
                            options.NAME and quantities.NAME with the name of a field; endpoints.VALUE with the name of \
                            an endpoint";
                Failure::with_help(format!("{name}: `{key}` maps nothing"), help)
            };
            match value {
                Value::String(field) => {
                    self.field(key, field).map_err(|_| wanted(key))?;
                }
                Value::Table(table) => {
                    for (inner, value) in table {
                        let whole = format!("{key}.{inner}");
                        let field = value.as_str().ok_or_else(|| wanted(&whole))?;
                        if key == "endpoints" {
                            self.endpoint(inner, field)?;
                        } else {
                            self.field(&whole, field).map_err(|_| wanted(&whole))?;
                        }
                    }
                }
                _ => return Err(wanted(key)),
            }
        }
        Ok(())
    }

    fn endpoint(&mut self, value: &str, name: &str) -> Result<(), Failure> {
        match self.endpoints.insert(value.to_string(), name.to_string()) {
            None => Ok(()),
            Some(_) => Err(Failure::new(format!("the endpoint value `{value}` is mapped twice"))),
        }
    }

    fn field(&mut self, target: &str, field: &str) -> Result<(), Failure> {
        if self.targets().any(|(known, _)| known == field) {
            return Err(Failure::new(format!("the field `{field}` is mapped twice")));
        }
        let entry = (target, field.to_string());
        let of = |list: &mut Vec<(String, String)>, name: &str, field: String| {
            let twice = list.iter().any(|(known, _)| known == name);
            list.push((name.to_string(), field));
            twice
        };
        let twice = match (target.strip_prefix("options."), target.strip_prefix("quantities."), entry) {
            (Some(name), _, (_, field)) if !name.is_empty() => of(&mut self.options, name, field),
            (_, Some(name), (_, field)) if !name.is_empty() => of(&mut self.quantities, name, field),
            (_, _, (target, field)) if FIELDS.contains(&target) => {
                self.fields.insert(target.to_string(), field).is_some()
            }
            _ => return Err(Failure::with_help(format!("`{target}` is nothing to map to"), HELP)),
        };
        if twice {
            return Err(Failure::new(format!("`{target}` is mapped twice")));
        }
        Ok(())
    }

    /// The same, with fields that a file with a header must have, and what for.
    pub(crate) fn requiring(mut self, fields: &[String], purpose: &'static str) -> Self {
        self.required.extend(fields.iter().map(|field| (field.clone(), purpose)));
        self
    }

    /// Whether a file must have this column for another purpose than a usage.
    pub(crate) fn requires(&self, name: &str) -> bool {
        self.required.iter().any(|(field, _)| field == name)
    }

    /// A column that has to be there and is not, and what for.
    pub(crate) fn missing(&self, names: &[String]) -> Option<(&str, &'static str)> {
        let required = self.required.iter().map(|(field, purpose)| (field.as_str(), *purpose));
        let mut wanted = self.targets().map(|(field, _)| (field, "to map")).chain(required);
        wanted.find(|(field, _)| !names.iter().any(|name| name == field))
    }

    /// Every field that is mapped, and what it stands for.
    pub(crate) fn targets(&self) -> impl Iterator<Item = (&str, Target<'_>)> {
        let fields = self.fields.iter().map(|(target, field)| (field.as_str(), Target::Field(target)));
        let options = self.options.iter().map(|(name, field)| (field.as_str(), Target::Option(name)));
        let quantities = self.quantities.iter().map(|(name, field)| (field.as_str(), Target::Quantity(name)));
        fields.chain(options).chain(quantities)
    }

    /// Which field of the log stands for this one.
    pub(crate) fn source<'m>(&'m self, field: &'m str) -> &'m str {
        self.fields.get(field).map_or(field, String::as_str)
    }

    /// Whether another field stands for this one.
    pub(crate) fn replaces(&self, field: &str) -> bool {
        self.fields.contains_key(field)
    }

    /// The name of the endpoint that a log calls so.
    pub(crate) fn endpoint_name(&self, value: &str) -> Option<&str> {
        self.endpoints.get(value).map(String::as_str)
    }
}
