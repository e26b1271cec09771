//! Logs as they are: which of their fields stand for those of a record.

use std::collections::HashMap;
use std::fmt;

use toml::{Table, Value};

use crate::field::{Field, Target};

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// The field of this name.
    Field(String),
}

impl Source {
    /// The field that is read.
    #[must_use]
    pub fn field(&self) -> &str {
        match self {
            Source::Field(field) => field,
        }
    }
}

/// Which fields stand for what; without entries, every field for itself.
///
/// ```
/// use pricesheet_records::Mapping;
///
/// let mut mapping = Mapping::new();
/// mapping.add_argument("quantities.results=n_rows")?;
/// mapping.add_argument("endpoint:/v2/profile=get-personal-profile")?;
/// mapping.add_toml("map.toml", "charged = \"credits_used\"")?;
/// let fields: Vec<_> = mapping.entries().map(|(target, source)| format!("{target}={}", source.field())).collect();
/// assert_eq!(fields, ["charged=credits_used", "quantities.results=n_rows"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    /// Fields by their names, then options, then quantities: the order in which one that is missing is looked for.
    entries: Vec<(Target, Source)>,
    /// What a log calls an endpoint, and its name.
    endpoints: HashMap<String, String>,
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
    /// Where it is neither, the target is not one, or one of the two is mapped already.
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
            Some(target) => self.add_named(target, right),
        }
    }

    /// Adds the entries of a TOML file: `quantities.results = "n_rows"`, and `endpoints."VALUE" = "NAME"` for a value that
    /// stands for an endpoint. `name` is the file's, for messages.
    ///
    /// # Errors
    ///
    /// Where it is not TOML, or one of its entries is not one of a mapping. The entries before that one stay.
    pub fn add_toml(&mut self, name: &str, text: &str) -> Result<(), MappingError> {
        let table: Table = text
            .parse()
            .map_err(|error| MappingError::NotToml { file: name.to_string(), reason: format!("{error}") })?;
        for (key, value) in &table {
            let wanted = |key: &str| MappingError::BadKey { file: name.to_string(), key: key.to_string() };
            match value {
                Value::String(field) => self.add_named(key, field).map_err(|_| wanted(key))?,
                Value::Table(table) => {
                    for (inner, value) in table {
                        let whole = format!("{key}.{inner}");
                        let field = value.as_str().ok_or_else(|| wanted(&whole))?;
                        if key == "endpoints" {
                            self.add_endpoint(inner, field)?;
                        } else {
                            self.add_named(&whole, field).map_err(|_| wanted(&whole))?;
                        }
                    }
                }
                _ => return Err(wanted(key)),
            }
        }
        Ok(())
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

    /// Adds what a field stands for.
    ///
    /// # Errors
    ///
    /// Where the target or the field is mapped already, or the target has an empty name.
    pub fn add(&mut self, target: Target, source: Source) -> Result<(), MappingError> {
        let field = source.field();
        if self.target(field).is_some() {
            return Err(MappingError::FieldTwice { field: field.to_string() });
        }
        if let Target::Option(name) | Target::Quantity(name) = &target
            && name.is_empty()
        {
            return Err(MappingError::NotATarget { target: target.to_string() });
        }
        if self.source(&target).is_some() {
            return Err(MappingError::TargetTwice { target });
        }
        let place = self.entries.partition_point(|(other, _)| rank(other) <= rank(&target));
        self.entries.insert(place, (target, source));
        Ok(())
    }

    fn add_named(&mut self, target: &str, field: &str) -> Result<(), MappingError> {
        let source = Source::Field(field.to_string());
        match Target::of(target) {
            Some(target) => self.add(target, source),
            // A field that is mapped already is told first, as in `add`.
            None if self.target(field).is_some() => {
                Err(MappingError::FieldTwice { field: field.to_string() })
            }
            None => Err(MappingError::NotATarget { target: target.to_string() }),
        }
    }

    /// Every entry: the fields by their names, then options and quantities in the order in which they were added.
    pub fn entries(&self) -> impl Iterator<Item = (&Target, &Source)> {
        self.entries.iter().map(|(target, source)| (target, source))
    }

    /// The field that stands for this one; itself where no other one does.
    #[must_use]
    pub fn name_of(&self, field: Field) -> &str {
        self.field_source(field).map_or(field.name(), Source::field)
    }

    /// The name of the endpoint that a log calls so.
    #[must_use]
    pub fn endpoint_name(&self, value: &str) -> Option<&str> {
        self.endpoints.get(value).map(String::as_str)
    }

    /// What a field stands for where an entry says so.
    pub(crate) fn target(&self, field: &str) -> Option<&Target> {
        self.entries.iter().find(|(_, source)| source.field() == field).map(|(target, _)| target)
    }

    /// Whether another field stands for the one of this name.
    pub(crate) fn replaces(&self, name: &str) -> bool {
        self.entries.iter().any(|(target, _)| matches!(target, Target::Field(field) if field.name() == name))
    }

    fn source(&self, target: &Target) -> Option<&Source> {
        self.entries.iter().find(|(other, _)| other == target).map(|(_, source)| source)
    }

    fn field_source(&self, field: Field) -> Option<&Source> {
        self.source(&Target::Field(field))
    }
}

/// Where an entry stands among others.
fn rank(target: &Target) -> (u8, &str) {
    match target {
        Target::Field(field) => (0, field.name()),
        Target::Option(_) => (1, ""),
        Target::Quantity(_) => (2, ""),
    }
}

/// Why an entry is not one of a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MappingError {
    /// An argument is neither `TARGET=FIELD` nor `endpoint:VALUE=NAME`.
    NotAnEntry {
        /// The argument.
        text: String,
    },
    /// Nothing has this name.
    NotATarget {
        /// What was stated.
        target: String,
    },
    /// A target is mapped already.
    TargetTwice {
        /// The target.
        target: Target,
    },
    /// A field stands for something already.
    FieldTwice {
        /// The field.
        field: String,
    },
    /// A value stands for an endpoint already.
    EndpointTwice {
        /// The value.
        value: String,
    },
    /// The file is not TOML.
    NotToml {
        /// Its name.
        file: String,
        /// What is wrong, in the words of the parser.
        reason: String,
    },
    /// A key of the file is not a target, is stated twice, or has a value of another kind.
    BadKey {
        /// The file's name.
        file: String,
        /// The key.
        key: String,
    },
}

impl MappingError {
    /// The code: it does not change from release to release.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            MappingError::NotAnEntry { .. } => "not-an-entry",
            MappingError::NotATarget { .. } => "not-a-target",
            MappingError::TargetTwice { .. }
            | MappingError::FieldTwice { .. }
            | MappingError::EndpointTwice { .. } => "mapped-twice",
            MappingError::NotToml { .. } => "not-toml",
            MappingError::BadKey { .. } => "bad-key",
        }
    }

    /// The name of what is wrong.
    #[must_use]
    pub fn culprit(&self) -> String {
        match self {
            MappingError::TargetTwice { target } => target.to_string(),
            MappingError::NotAnEntry { text: culprit }
            | MappingError::NotATarget { target: culprit }
            | MappingError::FieldTwice { field: culprit }
            | MappingError::EndpointTwice { value: culprit }
            | MappingError::NotToml { file: culprit, .. }
            | MappingError::BadKey { key: culprit, .. } => culprit.clone(),
        }
    }

    /// What to do instead, where there is something to be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let help = match self {
            MappingError::NotAnEntry { .. } | MappingError::NotATarget { .. } => {
                "state TARGET=FIELD, where TARGET is endpoint, options, quantities, calls, at, charged, \
                 options.NAME, quantities.NAME or endpoint:VALUE"
            }
            MappingError::BadKey { .. } => {
                "keys are endpoint, options, quantities, calls, at and charged with the name of a field; \
                 options.NAME and quantities.NAME with the name of a field; endpoints.VALUE with the name of \
                 an endpoint"
            }
            _ => return None,
        };
        Some(help.to_string())
    }
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MappingError::NotAnEntry { text } => write!(f, "`{text}` of --map maps nothing"),
            MappingError::NotATarget { target } => write!(f, "`{target}` is nothing to map to"),
            MappingError::TargetTwice { target } => write!(f, "`{target}` is mapped twice"),
            MappingError::FieldTwice { field } => write!(f, "the field `{field}` is mapped twice"),
            MappingError::EndpointTwice { value } => {
                write!(f, "the endpoint value `{value}` is mapped twice")
            }
            MappingError::NotToml { file, reason } => write!(f, "{file} is no map: {reason}"),
            MappingError::BadKey { file, key } => write!(f, "{file}: `{key}` maps nothing"),
        }
    }
}

impl std::error::Error for MappingError {}
