//! The names of fields: the one place where they are recognised.

use std::fmt;

use crate::near::nearly;

/// A field of a record that has one name of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Field {
    /// The endpoint's name.
    Endpoint,
    /// The options: a list of names.
    Options,
    /// The members of choices: a choice's name and its member.
    Choices,
    /// The quantities: names and numbers.
    Quantities,
    /// The attributes: names and values.
    Attributes,
    /// How many times the same call was made.
    Calls,
    /// The instant of the call.
    At,
    /// Whether the quantities are those of the whole period so far, instead of more of them. It is not a part of the
    /// usage.
    Restate,
    /// What was charged. It is not a part of the usage.
    Charged,
}

impl Field {
    /// Every field, in the order in which a record is read.
    pub const ALL: [Field; 9] = [
        Field::Endpoint,
        Field::Options,
        Field::Choices,
        Field::Quantities,
        Field::Attributes,
        Field::Calls,
        Field::At,
        Field::Restate,
        Field::Charged,
    ];

    /// The columns of a table that is made of objects, whether one of them has the field or not.
    pub(crate) const COLUMNS: [Field; 5] =
        [Field::Endpoint, Field::Options, Field::Quantities, Field::Calls, Field::At];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Field::Endpoint => "endpoint",
            Field::Options => "options",
            Field::Choices => "choices",
            Field::Quantities => "quantities",
            Field::Attributes => "attributes",
            Field::Calls => "calls",
            Field::At => "at",
            Field::Restate => "restate",
            Field::Charged => "charged",
        }
    }

    /// What one of its names stands for; nothing where it has none.
    pub(crate) fn part(self) -> Option<Part> {
        match self {
            Field::Options => Some(Part::Option),
            Field::Choices => Some(Part::Choice),
            Field::Quantities => Some(Part::Quantity),
            Field::Attributes => Some(Part::Attribute),
            Field::Endpoint | Field::Calls | Field::At | Field::Restate | Field::Charged => None,
        }
    }

    pub(crate) fn of(name: &str) -> Option<Self> {
        Field::ALL.into_iter().find(|field| field.name() == name)
    }
}

/// What a name in a field of several stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    Option,
    Choice,
    Quantity,
    Attribute,
}

impl Part {
    /// The field of several.
    pub(crate) fn field(self) -> Field {
        match self {
            Part::Option => Field::Options,
            Part::Choice => Field::Choices,
            Part::Quantity => Field::Quantities,
            Part::Attribute => Field::Attributes,
        }
    }
}

/// What a field of an input stands for: a field of a record, or a single name of one that has several.
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
    /// One choice: the field says which member.
    Choice(String),
    /// One quantity.
    Quantity(String),
    /// One attribute.
    Attribute(String),
}

impl Target {
    /// What this name stands for; nothing where it is a field of the log's own.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        match Meaning::of(name) {
            Meaning::Field(field) => Some(Target::Field(field)),
            Meaning::Part(part, name) => Some(Target::part(part, name)),
            Meaning::Nearly | Meaning::Other => None,
        }
    }

    /// The name of a field or target that this one nearly is: in other case, with other marks between its words, as one of
    /// several, or with a letter amiss. What has such a name and is not read would be priced as if it were not there.
    ///
    /// ```
    /// use pricesheet_records::Target;
    ///
    /// assert_eq!(Target::nearly("Quantity.results").as_deref(), Some("quantities.results"));
    /// assert_eq!(Target::nearly("customer"), None);
    /// ```
    #[must_use]
    pub fn nearly(name: &str) -> Option<String> {
        nearly(name)
    }

    pub(crate) fn part(part: Part, name: &str) -> Self {
        let name = name.to_string();
        match part {
            Part::Option => Target::Option(name),
            Part::Choice => Target::Choice(name),
            Part::Quantity => Target::Quantity(name),
            Part::Attribute => Target::Attribute(name),
        }
    }

    /// The same, borrowed: a field, or a single name of one.
    pub(crate) fn split(&self) -> (Field, Option<(Part, &str)>) {
        let (part, name) = match self {
            Target::Field(field) => return (*field, None),
            Target::Option(name) => (Part::Option, name),
            Target::Choice(name) => (Part::Choice, name),
            Target::Quantity(name) => (Part::Quantity, name),
            Target::Attribute(name) => (Part::Attribute, name),
        };
        (part.field(), Some((part, name)))
    }

    /// Whether it takes a number.
    pub(crate) fn is_number(&self) -> bool {
        matches!(self, Target::Field(Field::Calls | Field::Charged) | Target::Quantity(_))
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.split() {
            (field, None) => f.write_str(field.name()),
            (field, Some((_, name))) => write!(f, "{}.{name}", field.name()),
        }
    }
}

/// What a name of an input means by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning<'n> {
    Field(Field),
    Part(Part, &'n str),
    /// It is nearly one that would be read.
    Nearly,
    Other,
}

impl<'n> Meaning<'n> {
    #[inline]
    pub(crate) fn of(name: &'n str) -> Self {
        if let Some(field) = Field::of(name) {
            return Meaning::Field(field);
        }
        if let Some((head, rest)) = name.split_once('.')
            && let Some(part) = Field::of(head).and_then(Field::part)
        {
            return Meaning::Part(part, rest);
        }
        if nearly(name).is_some() { Meaning::Nearly } else { Meaning::Other }
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
