//! Logs as they are: which of their fields stand for those of a record.

mod error;
mod file;
mod source;

use std::collections::HashMap;

use pricesheet::PriceSheet;
use pricesheet::suggest::nearest;

use crate::field::{Field, Part, Target};

pub use error::MappingError;
pub use source::Source;
pub(crate) use source::{Origin, Values};

/// Which fields stand for what; without entries, every field for itself.
///
/// ```
/// use pricesheet_records::Mapping;
///
/// let mut mapping = Mapping::new();
/// mapping.add_argument("quantities.results=rows.count")?;
/// mapping.add_toml("map.toml", "charged = { field = \"cost_cents\", times = 0.01 }")?;
/// let fields: Vec<_> = mapping.entries().map(|(target, source)| format!("{target}={}", source.field().unwrap())).collect();
/// assert_eq!(fields, ["charged=cost_cents", "quantities.results=rows.count"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    /// Fields by their names, then options, choices, quantities and attributes: the order in which one that is missing is
    /// looked for.
    entries: Vec<(Target, Source)>,
    /// What a log calls an endpoint, and its name.
    endpoints: HashMap<String, String>,
    /// Fields whose names are nearly those of others and are meant.
    kept: Vec<String>,
}

impl Mapping {
    /// A mapping without entries.
    #[must_use]
    pub fn new() -> Self {
        Mapping::default()
    }

    /// Adds an entry as an argument states it: `TARGET=FIELD`, or `endpoint:VALUE=NAME` for a value that stands for an
    /// endpoint.
    ///
    /// # Errors
    ///
    /// Where it is neither, the target is not one, or is mapped already.
    pub fn add_argument(&mut self, argument: &str) -> Result<(), MappingError> {
        let wrong = || MappingError::NotAnEntry { text: argument.to_string() };
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
            None => self.add_endpoint(left, right),
            Some(target) => self.add(target_of(target)?, Source::of(right)),
        }
    }

    /// Adds the entries of a TOML file: the name of a field, or a table that says what is made of it.
    ///
    /// ```
    /// use pricesheet_records::Mapping;
    ///
    /// let map = r#"
    /// charged = { field = "cost_cents", times = 0.01 }
    /// at = { field = "started", format = "unix-ms" }
    /// endpoint = { field = "path", values = { "/v2/profile" = "get-personal-profile" }, exact = true }
    /// options.batch = { field = "mode", values = { batch = "true" } }
    /// quantities.input = "usage.prompt_tokens"
    /// "#;
    /// Mapping::new().add_toml("map.toml", map)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// What was mapped before goes before what the file says. `name` is the file's, for messages.
    ///
    /// # Errors
    ///
    /// Where it is not TOML, maps nothing, or one of its entries is not one of a mapping. The entries before that one stay.
    pub fn add_toml(&mut self, name: &str, text: &str) -> Result<(), MappingError> {
        file::add(self, name, text)
    }

    /// Adds a value that a log has for an endpoint, and the endpoint's name.
    ///
    /// # Errors
    ///
    /// Where the value is mapped already.
    pub fn add_endpoint(&mut self, value: &str, name: &str) -> Result<(), MappingError> {
        match self.endpoints.insert(value.to_string(), name.to_string()) {
            None => Ok(()),
            Some(_) => Err(MappingError::EndpointTwice { value: value.to_string() }),
        }
    }

    /// Adds what a target is read from.
    ///
    /// # Errors
    ///
    /// Where the target is mapped already, or has an empty name.
    pub fn add(&mut self, target: Target, source: Source) -> Result<(), MappingError> {
        if target.split().1.is_some_and(|(_, name)| name.is_empty()) {
            return Err(MappingError::NotATarget { target: target.to_string() });
        }
        if self.source(&target).is_some() {
            return Err(MappingError::TargetTwice { target });
        }
        let place = self.entries.partition_point(|(other, _)| rank(other) <= rank(&target));
        self.entries.insert(place, (target, source));
        Ok(())
    }

    /// Says that a field means something else, though its name is nearly one that is read.
    pub fn keep(&mut self, field: impl Into<String>) {
        self.kept.push(field.into());
    }

    /// Every entry: the fields by their names, then options, choices, quantities and attributes in the order in which they
    /// were added.
    pub fn entries(&self) -> impl Iterator<Item = (&Target, &Source)> {
        self.entries.iter().map(|(target, source)| (target, source))
    }

    /// Whether the names of all targets, and those that values of an endpoint stand for, are known to one of these sheets.
    ///
    /// # Errors
    ///
    /// [`MappingError::UnknownTarget`].
    pub fn check<'s>(&self, sheets: impl IntoIterator<Item = &'s PriceSheet>) -> Result<(), MappingError> {
        let sheets: Vec<&PriceSheet> = sheets.into_iter().collect();
        let endpoints = || sheets.iter().flat_map(|sheet| &sheet.model().endpoints);
        for (target, _) in &self.entries {
            let (_, Some((part, name))) = target.split() else { continue };
            let names = || {
                endpoints().flat_map(move |endpoint| -> Box<dyn Iterator<Item = &str>> {
                    match part {
                        Part::Option => Box::new(endpoint.option_names.iter().map(String::as_str)),
                        Part::Choice => Box::new(endpoint.choices.iter().map(|choice| &*choice.name)),
                        Part::Quantity => {
                            Box::new(endpoint.quantities.iter().map(|quantity| &*quantity.name))
                        }
                        Part::Attribute => {
                            Box::new(endpoint.attributes.iter().map(|attribute| &*attribute.name))
                        }
                    }
                })
            };
            if !names().any(|known| known == name) {
                let nearest = nearest(name, names()).map(|near| Target::part(part, near).to_string());
                return Err(MappingError::UnknownTarget { target: target.clone(), nearest });
            }
        }
        Ok(())
    }

    /// What the field of a record is called in this log, for messages; itself where the map does not read it from another.
    #[must_use]
    pub fn name_of(&self, field: Field) -> &str {
        self.field_source(field).and_then(Source::field).unwrap_or(field.name())
    }

    /// What a field of a record is read from, where it is not the one of its name.
    #[must_use]
    pub fn field_source(&self, field: Field) -> Option<&Source> {
        self.source(&Target::Field(field))
    }

    /// The name of the endpoint that a log calls so.
    #[must_use]
    pub fn endpoint_name(&self, value: &str) -> Option<&str> {
        self.endpoints.get(value).map(String::as_str)
    }

    /// Whether no target is mapped.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether a field means what its name says: no entry reads it, or reads another in its place. The field is the one of its
    /// name, where it has one.
    #[must_use]
    pub fn means_itself(&self, name: &str, field: Option<Field>) -> bool {
        let replaced = |(target, source): &(Target, Source)| {
            source.field() == Some(name)
                || matches!((target, field), (Target::Field(other), Some(field)) if *other == field)
        };
        self.entries.is_empty() || !self.entries.iter().any(replaced)
    }

    /// Whether an entry reads something within a field.
    pub(crate) fn reads_within(&self, name: &str) -> bool {
        let within = |field: &str| field.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
        self.entries.iter().filter_map(|(_, source)| source.field()).any(within)
    }

    /// Whether an entry reads the field or something within it, or it is to be kept as it is.
    #[must_use]
    pub fn accounts_for(&self, name: &str) -> bool {
        let within = |field: &str| {
            field.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.kept.iter().any(|kept| kept == name)
            || self.entries.iter().filter_map(|(_, source)| source.field()).any(within)
    }

    fn source(&self, target: &Target) -> Option<&Source> {
        self.entries.iter().find(|(other, _)| other == target).map(|(_, source)| source)
    }
}

/// What an entry maps to.
fn target_of(target: &str) -> Result<Target, MappingError> {
    Target::of(target).ok_or_else(|| MappingError::NotATarget { target: target.to_string() })
}

/// Where an entry stands among others.
fn rank(target: &Target) -> (u8, &str) {
    match target {
        Target::Field(field) => (0, field.name()),
        Target::Option(_) => (1, ""),
        Target::Choice(_) => (2, ""),
        Target::Quantity(_) => (3, ""),
        Target::Attribute(_) => (4, ""),
    }
}
