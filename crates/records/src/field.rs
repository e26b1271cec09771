//! The names of fields: the one place where they are recognised.

use std::fmt;

/// A field of a record that has one name of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Field {
    /// The endpoint's name.
    Endpoint,
    /// The options: a list of names.
    Options,
    /// The quantities: names and numbers.
    Quantities,
    /// How many times the same call was made.
    Calls,
    /// The instant of the call.
    At,
    /// What was charged. It is not a part of the usage.
    Charged,
}

impl Field {
    /// Every field, in the order in which they are written where an input does not have them.
    pub const ALL: [Field; 6] =
        [Field::Endpoint, Field::Options, Field::Quantities, Field::Calls, Field::At, Field::Charged];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Field::Endpoint => "endpoint",
            Field::Options => "options",
            Field::Quantities => "quantities",
            Field::Calls => "calls",
            Field::At => "at",
            Field::Charged => "charged",
        }
    }

    /// Whether it makes the usage.
    pub(crate) fn is_usage(self) -> bool {
        self != Field::Charged
    }

    fn of(name: &str) -> Option<Self> {
        Field::ALL.into_iter().find(|field| field.name() == name)
    }
}

/// What a field of an input stands for: a field of a record, or a single option or quantity.
///
/// ```
/// use pricesheet_records::Target;
///
/// let target = Target::of("quantities.results").unwrap();
/// assert_eq!(target, Target::Quantity("results".to_string()));
/// assert_eq!(target.to_string(), "quantities.results");
/// assert_eq!(Target::of("customer"), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Target {
    /// A field with one name.
    Field(Field),
    /// One option, which is given where the field says so.
    Option(String),
    /// One quantity.
    Quantity(String),
}

impl Target {
    /// What this name stands for; nothing where it is a field of the log's own.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        if let Some(field) = Field::of(name) {
            return Some(Target::Field(field));
        }
        match name.split_once('.')? {
            ("options", option) => Some(Target::Option(option.to_string())),
            ("quantities", quantity) => Some(Target::Quantity(quantity.to_string())),
            _ => None,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Field(field) => f.write_str(field.name()),
            Target::Option(name) => write!(f, "options.{name}"),
            Target::Quantity(name) => write!(f, "quantities.{name}"),
        }
    }
}

/// The columns that every CSV output has at its end.
pub(crate) const OUTCOME_COLUMNS: [&str; 4] = ["total", "error_code", "error_message", "line"];

/// Whether the outcome of a record replaces the field of an object.
pub(crate) fn is_outcome(key: &str) -> bool {
    matches!(key, "total" | "error")
}

/// Whether the outcome of a record replaces the column.
pub(crate) fn is_outcome_column(name: &str) -> bool {
    is_outcome(name) || OUTCOME_COLUMNS.contains(&name)
}
